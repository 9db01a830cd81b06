/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <json-glib/json-glib.h>

#include "beseda-codec.h"

G_BEGIN_DECLS

/*
 * What reading a request and reading a reply have in common. Part of the codec, for nobody else.
 */

/* (transfer full); fails with BESEDA_CODEC_ERROR or BESEDA_JSON_ERROR */
JsonObject *beseda_codec_parse (const char *text, gsize length, gsize limit, GError **error);

/* To the caller, what is wrong with the JSON is a bad frame like any other. (transfer full) of `refusal` */
void beseda_codec_pass_on (GError **error, GError *refusal);

void beseda_codec_set_unknown_type (const char *type, GError **error);

/* The sender's own id of the request, where it is one that an answer can carry. Lent, nullable. */
const char *beseda_codec_peek_id (JsonObject *frame);

G_END_DECLS
