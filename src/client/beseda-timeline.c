/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "beseda-timeline.h"

#include "beseda-limits.h"
#include "beseda-login.h"
#include "beseda-timeline-fold.h"
#include "beseda-timeline-window.h"

/* Live events make the window drop this many of the oldest at once, rather than one for each. */
#define DROPPED_AT_ONCE (BESEDA_LIMIT_TIMELINE / 10)

struct _BesedaTimeline
{
  GObject parent_instance;

  GRefString *login_key; /* nullable */
  BesedaTimelineWindow *window;
  BesedaTimelineFold *fold;
  gboolean at_end;
  gboolean following;
  guint64 read_seq;

  GPtrArray *pending; /* of BesedaTimelineItem, shown if at_end */
  GPtrArray *items;   /* of BesedaTimelineItem: the window's, then what is pending */
  guint n_confirmed;  /* those that are not pending */
};

typedef enum
{
  PROP_AT_END = 1,
} Property;

static GParamSpec *properties[PROP_AT_END + 1];

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

static BesedaTimelineItem *
last_confirmed (BesedaTimeline *self)
{
  return self->n_confirmed > 0 ? item_at (self, self->n_confirmed - 1) : NULL;
}

static gboolean
is_message (BesedaTimelineItem *item)
{
  return item != NULL && beseda_timeline_item_get_kind (item) == BESEDA_TIMELINE_ITEM_MESSAGE;
}

/* Puts `added` (borrowed) in the place of `n_removed` items. */
static void
splice (BesedaTimeline *self, guint index, guint n_removed, gpointer *added, guint n_added)
{
  if (n_removed > 0)
    g_ptr_array_remove_range (self->items, index, n_removed);
  for (guint i = 0; i < n_added; i++)
    g_ptr_array_insert (self->items, index + i, g_object_ref (added[i]));

  g_list_model_items_changed (G_LIST_MODEL (self), index, n_removed, n_added);
}

/* Pages and cuts: what the window looks like is told anew, and what differs is shown. */

static GHashTable *
set_of (GPtrArray *items)
{
  GHashTable *set = g_hash_table_new (NULL, NULL);

  for (guint i = 0; i < items->len; i++)
    g_hash_table_add (set, items->pdata[i]);

  return set;
}

/* Shows `items` instead, touching none of those that are in both. */
static void
show_items (BesedaTimeline *self, GPtrArray *items)
{
  g_autoptr (GHashTable) staying = set_of (items);
  g_autoptr (GHashTable) known = set_of (self->items);
  guint i = 0;

  while (i < self->items->len || i < items->len)
    {
      guint n_removed = 0, n_added = 0;

      while (i + n_removed < self->items->len && !g_hash_table_contains (staying, self->items->pdata[i + n_removed]))
        n_removed++;
      while (i + n_added < items->len && !g_hash_table_contains (known, items->pdata[i + n_added]))
        n_added++;

      if (n_removed == 0 && n_added == 0 && self->items->pdata[i] != items->pdata[i])
        g_hash_table_remove (known, self->items->pdata[i + n_removed++]); /* it comes later now */
      if (n_removed > 0 || n_added > 0)
        splice (self, i, n_removed, items->pdata + i, n_added);
      i += MAX (n_added, n_removed == 0);
    }
}

/* After the window changed: shows what it looks like. */
static void
show_window (BesedaTimeline *self)
{
  g_autoptr (GPtrArray) items = beseda_timeline_fold_items (self->fold, self->items);

  self->n_confirmed = items->len;
  for (guint i = 0; self->at_end && i < self->pending->len; i++)
    {
      beseda_timeline_item_join_group (self->pending->pdata[i], items->len > 0 ? items->pdata[items->len - 1] : NULL);
      g_ptr_array_add (items, g_object_ref (self->pending->pdata[i]));
    }

  show_items (self, items);
}

/* The same, where it may reach the end no more, or now. */
static void
show_window_at (BesedaTimeline *self, gboolean at_end)
{
  const gboolean changes = self->at_end != at_end;

  self->at_end = at_end;
  show_window (self);
  if (changes)
    g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_AT_END]);
}

static gboolean
is_own (BesedaTimeline *self, BesedaEvent *event)
{
  g_autofree char *key = self->login_key != NULL ? beseda_login_key (beseda_event_get_login (event)) : NULL;

  return key != NULL && g_str_equal (key, self->login_key);
}

/* The index of the pending message that `event` is the echo of, or -1. A plain server tells no ids, but it echoes in
 * order: the first with that text is meant. */
static gint
find_pending (BesedaTimeline *self, const char *id, const char *text)
{
  for (guint i = 0; i < self->pending->len; i++)
    {
      BesedaTimelineItem *item = self->pending->pdata[i];

      if (id != NULL ? g_strcmp0 (beseda_timeline_item_get_id (item), id) == 0
                     : text != NULL && beseda_timeline_item_get_delivery (item) == BESEDA_DELIVERY_PENDING &&
                           g_strcmp0 (beseda_timeline_item_get_text (item), text) == 0)
        return i;
    }

  return -1;
}

/* What the events with numbers from `from_seq` to `to_seq` make of a window. One's own comings and goings are no news;
 * what was pending is not any more. */
static GPtrArray *
new_page (BesedaTimeline *self, GPtrArray *events, guint64 from_seq, guint64 to_seq)
{
  GPtrArray *page = g_ptr_array_new_with_free_func (g_object_unref);

  for (guint i = 0; i < events->len; i++)
    {
      BesedaEvent *event = events->pdata[i];
      const guint64 seq = beseda_event_get_seq (event);
      gboolean own;

      if (seq < from_seq || seq > to_seq)
        continue;

      from_seq = seq + 1;
      own = is_own (self, event);
      if (beseda_event_get_kind (event) == BESEDA_EVENT_MESSAGE)
        {
          const gint pending = own ? find_pending (self, beseda_event_get_id (event), NULL) : -1;

          if (pending >= 0)
            g_ptr_array_remove_index (self->pending, pending);
          g_ptr_array_add (page, beseda_timeline_item_new_for_event (event, own, self->login_key));
        }
      else if (beseda_event_get_act (event) != NULL)
        {
          if (!beseda_timeline_window_take_removal (self->window, event, page))
            g_ptr_array_add (page, beseda_timeline_item_new_for_event (event, own, self->login_key));
        }
      else if (!own)
        beseda_timeline_fold_note (self->fold, page, event);
    }

  return page;
}

/* Live events: what they change at the end is known without looking at the rest. */

/* Something changed at `index`: it, and the messages below as far as it matters, may start a group now, or no longer.
 */
static void
regroup (BesedaTimeline *self, guint index)
{
  while (is_message (item_at (self, index)) &&
         beseda_timeline_item_join_group (item_at (self, index), index > 0 ? item_at (self, index - 1) : NULL))
    index++;
}

static void
take_out (BesedaTimeline *self, guint index)
{
  splice (self, index, 1, NULL, 0);
  regroup (self, index);
}

static void
take_out_pending (BesedaTimeline *self, guint index)
{
  g_ptr_array_remove_index (self->pending, index);
  if (self->at_end)
    take_out (self, self->n_confirmed + index);
}

/* Shows `item` as the newest that is confirmed; `in_place`: it is there, as the first that is pending. */
static void
show_newest (BesedaTimeline *self, BesedaTimelineItem *item, gboolean in_place)
{
  g_autoptr (GPtrArray) added = g_ptr_array_new_with_free_func (g_object_unref);
  BesedaTimelineItem *above = last_confirmed (self);
  const guint index = self->n_confirmed;

  beseda_timeline_fold_lead_to (self->fold, above, item, added);
  if (is_message (item))
    beseda_timeline_item_join_group (item, added->len > 0 ? NULL : above);

  self->n_confirmed += added->len + 1;
  if (!in_place)
    g_ptr_array_add (added, g_object_ref (item));
  if (added->len > 0)
    splice (self, index, 0, added->pdata, added->len);
  regroup (self, self->n_confirmed);
}

static void
add_item (BesedaTimeline *self, BesedaEvent *event, gboolean own, gint pending)
{
  BesedaTimelineItem *item;

  if (pending >= 0)
    {
      item = g_object_ref (self->pending->pdata[pending]);
      if (pending > 0)
        take_out_pending (self, pending);
      else
        g_ptr_array_remove_index (self->pending, 0);
      beseda_timeline_item_set_at (item, beseda_event_get_at (event));
      beseda_timeline_item_set_seq (item, beseda_event_get_seq (event));
      beseda_timeline_item_set_delivery (item, BESEDA_DELIVERY_SENT, NULL);
    }
  else
    item = beseda_timeline_item_new_for_event (event, own, self->login_key);

  g_ptr_array_add (beseda_timeline_window_get_items (self->window), item);
  show_newest (self, item, pending == 0);
}

static void
add_presence (BesedaTimeline *self, BesedaEvent *event)
{
  GPtrArray *items = beseda_timeline_window_get_items (self->window);
  BesedaTimelineItem *notice = beseda_timeline_fold_note (self->fold, items, event);
  const gboolean is_shown = last_confirmed (self) == notice;

  if (!is_shown && !beseda_timeline_item_is_empty (notice))
    show_newest (self, notice, FALSE);
  else if (is_shown && beseda_timeline_item_is_empty (notice))
    {
      take_out (self, --self->n_confirmed);
      if (self->n_confirmed > 0 && beseda_timeline_item_get_kind (last_confirmed (self)) == BESEDA_TIMELINE_ITEM_DAY)
        take_out (self, --self->n_confirmed);
    }
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
beseda_timeline_get_property (GObject *object, guint id, GValue *value, GParamSpec *pspec)
{
  BesedaTimeline *self = BESEDA_TIMELINE (object);

  switch ((Property) id)
    {
    case PROP_AT_END:
      g_value_set_boolean (value, self->at_end);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
    }
}

static void
beseda_timeline_finalize (GObject *object)
{
  BesedaTimeline *self = BESEDA_TIMELINE (object);

  g_ptr_array_unref (self->items);
  g_ptr_array_unref (self->pending);
  g_clear_pointer (&self->fold, beseda_timeline_fold_free);
  g_clear_pointer (&self->window, beseda_timeline_window_free);
  g_clear_pointer (&self->login_key, g_ref_string_release);

  G_OBJECT_CLASS (beseda_timeline_parent_class)->finalize (object);
}

static void
beseda_timeline_class_init (BesedaTimelineClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->get_property = beseda_timeline_get_property;
  object_class->finalize = beseda_timeline_finalize;

  properties[PROP_AT_END] = g_param_spec_boolean ("at-end", NULL, NULL, TRUE,
                                                  G_PARAM_READABLE | G_PARAM_STATIC_STRINGS | G_PARAM_EXPLICIT_NOTIFY);
  g_object_class_install_properties (object_class, G_N_ELEMENTS (properties), properties);
}

static void
beseda_timeline_init (BesedaTimeline *self)
{
  self->window = beseda_timeline_window_new ();
  self->pending = g_ptr_array_new_with_free_func (g_object_unref);
  self->items = g_ptr_array_new_with_free_func (g_object_unref);
  self->at_end = TRUE;
  self->following = TRUE;
}

BesedaTimeline *
beseda_timeline_new (GTimeZone *zone)
{
  BesedaTimeline *self = g_object_new (BESEDA_TYPE_TIMELINE, NULL);

  self->fold = beseda_timeline_fold_new (self->window, zone);

  return self;
}

void
beseda_timeline_set_login (BesedaTimeline *self, const char *login)
{
  g_autofree char *key = beseda_login_key (login);

  g_return_if_fail (BESEDA_IS_TIMELINE (self));

  g_clear_pointer (&self->login_key, g_ref_string_release);
  self->login_key = g_ref_string_new (key);
}

guint64
beseda_timeline_get_from_seq (BesedaTimeline *self)
{
  g_return_val_if_fail (BESEDA_IS_TIMELINE (self), 0);

  return beseda_timeline_window_get_from_seq (self->window);
}

guint64
beseda_timeline_get_to_seq (BesedaTimeline *self)
{
  g_return_val_if_fail (BESEDA_IS_TIMELINE (self), 0);

  return beseda_timeline_window_get_to_seq (self->window);
}

gboolean
beseda_timeline_get_at_end (BesedaTimeline *self)
{
  g_return_val_if_fail (BESEDA_IS_TIMELINE (self), TRUE);

  return self->at_end;
}

void
beseda_timeline_set_following (BesedaTimeline *self, gboolean following)
{
  g_return_if_fail (BESEDA_IS_TIMELINE (self));

  self->following = following;
}

void
beseda_timeline_add_event (BesedaTimeline *self, BesedaEvent *event, gboolean own)
{
  const guint64 seq = beseda_event_get_seq (event);
  const guint64 from_seq = beseda_timeline_get_from_seq (self);
  const guint64 to_seq = beseda_timeline_get_to_seq (self);
  const gint pending = own ? find_pending (self, beseda_event_get_id (event), beseda_event_get_text (event)) : -1;
  const gboolean removal = beseda_timeline_window_take_removal (self->window, event, NULL);
  const gboolean act = beseda_event_get_act (event) != NULL;

  if (self->at_end && !self->following && seq > to_seq && beseda_timeline_window_is_full (self->window))
    show_window_at (self, FALSE);

  if (!self->at_end || (to_seq > 0 && seq <= to_seq))
    {
      if (pending >= 0)
        take_out_pending (self, pending);
      return;
    }

  beseda_timeline_window_set_range (self->window, from_seq > 0 ? from_seq : seq, seq);
  if (beseda_event_get_kind (event) == BESEDA_EVENT_MESSAGE || (act && !removal))
    add_item (self, event, own, pending);
  else if (!act && !own)
    add_presence (self, event);

  if (beseda_timeline_window_drop_oldest (self->window, DROPPED_AT_ONCE))
    show_window (self);
}

void
beseda_timeline_add_older (BesedaTimeline *self, guint64 from_seq, GPtrArray *events)
{
  GPtrArray *items = beseda_timeline_window_get_items (self->window);
  const guint64 known_seq = beseda_timeline_get_from_seq (self);
  g_autoptr (GPtrArray) page = NULL;

  g_return_if_fail (known_seq > 0);
  g_return_if_fail (from_seq > 0);

  if (from_seq >= known_seq)
    return;

  page = new_page (self, events, from_seq, known_seq - 1);
  beseda_timeline_fold_join (self->fold, page, items);
  g_ptr_array_extend_and_steal (items, g_steal_pointer (&page));
  beseda_timeline_window_set_range (self->window, from_seq, beseda_timeline_get_to_seq (self));
  show_window_at (self, !beseda_timeline_window_drop_newest (self->window) && self->at_end);
}

void
beseda_timeline_add_newer (BesedaTimeline *self, guint64 to_seq, GPtrArray *events, gboolean at_end)
{
  const guint64 from_seq = beseda_timeline_get_from_seq (self);
  const guint64 known_seq = beseda_timeline_get_to_seq (self);
  g_autoptr (GPtrArray) page = NULL;

  g_return_if_fail (from_seq > 0);

  page = new_page (self, events, known_seq + 1, to_seq);
  beseda_timeline_fold_join (self->fold, beseda_timeline_window_get_items (self->window), page);
  beseda_timeline_window_set_range (self->window, from_seq, MAX (known_seq, to_seq));
  beseda_timeline_window_drop_oldest (self->window, 0);
  show_window_at (self, at_end);
}

void
beseda_timeline_show (BesedaTimeline *self, guint64 from_seq, guint64 to_seq, GPtrArray *events, gboolean at_end)
{
  GPtrArray *items;

  g_return_if_fail (BESEDA_IS_TIMELINE (self));

  items = beseda_timeline_window_get_items (self->window);
  g_ptr_array_set_size (items, 0);
  g_ptr_array_extend_and_steal (items, new_page (self, events, MAX (from_seq, 1), to_seq));
  beseda_timeline_window_set_range (self->window, from_seq, to_seq);
  beseda_timeline_window_drop_oldest (self->window, 0);
  show_window_at (self, at_end);
}

void
beseda_timeline_set_read_seq (BesedaTimeline *self, guint64 seq)
{
  g_return_if_fail (BESEDA_IS_TIMELINE (self));

  if (self->read_seq == seq)
    return;

  self->read_seq = seq;
  beseda_timeline_fold_set_read_seq (self->fold, seq);
  show_window (self);
}

gboolean
beseda_timeline_get_unread_position (BesedaTimeline *self, guint *position)
{
  BesedaTimelineItem *unread;

  g_return_val_if_fail (BESEDA_IS_TIMELINE (self), FALSE);

  unread = beseda_timeline_fold_get_unread (self->fold);

  return unread != NULL && g_ptr_array_find (self->items, unread, position);
}

guint64
beseda_timeline_get_seq_at (BesedaTimeline *self, guint position)
{
  guint64 seq = 0;

  g_return_val_if_fail (BESEDA_IS_TIMELINE (self), 0);

  if (position + 1 >= self->n_confirmed)
    return beseda_timeline_get_to_seq (self);

  /* What shows nothing of itself counts for what is above it, up to the next message. */
  for (guint i = position + 1; i < self->n_confirmed && seq == 0; i++)
    {
      seq = beseda_timeline_item_get_seq (item_at (self, i));
      if (is_message (item_at (self, i)))
        return MAX (seq, 1) - 1;
    }

  seq = 0;
  for (guint i = position + 1; i > 0 && seq == 0; i--)
    seq = beseda_timeline_item_get_seq (item_at (self, i - 1));

  return seq;
}

void
beseda_timeline_add_pending (BesedaTimeline *self, const char *id, const char *login, const char *text, gint64 at)
{
  g_autoptr (BesedaTimelineItem) item = NULL;

  g_return_if_fail (BESEDA_IS_TIMELINE (self));
  g_return_if_fail (id != NULL);

  item = beseda_timeline_item_new_message (id, login, text, at, TRUE, BESEDA_DELIVERY_PENDING);
  g_ptr_array_add (self->pending, g_object_ref (item));
  if (!self->at_end)
    return;

  beseda_timeline_item_join_group (item, self->items->len > 0 ? item_at (self, self->items->len - 1) : NULL);
  splice (self, self->items->len, 0, (gpointer *) &item, 1);
}

void
beseda_timeline_fail_pending (BesedaTimeline *self, const char *id, const char *problem)
{
  const gint index = find_pending (self, id, NULL);

  if (index >= 0)
    beseda_timeline_item_set_delivery (self->pending->pdata[index], BESEDA_DELIVERY_FAILED, problem);
}

void
beseda_timeline_retry_pending (BesedaTimeline *self, const char *id)
{
  const gint index = find_pending (self, id, NULL);

  if (index >= 0)
    beseda_timeline_item_set_delivery (self->pending->pdata[index], BESEDA_DELIVERY_PENDING, NULL);
}

void
beseda_timeline_discard_pending (BesedaTimeline *self, const char *id)
{
  const gint index = find_pending (self, id, NULL);

  if (index >= 0)
    take_out_pending (self, index);
}
