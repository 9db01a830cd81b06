/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "beseda-event.h"

G_BEGIN_DECLS

/*
 * What a server says to a peer: an event, the welcome after a login, or an error. A reference-counted value that does
 * not change once it is made.
 */

typedef enum
{
  BESEDA_REPLY_EVENT,
  BESEDA_REPLY_WELCOME,
  BESEDA_REPLY_ERROR,
} BesedaReplyKind;

/* The codes of an error frame; PROTOCOL.md says when each is sent. */
typedef enum
{
  BESEDA_REFUSAL_BAD_FRAME,
  BESEDA_REFUSAL_TOO_LARGE,
  BESEDA_REFUSAL_NOT_LOGGED_IN,
  BESEDA_REFUSAL_LOGIN_TAKEN,
  BESEDA_REFUSAL_LOGIN_INVALID,
  BESEDA_REFUSAL_WRONG_PASSWORD,
  BESEDA_REFUSAL_BANNED,
  BESEDA_REFUSAL_RATE_LIMITED,
  BESEDA_REFUSAL_ROOM_FULL,
  BESEDA_REFUSAL_NOT_ALLOWED,
  BESEDA_REFUSAL_NOT_FOUND,
  BESEDA_REFUSAL_UNAVAILABLE,
  BESEDA_REFUSAL_UNKNOWN, /* a code that a newer server sends; never sent by us */
} BesedaRefusal;

typedef struct
{
  gint64 client_id;
  char *login;
} BesedaPerson;

typedef struct _BesedaReply BesedaReply;

BesedaReply *beseda_reply_new_event (BesedaEvent *event);

/* `people` holds BesedaPerson, everybody who is in the room, the newcomer too, in the order in which they came
 * (transfer full). `login` and `client_id` are the newcomer's own, as the room knows them. */
BesedaReply *
beseda_reply_new_welcome (const char *room, const char *login, gint64 client_id, guint64 last_seq, GPtrArray *people);

/* `text` is one sentence for a person; `id` is the request's, or NULL. */
BesedaReply *beseda_reply_new_error (BesedaRefusal code, const char *text, const char *id);

BesedaReply *beseda_reply_ref (BesedaReply *self);
void beseda_reply_unref (BesedaReply *self);

BesedaReplyKind beseda_reply_get_kind (const BesedaReply *self);
BesedaEvent *beseda_reply_get_event (const BesedaReply *self); /* EVENT */

const char *beseda_reply_get_room (const BesedaReply *self);    /* WELCOME */
const char *beseda_reply_get_login (const BesedaReply *self);   /* WELCOME */
gint64 beseda_reply_get_client_id (const BesedaReply *self);    /* WELCOME */
guint64 beseda_reply_get_last_seq (const BesedaReply *self);    /* WELCOME */
GPtrArray *beseda_reply_get_people (const BesedaReply *self);   /* WELCOME: of BesedaPerson */
guint beseda_reply_get_message_chars (const BesedaReply *self); /* WELCOME: the longest message that the server takes */
void
beseda_reply_set_message_chars (BesedaReply *self, guint n); /* WELCOME: by the codec, before anybody else sees it */

BesedaRefusal beseda_reply_get_refusal (const BesedaReply *self); /* ERROR */
const char *beseda_reply_get_text (const BesedaReply *self);      /* ERROR */
const char *beseda_reply_get_id (const BesedaReply *self);        /* ERROR, nullable */

/* The code as it stands on the wire, "bad-frame"; and back, UNKNOWN for one that we don't know. */
const char *beseda_refusal_to_string (BesedaRefusal code);
BesedaRefusal beseda_refusal_from_string (const char *code);

BesedaPerson *beseda_person_new (gint64 client_id, const char *login);
void beseda_person_free (BesedaPerson *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (BesedaReply, beseda_reply_unref)
G_DEFINE_AUTOPTR_CLEANUP_FUNC (BesedaPerson, beseda_person_free)

G_END_DECLS
