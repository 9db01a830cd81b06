/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "beseda-pace.h"

/* Fewer are not worth looking through. */
#define FEW 64

struct _BesedaPace
{
  GHashTable *times; /* who -> when they wrote last */
  guint many;        /* with so many, those are forgotten who have waited */
};

BesedaPace *
beseda_pace_new (void)
{
  BesedaPace *self = g_new0 (BesedaPace, 1);

  self->times = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  self->many = FEW;

  return self;
}

void
beseda_pace_free (BesedaPace *self)
{
  g_hash_table_unref (self->times);
  g_free (self);
}

static void
forget (BesedaPace *self, gint64 slow, gint64 now)
{
  GHashTableIter iter;
  gpointer time;

  g_hash_table_iter_init (&iter, self->times);
  while (g_hash_table_iter_next (&iter, NULL, &time))
    if (*(gint64 *) time + slow <= now)
      g_hash_table_iter_remove (&iter);
  self->many = MAX (2 * g_hash_table_size (self->times), FEW);
}

gint64
beseda_pace_take (BesedaPace *self, const char *who, gint64 slow, gint64 now)
{
  const gint64 *time = g_hash_table_lookup (self->times, who);

  if (time != NULL && *time + slow > now)
    return *time + slow - now;

  if (g_hash_table_size (self->times) >= self->many)
    forget (self, slow, now);
  g_hash_table_insert (self->times, g_strdup (who), g_memdup2 (&now, sizeof now));

  return 0;
}
