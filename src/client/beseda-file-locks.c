/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "beseda-file-locks.h"

struct _BesedaFileLocks
{
  GMutex mutex;
  GCond cond;
  GHashTable *paths; /* of those that are in use */
};

static void
clear (gpointer data)
{
  BesedaFileLocks *self = data;

  g_hash_table_unref (self->paths);
  g_mutex_clear (&self->mutex);
  g_cond_clear (&self->cond);
}

static gboolean
is_in_use (BesedaFileLocks *self, const char *path)
{
  return path != NULL ? g_hash_table_contains (self->paths, path) : g_hash_table_size (self->paths) > 0;
}

BesedaFileLocks *
beseda_file_locks_new (void)
{
  BesedaFileLocks *self = g_atomic_rc_box_new0 (BesedaFileLocks);

  g_mutex_init (&self->mutex);
  g_cond_init (&self->cond);
  self->paths = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);

  return self;
}

BesedaFileLocks *
beseda_file_locks_ref (BesedaFileLocks *self)
{
  return g_atomic_rc_box_acquire (self);
}

void
beseda_file_locks_unref (BesedaFileLocks *self)
{
  g_atomic_rc_box_release_full (self, clear);
}

void
beseda_file_locks_lock (BesedaFileLocks *self, const char *path)
{
  g_mutex_lock (&self->mutex);
  while (is_in_use (self, path))
    g_cond_wait (&self->cond, &self->mutex);
  g_hash_table_add (self->paths, g_strdup (path));
  g_mutex_unlock (&self->mutex);
}

void
beseda_file_locks_unlock (BesedaFileLocks *self, const char *path)
{
  g_mutex_lock (&self->mutex);
  g_hash_table_remove (self->paths, path);
  g_cond_broadcast (&self->cond);
  g_mutex_unlock (&self->mutex);
}

void
beseda_file_locks_wait (BesedaFileLocks *self, const char *path)
{
  g_mutex_lock (&self->mutex);
  while (is_in_use (self, path))
    g_cond_wait (&self->cond, &self->mutex);
  g_mutex_unlock (&self->mutex);
}
