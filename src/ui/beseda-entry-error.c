/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "beseda-entry-error.h"

void
beseda_entry_error_set (AdwEntryRow *row, GtkLabel *label, const char *problem)
{
  /* The row's inner text is what has the focus, and so what a screen reader reads. */
  GtkAccessible *text = GTK_ACCESSIBLE (gtk_editable_get_delegate (GTK_EDITABLE (row)));
  GtkAccessible *accessibles[] = { GTK_ACCESSIBLE (row), text };

  gtk_label_set_label (label, problem ? problem : "");
  gtk_widget_set_visible (GTK_WIDGET (label), problem != NULL);
  if (problem)
    gtk_widget_add_css_class (GTK_WIDGET (row), "error");
  else
    gtk_widget_remove_css_class (GTK_WIDGET (row), "error");

  for (guint i = 0; i < G_N_ELEMENTS (accessibles); i++)
    if (problem)
      {
        gtk_accessible_update_state (accessibles[i], GTK_ACCESSIBLE_STATE_INVALID, GTK_ACCESSIBLE_INVALID_TRUE, -1);
        gtk_accessible_update_relation (accessibles[i], GTK_ACCESSIBLE_RELATION_DESCRIBED_BY, label, NULL, -1);
      }
    else
      {
        gtk_accessible_reset_state (accessibles[i], GTK_ACCESSIBLE_STATE_INVALID);
        gtk_accessible_reset_relation (accessibles[i], GTK_ACCESSIBLE_RELATION_DESCRIBED_BY);
      }
}
