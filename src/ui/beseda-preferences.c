/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "beseda-preferences.h"

#include <glib/gi18n.h>

#include "beseda-entry-error.h"
#include "beseda-login.h"
#include "beseda-person-name.h"

struct _BesedaPreferences
{
  BesedaToolkitPreferences parent_instance;

  AdwEntryRow *login;
  GtkLabel *login_error;
  AdwComboRow *appearance;
  GtkLabel *text_size;
  AdwComboRow *clock_format;
  AdwComboRow *send_with;
  AdwComboRow *notifications;
  GtkSwitch *share_typing;
  GtkSwitch *share_presence;
  GtkWidget *share_presence_row;
  GtkSwitch *notification_text;
  GtkSwitch *notification_sound;
  AdwComboRow *when_closed;
  GtkSwitch *inhibit_suspend;
  GtkSwitch *start_at_login;
  GtkWidget *start_at_login_row;
  GtkSwitch *announce_rooms;

  AdwActionRow *rooms_folder;
  GtkWidget *own_folder;

  GSettings *settings;
  GCancellable *choosing; /* ends with the dialog */
};

G_DEFINE_FINAL_TYPE (BesedaPreferences, beseda_preferences, beseda_toolkit_preferences_get_type ())

/* What a row's choices are called in the settings, in the order of the template. */
static const char *const appearances[] = { "system", "light", "dark", NULL };
static const char *const clock_formats[] = { "system", "24h", "12h", NULL };
static const char *const ways_to_send[] = { "enter", "control-enter", NULL };
static const char *const levels[] = { "attention", "everything", "nothing", NULL };
static const char *const closings[] = { "ask", "keep-running", "close-room", NULL };

static gboolean
get_choice (GValue *value, GVariant *variant, gpointer user_data)
{
  const char *const *choices = user_data;
  guint i = 0;

  while (choices[i] != NULL && g_strcmp0 (choices[i], g_variant_get_string (variant, NULL)) != 0)
    i++;
  g_value_set_uint (value, choices[i] != NULL ? i : GTK_INVALID_LIST_POSITION);

  return TRUE;
}

static GVariant *
set_choice (const GValue *value, const GVariantType *type, gpointer user_data)
{
  const char *const *choices = user_data;
  const guint i = g_value_get_uint (value);

  return i < g_strv_length ((char **) choices) ? g_variant_new_string (choices[i]) : NULL;
}

static gboolean
get_percent (GValue *value, GVariant *variant, gpointer user_data)
{
  /* Translators: the size of the text, in percent */
  g_value_take_string (value, g_strdup_printf (_ ("%d %%"), g_variant_get_int32 (variant)));
  return TRUE;
}

/* As people know it: without their home folder. */
static gboolean
get_folder (GValue *value, GVariant *variant, gpointer user_data)
{
  const char *folder = g_variant_get_string (variant, NULL);
  const char *home = g_get_home_dir ();

  if (*folder == '\0')
    g_value_set_string (value, _ ("Beseda’s own"));
  else if (g_str_has_prefix (folder, home) && folder[strlen (home)] == G_DIR_SEPARATOR)
    g_value_take_string (value, g_strconcat ("~", folder + strlen (home), NULL));
  else
    g_value_set_string (value, folder);

  return TRUE;
}

static gboolean
get_is_set (GValue *value, GVariant *variant, gpointer user_data)
{
  g_value_set_boolean (value, *g_variant_get_string (variant, NULL) != '\0');
  return TRUE;
}

static void
bind_choice (BesedaPreferences *self, const char *key, AdwComboRow *row, const char *const *choices)
{
  g_settings_bind_with_mapping (self->settings, key, row, "selected", G_SETTINGS_BIND_DEFAULT, get_choice, set_choice,
                                (gpointer) choices, NULL);
}

static void
on_login_setting (BesedaPreferences *self)
{
  g_autofree char *login = beseda_person_name_dup (self->settings);

  if (g_strcmp0 (gtk_editable_get_text (GTK_EDITABLE (self->login)), login) == 0)
    return;
  gtk_editable_set_text (GTK_EDITABLE (self->login), login);
}

static void
on_login_changed (BesedaPreferences *self)
{
  beseda_entry_error_set (self->login, self->login_error, NULL);
}

static gboolean
keep_login (BesedaPreferences *self, GError **error)
{
  const char *text = gtk_editable_get_text (GTK_EDITABLE (self->login));
  g_autofree char *before = beseda_person_name_dup (self->settings);
  g_autofree char *login = beseda_login_normalize (text, error);

  if (login == NULL)
    return FALSE;
  if (!g_str_equal (login, before))
    g_settings_set_string (self->settings, "login", login);

  return TRUE;
}

static void
on_login_applied (BesedaPreferences *self)
{
  g_autoptr (GError) error = NULL;

  if (keep_login (self, &error))
    on_login_setting (self); /* as it is written */
  else
    beseda_entry_error_set (self->login, self->login_error, error->message);
}

/* Rooms that are in the folder until now stay there, and are still to be found. */
static void
set_folder (BesedaPreferences *self, const char *folder)
{
  g_autofree char *before = g_settings_get_string (self->settings, "rooms-folder");
  g_auto (GStrv) former = g_settings_get_strv (self->settings, "former-rooms-folders");

  if (*before != '\0' && !g_strv_contains ((const char *const *) former, before))
    {
      g_autoptr (GStrvBuilder) all = g_strv_builder_new ();
      g_auto (GStrv) folders = NULL;

      g_strv_builder_addv (all, (const char **) former);
      g_strv_builder_add (all, before);
      folders = g_strv_builder_end (all);
      g_settings_set_strv (self->settings, "former-rooms-folders", (const char *const *) folders);
    }
  g_settings_set_string (self->settings, "rooms-folder", folder);
}

static void
on_own_folder (BesedaPreferences *self)
{
  set_folder (self, "");
}

/* Cancelled with the dialog: then no folder was chosen. */
static void
on_folder_chosen (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (BesedaPreferences) self = user_data;
  g_autoptr (GFile) folder = beseda_toolkit_choose_file_finish (result);

  if (folder != NULL && g_file_peek_path (folder) != NULL)
    set_folder (self, g_file_peek_path (folder));
}

static void
on_choose_folder (BesedaPreferences *self)
{
  const BesedaFileQuestion question = { .title = _ ("Folder for New Rooms"), .accept = _ ("_Choose") };

  beseda_toolkit_choose_file_async (GTK_WINDOW (gtk_widget_get_root (GTK_WIDGET (self))), &question, self->choosing,
                                    on_folder_chosen, g_object_ref (self));
}

/* Who goes on elsewhere meant what stands there, if it is a name at all. */
static void
beseda_preferences_unmap (GtkWidget *widget)
{
  BesedaPreferences *self = BESEDA_PREFERENCES (widget);

  keep_login (self, NULL);
  g_cancellable_cancel (self->choosing);

  GTK_WIDGET_CLASS (beseda_preferences_parent_class)->unmap (widget);
}

static void
set_settings (BesedaPreferences *self, GSettings *settings)
{
  const struct
  {
    const char *key;
    GtkSwitch *row;
  } switches[] = {
    { "share-typing", self->share_typing },           { "share-presence", self->share_presence },
    { "notification-text", self->notification_text }, { "notification-sound", self->notification_sound },
    { "inhibit-suspend", self->inhibit_suspend },     { "start-at-login", self->start_at_login },
    { "announce-rooms", self->announce_rooms },
  };

  self->settings = g_object_ref (settings);
  bind_choice (self, "appearance", self->appearance, appearances);
  bind_choice (self, "clock-format", self->clock_format, clock_formats);
  bind_choice (self, "send-with", self->send_with, ways_to_send);
  bind_choice (self, "notifications", self->notifications, levels);
  bind_choice (self, "when-closed", self->when_closed, closings);
  for (gsize i = 0; i < G_N_ELEMENTS (switches); i++)
    g_settings_bind (settings, switches[i].key, switches[i].row, "active", G_SETTINGS_BIND_DEFAULT);
  g_settings_bind_with_mapping (settings, "text-size", self->text_size, "label", G_SETTINGS_BIND_GET, get_percent, NULL,
                                NULL, NULL);
  g_settings_bind_with_mapping (settings, "rooms-folder", self->rooms_folder, "subtitle", G_SETTINGS_BIND_GET,
                                get_folder, NULL, NULL, NULL);
  g_settings_bind_with_mapping (settings, "rooms-folder", self->own_folder, "visible", G_SETTINGS_BIND_GET, get_is_set,
                                NULL, NULL, NULL);
  g_signal_connect_object (settings, "changed::login", G_CALLBACK (on_login_setting), self, G_CONNECT_SWAPPED);
  on_login_setting (self);
}

static void
beseda_preferences_dispose (GObject *object)
{
  g_clear_object (&BESEDA_PREFERENCES (object)->choosing);
  g_clear_object (&BESEDA_PREFERENCES (object)->settings);
  gtk_widget_dispose_template (GTK_WIDGET (object), BESEDA_TYPE_PREFERENCES);

  G_OBJECT_CLASS (beseda_preferences_parent_class)->dispose (object);
}

static void
beseda_preferences_class_init (BesedaPreferencesClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = beseda_preferences_dispose;
  widget_class->unmap = beseda_preferences_unmap;

  beseda_toolkit_preferences_set_template (widget_class, "/chat/beseda/Beseda/ui/beseda-preferences.ui");
  gtk_widget_class_bind_template_child (widget_class, BesedaPreferences, login);
  gtk_widget_class_bind_template_child (widget_class, BesedaPreferences, login_error);
  gtk_widget_class_bind_template_child (widget_class, BesedaPreferences, appearance);
  gtk_widget_class_bind_template_child (widget_class, BesedaPreferences, text_size);
  gtk_widget_class_bind_template_child (widget_class, BesedaPreferences, clock_format);
  gtk_widget_class_bind_template_child (widget_class, BesedaPreferences, send_with);
  gtk_widget_class_bind_template_child (widget_class, BesedaPreferences, notifications);
  gtk_widget_class_bind_template_child (widget_class, BesedaPreferences, share_typing);
  gtk_widget_class_bind_template_child (widget_class, BesedaPreferences, share_presence);
  gtk_widget_class_bind_template_child (widget_class, BesedaPreferences, share_presence_row);
  gtk_widget_class_bind_template_child (widget_class, BesedaPreferences, notification_text);
  gtk_widget_class_bind_template_child (widget_class, BesedaPreferences, notification_sound);
  gtk_widget_class_bind_template_child (widget_class, BesedaPreferences, when_closed);
  gtk_widget_class_bind_template_child (widget_class, BesedaPreferences, inhibit_suspend);
  gtk_widget_class_bind_template_child (widget_class, BesedaPreferences, start_at_login);
  gtk_widget_class_bind_template_child (widget_class, BesedaPreferences, start_at_login_row);
  gtk_widget_class_bind_template_child (widget_class, BesedaPreferences, announce_rooms);
  gtk_widget_class_bind_template_child (widget_class, BesedaPreferences, rooms_folder);
  gtk_widget_class_bind_template_child (widget_class, BesedaPreferences, own_folder);
  gtk_widget_class_bind_template_callback (widget_class, on_choose_folder);
  gtk_widget_class_bind_template_callback (widget_class, on_own_folder);
  gtk_widget_class_bind_template_callback (widget_class, on_login_applied);
  gtk_widget_class_bind_template_callback (widget_class, on_login_changed);
}

static void
beseda_preferences_init (BesedaPreferences *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  self->choosing = g_cancellable_new ();

#ifndef HAVE_LIBPORTAL /* nobody tells, or is asked */
  gtk_widget_set_visible (self->share_presence_row, FALSE);
  gtk_widget_set_visible (self->start_at_login_row, FALSE);
#endif
}

GtkWidget *
beseda_preferences_new (GSettings *settings)
{
  BesedaPreferences *self = g_object_new (BESEDA_TYPE_PREFERENCES, NULL);

  set_settings (self, settings);

  return GTK_WIDGET (self);
}

void
beseda_preferences_show (GtkWindow *parent, GSettings *settings)
{
  static GtkWidget *open;

  if (open != NULL) /* above its parent, which may be `parent` or it itself */
    return;

  g_set_weak_pointer (&open, beseda_preferences_new (settings));
  if (GTK_IS_WINDOW (open))
    gtk_window_set_application (GTK_WINDOW (open), gtk_window_get_application (parent)); /* for its actions */
  beseda_toolkit_present (open, parent);
}
