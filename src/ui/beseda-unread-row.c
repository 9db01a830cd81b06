/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "beseda-unread-row.h"

#include <glib/gi18n.h>

struct _BesedaUnreadRow
{
  BesedaTimelineRow parent;
};

G_DEFINE_FINAL_TYPE (BesedaUnreadRow, beseda_unread_row, BESEDA_TYPE_TIMELINE_ROW)

/* All such lines are alike. */
static void
beseda_unread_row_show_item (BesedaTimelineRow *row, BesedaTimelineItem *item)
{
}

static void
beseda_unread_row_dispose (GObject *object)
{
  gtk_widget_dispose_template (GTK_WIDGET (object), BESEDA_TYPE_UNREAD_ROW);

  G_OBJECT_CLASS (beseda_unread_row_parent_class)->dispose (object);
}

static void
beseda_unread_row_class_init (BesedaUnreadRowClass *class)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (class);

  G_OBJECT_CLASS (class)->dispose = beseda_unread_row_dispose;
  BESEDA_TIMELINE_ROW_CLASS (class)->show_item = beseda_unread_row_show_item;

  gtk_widget_class_set_layout_manager_type (widget_class, GTK_TYPE_BOX_LAYOUT);
  gtk_widget_class_set_template_from_resource (widget_class, "/chat/beseda/Beseda/ui/beseda-unread-row.ui");
}

static void
beseda_unread_row_init (BesedaUnreadRow *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  gtk_accessible_update_property (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_PROPERTY_LABEL, _ ("New Messages"), -1);
}
