/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "beseda-timeline-window.h"

#include "beseda-limits.h"

struct _BesedaTimelineWindow
{
  GPtrArray *items;
  guint64 from_seq;
  guint64 to_seq;
};

static void
remove_text (GPtrArray *items, guint64 seq)
{
  for (guint i = 0; i < items->len; i++)
    if (beseda_timeline_item_get_kind (items->pdata[i]) == BESEDA_TIMELINE_ITEM_MESSAGE &&
        beseda_timeline_item_get_seq (items->pdata[i]) == seq)
      beseda_timeline_item_remove_text (items->pdata[i]);
}

BesedaTimelineWindow *
beseda_timeline_window_new (void)
{
  BesedaTimelineWindow *self = g_new0 (BesedaTimelineWindow, 1);

  self->items = g_ptr_array_new_with_free_func (g_object_unref);

  return self;
}

void
beseda_timeline_window_free (BesedaTimelineWindow *self)
{
  g_ptr_array_unref (self->items);
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

GPtrArray *
beseda_timeline_window_get_items (BesedaTimelineWindow *self)
{
  return self->items;
}

gboolean
beseda_timeline_window_take_removal (BesedaTimelineWindow *self, BesedaEvent *event, GPtrArray *more)
{
  const BesedaAct *act = beseda_event_get_act (event);

  if (act == NULL || act->kind != BESEDA_ACT_REMOVE)
    return FALSE;

  remove_text (self->items, act->target_seq);
  if (more != NULL)
    remove_text (more, act->target_seq);

  return TRUE;
}

gboolean
beseda_timeline_window_is_full (BesedaTimelineWindow *self)
{
  return self->items->len >= BESEDA_LIMIT_TIMELINE;
}

gboolean
beseda_timeline_window_drop_oldest (BesedaTimelineWindow *self, guint spare)
{
  guint n;

  if (self->items->len <= BESEDA_LIMIT_TIMELINE)
    return FALSE;

  n = self->items->len - (BESEDA_LIMIT_TIMELINE - spare);
  if (self->to_seq > 0)
    self->from_seq = beseda_timeline_item_get_seq (self->items->pdata[n - 1]) + 1;
  g_ptr_array_remove_range (self->items, 0, n);

  return TRUE;
}

gboolean
beseda_timeline_window_drop_newest (BesedaTimelineWindow *self)
{
  if (self->items->len <= BESEDA_LIMIT_TIMELINE)
    return FALSE;

  self->to_seq = beseda_timeline_item_get_first_seq (self->items->pdata[BESEDA_LIMIT_TIMELINE]) - 1;
  g_ptr_array_set_size (self->items, BESEDA_LIMIT_TIMELINE);

  return TRUE;
}
