/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "beseda-timeline-view.h"

#include <glib/gi18n.h>
#include <math.h>

#include "beseda-row-strip.h"
#include "beseda-scroll-input.h"
#include "beseda-timeline-keys.h"

#define COLUMN_WIDTH 720  /* pixels: lines longer than this are hard to read */
#define SIDE_MARGIN 12    /* pixels, each side */
#define END_MARGIN 12     /* pixels above the first row and below the last */
#define MIN_WIDTH 200     /* pixels */
#define PREFETCHED_ROWS 3 /* rows off the screen that one frame may make */

struct _BesedaTimelineView
{
  GtkWidget parent;

  GListModel *model;
  GtkAdjustment *adjustments[2]; /* by GtkOrientation */
  GtkScrollablePolicy policies[2];
  BesedaScrollInput *input;
  BesedaTimelineKeys *keys;
  BesedaRowStrip *rows;

  gboolean at_bottom; /* the bottom is the anchor; else the three below are */
  guint anchor;
  double anchor_y;
  double anchor_part; /* how much of the anchor is above the viewport's upper edge; < 0: anchor_y says it */
  gboolean to_third;  /* the anchor goes to a third of the viewport's height */
  gboolean follow;    /* the bottom stays the bottom */

  gboolean told_at_bottom; /* as last notified */
  gboolean deriving;       /* the adjustment is being told, it doesn't tell us */
  guint frame;             /* tick callback */
  int width, height;       /* as last given */
};

enum
{
  PROP_AT_BOTTOM = 1,
  N_PROPS,
  PROP_HADJUSTMENT = N_PROPS, /* each pair in the order of GtkOrientation */
  PROP_VADJUSTMENT,
  PROP_HSCROLL_POLICY,
  PROP_VSCROLL_POLICY,
};

static GParamSpec *properties[N_PROPS];

enum
{
  NEAR_START,
  NEAR_END,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE_WITH_CODE (BesedaTimelineView,
                               beseda_timeline_view,
                               GTK_TYPE_WIDGET,
                               G_IMPLEMENT_INTERFACE (GTK_TYPE_SCROLLABLE, NULL))

static guint
count_items (BesedaTimelineView *self)
{
  return self->model ? g_list_model_get_n_items (self->model) : 0;
}

static int
get_column_width (int width)
{
  return CLAMP (width - 2 * SIDE_MARGIN, 1, COLUMN_WIDTH);
}

/* Laying out: once a frame, before GTK gives out sizes, rows are made and put in their places; when it does give them
 * out, rows that have grown or a viewport that has are only followed with the rows that there are. */

/* Gives the anchor its place, and the other rows theirs around it. FALSE: there is no row for it. */
static gboolean
place_anchor (BesedaTimelineView *self, int width, int height, guint budget)
{
  const BesedaRowSlot *slot;
  guint first;

  if (self->at_bottom || self->anchor >= count_items (self))
    self->anchor = count_items (self) - 1;
  if (budget > 0)
    beseda_row_strip_reach (self->rows, self->anchor);
  first = beseda_row_strip_get_first (self->rows);
  if (self->anchor < first || self->anchor >= beseda_row_strip_get_end (self->rows))
    return FALSE;

  beseda_row_strip_measure (self->rows, width);
  slot = beseda_row_strip_get_slot (self->rows, self->anchor - first);
  if (self->at_bottom)
    self->anchor_y = height - END_MARGIN - slot->height;
  else if (self->anchor_part >= 0)
    self->anchor_y = (self->anchor == 0 ? END_MARGIN : 0) - self->anchor_part * slot->height;
  else if (self->to_third)
    self->anchor_y = height / 3.0;
  self->anchor_part = -1;
  self->to_third = FALSE;
  beseda_row_strip_place (self->rows, self->anchor - first, (int) round (self->anchor_y));
  beseda_row_strip_fill (self->rows, width, 0, height, budget);
  return TRUE;
}

/* Nothing is above the first row or below the last but a margin; what is too little for the screen stands at its
 * bottom. */
static void
keep_in_bounds (BesedaTimelineView *self, int width, int height, guint budget)
{
  const BesedaRowSlot *last;
  int below;

  if (beseda_row_strip_get_first (self->rows) == 0 && beseda_row_strip_get_slot (self->rows, 0)->y > END_MARGIN)
    {
      beseda_row_strip_place (self->rows, 0, END_MARGIN);
      beseda_row_strip_fill (self->rows, width, 0, height, budget);
    }

  last = beseda_row_strip_get_last (self->rows);
  below = height - END_MARGIN - last->y - last->height;
  self->at_bottom = below >= 0 && beseda_row_strip_get_end (self->rows) == count_items (self);
  if (self->at_bottom && below > 0)
    {
      beseda_row_strip_place (self->rows, beseda_row_strip_get_n_rows (self->rows) - 1, last->y + below);
      beseda_row_strip_fill (self->rows, width, 0, height, budget);
    }
}

/* The uppermost message that is wholly in sight holds the rest: what changes above it moves nothing that can be read.
 * Other rows may be others when older messages come in above them. */
static void
choose_anchor (BesedaTimelineView *self, int height)
{
  double fraction = self->anchor_y - round (self->anchor_y);
  guint last = beseda_row_strip_get_n_rows (self->rows) - 1;
  const BesedaRowSlot *slot = beseda_row_strip_get_slot (self->rows, 0);
  guint i = 0;

  while (i < last && slot->y + slot->height <= 0)
    slot = beseda_row_strip_get_slot (self->rows, ++i);
  if (i < last && slot->y < 0 && beseda_row_strip_get_slot (self->rows, i + 1)->y < height)
    slot = beseda_row_strip_get_slot (self->rows, ++i);
  for (guint j = i; j <= last && beseda_row_strip_get_slot (self->rows, j)->y < height; j++)
    if (beseda_row_strip_is_message (self->rows, j))
      {
        slot = beseda_row_strip_get_slot (self->rows, i = j);
        break;
      }
  self->anchor = beseda_row_strip_get_first (self->rows) + i;
  self->anchor_y = slot->y + fraction;
}

/* The anchor is one of the rows that go: a message next to them, in sight rather than not, takes over where it stands.
 */
static void
hand_over_anchor (BesedaTimelineView *self, guint position, guint removed)
{
  int heir;

  if (self->anchor < position || self->anchor >= position + removed || self->anchor_part >= 0 || self->to_third)
    return;
  heir = beseda_row_strip_find_message (self->rows, position, removed, self->height);
  if (heir < 0)
    return;
  self->anchor = beseda_row_strip_get_first (self->rows) + (guint) heir;
  self->anchor_y = beseda_row_strip_get_slot (self->rows, (guint) heir)->y;
}

static void
derive_adjustment (BesedaTimelineView *self, int height)
{
  GtkAdjustment *vertical = self->adjustments[GTK_ORIENTATION_VERTICAL];
  double value = 0, page = 0;

  if (!vertical)
    return;
  if (beseda_row_strip_get_n_rows (self->rows) > 0)
    {
      value = beseda_row_strip_get_position (self->rows, 0);
      page = beseda_row_strip_get_position (self->rows, height) - value;
    }
  self->deriving = TRUE;
  gtk_adjustment_configure (vertical, value, 0, count_items (self), MAX (page / 10, 0.1), MAX (page * 0.9, 0.1), page);
  self->deriving = FALSE;
}

/* `budget`: how many rows it may make that are not in sight; 0 keeps it from making any. FALSE: more are wanted. */
static gboolean
arrange (BesedaTimelineView *self, int width, int height, guint budget)
{
  guint in_sight = budget > 0 ? G_MAXUINT : 0;
  gboolean complete;

  if (count_items (self) == 0)
    {
      self->at_bottom = TRUE;
      return TRUE;
    }
  if (!place_anchor (self, width, height, in_sight))
    return FALSE;
  keep_in_bounds (self, width, height, in_sight);
  complete = beseda_row_strip_fill (self->rows, width, -height / 2, height + height / 2, budget);
  if (budget > 0)
    beseda_row_strip_trim (self->rows, -height, 2 * height);
  choose_anchor (self, height);
  return complete;
}

/* A page and a half each way shall be there before one comes to it. */
static void
tell_what_is_left (BesedaTimelineView *self, int height)
{
  double above, below;

  if (beseda_row_strip_get_n_rows (self->rows) == 0)
    return;
  beseda_row_strip_estimate (self->rows, height, &above, &below);
  if (above < 1.5 * height)
    g_signal_emit (self, signals[NEAR_START], 0);
  if (below < 1.5 * height)
    g_signal_emit (self, signals[NEAR_END], 0);
}

static gboolean
on_frame (GtkWidget *widget, GdkFrameClock *clock, gpointer data)
{
  BesedaTimelineView *self = BESEDA_TIMELINE_VIEW (widget);
  int height = gtk_widget_get_height (widget);

  self->frame = 0;
  if (height == 0)
    return G_SOURCE_REMOVE;
  arrange (self, get_column_width (gtk_widget_get_width (widget)), height, PREFETCHED_ROWS);
  derive_adjustment (self, height);
  gtk_widget_queue_allocate (widget);
  if (self->told_at_bottom != self->at_bottom)
    {
      self->told_at_bottom = self->at_bottom;
      g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_AT_BOTTOM]);
    }
  tell_what_is_left (self, height);
  return G_SOURCE_REMOVE;
}

static void
arrange_in_next_frame (BesedaTimelineView *self)
{
  if (!self->frame)
    self->frame = gtk_widget_add_tick_callback (GTK_WIDGET (self), on_frame, NULL, NULL);
}

static void
allocate_rows (BesedaTimelineView *self, int width)
{
  int column = get_column_width (width);

  for (guint i = 0; i < beseda_row_strip_get_n_rows (self->rows); i++)
    {
      const BesedaRowSlot *slot = beseda_row_strip_get_slot (self->rows, i);
      GtkAllocation place = { (width - column) / 2, slot->y, column, slot->height };
      int min_width;

      gtk_widget_measure (GTK_WIDGET (slot->row), GTK_ORIENTATION_HORIZONTAL, -1, &min_width, NULL, NULL, NULL);
      place.width = MAX (place.width, min_width);
      gtk_widget_size_allocate (GTK_WIDGET (slot->row), &place, -1);
    }
}

static void
beseda_timeline_view_size_allocate (GtkWidget *widget, int width, int height, int baseline)
{
  BesedaTimelineView *self = BESEDA_TIMELINE_VIEW (widget);

  if (!arrange (self, get_column_width (width), height, 0) || self->told_at_bottom != self->at_bottom ||
      width != self->width || height != self->height)
    arrange_in_next_frame (self);
  self->width = width;
  self->height = height;
  allocate_rows (self, width);
}

static void
beseda_timeline_view_measure (
    GtkWidget *widget, GtkOrientation orientation, int for_size, int *min, int *natural, int *min_base, int *nat_base)
{
  *min = orientation == GTK_ORIENTATION_HORIZONTAL ? MIN_WIDTH : 0;
  *natural = COLUMN_WIDTH;
}

static void
beseda_timeline_view_snapshot (GtkWidget *widget, GtkSnapshot *snapshot)
{
  BesedaTimelineView *self = BESEDA_TIMELINE_VIEW (widget);
  int height = gtk_widget_get_height (widget);

  for (guint i = 0; i < beseda_row_strip_get_n_rows (self->rows); i++)
    {
      const BesedaRowSlot *slot = beseda_row_strip_get_slot (self->rows, i);

      if (slot->y < height && slot->y + slot->height > 0)
        gtk_widget_snapshot_child (widget, GTK_WIDGET (slot->row), snapshot);
    }
}

/* Scrolling. */

static gboolean
scroll_by (GtkWidget *widget, double dy)
{
  BesedaTimelineView *self = BESEDA_TIMELINE_VIEW (widget);

  if (beseda_row_strip_get_n_rows (self->rows) == 0 || (self->at_bottom && dy >= 0))
    return FALSE;
  if (dy <= 0 && beseda_row_strip_get_first (self->rows) == 0 &&
      beseda_row_strip_get_slot (self->rows, 0)->y >= END_MARGIN)
    return FALSE;

  self->at_bottom = FALSE;
  self->anchor_y -= dy;
  arrange_in_next_frame (self);
  return TRUE;
}

static void
on_value_changed (GtkAdjustment *vertical, BesedaTimelineView *self)
{
  double value = gtk_adjustment_get_value (vertical);
  double last = gtk_adjustment_get_upper (vertical) - gtk_adjustment_get_page_size (vertical);

  if (self->deriving)
    return;
  beseda_scroll_input_stop (self->input);
  self->at_bottom = value >= last - 1e-6;
  self->anchor = (guint) value;
  self->anchor_part = value - floor (value);
  arrange_in_next_frame (self);
}

static void
stop_scrolling (GtkWidget *widget)
{
  beseda_scroll_input_stop (BESEDA_TIMELINE_VIEW (widget)->input);
}

static void
scroll_to_end (GtkWidget *widget)
{
  beseda_timeline_view_scroll_to_bottom (BESEDA_TIMELINE_VIEW (widget));
}

static void
scroll_to_start (GtkWidget *widget)
{
  BesedaTimelineView *self = BESEDA_TIMELINE_VIEW (widget);

  self->at_bottom = FALSE;
  self->anchor = 0;
  self->anchor_part = 0;
  arrange_in_next_frame (self);
}

/* Tab enters the view as one, then what the focused row holds, then leaves. */
static gboolean
beseda_timeline_view_focus (GtkWidget *widget, GtkDirectionType direction)
{
  BesedaTimelineView *self = BESEDA_TIMELINE_VIEW (widget);
  int row = beseda_timeline_keys_get_focused_row (self->keys);

  if (direction != GTK_DIR_TAB_FORWARD && direction != GTK_DIR_TAB_BACKWARD)
    return FALSE;
  if (row >= 0)
    return gtk_widget_child_focus (GTK_WIDGET (beseda_row_strip_get_slot (self->rows, (guint) row)->row), direction);
  return !gtk_widget_is_focus (widget) && gtk_widget_grab_focus (widget);
}

static void
on_items_changed (GListModel *model, guint position, guint removed, guint added, BesedaTimelineView *self)
{
  if (!self->follow)
    self->at_bottom = FALSE;
  if (!self->at_bottom)
    hand_over_anchor (self, position, removed);
  beseda_row_strip_items_changed (self->rows, position, removed, added);
  if (self->anchor >= position + removed)
    self->anchor += added - removed;
  else if (self->anchor >= position + added)
    self->anchor = position + added;
  arrange_in_next_frame (self);
}

/* GtkScrollable. */

static void
set_adjustment (BesedaTimelineView *self, GtkOrientation orientation, GtkAdjustment *adjustment)
{
  GtkAdjustment **place = &self->adjustments[orientation];

  if (adjustment && *place == adjustment)
    return;
  if (*place)
    g_signal_handlers_disconnect_by_data (*place, self);
  g_clear_object (place);
  *place = g_object_ref_sink (adjustment ? adjustment : gtk_adjustment_new (0, 0, 0, 0, 0, 0));
  if (orientation == GTK_ORIENTATION_VERTICAL)
    g_signal_connect (*place, "value-changed", G_CALLBACK (on_value_changed), self);
  arrange_in_next_frame (self);
}

static void
beseda_timeline_view_get_property (GObject *object, guint id, GValue *value, GParamSpec *pspec)
{
  BesedaTimelineView *self = BESEDA_TIMELINE_VIEW (object);

  switch (id)
    {
    case PROP_AT_BOTTOM:
      g_value_set_boolean (value, self->told_at_bottom);
      break;
    case PROP_HADJUSTMENT:
    case PROP_VADJUSTMENT:
      g_value_set_object (value, self->adjustments[id - PROP_HADJUSTMENT]);
      break;
    case PROP_HSCROLL_POLICY:
    case PROP_VSCROLL_POLICY:
      g_value_set_enum (value, self->policies[id - PROP_HSCROLL_POLICY]);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
    }
}

static void
beseda_timeline_view_set_property (GObject *object, guint id, const GValue *value, GParamSpec *pspec)
{
  BesedaTimelineView *self = BESEDA_TIMELINE_VIEW (object);

  switch (id)
    {
    case PROP_HADJUSTMENT:
    case PROP_VADJUSTMENT:
      set_adjustment (self, (GtkOrientation) (id - PROP_HADJUSTMENT), g_value_get_object (value));
      break;
    case PROP_HSCROLL_POLICY:
    case PROP_VSCROLL_POLICY:
      self->policies[id - PROP_HSCROLL_POLICY] = g_value_get_enum (value);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
    }
}

static void
beseda_timeline_view_dispose (GObject *object)
{
  BesedaTimelineView *self = BESEDA_TIMELINE_VIEW (object);

  if (self->model)
    g_signal_handlers_disconnect_by_data (self->model, self);
  g_clear_object (&self->model);
  g_clear_pointer (&self->input, beseda_scroll_input_free);
  g_clear_pointer (&self->keys, beseda_timeline_keys_free);
  for (guint i = 0; i < G_N_ELEMENTS (self->adjustments); i++)
    {
      if (self->adjustments[i])
        g_signal_handlers_disconnect_by_data (self->adjustments[i], self);
      g_clear_object (&self->adjustments[i]);
    }
  g_clear_pointer (&self->rows, beseda_row_strip_free);

  G_OBJECT_CLASS (beseda_timeline_view_parent_class)->dispose (object);
}

static void
beseda_timeline_view_class_init (BesedaTimelineViewClass *class)
{
  GObjectClass *object_class = G_OBJECT_CLASS (class);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (class);

  object_class->get_property = beseda_timeline_view_get_property;
  object_class->set_property = beseda_timeline_view_set_property;
  object_class->dispose = beseda_timeline_view_dispose;

  widget_class->measure = beseda_timeline_view_measure;
  widget_class->size_allocate = beseda_timeline_view_size_allocate;
  widget_class->snapshot = beseda_timeline_view_snapshot;
  widget_class->focus = beseda_timeline_view_focus;

  properties[PROP_AT_BOTTOM] = g_param_spec_boolean ("at-bottom", NULL, NULL, TRUE,
                                                     G_PARAM_READABLE | G_PARAM_STATIC_STRINGS);
  g_object_class_install_properties (object_class, N_PROPS, properties);
  signals[NEAR_START] = g_signal_new ("near-start", BESEDA_TYPE_TIMELINE_VIEW, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                      G_TYPE_NONE, 0);
  signals[NEAR_END] = g_signal_new ("near-end", BESEDA_TYPE_TIMELINE_VIEW, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                    G_TYPE_NONE, 0);
  g_object_class_override_property (object_class, PROP_HADJUSTMENT, "hadjustment");
  g_object_class_override_property (object_class, PROP_VADJUSTMENT, "vadjustment");
  g_object_class_override_property (object_class, PROP_HSCROLL_POLICY, "hscroll-policy");
  g_object_class_override_property (object_class, PROP_VSCROLL_POLICY, "vscroll-policy");

  gtk_widget_class_set_css_name (widget_class, "timeline");
  gtk_widget_class_set_accessible_role (widget_class, GTK_ACCESSIBLE_ROLE_LOG);
}

static void
beseda_timeline_view_init (BesedaTimelineView *self)
{
  static const BesedaTimelineKeysActions actions = {
    .scroll_by = scroll_by, .stop = stop_scrolling, .scroll_to_start = scroll_to_start, .scroll_to_end = scroll_to_end
  };

  self->rows = beseda_row_strip_new (GTK_WIDGET (self));
  self->at_bottom = self->told_at_bottom = self->follow = TRUE;
  self->anchor_part = -1;
  self->input = beseda_scroll_input_new (GTK_WIDGET (self), scroll_by);
  self->keys = beseda_timeline_keys_new (GTK_WIDGET (self), self->rows, &actions);

  gtk_widget_set_focusable (GTK_WIDGET (self), TRUE);
  gtk_widget_set_overflow (GTK_WIDGET (self), GTK_OVERFLOW_HIDDEN);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_PROPERTY_LABEL, _ ("Messages"), -1);
}

GtkWidget *
beseda_timeline_view_new (void)
{
  return g_object_new (BESEDA_TYPE_TIMELINE_VIEW, NULL);
}

void
beseda_timeline_view_set_model (BesedaTimelineView *self, GListModel *model)
{
  g_return_if_fail (BESEDA_IS_TIMELINE_VIEW (self));
  g_return_if_fail (model == NULL || G_IS_LIST_MODEL (model));

  if (model == self->model)
    return;
  if (self->model)
    g_signal_handlers_disconnect_by_data (self->model, self);
  beseda_row_strip_set_model (self->rows, model);
  g_set_object (&self->model, model);
  if (model)
    g_signal_connect (model, "items-changed", G_CALLBACK (on_items_changed), self);
  beseda_timeline_view_scroll_to_bottom (self);
}

gboolean
beseda_timeline_view_get_at_bottom (BesedaTimelineView *self)
{
  g_return_val_if_fail (BESEDA_IS_TIMELINE_VIEW (self), FALSE);

  return self->told_at_bottom && self->at_bottom; /* not where it is about to go elsewhere */
}

void
beseda_timeline_view_scroll_to_bottom (BesedaTimelineView *self)
{
  g_return_if_fail (BESEDA_IS_TIMELINE_VIEW (self));

  beseda_scroll_input_stop (self->input);
  self->at_bottom = TRUE;
  arrange_in_next_frame (self);
}

void
beseda_timeline_view_scroll_to (BesedaTimelineView *self, guint position)
{
  g_return_if_fail (BESEDA_IS_TIMELINE_VIEW (self));
  g_return_if_fail (position < count_items (self));

  beseda_scroll_input_stop (self->input);
  self->at_bottom = FALSE;
  self->anchor = position;
  self->anchor_part = -1;
  self->to_third = TRUE;
  arrange_in_next_frame (self);
}

gboolean
beseda_timeline_view_get_last_in_sight (BesedaTimelineView *self, guint *position)
{
  int last = beseda_row_strip_get_last_above (self->rows, gtk_widget_get_height (GTK_WIDGET (self)));

  if (last >= 0)
    *position = beseda_row_strip_get_first (self->rows) + (guint) last;
  return last >= 0;
}

void
beseda_timeline_view_set_follow (BesedaTimelineView *self, gboolean follow)
{
  g_return_if_fail (BESEDA_IS_TIMELINE_VIEW (self));

  self->follow = follow;
}
