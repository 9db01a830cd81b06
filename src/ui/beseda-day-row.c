/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "beseda-day-row.h"

#include "beseda-time-format.h"

struct _BesedaDayRow
{
  BesedaTimelineRow parent;

  GtkLabel *day;
};

G_DEFINE_FINAL_TYPE (BesedaDayRow, beseda_day_row, BESEDA_TYPE_TIMELINE_ROW)

static void
beseda_day_row_show_item (BesedaTimelineRow *row, BesedaTimelineItem *item)
{
  BesedaDayRow *self = BESEDA_DAY_ROW (row);
  g_autofree char *day = beseda_time_format_day (beseda_timeline_item_get_at (item), g_get_real_time () / 1000);

  gtk_label_set_label (self->day, day);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_PROPERTY_LABEL, day, -1);
}

static void
beseda_day_row_dispose (GObject *object)
{
  gtk_widget_dispose_template (GTK_WIDGET (object), BESEDA_TYPE_DAY_ROW);

  G_OBJECT_CLASS (beseda_day_row_parent_class)->dispose (object);
}

static void
beseda_day_row_class_init (BesedaDayRowClass *class)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (class);

  G_OBJECT_CLASS (class)->dispose = beseda_day_row_dispose;
  BESEDA_TIMELINE_ROW_CLASS (class)->show_item = beseda_day_row_show_item;

  gtk_widget_class_set_layout_manager_type (widget_class, GTK_TYPE_BIN_LAYOUT);
  gtk_widget_class_set_template_from_resource (widget_class, "/chat/beseda/Beseda/ui/beseda-day-row.ui");
  gtk_widget_class_bind_template_child (widget_class, BesedaDayRow, day);
}

static void
beseda_day_row_init (BesedaDayRow *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}
