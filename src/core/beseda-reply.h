/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "beseda-event.h"

G_BEGIN_DECLS

/*
 * What a server says to a peer: an event, the welcome after a login, a part of the history, an error, that it has to
 * wait at the door, that somebody is writing, or away, or to a moderator, that somebody waits. A reference-counted
 * value that does not change once it is made.
 */

typedef enum
{
  BESEDA_REPLY_EVENT,
  BESEDA_REPLY_WELCOME,
  BESEDA_REPLY_HISTORY,
  BESEDA_REPLY_ERROR,
  BESEDA_REPLY_WAITING,
  BESEDA_REPLY_KNOCK,
  BESEDA_REPLY_TYPING,
  BESEDA_REPLY_PRESENCE,
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

/* What a newcomer is told. `people` holds BesedaPerson: everybody who is in the room, the newcomer too, in the order in
 * which they came. `login` and `client_id` are the newcomer's own, as the room knows them. */
typedef struct
{
  char *room;    /* its name for people */
  char *room_id; /* nullable: a room that remembers nothing */
  char *login;
  gint64 client_id;
  char *token;      /* what proves the name from now on; nullable: the name is nobody's */
  guint64 last_seq; /* of the newest event */
  gint64 keep;      /* how long messages are kept, in seconds; -1: for ever */
  guint message_chars;
  char *topic;       /* what the room is about, "" for nothing in particular */
  gint64 slow;       /* seconds between two messages of a guest; 0: as it likes */
  gboolean locked;   /* nobody new may come in */
  gboolean typing;   /* it passes on who is writing */
  gboolean presence; /* and who is away */
  GPtrArray *people;
} BesedaWelcome;

typedef struct _BesedaReply BesedaReply;

BesedaReply *beseda_reply_new_event (BesedaEvent *event);

/* One with nobody in it, for ever, and the usual limits. */
BesedaWelcome *beseda_welcome_new (const char *room, const char *login, gint64 client_id);
void beseda_welcome_free (BesedaWelcome *self);
BesedaReply *beseda_reply_new_welcome (BesedaWelcome *welcome); /* (transfer full) */

/* `events` are all that the room holds from `from_seq` to `to_seq`, ascending; `id` is that of the request, NULL where
 * nobody asked. (transfer full) of events */
BesedaReply *beseda_reply_new_history (guint64 from_seq, guint64 to_seq, GPtrArray *events, const char *id);

/* `text` is one sentence for a person; `id` is the request's, or NULL. */
BesedaReply *beseda_reply_new_error (BesedaRefusal code, const char *text, const char *id);

/* Names that are free, where the one that was asked for is not: a NULL-terminated array (transfer full). By whoever
 * made the error, before anybody else sees it. */
void beseda_reply_set_suggestions (BesedaReply *self, char **suggestions);

/* To who waits at the door; `text` is one sentence for a person. */
BesedaReply *beseda_reply_new_waiting (const char *text, const char *id);

/* `login` waits at the door, or with `gone` no more. */
BesedaReply *beseda_reply_new_knock (const char *login, gboolean gone);

/* `login` is writing something. */
BesedaReply *beseda_reply_new_typing (const char *login);

/* `login` is away from the computer, or back. */
BesedaReply *beseda_reply_new_presence (const char *login, gboolean away);

/* When the same may succeed, in milliseconds from now on; 0, as at first: nobody says. As above. */
void beseda_reply_set_retry_after (BesedaReply *self, guint mseconds);

BesedaReply *beseda_reply_ref (BesedaReply *self);
void beseda_reply_unref (BesedaReply *self);

BesedaReplyKind beseda_reply_get_kind (const BesedaReply *self);
BesedaEvent *beseda_reply_get_event (const BesedaReply *self); /* EVENT */

const BesedaWelcome *beseda_reply_get_welcome (const BesedaReply *self); /* WELCOME */

guint64 beseda_reply_get_from_seq (const BesedaReply *self);  /* HISTORY */
guint64 beseda_reply_get_to_seq (const BesedaReply *self);    /* HISTORY */
GPtrArray *beseda_reply_get_events (const BesedaReply *self); /* HISTORY: of BesedaEvent */

BesedaRefusal beseda_reply_get_refusal (const BesedaReply *self);          /* ERROR */
const char *beseda_reply_get_text (const BesedaReply *self);               /* ERROR and WAITING */
guint beseda_reply_get_retry_after (const BesedaReply *self);              /* ERROR */
const char *const *beseda_reply_get_suggestions (const BesedaReply *self); /* ERROR, nullable */
const char *beseda_reply_get_id (const BesedaReply *self);                 /* ERROR, HISTORY and WAITING, nullable */
const char *beseda_reply_get_login (const BesedaReply *self);              /* KNOCK, TYPING and PRESENCE */
gboolean beseda_reply_is_gone (const BesedaReply *self);                   /* KNOCK */
gboolean beseda_reply_is_away (const BesedaReply *self);                   /* PRESENCE */

/* The code as it stands on the wire, "bad-frame"; and back, UNKNOWN for one that we don't know. */
const char *beseda_refusal_to_string (BesedaRefusal code);
BesedaRefusal beseda_refusal_from_string (const char *code);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (BesedaWelcome, beseda_welcome_free)
G_DEFINE_AUTOPTR_CLEANUP_FUNC (BesedaReply, beseda_reply_unref)

G_END_DECLS
