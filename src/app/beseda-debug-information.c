/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "beseda-debug-information.h"

#include <adwaita.h>
#include <locale.h>
#include <string.h>

/* Without the person's name, wherever in the path it stands. (transfer full) */
static char *
hide_person (const char *path)
{
  const char *home = g_get_home_dir ();
  const char *rest = g_str_has_prefix (path, home) ? path + strlen (home) : NULL;
  g_auto (GStrv) parts = g_strsplit (rest != NULL && (*rest == '/' || *rest == '\0') ? rest : path, "/", -1);
  g_autofree char *hidden = NULL;

  for (char **part = parts; *part != NULL; part++)
    if (g_str_equal (*part, g_get_user_name ()))
      {
        g_free (*part);
        *part = g_strdup ("USER");
      }
  hidden = g_strjoinv ("/", parts);

  return rest != NULL && (*rest == '/' || *rest == '\0') ? g_strconcat ("~", hidden, NULL) : g_steal_pointer (&hidden);
}

static void
add (GString *text, const char *name, const char *value)
{
  g_string_append_printf (text, "%s: %s\n", name, value != NULL ? value : "unknown");
}

static void
add_version (GString *text, const char *name, guint major, guint minor, guint micro)
{
  g_string_append_printf (text, "%s: %u.%u.%u\n", name, major, minor, micro);
}

static void
add_folder (GString *text, const char *name, const char *folder)
{
  g_autofree char *path = g_build_filename (folder, "beseda", NULL);
  g_autofree char *shown = hide_person (path);

  add (text, name, shown);
}

char *
beseda_debug_information_new (GtkWindow *window, const BesedaRooms *rooms)
{
  GString *text = g_string_new (NULL);
  GskRenderer *renderer = gtk_native_get_renderer (GTK_NATIVE (window));
  g_autofree char *system = g_get_os_info (G_OS_INFO_KEY_PRETTY_NAME);
  g_auto (GStrv) libraries = rooms != NULL ? rooms->dup_libraries () : NULL;
  const gboolean sandboxed = g_file_test ("/.flatpak-info", G_FILE_TEST_EXISTS);

  add (text, "Beseda", VERSION);
  add (text, "System", system);
  add (text, "Sandbox", sandboxed ? "Flatpak" : "none");
  add_version (text, "GTK", gtk_get_major_version (), gtk_get_minor_version (), gtk_get_micro_version ());
  add_version (text, "libadwaita", adw_get_major_version (), adw_get_minor_version (), adw_get_micro_version ());
  add_version (text, "GLib", glib_major_version, glib_minor_version, glib_micro_version);
  for (gsize i = 0; libraries != NULL && libraries[i] != NULL; i += 2)
    add (text, libraries[i], libraries[i + 1]);
  add (text, "Display", G_OBJECT_TYPE_NAME (gtk_widget_get_display (GTK_WIDGET (window))));
  add (text, "Renderer", renderer != NULL ? G_OBJECT_TYPE_NAME (renderer) : "none");
  add (text, "Desktop", g_getenv ("XDG_CURRENT_DESKTOP"));
  add (text, "Locale", setlocale (LC_MESSAGES, NULL));
  add (text, "Language", g_get_language_names ()[0]);
  add_folder (text, "Data", g_get_user_data_dir ());

  return g_string_free (text, FALSE);
}
