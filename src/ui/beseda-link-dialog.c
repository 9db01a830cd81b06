/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "beseda-link-dialog.h"

#include <adwaita.h>
#include <glib/gi18n.h>

#include "beseda-link.h"
#include "beseda-shown-text.h"

#define MAX_HEIGHT 160 /* pixels of a link; the rest is scrolled to */

static void
on_response (AdwMessageDialog *dialog, const char *response, const char *link)
{
  if (g_str_equal (response, "copy"))
    gdk_clipboard_set_text (gtk_widget_get_clipboard (GTK_WIDGET (dialog)), link);
  else if (g_str_equal (response, "open"))
    gtk_show_uri (gtk_window_get_transient_for (GTK_WINDOW (dialog)), link, GDK_CURRENT_TIME);
}

static void
free_link (gpointer link, GClosure *closure)
{
  g_free (link);
}

static GtkWidget *
make_link_view (const char *link)
{
  GtkWidget *label = gtk_label_new (link);
  GtkWidget *scrolled = gtk_scrolled_window_new ();
  g_autoptr (PangoAttrList) attributes = pango_attr_list_new ();

  /* A hyphen at the end of a line would read as one of the link's. */
  pango_attr_list_insert (attributes, pango_attr_insert_hyphens_new (FALSE));
  gtk_label_set_attributes (GTK_LABEL (label), attributes);
  gtk_label_set_wrap (GTK_LABEL (label), TRUE);
  gtk_label_set_wrap_mode (GTK_LABEL (label), PANGO_WRAP_CHAR);
  gtk_label_set_selectable (GTK_LABEL (label), TRUE);
  gtk_label_set_width_chars (GTK_LABEL (label), 36);
  gtk_label_set_max_width_chars (GTK_LABEL (label), 36);
  gtk_widget_add_css_class (label, "monospace");
  gtk_widget_set_can_focus (label, FALSE); /* it would begin with all of it selected */
  gtk_scrolled_window_set_policy (GTK_SCROLLED_WINDOW (scrolled), GTK_POLICY_NEVER, GTK_POLICY_AUTOMATIC);
  gtk_scrolled_window_set_propagate_natural_height (GTK_SCROLLED_WINDOW (scrolled), TRUE);
  gtk_scrolled_window_set_max_content_height (GTK_SCROLLED_WINDOW (scrolled), MAX_HEIGHT);
  gtk_scrolled_window_set_child (GTK_SCROLLED_WINDOW (scrolled), label);

  return scrolled;
}

void
beseda_link_dialog_show (GtkWindow *parent, const char *link)
{
  g_autofree char *host = beseda_link_get_host (link);
  g_autofree char *ascii = beseda_link_to_ascii (link);
  g_autofree char *heading = NULL;
  AdwMessageDialog *dialog;

  if (host == NULL)
    return;

  /* Translators: %s is a host, or a mail address */
  heading = g_strdup_printf (beseda_link_is_mail (link) ? _ ("Write to %s?") : _ ("Open %s?"), host);
  dialog = ADW_MESSAGE_DIALOG (adw_message_dialog_new (parent, heading, NULL));
  if (ascii != NULL)
    {
      g_autofree char *shown = beseda_shown_name_inside (link);

      /* Translators: %s is a link as it stands in a message; the heading has its real address, in ASCII */
      adw_message_dialog_format_body (dialog, _ ("In the message it reads %s"), shown);
    }
  adw_message_dialog_set_extra_child (dialog, make_link_view (ascii != NULL ? ascii : link));
  adw_message_dialog_add_responses (dialog, "cancel", _ ("_Cancel"), "copy", _ ("C_opy"), "open", _ ("_Open"), NULL);
  adw_message_dialog_set_response_appearance (dialog, "open", ADW_RESPONSE_SUGGESTED);
  adw_message_dialog_set_default_response (dialog, "open");
  adw_message_dialog_set_close_response (dialog, "cancel");
  g_signal_connect_data (dialog, "response", G_CALLBACK (on_response),
                         ascii != NULL ? g_steal_pointer (&ascii) : g_strdup (link), free_link, 0);
  gtk_window_present (GTK_WINDOW (dialog));
}
