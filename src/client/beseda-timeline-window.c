/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "beseda-timeline-window.h"

#include "beseda-limits.h"

struct _BesedaTimelineWindow
{
  GArray *entries; /* of BesedaTimelineEntry */
  guint n_messages;
  guint64 from_seq;
  guint64 to_seq;
};

static void
clear_entry (gpointer data)
{
  BesedaTimelineEntry *entry = data;

  g_clear_pointer (&entry->presence, beseda_event_unref);
  g_clear_object (&entry->item);
}

static guint
count_messages (GArray *entries, guint index, guint n)
{
  guint n_messages = 0;

  for (guint i = index; i < index + n; i++)
    n_messages += g_array_index (entries, BesedaTimelineEntry, i).presence == NULL;

  return n_messages;
}

/* How many entries at one end are too many, and `spare` more if any are. */
static guint
count_surplus (BesedaTimelineWindow *self, gboolean oldest, guint spare)
{
  guint n_messages = self->n_messages;
  guint n_presence = self->entries->len - n_messages;
  guint n = 0;

  if (n_messages <= BESEDA_LIMIT_TIMELINE && n_presence <= BESEDA_LIMIT_TIMELINE_PRESENCE)
    return 0;

  for (; n_messages > BESEDA_LIMIT_TIMELINE - spare || n_presence > BESEDA_LIMIT_TIMELINE_PRESENCE - spare; n++)
    if (beseda_timeline_window_get (self, oldest ? n : self->entries->len - 1 - n)->presence != NULL)
      n_presence--;
    else
      n_messages--;

  return n;
}

static void
remove_entries (BesedaTimelineWindow *self, guint index, guint n)
{
  self->n_messages -= count_messages (self->entries, index, n);
  g_array_remove_range (self->entries, index, n);
}

static void
insert_page (BesedaTimelineWindow *self, guint index, GArray *page)
{
  self->n_messages += count_messages (page, 0, page->len);
  g_array_insert_vals (self->entries, index, page->data, page->len);
}

BesedaTimelineWindow *
beseda_timeline_window_new (void)
{
  BesedaTimelineWindow *self = g_new0 (BesedaTimelineWindow, 1);

  self->entries = g_array_new (FALSE, FALSE, sizeof (BesedaTimelineEntry));
  g_array_set_clear_func (self->entries, clear_entry);

  return self;
}

void
beseda_timeline_window_free (BesedaTimelineWindow *self)
{
  g_array_unref (self->entries);
  g_free (self);
}

guint64
beseda_timeline_window_get_from_seq (BesedaTimelineWindow *self)
{
  return self->from_seq;
}

guint64
beseda_timeline_window_get_to_seq (BesedaTimelineWindow *self)
{
  return self->to_seq;
}

void
beseda_timeline_window_set_range (BesedaTimelineWindow *self, guint64 from_seq, guint64 to_seq)
{
  self->from_seq = from_seq;
  self->to_seq = to_seq;
}

guint
beseda_timeline_window_get_length (BesedaTimelineWindow *self)
{
  return self->entries->len;
}

BesedaTimelineEntry *
beseda_timeline_window_get (BesedaTimelineWindow *self, guint index)
{
  return &g_array_index (self->entries, BesedaTimelineEntry, index);
}

void
beseda_timeline_window_append (BesedaTimelineWindow *self, BesedaTimelineEntry entry)
{
  self->n_messages += entry.presence == NULL;
  g_array_append_val (self->entries, entry);
}

void
beseda_timeline_window_prepend_page (BesedaTimelineWindow *self, GArray *page)
{
  insert_page (self, 0, page);
}

void
beseda_timeline_window_append_page (BesedaTimelineWindow *self, GArray *page)
{
  insert_page (self, self->entries->len, page);
}

void
beseda_timeline_window_clear (BesedaTimelineWindow *self)
{
  g_array_set_size (self->entries, 0);
  self->n_messages = 0;
}

gboolean
beseda_timeline_window_is_full (BesedaTimelineWindow *self)
{
  return self->n_messages >= BESEDA_LIMIT_TIMELINE;
}

gboolean
beseda_timeline_window_drop_oldest (BesedaTimelineWindow *self, guint spare)
{
  const guint n = count_surplus (self, TRUE, spare);

  if (n == 0)
    return FALSE;

  if (self->to_seq > 0)
    self->from_seq = beseda_timeline_window_get (self, n - 1)->seq + 1;
  remove_entries (self, 0, n);

  return TRUE;
}

gboolean
beseda_timeline_window_drop_newest (BesedaTimelineWindow *self)
{
  const guint n = count_surplus (self, FALSE, 0);
  const guint begin = self->entries->len - n;

  if (n == 0)
    return FALSE;

  self->to_seq = beseda_timeline_window_get (self, begin)->seq - 1;
  remove_entries (self, begin, n);

  return TRUE;
}
