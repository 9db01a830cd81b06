/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "beseda-timeline-draft.h"

/* Messages of one person under one header span at most this many milliseconds. */
#define GROUP_SPAN (5 * 60 * 1000)

struct _BesedaTimelineDraft
{
  GTimeZone *zone;
  guint64 read_seq;
  GPtrArray *items;
  gint64 day_start; /* of the day that the last one is in, UTC in milliseconds; the same as day_end: none */
  gint64 day_end;
  gint64 group_start; /* when the group began that the last message is in */
  gboolean line_drawn;
};

static BesedaTimelineItem *
last_item (const BesedaTimelineDraft *self)
{
  return self->items->len > 0 ? self->items->pdata[self->items->len - 1] : NULL;
}

static gboolean
is_kind (BesedaTimelineItem *item, BesedaTimelineItemKind kind)
{
  return item != NULL && beseda_timeline_item_get_kind (item) == kind;
}

/* A separator, where what happened `at` is of another day than what is there. */
static void
begin_day (BesedaTimelineDraft *self, gint64 at)
{
  g_autoptr (GDateTime) utc = NULL;
  g_autoptr (GDateTime) local = NULL;
  g_autoptr (GDateTime) start = NULL;
  g_autoptr (GDateTime) end = NULL;

  if (at >= self->day_start && at < self->day_end)
    return;

  utc = g_date_time_new_from_unix_utc (at / 1000);
  local = utc != NULL ? g_date_time_to_timezone (utc, self->zone) : NULL;
  if (local == NULL)
    return;

  start = g_date_time_new (self->zone, g_date_time_get_year (local), g_date_time_get_month (local),
                           g_date_time_get_day_of_month (local), 0, 0, 0);
  end = g_date_time_add_days (start, 1);
  self->day_start = g_date_time_to_unix (start) * 1000;
  self->day_end = g_date_time_to_unix (end) * 1000;
  g_ptr_array_add (self->items, beseda_timeline_item_new_day (self->day_start));
}

BesedaTimelineDraft *
beseda_timeline_draft_new (GTimeZone *zone, guint64 read_seq)
{
  BesedaTimelineDraft *self = g_new0 (BesedaTimelineDraft, 1);

  self->zone = g_time_zone_ref (zone);
  self->read_seq = read_seq;
  self->items = g_ptr_array_new_with_free_func (g_object_unref);

  return self;
}

void
beseda_timeline_draft_free (BesedaTimelineDraft *self)
{
  g_ptr_array_unref (self->items);
  g_time_zone_unref (self->zone);
  g_free (self);
}

GPtrArray *
beseda_timeline_draft_get_items (BesedaTimelineDraft *self)
{
  return self->items;
}

gboolean
beseda_timeline_draft_has_line (BesedaTimelineDraft *self)
{
  return self->line_drawn;
}

void
beseda_timeline_draft_add_message (BesedaTimelineDraft *self, BesedaTimelineItem *item)
{
  const guint64 seq = beseda_timeline_item_get_seq (item);

  begin_day (self, beseda_timeline_item_get_at (item));
  if (!self->line_drawn && self->read_seq > 0 && seq > self->read_seq && !beseda_timeline_item_get_own (item))
    {
      self->line_drawn = TRUE;
      g_ptr_array_add (self->items, beseda_timeline_item_new_unread (seq));
    }
  beseda_timeline_draft_add_pending (self, item);
}

/* A message is under the header of the one before it, where that is by the same person and not long ago. */
void
beseda_timeline_draft_add_pending (BesedaTimelineDraft *self, BesedaTimelineItem *item)
{
  BesedaTimelineItem *before = last_item (self);
  const gint64 at = beseda_timeline_item_get_at (item);
  const gboolean continues = is_kind (before, BESEDA_TIMELINE_ITEM_MESSAGE) &&
                             g_str_equal (beseda_timeline_item_get_login (before),
                                          beseda_timeline_item_get_login (item)) &&
                             beseda_timeline_item_get_own (before) == beseda_timeline_item_get_own (item) &&
                             at - self->group_start < GROUP_SPAN;

  if (!continues)
    self->group_start = at;
  beseda_timeline_item_set_first_of_group (item, !continues);
  g_ptr_array_add (self->items, g_object_ref (item));
}

void
beseda_timeline_draft_add_presence (BesedaTimelineDraft *self, BesedaEvent *event)
{
  BesedaTimelineItem *notice;

  begin_day (self, beseda_event_get_at (event));
  if (!is_kind (last_item (self), BESEDA_TIMELINE_ITEM_NOTICE))
    g_ptr_array_add (self->items, beseda_timeline_item_new_notice (beseda_event_get_at (event)));

  notice = last_item (self);
  if (beseda_timeline_item_note (notice, beseda_event_get_login (event),
                                 beseda_event_get_kind (event) == BESEDA_EVENT_ONLINE))
    return;

  /* Nothing is left to be told, perhaps of the whole day. */
  g_ptr_array_remove_index (self->items, self->items->len - 1);
  if (is_kind (last_item (self), BESEDA_TIMELINE_ITEM_DAY))
    {
      g_ptr_array_remove_index (self->items, self->items->len - 1);
      self->day_end = self->day_start;
    }
}
