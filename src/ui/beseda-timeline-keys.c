/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "beseda-timeline-keys.h"

#define END_MARGIN 12  /* pixels that are to be seen above or below a row that one goes to */
#define LINE_HEIGHT 40 /* pixels that an arrow key scrolls where there is no row to go to */

struct _BesedaTimelineKeys
{
  GtkWidget *view;
  BesedaRowStrip *rows;
  BesedaTimelineKeysActions actions;
};

int
beseda_timeline_keys_get_focused_row (BesedaTimelineKeys *self)
{
  GtkRoot *root = gtk_widget_get_root (self->view);
  GtkWidget *focus = root ? gtk_root_get_focus (root) : NULL;

  return focus ? beseda_row_strip_find (self->rows, focus) : -1;
}

/* Goes to the next row in `direction` (1 or -1), or a part of a high one. */
static void
move_focus (BesedaTimelineKeys *self, int direction)
{
  int height = gtk_widget_get_height (self->view);
  int from = beseda_timeline_keys_get_focused_row (self);
  int to = from >= 0 ? from + direction : MAX (beseda_row_strip_get_last_above (self->rows, height), 0);
  const BesedaRowSlot *slot;
  int above, below;

  if (to < 0 || to >= (int) beseda_row_strip_get_n_rows (self->rows))
    {
      self->actions.scroll_by (self->view, direction * LINE_HEIGHT);
      return;
    }
  slot = beseda_row_strip_get_slot (self->rows, (guint) to);
  above = slot->y - END_MARGIN;
  below = slot->y + slot->height + END_MARGIN - height;
  gtk_widget_grab_focus (GTK_WIDGET (slot->row));
  if (direction < 0 && above < 0)
    self->actions.scroll_by (self->view, MAX (above, -height));
  else if (direction > 0 && below > 0)
    self->actions.scroll_by (self->view, MIN (below, height));
}

static gboolean
on_key_pressed (GtkEventControllerKey *keys, guint key, guint code, GdkModifierType state, BesedaTimelineKeys *self)
{
  double page = gtk_widget_get_height (self->view) * 0.9;

  if (state & (GDK_CONTROL_MASK | GDK_ALT_MASK | GDK_SHIFT_MASK | GDK_SUPER_MASK))
    return GDK_EVENT_PROPAGATE;
  self->actions.stop (self->view);
  switch (key)
    {
    case GDK_KEY_Up:
    case GDK_KEY_KP_Up:
      move_focus (self, -1);
      return GDK_EVENT_STOP;
    case GDK_KEY_Down:
    case GDK_KEY_KP_Down:
      move_focus (self, 1);
      return GDK_EVENT_STOP;
    case GDK_KEY_Page_Up:
    case GDK_KEY_KP_Page_Up:
      self->actions.scroll_by (self->view, -page);
      return GDK_EVENT_STOP;
    case GDK_KEY_Page_Down:
    case GDK_KEY_KP_Page_Down:
      self->actions.scroll_by (self->view, page);
      return GDK_EVENT_STOP;
    case GDK_KEY_Home:
    case GDK_KEY_KP_Home:
      self->actions.scroll_to_start (self->view);
      return GDK_EVENT_STOP;
    case GDK_KEY_End:
    case GDK_KEY_KP_End:
      self->actions.scroll_to_end (self->view);
      return GDK_EVENT_STOP;
    default:
      return GDK_EVENT_PROPAGATE;
    }
}

BesedaTimelineKeys *
beseda_timeline_keys_new (GtkWidget *view, BesedaRowStrip *rows, const BesedaTimelineKeysActions *actions)
{
  BesedaTimelineKeys *self = g_new0 (BesedaTimelineKeys, 1);
  GtkEventController *keys = gtk_event_controller_key_new ();

  self->view = view;
  self->rows = rows;
  self->actions = *actions;
  g_signal_connect (keys, "key-pressed", G_CALLBACK (on_key_pressed), self);
  gtk_widget_add_controller (view, keys);
  return self;
}

void
beseda_timeline_keys_free (BesedaTimelineKeys *self)
{
  g_free (self);
}
