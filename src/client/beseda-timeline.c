/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "beseda-timeline.h"

/* Messages of one person under one header span at most this many milliseconds. */
#define GROUP_SPAN (5 * 60 * 1000)

struct _BesedaTimeline
{
  GObject parent_instance;

  GTimeZone *zone;
  GPtrArray *items;  /* of BesedaTimelineItem */
  guint n_confirmed; /* what the room holds; behind it the outbox */

  /* The day that the last confirmed item is in: from its first moment to the next day's, in UTC milliseconds. */
  gint64 day_start;
  gint64 day_end;

  /* The message that was last asked for its group, and where that group begins; G_MAXUINT: not known. */
  guint group_member;
  guint group_head;
};

static void list_model_init (GListModelInterface *iface);

G_DEFINE_FINAL_TYPE_WITH_CODE (BesedaTimeline,
                               beseda_timeline,
                               G_TYPE_OBJECT,
                               G_IMPLEMENT_INTERFACE (G_TYPE_LIST_MODEL, list_model_init))

static BesedaTimelineItem *
item_at (BesedaTimeline *self, guint index)
{
  return index < self->items->len ? self->items->pdata[index] : NULL;
}

static gboolean
is_message (BesedaTimelineItem *item)
{
  return item != NULL && beseda_timeline_item_get_kind (item) == BESEDA_TIMELINE_ITEM_MESSAGE;
}

/* When the group began that the message at `index` is in. The one before it was asked for last time nearly always. */
static gint64
group_start (BesedaTimeline *self, guint index)
{
  guint head = index;

  while (head > 0 && head != self->group_member && !beseda_timeline_item_get_first_of_group (item_at (self, head)))
    head--;

  self->group_head = head == self->group_member ? self->group_head : head;
  self->group_member = index;

  return beseda_timeline_item_get_at (item_at (self, self->group_head));
}

static void
forget_group (BesedaTimeline *self, guint index)
{
  if (self->group_member >= index)
    self->group_member = G_MAXUINT;
}

static gboolean
continues_group (BesedaTimeline *self, guint index)
{
  BesedaTimelineItem *item = item_at (self, index);
  BesedaTimelineItem *before = index > 0 ? item_at (self, index - 1) : NULL;

  return is_message (before) &&
         g_str_equal (beseda_timeline_item_get_login (before), beseda_timeline_item_get_login (item)) &&
         beseda_timeline_item_get_own (before) == beseda_timeline_item_get_own (item) &&
         beseda_timeline_item_get_at (item) - group_start (self, index - 1) < GROUP_SPAN;
}

/* Something changed at `index`: it, and the rows behind it as far as it matters, may start a group now, or no longer.
 */
static void
regroup (BesedaTimeline *self, guint index)
{
  forget_group (self, index);

  for (gboolean first = TRUE; is_message (item_at (self, index)); index++, first = FALSE)
    {
      BesedaTimelineItem *item = item_at (self, index);
      const gboolean starts = !continues_group (self, index);

      if (!first && starts && beseda_timeline_item_get_first_of_group (item))
        return;

      beseda_timeline_item_set_first_of_group (item, starts);
    }
}

static void
insert (BesedaTimeline *self, guint index, BesedaTimelineItem *item)
{
  forget_group (self, index);
  g_ptr_array_insert (self->items, index, item);
  g_list_model_items_changed (G_LIST_MODEL (self), index, 0, 1);
}

static void
take_out (BesedaTimeline *self, guint index)
{
  forget_group (self, index);
  g_ptr_array_remove_index (self->items, index);
  g_list_model_items_changed (G_LIST_MODEL (self), index, 1, 0);
}

/* Puts a separator where what happened `at` is of another day than what is there. */
static void
begin_day (BesedaTimeline *self, gint64 at)
{
  g_autoptr (GDateTime) utc = NULL;
  g_autoptr (GDateTime) local = NULL;
  g_autoptr (GDateTime) start = NULL;
  g_autoptr (GDateTime) end = NULL;

  if (self->n_confirmed > 0 && at >= self->day_start && at < self->day_end)
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

  insert (self, self->n_confirmed++, beseda_timeline_item_new_day (self->day_start));
}

/* Nothing is left of the day that was begun last: it gets its separator when something happens. */
static void
end_empty_day (BesedaTimeline *self)
{
  BesedaTimelineItem *last = self->n_confirmed > 0 ? item_at (self, self->n_confirmed - 1) : NULL;

  if (last == NULL || beseda_timeline_item_get_kind (last) != BESEDA_TIMELINE_ITEM_DAY)
    return;

  take_out (self, --self->n_confirmed);
  self->day_end = self->day_start;
}

/* The index of the pending message that `event` is the echo of, or -1. A plain server tells no ids, but it echoes in
 * order: the first with that text is meant. */
static gint
find_pending (BesedaTimeline *self, const char *id, const char *text)
{
  for (guint i = self->n_confirmed; i < self->items->len; i++)
    {
      BesedaTimelineItem *item = item_at (self, i);

      if (id != NULL ? g_strcmp0 (beseda_timeline_item_get_id (item), id) == 0
                     : beseda_timeline_item_get_delivery (item) == BESEDA_DELIVERY_PENDING &&
                           g_strcmp0 (beseda_timeline_item_get_text (item), text) == 0)
        return i;
    }

  return -1;
}

static void
confirm (BesedaTimeline *self, guint index, gint64 at)
{
  g_autoptr (BesedaTimelineItem) item = g_object_ref (item_at (self, index));
  const guint n_before = self->n_confirmed;

  begin_day (self, at);
  index += self->n_confirmed - n_before;
  if (index != self->n_confirmed)
    {
      take_out (self, index);
      insert (self, self->n_confirmed, g_object_ref (item));
    }

  self->n_confirmed++;
  beseda_timeline_item_set_at (item, at);
  beseda_timeline_item_set_delivery (item, BESEDA_DELIVERY_SENT, NULL);
  regroup (self, self->n_confirmed - 1);
}

static void
add_message (BesedaTimeline *self, BesedaEvent *event, gboolean own)
{
  const char *id = beseda_event_get_id (event);
  const char *text = beseda_event_get_text (event);
  const gint64 at = beseda_event_get_at (event);
  const gint pending = own ? find_pending (self, id, text) : -1;

  if (pending >= 0)
    {
      confirm (self, pending, at);
      return;
    }

  begin_day (self, at);
  g_ptr_array_insert (
      self->items, self->n_confirmed,
      beseda_timeline_item_new_message (id, beseda_event_get_login (event), text, at, own, BESEDA_DELIVERY_SENT));
  regroup (self, self->n_confirmed++);
  g_list_model_items_changed (G_LIST_MODEL (self), self->n_confirmed - 1, 0, 1);
}

static void
add_presence (BesedaTimeline *self, BesedaEvent *event)
{
  BesedaTimelineItem *notice;
  gboolean is_new;

  begin_day (self, beseda_event_get_at (event));

  notice = self->n_confirmed > 0 ? item_at (self, self->n_confirmed - 1) : NULL;
  is_new = notice == NULL || beseda_timeline_item_get_kind (notice) != BESEDA_TIMELINE_ITEM_NOTICE;
  if (is_new)
    notice = beseda_timeline_item_new_notice (beseda_event_get_at (event));

  if (beseda_timeline_item_note (notice, beseda_event_get_login (event),
                                 beseda_event_get_kind (event) == BESEDA_EVENT_ONLINE))
    {
      if (is_new)
        insert (self, self->n_confirmed++, notice);
    }
  else
    {
      take_out (self, --self->n_confirmed);
      end_empty_day (self);
    }

  regroup (self, self->n_confirmed);
}

static GType
get_item_type (GListModel *model)
{
  return BESEDA_TYPE_TIMELINE_ITEM;
}

static guint
get_n_items (GListModel *model)
{
  return BESEDA_TIMELINE (model)->items->len;
}

static gpointer
get_item (GListModel *model, guint index)
{
  BesedaTimelineItem *item = item_at (BESEDA_TIMELINE (model), index);

  return item != NULL ? g_object_ref (item) : NULL;
}

static void
list_model_init (GListModelInterface *iface)
{
  iface->get_item_type = get_item_type;
  iface->get_n_items = get_n_items;
  iface->get_item = get_item;
}

static void
beseda_timeline_finalize (GObject *object)
{
  BesedaTimeline *self = BESEDA_TIMELINE (object);

  g_ptr_array_unref (self->items);
  g_clear_pointer (&self->zone, g_time_zone_unref);

  G_OBJECT_CLASS (beseda_timeline_parent_class)->finalize (object);
}

static void
beseda_timeline_class_init (BesedaTimelineClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = beseda_timeline_finalize;
}

static void
beseda_timeline_init (BesedaTimeline *self)
{
  self->items = g_ptr_array_new_with_free_func (g_object_unref);
  self->group_member = G_MAXUINT;
}

BesedaTimeline *
beseda_timeline_new (GTimeZone *zone)
{
  BesedaTimeline *self = g_object_new (BESEDA_TYPE_TIMELINE, NULL);

  self->zone = g_time_zone_ref (zone);

  return self;
}

void
beseda_timeline_add_event (BesedaTimeline *self, BesedaEvent *event, gboolean own)
{
  g_return_if_fail (BESEDA_IS_TIMELINE (self));

  if (beseda_event_get_kind (event) == BESEDA_EVENT_MESSAGE)
    add_message (self, event, own);
  else if (!own)
    add_presence (self, event);
}

void
beseda_timeline_add_pending (BesedaTimeline *self, const char *id, const char *login, const char *text, gint64 at)
{
  g_return_if_fail (BESEDA_IS_TIMELINE (self));
  g_return_if_fail (id != NULL);

  g_ptr_array_add (self->items, beseda_timeline_item_new_message (id, login, text, at, TRUE, BESEDA_DELIVERY_PENDING));
  regroup (self, self->items->len - 1);
  g_list_model_items_changed (G_LIST_MODEL (self), self->items->len - 1, 0, 1);
}

void
beseda_timeline_fail_pending (BesedaTimeline *self, const char *id, const char *problem)
{
  const gint index = find_pending (self, id, NULL);

  if (index >= 0)
    beseda_timeline_item_set_delivery (item_at (self, index), BESEDA_DELIVERY_FAILED, problem);
}

void
beseda_timeline_retry_pending (BesedaTimeline *self, const char *id)
{
  const gint index = find_pending (self, id, NULL);

  if (index >= 0)
    beseda_timeline_item_set_delivery (item_at (self, index), BESEDA_DELIVERY_PENDING, NULL);
}

void
beseda_timeline_discard_pending (BesedaTimeline *self, const char *id)
{
  const gint index = find_pending (self, id, NULL);

  if (index < 0)
    return;

  take_out (self, index);
  regroup (self, index);
}
