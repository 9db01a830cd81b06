/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "beseda-link-dialog.h"

#include <glib/gi18n.h>

#include "beseda-link.h"
#include "beseda-shown-text.h"
#include "beseda-toolkit.h"

#define MAX_HEIGHT 160 /* pixels of a link; the rest is scrolled to */

static void
on_response (GtkWidget *dialog, const char *response, const char *link)
{
  if (g_str_equal (response, "copy"))
    gdk_clipboard_set_text (gtk_widget_get_clipboard (dialog), link);
  else if (g_str_equal (response, "open"))
    beseda_toolkit_open_uri (g_object_get_data (G_OBJECT (dialog), "parent"), link);
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
  gtk_label_set_width_chars (GTK_LABEL (label), 20);
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
  g_autofree char *body = NULL;
  GtkWidget *dialog;

  if (host == NULL)
    return;

  /* Translators: %s is a host, or a mail address */
  heading = g_strdup_printf (beseda_link_is_mail (link) ? _ ("Write to %s?") : _ ("Open %s?"), host);
  if (ascii != NULL)
    {
      g_autofree char *shown = beseda_shown_name_inside (link);

      /* Translators: %s is a link as it stands in a message; the heading has its real address, in ASCII */
      body = g_strdup_printf (_ ("In the message it reads %s"), shown);
    }
  dialog = beseda_toolkit_alert_new (heading, body, make_link_view (ascii != NULL ? ascii : link));
  beseda_toolkit_alert_add_response (dialog, "cancel", _ ("_Cancel"), ADW_RESPONSE_DEFAULT);
  beseda_toolkit_alert_add_response (dialog, "copy", _ ("C_opy"), ADW_RESPONSE_DEFAULT);
  beseda_toolkit_alert_add_response (dialog, "open", _ ("_Open"), ADW_RESPONSE_SUGGESTED);
  g_object_set (dialog, "default-response", "open", "close-response", "cancel", NULL);
  g_object_set_data (G_OBJECT (dialog), "parent", parent); /* it goes with that */
  g_signal_connect_data (dialog, "response", G_CALLBACK (on_response),
                         ascii != NULL ? g_steal_pointer (&ascii) : g_strdup (link), free_link, 0);
  beseda_toolkit_present (dialog, parent);
}
