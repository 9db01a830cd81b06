/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "beseda-past.h"

#include <string.h>

static void
name_free (gpointer data)
{
  BesedaPastName *name = data;

  g_free (name->key);
  g_free (name);
}

static void
person_free (gpointer data)
{
  BesedaPastPerson *person = data;

  g_free (person->login);
  g_free (person);
}

BesedaPast *
beseda_past_new (const char *room_id)
{
  BesedaPast *self = g_new0 (BesedaPast, 1);

  self->room_id = g_strdup (room_id);
  self->names = g_ptr_array_new_with_free_func (name_free);
  self->present = g_ptr_array_new_with_free_func (person_free);
  self->acts = g_ptr_array_new_with_free_func ((GDestroyNotify) beseda_event_unref);
  self->tail = g_ptr_array_new_with_free_func ((GDestroyNotify) beseda_event_unref);

  return self;
}

void
beseda_past_free (BesedaPast *self)
{
  g_ptr_array_unref (self->tail);
  g_clear_pointer (&self->door, beseda_door_free);
  g_ptr_array_unref (self->acts);
  g_ptr_array_unref (self->present);
  g_ptr_array_unref (self->names);
  g_free (self->room_id);
  g_free (self);
}

void
beseda_past_add_name (BesedaPast *self, const char *key, const guint8 hash[BESEDA_TOKEN_HASH_BYTES])
{
  BesedaPastName *name = g_new0 (BesedaPastName, 1);

  name->key = g_strdup (key);
  memcpy (name->hash, hash, BESEDA_TOKEN_HASH_BYTES);
  g_ptr_array_add (self->names, name);
}

void
beseda_past_add_person (BesedaPast *self, const char *login, gint64 client_id)
{
  BesedaPastPerson *person = g_new0 (BesedaPastPerson, 1);

  person->login = g_strdup (login);
  person->client_id = client_id;
  g_ptr_array_add (self->present, person);
}
