/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "beseda-nearby-list.h"

#include <glib/gi18n.h>

#include "beseda-shown-text.h"

struct _BesedaNearbyList
{
  AdwBin parent;

  GtkListBox *list;

  BesedaNearbyRooms *rooms;
  gboolean looking;
};

enum
{
  CHOSEN,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (BesedaNearbyList, beseda_nearby_list, ADW_TYPE_BIN)

/* (transfer full) */
static char *
describe (BesedaNearbyRoom *room)
{
  g_autofree char *address = beseda_address_to_label (beseda_nearby_room_get_address (room));

  switch (beseda_nearby_room_get_door (room))
    {
    case BESEDA_DOOR_PASSWORD:
      /* Translators: %s is a host and a port. */
      return g_strdup_printf (_ ("%s, with a password"), address);
    case BESEDA_DOOR_APPROVE:
      /* Translators: %s is a host and a port. */
      return g_strdup_printf (_ ("%s, where somebody lets you in"), address);
    default:
      return g_steal_pointer (&address);
    }
}

static GtkWidget *
create_row (gpointer room, gpointer user_data)
{
  GtkWidget *row = adw_action_row_new ();
  g_autofree char *name = beseda_shown_name (beseda_nearby_room_get_name (room));
  g_autofree char *subtitle = describe (room);

  g_object_set (row, "activatable", TRUE, "use-markup", FALSE, "title", name, "title-lines", 1, "subtitle", subtitle,
                "subtitle-lines", 2, NULL);

  return row;
}

static void
on_activated (BesedaNearbyList *self, GtkListBoxRow *row)
{
  GListModel *model = beseda_nearby_rooms_get_model (self->rooms);
  g_autoptr (BesedaNearbyRoom) room = g_list_model_get_item (model, (guint) gtk_list_box_row_get_index (row));

  g_signal_emit (self, signals[CHOSEN], 0, room);
}

static void
on_items_changed (BesedaNearbyList *self, guint position, guint removed, guint added, GListModel *model)
{
  gtk_widget_set_visible (adw_bin_get_child (ADW_BIN (self)), g_list_model_get_n_items (model) > 0);
}

static void
set_looking (BesedaNearbyList *self, gboolean looking)
{
  if (self->looking == looking || self->rooms == NULL)
    return;

  self->looking = looking;
  if (looking)
    beseda_nearby_rooms_look (self->rooms);
  else
    beseda_nearby_rooms_look_away (self->rooms);
}

static void
beseda_nearby_list_map (GtkWidget *widget)
{
  GTK_WIDGET_CLASS (beseda_nearby_list_parent_class)->map (widget);

  set_looking (BESEDA_NEARBY_LIST (widget), TRUE);
}

static void
beseda_nearby_list_unmap (GtkWidget *widget)
{
  set_looking (BESEDA_NEARBY_LIST (widget), FALSE);

  GTK_WIDGET_CLASS (beseda_nearby_list_parent_class)->unmap (widget);
}

static void
beseda_nearby_list_dispose (GObject *object)
{
  BesedaNearbyList *self = BESEDA_NEARBY_LIST (object);

  set_looking (self, FALSE);
  gtk_widget_dispose_template (GTK_WIDGET (self), BESEDA_TYPE_NEARBY_LIST);
  g_clear_object (&self->rooms);

  G_OBJECT_CLASS (beseda_nearby_list_parent_class)->dispose (object);
}

static void
beseda_nearby_list_class_init (BesedaNearbyListClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = beseda_nearby_list_dispose;
  widget_class->map = beseda_nearby_list_map;
  widget_class->unmap = beseda_nearby_list_unmap;

  signals[CHOSEN] = g_signal_new ("chosen", BESEDA_TYPE_NEARBY_LIST, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                  G_TYPE_NONE, 1, BESEDA_TYPE_NEARBY_ROOM);

  gtk_widget_class_set_template_from_resource (widget_class, "/chat/beseda/Beseda/ui/beseda-nearby-list.ui");
  gtk_widget_class_bind_template_child (widget_class, BesedaNearbyList, list);
  gtk_widget_class_bind_template_callback (widget_class, on_activated);
}

static void
beseda_nearby_list_init (BesedaNearbyList *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}

void
beseda_nearby_list_set_rooms (BesedaNearbyList *self, BesedaNearbyRooms *rooms)
{
  GListModel *model;

  g_return_if_fail (BESEDA_IS_NEARBY_LIST (self));
  g_return_if_fail (BESEDA_IS_NEARBY_ROOMS (rooms) && self->rooms == NULL);

  self->rooms = g_object_ref (rooms);
  model = beseda_nearby_rooms_get_model (rooms);
  gtk_list_box_bind_model (self->list, model, create_row, NULL, NULL);
  g_signal_connect_object (model, "items-changed", G_CALLBACK (on_items_changed), self, G_CONNECT_SWAPPED);
  on_items_changed (self, 0, 0, 0, model);
  set_looking (self, gtk_widget_get_mapped (GTK_WIDGET (self)));
}
