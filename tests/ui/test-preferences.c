/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "beseda-habits.h"
#include "beseda-preferences.h"
#include "beseda-text-size.h"
#include "ui-test.h"

typedef struct
{
  GSettings *settings;
  GtkWidget *windows[2];
} Fixture;

static void
set_up (Fixture *fixture, gconstpointer data)
{
  fixture->settings = g_settings_new ("chat.beseda.Beseda");
  for (gsize i = 0; i < G_N_ELEMENTS (fixture->windows); i++)
    {
      fixture->windows[i] = beseda_preferences_new (fixture->settings);
      beseda_toolkit_present (fixture->windows[i], NULL);
      g_object_add_weak_pointer (G_OBJECT (fixture->windows[i]), (gpointer *) &fixture->windows[i]);
    }
}

static void
tear_down (Fixture *fixture, gconstpointer data)
{
  for (gsize i = 0; i < G_N_ELEMENTS (fixture->windows); i++)
    {
      if (fixture->windows[i] != NULL)
        beseda_toolkit_close (fixture->windows[i]);
      while (fixture->windows[i] != NULL)
        g_main_context_iteration (NULL, TRUE);
      g_assert_null (fixture->windows[i]);
    }
  g_object_unref (fixture->settings);
}

static gpointer
get_child (GtkWidget *window, const char *name)
{
  return gtk_widget_get_template_child (window, BESEDA_TYPE_PREFERENCES, name);
}

/* Changed in one window, each choice is in the settings and in the other window; changed there, in both. */
static void
test_choices (Fixture *fixture, gconstpointer data)
{
  static const struct
  {
    const char *row;
    const char *key;
    const char *values[4];
  } choices[] = {
    { "appearance", "appearance", { "system", "light", "dark" } },
    { "clock_format", "clock-format", { "system", "24h", "12h" } },
    { "send_with", "send-with", { "enter", "control-enter" } },
    { "notifications", "notifications", { "attention", "everything", "nothing" } },
    { "when_closed", "when-closed", { "ask", "keep-running", "close-room" } },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (choices); i++)
    {
      AdwComboRow *row = get_child (fixture->windows[0], choices[i].row);
      AdwComboRow *other = get_child (fixture->windows[1], choices[i].row);
      guint n = g_list_model_get_n_items (adw_combo_row_get_model (row));

      g_assert_cmpuint (n, ==, g_strv_length ((char **) choices[i].values));
      g_assert_cmpuint (adw_combo_row_get_selected (row), ==, 0);
      for (guint j = n; j-- > 0;)
        {
          g_autofree char *value = NULL;

          adw_combo_row_set_selected (row, j);
          value = g_settings_get_string (fixture->settings, choices[i].key);
          g_assert_cmpstr (value, ==, choices[i].values[j]);
          g_assert_cmpuint (adw_combo_row_get_selected (other), ==, j);
        }

      g_settings_set_string (fixture->settings, choices[i].key, choices[i].values[1]);
      g_assert_cmpuint (adw_combo_row_get_selected (row), ==, 1);
      g_assert_cmpuint (adw_combo_row_get_selected (other), ==, 1);
      g_settings_reset (fixture->settings, choices[i].key);
    }
}

static void
test_switches (Fixture *fixture, gconstpointer data)
{
  static const struct
  {
    const char *row;
    const char *key;
  } switches[] = {
    { "share_typing", "share-typing" },           { "share_presence", "share-presence" },
    { "notification_text", "notification-text" }, { "notification_sound", "notification-sound" },
    { "inhibit_suspend", "inhibit-suspend" },     { "start_at_login", "start-at-login" },
    { "announce_rooms", "announce-rooms" },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (switches); i++)
    {
      GtkSwitch *row = get_child (fixture->windows[0], switches[i].row);
      GtkSwitch *other = get_child (fixture->windows[1], switches[i].row);
      gboolean before = g_settings_get_boolean (fixture->settings, switches[i].key);

      g_assert_cmpint (gtk_switch_get_active (row), ==, before);
      gtk_switch_set_active (row, !before);
      g_assert_cmpint (g_settings_get_boolean (fixture->settings, switches[i].key), ==, !before);
      g_assert_cmpint (gtk_switch_get_active (other), ==, !before);
      g_settings_reset (fixture->settings, switches[i].key);
      g_assert_cmpint (gtk_switch_get_active (row), ==, before);
    }
}

static void
assert_login (Fixture *fixture, const char *expected)
{
  g_autofree char *login = g_settings_get_string (fixture->settings, "login");

  g_assert_cmpstr (login, ==, expected);
}

static void
test_name (Fixture *fixture, gconstpointer data)
{
  GtkEditable *row = get_child (fixture->windows[0], "login");
  GtkEditable *other = get_child (fixture->windows[1], "login");
  GtkWidget *problem = get_child (fixture->windows[0], "login_error");

  g_settings_set_string (fixture->settings, "login", "Ann");
  g_assert_cmpstr (gtk_editable_get_text (row), ==, "Ann");

  gtk_editable_set_text (row, "  Anna ");
  assert_login (fixture, "Ann");
  g_signal_emit_by_name (row, "apply");
  assert_login (fixture, "Anna");
  g_assert_cmpstr (gtk_editable_get_text (row), ==, "Anna");
  g_assert_cmpstr (gtk_editable_get_text (other), ==, "Anna");

  gtk_editable_set_text (row, "");
  g_signal_emit_by_name (row, "apply");
  g_assert_true (gtk_widget_get_visible (problem));
  assert_login (fixture, "Anna");
  gtk_editable_set_text (row, "Annie");
  g_assert_false (gtk_widget_get_visible (problem));

  /* What stands there when the window is closed was meant. */
  beseda_toolkit_close (fixture->windows[0]);
  while (fixture->windows[0] != NULL)
    g_main_context_iteration (NULL, TRUE);
  assert_login (fixture, "Annie");
}

static void
assert_former (Fixture *fixture, const char *expected)
{
  g_auto (GStrv) former = g_settings_get_strv (fixture->settings, "former-rooms-folders");
  g_autofree char *together = g_strjoinv (" ", former);

  g_assert_cmpstr (together, ==, expected);
}

/* Where rooms were kept is not forgotten. */
static void
test_folder (Fixture *fixture, gconstpointer data)
{
  AdwActionRow *row = get_child (fixture->windows[0], "rooms_folder");
  GtkWidget *own = get_child (fixture->windows[0], "own_folder");
  g_autofree char *chosen = NULL;

  g_assert_cmpstr (adw_action_row_get_subtitle (row), ==, "Beseda’s own");
  g_assert_false (gtk_widget_get_visible (own));

  g_settings_set_string (fixture->settings, "rooms-folder", "/srv/R&D");
  g_assert_cmpstr (adw_action_row_get_subtitle (row), ==, "/srv/R&D");
  g_assert_true (gtk_widget_get_visible (own));
  assert_former (fixture, "");

  g_signal_emit_by_name (own, "clicked");
  chosen = g_settings_get_string (fixture->settings, "rooms-folder");
  g_assert_cmpstr (chosen, ==, "");
  assert_former (fixture, "/srv/R&D");

  g_settings_set_string (fixture->settings, "rooms-folder", "/srv/R&D");
  g_signal_emit_by_name (own, "clicked");
  assert_former (fixture, "/srv/R&D");
  g_settings_reset (fixture->settings, "former-rooms-folders");
}

static int
get_dpi (void)
{
  int dpi;

  g_object_get (gtk_settings_get_default (), "gtk-xft-dpi", &dpi, NULL);
  return dpi;
}

static void
test_text_size (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GSimpleActionGroup) actions = g_simple_action_group_new ();
  GtkLabel *label = get_child (fixture->windows[0], "text_size");
  const int normal = 120 * 1024; /* as a settings file may have it */
  int steps = 0;

  g_object_set (gtk_settings_get_default (), "gtk-xft-dpi", normal, NULL);

  beseda_text_size_follow (fixture->settings, G_ACTION_MAP (actions));
  g_assert_cmpstr (gtk_label_get_label (label), ==, "100 %");
  g_assert_cmpint (get_dpi (), ==, normal);
  g_assert_false (g_action_group_get_action_enabled (G_ACTION_GROUP (actions), "text-normal"));

  g_action_group_activate_action (G_ACTION_GROUP (actions), "text-larger", NULL);
  g_assert_cmpstr (gtk_label_get_label (label), ==, "110 %");
  g_assert_cmpint (get_dpi (), ==, (int) (normal * 110LL / 100));

  while (g_action_group_get_action_enabled (G_ACTION_GROUP (actions), "text-larger") && steps++ < 100)
    g_action_group_activate_action (G_ACTION_GROUP (actions), "text-larger", NULL);
  g_assert_cmpint (g_settings_get_int (fixture->settings, "text-size"), ==, 200);

  g_settings_set_int (fixture->settings, "text-size", 80); /* between two steps */
  g_action_group_activate_action (G_ACTION_GROUP (actions), "text-smaller", NULL);
  g_assert_cmpint (g_settings_get_int (fixture->settings, "text-size"), ==, 75);
  g_assert_false (g_action_group_get_action_enabled (G_ACTION_GROUP (actions), "text-smaller"));

  g_action_group_activate_action (G_ACTION_GROUP (actions), "text-normal", NULL);
  g_assert_cmpstr (gtk_label_get_label (label), ==, "100 %");
  g_assert_cmpint (get_dpi (), ==, normal);
}

static void
test_appearance (Fixture *fixture, gconstpointer data)
{
  AdwComboRow *row = get_child (fixture->windows[0], "appearance");
  AdwStyleManager *style = adw_style_manager_get_default ();

  beseda_habits_follow (beseda_habits_get_default (), fixture->settings);
  adw_combo_row_set_selected (row, 2);
  g_assert_true (adw_style_manager_get_dark (style));
  adw_combo_row_set_selected (row, 1);
  g_assert_false (adw_style_manager_get_dark (style));
  adw_combo_row_set_selected (row, 0);
  g_assert_cmpint (adw_style_manager_get_color_scheme (style), ==, ADW_COLOR_SCHEME_DEFAULT);
}

static void
test_narrow (Fixture *fixture, gconstpointer data)
{
  GtkWidget *inside = gtk_widget_get_first_child (fixture->windows[0]); /* without the frame of the window */
  int width;

  gtk_widget_measure (inside, GTK_ORIENTATION_HORIZONTAL, -1, &width, NULL, NULL, NULL);
  g_assert_cmpint (width, <=, 360);
}

int
main (int argc, char **argv)
{
  ui_test_init (&argc, &argv);
#define ADD(name, function) g_test_add (name, Fixture, NULL, set_up, function, tear_down)
  ADD ("/preferences/choices", test_choices);
  ADD ("/preferences/switches", test_switches);
  ADD ("/preferences/name", test_name);
  ADD ("/preferences/folder", test_folder);
  ADD ("/preferences/text-size", test_text_size);
  ADD ("/preferences/appearance", test_appearance);
  ADD ("/preferences/narrow", test_narrow);
  return g_test_run ();
}
