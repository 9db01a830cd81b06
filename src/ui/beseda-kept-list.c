/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "beseda-kept-list.h"

#include <glib/gi18n.h>
#include <string.h>

#include "beseda-dialogs.h"
#include "beseda-kept-row.h"

struct _BesedaKeptList
{
  AdwBin parent;

  GtkListBox *list;
  GtkWidget *trouble;
  GtkLabel *problem;
  GtkButton *elsewhere;

  BesedaProfile *profile;
  BesedaKeptRoom *chosen; /* what is being opened, could not be, or is asked about */
  char *address;          /* where it is tried, or would be with the button below the list */
  guint16 port;
};

enum
{
  HOSTED,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (BesedaKeptList, beseda_kept_list, ADW_TYPE_BIN)

static void
show_problem (BesedaKeptList *self, const char *problem, const char *way_out)
{
  gtk_label_set_label (self->problem, problem ? problem : "");
  gtk_button_set_label (self->elsewhere, way_out ? way_out : "");
  gtk_widget_set_visible (GTK_WIDGET (self->elsewhere), way_out != NULL);
  gtk_widget_set_visible (self->trouble, problem != NULL);
}

static void
set_busy (BesedaKeptList *self, gboolean busy)
{
  gtk_widget_set_sensitive (GTK_WIDGET (self->list), !busy);
  gtk_widget_set_sensitive (GTK_WIDGET (self->elsewhere), !busy);
}

/* The port is the trouble, and not the network: another one there reaches the same people. */
static void
offer_another_port (BesedaKeptList *self)
{
  g_autofree char *problem = g_strdup_printf (_ ("Port %u is not free: close what uses it and resume again, or open "
                                                 "the room on another port, with a new link."),
                                              self->port);

  self->port = 0;
  show_problem (self, problem, _ ("Open on Another Port"));
}

static void
offer_all_networks (BesedaKeptList *self)
{
  g_autofree char *problem = g_strdup_printf (
      _ ("This computer is not at %s any more: go back to that network and resume again, or open the room on all "
         "networks, with a new link."),
      self->address);
  const char *all = strchr (self->address, ':') ? "::" : "0.0.0.0";

  g_free (self->address);
  self->address = g_strdup (all);
  show_problem (self, problem, _ ("Open on All Networks"));
}

/* Which may be in no window. */
static gboolean
is_in_tab (BesedaKeptList *self)
{
  return gtk_widget_get_root (GTK_WIDGET (self)) || gtk_widget_get_ancestor (GTK_WIDGET (self), ADW_TYPE_TAB_VIEW);
}

static void
on_opened (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (BesedaKeptList) self = user_data;
  g_autoptr (GError) error = NULL;
  g_autoptr (BesedaHostedRoom) room = beseda_host_open_finish (BESEDA_HOST (source), result, &error);

  /* The tab was closed meanwhile: nobody waits for the room any more. */
  if (!is_in_tab (self))
    {
      if (room)
        beseda_hosted_room_stop_async (room, NULL, NULL);
      return;
    }

  set_busy (self, FALSE);
  if (room)
    g_signal_emit (self, signals[HOSTED], 0, room);
  else if (g_error_matches (error, BESEDA_HOST_ERROR, BESEDA_HOST_ERROR_PORT))
    offer_another_port (self);
  else if (g_error_matches (error, BESEDA_HOST_ERROR, BESEDA_HOST_ERROR_ADDRESS))
    offer_all_networks (self);
  else
    show_problem (self, error->message, NULL);
}

/* Opens what was chosen at the place that is noted. */
static void
open_chosen (BesedaKeptList *self)
{
  const BesedaHostOptions options = {
    .room = beseda_kept_room_get_name (self->chosen),
    .address = self->address,
    .port = self->port,
    .keep = beseda_kept_room_get_keep (self->chosen),
    .kept = beseda_kept_room_get_handle (self->chosen),
  };

  show_problem (self, NULL, NULL);
  set_busy (self, TRUE);
  beseda_host_open_async (beseda_profile_get_host (self->profile), &options, NULL, on_opened, g_object_ref (self));
}

static void
on_resume (BesedaKeptList *self, BesedaKeptRow *row)
{
  g_set_object (&self->chosen, beseda_kept_row_get_room (row));
  g_free (self->address);
  self->address = g_strdup (beseda_kept_room_get_address (self->chosen));
  self->port = beseda_kept_room_get_port (self->chosen);
  open_chosen (self);
}

static void
on_elsewhere (BesedaKeptList *self)
{
  open_chosen (self);
}

static void
on_forgotten (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (BesedaKeptList) self = user_data;
  g_autoptr (GError) error = NULL;

  if (!beseda_host_forget_finish (BESEDA_HOST (source), result, &error))
    show_problem (self, error->message, NULL);
  else if (self->profile)
    beseda_profile_forget_hosted (self->profile, beseda_kept_room_get_handle (self->chosen));
}

static void
on_delete_confirmed (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (BesedaKeptList) self = user_data;

  /* What the person has agreed to is done also when this list is on its way out. */
  if (beseda_dialogs_confirm_finish (result, NULL) && self->profile)
    beseda_host_forget_async (beseda_profile_get_host (self->profile), beseda_kept_room_get_handle (self->chosen), NULL,
                              on_forgotten, g_object_ref (self));
}

static void
on_delete (BesedaKeptList *self, BesedaKeptRow *row)
{
  GtkWindow *window = GTK_WINDOW (gtk_widget_get_root (GTK_WIDGET (self)));
  g_autofree char *heading = NULL;

  show_problem (self, NULL, NULL);
  g_set_object (&self->chosen, beseda_kept_row_get_room (row));
  /* Translators: %s is a room's name. */
  heading = g_strdup_printf (_ ("Delete “%s”?"), beseda_kept_room_get_name (self->chosen));
  beseda_dialogs_confirm_async (window, heading,
                                _ ("Its history is lost for everybody who was in it, the names of its people are free "
                                   "again, and its links lead nowhere. This cannot be undone."),
                                _ ("_Cancel"), _ ("_Delete"), on_delete_confirmed, g_object_ref (self));
}

static GtkWidget *
create_row (gpointer room, gpointer user_data)
{
  GtkWidget *row = beseda_kept_row_new (room);

  g_signal_connect_object (row, "resume", G_CALLBACK (on_resume), user_data, G_CONNECT_SWAPPED);
  g_signal_connect_object (row, "delete", G_CALLBACK (on_delete), user_data, G_CONNECT_SWAPPED);
  return row;
}

static void
on_rooms_changed (BesedaKeptList *self, guint position, guint removed, guint added, GListModel *rooms)
{
  gtk_widget_set_visible (GTK_WIDGET (self), g_list_model_get_n_items (rooms) > 0);
}

static void
beseda_kept_list_dispose (GObject *object)
{
  BesedaKeptList *self = BESEDA_KEPT_LIST (object);

  gtk_widget_dispose_template (GTK_WIDGET (self), BESEDA_TYPE_KEPT_LIST);
  g_clear_object (&self->profile);

  G_OBJECT_CLASS (beseda_kept_list_parent_class)->dispose (object);
}

static void
beseda_kept_list_finalize (GObject *object)
{
  BesedaKeptList *self = BESEDA_KEPT_LIST (object);

  g_clear_object (&self->chosen);
  g_free (self->address);

  G_OBJECT_CLASS (beseda_kept_list_parent_class)->finalize (object);
}

static void
beseda_kept_list_class_init (BesedaKeptListClass *class)
{
  GObjectClass *object_class = G_OBJECT_CLASS (class);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (class);

  object_class->dispose = beseda_kept_list_dispose;
  object_class->finalize = beseda_kept_list_finalize;

  signals[HOSTED] = g_signal_new ("hosted", BESEDA_TYPE_KEPT_LIST, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE,
                                  1, BESEDA_TYPE_HOSTED_ROOM);

  gtk_widget_class_set_template_from_resource (widget_class, "/chat/beseda/Beseda/ui/beseda-kept-list.ui");
  gtk_widget_class_bind_template_child (widget_class, BesedaKeptList, list);
  gtk_widget_class_bind_template_child (widget_class, BesedaKeptList, trouble);
  gtk_widget_class_bind_template_child (widget_class, BesedaKeptList, problem);
  gtk_widget_class_bind_template_child (widget_class, BesedaKeptList, elsewhere);
  gtk_widget_class_bind_template_callback (widget_class, on_elsewhere);
}

static void
beseda_kept_list_init (BesedaKeptList *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}

void
beseda_kept_list_set_profile (BesedaKeptList *self, BesedaProfile *profile)
{
  GListModel *rooms;

  g_return_if_fail (BESEDA_IS_KEPT_LIST (self) && self->profile == NULL);
  g_return_if_fail (BESEDA_IS_PROFILE (profile));

  self->profile = g_object_ref (profile);
  rooms = G_LIST_MODEL (beseda_profile_get_kept_rooms (profile));
  gtk_list_box_bind_model (self->list, rooms, create_row, self, NULL);
  g_signal_connect_object (rooms, "items-changed", G_CALLBACK (on_rooms_changed), self, G_CONNECT_SWAPPED);
  on_rooms_changed (self, 0, 0, 0, rooms);
}
