/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "beseda-announcer.h"

#include <gio/gio.h>
#include <string.h>

#include "beseda-announcement.h"

#define AVAHI "org.freedesktop.Avahi"
#define AVAHI_SERVER AVAHI ".Server"
#define AVAHI_GROUP AVAHI ".EntryGroup"
#define AVAHI_ANY (-1)    /* interface, protocol */
#define AVAHI_COLLISION 3 /* the state of a group whose name is somebody else's */
#define AVAHI_RUNNING 2   /* the state of a server whose own name is settled */
#define AVAHI_FAILURE 4   /* the state of a group */
#define AVAHI_NO_FLAGS 0u
#define MOST_NAMES 20

struct _BesedaAnnouncer
{
  char *room;
  guint16 port;
  gboolean encrypts;
  BesedaAnnouncement *announcement; /* NULL: there is nothing to tell */

  guint watch;
  GDBusConnection *bus; /* NULL: Avahi is not there */
  guint server_subscription;
  GCancellable *asking;      /* Avahi for its state */
  gboolean running;          /* until then, and after each change of its name, what was told leads elsewhere */
  GCancellable *cancellable; /* of what is being told; NULL: nothing */
  char *group;               /* Avahi's object for that; NULL: not there yet */
  guint subscription;
  guint n_names;  /* that were tried */
  char *instance; /* the last of them */
};

static void publish (BesedaAnnouncer *self);

static void
call_group (BesedaAnnouncer *self, const char *method, GVariant *parameters, GAsyncReadyCallback callback)
{
  g_dbus_connection_call (self->bus, AVAHI, self->group, AVAHI_GROUP, method, parameters, NULL,
                          G_DBUS_CALL_FLAGS_NO_AUTO_START, -1, callback != NULL ? self->cancellable : NULL, callback,
                          callback != NULL ? self : NULL);
}

static void
withdraw (BesedaAnnouncer *self)
{
  g_cancellable_cancel (self->cancellable);
  g_clear_object (&self->cancellable);
  if (self->group == NULL)
    return;

  g_dbus_connection_signal_unsubscribe (self->bus, self->subscription);
  call_group (self, "Free", NULL, NULL);
  g_clear_pointer (&self->group, g_free);
}

/* The next time that there is something to tell, it is tried again. */
static void
give_up (BesedaAnnouncer *self, const char *why)
{
  g_info ("The room is not announced: %s", why);
  withdraw (self);
}

/* The room's name is taken there. */
static void
try_another_name (BesedaAnnouncer *self)
{
  if (self->n_names >= MOST_NAMES)
    {
      g_info ("The network has %d rooms called “%s”; this one is not announced.", MOST_NAMES, self->room);
      return;
    }

  call_group (self, "Reset", NULL, NULL);
  publish (self);
}

static void
on_added (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GVariant) answer = g_dbus_connection_call_finish (G_DBUS_CONNECTION (source), result, &error);
  g_autofree char *kind = error != NULL ? g_dbus_error_get_remote_error (error) : NULL;

  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    return; /* self may be gone */

  if (answer != NULL)
    call_group (user_data, "Commit", NULL, NULL);
  else if (g_strcmp0 (kind, AVAHI ".CollisionError") == 0)
    try_another_name (user_data);
  else
    give_up (user_data, error->message);
}

static GVariant *
make_txt (const BesedaAnnouncement *announcement)
{
  g_auto (GStrv) strings = beseda_announcement_to_txt (announcement);
  GVariantBuilder builder;

  g_variant_builder_init (&builder, G_VARIANT_TYPE ("aay"));
  for (char **string = strings; *string != NULL; string++)
    g_variant_builder_add_value (&builder,
                                 g_variant_new_fixed_array (G_VARIANT_TYPE_BYTE, *string, strlen (*string), 1));

  return g_variant_builder_end (&builder);
}

static void
publish (BesedaAnnouncer *self)
{
  g_free (self->instance);
  self->instance = beseda_announcement_to_instance (self->announcement, ++self->n_names);
  call_group (self, "AddService",
              g_variant_new ("(iiussssq@aay)", AVAHI_ANY, AVAHI_ANY, AVAHI_NO_FLAGS, self->instance,
                             BESEDA_SERVICE_TYPE, "", "", self->port, make_txt (self->announcement)),
              on_added);
}

static void
on_state (GDBusConnection *bus,
          const char *sender,
          const char *path,
          const char *interface,
          const char *signal,
          GVariant *parameters,
          gpointer user_data)
{
  const char *why;
  int state;

  if (!g_variant_is_of_type (parameters, G_VARIANT_TYPE ("(is)")))
    return;

  g_variant_get (parameters, "(i&s)", &state, &why);
  if (state == AVAHI_COLLISION)
    try_another_name (user_data);
  else if (state == AVAHI_FAILURE)
    give_up (user_data, why);
}

static void
on_group (GObject *source, GAsyncResult *result, gpointer user_data)
{
  BesedaAnnouncer *self = user_data;
  g_autoptr (GError) error = NULL;
  g_autoptr (GVariant) answer = g_dbus_connection_call_finish (G_DBUS_CONNECTION (source), result, &error);

  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    return; /* self may be gone */

  if (answer == NULL)
    {
      give_up (self, error->message);
      return;
    }

  g_variant_get (answer, "(o)", &self->group);
  self->subscription = g_dbus_connection_signal_subscribe (self->bus, AVAHI, AVAHI_GROUP, "StateChanged", self->group,
                                                           NULL, G_DBUS_SIGNAL_FLAGS_NONE, on_state, self, NULL);
  self->n_names = 0;
  publish (self);
}

static void
announce (BesedaAnnouncer *self)
{
  if (!self->running || self->announcement == NULL)
    return;

  self->cancellable = g_cancellable_new ();
  g_dbus_connection_call (self->bus, AVAHI, "/", AVAHI_SERVER, "EntryGroupNew", NULL, G_VARIANT_TYPE ("(o)"),
                          G_DBUS_CALL_FLAGS_NO_AUTO_START, -1, self->cancellable, on_group, self);
}

/* A service is told of with the computer's name, which another computer may have: then it gets another one, and what
 * was told is told anew. */
static void
set_running (BesedaAnnouncer *self, gboolean running)
{
  if (self->running == running)
    return;

  self->running = running;
  if (running)
    announce (self);
  else
    withdraw (self);
}

static void
on_server_state (GDBusConnection *bus,
                 const char *sender,
                 const char *path,
                 const char *interface,
                 const char *signal,
                 GVariant *parameters,
                 gpointer user_data)
{
  int state;

  if (!g_variant_is_of_type (parameters, G_VARIANT_TYPE ("(is)")))
    return;

  g_variant_get (parameters, "(i&s)", &state, NULL);
  set_running (user_data, state == AVAHI_RUNNING);
}

static void
on_server_told (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GVariant) answer = g_dbus_connection_call_finish (G_DBUS_CONNECTION (source), result, &error);
  int state;

  if (answer == NULL)
    return; /* it goes, or self has gone */

  g_variant_get (answer, "(i)", &state);
  set_running (user_data, state == AVAHI_RUNNING);
}

static void
on_avahi (GDBusConnection *bus, const char *name, const char *owner, gpointer user_data)
{
  BesedaAnnouncer *self = user_data;

  g_dbus_connection_set_exit_on_close (bus, FALSE); /* a room outlives the system's bus */
  g_set_object (&self->bus, bus);
  self->asking = g_cancellable_new ();
  self->server_subscription = g_dbus_connection_signal_subscribe (
      bus, AVAHI, AVAHI_SERVER, "StateChanged", "/", NULL, G_DBUS_SIGNAL_FLAGS_NONE, on_server_state, self, NULL);
  g_dbus_connection_call (bus, AVAHI, "/", AVAHI_SERVER, "GetState", NULL, G_VARIANT_TYPE ("(i)"),
                          G_DBUS_CALL_FLAGS_NO_AUTO_START, -1, self->asking, on_server_told, self);
}

static void
leave_bus (BesedaAnnouncer *self)
{
  g_cancellable_cancel (self->asking);
  g_clear_object (&self->asking);
  if (self->bus != NULL)
    g_dbus_connection_signal_unsubscribe (self->bus, self->server_subscription);
  set_running (self, FALSE);
  g_clear_object (&self->bus);
}

static void
on_no_avahi (GDBusConnection *bus, const char *name, gpointer user_data)
{
  BesedaAnnouncer *self = user_data;

  if (bus != NULL)
    g_dbus_connection_set_exit_on_close (bus, FALSE);
  if (self->group != NULL)
    g_dbus_connection_signal_unsubscribe (self->bus, self->subscription);
  g_clear_pointer (&self->group, g_free); /* another Avahi that has come may have one of the same name */
  leave_bus (self);
}

BesedaAnnouncer *
beseda_announcer_new (const char *room, guint16 port, gboolean encrypts)
{
  BesedaAnnouncer *self = g_new0 (BesedaAnnouncer, 1);

  self->room = g_strdup (room);
  self->port = port;
  self->encrypts = encrypts;
  self->watch = g_bus_watch_name (G_BUS_TYPE_SYSTEM, AVAHI, G_BUS_NAME_WATCHER_FLAGS_NONE, on_avahi, on_no_avahi, self,
                                  NULL);

  return self;
}

void
beseda_announcer_free (BesedaAnnouncer *self)
{
  g_bus_unwatch_name (self->watch);
  leave_bus (self);
  g_clear_pointer (&self->announcement, beseda_announcement_free);
  g_free (self->instance);
  g_free (self->room);
  g_free (self);
}

void
beseda_announcer_set_door (BesedaAnnouncer *self, BesedaDoorKind door)
{
  if (self->announcement != NULL && self->announcement->door == door)
    return;

  g_clear_pointer (&self->announcement, beseda_announcement_free);
  if (door != BESEDA_DOOR_LINK)
    self->announcement = beseda_announcement_new (self->room, door, self->encrypts);

  if (self->announcement == NULL)
    withdraw (self);
  else if (self->cancellable == NULL)
    announce (self);
  else if (self->group != NULL)
    call_group (self, "UpdateServiceTxt",
                g_variant_new ("(iiusss@aay)", AVAHI_ANY, AVAHI_ANY, AVAHI_NO_FLAGS, self->instance,
                               BESEDA_SERVICE_TYPE, "", make_txt (self->announcement)),
                NULL);
}
