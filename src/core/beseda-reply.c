/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "beseda-reply.h"

#include "beseda-limits.h"

struct _BesedaReply
{
  BesedaReplyKind kind;
  BesedaEvent *event;
  BesedaWelcome *welcome;
  guint64 from_seq;
  guint64 to_seq;
  GPtrArray *events;
  BesedaRefusal refusal;
  char *text;
  char **suggestions;
  guint retry_after;
  char *id;
  char *login;
  gboolean gone;
  gboolean away;
};

static const char *const refusal_names[] = {
  [BESEDA_REFUSAL_BAD_FRAME] = "bad-frame",
  [BESEDA_REFUSAL_TOO_LARGE] = "too-large",
  [BESEDA_REFUSAL_NOT_LOGGED_IN] = "not-logged-in",
  [BESEDA_REFUSAL_LOGIN_TAKEN] = "login-taken",
  [BESEDA_REFUSAL_LOGIN_INVALID] = "login-invalid",
  [BESEDA_REFUSAL_WRONG_PASSWORD] = "wrong-password",
  [BESEDA_REFUSAL_BANNED] = "banned",
  [BESEDA_REFUSAL_RATE_LIMITED] = "rate-limited",
  [BESEDA_REFUSAL_ROOM_FULL] = "room-full",
  [BESEDA_REFUSAL_NOT_ALLOWED] = "not-allowed",
  [BESEDA_REFUSAL_NOT_FOUND] = "not-found",
  [BESEDA_REFUSAL_UNAVAILABLE] = "unavailable",
};

static void
clear (gpointer data)
{
  BesedaReply *self = data;

  g_clear_pointer (&self->event, beseda_event_unref);
  g_clear_pointer (&self->welcome, beseda_welcome_free);
  g_clear_pointer (&self->events, g_ptr_array_unref);
  g_strfreev (self->suggestions);
  g_free (self->text);
  g_free (self->id);
  g_free (self->login);
}

BesedaReply *
beseda_reply_new_event (BesedaEvent *event)
{
  BesedaReply *self = g_atomic_rc_box_new0 (BesedaReply);

  self->kind = BESEDA_REPLY_EVENT;
  self->event = beseda_event_ref (event);

  return self;
}

BesedaWelcome *
beseda_welcome_new (const char *room, const char *login, gint64 client_id)
{
  BesedaWelcome *self = g_new0 (BesedaWelcome, 1);

  self->room = g_strdup (room);
  self->login = g_strdup (login);
  self->client_id = client_id;
  self->keep = -1;
  self->message_chars = BESEDA_LIMIT_MESSAGE_CHARS;
  self->topic = g_strdup ("");
  self->people = g_ptr_array_new_with_free_func ((GDestroyNotify) beseda_person_free);

  return self;
}

void
beseda_welcome_free (BesedaWelcome *self)
{
  g_ptr_array_unref (self->people);
  g_free (self->room);
  g_free (self->room_id);
  g_free (self->topic);
  g_free (self->login);
  g_free (self->token);
  g_free (self);
}

BesedaReply *
beseda_reply_new_welcome (BesedaWelcome *welcome)
{
  BesedaReply *self = g_atomic_rc_box_new0 (BesedaReply);

  self->kind = BESEDA_REPLY_WELCOME;
  self->welcome = welcome;

  return self;
}

BesedaReply *
beseda_reply_new_history (guint64 from_seq, guint64 to_seq, GPtrArray *events, const char *id)
{
  BesedaReply *self = g_atomic_rc_box_new0 (BesedaReply);

  self->kind = BESEDA_REPLY_HISTORY;
  self->from_seq = from_seq;
  self->to_seq = to_seq;
  self->events = events;
  self->id = g_strdup (id);

  return self;
}

BesedaReply *
beseda_reply_new_error (BesedaRefusal code, const char *text, const char *id)
{
  BesedaReply *self = g_atomic_rc_box_new0 (BesedaReply);

  self->kind = BESEDA_REPLY_ERROR;
  self->refusal = code;
  self->text = g_strdup (text);
  self->id = g_strdup (id);

  return self;
}

BesedaReply *
beseda_reply_new_waiting (const char *text, const char *id)
{
  BesedaReply *self = g_atomic_rc_box_new0 (BesedaReply);

  self->kind = BESEDA_REPLY_WAITING;
  self->text = g_strdup (text);
  self->id = g_strdup (id);

  return self;
}

BesedaReply *
beseda_reply_new_knock (const char *login, gboolean gone)
{
  BesedaReply *self = g_atomic_rc_box_new0 (BesedaReply);

  self->kind = BESEDA_REPLY_KNOCK;
  self->login = g_strdup (login);
  self->gone = gone;

  return self;
}

BesedaReply *
beseda_reply_new_typing (const char *login)
{
  BesedaReply *self = g_atomic_rc_box_new0 (BesedaReply);

  self->kind = BESEDA_REPLY_TYPING;
  self->login = g_strdup (login);

  return self;
}

BesedaReply *
beseda_reply_new_presence (const char *login, gboolean away)
{
  BesedaReply *self = g_atomic_rc_box_new0 (BesedaReply);

  self->kind = BESEDA_REPLY_PRESENCE;
  self->login = g_strdup (login);
  self->away = away;

  return self;
}

BesedaReply *
beseda_reply_ref (BesedaReply *self)
{
  return g_atomic_rc_box_acquire (self);
}

void
beseda_reply_unref (BesedaReply *self)
{
  g_atomic_rc_box_release_full (self, clear);
}

BesedaReplyKind
beseda_reply_get_kind (const BesedaReply *self)
{
  return self->kind;
}

BesedaEvent *
beseda_reply_get_event (const BesedaReply *self)
{
  return self->event;
}

const BesedaWelcome *
beseda_reply_get_welcome (const BesedaReply *self)
{
  return self->welcome;
}

guint64
beseda_reply_get_from_seq (const BesedaReply *self)
{
  return self->from_seq;
}

guint64
beseda_reply_get_to_seq (const BesedaReply *self)
{
  return self->to_seq;
}

GPtrArray *
beseda_reply_get_events (const BesedaReply *self)
{
  return self->events;
}

void
beseda_reply_set_suggestions (BesedaReply *self, char **suggestions)
{
  g_return_if_fail (self->kind == BESEDA_REPLY_ERROR && self->suggestions == NULL);

  self->suggestions = suggestions;
}

const char *const *
beseda_reply_get_suggestions (const BesedaReply *self)
{
  return (const char *const *) self->suggestions;
}

void
beseda_reply_set_retry_after (BesedaReply *self, guint mseconds)
{
  g_return_if_fail (self->kind == BESEDA_REPLY_ERROR);

  self->retry_after = mseconds;
}

guint
beseda_reply_get_retry_after (const BesedaReply *self)
{
  return self->retry_after;
}

BesedaRefusal
beseda_reply_get_refusal (const BesedaReply *self)
{
  return self->refusal;
}

const char *
beseda_reply_get_text (const BesedaReply *self)
{
  return self->text;
}

const char *
beseda_reply_get_id (const BesedaReply *self)
{
  return self->id;
}

const char *
beseda_reply_get_login (const BesedaReply *self)
{
  return self->login;
}

gboolean
beseda_reply_is_gone (const BesedaReply *self)
{
  return self->gone;
}

gboolean
beseda_reply_is_away (const BesedaReply *self)
{
  return self->away;
}

const char *
beseda_refusal_to_string (BesedaRefusal code)
{
  g_return_val_if_fail ((gsize) code < G_N_ELEMENTS (refusal_names), NULL);

  return refusal_names[code];
}

BesedaRefusal
beseda_refusal_from_string (const char *code)
{
  for (gsize i = 0; i < G_N_ELEMENTS (refusal_names); i++)
    if (g_strcmp0 (refusal_names[i], code) == 0)
      return i;

  return BESEDA_REFUSAL_UNKNOWN;
}
