/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "beseda-timeline-row.h"

#include "beseda-day-row.h"
#include "beseda-habits.h"
#include "beseda-message-row.h"
#include "beseda-notice-row.h"
#include "beseda-unread-row.h"

typedef struct
{
  BesedaTimelineItem *item;
  gulong changed;
} BesedaTimelineRowPrivate;

G_DEFINE_ABSTRACT_TYPE_WITH_PRIVATE (BesedaTimelineRow, beseda_timeline_row, GTK_TYPE_WIDGET)

static void
show_item (BesedaTimelineRow *self)
{
  BesedaTimelineRowPrivate *priv = beseda_timeline_row_get_instance_private (self);

  BESEDA_TIMELINE_ROW_GET_CLASS (self)->show_item (self, priv->item);
}

static void
on_clock_format (BesedaTimelineRow *self)
{
  if (beseda_timeline_row_get_item (self) != NULL)
    show_item (self);
}

static void
beseda_timeline_row_dispose (GObject *object)
{
  BesedaTimelineRow *self = BESEDA_TIMELINE_ROW (object);
  GtkWidget *child;

  beseda_timeline_row_set_item (self, NULL);
  while ((child = gtk_widget_get_first_child (GTK_WIDGET (self))))
    gtk_widget_unparent (child);

  G_OBJECT_CLASS (beseda_timeline_row_parent_class)->dispose (object);
}

static void
beseda_timeline_row_class_init (BesedaTimelineRowClass *class)
{
  GObjectClass *object_class = G_OBJECT_CLASS (class);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (class);

  object_class->dispose = beseda_timeline_row_dispose;

  gtk_widget_class_set_accessible_role (widget_class, GTK_ACCESSIBLE_ROLE_LIST_ITEM);
}

static void
beseda_timeline_row_init (BesedaTimelineRow *self)
{
  gtk_widget_set_focusable (GTK_WIDGET (self), TRUE);
  g_signal_connect_object (beseda_habits_get_default (), "notify::clock-format", G_CALLBACK (on_clock_format), self,
                           G_CONNECT_SWAPPED);
}

BesedaTimelineRow *
beseda_timeline_row_new (BesedaTimelineItemKind kind)
{
  switch (kind)
    {
    case BESEDA_TIMELINE_ITEM_MESSAGE:
      return g_object_new (BESEDA_TYPE_MESSAGE_ROW, NULL);
    case BESEDA_TIMELINE_ITEM_DAY:
      return g_object_new (BESEDA_TYPE_DAY_ROW, NULL);
    case BESEDA_TIMELINE_ITEM_NOTICE:
    case BESEDA_TIMELINE_ITEM_ACT:
      return g_object_new (BESEDA_TYPE_NOTICE_ROW, NULL);
    case BESEDA_TIMELINE_ITEM_UNREAD:
      return g_object_new (BESEDA_TYPE_UNREAD_ROW, NULL);
    }
  g_return_val_if_reached (NULL);
}

BesedaTimelineItem *
beseda_timeline_row_get_item (BesedaTimelineRow *self)
{
  BesedaTimelineRowPrivate *priv = beseda_timeline_row_get_instance_private (self);

  g_return_val_if_fail (BESEDA_IS_TIMELINE_ROW (self), NULL);

  return priv->item;
}

void
beseda_timeline_row_set_item (BesedaTimelineRow *self, BesedaTimelineItem *item)
{
  BesedaTimelineRowPrivate *priv = beseda_timeline_row_get_instance_private (self);

  g_return_if_fail (BESEDA_IS_TIMELINE_ROW (self));

  if (item == priv->item)
    return;

  g_clear_signal_handler (&priv->changed, priv->item);
  g_set_object (&priv->item, item);
  if (item)
    {
      priv->changed = g_signal_connect_swapped (item, "notify", G_CALLBACK (show_item), self);
      show_item (self);
    }
}
