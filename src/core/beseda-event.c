/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "beseda-event.h"

struct _BesedaEvent
{
  BesedaEventKind kind;
  guint64 seq;
  gint64 at;
  gint64 client_id;
  char *login;
  char *text;
  char *id;
  BesedaAct *act;
  guint8 *claim;
  char *address;
  BesedaPerson *person;
};

G_DEFINE_BOXED_TYPE (BesedaEvent, beseda_event, beseda_event_ref, beseda_event_unref)

static void
clear (gpointer data)
{
  BesedaEvent *self = data;

  g_free (self->login);
  g_free (self->text);
  g_free (self->id);
  g_clear_pointer (&self->act, beseda_act_free);
  g_free (self->claim);
  g_free (self->address);
  g_clear_pointer (&self->person, beseda_person_free);
}

BesedaEvent *
beseda_event_new (
    BesedaEventKind kind, gint64 at, gint64 client_id, const char *login, const char *text, const char *id)
{
  BesedaEvent *self;

  g_return_val_if_fail (login != NULL, NULL);
  g_return_val_if_fail (kind == BESEDA_EVENT_MESSAGE || text == NULL, NULL);

  self = g_atomic_rc_box_new0 (BesedaEvent);
  self->kind = kind;
  self->at = at;
  self->client_id = client_id;
  self->login = g_strdup (login);
  self->text = g_strdup (text);
  self->id = g_strdup (id);

  return self;
}

BesedaEvent *
beseda_event_new_act (gint64 at, gint64 client_id, const char *login, const BesedaAct *act, const char *id)
{
  BesedaEvent *self = beseda_event_new (BESEDA_EVENT_ACT, at, client_id, login, NULL, id);

  self->act = beseda_act_copy (act);

  return self;
}

BesedaEvent *
beseda_event_new_tombstone (const BesedaEvent *message)
{
  BesedaEvent *self;

  g_return_val_if_fail (message->kind == BESEDA_EVENT_MESSAGE, NULL);

  self = beseda_event_new (message->kind, message->at, message->client_id, message->login, NULL, message->id);
  self->seq = message->seq;

  return self;
}

BesedaEvent *
beseda_event_ref (BesedaEvent *self)
{
  return g_atomic_rc_box_acquire (self);
}

void
beseda_event_unref (BesedaEvent *self)
{
  g_atomic_rc_box_release_full (self, clear);
}

void
beseda_event_set_seq (BesedaEvent *self, guint64 seq)
{
  g_return_if_fail (self->seq == 0);
  g_return_if_fail (seq > 0);

  self->seq = seq;
}

void
beseda_event_set_claim (BesedaEvent *self, const guint8 hash[BESEDA_TOKEN_HASH_BYTES])
{
  g_return_if_fail (self->claim == NULL);

  self->claim = g_memdup2 (hash, BESEDA_TOKEN_HASH_BYTES);
}

const guint8 *
beseda_event_get_claim (const BesedaEvent *self)
{
  return self->claim;
}

void
beseda_event_set_address (BesedaEvent *self, const char *address)
{
  g_return_if_fail (self->address == NULL);

  self->address = g_strdup (address);
}

const char *
beseda_event_get_address (const BesedaEvent *self)
{
  return self->address;
}

void
beseda_event_set_person (BesedaEvent *self, BesedaPerson *person)
{
  g_return_if_fail (self->kind == BESEDA_EVENT_ONLINE);
  g_return_if_fail (self->person == NULL);

  self->person = person;
}

const BesedaPerson *
beseda_event_get_person (const BesedaEvent *self)
{
  return self->person;
}

BesedaEventKind
beseda_event_get_kind (const BesedaEvent *self)
{
  return self->kind;
}

guint64
beseda_event_get_seq (const BesedaEvent *self)
{
  return self->seq;
}

gint64
beseda_event_get_at (const BesedaEvent *self)
{
  return self->at;
}

gint64
beseda_event_get_client_id (const BesedaEvent *self)
{
  return self->client_id;
}

const char *
beseda_event_get_login (const BesedaEvent *self)
{
  return self->login;
}

const char *
beseda_event_get_text (const BesedaEvent *self)
{
  return self->text;
}

const BesedaAct *
beseda_event_get_act (const BesedaEvent *self)
{
  return self->act;
}

const char *
beseda_event_get_id (const BesedaEvent *self)
{
  return self->id;
}
