/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/*
 * What a peer asks of a room: one frame from a client, decoded. A plain value; its strings are its own.
 */

typedef enum
{
  BESEDA_REQUEST_LOGIN,
  BESEDA_REQUEST_MESSAGE,
} BesedaRequestKind;

typedef struct
{
  BesedaRequestKind kind;
  char *id;               /* the sender's own id of the request, or NULL */
  char *login;            /* LOGIN: as the peer wrote it, not yet normalised */
  gint64 client_id;       /* LOGIN */
  gboolean has_client_id; /* LOGIN: whether the frame carried one */
  char *text;             /* MESSAGE */
} BesedaRequest;

BesedaRequest *beseda_request_new_login (const char *login, gint64 client_id);
BesedaRequest *beseda_request_new_message (const char *text, const char *id); /* `id` nullable */
void beseda_request_free (BesedaRequest *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (BesedaRequest, beseda_request_free)

G_END_DECLS
