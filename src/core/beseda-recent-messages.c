/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "beseda-recent-messages.h"

#include "beseda-limits.h"

typedef struct
{
  GList link;
  char *key;
  BesedaEvent *event;
} Recent;

struct _BesedaRecentMessages
{
  GHashTable *by_key; /* of Recent; owns them */
  GQueue by_age;      /* the same, the oldest first */
};

static void
recent_free (gpointer data)
{
  Recent *self = data;

  beseda_event_unref (self->event);
  g_free (self->key);
  g_free (self);
}

/* A key of a login holds no line break. */
static char *
make_key (const char *login_key, const char *id)
{
  return g_strconcat (login_key, "\n", id, NULL);
}

static void
drop (BesedaRecentMessages *self, Recent *recent)
{
  g_queue_unlink (&self->by_age, &recent->link);
  g_hash_table_remove (self->by_key, recent->key);
}

BesedaRecentMessages *
beseda_recent_messages_new (void)
{
  BesedaRecentMessages *self = g_new0 (BesedaRecentMessages, 1);

  self->by_key = g_hash_table_new_full (g_str_hash, g_str_equal, NULL, recent_free);

  return self;
}

void
beseda_recent_messages_free (BesedaRecentMessages *self)
{
  g_hash_table_unref (self->by_key);
  g_free (self);
}

void
beseda_recent_messages_add (BesedaRecentMessages *self, const char *login_key, BesedaEvent *event)
{
  Recent *recent = g_new0 (Recent, 1);

  if (self->by_age.length == BESEDA_LIMIT_RECENT_IDS)
    drop (self, self->by_age.head->data);

  recent->link.data = recent;
  recent->key = make_key (login_key, beseda_event_get_id (event));
  recent->event = beseda_event_ref (event);
  g_queue_push_tail_link (&self->by_age, &recent->link);
  g_hash_table_insert (self->by_key, recent->key, recent);
}

BesedaEvent *
beseda_recent_messages_find (BesedaRecentMessages *self, const char *login_key, const char *id)
{
  g_autofree char *key = make_key (login_key, id);
  const Recent *recent = g_hash_table_lookup (self->by_key, key);

  return recent != NULL ? recent->event : NULL;
}

void
beseda_recent_messages_remove (BesedaRecentMessages *self, guint64 seq)
{
  for (GList *link = self->by_age.head; link != NULL; link = link->next)
    {
      Recent *recent = link->data;
      g_autoptr (BesedaEvent) message = recent->event;

      recent->event = beseda_event_get_seq (message) == seq && beseda_event_get_kind (message) == BESEDA_EVENT_MESSAGE
                          ? beseda_event_new_tombstone (message)
                          : beseda_event_ref (message);
    }
}
