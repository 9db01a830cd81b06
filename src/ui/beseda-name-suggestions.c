/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "beseda-name-suggestions.h"

#include <glib/gi18n.h>

#include "beseda-toolkit.h"

#define MAX_SUGGESTIONS 3

static GtkWidget *
create_button (const char *name)
{
  GtkWidget *button = gtk_button_new_with_label (name);
  /* Translators: %s is a person's name. */
  g_autofree char *label = g_strdup_printf (_ ("Join as %s"), name);

  gtk_label_set_ellipsize (GTK_LABEL (gtk_button_get_child (GTK_BUTTON (button))), PANGO_ELLIPSIZE_MIDDLE);
  gtk_widget_set_tooltip_text (button, label);
  beseda_toolkit_name (GTK_WIDGET (button), label);

  return button;
}

void
beseda_name_suggestions_show (GtkBox *box, const char *const *names, GCallback chosen, gpointer self)
{
  GtkWidget *child;

  while ((child = gtk_widget_get_first_child (GTK_WIDGET (box))))
    gtk_box_remove (box, child);
  for (guint i = 0; i < MAX_SUGGESTIONS && names && names[i]; i++)
    {
      GtkWidget *button = create_button (names[i]);

      g_signal_connect_object (button, "clicked", chosen, self, G_CONNECT_SWAPPED);
      gtk_box_append (box, button);
    }
  gtk_widget_set_visible (GTK_WIDGET (box), names && names[0]);
}
