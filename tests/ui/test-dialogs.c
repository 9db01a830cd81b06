/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "beseda-dialogs.h"
#include "beseda-help.h"
#include "beseda-release-notes.h"
#include "beseda-toolkit.h"
#include "ui-test.h"

static void
on_answer (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_assert_false (beseda_dialogs_confirm_finish (result, NULL));
  *(gboolean *) user_data = TRUE;
}

/* People press Ban… in a popover: what is asked then must not lie below it. */
static void
test_popovers_make_room (void)
{
  GtkWidget *popover = gtk_popover_new ();
  GtkWidget *button = gtk_menu_button_new ();
  GtkWidget *window = ui_test_show (button, 360, 294);
  gboolean answered = FALSE;

  gtk_popover_set_child (GTK_POPOVER (popover), gtk_button_new_with_label ("Ban…"));
  gtk_menu_button_set_popover (GTK_MENU_BUTTON (button), popover);
  gtk_menu_button_popup (GTK_MENU_BUTTON (button));
  while (!gtk_widget_get_mapped (popover))
    g_main_context_iteration (NULL, TRUE);

  beseda_dialogs_confirm_async (GTK_WINDOW (window), "Ban Eve?", "They have to leave.", "_Cancel", "_Ban", on_answer,
                                &answered);
  while (gtk_widget_get_mapped (popover))
    g_main_context_iteration (NULL, TRUE);

  beseda_toolkit_close (ui_test_find_alert ());
  while (!answered)
    g_main_context_iteration (NULL, TRUE);
  ui_test_destroy (window);
}

/* Of the metainfo, which the shops read as well. */
static void
test_release_notes (void)
{
  static const char metainfo[] = "<component><description><p>Not this.</p></description><releases>"
                                 "<release version=\"2.0\"><description>\n<p>A &amp; B</p><ul><li>C</li></ul>\n"
                                 "</description></release>"
                                 "<release version=\"1.0\"><description><p>D</p></description></release>"
                                 "</releases></component>";
  g_autofree char *second = beseda_release_notes_find (metainfo, -1, "2.0");
  g_autofree char *first = beseda_release_notes_find (metainfo, -1, "1.0");
  g_autofree char *none = beseda_release_notes_find (metainfo, -1, "3.0");
  GtkWidget *window = ui_test_show (gtk_label_new ("Hello"), 360, 294);
  GtkWidget *about;
  g_autofree char *notes = NULL;
  g_autofree char *debug_information = NULL;

  g_assert_cmpstr (second, ==, "<p>A &amp; B</p><ul><li>C</li></ul>");
  g_assert_cmpstr (first, ==, "<p>D</p>");
  g_assert_null (none);

  beseda_dialogs_show_about (GTK_WINDOW (window), "GTK: 4");
  about = ui_test_find_dialog ("AdwAboutDialog");
  if (about == NULL)
    about = ui_test_find_dialog ("AdwAboutWindow");
  notes = ui_test_get_string (about, "release-notes");
  debug_information = ui_test_get_string (about, "debug-info");
  g_assert_true (g_str_has_prefix (notes, "<p>"));
  g_assert_cmpstr (debug_information, ==, "GTK: 4");
  beseda_toolkit_close (about);
  ui_test_destroy (window);
}

/* One window, however often it is asked for, which goes with its parent. */
static void
test_help (void)
{
  GtkWidget *window = ui_test_show (gtk_label_new ("Hello"), 360, 294);
  GListModel *toplevels = gtk_window_get_toplevels ();
  const guint before = g_list_model_get_n_items (toplevels);

  beseda_help_show (GTK_WINDOW (window));
  beseda_help_show (GTK_WINDOW (window));
  g_assert_cmpuint (g_list_model_get_n_items (toplevels), ==, before + 1);
  ui_test_destroy (window);
  while (g_list_model_get_n_items (toplevels) >= before)
    g_main_context_iteration (NULL, TRUE);
}

int
main (int argc, char *argv[])
{
  ui_test_init (&argc, &argv);
  g_test_add_func ("/dialogs/popovers-make-room", test_popovers_make_room);
  g_test_add_func ("/dialogs/release-notes", test_release_notes);
  g_test_add_func ("/dialogs/help", test_help);

  return g_test_run ();
}
