/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "beseda-absence.h"

#ifdef HAVE_LIBPORTAL
#include <libportal/portal.h>
#endif

#include "beseda-presence.h"

#define PORTAL "org.freedesktop.portal.Desktop"

struct _BesedaAbsence
{
  GObject parent_instance;

  GSettings *settings;
  gboolean locked; /* the screen */
  gboolean away;
#ifdef HAVE_LIBPORTAL
  guint watch;       /* for the portal to be there; 0: not yet */
  XdpPortal *portal; /* NULL: it is not */
#endif
};

typedef enum
{
  PROP_AWAY = 1,
} Property;

static GParamSpec *properties[PROP_AWAY + 1];

G_DEFINE_FINAL_TYPE (BesedaAbsence, beseda_absence, G_TYPE_OBJECT)

static void
update (BesedaAbsence *self)
{
  const gboolean away = self->locked && g_settings_get_boolean (self->settings, "share-presence");

  if (self->away == away)
    return;

  self->away = away;
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_AWAY]);
}

#ifdef HAVE_LIBPORTAL
static void
on_state (BesedaAbsence *self, gboolean screensaver_active, XdpLoginSessionState state)
{
  /* The desktop waits for a second for whoever does not say so. */
  if (state == XDP_LOGIN_SESSION_QUERY_END)
    xdp_portal_session_monitor_query_end_response (self->portal);

  self->locked = screensaver_active;
  update (self);
}

static void
on_started (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GError) error = NULL;

  if (!xdp_portal_session_monitor_start_finish (XDP_PORTAL (source), result, &error))
    g_debug ("Nobody tells whether the screen is locked: %s", error->message);
}

static void
on_appeared (GDBusConnection *bus, const char *name, const char *owner, gpointer user_data)
{
  BesedaAbsence *self = user_data;

  self->portal = xdp_portal_new ();
  g_signal_connect_object (self->portal, "session-state-changed", G_CALLBACK (on_state), self, G_CONNECT_SWAPPED);
  xdp_portal_session_monitor_start (self->portal, NULL, XDP_SESSION_MONITOR_FLAG_NONE, NULL, on_started, NULL);
}

/* What it told holds no more: it would not tell of the change. */
static void
on_vanished (GDBusConnection *bus, const char *name, gpointer user_data)
{
  BesedaAbsence *self = user_data;

  if (self->portal != NULL)
    {
      g_signal_handlers_disconnect_by_data (self->portal, self);
      xdp_portal_session_monitor_stop (self->portal);
    }
  g_clear_object (&self->portal);
  self->locked = FALSE;
  update (self);
}

static void
start (BesedaAbsence *self)
{
  GApplication *application = g_application_get_default ();
  GDBusConnection *bus = application != NULL ? g_application_get_dbus_connection (application) : NULL;

  if (self->watch == 0 && bus != NULL)
    self->watch = g_bus_watch_name_on_connection (bus, PORTAL, G_BUS_NAME_WATCHER_FLAGS_AUTO_START, on_appeared,
                                                  on_vanished, self, NULL);
}
#endif

static void
on_begun (BesedaAbsence *self, BesedaSession *session)
{
#ifdef HAVE_LIBPORTAL
  start (self);
#endif
  g_object_bind_property (self, "away", beseda_session_get_presence (session), "away", G_BINDING_SYNC_CREATE);
}

static void
beseda_absence_get_property (GObject *object, guint id, GValue *value, GParamSpec *pspec)
{
  switch ((Property) id)
    {
    case PROP_AWAY:
      g_value_set_boolean (value, BESEDA_ABSENCE (object)->away);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
    }
}

static void
beseda_absence_dispose (GObject *object)
{
  BesedaAbsence *self = BESEDA_ABSENCE (object);

#ifdef HAVE_LIBPORTAL
  g_clear_handle_id (&self->watch, g_bus_unwatch_name);
  if (self->portal != NULL)
    xdp_portal_session_monitor_stop (self->portal);
  g_clear_object (&self->portal);
#endif
  g_clear_object (&self->settings);

  G_OBJECT_CLASS (beseda_absence_parent_class)->dispose (object);
}

static void
beseda_absence_class_init (BesedaAbsenceClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->get_property = beseda_absence_get_property;
  object_class->dispose = beseda_absence_dispose;

  properties[PROP_AWAY] = g_param_spec_boolean ("away", NULL, NULL, FALSE, G_PARAM_READABLE | G_PARAM_STATIC_STRINGS);
  g_object_class_install_properties (object_class, G_N_ELEMENTS (properties), properties);
}

static void
beseda_absence_init (BesedaAbsence *self)
{
}

BesedaAbsence *
beseda_absence_new (BesedaProfile *profile)
{
  BesedaAbsence *self = g_object_new (BESEDA_TYPE_ABSENCE, NULL);

  self->settings = g_object_ref (beseda_profile_get_settings (profile));
  g_signal_connect_object (self->settings, "changed::share-presence", G_CALLBACK (update), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (profile, "begun", G_CALLBACK (on_begun), self, G_CONNECT_SWAPPED);

  return self;
}
