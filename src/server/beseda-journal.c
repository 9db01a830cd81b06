/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "beseda-journal.h"

/* Reference-counted: the owner has one, an append on its way another. */
struct _BesedaJournal
{
  BesedaLog *log;
  GPtrArray *added;
  GPtrArray *in_flight; /* NULL: none */
  BesedaJournalDone done;
  gpointer user_data;
};

static void
clear (gpointer data)
{
  BesedaJournal *self = data;

  g_clear_object (&self->log);
  g_clear_pointer (&self->added, g_ptr_array_unref);
  g_clear_pointer (&self->in_flight, g_ptr_array_unref);
}

static void
unref (BesedaJournal *self)
{
  g_rc_box_release_full (self, clear);
}

static GPtrArray *
new_batch (void)
{
  return g_ptr_array_new_with_free_func ((GDestroyNotify) beseda_event_unref);
}

static void
appended (GObject *source, GAsyncResult *result, gpointer user_data)
{
  BesedaJournal *self = user_data;
  g_autoptr (GPtrArray) events = g_steal_pointer (&self->in_flight);
  g_autoptr (GError) error = NULL;

  beseda_log_append_finish (BESEDA_LOG (source), result, &error);
  if (self->done != NULL)
    self->done (self->user_data, events, error);

  unref (self);
}

BesedaJournal *
beseda_journal_new (BesedaLog *log, BesedaJournalDone done, gpointer user_data)
{
  BesedaJournal *self = g_rc_box_new0 (BesedaJournal);

  self->log = g_object_ref (log);
  self->added = new_batch ();
  self->done = done;
  self->user_data = user_data;

  return self;
}

void
beseda_journal_free (BesedaJournal *self)
{
  self->done = NULL;
  unref (self);
}

void
beseda_journal_add (BesedaJournal *self, BesedaEvent *event)
{
  g_ptr_array_add (self->added, beseda_event_ref (event));
}

void
beseda_journal_commit (BesedaJournal *self)
{
  if (self->added->len == 0 || self->in_flight != NULL)
    return;

  self->in_flight = g_steal_pointer (&self->added);
  self->added = new_batch ();
  beseda_log_append_async (self->log, self->in_flight, NULL, appended, g_rc_box_acquire (self));
}

gboolean
beseda_journal_is_busy (BesedaJournal *self)
{
  return self->added->len > 0 || self->in_flight != NULL;
}
