/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "beseda-row-strip.h"

#define N_KINDS (BESEDA_TIMELINE_ITEM_ACT + 1)
#define MAX_SPARE 48    /* rows of one kind that wait for their next item */
#define MAX_IN_PLACE 32 /* rows that an insertion adds one by one; for more the strip starts anew */

struct _BesedaRowStrip
{
  GtkWidget *view;
  GListModel *model;
  GArray *slots; /* of BesedaRowSlot */
  guint first;   /* the first slot's place in the model */
  GPtrArray *spare[N_KINDS];
};

static BesedaRowSlot *
get_slot (BesedaRowStrip *self, guint i)
{
  return &g_array_index (self->slots, BesedaRowSlot, i);
}

/* A row that waits for its next item is not drawn, and a screen reader is not told of it either. */
static void
show_row (BesedaTimelineRow *row, gboolean shown)
{
  gtk_widget_set_child_visible (GTK_WIDGET (row), shown);
  gtk_accessible_update_state (GTK_ACCESSIBLE (row), GTK_ACCESSIBLE_STATE_HIDDEN, !shown, -1);
}

static BesedaTimelineRow *
take_row (BesedaRowStrip *self, guint position)
{
  g_autoptr (BesedaTimelineItem) item = g_list_model_get_item (self->model, position);
  BesedaTimelineItemKind kind = beseda_timeline_item_get_kind (item);
  GPtrArray *spare = self->spare[kind];
  BesedaTimelineRow *row;

  if (spare->len > 0)
    {
      row = g_ptr_array_steal_index_fast (spare, spare->len - 1);
      show_row (row, TRUE);
    }
  else
    {
      row = beseda_timeline_row_new (kind);
      gtk_widget_set_parent (GTK_WIDGET (row), self->view);
    }
  beseda_timeline_row_set_item (row, item);
  return row;
}

/* A row that has the focus gives it to the view: keys go on working there. */
static void
drop_row (BesedaRowStrip *self, BesedaTimelineRow *row)
{
  GPtrArray *spare = self->spare[beseda_timeline_item_get_kind (beseda_timeline_row_get_item (row))];
  GtkRoot *root = gtk_widget_get_root (self->view);
  GtkWidget *focus = root ? gtk_root_get_focus (root) : NULL;

  if (focus && (focus == GTK_WIDGET (row) || gtk_widget_is_ancestor (focus, GTK_WIDGET (row))))
    gtk_widget_grab_focus (self->view);
  beseda_timeline_row_set_item (row, NULL);
  if (spare->len < MAX_SPARE)
    {
      show_row (row, FALSE);
      g_ptr_array_add (spare, row);
    }
  else
    gtk_widget_unparent (GTK_WIDGET (row));
}

static void
drop_slots (BesedaRowStrip *self, guint index, guint n)
{
  for (guint i = index; i < index + n; i++)
    drop_row (self, get_slot (self, i)->row);
  if (n > 0)
    g_array_remove_range (self->slots, index, n);
}

static void
insert_slots (BesedaRowStrip *self, guint index, guint n)
{
  for (guint i = index; i < index + n; i++)
    {
      BesedaRowSlot slot = { .row = take_row (self, self->first + i) };

      gtk_widget_insert_after (GTK_WIDGET (slot.row), self->view, GTK_WIDGET (get_slot (self, i - 1)->row));
      g_array_insert_val (self->slots, i, slot);
    }
}

static gboolean
is_measured_message (BesedaRowStrip *self, guint i)
{
  return get_slot (self, i)->height > 0 && beseda_row_strip_is_message (self, i);
}

static int
measure_row (BesedaTimelineRow *row, int width)
{
  int height, min_width;

  gtk_widget_measure (GTK_WIDGET (row), GTK_ORIENTATION_HORIZONTAL, -1, &min_width, NULL, NULL, NULL);
  gtk_widget_measure (GTK_WIDGET (row), GTK_ORIENTATION_VERTICAL, MAX (width, min_width), &height, NULL, NULL, NULL);
  return height;
}

static const BesedaRowSlot *
add_before (BesedaRowStrip *self, int width)
{
  BesedaRowSlot *next = get_slot (self, 0);
  BesedaRowSlot slot = { .row = take_row (self, self->first - 1) };

  gtk_widget_insert_before (GTK_WIDGET (slot.row), self->view, GTK_WIDGET (next->row));
  slot.height = measure_row (slot.row, width);
  slot.y = next->y - slot.height;
  g_array_prepend_val (self->slots, slot);
  self->first--;
  return get_slot (self, 0);
}

static const BesedaRowSlot *
add_after (BesedaRowStrip *self, int width)
{
  const BesedaRowSlot *last = beseda_row_strip_get_last (self);
  BesedaRowSlot slot = { .row = take_row (self, beseda_row_strip_get_end (self)) };

  gtk_widget_insert_after (GTK_WIDGET (slot.row), self->view, GTK_WIDGET (last->row));
  slot.height = measure_row (slot.row, width);
  slot.y = last->y + last->height;
  g_array_append_val (self->slots, slot);
  return beseda_row_strip_get_last (self);
}

BesedaRowStrip *
beseda_row_strip_new (GtkWidget *view)
{
  BesedaRowStrip *self = g_new0 (BesedaRowStrip, 1);

  self->view = view;
  self->slots = g_array_new (FALSE, FALSE, sizeof (BesedaRowSlot));
  for (guint i = 0; i < N_KINDS; i++)
    self->spare[i] = g_ptr_array_new ();
  return self;
}

void
beseda_row_strip_free (BesedaRowStrip *self)
{
  for (guint i = 0; i < self->slots->len; i++)
    gtk_widget_unparent (GTK_WIDGET (get_slot (self, i)->row));
  for (guint i = 0; i < N_KINDS; i++)
    {
      for (guint j = 0; j < self->spare[i]->len; j++)
        gtk_widget_unparent (g_ptr_array_index (self->spare[i], j));
      g_ptr_array_unref (self->spare[i]);
    }
  g_array_unref (self->slots);
  g_clear_object (&self->model);
  g_free (self);
}

void
beseda_row_strip_set_model (BesedaRowStrip *self, GListModel *model)
{
  drop_slots (self, 0, self->slots->len);
  g_set_object (&self->model, model);
}

void
beseda_row_strip_items_changed (BesedaRowStrip *self, guint position, guint removed, guint added)
{
  guint from = MAX (position, self->first);
  guint to = MIN (position + removed, beseda_row_strip_get_end (self));

  if (from < to)
    drop_slots (self, from - self->first, to - from);

  if (position <= self->first)
    self->first = MAX (self->first, position + removed) - removed + added;
  else if (position < beseda_row_strip_get_end (self))
    {
      if (added <= MAX_IN_PLACE)
        insert_slots (self, position - self->first, added);
      else
        drop_slots (self, 0, self->slots->len);
    }
}

guint
beseda_row_strip_get_n_rows (BesedaRowStrip *self)
{
  return self->slots->len;
}

guint
beseda_row_strip_get_first (BesedaRowStrip *self)
{
  return self->first;
}

guint
beseda_row_strip_get_end (BesedaRowStrip *self)
{
  return self->first + self->slots->len;
}

const BesedaRowSlot *
beseda_row_strip_get_slot (BesedaRowStrip *self, guint i)
{
  return get_slot (self, i);
}

const BesedaRowSlot *
beseda_row_strip_get_last (BesedaRowStrip *self)
{
  return get_slot (self, self->slots->len - 1);
}

gboolean
beseda_row_strip_is_message (BesedaRowStrip *self, guint i)
{
  BesedaTimelineItem *item = beseda_timeline_row_get_item (get_slot (self, i)->row);

  return beseda_timeline_item_get_kind (item) == BESEDA_TIMELINE_ITEM_MESSAGE;
}

int
beseda_row_strip_find_message (BesedaRowStrip *self, guint first, guint n, int bottom)
{
  guint end = beseda_row_strip_get_end (self);

  for (guint i = MAX (first + n, self->first); i < end && get_slot (self, i - self->first)->y < bottom; i++)
    if (is_measured_message (self, i - self->first))
      return (int) (i - self->first);
  for (guint i = MIN (first, end); i > self->first; i--)
    if (is_measured_message (self, i - 1 - self->first))
      return (int) (i - 1 - self->first);
  return -1;
}

int
beseda_row_strip_get_last_above (BesedaRowStrip *self, int y)
{
  int i = (int) self->slots->len - 1;

  while (i >= 0 && (get_slot (self, (guint) i)->height == 0 ||
                    get_slot (self, (guint) i)->y + get_slot (self, (guint) i)->height > y))
    i--;
  return i;
}

double
beseda_row_strip_get_position (BesedaRowStrip *self, int y)
{
  for (guint i = 0; i < self->slots->len; i++)
    {
      const BesedaRowSlot *slot = get_slot (self, i);

      if (slot->y + slot->height > y)
        return self->first + i + CLAMP ((y - slot->y) / (double) slot->height, 0, 1);
    }
  return beseda_row_strip_get_end (self);
}

void
beseda_row_strip_estimate (BesedaRowStrip *self, int height, double *above, double *below)
{
  guint n_below = g_list_model_get_n_items (self->model) - beseda_row_strip_get_end (self);
  double top = get_slot (self, 0)->y;
  double bottom = beseda_row_strip_get_last (self)->y + beseda_row_strip_get_last (self)->height;
  double average = (bottom - top) / self->slots->len;

  *above = self->first * average - top;
  *below = n_below * average + bottom - height;
}

int
beseda_row_strip_find (BesedaRowStrip *self, GtkWidget *widget)
{
  for (guint i = 0; i < self->slots->len; i++)
    {
      GtkWidget *row = GTK_WIDGET (get_slot (self, i)->row);

      if (widget == row || gtk_widget_is_ancestor (widget, row))
        return (int) i;
    }
  return -1;
}

void
beseda_row_strip_reach (BesedaRowStrip *self, guint position)
{
  gboolean next = self->slots->len > 0 && position == beseda_row_strip_get_end (self);

  if (!next && (position < self->first || position >= beseda_row_strip_get_end (self)))
    {
      drop_slots (self, 0, self->slots->len);
      self->first = position;
    }
  if (next || self->slots->len == 0)
    {
      BesedaRowSlot slot = { .row = take_row (self, position) };

      if (next)
        gtk_widget_insert_after (GTK_WIDGET (slot.row), self->view, GTK_WIDGET (beseda_row_strip_get_last (self)->row));
      g_array_append_val (self->slots, slot);
    }
}

void
beseda_row_strip_measure (BesedaRowStrip *self, int width)
{
  for (guint i = 0; i < self->slots->len; i++)
    get_slot (self, i)->height = measure_row (get_slot (self, i)->row, width);
}

void
beseda_row_strip_place (BesedaRowStrip *self, guint i, int y)
{
  while (i > 0)
    y -= get_slot (self, --i)->height;
  for (; i < self->slots->len; i++)
    {
      get_slot (self, i)->y = y;
      y += get_slot (self, i)->height;
    }
}

gboolean
beseda_row_strip_fill (BesedaRowStrip *self, int width, int top, int bottom, guint budget)
{
  guint n_items = g_list_model_get_n_items (self->model);
  const BesedaRowSlot *slot = beseda_row_strip_get_last (self);

  for (; slot->y + slot->height < bottom && beseda_row_strip_get_end (self) < n_items; budget--)
    {
      if (budget == 0)
        return FALSE;
      slot = add_after (self, width);
    }
  slot = get_slot (self, 0);
  for (; slot->y > top && self->first > 0; budget--)
    {
      if (budget == 0)
        return FALSE;
      slot = add_before (self, width);
    }
  return TRUE;
}

void
beseda_row_strip_trim (BesedaRowStrip *self, int top, int bottom)
{
  guint n = 0;

  while (n + 1 < self->slots->len && get_slot (self, n)->y + get_slot (self, n)->height < top)
    n++;
  drop_slots (self, 0, n);
  self->first += n;

  n = self->slots->len;
  while (n > 1 && get_slot (self, n - 1)->y > bottom)
    n--;
  drop_slots (self, n, self->slots->len - n);
}
