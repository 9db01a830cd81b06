/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "beseda-lobby.h"

#include <glib/gi18n.h>

#include "beseda-dialogs.h"
#include "beseda-entry-error.h"
#include "beseda-kept-list.h"
#include "beseda-login.h"
#include "beseda-name-suggestions.h"
#include "beseda-nearby-list.h"
#include "beseda-person-name.h"
#include "beseda-recent-row.h"
#include "beseda-toolkit.h"
#include "beseda-trust-dialog.h"

struct _BesedaLobby
{
  AdwBin parent;

  GtkImage *logo;
  GtkListBox *name_box;
  AdwEntryRow *name;
  GtkLabel *name_error;
  GtkBox *suggestions;
  GtkListBox *address_box;
  AdwEntryRow *address;
  GtkLabel *address_error;
  GtkStack *stack;
  GtkSpinner *spinner;
  GtkLabel *progress;
  GtkWidget *cancel;
  BesedaKeptList *kept_list;
  BesedaNearbyList *nearby_list;
  GtkWidget *recent_group;
  GtkListBox *recent_list;

  BesedaProfile *profile;
  GSettings *settings;      /* the profile's */
  BesedaHostedRoom *hosted; /* the tab's; nullable */
  GCancellable *beginning;  /* while there is no session yet; nullable */
  BesedaSession *session;   /* while joining */
  char *given;              /* a name that came with a room or from it, and so is for that room alone; or NULL */
};

enum
{
  JOINED,
  HOSTED,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (BesedaLobby, beseda_lobby, ADW_TYPE_BIN)

static void
show_joining (BesedaLobby *self, BesedaAddress *address)
{
  gboolean joining = address != NULL;

  if (joining)
    {
      g_autofree char *label = beseda_address_to_label (address);
      /* Translators: %s is a host and a port. */
      g_autofree char *progress = g_strdup_printf (_ ("Joining %s…"), label);
      gtk_label_set_label (self->progress, progress);
    }
  gtk_spinner_set_spinning (self->spinner, joining);
  gtk_stack_set_visible_child_name (self->stack, joining ? "joining" : "choose");
  if (joining)
    gtk_widget_grab_focus (self->cancel); /* before what has it becomes insensitive */
  gtk_widget_set_sensitive (GTK_WIDGET (self->name_box), !joining);
  gtk_widget_set_sensitive (GTK_WIDGET (self->address_box), !joining);
  gtk_widget_set_sensitive (GTK_WIDGET (self->kept_list), !joining);
  gtk_widget_set_sensitive (GTK_WIDGET (self->nearby_list), !joining);
  gtk_widget_set_sensitive (GTK_WIDGET (self->recent_list), !joining);
}

/* Ends joining; the session, if there was one, is the caller's from now on. */
static BesedaSession *
take_session (BesedaLobby *self)
{
  if (beseda_lobby_is_joining (self))
    show_joining (self, NULL);
  g_cancellable_cancel (self->beginning);
  g_clear_object (&self->beginning);
  if (self->session)
    g_signal_handlers_disconnect_by_data (self->session, self);
  return g_steal_pointer (&self->session);
}

/* Takes a name for one room. */
static void
give_name (BesedaLobby *self, const char *name)
{
  gtk_editable_set_text (GTK_EDITABLE (self->name), name);
  g_free (self->given);
  self->given = beseda_login_normalize (name, NULL);
}

/* Keeps the person's name for all rooms; one that was given is kept only where there is no other. */
static void
keep_name (BesedaLobby *self, const char *login)
{
  g_autofree char *kept = g_settings_get_string (self->settings, "login");

  if (*kept == '\0' || g_strcmp0 (login, self->given) != 0)
    g_settings_set_string (self->settings, "login", login);
}

static void on_activated (BesedaLobby *self);

static void
on_suggestion (BesedaLobby *self, GtkButton *button)
{
  g_autofree char *name = g_strdup (gtk_button_get_label (button)); /* the button goes with the old name */

  give_name (self, name);
  on_activated (self);
}

static void
show_name_problem (BesedaLobby *self, const char *problem, const char *const *suggestions)
{
  beseda_entry_error_set (self->name, self->name_error, problem);
  beseda_name_suggestions_show (self->suggestions, suggestions, G_CALLBACK (on_suggestion), self);
}

static void join (BesedaLobby *self, BesedaAddress *address, const char *password);

/* What the person is waiting for. */
static void
on_problem (BesedaLobby *self)
{
  const char *problem = beseda_session_get_problem (self->session);

  if (problem != NULL && beseda_session_get_state (self->session) == BESEDA_SESSION_CONNECTING)
    gtk_label_set_label (self->progress, problem);
}

static void
on_password (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (BesedaLobby) self = user_data;
  g_autoptr (BesedaAddress) address = g_object_steal_data (G_OBJECT (self), "locked");
  g_autofree char *password = beseda_dialogs_ask_password_finish (result);

  if (password != NULL && address != NULL && self->stack != NULL)
    join (self, address, password);
}

static void
ask_for_password (BesedaLobby *self, BesedaSession *session)
{
  BesedaAddress *address = beseda_session_get_address (session);

  g_object_set_data_full (G_OBJECT (self), "locked", beseda_address_ref (address),
                          (GDestroyNotify) beseda_address_unref);
  beseda_dialogs_ask_password_async (GTK_WINDOW (gtk_widget_get_root (GTK_WIDGET (self))),
                                     beseda_session_get_problem (session), on_password, g_object_ref (self));
}

/* The person may have decided that it is the right room. */
static void
on_trusted (GObject *source, GAsyncResult *result, gpointer user_data)
{
  if (beseda_trust_dialog_ask_finish (GTK_WIDGET (source), result, NULL))
    on_activated (BESEDA_LOBBY (source));
}

static void
on_state (BesedaLobby *self)
{
  BesedaSessionState state = beseda_session_get_state (self->session);
  const gboolean seen = gtk_widget_get_root (GTK_WIDGET (self)) != NULL; /* otherwise nobody is there to be asked */
  g_autoptr (BesedaSession) session = NULL;

  if (state == BESEDA_SESSION_CONNECTING)
    return;

  session = take_session (self);
  if (state == BESEDA_SESSION_ONLINE || state == BESEDA_SESSION_RECONNECTING)
    {
      g_signal_emit (self, signals[JOINED], 0, session);
    }
  else if (seen && beseda_session_get_problem_kind (session) == BESEDA_SESSION_PROBLEM_PASSWORD)
    ask_for_password (self, session);
  else if (beseda_session_get_problem_kind (session) == BESEDA_SESSION_PROBLEM_LOGIN)
    {
      show_name_problem (self, beseda_session_get_problem (session), beseda_session_get_suggestions (session));
      gtk_widget_grab_focus (GTK_WIDGET (self->name));
    }
  else
    {
      beseda_entry_error_set (self->address, self->address_error, beseda_session_get_problem (session));
      gtk_widget_grab_focus (GTK_WIDGET (self->address));
      if (seen && beseda_session_get_problem_kind (session) == BESEDA_SESSION_PROBLEM_CERTIFICATE)
        beseda_trust_dialog_ask_async (GTK_WIDGET (self), self->profile, session, on_trusted, NULL);
    }
}

static void
on_name_changed (BesedaLobby *self)
{
  show_name_problem (self, NULL, NULL);
}

/* A name is worth keeping as soon as it stands, so that hosting need not ask for it again. */
static void
on_name_left (BesedaLobby *self)
{
  g_autofree char *login = beseda_login_normalize (gtk_editable_get_text (GTK_EDITABLE (self->name)), NULL);

  if (login)
    keep_name (self, login);
}

static void
on_address_changed (BesedaLobby *self)
{
  beseda_entry_error_set (self->address, self->address_error, NULL);
}

/* The name as it will be used, or NULL with the problem shown. (transfer full) */
static char *
dup_login (BesedaLobby *self)
{
  g_autoptr (GError) error = NULL;
  char *login = beseda_login_normalize (gtk_editable_get_text (GTK_EDITABLE (self->name)), &error);

  if (login)
    return login;
  show_name_problem (self, error->message, NULL);
  gtk_widget_grab_focus (GTK_WIDGET (self->name));
  return NULL;
}

/* NULL with the problem shown. (transfer full) */
static BesedaAddress *
dup_address (BesedaLobby *self)
{
  g_autoptr (GError) error = NULL;
  BesedaAddress *address = beseda_address_parse (gtk_editable_get_text (GTK_EDITABLE (self->address)), &error);

  if (address)
    return address;
  beseda_entry_error_set (self->address, self->address_error, error->message);
  gtk_widget_grab_focus (GTK_WIDGET (self->address));
  return NULL;
}

/* The room of one's own if it is that, or NULL. Its owner's token is nothing to be shown, and so not in the entry. */
static BesedaHostedRoom *
find_hosted (BesedaLobby *self, BesedaAddress *address)
{
  return self->hosted && beseda_address_equal (beseda_hosted_room_get_address (self->hosted), address) ? self->hosted
                                                                                                       : NULL;
}

static void
on_begun (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (BesedaSession) session = beseda_profile_join_finish (BESEDA_PROFILE (source), result, &error);
  BesedaLobby *self = user_data;

  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    return; /* self may be gone */

  g_clear_object (&self->beginning);
  self->session = g_steal_pointer (&session);
  if (self->session)
    {
      g_signal_connect_object (self->session, "notify::state", G_CALLBACK (on_state), self, G_CONNECT_SWAPPED);
      g_signal_connect_object (self->session, "notify::problem", G_CALLBACK (on_problem), self, G_CONNECT_SWAPPED);
      on_state (self);
      return;
    }

  show_joining (self, NULL);
  beseda_entry_error_set (self->address, self->address_error, error->message);
  beseda_lobby_focus_address (self);
}

static void
join (BesedaLobby *self, BesedaAddress *address, const char *password)
{
  g_autofree char *login = dup_login (self);
  BesedaHostedRoom *hosted;

  if (!login)
    return;

  beseda_lobby_give_up (self);
  show_name_problem (self, NULL, NULL);
  beseda_entry_error_set (self->address, self->address_error, NULL);
  keep_name (self, login);
  hosted = find_hosted (self, address);
  self->beginning = g_cancellable_new ();
  show_joining (self, address);
  beseda_profile_join_async (self->profile, hosted != NULL ? beseda_hosted_room_get_address (hosted) : address, login,
                             password, hosted, self->beginning, on_begun, self);
}

static void
on_activated (BesedaLobby *self)
{
  g_autoptr (BesedaAddress) address = dup_address (self);

  if (address)
    join (self, address, NULL);
}

static void
on_cancel (BesedaLobby *self)
{
  beseda_lobby_give_up (self);
  beseda_lobby_focus_address (self);
}

static void
on_hosted (BesedaLobby *self, BesedaHostedRoom *room)
{
  g_signal_emit (self, signals[HOSTED], 0, room);
}

static void
join_known (BesedaLobby *self, BesedaAddress *address)
{
  g_autofree char *link = beseda_address_to_link (address);

  gtk_editable_set_text (GTK_EDITABLE (self->address), link);
  join (self, address, NULL);
}

static void
on_nearby_chosen (BesedaLobby *self, BesedaNearbyRoom *room)
{
  join_known (self, beseda_nearby_room_get_address (room));
}

static void
on_recent_activated (BesedaLobby *self, BesedaRecentRow *row)
{
  BesedaRecentRoom *room = beseda_recent_row_get_room (row);
  const char *login = beseda_recent_room_get_login (room);

  if (login)
    give_name (self, login);
  join_known (self, beseda_recent_room_get_address (room));
}

static void
on_forget (BesedaLobby *self, BesedaRecentRow *row)
{
  g_autoptr (BesedaAddress)
      address = beseda_address_ref (beseda_recent_room_get_address (beseda_recent_row_get_room (row)));

  beseda_profile_forget_recent (self->profile, address);
}

/* Another window, or the dialog for hosting, has asked for the name. */
static void
on_login_changed (BesedaLobby *self)
{
  g_autofree char *login = g_settings_get_string (self->settings, "login");

  if (*login && strcmp (login, gtk_editable_get_text (GTK_EDITABLE (self->name))) != 0)
    gtk_editable_set_text (GTK_EDITABLE (self->name), login);
}

static GtkWidget *
create_recent_row (gpointer room, gpointer user_data)
{
  GtkWidget *row = beseda_recent_row_new (room);

  g_signal_connect_object (row, "forget", G_CALLBACK (on_forget), user_data, G_CONNECT_SWAPPED);
  return row;
}

static void
on_recent_changed (BesedaLobby *self, guint position, guint removed, guint added, GListModel *recent)
{
  gtk_widget_set_visible (self->recent_group, g_list_model_get_n_items (recent) > 0);
}

/* The keyboard's way to Cancel. */
static gboolean
on_escape (GtkWidget *widget, GVariant *args, gpointer user_data)
{
  BesedaLobby *self = BESEDA_LOBBY (widget);

  if (!beseda_lobby_is_joining (self))
    return GDK_EVENT_PROPAGATE;
  on_cancel (self);
  return GDK_EVENT_STOP;
}

/* Pixels for the screen's own: drawing the picture of an icon theme, or scaling one, takes as long as all the rest. */
static void
update_logo (BesedaLobby *self)
{
  const gboolean dense = gtk_widget_get_scale_factor (GTK_WIDGET (self)) > 1;
  g_autoptr (GdkTexture) texture = gdk_texture_new_from_resource (dense ? "/chat/beseda/Beseda/ui/logo@2.png"
                                                                        : "/chat/beseda/Beseda/ui/logo.png");

  gtk_image_set_from_paintable (self->logo, GDK_PAINTABLE (texture));
}

static gboolean
beseda_lobby_grab_focus (GtkWidget *widget)
{
  BesedaLobby *self = BESEDA_LOBBY (widget);
  const char *name = gtk_editable_get_text (GTK_EDITABLE (self->name));

  if (beseda_lobby_is_joining (self))
    return gtk_widget_grab_focus (self->cancel);
  return gtk_widget_grab_focus (GTK_WIDGET (*name ? self->address : self->name));
}

static void
beseda_lobby_dispose (GObject *object)
{
  BesedaLobby *self = BESEDA_LOBBY (object);

  g_cancellable_cancel (self->beginning);
  g_clear_object (&self->beginning);
  if (self->session)
    {
      g_signal_handlers_disconnect_by_data (self->session, self);
      beseda_session_leave (self->session);
      g_clear_object (&self->session);
    }
  g_clear_object (&self->hosted);
  g_clear_object (&self->settings);
  g_clear_object (&self->profile);
  g_clear_pointer (&self->given, g_free);

  G_OBJECT_CLASS (beseda_lobby_parent_class)->dispose (object);
}

static void
beseda_lobby_class_init (BesedaLobbyClass *class)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (class);

  G_OBJECT_CLASS (class)->dispose = beseda_lobby_dispose;
  widget_class->grab_focus = beseda_lobby_grab_focus;

  signals[JOINED] = g_signal_new ("joined", BESEDA_TYPE_LOBBY, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 1,
                                  BESEDA_TYPE_SESSION);
  signals[HOSTED] = g_signal_new ("hosted", BESEDA_TYPE_LOBBY, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 1,
                                  BESEDA_TYPE_HOSTED_ROOM);

  g_type_ensure (BESEDA_TYPE_KEPT_LIST);
  g_type_ensure (BESEDA_TYPE_NEARBY_LIST);
  gtk_widget_class_set_template_from_resource (widget_class, "/chat/beseda/Beseda/ui/beseda-lobby.ui");
  gtk_widget_class_bind_template_child (widget_class, BesedaLobby, logo);
  gtk_widget_class_bind_template_child (widget_class, BesedaLobby, name_box);
  gtk_widget_class_bind_template_child (widget_class, BesedaLobby, name);
  gtk_widget_class_bind_template_child (widget_class, BesedaLobby, name_error);
  gtk_widget_class_bind_template_child (widget_class, BesedaLobby, suggestions);
  gtk_widget_class_bind_template_child (widget_class, BesedaLobby, address_box);
  gtk_widget_class_bind_template_child (widget_class, BesedaLobby, address);
  gtk_widget_class_bind_template_child (widget_class, BesedaLobby, address_error);
  gtk_widget_class_bind_template_child (widget_class, BesedaLobby, stack);
  gtk_widget_class_bind_template_child (widget_class, BesedaLobby, spinner);
  gtk_widget_class_bind_template_child (widget_class, BesedaLobby, progress);
  gtk_widget_class_bind_template_child (widget_class, BesedaLobby, cancel);
  gtk_widget_class_bind_template_child (widget_class, BesedaLobby, kept_list);
  gtk_widget_class_bind_template_child (widget_class, BesedaLobby, nearby_list);
  gtk_widget_class_bind_template_child (widget_class, BesedaLobby, recent_group);
  gtk_widget_class_bind_template_child (widget_class, BesedaLobby, recent_list);
  gtk_widget_class_bind_template_callback (widget_class, on_name_changed);
  gtk_widget_class_bind_template_callback (widget_class, on_name_left);
  gtk_widget_class_bind_template_callback (widget_class, on_address_changed);
  gtk_widget_class_bind_template_callback (widget_class, on_activated);
  gtk_widget_class_bind_template_callback (widget_class, on_cancel);
  gtk_widget_class_bind_template_callback (widget_class, on_hosted);
  gtk_widget_class_bind_template_callback (widget_class, on_nearby_chosen);
  gtk_widget_class_bind_template_callback (widget_class, on_recent_activated);
  gtk_widget_class_add_binding (widget_class, GDK_KEY_Escape, 0, on_escape, NULL);
}

static void
beseda_lobby_init (BesedaLobby *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));

  g_signal_connect (self, "notify::scale-factor", G_CALLBACK (update_logo), NULL);
  update_logo (self);
}

BesedaLobby *
beseda_lobby_new (BesedaProfile *profile)
{
  BesedaLobby *self;
  GListModel *recent;
  g_autofree char *name = NULL;

  g_return_val_if_fail (BESEDA_IS_PROFILE (profile), NULL);

  self = g_object_new (BESEDA_TYPE_LOBBY, NULL);
  self->profile = g_object_ref (profile);
  self->settings = g_object_ref (beseda_profile_get_settings (profile));
  name = beseda_person_name_dup (self->settings);
  gtk_editable_set_text (GTK_EDITABLE (self->name), name);
  beseda_kept_list_set_profile (self->kept_list, profile);
  beseda_nearby_list_set_rooms (self->nearby_list, beseda_profile_get_nearby_rooms (profile));
  recent = G_LIST_MODEL (beseda_profile_get_recent_rooms (profile));
  gtk_list_box_bind_model (self->recent_list, recent, create_recent_row, self, NULL);
  g_signal_connect_object (recent, "items-changed", G_CALLBACK (on_recent_changed), self, G_CONNECT_SWAPPED);
  on_recent_changed (self, 0, 0, 0, recent);
  g_signal_connect_object (self->settings, "changed::login", G_CALLBACK (on_login_changed), self, G_CONNECT_SWAPPED);
  return self;
}

void
beseda_lobby_set_hosted_room (BesedaLobby *self, BesedaHostedRoom *room)
{
  g_return_if_fail (BESEDA_IS_LOBBY (self));

  g_set_object (&self->hosted, room);
}

void
beseda_lobby_set_target (BesedaLobby *self, const char *login, const char *address)
{
  g_autoptr (BesedaAddress) target = NULL;
  g_autofree char *remembered = NULL;

  g_return_if_fail (BESEDA_IS_LOBBY (self));
  g_return_if_fail (address != NULL);

  beseda_lobby_give_up (self);
  if (login)
    give_name (self, login);
  gtk_editable_set_text (GTK_EDITABLE (self->address), address);

  target = dup_address (self);
  if (!target)
    return;

  /* Nobody is brought into a room under a name that was only guessed. */
  remembered = g_settings_get_string (self->settings, "login");
  if (login || *remembered)
    join (self, target, NULL);
  else
    gtk_widget_grab_focus (GTK_WIDGET (self->name));
}

gboolean
beseda_lobby_has_address (BesedaLobby *self)
{
  g_return_val_if_fail (BESEDA_IS_LOBBY (self), FALSE);

  return *gtk_editable_get_text (GTK_EDITABLE (self->address)) != '\0';
}

gboolean
beseda_lobby_is_joining (BesedaLobby *self)
{
  return self->beginning != NULL || self->session != NULL;
}

void
beseda_lobby_give_up (BesedaLobby *self)
{
  g_autoptr (BesedaSession) session = NULL;

  g_return_if_fail (BESEDA_IS_LOBBY (self));

  session = take_session (self);
  if (session)
    beseda_session_leave (session);
}

void
beseda_lobby_focus_address (BesedaLobby *self)
{
  g_return_if_fail (BESEDA_IS_LOBBY (self));

  gtk_widget_grab_focus (GTK_WIDGET (self->address));
}
