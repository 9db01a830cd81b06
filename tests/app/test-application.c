/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <string.h>

#include "beseda-application.h"
#include "beseda-debug-information.h"
#include "beseda-shortcuts.h"
#include "ui-test.h"

/* The program as it starts, with a window. */
static GtkApplication *application;

/* All accelerators that are told below `widget`, as GTK writes them, each between spaces. */
static void
collect (GtkWidget *widget, GString *told)
{
  if (g_object_class_find_property (G_OBJECT_GET_CLASS (widget), "accelerator") != NULL)
    {
      g_autofree char *all = ui_test_get_string (widget, "accelerator");
      g_auto (GStrv) accelerators = g_strsplit (all, " ", -1);
      GdkModifierType modifiers;
      guint key;

      for (char **accelerator = accelerators; *accelerator != NULL; accelerator++)
        if (gtk_accelerator_parse (*accelerator, &key, &modifiers)) /* "<Alt>1...9" is none */
          {
            g_autofree char *name = gtk_accelerator_name (key, modifiers);

            g_string_append_printf (told, " %s ", name);
          }
    }
  for (GtkWidget *child = gtk_widget_get_first_child (widget); child != NULL;
       child = gtk_widget_get_next_sibling (child))
    collect (child, told);
}

/* Each action that has keys is among the shortcuts, with the first of them. */
static void
test_shortcuts (void)
{
  g_auto (GStrv) actions = gtk_application_list_action_descriptions (application);
  GtkWindow *window = gtk_application_get_active_window (application);
  g_autoptr (GString) told = g_string_new (NULL);
  GListModel *toplevels = gtk_window_get_toplevels ();

  beseda_shortcuts_show (window);
  for (guint i = 0; i < g_list_model_get_n_items (toplevels); i++)
    {
      g_autoptr (GtkWidget) toplevel = g_list_model_get_item (toplevels, i);

      collect (toplevel, told);
    }

  g_assert_cmpuint (g_strv_length (actions), >, 10);
  for (char **action = actions; *action != NULL; action++)
    {
      g_auto (GStrv) accels = gtk_application_get_accels_for_action (application, *action);
      g_autofree char *shown = g_strdup_printf (" %s ", accels[0]);

      g_test_message ("%s: %s", *action, accels[0]);
      g_assert_nonnull (strstr (told->str, shown));
    }
}

/* Every library is in it, and nobody's name. */
static void
test_debug_information (void)
{
  static const char *const parts[] = { "GTK",       "libadwaita", "GLib",     "libsoup", "SQLite", "GnuTLS",
                                       "libsodium", "Display",    "Renderer", "Locale",  "Sandbox" };
  g_autofree char *text = beseda_debug_information_new (gtk_application_get_active_window (application),
                                                        beseda_rooms_get ());

  for (gsize i = 0; i < G_N_ELEMENTS (parts); i++)
    {
      g_autofree char *begin = g_strdup_printf ("\n%s: ", parts[i]);

      g_assert_nonnull (strstr (text, begin));
    }
  g_assert_nonnull (strstr (text, "\nData: /media/USER/stick/beseda\n"));
  g_assert_null (strstr (text, "unknown\n"));
}

int
main (int argc, char *argv[])
{
  g_autofree char *stick = g_build_filename ("/media", g_get_user_name (), "stick", NULL);
  g_autoptr (GError) error = NULL;
  int status;

  g_setenv ("XDG_DATA_HOME", stick, TRUE);
  g_setenv ("XDG_CURRENT_DESKTOP", "GNOME", TRUE);
  ui_test_init (&argc, &argv);
  application = GTK_APPLICATION (beseda_application_new ());
  g_assert_true (g_application_register (G_APPLICATION (application), NULL, &error));
  g_assert_no_error (error);
  g_application_activate (G_APPLICATION (application));

  g_test_add_func ("/application/shortcuts", test_shortcuts);
  g_test_add_func ("/application/debug-information", test_debug_information);
  status = g_test_run ();
  g_action_group_activate_action (G_ACTION_GROUP (application), "quit", NULL);

  return status;
}
