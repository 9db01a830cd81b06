/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "beseda-scrolled-layout.h"

struct _BesedaScrolledLayout
{
  GtkLayoutManager parent;
};

G_DEFINE_FINAL_TYPE (BesedaScrolledLayout, beseda_scrolled_layout, GTK_TYPE_LAYOUT_MANAGER)

static GtkSizeRequestMode
beseda_scrolled_layout_get_request_mode (GtkLayoutManager *layout, GtkWidget *widget)
{
  return GTK_SIZE_REQUEST_HEIGHT_FOR_WIDTH;
}

static void
beseda_scrolled_layout_measure (GtkLayoutManager *layout,
                                GtkWidget *widget,
                                GtkOrientation orientation,
                                int for_size,
                                int *minimum,
                                int *natural,
                                int *minimum_baseline,
                                int *natural_baseline)
{
  GtkWidget *scroller = gtk_widget_get_first_child (widget);
  int needed;

  gtk_widget_measure (scroller, orientation, -1, minimum, natural, NULL, NULL);
  if (orientation == GTK_ORIENTATION_HORIZONTAL || for_size < 0)
    return;

  gtk_widget_measure (gtk_scrolled_window_get_child (GTK_SCROLLED_WINDOW (scroller)), orientation, for_size, NULL,
                      &needed, NULL, NULL);
  *natural = MAX (*minimum, needed);
}

static void
beseda_scrolled_layout_allocate (GtkLayoutManager *layout, GtkWidget *widget, int width, int height, int baseline)
{
  gtk_widget_allocate (gtk_widget_get_first_child (widget), width, height, baseline, NULL);
}

static void
beseda_scrolled_layout_class_init (BesedaScrolledLayoutClass *class)
{
  GtkLayoutManagerClass *layout_class = GTK_LAYOUT_MANAGER_CLASS (class);

  layout_class->get_request_mode = beseda_scrolled_layout_get_request_mode;
  layout_class->measure = beseda_scrolled_layout_measure;
  layout_class->allocate = beseda_scrolled_layout_allocate;
}

static void
beseda_scrolled_layout_init (BesedaScrolledLayout *self)
{
}
