/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "beseda-dialogs.h"
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

int
main (int argc, char *argv[])
{
  ui_test_init (&argc, &argv);
  g_test_add_func ("/dialogs/popovers-make-room", test_popovers_make_room);

  return g_test_run ();
}
