/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "beseda-help.h"

void
beseda_help_show (GtkWindow *parent)
{
  static GtkWindow *help;
  g_autoptr (GtkBuilder) builder = NULL;

  if (help == NULL)
    {
      builder = gtk_builder_new_from_resource ("/chat/beseda/Beseda/ui/beseda-help.ui");
      g_set_weak_pointer (&help, GTK_WINDOW (gtk_builder_get_object (builder, "help")));
      gtk_window_set_transient_for (help, parent);
      gtk_window_set_destroy_with_parent (help, TRUE);
    }
  gtk_window_present (help);
}
