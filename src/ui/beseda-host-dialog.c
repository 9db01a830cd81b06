/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "beseda-host-dialog.h"

#include <glib/gi18n.h>

#include "beseda-entry-error.h"
#include "beseda-limits.h"
#include "beseda-login.h"
#include "beseda-person-name.h"

typedef enum
{
  REACH_ALL, /* in the order of the template's choices */
  REACH_LOOPBACK,
  REACH_ONE,
} Reach;

/* For how long a room can keep its messages, in the order of the template's choices. */
static const struct
{
  const char *nick; /* in the settings */
  gint64 seconds;
  const char *meaning;
} KEEPS[] = {
  { "for-ever", -1, N_ ("Guests who come later can read everything that was said.") },
  { "30-days", 30 * 24 * 60 * 60, N_ ("Guests who come later can read the last 30 days.") },
  { "1-day", 24 * 60 * 60, N_ ("Guests who come later can read the last 24 hours.") },
  { "nothing", 0, N_ ("Guests who come later see nothing of what was said before.") },
};

/* Who can join, in the order of the template's choices. */
static const struct
{
  const char *door; /* beseda_door_kind_to_string() */
  const char *meaning;
} DOORS[] = {
  { "link", N_ ("The link has a key in it; whoever you or others hand it to comes in.") },
  { "network", N_ ("Whoever is on a network that this computer is on. They can find the room on their first page.") },
  { "password",
    N_ ("Tell the password another way than the link. Everybody on this network can see that there is a room.") },
  { "approve",
    N_ ("You are asked about everybody who has not been here before. Everybody on this network can see that there is a "
        "room.") },
};

#define DOOR_PASSWORD 2

struct _BesedaHostDialog
{
  AdwWindow parent;

  GtkWidget *start;
  GtkSpinner *spinner;
  GtkWidget *form;
  GtkLabel *failure;
  GtkWidget *name_box;
  AdwEntryRow *name;
  GtkLabel *name_error;
  AdwEntryRow *room;
  GtkLabel *room_error;
  AdwComboRow *keep;
  GtkLabel *keep_meaning;
  AdwComboRow *door;
  AdwPasswordEntryRow *password;
  GtkLabel *door_meaning;
  AdwExpanderRow *advanced;
  GtkSpinButton *port;
  AdwComboRow *reach;
  AdwEntryRow *address;
  GtkLabel *address_error;
  GtkSwitch *allow_plain;

  BesedaHost *host;
  GSettings *settings;
  GCancellable *cancellable;
  guint16 trying; /* the port that is being opened */
};

enum
{
  HOSTED,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (BesedaHostDialog, beseda_host_dialog, ADW_TYPE_WINDOW)

static void
set_busy (BesedaHostDialog *self, gboolean busy)
{
  gtk_spinner_set_spinning (self->spinner, busy);
  gtk_widget_set_sensitive (self->start, !busy);
  if (busy)
    gtk_window_set_focus (GTK_WINDOW (self), NULL); /* before what has it becomes insensitive */
  gtk_widget_set_sensitive (self->form, !busy);
}

static void
show_failure (BesedaHostDialog *self, const char *problem)
{
  gtk_label_set_label (self->failure, problem ? problem : "");
  gtk_widget_set_visible (GTK_WIDGET (self->failure), problem != NULL);
}

static void
refuse (AdwEntryRow *row, GtkLabel *label, const char *problem)
{
  beseda_entry_error_set (row, label, problem);
  gtk_widget_grab_focus (GTK_WIDGET (row));
}

/* The IP address to listen on, or NULL with the problem shown. (transfer full) */
static char *
dup_address (BesedaHostDialog *self)
{
  g_autofree char *address = NULL;

  switch ((Reach) adw_combo_row_get_selected (self->reach))
    {
    case REACH_ALL:
      return g_strdup ("0.0.0.0");
    case REACH_LOOPBACK:
      return g_strdup ("127.0.0.1");
    case REACH_ONE:
      break;
    }
  address = g_strstrip (g_strdup (gtk_editable_get_text (GTK_EDITABLE (self->address))));
  if (g_hostname_is_ip_address (address))
    return g_steal_pointer (&address);
  refuse (self->address, self->address_error,
          _ ("This is no IP address; write one of this computer’s, such as 192.168.0.10."));
  return NULL;
}

/* Keeps the name where it had to be asked for. FALSE with the problem shown. */
static gboolean
keep_name (BesedaHostDialog *self)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *login = NULL;

  if (!gtk_widget_get_visible (self->name_box))
    return TRUE;
  login = beseda_login_normalize (gtk_editable_get_text (GTK_EDITABLE (self->name)), &error);
  if (login)
    return g_settings_set_string (self->settings, "login", login);
  refuse (self->name, self->name_error, error->message);
  return FALSE;
}

static void open_room (BesedaHostDialog *self, const char *address, guint16 port);

static void
on_opened (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (BesedaHostDialog) self = user_data;
  g_autoptr (GError) error = NULL;
  g_autoptr (BesedaHostedRoom) room = beseda_host_open_finish (BESEDA_HOST (source), result, &error);
  g_autofree char *address = NULL;

  if (g_cancellable_is_cancelled (self->cancellable))
    {
      /* It opened although nobody waits for it any more. */
      if (room)
        beseda_hosted_room_stop_async (room, NULL, NULL);
      return;
    }
  if (room)
    {
      g_signal_emit (self, signals[HOSTED], 0, room);
      gtk_window_close (GTK_WINDOW (self));
      return;
    }
  /* Who left the port alone does not care which one it is. */
  if (self->trying == BESEDA_DEFAULT_PORT && g_error_matches (error, BESEDA_HOST_ERROR, BESEDA_HOST_ERROR_PORT))
    {
      address = dup_address (self);
      open_room (self, address, 0);
      return;
    }
  set_busy (self, FALSE);
  show_failure (self, error->message);
  gtk_widget_grab_focus (GTK_WIDGET (self->room));
}

static void
open_room (BesedaHostDialog *self, const char *address, guint16 port)
{
  g_autofree char *room = g_strstrip (g_strdup (gtk_editable_get_text (GTK_EDITABLE (self->room))));
  const guint door = adw_combo_row_get_selected (self->door);
  const BesedaHostOptions options = {
    .room = room,
    .address = address,
    .port = port,
    .keep = KEEPS[adw_combo_row_get_selected (self->keep)].seconds,
    .door = DOORS[door].door,
    .password = door == DOOR_PASSWORD ? gtk_editable_get_text (GTK_EDITABLE (self->password)) : NULL,
    .allow_plain = gtk_switch_get_active (self->allow_plain),
    .plain_on_network = gtk_switch_get_active (self->allow_plain),
  };

  self->trying = port;
  beseda_host_open_async (self->host, &options, self->cancellable, on_opened, g_object_ref (self));
}

static gboolean
has_password (BesedaHostDialog *self)
{
  const gsize length = strlen (gtk_editable_get_text (GTK_EDITABLE (self->password)));

  return length >= 1 && length <= BESEDA_LIMIT_PASSWORD;
}

static void
on_start (BesedaHostDialog *self)
{
  g_autofree char *room = g_strstrip (g_strdup (gtk_editable_get_text (GTK_EDITABLE (self->room))));
  g_autofree char *address = NULL;

  gtk_spin_button_update (self->port);
  if (!keep_name (self))
    return;
  if (*room == '\0')
    {
      refuse (self->room, self->room_error, _ ("The room needs a name."));
      return;
    }
  if (adw_combo_row_get_selected (self->door) == DOOR_PASSWORD && !has_password (self))
    {
      refuse ((AdwEntryRow *) self->password, self->door_meaning, _ ("A password has 1 to 256 bytes."));
      return;
    }
  address = dup_address (self);
  if (!address)
    return;

  show_failure (self, NULL);
  set_busy (self, TRUE);
  open_room (self, address, gtk_spin_button_get_value_as_int (self->port));
}

static void
on_name_changed (BesedaHostDialog *self)
{
  beseda_entry_error_set (self->name, self->name_error, NULL);
}

static void
on_room_changed (BesedaHostDialog *self)
{
  beseda_entry_error_set (self->room, self->room_error, NULL);
}

static void
on_address_changed (BesedaHostDialog *self)
{
  beseda_entry_error_set (self->address, self->address_error, NULL);
}

static void
on_reach_changed (BesedaHostDialog *self)
{
  gtk_widget_set_visible (GTK_WIDGET (self->address), adw_combo_row_get_selected (self->reach) == REACH_ONE);
  on_address_changed (self);
}

static void
on_door_changed (BesedaHostDialog *self)
{
  const guint door = adw_combo_row_get_selected (self->door);

  gtk_widget_set_visible (GTK_WIDGET (self->password), door == DOOR_PASSWORD);
  beseda_entry_error_set ((AdwEntryRow *) self->password, self->door_meaning, NULL);
  gtk_label_set_label (self->door_meaning, _ (DOORS[door].meaning));
  gtk_widget_set_visible (GTK_WIDGET (self->door_meaning), TRUE);
}

static void
on_keep_changed (BesedaHostDialog *self)
{
  gtk_label_set_label (self->keep_meaning, _ (KEEPS[adw_combo_row_get_selected (self->keep)].meaning));
}

static gboolean
nick_to_selected (GValue *selected, GVariant *nick, gpointer user_data)
{
  for (guint i = 0; i < G_N_ELEMENTS (KEEPS); i++)
    if (g_str_equal (g_variant_get_string (nick, NULL), KEEPS[i].nick))
      {
        g_value_set_uint (selected, i);
        return TRUE;
      }
  return FALSE;
}

static GVariant *
selected_to_nick (const GValue *selected, const GVariantType *type, gpointer user_data)
{
  return g_variant_new_string (KEEPS[g_value_get_uint (selected)].nick);
}

static gboolean
beseda_host_dialog_close_request (GtkWindow *window)
{
  g_cancellable_cancel (BESEDA_HOST_DIALOG (window)->cancellable);

  return GTK_WINDOW_CLASS (beseda_host_dialog_parent_class)->close_request (window);
}

static void
beseda_host_dialog_dispose (GObject *object)
{
  BesedaHostDialog *self = BESEDA_HOST_DIALOG (object);

  g_cancellable_cancel (self->cancellable);
  gtk_widget_dispose_template (GTK_WIDGET (self), BESEDA_TYPE_HOST_DIALOG);
  g_clear_object (&self->host);
  g_clear_object (&self->settings);

  G_OBJECT_CLASS (beseda_host_dialog_parent_class)->dispose (object);
}

static void
beseda_host_dialog_finalize (GObject *object)
{
  g_clear_object (&BESEDA_HOST_DIALOG (object)->cancellable);

  G_OBJECT_CLASS (beseda_host_dialog_parent_class)->finalize (object);
}

static void
beseda_host_dialog_class_init (BesedaHostDialogClass *class)
{
  GObjectClass *object_class = G_OBJECT_CLASS (class);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (class);

  object_class->dispose = beseda_host_dialog_dispose;
  object_class->finalize = beseda_host_dialog_finalize;
  GTK_WINDOW_CLASS (class)->close_request = beseda_host_dialog_close_request;

  signals[HOSTED] = g_signal_new ("hosted", BESEDA_TYPE_HOST_DIALOG, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                  G_TYPE_NONE, 1, BESEDA_TYPE_HOSTED_ROOM);

  gtk_widget_class_set_template_from_resource (widget_class, "/chat/beseda/Beseda/ui/beseda-host-dialog.ui");
  gtk_widget_class_bind_template_child (widget_class, BesedaHostDialog, start);
  gtk_widget_class_bind_template_child (widget_class, BesedaHostDialog, spinner);
  gtk_widget_class_bind_template_child (widget_class, BesedaHostDialog, form);
  gtk_widget_class_bind_template_child (widget_class, BesedaHostDialog, failure);
  gtk_widget_class_bind_template_child (widget_class, BesedaHostDialog, name_box);
  gtk_widget_class_bind_template_child (widget_class, BesedaHostDialog, name);
  gtk_widget_class_bind_template_child (widget_class, BesedaHostDialog, name_error);
  gtk_widget_class_bind_template_child (widget_class, BesedaHostDialog, room);
  gtk_widget_class_bind_template_child (widget_class, BesedaHostDialog, room_error);
  gtk_widget_class_bind_template_child (widget_class, BesedaHostDialog, keep);
  gtk_widget_class_bind_template_child (widget_class, BesedaHostDialog, keep_meaning);
  gtk_widget_class_bind_template_child (widget_class, BesedaHostDialog, door);
  gtk_widget_class_bind_template_child (widget_class, BesedaHostDialog, password);
  gtk_widget_class_bind_template_child (widget_class, BesedaHostDialog, door_meaning);
  gtk_widget_class_bind_template_child (widget_class, BesedaHostDialog, advanced);
  gtk_widget_class_bind_template_child (widget_class, BesedaHostDialog, port);
  gtk_widget_class_bind_template_child (widget_class, BesedaHostDialog, reach);
  gtk_widget_class_bind_template_child (widget_class, BesedaHostDialog, address);
  gtk_widget_class_bind_template_child (widget_class, BesedaHostDialog, address_error);
  gtk_widget_class_bind_template_child (widget_class, BesedaHostDialog, allow_plain);
  gtk_widget_class_bind_template_callback (widget_class, on_start);
  gtk_widget_class_bind_template_callback (widget_class, on_name_changed);
  gtk_widget_class_bind_template_callback (widget_class, on_room_changed);
  gtk_widget_class_bind_template_callback (widget_class, on_address_changed);
  gtk_widget_class_bind_template_callback (widget_class, on_reach_changed);
  gtk_widget_class_bind_template_callback (widget_class, on_keep_changed);
  gtk_widget_class_bind_template_callback (widget_class, on_door_changed);
}

static void
beseda_host_dialog_init (BesedaHostDialog *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  self->cancellable = g_cancellable_new ();
  gtk_spin_button_set_value (self->port, BESEDA_DEFAULT_PORT);
}

GtkWidget *
beseda_host_dialog_new (BesedaHost *host, GSettings *settings)
{
  BesedaHostDialog *self;
  g_autofree char *login = NULL;
  g_autofree char *name = NULL;
  g_autofree char *room = NULL;

  g_return_val_if_fail (BESEDA_IS_HOST (host), NULL);
  g_return_val_if_fail (G_IS_SETTINGS (settings), NULL);

  self = g_object_new (BESEDA_TYPE_HOST_DIALOG, NULL);
  self->host = g_object_ref (host);
  self->settings = g_object_ref (settings);
  g_settings_bind_with_mapping (settings, "keep-history", self->keep, "selected", G_SETTINGS_BIND_DEFAULT,
                                nick_to_selected, selected_to_nick, NULL, NULL);
  on_keep_changed (self);
  on_door_changed (self);

  login = g_settings_get_string (settings, "login");
  name = beseda_person_name_dup (settings);
  gtk_widget_set_visible (self->name_box, *login == '\0');
  gtk_editable_set_text (GTK_EDITABLE (self->name), name);
  /* Translators: %s is a person's name. */
  room = *login ? g_strdup_printf (_ ("%s’s Room"), login) : g_strdup (_ ("Room"));
  gtk_editable_set_text (GTK_EDITABLE (self->room), room);
  gtk_widget_grab_focus (GTK_WIDGET (*login ? self->room : self->name));
  return GTK_WIDGET (self);
}
