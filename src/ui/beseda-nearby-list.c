/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "beseda-nearby-list.h"

#include <glib/gi18n.h>

#include "beseda-shown-text.h"

#define SOON_MSECONDS 250 /* until a window that has just opened shows itself */

struct _BesedaNearbyList
{
  AdwBin parent;

  BesedaNearbyRooms *rooms;
  guint soon; /* we shall look */
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

static GtkWidget *
create_group (BesedaNearbyList *self, GListModel *model)
{
  g_autoptr (GtkBuilder) builder = gtk_builder_new_from_resource ("/chat/beseda/Beseda/ui/beseda-nearby-list.ui");
  GtkListBox *list = GTK_LIST_BOX (gtk_builder_get_object (builder, "list"));

  gtk_list_box_bind_model (list, model, create_row, NULL, NULL);
  g_signal_connect_object (list, "row-activated", G_CALLBACK (on_activated), self, G_CONNECT_SWAPPED);

  return g_object_ref (GTK_WIDGET (gtk_builder_get_object (builder, "group")));
}

static void
on_items_changed (BesedaNearbyList *self, guint position, guint removed, guint added, GListModel *model)
{
  const gboolean any = g_list_model_get_n_items (model) > 0;
  GtkWidget *group = adw_bin_get_child (ADW_BIN (self));

  if (group == NULL && any)
    {
      g_autoptr (GtkWidget) made = create_group (self, model);

      adw_bin_set_child (ADW_BIN (self), made);
    }
  else if (group != NULL)
    gtk_widget_set_visible (group, any);
}

static void
set_looking (BesedaNearbyList *self, gboolean looking)
{
  if (self->looking == looking)
    return;

  self->looking = looking;
  if (looking)
    beseda_nearby_rooms_look (self->rooms);
  else
    beseda_nearby_rooms_look_away (self->rooms);
}

static gboolean
on_soon (gpointer user_data)
{
  BesedaNearbyList *self = user_data;

  self->soon = 0;
  set_looking (self, TRUE);

  return G_SOURCE_REMOVE;
}

static void
look_soon (BesedaNearbyList *self)
{
  if (self->soon == 0 && self->rooms != NULL)
    self->soon = g_timeout_add_full (G_PRIORITY_LOW, SOON_MSECONDS, on_soon, self, NULL);
}

static void
look_away (BesedaNearbyList *self)
{
  g_clear_handle_id (&self->soon, g_source_remove);
  set_looking (self, FALSE);
}

static void
beseda_nearby_list_map (GtkWidget *widget)
{
  GTK_WIDGET_CLASS (beseda_nearby_list_parent_class)->map (widget);

  look_soon (BESEDA_NEARBY_LIST (widget));
}

static void
beseda_nearby_list_unmap (GtkWidget *widget)
{
  look_away (BESEDA_NEARBY_LIST (widget));

  GTK_WIDGET_CLASS (beseda_nearby_list_parent_class)->unmap (widget);
}

static void
beseda_nearby_list_dispose (GObject *object)
{
  BesedaNearbyList *self = BESEDA_NEARBY_LIST (object);

  look_away (self);
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
}

static void
beseda_nearby_list_init (BesedaNearbyList *self)
{
}

void
beseda_nearby_list_set_rooms (BesedaNearbyList *self, BesedaNearbyRooms *rooms)
{
  GListModel *model;

  g_return_if_fail (BESEDA_IS_NEARBY_LIST (self));
  g_return_if_fail (BESEDA_IS_NEARBY_ROOMS (rooms) && self->rooms == NULL);

  self->rooms = g_object_ref (rooms);
  model = beseda_nearby_rooms_get_model (rooms);
  g_signal_connect_object (model, "items-changed", G_CALLBACK (on_items_changed), self, G_CONNECT_SWAPPED);
  on_items_changed (self, 0, 0, 0, model);
  if (gtk_widget_get_mapped (GTK_WIDGET (self)))
    look_soon (self);
}
