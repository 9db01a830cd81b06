/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "beseda-timeline-fold.h"

/* Days that GDateTime can tell the next one of, in milliseconds. */
#define FIRST_AT (G_GINT64_CONSTANT (-62000000000) * 1000)
#define LAST_AT (G_GINT64_CONSTANT (253000000000) * 1000)

struct _BesedaTimelineFold
{
  BesedaTimelineWindow *window; /* borrowed */
  GTimeZone *zone;

  guint64 read_seq;
  BesedaTimelineItem *first_unread; /* nullable: the first message that is new */
  BesedaTimelineItem *unread;       /* the line above it */

  /* The day that was asked for last, from its first moment to the next day's, in UTC milliseconds. */
  gint64 day_start;
  gint64 day_end;
};

static gboolean
is_message (BesedaTimelineItem *item)
{
  return beseda_timeline_item_get_kind (item) == BESEDA_TIMELINE_ITEM_MESSAGE;
}

static gboolean
is_notice (BesedaTimelineItem *item)
{
  return beseda_timeline_item_get_kind (item) == BESEDA_TIMELINE_ITEM_NOTICE;
}

/* The first moment of the day in which something happened `at`. */
static gint64
day_of (BesedaTimelineFold *self, gint64 at)
{
  g_autoptr (GDateTime) utc = NULL;
  g_autoptr (GDateTime) local = NULL;
  g_autoptr (GDateTime) start = NULL;
  g_autoptr (GDateTime) end = NULL;

  at = CLAMP (at, FIRST_AT, LAST_AT);
  if (at >= self->day_start && at < self->day_end)
    return self->day_start;

  utc = g_date_time_new_from_unix_utc (at / 1000);
  local = g_date_time_to_timezone (utc, self->zone);
  start = g_date_time_new (self->zone, g_date_time_get_year (local), g_date_time_get_month (local),
                           g_date_time_get_day_of_month (local), 0, 0, 0);
  end = g_date_time_add_days (start, 1);
  self->day_start = g_date_time_to_unix (start) * 1000;
  self->day_end = g_date_time_to_unix (end) * 1000;

  return self->day_start;
}

static gboolean
same_day (BesedaTimelineFold *self, gint64 at, gint64 other)
{
  return day_of (self, at) == day_of (self, other);
}

/* The notice at the end of `items` that goes on with what happens `at`, or NULL. */
static BesedaTimelineItem *
get_open_notice (BesedaTimelineFold *self, GPtrArray *items, gint64 at)
{
  BesedaTimelineItem *last = items->len > 0 ? items->pdata[items->len - 1] : NULL;

  if (last == NULL || !is_notice (last) || !same_day (self, beseda_timeline_item_get_at (last), at))
    return NULL;

  return last;
}

/* Only a window that holds all since the person read last knows what comes first after that. */
static gboolean
may_be_new (BesedaTimelineFold *self, BesedaTimelineItem *item)
{
  return self->read_seq > 0 && beseda_timeline_window_get_from_seq (self->window) <= self->read_seq + 1 &&
         is_message (item) && !beseda_timeline_item_get_own (item) &&
         beseda_timeline_item_get_seq (item) > self->read_seq;
}

static void
set_first_unread (BesedaTimelineFold *self, BesedaTimelineItem *message)
{
  if (!g_set_object (&self->first_unread, message))
    return;

  g_clear_object (&self->unread);
  if (message != NULL)
    self->unread = beseda_timeline_item_new_unread (beseda_timeline_item_get_at (message));
}

/* Adds to `items` what has to stand between `above` and `item`: a day's separator where the day is another, and the
 * line above the first new message. `days` (nullable): separators to use again, by what they lead to. */
static void
lead_to (
    BesedaTimelineFold *self, BesedaTimelineItem *above, BesedaTimelineItem *item, GHashTable *days, GPtrArray *items)
{
  const gint64 at = beseda_timeline_item_get_at (item);

  if (above == NULL || !same_day (self, beseda_timeline_item_get_at (above), at))
    {
      BesedaTimelineItem *day = days != NULL ? g_hash_table_lookup (days, item) : NULL;

      g_ptr_array_add (items, day != NULL ? g_object_ref (day) : beseda_timeline_item_new_day (day_of (self, at)));
    }

  if (self->first_unread == NULL && may_be_new (self, item))
    set_first_unread (self, item);
  if (item == self->first_unread)
    g_ptr_array_add (items, g_object_ref (self->unread));
}

/* The separators in `known`, by what they lead to. One that leads to something else now is made anew: when older
 * messages come in below it, it is they that come. */
static GHashTable *
get_days (GPtrArray *known)
{
  GHashTable *days = g_hash_table_new_full (NULL, NULL, g_object_unref, g_object_unref);
  BesedaTimelineItem *day = NULL;

  for (guint i = 0; i < known->len; i++)
    switch (beseda_timeline_item_get_kind (known->pdata[i]))
      {
      case BESEDA_TIMELINE_ITEM_DAY:
        day = known->pdata[i];
        break;
      case BESEDA_TIMELINE_ITEM_MESSAGE:
      case BESEDA_TIMELINE_ITEM_NOTICE:
      case BESEDA_TIMELINE_ITEM_ACT:
        if (day != NULL)
          g_hash_table_replace (days, g_object_ref (known->pdata[i]), g_object_ref (day));
        day = NULL;
        break;
      case BESEDA_TIMELINE_ITEM_UNREAD:
        break;
      }

  return days;
}

static void
find_first_unread (BesedaTimelineFold *self)
{
  GPtrArray *items = beseda_timeline_window_get_items (self->window);
  guint i = 0;

  while (i < items->len && !may_be_new (self, items->pdata[i]))
    i++;
  set_first_unread (self, i < items->len ? items->pdata[i] : NULL);
}

BesedaTimelineFold *
beseda_timeline_fold_new (BesedaTimelineWindow *window, GTimeZone *zone)
{
  BesedaTimelineFold *self = g_new0 (BesedaTimelineFold, 1);

  self->window = window;
  self->zone = g_time_zone_ref (zone);

  return self;
}

void
beseda_timeline_fold_free (BesedaTimelineFold *self)
{
  set_first_unread (self, NULL);
  g_time_zone_unref (self->zone);
  g_free (self);
}

void
beseda_timeline_fold_set_read_seq (BesedaTimelineFold *self, guint64 seq)
{
  self->read_seq = seq;
}

BesedaTimelineItem *
beseda_timeline_fold_get_unread (BesedaTimelineFold *self)
{
  return self->unread;
}

GPtrArray *
beseda_timeline_fold_items (BesedaTimelineFold *self, GPtrArray *known)
{
  GPtrArray *held = beseda_timeline_window_get_items (self->window);
  GPtrArray *items = g_ptr_array_new_with_free_func (g_object_unref);
  g_autoptr (GHashTable) days = get_days (known);

  find_first_unread (self);
  for (guint i = 0; i < held->len; i++)
    {
      BesedaTimelineItem *item = held->pdata[i];

      if (is_notice (item) && beseda_timeline_item_is_empty (item))
        continue;

      lead_to (self, items->len > 0 ? items->pdata[items->len - 1] : NULL, item, days, items);
      if (is_message (item))
        beseda_timeline_item_join_group (item, items->pdata[items->len - 1]);
      g_ptr_array_add (items, g_object_ref (item));
    }

  return items;
}

void
beseda_timeline_fold_lead_to (BesedaTimelineFold *self,
                              BesedaTimelineItem *above,
                              BesedaTimelineItem *item,
                              GPtrArray *items)
{
  lead_to (self, above, item, NULL, items);
}

BesedaTimelineItem *
beseda_timeline_fold_note (BesedaTimelineFold *self, GPtrArray *items, BesedaEvent *event)
{
  const gint64 at = beseda_event_get_at (event);
  BesedaTimelineItem *notice = get_open_notice (self, items, at);

  if (notice == NULL)
    {
      notice = beseda_timeline_item_new_notice (at);
      g_ptr_array_add (items, notice);
    }
  beseda_timeline_item_note (notice, beseda_event_get_seq (event), beseda_event_get_login (event),
                             beseda_event_get_kind (event) == BESEDA_EVENT_ONLINE);

  return notice;
}

void
beseda_timeline_fold_join (BesedaTimelineFold *self, GPtrArray *older, GPtrArray *newer)
{
  BesedaTimelineItem *first = newer->len > 0 ? newer->pdata[0] : NULL;
  BesedaTimelineItem *notice = first != NULL && is_notice (first)
                                   ? get_open_notice (self, older, beseda_timeline_item_get_at (first))
                                   : NULL;

  if (notice != NULL)
    beseda_timeline_item_absorb (notice, first);
  for (guint i = notice != NULL; i < newer->len; i++)
    g_ptr_array_add (older, g_object_ref (newer->pdata[i]));
  g_ptr_array_set_size (newer, 0);
}
