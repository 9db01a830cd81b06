/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "beseda-application.h"

#include <glib/gi18n.h>

#include "beseda-absence.h"
#include "beseda-background.h"
#include "beseda-copies.h"
#include "beseda-debug-information.h"
#include "beseda-dialogs.h"
#include "beseda-habits.h"
#include "beseda-help.h"
#include "beseda-lazy-host.h"
#include "beseda-login.h"
#include "beseda-notifier.h"
#include "beseda-preferences.h"
#include "beseda-system.h"
#include "beseda-profile.h"
#include "beseda-resumption.h"
#include "beseda-rooms-loader.h"
#include "beseda-search-provider.h"
#include "beseda-text-size.h"
#include "beseda-toolkit.h"
#include "beseda-window.h"

#define STARTED_MSECONDS 500 /* from the start to when nobody waits for anything more */

struct _BesedaApplication
{
  AdwApplication parent_instance;

  BesedaProfile *profile;
  BesedaNotifier *notifier;
  BesedaBackground *background;
  BesedaAbsence *absence;
  BesedaSearchProvider *search; /* NULL: no bus to be asked on */
  gboolean quitting;            /* the person is being asked whether to quit */
  gboolean ending;              /* all rooms are left */
};

G_DEFINE_FINAL_TYPE (BesedaApplication, beseda_application, ADW_TYPE_APPLICATION)

/* The windows of tabs, the one that the person was in last first; dialogs and the like are left out. Closing one may
 * take others along. */
static GList *
copy_windows (BesedaApplication *self)
{
  GList *windows = NULL;

  for (GList *link = gtk_application_get_windows (GTK_APPLICATION (self)); link != NULL; link = link->next)
    if (BESEDA_IS_WINDOW (link->data))
      windows = g_list_prepend (windows, g_object_ref (link->data));

  return g_list_reverse (windows);
}

/* With the tabs that are in none, where there are such. */
static BesedaWindow *
create_window (BesedaApplication *self)
{
  BesedaWindow *window = beseda_background_bring_back (self->background);

  return window != NULL ? window : beseda_window_new (GTK_APPLICATION (self), self->profile);
}

static BesedaWindow *
ensure_window (BesedaApplication *self)
{
  g_autolist (BesedaWindow) windows = copy_windows (self);

  return windows != NULL ? windows->data : create_window (self);
}

/* Where the person is, or, while there is none, where they come to. */
static GtkWindow *
ensure_active_window (BesedaApplication *self)
{
  GtkWindow *window = gtk_application_get_active_window (GTK_APPLICATION (self));

  if (window == NULL)
    {
      window = GTK_WINDOW (ensure_window (self));
      gtk_window_present (window);
    }

  return window;
}

static void
on_loaded_for_about (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (BesedaApplication) self = user_data;
  GtkWindow *window;
  g_autofree char *debug_information = NULL;

  if (self->ending)
    return;

  window = ensure_active_window (self);
  debug_information = beseda_debug_information_new (window, beseda_rooms_loader_load_finish (result, NULL));
  beseda_dialogs_show_about (window, debug_information);
}

/* Some libraries tell their versions themselves only. */
static void
show_about (GSimpleAction *action, GVariant *parameter, gpointer user_data)
{
  beseda_rooms_loader_load_async (on_loaded_for_about, g_object_ref (user_data));
}

static void
show_help (GSimpleAction *action, GVariant *parameter, gpointer user_data)
{
  beseda_help_show (ensure_active_window (user_data));
}

static void
show_preferences (GSimpleAction *action, GVariant *parameter, gpointer user_data)
{
  GtkWindow *window = ensure_active_window (user_data);

  beseda_preferences_show (window, beseda_profile_get_settings (BESEDA_APPLICATION (user_data)->profile));
}

static void
leave_all (BesedaApplication *self)
{
  g_autolist (BesedaWindow) windows = copy_windows (self);

  self->ending = TRUE;
  beseda_background_end (self->background);
  for (GList *link = windows; link != NULL; link = link->next)
    beseda_window_leave_all (link->data);
}

static void
on_quit_confirmed (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (BesedaApplication) self = user_data;

  self->quitting = FALSE;
  if (beseda_dialogs_confirm_finish (result, NULL))
    leave_all (self);
}

/* Asks where somebody would have to leave, or something would be lost. */
static void
quit (GSimpleAction *action, GVariant *parameter, gpointer user_data)
{
  BesedaApplication *self = user_data;
  g_autoptr (BesedaHosting) hosting = beseda_background_survey (self->background);
  g_autofree char *body = NULL;
  GtkWindow *window;

  if (hosting->n_guests == 0 && !hosting->loses_history)
    {
      leave_all (self);
      return;
    }

  body = beseda_hosting_describe_closing (hosting);
  window = GTK_WINDOW (ensure_window (self));
  gtk_window_present (window);
  if (self->quitting)
    return;

  self->quitting = TRUE;
  beseda_dialogs_confirm_async (window,
                                ngettext ("Quit and Close Your Room?", "Quit and Close Your Rooms?", hosting->n_rooms),
                                body, _ ("_Cancel"), _ ("_Quit"), on_quit_confirmed, g_object_ref (self));
}

static gboolean
on_signal (gpointer user_data)
{
  leave_all (user_data);

  return G_SOURCE_CONTINUE;
}

/* A room was found by the desktop's search; NULL: the person wants to see them all. */
static void
on_search_join (BesedaApplication *self, BesedaRecentRoom *room)
{
  BesedaWindow *window = ensure_window (self);

  if (room != NULL)
    {
      g_autofree char *link = beseda_address_to_link (beseda_recent_room_get_address (room));

      beseda_window_join (window, beseda_recent_room_get_login (room), link);
    }
  gtk_window_present (GTK_WINDOW (window));
}

static void
on_rooms_folder (BesedaLazyHost *host, const char *key, GSettings *settings)
{
  g_autofree char *chosen = g_settings_get_string (settings, "rooms-folder");
  g_auto (GStrv) former = g_settings_get_strv (settings, "former-rooms-folders");

  beseda_lazy_host_set_folders (host, chosen, (const char *const *) former);
}

static void
on_announce_rooms (BesedaLazyHost *host, const char *key, GSettings *settings)
{
  beseda_lazy_host_set_announces (host, g_settings_get_boolean (settings, "announce-rooms"));
}

static BesedaProfile *
create_profile (const char *application_id)
{
  g_autofree char *rooms = g_build_filename (g_get_user_data_dir (), "beseda", "rooms", NULL);
  g_autofree char *tokens = g_build_filename (g_get_user_data_dir (), "beseda", "tokens", NULL);
  g_autoptr (GSettings) settings = g_settings_new (application_id);
  g_autoptr (BesedaHost) host = beseda_lazy_host_new (rooms);
  g_autoptr (BesedaKeyring) keyring = beseda_keyring_new (tokens);
  g_autofree char *copies = g_build_filename (g_get_user_data_dir (), "beseda", "copies", NULL);
  g_autoptr (BesedaArchives) archives = beseda_copies_new (copies);
  g_autofree char *certificates = g_build_filename (g_get_user_data_dir (), "beseda", "certificates", NULL);
  g_autoptr (BesedaKnownCertificates) known = beseda_known_certificates_new (certificates);

  g_signal_connect_object (settings, "changed::rooms-folder", G_CALLBACK (on_rooms_folder), host, G_CONNECT_SWAPPED);
  on_rooms_folder (BESEDA_LAZY_HOST (host), NULL, settings);
  g_signal_connect_object (settings, "changed::announce-rooms", G_CALLBACK (on_announce_rooms), host,
                           G_CONNECT_SWAPPED);
  on_announce_rooms (BESEDA_LAZY_HOST (host), NULL, settings);

  return beseda_profile_new (settings, host, keyring, archives, known);
}

/* The window is there. */
static gboolean
on_started (gpointer user_data)
{
  beseda_system_return_memory ();

  return G_SOURCE_REMOVE;
}

/* GtkBuilder looks for a type that is not there yet by the name of its function, in every library: a tenth of the
 * time to the first frame. These are the lobby's. */
static void
ensure_types (void)
{
  static GType (*const types[]) (void) = {
    gtk_box_get_type,        gtk_button_get_type,      gtk_flow_box_get_type, gtk_label_get_type,
    gtk_list_box_get_type,   gtk_menu_button_get_type, gtk_revealer_get_type, gtk_scrolled_window_get_type,
    gtk_stack_page_get_type, gtk_spinner_get_type,     gtk_text_get_type,
  };

  for (gsize i = 0; i < G_N_ELEMENTS (types); i++)
    types[i]();
}

static void
beseda_application_startup (GApplication *application)
{
  static const GActionEntry actions[] = {
    { .name = "about", .activate = show_about },
    { .name = "help", .activate = show_help },
    { .name = "preferences", .activate = show_preferences },
    { .name = "quit", .activate = quit },
  };
  static const struct
  {
    const char *action;
    const char *accels[4];
  } shortcuts[] = {
    { "app.quit", { "<Control>q" } },
    { "app.preferences", { "<Control>comma" } },
    { "app.help", { "F1" } },
    { "app.text-larger", { "<Control>plus", "<Control>equal", "<Control>KP_Add" } },
    { "app.text-smaller", { "<Control>minus", "<Control>KP_Subtract" } },
    { "app.text-normal", { "<Control>0", "<Control>KP_0" } },
    { "win.new-tab", { "<Control>t" } },
    { "win.close-tab", { "<Control>w" } },
    { "win.join", { "<Control>l" } },
    { "win.host", { "<Control><Shift>h" } },
    { "win.show-people", { "<Control><Shift>p" } },
    { "win.next-region", { "F6" } },
    { "win.previous-region", { "<Shift>F6" } },
    { "win.show-help-overlay", { "<Control>question", "<Control>F1" } },
  };
  BesedaApplication *self = BESEDA_APPLICATION (application);
  GSettings *settings;

  beseda_toolkit_init ();
  ensure_types ();
  G_APPLICATION_CLASS (beseda_application_parent_class)->startup (application);

  self->profile = create_profile (g_application_get_application_id (application));
  self->notifier = beseda_notifier_new (GTK_APPLICATION (self), beseda_profile_get_settings (self->profile));
  self->background = beseda_background_new (GTK_APPLICATION (self), self->profile);
  self->absence = beseda_absence_new (self->profile);
  if (self->search != NULL)
    beseda_search_provider_set_rooms (self->search, G_LIST_MODEL (beseda_profile_get_recent_rooms (self->profile)));

  settings = beseda_profile_get_settings (self->profile);
  beseda_habits_follow (beseda_habits_get_default (), settings);
  beseda_text_size_follow (settings, G_ACTION_MAP (self));
  g_action_map_add_action_entries (G_ACTION_MAP (self), actions, G_N_ELEMENTS (actions), self);
  for (gsize i = 0; i < G_N_ELEMENTS (shortcuts); i++)
    gtk_application_set_accels_for_action (GTK_APPLICATION (self), shortcuts[i].action, shortcuts[i].accels);

  beseda_system_on_end (on_signal, self);
  g_timeout_add_full (G_PRIORITY_LOW, STARTED_MSECONDS, on_started, NULL, NULL);
}

static void
beseda_application_activate (GApplication *application)
{
  gtk_window_present (GTK_WINDOW (ensure_window (BESEDA_APPLICATION (application))));
}

/* A link that the desktop hands on. */
static void
beseda_application_open (GApplication *application, GFile **files, int n_files, const char *hint)
{
  BesedaWindow *window = ensure_window (BESEDA_APPLICATION (application));

  for (int i = 0; i < n_files; i++)
    {
      g_autofree char *uri = g_file_get_uri (files[i]);

      beseda_window_join (window, NULL, uri);
    }

  gtk_window_present (GTK_WINDOW (window));
}

static void
stop_room (gpointer room, gpointer user_data)
{
  beseda_hosted_room_stop_async (room, NULL, NULL);
}

/* Without a window, unless there is one. */
static void
on_resumed (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (BesedaApplication) self = user_data;
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) rooms = beseda_resumption_finish (result, &error);
  g_autolist (BesedaWindow) windows = copy_windows (self);

  if (rooms == NULL)
    g_warning ("No room is resumed: %s", error->message);
  else if (self->ending)
    g_ptr_array_foreach (rooms, stop_room, NULL);
  else if (rooms->len > 0)
    {
      BesedaWindow *window = windows != NULL ? windows->data
                                             : beseda_window_new (GTK_APPLICATION (self), self->profile);

      for (guint i = 0; i < rooms->len; i++)
        beseda_window_host (window, rooms->pdata[i]);
      if (windows == NULL)
        beseda_background_take (self->background, window);
    }

  g_application_release (G_APPLICATION (self));
}

static void
resume (BesedaApplication *self)
{
  GSettings *settings = beseda_profile_get_settings (self->profile);
  g_auto (GStrv) handles = g_settings_get_strv (settings, "resume-rooms");

  g_application_hold (G_APPLICATION (self));
  beseda_resumption_async (beseda_profile_get_host (self->profile), (const char *const *) handles, NULL, on_resumed,
                           g_object_ref (self));
}

static int
beseda_application_command_line (GApplication *application, GApplicationCommandLine *command_line)
{
  BesedaApplication *self = BESEDA_APPLICATION (application);
  GVariantDict *options = g_application_command_line_get_options_dict (command_line);
  g_autofree const char **addresses = NULL;
  g_autofree char *login = NULL;
  g_autoptr (GError) error = NULL;
  const char *wanted = NULL;
  BesedaWindow *window;

  g_variant_dict_lookup (options, "login", "&s", &wanted);
  g_variant_dict_lookup (options, G_OPTION_REMAINING, "^a&s", &addresses);

  if (wanted != NULL)
    {
      login = beseda_login_normalize (wanted, &error);
      if (login == NULL)
        {
          g_application_command_line_printerr (command_line, "beseda: %s\n", error->message);
          return 1;
        }
    }

  if (g_variant_dict_contains (options, "resume"))
    {
      resume (self);
      return 0;
    }

  window = g_variant_dict_contains (options, "new-window") ? create_window (self) : ensure_window (self);
  for (gsize i = 0; addresses != NULL && addresses[i] != NULL; i++)
    beseda_window_join (window, login, addresses[i]);
  if (addresses == NULL && login != NULL)
    g_settings_set_string (beseda_profile_get_settings (self->profile), "login", login);

  gtk_window_present (GTK_WINDOW (window));
  return 0;
}

static int
beseda_application_handle_local_options (GApplication *application, GVariantDict *options)
{
  GSettingsSchemaSource *source = g_settings_schema_source_get_default ();
  g_autoptr (GSettingsSchema) schema = NULL;

  if (g_variant_dict_contains (options, "version"))
    {
      g_print ("beseda %s\n", VERSION);
      return 0;
    }

  /* GSettings ends the whole program without a word that helps. */
  if (source != NULL)
    schema = g_settings_schema_source_lookup (source, g_application_get_application_id (application), TRUE);
  if (schema == NULL)
    {
      g_printerr (_ ("beseda: its settings are not installed; start it with tools/run, or set GSETTINGS_SCHEMA_DIR to "
                     "the data folder of its build.\n"));
      return 1;
    }

  return -1;
}

static gboolean
beseda_application_dbus_register (GApplication *application,
                                  GDBusConnection *connection,
                                  const char *path,
                                  GError **error)
{
  BesedaApplication *self = BESEDA_APPLICATION (application);
  g_autofree char *search_path = g_build_path ("/", path, "SearchProvider", NULL);

  self->search = beseda_search_provider_new (connection, search_path, error);
  if (self->search == NULL)
    return FALSE;
  g_signal_connect_object (self->search, "join", G_CALLBACK (on_search_join), self, G_CONNECT_SWAPPED);

  return TRUE;
}

static void
beseda_application_dbus_unregister (GApplication *application, GDBusConnection *connection, const char *path)
{
  g_clear_object (&BESEDA_APPLICATION (application)->search);
}

static void
beseda_application_dispose (GObject *object)
{
  BesedaApplication *self = BESEDA_APPLICATION (object);

  g_clear_object (&self->search);
  g_clear_object (&self->absence);
  g_clear_object (&self->background);
  g_clear_object (&self->notifier);
  g_clear_object (&self->profile);

  G_OBJECT_CLASS (beseda_application_parent_class)->dispose (object);
}

static void
beseda_application_class_init (BesedaApplicationClass *klass)
{
  GApplicationClass *application_class = G_APPLICATION_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = beseda_application_dispose;

  application_class->startup = beseda_application_startup;
  application_class->activate = beseda_application_activate;
  application_class->open = beseda_application_open;
  application_class->command_line = beseda_application_command_line;
  application_class->handle_local_options = beseda_application_handle_local_options;
  application_class->dbus_register = beseda_application_dbus_register;
  application_class->dbus_unregister = beseda_application_dbus_unregister;
}

static void
beseda_application_init (BesedaApplication *self)
{
  static const GOptionEntry entries[] = {
    { "login", 0, 0, G_OPTION_ARG_STRING, NULL, N_ ("Your name in the rooms"), N_ ("NAME") },
    { "new-window", 0, 0, G_OPTION_ARG_NONE, NULL, N_ ("Open a new window"), NULL },
    { "resume", 0, 0, G_OPTION_ARG_NONE, NULL, N_ ("Open the rooms that you hosted last, without a window"), NULL },
    { "version", 0, 0, G_OPTION_ARG_NONE, NULL, N_ ("Show the version and exit"), NULL },
    { G_OPTION_REMAINING, 0, 0, G_OPTION_ARG_STRING_ARRAY, NULL, NULL, N_ ("[LINK…]") },
    { NULL },
  };

  g_application_add_main_option_entries (G_APPLICATION (self), entries);
  g_application_set_option_context_summary (G_APPLICATION (self),
                                            _ ("Talk in rooms that people host themselves, or host one."));
}

BesedaApplication *
beseda_application_new (void)
{
  return g_object_new (BESEDA_TYPE_APPLICATION, "application-id", APPLICATION_ID, "flags",
                       G_APPLICATION_HANDLES_COMMAND_LINE | G_APPLICATION_HANDLES_OPEN, "resource-base-path",
                       "/chat/beseda/Beseda", NULL);
}
