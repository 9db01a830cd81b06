/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "beseda-timeline.h"

#include "beseda-limits.h"
#include "beseda-timeline-draft.h"

/* What was said or happened, and the row that it has while it is shown. */
typedef struct
{
  BesedaEvent *event;
  BesedaTimelineItem *item; /* of a message; NULL for who came and went */
  gboolean own;
} Entry;

struct _BesedaTimeline
{
  GObject parent_instance;

  GTimeZone *zone;
  char *login;
  guint64 read_seq;

  GArray *entries; /* of Entry: the window */
  guint64 from_seq;
  guint64 to_seq;
  gboolean at_end;

  GPtrArray *pending; /* of BesedaTimelineItem: the outbox */

  BesedaTimelineDraft *draft; /* the rows of the entries, and at the end those of the outbox */
};

enum
{
  PROP_AT_END = 1,
  N_PROPS
};

static GParamSpec *properties[N_PROPS];

static void list_model_init (GListModelInterface *iface);

G_DEFINE_FINAL_TYPE_WITH_CODE (BesedaTimeline,
                               beseda_timeline,
                               G_TYPE_OBJECT,
                               G_IMPLEMENT_INTERFACE (G_TYPE_LIST_MODEL, list_model_init))

static void
clear_entry (gpointer data)
{
  Entry *entry = data;

  g_clear_pointer (&entry->event, beseda_event_unref);
  g_clear_object (&entry->item);
}

static Entry *
entry_at (BesedaTimeline *self, guint index)
{
  return &g_array_index (self->entries, Entry, index);
}

static GPtrArray *
get_rows (BesedaTimeline *self)
{
  return beseda_timeline_draft_get_items (self->draft);
}

/* The rows are those of `draft` from here on; what stays keeps its object, and the change is told as one. (transfer
 * full) */
static void
adopt (BesedaTimeline *self, BesedaTimelineDraft *draft)
{
  g_autoptr (BesedaTimelineDraft) old_draft = self->draft;
  GPtrArray *old = beseda_timeline_draft_get_items (old_draft);
  GPtrArray *rows = beseda_timeline_draft_get_items (draft);
  guint head = 0;
  guint tail = 0;

  while (head < MIN (old->len, rows->len) && beseda_timeline_item_become (old->pdata[head], rows->pdata[head]))
    head++;
  while (tail < MIN (old->len, rows->len) - head &&
         beseda_timeline_item_become (old->pdata[old->len - 1 - tail], rows->pdata[rows->len - 1 - tail]))
    tail++;

  for (guint i = 0; i < head; i++)
    g_set_object ((BesedaTimelineItem **) &rows->pdata[i], old->pdata[i]);
  for (guint i = 1; i <= tail; i++)
    g_set_object ((BesedaTimelineItem **) &rows->pdata[rows->len - i], old->pdata[old->len - i]);

  self->draft = draft;
  if (old->len - head - tail > 0 || rows->len - head - tail > 0)
    g_list_model_items_changed (G_LIST_MODEL (self), head, old->len - head - tail, rows->len - head - tail);
}

static void
rebuild (BesedaTimeline *self)
{
  BesedaTimelineDraft *draft = beseda_timeline_draft_new (self->zone, self->read_seq);

  for (guint i = 0; i < self->entries->len; i++)
    {
      const Entry *entry = entry_at (self, i);

      if (entry->item != NULL)
        beseda_timeline_draft_add_message (draft, entry->item);
      else if (!entry->own)
        beseda_timeline_draft_add_presence (draft, entry->event);
    }
  for (guint i = 0; self->at_end && i < self->pending->len; i++)
    beseda_timeline_draft_add_pending (draft, self->pending->pdata[i]);

  adopt (self, draft);
}

/* The usual case, in no time: with nothing pending, a message goes behind all that is there. */
static void
append_message (BesedaTimeline *self, BesedaTimelineItem *item)
{
  const guint n = get_rows (self)->len;

  beseda_timeline_draft_add_message (self->draft, item);
  g_list_model_items_changed (G_LIST_MODEL (self), n, 0, get_rows (self)->len - n);
}

/* The index of the pending message with that id, or -1. A plain server tells no ids, but it echoes in order: the first
 * with that text is meant. */
static gint
find_pending (BesedaTimeline *self, const char *id, const char *text)
{
  for (guint i = 0; i < self->pending->len; i++)
    {
      BesedaTimelineItem *item = self->pending->pdata[i];

      if (id != NULL ? g_strcmp0 (beseda_timeline_item_get_id (item), id) == 0
                     : beseda_timeline_item_get_delivery (item) == BESEDA_DELIVERY_PENDING &&
                           g_strcmp0 (beseda_timeline_item_get_text (item), text) == 0)
        return (gint) i;
    }

  return -1;
}

/* The row of a message: that of the pending one that it is the echo of, or a new one. (transfer full) */
static BesedaTimelineItem *
make_item (BesedaTimeline *self, BesedaEvent *event, gboolean own)
{
  const char *id = beseda_event_get_id (event);
  const char *text = beseda_event_get_text (event);
  const gint64 at = beseda_event_get_at (event);
  const gint index = own ? find_pending (self, id, text) : -1;
  BesedaTimelineItem *item;

  if (index < 0)
    return beseda_timeline_item_new_message (id, beseda_event_get_login (event), text, at, own, BESEDA_DELIVERY_SENT);

  item = g_ptr_array_steal_index (self->pending, (guint) index);
  beseda_timeline_item_set_at (item, at);
  beseda_timeline_item_set_delivery (item, BESEDA_DELIVERY_SENT, NULL);

  return item;
}

static Entry
make_entry (BesedaTimeline *self, BesedaEvent *event, gboolean own)
{
  Entry entry = { .event = beseda_event_ref (event), .own = own };

  if (beseda_event_get_kind (event) == BESEDA_EVENT_MESSAGE)
    {
      entry.item = make_item (self, event, own);
      beseda_timeline_item_set_seq (entry.item, beseda_event_get_seq (event));
    }

  return entry;
}

/* Of Entry. (transfer full) */
static GArray *
make_entries (BesedaTimeline *self, GPtrArray *events)
{
  GArray *entries = g_array_sized_new (FALSE, FALSE, sizeof (Entry), events->len);

  for (guint i = 0; i < events->len; i++)
    {
      Entry entry = make_entry (self, events->pdata[i],
                                g_strcmp0 (beseda_event_get_login (events->pdata[i]), self->login) == 0);

      g_array_append_val (entries, entry);
    }

  return entries;
}

static void
set_at_end (BesedaTimeline *self, gboolean at_end)
{
  if (self->at_end == at_end)
    return;

  self->at_end = at_end;
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_AT_END]);
}

/* Lets go of the oldest, or the newest, where there are too many: of a good part at once, since the rows are built
 * anew. */
static gboolean
trim_start (BesedaTimeline *self)
{
  guint n;

  if (self->entries->len <= BESEDA_LIMIT_TIMELINE)
    return FALSE;

  n = self->entries->len - BESEDA_LIMIT_TIMELINE + BESEDA_LIMIT_TIMELINE / 8;
  if (self->from_seq > 0)
    self->from_seq = beseda_event_get_seq (entry_at (self, n)->event);
  g_array_remove_range (self->entries, 0, n);

  return TRUE;
}

static gboolean
trim_end (BesedaTimeline *self)
{
  guint kept = BESEDA_LIMIT_TIMELINE - BESEDA_LIMIT_TIMELINE / 8;

  if (self->entries->len <= BESEDA_LIMIT_TIMELINE)
    return FALSE;

  g_array_remove_range (self->entries, kept, self->entries->len - kept);
  self->to_seq = beseda_event_get_seq (entry_at (self, kept - 1)->event);

  return TRUE;
}

static GType
get_item_type (GListModel *model)
{
  return BESEDA_TYPE_TIMELINE_ITEM;
}

static guint
get_n_items (GListModel *model)
{
  return get_rows (BESEDA_TIMELINE (model))->len;
}

static gpointer
get_item (GListModel *model, guint index)
{
  GPtrArray *rows = get_rows (BESEDA_TIMELINE (model));

  return index < rows->len ? g_object_ref (rows->pdata[index]) : NULL;
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
  switch (id)
    {
    case PROP_AT_END:
      g_value_set_boolean (value, BESEDA_TIMELINE (object)->at_end);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
    }
}

static void
beseda_timeline_finalize (GObject *object)
{
  BesedaTimeline *self = BESEDA_TIMELINE (object);

  g_array_unref (self->entries);
  g_ptr_array_unref (self->pending);
  beseda_timeline_draft_free (self->draft);
  g_clear_pointer (&self->zone, g_time_zone_unref);
  g_free (self->login);

  G_OBJECT_CLASS (beseda_timeline_parent_class)->finalize (object);
}

static void
beseda_timeline_class_init (BesedaTimelineClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->get_property = beseda_timeline_get_property;
  object_class->finalize = beseda_timeline_finalize;

  properties[PROP_AT_END] = g_param_spec_boolean ("at-end", NULL, NULL, TRUE,
                                                  G_PARAM_READABLE | G_PARAM_EXPLICIT_NOTIFY | G_PARAM_STATIC_STRINGS);
  g_object_class_install_properties (object_class, N_PROPS, properties);
}

static void
beseda_timeline_init (BesedaTimeline *self)
{
  self->entries = g_array_new (FALSE, FALSE, sizeof (Entry));
  g_array_set_clear_func (self->entries, clear_entry);
  self->pending = g_ptr_array_new_with_free_func (g_object_unref);
  self->at_end = TRUE;
}

BesedaTimeline *
beseda_timeline_new (GTimeZone *zone)
{
  BesedaTimeline *self = g_object_new (BESEDA_TYPE_TIMELINE, NULL);

  self->zone = g_time_zone_ref (zone);
  self->draft = beseda_timeline_draft_new (zone, 0);

  return self;
}

void
beseda_timeline_set_login (BesedaTimeline *self, const char *login)
{
  g_return_if_fail (BESEDA_IS_TIMELINE (self));

  g_free (self->login);
  self->login = g_strdup (login);
}

guint64
beseda_timeline_get_from_seq (BesedaTimeline *self)
{
  return self->from_seq;
}

guint64
beseda_timeline_get_to_seq (BesedaTimeline *self)
{
  return self->to_seq;
}

gboolean
beseda_timeline_get_at_end (BesedaTimeline *self)
{
  return self->at_end;
}

void
beseda_timeline_add_event (BesedaTimeline *self, BesedaEvent *event, gboolean own)
{
  const guint64 seq = beseda_event_get_seq (event);
  const gboolean had_pending = self->pending->len > 0;
  Entry entry;

  g_return_if_fail (BESEDA_IS_TIMELINE (self));

  if (!self->at_end || (seq > 0 && seq <= self->to_seq))
    {
      if (own && beseda_event_get_id (event) != NULL)
        beseda_timeline_discard_pending (self, beseda_event_get_id (event));
      return;
    }

  entry = make_entry (self, event, own);
  if (seq > 0 && self->from_seq == 0)
    self->from_seq = seq;
  self->to_seq = seq;
  g_array_append_val (self->entries, entry);
  if (trim_start (self) || entry.item == NULL || had_pending)
    rebuild (self);
  else
    append_message (self, entry.item);
}

void
beseda_timeline_add_older (BesedaTimeline *self, guint64 from_seq, GPtrArray *events)
{
  g_autoptr (GArray) entries = NULL;

  g_return_if_fail (BESEDA_IS_TIMELINE (self));
  g_return_if_fail (self->from_seq > 0 && from_seq < self->from_seq);

  entries = make_entries (self, events);
  g_array_prepend_vals (self->entries, entries->data, entries->len);
  self->from_seq = from_seq;
  if (trim_end (self))
    set_at_end (self, FALSE);
  rebuild (self);
}

void
beseda_timeline_add_newer (BesedaTimeline *self, guint64 to_seq, GPtrArray *events, gboolean at_end)
{
  g_autoptr (GArray) entries = NULL;

  g_return_if_fail (BESEDA_IS_TIMELINE (self));
  g_return_if_fail (self->to_seq > 0 && to_seq > self->to_seq);

  entries = make_entries (self, events);
  g_array_append_vals (self->entries, entries->data, entries->len);
  self->to_seq = to_seq;
  trim_start (self);
  set_at_end (self, at_end);
  rebuild (self);
}

void
beseda_timeline_show (BesedaTimeline *self, guint64 from_seq, guint64 to_seq, GPtrArray *events, gboolean at_end)
{
  g_autoptr (GArray) entries = NULL;

  g_return_if_fail (BESEDA_IS_TIMELINE (self));

  entries = make_entries (self, events);
  g_array_set_size (self->entries, 0);
  g_array_append_vals (self->entries, entries->data, entries->len);
  self->from_seq = from_seq;
  self->to_seq = to_seq;
  trim_start (self);
  set_at_end (self, at_end);
  rebuild (self);
}

void
beseda_timeline_set_read_seq (BesedaTimeline *self, guint64 seq)
{
  g_return_if_fail (BESEDA_IS_TIMELINE (self));

  if (self->read_seq == seq)
    return;

  self->read_seq = seq;
  rebuild (self);
}

gboolean
beseda_timeline_get_unread_position (BesedaTimeline *self, guint *position)
{
  GPtrArray *rows = get_rows (self);

  g_return_val_if_fail (BESEDA_IS_TIMELINE (self), FALSE);

  for (guint i = 0; beseda_timeline_draft_has_line (self->draft) && i < rows->len; i++)
    if (beseda_timeline_item_get_kind (rows->pdata[i]) == BESEDA_TIMELINE_ITEM_UNREAD)
      {
        *position = i;
        return TRUE;
      }

  return FALSE;
}

guint64
beseda_timeline_get_seq_at (BesedaTimeline *self, guint position)
{
  GPtrArray *rows = get_rows (self);
  guint64 next = 0;

  g_return_val_if_fail (BESEDA_IS_TIMELINE (self), 0);

  /* What comes after a message and tells nothing of itself is up to the next message. */
  for (guint i = position + 1; i < rows->len && next == 0; i++)
    next = beseda_timeline_item_get_seq (rows->pdata[i]);

  return next > 0 ? next - 1 : position < rows->len ? self->to_seq : 0;
}

void
beseda_timeline_add_pending (BesedaTimeline *self, const char *id, const char *login, const char *text, gint64 at)
{
  g_return_if_fail (BESEDA_IS_TIMELINE (self));
  g_return_if_fail (id != NULL);

  g_ptr_array_add (self->pending,
                   beseda_timeline_item_new_message (id, login, text, at, TRUE, BESEDA_DELIVERY_PENDING));
  rebuild (self);
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

  if (index < 0)
    return;

  g_ptr_array_remove_index (self->pending, (guint) index);
  rebuild (self);
}
