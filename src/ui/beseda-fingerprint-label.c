/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "beseda-fingerprint-label.h"

#include <string.h>

#define GROUP 4 /* digits */
#define LINE 16

void
beseda_fingerprint_label_show (GtkLabel *label, const char *fingerprint)
{
  const gsize n_digits = strlen (fingerprint);
  g_autoptr (GString) groups = g_string_new (NULL);

  for (gsize i = 0; i < n_digits; i++)
    {
      if (i > 0 && i % GROUP == 0)
        g_string_append_c (groups, i % LINE == 0 ? '\n' : ' ');
      g_string_append_c (groups, fingerprint[i]);
    }

  gtk_label_set_label (label, groups->str);
  gtk_label_set_selectable (label, TRUE);
  gtk_widget_set_can_focus (GTK_WIDGET (label), FALSE); /* a dialog would begin with all of it selected */
  gtk_label_set_justify (label, GTK_JUSTIFY_CENTER);
  gtk_widget_add_css_class (GTK_WIDGET (label), "fingerprint");
  gtk_widget_add_css_class (GTK_WIDGET (label), "monospace");
}
