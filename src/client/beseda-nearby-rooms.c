/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "beseda-nearby-rooms.h"

#include "beseda-announcement.h"
#include "beseda-limits.h"

#define AVAHI "org.freedesktop.Avahi"
#define AVAHI_SERVER AVAHI ".Server"
#define AVAHI_BROWSER AVAHI ".ServiceBrowser"
#define AVAHI_RESOLVER AVAHI ".ServiceResolver"
#define AVAHI_ANY (-1) /* interface */
#define AVAHI_IPV4 0   /* protocol: an address without a scope, which can be told to others */
#define AVAHI_NO_FLAGS 0u
#define AVAHI_OUR_OWN 16u                             /* announced over the same connection to the bus */
#define MOST_SERVICES (4 * BESEDA_LIMIT_NEARBY_ROOMS) /* that are asked after, whatever they turn out to be */

struct _BesedaNearbyRoom
{
  GObject parent_instance;

  char *service; /* its name there */
  char *name;
  BesedaAddress *address;
  BesedaDoorKind door;
};

struct _BesedaNearbyRooms
{
  GObject parent_instance;

  GListStore *rooms;
  guint n_lookers;
  guint watch;
  GDBusConnection *bus;      /* NULL: Avahi is not there */
  GCancellable *cancellable; /* of what it is asked */
  char *browser;             /* Avahi's object that looks; NULL: not there yet */
  GHashTable *services;      /* "INTERFACE NAME" -> Service: a computer that is on a network twice tells twice */
  guint subscriptions[2];
};

/* What is told by one interface. */
typedef struct
{
  BesedaNearbyRooms *owner;
  char *key;
  GCancellable *cancellable;
  char *resolver;         /* Avahi's object that tells what becomes of it; NULL: not there yet */
  BesedaNearbyRoom *room; /* NULL: nothing is known, or it is none that could be joined */
} Service;

G_DEFINE_FINAL_TYPE (BesedaNearbyRoom, beseda_nearby_room, G_TYPE_OBJECT)
G_DEFINE_FINAL_TYPE (BesedaNearbyRooms, beseda_nearby_rooms, G_TYPE_OBJECT)

static void
beseda_nearby_room_finalize (GObject *object)
{
  BesedaNearbyRoom *self = BESEDA_NEARBY_ROOM (object);

  g_free (self->service);
  g_free (self->name);
  beseda_address_unref (self->address);

  G_OBJECT_CLASS (beseda_nearby_room_parent_class)->finalize (object);
}

static void
beseda_nearby_room_class_init (BesedaNearbyRoomClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = beseda_nearby_room_finalize;
}

static void
beseda_nearby_room_init (BesedaNearbyRoom *self)
{
}

static int
compare (gconstpointer a, gconstpointer b, gpointer user_data)
{
  const BesedaNearbyRoom *const first = a, *const second = b;
  const int order = g_utf8_collate (first->name, second->name);

  return order != 0 ? order : g_strcmp0 (first->service, second->service);
}

static gboolean
is_shown (BesedaNearbyRooms *self, const char *service)
{
  for (guint i = 0; i < g_list_model_get_n_items (G_LIST_MODEL (self->rooms)); i++)
    {
      g_autoptr (BesedaNearbyRoom) room = g_list_model_get_item (G_LIST_MODEL (self->rooms), i);

      if (g_str_equal (room->service, service))
        return TRUE;
    }

  return FALSE;
}

static void
show (BesedaNearbyRooms *self, BesedaNearbyRoom *room)
{
  if (g_list_model_get_n_items (G_LIST_MODEL (self->rooms)) < BESEDA_LIMIT_NEARBY_ROOMS &&
      !is_shown (self, room->service))
    g_list_store_insert_sorted (self->rooms, room, compare, NULL);
}

static gboolean
is_same (const BesedaNearbyRoom *a, const BesedaNearbyRoom *b)
{
  return a == b || (a != NULL && b != NULL && a->door == b->door && g_str_equal (a->name, b->name) &&
                    beseda_address_equal (a->address, b->address) &&
                    beseda_address_get_tls (a->address) == beseda_address_get_tls (b->address));
}

static void
set_room (Service *self, BesedaNearbyRoom *room)
{
  BesedaNearbyRooms *owner = self->owner;
  g_autoptr (BesedaNearbyRoom) before = g_steal_pointer (&self->room);
  GHashTableIter iter;
  Service *other;
  guint position;

  if (room != NULL)
    self->room = g_object_ref (room);

  if (before != NULL && g_list_store_find (owner->rooms, before, &position))
    g_list_store_remove (owner->rooms, position);
  if (room != NULL)
    show (owner, room);

  /* There is place for another one, or for the same by another interface. */
  g_hash_table_iter_init (&iter, owner->services);
  while (before != NULL && g_hash_table_iter_next (&iter, NULL, (gpointer *) &other))
    if (other->room != NULL)
      show (owner, other->room);
}

static void
service_free (gpointer data)
{
  Service *self = data;

  g_cancellable_cancel (self->cancellable);
  g_object_unref (self->cancellable);
  if (self->resolver != NULL && self->owner->bus != NULL)
    g_dbus_connection_call (self->owner->bus, AVAHI, self->resolver, AVAHI_RESOLVER, "Free", NULL, NULL,
                            G_DBUS_CALL_FLAGS_NO_AUTO_START, -1, NULL, NULL, NULL);
  g_clear_object (&self->room);
  g_free (self->resolver);
  g_free (self->key);
  g_free (self);
}

static BesedaAnnouncement *
read_txt (GVariant *txt)
{
  g_autoptr (GPtrArray) strings = g_ptr_array_new_with_free_func ((GDestroyNotify) g_bytes_unref);

  for (gsize i = 0; i < g_variant_n_children (txt); i++)
    {
      g_autoptr (GVariant) string = g_variant_get_child_value (txt, i);

      g_ptr_array_add (strings, g_variant_get_data_as_bytes (string));
    }

  return beseda_announcement_parse_txt (strings);
}

/* NULL: it is nothing that could be joined. */
static BesedaNearbyRoom *
read_room (const char *service, const char *host, guint16 port, GVariant *txt)
{
  g_autoptr (BesedaAnnouncement) announcement = read_txt (txt);
  g_autoptr (GInetAddress) inet = g_inet_address_new_from_string (host);
  BesedaNearbyRoom *room;

  if (announcement == NULL || inet == NULL || port == 0)
    return NULL;

  room = g_object_new (BESEDA_TYPE_NEARBY_ROOM, NULL);
  room->service = g_strdup (service);
  room->name = g_strdup (announcement->room);
  room->address = beseda_address_new (host, port, NULL, announcement->encrypts);
  room->door = announcement->door;

  return room;
}

static char *
make_key (int interface, const char *service)
{
  return g_strdup_printf ("%d %s", interface, service);
}

/* It may be that its computer has gone without a word, and its name lives on for an hour. */
static void
on_failure (BesedaNearbyRooms *self, const char *resolver)
{
  GHashTableIter iter;
  Service *service;

  g_hash_table_iter_init (&iter, self->services);
  while (g_hash_table_iter_next (&iter, NULL, (gpointer *) &service))
    if (g_strcmp0 (service->resolver, resolver) == 0)
      {
        if (service->room != NULL)
          set_room (service, NULL);
        return;
      }
}

/* What becomes of one of the services: where it is and what it tells. */
static void
on_resolver_signal (GDBusConnection *bus,
                    const char *sender,
                    const char *path,
                    const char *interface_name,
                    const char *signal,
                    GVariant *parameters,
                    gpointer user_data)
{
  BesedaNearbyRooms *self = user_data;
  g_autoptr (BesedaNearbyRoom) room = NULL;
  g_autoptr (GVariant) txt = NULL;
  g_autofree char *key = NULL;
  const char *name, *host;
  int interface;
  guint16 port;
  guint flags;
  Service *service;

  if (g_str_equal (signal, "Failure"))
    on_failure (self, path);
  if (!g_str_equal (signal, "Found") || !g_variant_is_of_type (parameters, G_VARIANT_TYPE ("(iissssisqaayu)")))
    return;

  g_variant_get (parameters, "(ii&s&s&s&si&sq@aayu)", &interface, NULL, &name, NULL, NULL, NULL, NULL, &host, &port,
                 &txt, &flags);
  key = make_key (interface, name);
  service = g_hash_table_lookup (self->services, key);
  if (service == NULL)
    return;

  room = (flags & AVAHI_OUR_OWN) == 0 ? read_room (name, host, port, txt) : NULL;
  if (!is_same (service->room, room)) /* that it is told again is no news, and leaves the row as it is */
    set_room (service, room);
}

static void
on_resolver (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GVariant) answer = g_dbus_connection_call_finish (G_DBUS_CONNECTION (source), result, &error);
  Service *service = user_data;

  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    return; /* the service is gone */

  if (answer != NULL)
    g_variant_get (answer, "(o)", &service->resolver);
  else
    g_info ("A room on this network is not looked at: %s", error->message);
}

/* A network may tell of any number. */
static void
add_service (BesedaNearbyRooms *self, int interface, const char *name, const char *domain)
{
  g_autofree char *key = make_key (interface, name);
  Service *service;

  if (g_hash_table_contains (self->services, key) || g_hash_table_size (self->services) >= MOST_SERVICES)
    return;

  service = g_new0 (Service, 1);
  service->owner = self;
  service->cancellable = g_cancellable_new ();
  service->key = g_steal_pointer (&key);
  g_hash_table_insert (self->services, service->key, service);
  g_dbus_connection_call (
      self->bus, AVAHI, "/", AVAHI_SERVER, "ServiceResolverNew",
      g_variant_new ("(iisssiu)", interface, AVAHI_IPV4, name, BESEDA_SERVICE_TYPE, domain, AVAHI_IPV4, AVAHI_NO_FLAGS),
      G_VARIANT_TYPE ("(o)"), G_DBUS_CALL_FLAGS_NO_AUTO_START, -1, service->cancellable, on_resolver, service);
}

static void
on_item (GDBusConnection *bus,
         const char *sender,
         const char *path,
         const char *interface_name,
         const char *signal,
         GVariant *parameters,
         gpointer user_data)
{
  BesedaNearbyRooms *self = user_data;
  g_autofree char *key = NULL;
  const char *name, *type, *domain;
  int interface;
  guint flags;

  if (!g_variant_is_of_type (parameters, G_VARIANT_TYPE ("(iisssu)")))
    return; /* nothing that tells of a room */

  g_variant_get (parameters, "(ii&s&s&su)", &interface, NULL, &name, &type, &domain, &flags);
  if (!g_str_equal (type, BESEDA_SERVICE_TYPE) || (flags & AVAHI_OUR_OWN) != 0)
    return;

  key = make_key (interface, name);
  if (g_str_equal (signal, "ItemNew"))
    add_service (self, interface, name, domain);
  else if (g_str_equal (signal, "ItemRemove"))
    {
      Service *service = g_hash_table_lookup (self->services, key);

      if (service == NULL)
        return;
      set_room (service, NULL);
      g_hash_table_remove (self->services, key);
    }
}

static void
on_browser (GObject *source, GAsyncResult *result, gpointer user_data)
{
  BesedaNearbyRooms *self = user_data;
  g_autoptr (GError) error = NULL;
  g_autoptr (GVariant) answer = g_dbus_connection_call_finish (G_DBUS_CONNECTION (source), result, &error);

  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    return; /* self may be gone */

  if (answer != NULL)
    g_variant_get (answer, "(o)", &self->browser);
  else
    g_info ("Rooms on this network are not looked for: %s", error->message);
}

static guint
subscribe (BesedaNearbyRooms *self, const char *interface, GDBusSignalCallback callback)
{
  return g_dbus_connection_signal_subscribe (self->bus, AVAHI, interface, NULL, NULL, NULL, G_DBUS_SIGNAL_FLAGS_NONE,
                                             callback, self, NULL);
}

static void
on_avahi (GDBusConnection *bus, const char *name, const char *owner, gpointer user_data)
{
  BesedaNearbyRooms *self = user_data;

  g_dbus_connection_set_exit_on_close (bus, FALSE); /* the window outlives the system's bus */
  self->bus = g_object_ref (bus);
  self->cancellable = g_cancellable_new ();
  /* Before the browser is there, which begins to tell at once. */
  self->subscriptions[0] = subscribe (self, AVAHI_BROWSER, on_item);
  self->subscriptions[1] = subscribe (self, AVAHI_RESOLVER, on_resolver_signal);
  g_dbus_connection_call (bus, AVAHI, "/", AVAHI_SERVER, "ServiceBrowserNew",
                          g_variant_new ("(iissu)", AVAHI_ANY, AVAHI_IPV4, BESEDA_SERVICE_TYPE, "", AVAHI_NO_FLAGS),
                          G_VARIANT_TYPE ("(o)"), G_DBUS_CALL_FLAGS_NO_AUTO_START, -1, self->cancellable, on_browser,
                          self);
}

/* Without Avahi there is nothing to be freed: another one that has come may have objects of the same names. */
static void
stop (BesedaNearbyRooms *self, gboolean with_avahi)
{
  g_cancellable_cancel (self->cancellable);
  g_clear_object (&self->cancellable);
  for (gsize i = 0; self->bus != NULL && i < G_N_ELEMENTS (self->subscriptions); i++)
    g_dbus_connection_signal_unsubscribe (self->bus, self->subscriptions[i]);
  if (self->browser != NULL && with_avahi)
    g_dbus_connection_call (self->bus, AVAHI, self->browser, AVAHI_BROWSER, "Free", NULL, NULL,
                            G_DBUS_CALL_FLAGS_NO_AUTO_START, -1, NULL, NULL, NULL);
  g_clear_pointer (&self->browser, g_free);
  if (!with_avahi)
    g_clear_object (&self->bus);
  g_list_store_remove_all (self->rooms);
  g_hash_table_remove_all (self->services);
  g_clear_object (&self->bus);
}

static void
on_no_avahi (GDBusConnection *bus, const char *name, gpointer user_data)
{
  if (bus != NULL)
    g_dbus_connection_set_exit_on_close (bus, FALSE);
  stop (user_data, FALSE);
}

static void
beseda_nearby_rooms_dispose (GObject *object)
{
  BesedaNearbyRooms *self = BESEDA_NEARBY_ROOMS (object);

  g_clear_handle_id (&self->watch, g_bus_unwatch_name);
  if (self->rooms != NULL)
    stop (self, TRUE);
  g_clear_object (&self->rooms);
  g_clear_pointer (&self->services, g_hash_table_unref);

  G_OBJECT_CLASS (beseda_nearby_rooms_parent_class)->dispose (object);
}

static void
beseda_nearby_rooms_class_init (BesedaNearbyRoomsClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = beseda_nearby_rooms_dispose;
}

static void
beseda_nearby_rooms_init (BesedaNearbyRooms *self)
{
  self->rooms = g_list_store_new (BESEDA_TYPE_NEARBY_ROOM);
  self->services = g_hash_table_new_full (g_str_hash, g_str_equal, NULL, service_free);
}

BesedaNearbyRooms *
beseda_nearby_rooms_new (void)
{
  return g_object_new (BESEDA_TYPE_NEARBY_ROOMS, NULL);
}

GListModel *
beseda_nearby_rooms_get_model (BesedaNearbyRooms *self)
{
  g_return_val_if_fail (BESEDA_IS_NEARBY_ROOMS (self), NULL);

  return G_LIST_MODEL (self->rooms);
}

void
beseda_nearby_rooms_look (BesedaNearbyRooms *self)
{
  g_return_if_fail (BESEDA_IS_NEARBY_ROOMS (self));

  if (self->n_lookers++ == 0)
    self->watch = g_bus_watch_name (G_BUS_TYPE_SYSTEM, AVAHI, G_BUS_NAME_WATCHER_FLAGS_NONE, on_avahi, on_no_avahi,
                                    self, NULL);
}

void
beseda_nearby_rooms_look_away (BesedaNearbyRooms *self)
{
  g_return_if_fail (BESEDA_IS_NEARBY_ROOMS (self) && self->n_lookers > 0);

  if (--self->n_lookers > 0)
    return;

  g_clear_handle_id (&self->watch, g_bus_unwatch_name);
  stop (self, TRUE);
}

const char *
beseda_nearby_room_get_name (BesedaNearbyRoom *self)
{
  return self->name;
}

BesedaAddress *
beseda_nearby_room_get_address (BesedaNearbyRoom *self)
{
  return self->address;
}

BesedaDoorKind
beseda_nearby_room_get_door (BesedaNearbyRoom *self)
{
  return self->door;
}
