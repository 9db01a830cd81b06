/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "beseda-wakefulness.h"

#include <glib/gi18n.h>

#ifdef HAVE_LIBPORTAL
#include <libportal/portal.h>
#endif

struct _BesedaWakefulness
{
  GObject parent_instance;

  GtkApplication *application; /* outlives this */
  GSettings *settings;
  GCancellable *cancellable;
  GDBusProxy *power; /* NULL: nobody tells, or not yet */
  guint n_guests;
  guint cookie; /* of the toolkit; 0: it holds nothing awake */
#ifdef HAVE_LIBPORTAL
  XdpPortal *portal; /* NULL: not asked yet */
  gboolean asking;
  int inhibition; /* of the portal; 0: it holds nothing awake */
#endif
};

G_DEFINE_FINAL_TYPE (BesedaWakefulness, beseda_wakefulness, G_TYPE_OBJECT)

static gboolean
is_on_battery (BesedaWakefulness *self)
{
  g_autoptr (GVariant) on = self->power != NULL ? g_dbus_proxy_get_cached_property (self->power, "OnBattery") : NULL;

  return on != NULL && g_variant_is_of_type (on, G_VARIANT_TYPE_BOOLEAN) && g_variant_get_boolean (on);
}

static gboolean
is_wanted (BesedaWakefulness *self)
{
  return self->n_guests > 0 && g_settings_get_boolean (self->settings, "inhibit-suspend") && !is_on_battery (self);
}

static void
release (BesedaWakefulness *self)
{
  if (self->cookie != 0)
    gtk_application_uninhibit (self->application, self->cookie);
  self->cookie = 0;

#ifdef HAVE_LIBPORTAL
  if (self->inhibition != 0)
    xdp_portal_session_uninhibit (self->portal, self->inhibition);
  self->inhibition = 0;
#endif
}

/* Where there are session managers, this waits for theirs. */
static void
hold_by_toolkit (BesedaWakefulness *self)
{
  self->cookie = gtk_application_inhibit (self->application, NULL, GTK_APPLICATION_INHIBIT_SUSPEND,
                                          _ ("Guests are in your room."));
}

#ifdef HAVE_LIBPORTAL
static void
on_inhibited (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (BesedaWakefulness) self = user_data;
  g_autoptr (GError) error = NULL;
  const int inhibition = xdp_portal_session_inhibit_finish (XDP_PORTAL (source), result, &error);

  if (self->settings == NULL) /* let go meanwhile, and the program ends */
    return;

  self->asking = FALSE;
  if (inhibition > 0)
    self->inhibition = inhibition;
  else
    {
      g_debug ("The Inhibit portal: %s", error->message);
      hold_by_toolkit (self);
    }
  if (!is_wanted (self)) /* any more */
    release (self);
}

/* It is not cancelled: libportal 0.6 lets go of a cancelled request without a word. */
static void
hold (BesedaWakefulness *self)
{
  if (self->asking || self->inhibition != 0 || self->cookie != 0)
    return;

  if (self->portal == NULL)
    self->portal = xdp_portal_new ();
  self->asking = TRUE;
  xdp_portal_session_inhibit (self->portal, NULL, _ ("Guests are in your room."), XDP_INHIBIT_FLAG_SUSPEND, NULL,
                              on_inhibited, g_object_ref (self));
}
#else
static void
hold (BesedaWakefulness *self)
{
  if (self->cookie == 0)
    hold_by_toolkit (self);
}
#endif

static void
update (BesedaWakefulness *self)
{
  if (is_wanted (self))
    hold (self);
  else
    release (self);
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
#ifdef HAVE_LIBPORTAL
  g_clear_object (&self->portal);
#endif

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
