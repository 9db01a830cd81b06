/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "beseda-people.h"

#include "beseda-login.h"

struct _BesedaPeople
{
  GHashTable *by_id;      /* of BesedaInhabitant; owns them */
  GHashTable *by_key;     /* of BesedaInhabitant */
  GHashTable *client_ids; /* -> how often each is held */
  GQueue present;         /* of BesedaInhabitant */
  GQueue away;            /* of BesedaInhabitant */
  guint64 last_id;
};

static void
inhabitant_free (gpointer data)
{
  BesedaInhabitant *person = data;

  g_free (person->login);
  g_free (person->key);
  g_free (person);
}

static void
leave_away (BesedaPeople *self, BesedaInhabitant *person)
{
  if (person->gone_at != 0)
    g_queue_unlink (&self->away, &person->away_link);
  person->gone_at = 0;
}

BesedaPeople *
beseda_people_new (const BesedaPast *past)
{
  BesedaPeople *self = g_new0 (BesedaPeople, 1);

  self->by_id = g_hash_table_new_full (g_int64_hash, g_int64_equal, NULL, inhabitant_free);
  self->by_key = g_hash_table_new (g_str_hash, g_str_equal);
  self->client_ids = g_hash_table_new_full (g_int64_hash, g_int64_equal, g_free, NULL);

  for (guint i = 0; i < past->present->len; i++)
    {
      const BesedaPastPerson *was_there = past->present->pdata[i];
      BesedaInhabitant *person = beseda_people_add (self, was_there->login, was_there->client_id, 0);

      person->announced = TRUE;
      beseda_people_set_present (self, person);
    }

  return self;
}

void
beseda_people_free (BesedaPeople *self)
{
  g_hash_table_unref (self->client_ids);
  g_hash_table_unref (self->by_key);
  g_hash_table_unref (self->by_id);
  g_free (self);
}

guint
beseda_people_get_n (const BesedaPeople *self)
{
  return g_hash_table_size (self->by_key);
}

BesedaInhabitant *
beseda_people_add (BesedaPeople *self, const char *login, gint64 client_id, guint64 peer)
{
  BesedaInhabitant *person = g_new0 (BesedaInhabitant, 1);

  person->link.data = person;
  person->away_link.data = person;
  person->id = ++self->last_id;
  person->login = g_strdup (login);
  person->key = beseda_login_key (login);
  person->client_id = client_id;
  person->peer = peer;
  beseda_people_hold_client_id (self, client_id);
  g_hash_table_insert (self->by_id, &person->id, person);
  g_hash_table_insert (self->by_key, person->key, person);

  return person;
}

void
beseda_people_remove (BesedaPeople *self, BesedaInhabitant *person)
{
  leave_away (self, person);
  if (person->present)
    g_queue_unlink (&self->present, &person->link);
  beseda_people_release_client_id (self, person->client_id);
  g_hash_table_remove (self->by_key, person->key);
  g_hash_table_remove (self->by_id, &person->id);
}

BesedaInhabitant *
beseda_people_find (const BesedaPeople *self, const char *key)
{
  return g_hash_table_lookup (self->by_key, key);
}

BesedaInhabitant *
beseda_people_get (const BesedaPeople *self, guint64 id)
{
  return g_hash_table_lookup (self->by_id, &id);
}

void
beseda_people_set_present (BesedaPeople *self, BesedaInhabitant *person)
{
  g_return_if_fail (!person->present);

  person->present = TRUE;
  g_queue_push_tail_link (&self->present, &person->link);
}

void
beseda_people_go_away (BesedaPeople *self, BesedaInhabitant *person, gint64 gone_at)
{
  g_return_if_fail (person->gone_at == 0 && gone_at != 0);

  person->peer = 0;
  person->gone_at = gone_at;
  g_queue_push_tail_link (&self->away, &person->away_link);
}

void
beseda_people_come_back (BesedaPeople *self, BesedaInhabitant *person, guint64 peer)
{
  leave_away (self, person);
  person->peer = peer;
}

const GList *
beseda_people_get_present (const BesedaPeople *self)
{
  return self->present.head;
}

BesedaInhabitant *
beseda_people_get_longest_away (const BesedaPeople *self)
{
  return self->away.head != NULL ? self->away.head->data : NULL;
}

gboolean
beseda_people_has_client_id (const BesedaPeople *self, gint64 client_id)
{
  return g_hash_table_contains (self->client_ids, &client_id);
}

void
beseda_people_hold_client_id (BesedaPeople *self, gint64 client_id)
{
  guint n = GPOINTER_TO_UINT (g_hash_table_lookup (self->client_ids, &client_id));

  g_hash_table_insert (self->client_ids, g_memdup2 (&client_id, sizeof client_id), GUINT_TO_POINTER (n + 1));
}

void
beseda_people_release_client_id (BesedaPeople *self, gint64 client_id)
{
  guint n = GPOINTER_TO_UINT (g_hash_table_lookup (self->client_ids, &client_id));

  g_return_if_fail (n > 0);

  if (n > 1)
    g_hash_table_insert (self->client_ids, g_memdup2 (&client_id, sizeof client_id), GUINT_TO_POINTER (n - 1));
  else
    g_hash_table_remove (self->client_ids, &client_id);
}
