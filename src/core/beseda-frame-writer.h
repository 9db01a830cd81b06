/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

#include "beseda-opcode.h"

G_BEGIN_DECLS

/*
 * Writes a server's side of RFC 6455: headers of frames that are final and not masked. Pure functions; the payload is
 * the caller's, who puts it behind the header.
 */

#define BESEDA_FRAME_HEADER_MAX 10

/* `length` is the payload's, which must fit a control frame where `opcode` is one. Returns the header's bytes. */
guint beseda_frame_write_header (guint8 header[BESEDA_FRAME_HEADER_MAX], BesedaOpcode opcode, gsize length);

/* A whole Close frame. `reason` is UTF-8 or NULL, cut at a character to fit; with the code 0 the frame says nothing. */
GBytes *beseda_frame_new_close (guint16 code, const char *reason);

G_END_DECLS
