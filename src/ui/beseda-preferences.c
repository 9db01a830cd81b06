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
  GtkSwitch *notification_text;
  GtkSwitch *notification_sound;
  AdwComboRow *when_closed;
  GtkSwitch *inhibit_suspend;
  GtkSwitch *start_at_login;

  GSettings *settings;
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

/* Who goes on elsewhere meant what stands there, if it is a name at all. */
static void
beseda_preferences_unmap (GtkWidget *widget)
{
  keep_login (BESEDA_PREFERENCES (widget), NULL);

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
    { "share-typing", self->share_typing },
    { "notification-text", self->notification_text },
    { "notification-sound", self->notification_sound },
    { "inhibit-suspend", self->inhibit_suspend },
    { "start-at-login", self->start_at_login },
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
  g_signal_connect_object (settings, "changed::login", G_CALLBACK (on_login_setting), self, G_CONNECT_SWAPPED);
  on_login_setting (self);
}

static void
beseda_preferences_dispose (GObject *object)
{
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
  gtk_widget_class_bind_template_child (widget_class, BesedaPreferences, notification_text);
  gtk_widget_class_bind_template_child (widget_class, BesedaPreferences, notification_sound);
  gtk_widget_class_bind_template_child (widget_class, BesedaPreferences, when_closed);
  gtk_widget_class_bind_template_child (widget_class, BesedaPreferences, inhibit_suspend);
  gtk_widget_class_bind_template_child (widget_class, BesedaPreferences, start_at_login);
  gtk_widget_class_bind_template_callback (widget_class, on_login_applied);
  gtk_widget_class_bind_template_callback (widget_class, on_login_changed);
}

static void
beseda_preferences_init (BesedaPreferences *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
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

  if (open == NULL)
    g_set_weak_pointer (&open, beseda_preferences_new (settings));
  if (GTK_IS_WINDOW (open))
    gtk_window_set_application (GTK_WINDOW (open), gtk_window_get_application (parent)); /* for its actions */
  beseda_toolkit_present (open, parent);
}
