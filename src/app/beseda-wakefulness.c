/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "beseda-wakefulness.h"

#include <glib/gi18n.h>

struct _BesedaWakefulness
{
  GObject parent_instance;

  GtkApplication *application; /* outlives this */
  GSettings *settings;
  GCancellable *cancellable;
  GDBusProxy *power; /* NULL: nobody tells, or not yet */
  guint n_guests;
  guint cookie; /* 0: not held awake */
};

G_DEFINE_FINAL_TYPE (BesedaWakefulness, beseda_wakefulness, G_TYPE_OBJECT)

static gboolean
is_on_battery (BesedaWakefulness *self)
{
  g_autoptr (GVariant) on = self->power != NULL ? g_dbus_proxy_get_cached_property (self->power, "OnBattery") : NULL;

  return on != NULL && g_variant_is_of_type (on, G_VARIANT_TYPE_BOOLEAN) && g_variant_get_boolean (on);
}

static void
release (BesedaWakefulness *self)
{
  if (self->cookie != 0)
    gtk_application_uninhibit (self->application, self->cookie);
  self->cookie = 0;
}

static void
update (BesedaWakefulness *self)
{
  const gboolean wanted = self->n_guests > 0 && g_settings_get_boolean (self->settings, "inhibit-suspend") &&
                          !is_on_battery (self);

  if (!wanted)
    release (self);
  else if (self->cookie == 0)
    self->cookie = gtk_application_inhibit (self->application, NULL, GTK_APPLICATION_INHIBIT_SUSPEND,
                                            _ ("Guests are in your room."));
}

static void
on_power (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (BesedaWakefulness) self = user_data;
  g_autoptr (GError) error = NULL;

  self->power = g_dbus_proxy_new_for_bus_finish (result, &error);
  if (self->power == NULL)
    {
      g_debug ("Nobody tells whether this is mains power: %s", error->message);
      return;
    }

  if (self->cancellable == NULL) /* let go meanwhile */
    {
      g_clear_object (&self->power);
      return;
    }

  g_signal_connect_object (self->power, "g-properties-changed", G_CALLBACK (update), self, G_CONNECT_SWAPPED);
  update (self);
}

static void
beseda_wakefulness_dispose (GObject *object)
{
  BesedaWakefulness *self = BESEDA_WAKEFULNESS (object);

  g_cancellable_cancel (self->cancellable);
  g_clear_object (&self->cancellable);
  g_clear_object (&self->power);
  g_clear_object (&self->settings);

  G_OBJECT_CLASS (beseda_wakefulness_parent_class)->dispose (object);
}

static void
beseda_wakefulness_class_init (BesedaWakefulnessClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = beseda_wakefulness_dispose;
}

static void
beseda_wakefulness_init (BesedaWakefulness *self)
{
  self->cancellable = g_cancellable_new ();
}

BesedaWakefulness *
beseda_wakefulness_new (GtkApplication *application, GSettings *settings)
{
  BesedaWakefulness *self = g_object_new (BESEDA_TYPE_WAKEFULNESS, NULL);

  self->application = application;
  self->settings = g_object_ref (settings);
  g_signal_connect_object (settings, "changed::inhibit-suspend", G_CALLBACK (update), self, G_CONNECT_SWAPPED);
  g_dbus_proxy_new_for_bus (G_BUS_TYPE_SYSTEM, G_DBUS_PROXY_FLAGS_NONE, NULL, "org.freedesktop.UPower",
                            "/org/freedesktop/UPower", "org.freedesktop.UPower", self->cancellable, on_power,
                            g_object_ref (self));

  return self;
}

void
beseda_wakefulness_set_guests (BesedaWakefulness *self, guint n_guests)
{
  self->n_guests = n_guests;
  update (self);
}
