/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "beseda-recent-row.h"

#include <glib/gi18n.h>

#include "beseda-shown-text.h"

struct _BesedaRecentRow
{
  AdwActionRow parent;

  GtkButton *forget;

  BesedaRecentRoom *room;
};

enum
{
  FORGET,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (BesedaRecentRow, beseda_recent_row, ADW_TYPE_ACTION_ROW)

static void
on_forget (BesedaRecentRow *self)
{
  g_signal_emit (self, signals[FORGET], 0);
}

static void
beseda_recent_row_dispose (GObject *object)
{
  BesedaRecentRow *self = BESEDA_RECENT_ROW (object);

  gtk_widget_dispose_template (GTK_WIDGET (self), BESEDA_TYPE_RECENT_ROW);
  g_clear_object (&self->room);

  G_OBJECT_CLASS (beseda_recent_row_parent_class)->dispose (object);
}

static void
beseda_recent_row_class_init (BesedaRecentRowClass *class)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (class);

  G_OBJECT_CLASS (class)->dispose = beseda_recent_row_dispose;

  signals[FORGET] = g_signal_new ("forget", BESEDA_TYPE_RECENT_ROW, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE,
                                  0);

  gtk_widget_class_set_template_from_resource (widget_class, "/chat/beseda/Beseda/ui/beseda-recent-row.ui");
  gtk_widget_class_bind_template_child (widget_class, BesedaRecentRow, forget);
  gtk_widget_class_bind_template_callback (widget_class, on_forget);
}

static void
beseda_recent_row_init (BesedaRecentRow *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}

GtkWidget *
beseda_recent_row_new (BesedaRecentRoom *room)
{
  BesedaRecentRow *self = g_object_new (BESEDA_TYPE_RECENT_ROW, NULL);
  g_autofree char *name = beseda_shown_name (beseda_recent_room_get_name (room));
  const char *own_login = beseda_recent_room_get_login (room);
  g_autofree char *login = own_login ? beseda_shown_name_inside (own_login) : NULL;
  g_autofree char *address = beseda_address_to_label (beseda_recent_room_get_address (room));
  /* Translators: %1$s is a host and a port, %2$s the name under which one is in that room. */
  g_autofree char *subtitle = login ? g_strdup_printf (_ ("%1$s as %2$s"), address, login) : g_strdup (address);
  /* Translators: %s is a room's name. */
  g_autofree char *forget = g_strdup_printf (_ ("Forget %s"), name);

  self->room = g_object_ref (room);
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (self), name);
  if (strcmp (name, subtitle) != 0)
    adw_action_row_set_subtitle (ADW_ACTION_ROW (self), subtitle);
  gtk_widget_set_tooltip_text (GTK_WIDGET (self->forget), forget);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->forget), GTK_ACCESSIBLE_PROPERTY_LABEL, forget, -1);
  return GTK_WIDGET (self);
}

BesedaRecentRoom *
beseda_recent_row_get_room (BesedaRecentRow *self)
{
  g_return_val_if_fail (BESEDA_IS_RECENT_ROW (self), NULL);

  return self->room;
}
