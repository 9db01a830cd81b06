/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "beseda-host-banner.h"

#include <glib/gi18n.h>

#include "beseda-invite-popover.h"

struct _BesedaHostBanner
{
  AdwBin parent;

  GtkLabel *status;
  GtkMenuButton *invite;

  BesedaRoster *roster;
};

G_DEFINE_FINAL_TYPE (BesedaHostBanner, beseda_host_banner, ADW_TYPE_BIN)

static void
update_status (BesedaHostBanner *self)
{
  guint n_people = beseda_roster_get_n_people (self->roster);
  guint n_guests = n_people > 0 ? n_people - 1 : 0; /* oneself is in it from the login on */
  g_autofree char *status = g_strdup_printf (ngettext ("Hosting — %u guest", "Hosting — %u guests", n_guests),
                                             n_guests);

  gtk_label_set_label (self->status, status);
}

static void
beseda_host_banner_dispose (GObject *object)
{
  BesedaHostBanner *self = BESEDA_HOST_BANNER (object);

  g_clear_object (&self->roster);

  G_OBJECT_CLASS (beseda_host_banner_parent_class)->dispose (object);
}

static void
beseda_host_banner_class_init (BesedaHostBannerClass *class)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (class);

  G_OBJECT_CLASS (class)->dispose = beseda_host_banner_dispose;

  gtk_widget_class_set_template_from_resource (widget_class, "/chat/beseda/Beseda/ui/beseda-host-banner.ui");
  gtk_widget_class_bind_template_child (widget_class, BesedaHostBanner, status);
  gtk_widget_class_bind_template_child (widget_class, BesedaHostBanner, invite);
}

static void
beseda_host_banner_init (BesedaHostBanner *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}

GtkWidget *
beseda_host_banner_new (BesedaHostedRoom *room, BesedaRoster *roster)
{
  BesedaHostBanner *self;

  g_return_val_if_fail (BESEDA_IS_HOSTED_ROOM (room), NULL);
  g_return_val_if_fail (BESEDA_IS_ROSTER (roster), NULL);

  self = g_object_new (BESEDA_TYPE_HOST_BANNER, NULL);
  self->roster = g_object_ref (roster);
  gtk_menu_button_set_popover (self->invite, beseda_invite_popover_new (room, roster));
  g_signal_connect_object (roster, "notify::n-people", G_CALLBACK (update_status), self, G_CONNECT_SWAPPED);
  update_status (self);
  return GTK_WIDGET (self);
}
