/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

#include "beseda-act.h"
#include "beseda-direction.h"

G_BEGIN_DECLS

/*
 * What a peer asks of a room: one frame from a client, decoded. A plain value; its strings are its own.
 */

typedef enum
{
  BESEDA_REQUEST_LOGIN,
  BESEDA_REQUEST_MESSAGE,
  BESEDA_REQUEST_HISTORY,
  BESEDA_REQUEST_ACT,
  BESEDA_REQUEST_ANSWER,
  BESEDA_REQUEST_TYPING,
  BESEDA_REQUEST_PRESENCE,
} BesedaRequestKind;

typedef struct
{
  BesedaRequestKind kind;
  char *id;                  /* the sender's own id of the request, or NULL */
  char *login;               /* LOGIN: as the peer wrote it, not yet normalised. ANSWER: who knocked */
  gint64 client_id;          /* LOGIN */
  gboolean has_client_id;    /* LOGIN: whether the frame carried one */
  char *token;               /* LOGIN: what proves the name, or NULL */
  char *room_id;             /* LOGIN: the room that `since` is of, or NULL */
  gint64 since;              /* LOGIN: the number of the last event that the peer has; -1: it has none */
  char *owner;               /* LOGIN: the room's owner token, or NULL */
  char *key;                 /* LOGIN: the link's, or NULL */
  char *password;            /* LOGIN: the room's, or NULL */
  char *text;                /* MESSAGE */
  BesedaDirection direction; /* HISTORY: which way from `seq` */
  guint64 seq;               /* HISTORY */
  guint limit;               /* HISTORY: how many events at most, 1 to BESEDA_LIMIT_PAGE */
  BesedaAct *act;            /* ACT */
  gboolean by_address;       /* ACT: a BAN is for everybody new from the same address */
  gboolean admit;            /* ANSWER: whether who knocked may come in */
  gboolean away;             /* LOGIN, PRESENCE: from the computer, though not from the room */
} BesedaRequest;

BesedaRequest *beseda_request_new_login (const char *login, gint64 client_id);
BesedaRequest *beseda_request_new_message (const char *text, const char *id); /* `id` nullable */
BesedaRequest *beseda_request_new_history (BesedaDirection direction, guint64 seq, guint limit, const char *id);
BesedaRequest *beseda_request_new_act (const BesedaAct *act, const char *id); /* `act` is copied */
BesedaRequest *beseda_request_new_answer (const char *login, gboolean admit, const char *id);
BesedaRequest *beseda_request_new_typing (void);
BesedaRequest *beseda_request_new_presence (gboolean away, const char *id);
void beseda_request_free (BesedaRequest *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (BesedaRequest, beseda_request_free)

G_END_DECLS
