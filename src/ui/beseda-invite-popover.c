/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "beseda-invite-popover.h"

#include <glib/gi18n.h>

#include "beseda-dialogs.h"
#include "beseda-toolkit.h"
#define COPIED_MS 2000 /* long enough to be noticed */

struct _BesedaInvitePopover
{
  GtkPopover parent;

  GtkLabel *lead;
  GtkBox *links;
  GtkLabel *encryption;
  GtkWidget *reset;
  GtkLabel *reach;

  BesedaHostedRoom *room;
  BesedaRoster *roster;
  gboolean guest_came; /* somebody other than oneself has been in the room */
  GtkWidget *copied;   /* the button that says so for a moment; lent by `links` */
  guint copied_timeout;
};

G_DEFINE_FINAL_TYPE (BesedaInvitePopover, beseda_invite_popover, GTK_TYPE_POPOVER)

static void
show_copied (GtkWidget *button, gboolean copied)
{
  const char *link = g_object_get_data (G_OBJECT (button), "link");
  /* Translators: %s is a link. */
  g_autofree char *copy = g_strdup_printf (_ ("Copy %s"), link);
  const char *name = copied ? _ ("Copied") : copy;

  gtk_button_set_icon_name (GTK_BUTTON (button), copied ? "object-select-symbolic" : "edit-copy-symbolic");
  gtk_widget_set_tooltip_text (button, copied ? _ ("Copied") : _ ("Copy"));
  beseda_toolkit_name (GTK_WIDGET (button), name);
}

static void
forget_copied (BesedaInvitePopover *self)
{
  g_clear_handle_id (&self->copied_timeout, g_source_remove);
  if (self->copied)
    show_copied (g_steal_pointer (&self->copied), FALSE);
}

static gboolean
on_copied_timeout (gpointer user_data)
{
  BesedaInvitePopover *self = user_data;

  self->copied_timeout = 0;
  forget_copied (self);
  return G_SOURCE_REMOVE;
}

static void
on_copy (BesedaInvitePopover *self, GtkButton *button)
{
  gdk_clipboard_set_text (gtk_widget_get_clipboard (GTK_WIDGET (self)), g_object_get_data (G_OBJECT (button), "link"));
  forget_copied (self);
  self->copied = GTK_WIDGET (button);
  show_copied (self->copied, TRUE);
  self->copied_timeout = g_timeout_add (COPIED_MS, on_copied_timeout, self);
}

static void
add_link (BesedaInvitePopover *self, BesedaAddress *address)
{
  g_autofree char *link = beseda_address_to_link (address);
  g_autoptr (PangoAttrList) whole = pango_attr_list_new ();
  GtkWidget *row = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 6);
  GtkWidget *label = gtk_label_new (link);
  GtkWidget *copy = gtk_button_new ();

  gtk_label_set_selectable (GTK_LABEL (label), TRUE);
  gtk_label_set_xalign (GTK_LABEL (label), 0);
  gtk_label_set_wrap (GTK_LABEL (label), TRUE);
  gtk_label_set_wrap_mode (GTK_LABEL (label), PANGO_WRAP_WORD_CHAR);
  gtk_label_set_max_width_chars (GTK_LABEL (label), 0);
  pango_attr_list_insert (whole, pango_attr_insert_hyphens_new (FALSE)); /* it would be read as the link's own */
  gtk_label_set_attributes (GTK_LABEL (label), whole);
  gtk_widget_set_hexpand (label, TRUE);
  gtk_widget_add_css_class (label, "monospace");
  gtk_widget_set_valign (copy, GTK_ALIGN_CENTER);
  gtk_widget_add_css_class (copy, "flat");
  g_object_set_data_full (G_OBJECT (copy), "link", g_steal_pointer (&link), g_free);
  show_copied (copy, FALSE);
  g_signal_connect_object (copy, "clicked", G_CALLBACK (on_copy), self, G_CONNECT_SWAPPED);

  gtk_box_append (GTK_BOX (row), label);
  gtk_box_append (GTK_BOX (row), copy);
  gtk_box_append (self->links, row);
}

static void
remove_links (BesedaInvitePopover *self)
{
  GtkWidget *row;

  forget_copied (self);
  while ((row = gtk_widget_get_first_child (GTK_WIDGET (self->links))))
    gtk_box_remove (self->links, row);
}

/* Says only what is known: a guest may sit at this very computer, and nothing here can try the internet. */
static void
show_reach (BesedaInvitePopover *self, gboolean network)
{
  const char *local = self->guest_came ? _ ("This network: a guest came in, unless that was from this computer.")
                                       : _ ("This network: not tried yet.");
  g_autofree char *text = network ? g_strjoin ("\n", _ ("This computer: yes."), local,
                                               _ ("Internet: only if your router lets people through."), NULL)
                                  : NULL;

  gtk_widget_set_visible (GTK_WIDGET (self->reach), network);
  gtk_label_set_label (self->reach, text ? text : "");
}

static void
show_encryption (BesedaInvitePopover *self)
{
  const BesedaAddress *address = beseda_hosted_room_get_address (self->room);

  gtk_label_set_label (self->encryption, beseda_address_get_fingerprint (address) != NULL
                                             ? _ ("Encrypted: who has the link can be sure that this is your room.")
                                             : _ ("Not encrypted: others on the network can read what is said."));
}

static void
refresh (BesedaInvitePopover *self)
{
  g_autoptr (GPtrArray) invitations = beseda_hosted_room_dup_invitations (self->room);
  g_autoptr (BesedaAddress) guest = NULL;
  const BesedaAddress *own;

  remove_links (self);
  if (invitations->len == 0)
    {
      gtk_label_set_label (self->lead,
                           _ ("No other computer can reach this room; only programs on this one can join:"));
      own = beseda_hosted_room_get_address (self->room);
      /* Not with the host's own secret, which makes an owner of who has it. */
      guest = beseda_address_with_secrets (own, beseda_address_get_fingerprint (own), beseda_address_get_key (own),
                                           NULL);
      add_link (self, guest);
    }
  else
    {
      gtk_label_set_label (self->lead, _ ("Hand one of these links to whom you want in the room:"));
      for (guint i = 0; i < invitations->len; i++)
        add_link (self, g_ptr_array_index (invitations, i));
    }
  gtk_widget_set_visible (self->reset, beseda_address_get_key (beseda_hosted_room_get_address (self->room)) != NULL);
  show_encryption (self);
  show_reach (self, invitations->len > 0);
}

static void
on_reset_done (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (BesedaInvitePopover) self = user_data;
  g_autoptr (GError) error = NULL;
  g_autofree char *link = beseda_hosted_room_command_finish (BESEDA_HOSTED_ROOM (source), result, &error);
  GtkRoot *root = gtk_widget_get_root (GTK_WIDGET (self));

  if (link == NULL && root != NULL)
    beseda_dialogs_tell (GTK_WINDOW (root), _ ("The Link Was Not Reset"), error->message);
}

static void
on_reset_confirmed (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (BesedaInvitePopover) self = user_data;
  const char *const words[] = { "reset-link", NULL };

  if (beseda_dialogs_confirm_finish (result, NULL) && self->room != NULL)
    beseda_hosted_room_command_async (self->room, words, NULL, on_reset_done, g_object_ref (self));
}

static void
on_reset (BesedaInvitePopover *self)
{
  gtk_popover_popdown (GTK_POPOVER (self));
  beseda_dialogs_confirm_async (
      GTK_WINDOW (gtk_widget_get_root (GTK_WIDGET (self))), _ ("Reset the Link?"),
      _ ("Whoever has the old link and has never been in the room cannot join with it any more. "
         "Who has been here with the Beseda app keeps their way in; to take it away, ban them."),
      _ ("_Cancel"), _ ("_Reset Link"), on_reset_confirmed, g_object_ref (self));
}

static void
on_invitations (BesedaInvitePopover *self)
{
  if (gtk_widget_get_mapped (GTK_WIDGET (self)))
    refresh (self);
}

static void
on_people (BesedaInvitePopover *self)
{
  if (beseda_roster_get_n_people (self->roster) < 2 || self->guest_came)
    return;
  self->guest_came = TRUE;
  if (gtk_widget_get_mapped (GTK_WIDGET (self)))
    refresh (self);
}

/* The links are there before the popover is measured; the focus goes to the first button, since the label that it would
 * go to has selected itself. */
static void
beseda_invite_popover_show (GtkWidget *widget)
{
  BesedaInvitePopover *self = BESEDA_INVITE_POPOVER (widget);
  GtkWidget *first;

  refresh (self);
  GTK_WIDGET_CLASS (beseda_invite_popover_parent_class)->show (widget);
  first = gtk_widget_get_first_child (GTK_WIDGET (self->links));
  gtk_widget_grab_focus (gtk_widget_get_last_child (first));
  gtk_label_select_region (GTK_LABEL (gtk_widget_get_first_child (first)), 0, 0);
}

static void
beseda_invite_popover_dispose (GObject *object)
{
  BesedaInvitePopover *self = BESEDA_INVITE_POPOVER (object);

  g_clear_handle_id (&self->copied_timeout, g_source_remove);
  self->copied = NULL;
  gtk_widget_dispose_template (GTK_WIDGET (self), BESEDA_TYPE_INVITE_POPOVER);
  g_clear_object (&self->roster);
  g_clear_object (&self->room);

  G_OBJECT_CLASS (beseda_invite_popover_parent_class)->dispose (object);
}

static void
beseda_invite_popover_class_init (BesedaInvitePopoverClass *class)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (class);

  G_OBJECT_CLASS (class)->dispose = beseda_invite_popover_dispose;
  widget_class->show = beseda_invite_popover_show;

  gtk_widget_class_set_template_from_resource (widget_class, "/chat/beseda/Beseda/ui/beseda-invite-popover.ui");
  gtk_widget_class_bind_template_child (widget_class, BesedaInvitePopover, lead);
  gtk_widget_class_bind_template_child (widget_class, BesedaInvitePopover, links);
  gtk_widget_class_bind_template_child (widget_class, BesedaInvitePopover, encryption);
  gtk_widget_class_bind_template_child (widget_class, BesedaInvitePopover, reset);
  gtk_widget_class_bind_template_callback (widget_class, on_reset);
  gtk_widget_class_bind_template_child (widget_class, BesedaInvitePopover, reach);
}

static void
beseda_invite_popover_init (BesedaInvitePopover *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}

GtkWidget *
beseda_invite_popover_new (BesedaHostedRoom *room, BesedaRoster *roster)
{
  BesedaInvitePopover *self;

  g_return_val_if_fail (BESEDA_IS_HOSTED_ROOM (room), NULL);
  g_return_val_if_fail (BESEDA_IS_ROSTER (roster), NULL);

  self = g_object_new (BESEDA_TYPE_INVITE_POPOVER, NULL);
  self->room = g_object_ref (room);
  self->roster = g_object_ref (roster);
  g_signal_connect_object (roster, "notify::n-people", G_CALLBACK (on_people), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (room, "invitations-changed", G_CALLBACK (on_invitations), self, G_CONNECT_SWAPPED);
  on_people (self);
  return GTK_WIDGET (self);
}
