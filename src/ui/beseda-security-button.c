/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "beseda-security-button.h"

#include <glib/gi18n.h>

#include "beseda-connection.h"
#include "beseda-fingerprint-label.h"

struct _BesedaSecurityButton
{
  AdwBin parent;

  GtkMenuButton *button;
  GtkLabel *title;
  GtkLabel *text;
  GtkLabel *lead;
  GtkLabel *fingerprint;

  BesedaSession *session;
};

/* What there is to say of a room. */
typedef struct
{
  const char *icon;
  const char *title;
  const char *text;
} Finding;

G_DEFINE_FINAL_TYPE (BesedaSecurityButton, beseda_security_button, ADW_TYPE_BIN)

static const Finding *
find_unencrypted (BesedaAddress *address)
{
  static const Finding local = {
    "computer-symbolic",
    N_ ("On this computer"),
    N_ ("What you say here goes through no network on its way to the room."),
  };
  static const Finding open = {
    "channel-insecure-symbolic",
    N_ ("Not encrypted"),
    N_ ("Others on the networks between you and the room can read what is said, and change it. Ask the host for a link "
        "that begins with beseda://."),
  };

  return beseda_connection_leads_here (address) ? &local : &open;
}

/* NULL: nothing was found out, or what the person needs to know is told elsewhere. */
static const Finding *
find_out (BesedaSession *session)
{
  static const Finding pinned = {
    "channel-secure-symbolic",
    N_ ("Encrypted, checked against the link"),
    N_ ("Nobody on the way can read what is said, and this is the room that the link is of."),
  };
  static const Finding vouched_for = {
    "channel-secure-symbolic",
    N_ ("Encrypted, certificate by a known authority"),
    N_ ("Nobody on the way can read what is said, and an authority that this computer trusts vouches for the server."),
  };
  static const Finding known = {
    "channel-secure-symbolic",
    N_ ("Encrypted, trusted by you"),
    N_ ("Nobody on the way can read what is said, and the room is the one that you trusted."),
  };

  switch (beseda_session_get_trust (session))
    {
    case BESEDA_TRUST_PINNED:
      return &pinned;
    case BESEDA_TRUST_AUTHORITY:
      return &vouched_for;
    case BESEDA_TRUST_KNOWN:
      return &known;
    case BESEDA_TRUST_NONE:
      return beseda_address_get_tls (beseda_session_get_address (session))
                 ? NULL
                 : find_unencrypted (beseda_session_get_address (session));
    case BESEDA_TRUST_UNKNOWN:
    case BESEDA_TRUST_CHANGED:
      break;
    }

  return NULL;
}

/* An authority's certificates change; there is nothing to compare. */
static void
show_fingerprint (BesedaSecurityButton *self)
{
  const char *fingerprint = beseda_session_get_fingerprint (self->session);
  const gboolean shown = fingerprint != NULL && beseda_session_get_trust (self->session) != BESEDA_TRUST_AUTHORITY;

  gtk_widget_set_visible (GTK_WIDGET (self->lead), shown);
  gtk_widget_set_visible (GTK_WIDGET (self->fingerprint), shown);
  if (shown)
    beseda_fingerprint_label_show (self->fingerprint, fingerprint);
}

static void
update (BesedaSecurityButton *self)
{
  const Finding *finding = self->session != NULL ? find_out (self->session) : NULL;

  gtk_widget_set_visible (GTK_WIDGET (self), finding != NULL);
  if (finding == NULL)
    return;

  gtk_menu_button_set_icon_name (self->button, finding->icon);
  gtk_widget_set_tooltip_text (GTK_WIDGET (self->button), _ (finding->title));
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->button), GTK_ACCESSIBLE_PROPERTY_LABEL, _ (finding->title), -1);
  if (g_str_equal (finding->icon, "channel-insecure-symbolic"))
    gtk_widget_add_css_class (GTK_WIDGET (self->button), "warning");
  else
    gtk_widget_remove_css_class (GTK_WIDGET (self->button), "warning");
  gtk_label_set_label (self->title, _ (finding->title));
  gtk_label_set_label (self->text, _ (finding->text));
  show_fingerprint (self);
}

/* The label that the focus has gone to has selected itself. */
static void
on_popover_shown (BesedaSecurityButton *self)
{
  gtk_label_select_region (self->fingerprint, 0, 0);
}

static void
beseda_security_button_dispose (GObject *object)
{
  BesedaSecurityButton *self = BESEDA_SECURITY_BUTTON (object);

  if (self->session != NULL)
    g_signal_handlers_disconnect_by_data (self->session, self);
  g_clear_object (&self->session);

  G_OBJECT_CLASS (beseda_security_button_parent_class)->dispose (object);
}

static void
beseda_security_button_class_init (BesedaSecurityButtonClass *class)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (class);

  G_OBJECT_CLASS (class)->dispose = beseda_security_button_dispose;

  gtk_widget_class_set_template_from_resource (widget_class, "/chat/beseda/Beseda/ui/beseda-security-button.ui");
  gtk_widget_class_bind_template_child (widget_class, BesedaSecurityButton, button);
  gtk_widget_class_bind_template_child (widget_class, BesedaSecurityButton, title);
  gtk_widget_class_bind_template_child (widget_class, BesedaSecurityButton, text);
  gtk_widget_class_bind_template_child (widget_class, BesedaSecurityButton, lead);
  gtk_widget_class_bind_template_child (widget_class, BesedaSecurityButton, fingerprint);
  gtk_widget_class_bind_template_callback (widget_class, on_popover_shown);
}

static void
beseda_security_button_init (BesedaSecurityButton *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  update (self);
}

GtkWidget *
beseda_security_button_new (void)
{
  return g_object_new (BESEDA_TYPE_SECURITY_BUTTON, NULL);
}

void
beseda_security_button_set_session (BesedaSecurityButton *self, BesedaSession *session)
{
  g_return_if_fail (BESEDA_IS_SECURITY_BUTTON (self));
  g_return_if_fail (session == NULL || BESEDA_IS_SESSION (session));

  if (self->session == session)
    return;

  if (self->session != NULL)
    g_signal_handlers_disconnect_by_data (self->session, self);
  g_set_object (&self->session, session);
  if (session != NULL)
    g_signal_connect_object (session, "notify::trust", G_CALLBACK (update), self, G_CONNECT_SWAPPED);
  update (self);
}
