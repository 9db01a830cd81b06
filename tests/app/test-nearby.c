/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <glib/gstdio.h>
#include <string.h>

#include "beseda-announcement.h"
#include "beseda-lazy-host.h"
#include "beseda-limits.h"
#include "beseda-nearby-rooms.h"

/*
 * What strangers tell the network, and what this program does itself, with a real Avahi between: to be run below
 * own-avahi.sh. Strangers are connections of their own to Avahi's bus.
 */

#define AVAHI "org.freedesktop.Avahi"

static GDBusConnection *
connect_stranger (void)
{
  g_autoptr (GError) error = NULL;
  GDBusConnection *bus = g_dbus_connection_new_for_address_sync (g_getenv ("DBUS_SYSTEM_BUS_ADDRESS"),
                                                                 G_DBUS_CONNECTION_FLAGS_AUTHENTICATION_CLIENT |
                                                                     G_DBUS_CONNECTION_FLAGS_MESSAGE_BUS_CONNECTION,
                                                                 NULL, NULL, &error);

  g_assert_no_error (error);
  return bus;
}

/* Until Avahi has come, and has heard of what it is asked for. */
static gboolean
is_early (const GError *error)
{
  g_autofree char *kind = error != NULL ? g_dbus_error_get_remote_error (error) : NULL;

  return g_error_matches (error, G_DBUS_ERROR, G_DBUS_ERROR_SERVICE_UNKNOWN) ||
         g_strcmp0 (kind, AVAHI ".TimeoutError") == 0;
}

static GVariant *
call (GDBusConnection *bus, const char *path, const char *interface, const char *method, GVariant *parameters)
{
  g_autoptr (GVariant) kept = parameters != NULL ? g_variant_ref_sink (parameters) : NULL;
  g_autoptr (GError) error = NULL;
  GVariant *answer;

  do
    {
      g_clear_error (&error);
      answer = g_dbus_connection_call_sync (bus, AVAHI, path, interface, method, kept, NULL, G_DBUS_CALL_FLAGS_NONE, -1,
                                            NULL, &error);
    }
  while (is_early (error));
  g_assert_no_error (error);

  return answer;
}

static char *
open_group (GDBusConnection *bus)
{
  g_autoptr (GVariant) answer = call (bus, "/", AVAHI ".Server", "EntryGroupNew", NULL);
  char *group;

  g_variant_get (answer, "(o)", &group);
  return group;
}

static void
add (GDBusConnection *bus, const char *group, const char *name, guint16 port, const char *const *strings)
{
  g_autoptr (GVariant) answer = NULL;
  GVariantBuilder txt;

  g_variant_builder_init (&txt, G_VARIANT_TYPE ("aay"));
  for (gsize i = 0; strings[i] != NULL; i++)
    g_variant_builder_add_value (&txt,
                                 g_variant_new_fixed_array (G_VARIANT_TYPE_BYTE, strings[i], strlen (strings[i]), 1));
  answer = call (bus, group, AVAHI ".EntryGroup", "AddService",
                 g_variant_new ("(iiussssqaay)", -1, -1, 0u, name, BESEDA_SERVICE_TYPE, "", "", port, &txt));
}

static void
commit (GDBusConnection *bus, const char *group)
{
  g_autoptr (GVariant) answer = call (bus, group, AVAHI ".EntryGroup", "Commit", NULL);
}

static void
free_group (GDBusConnection *bus, const char *group)
{
  g_autoptr (GVariant) answer = call (bus, group, AVAHI ".EntryGroup", "Free", NULL);
}

static BesedaNearbyRoom *
find (BesedaNearbyRooms *rooms, const char *name)
{
  GListModel *model = beseda_nearby_rooms_get_model (rooms);

  for (guint i = 0; i < g_list_model_get_n_items (model); i++)
    {
      g_autoptr (BesedaNearbyRoom) room = g_list_model_get_item (model, i);

      if (g_str_equal (beseda_nearby_room_get_name (room), name))
        return room; /* the model's */
    }

  return NULL;
}

static guint
count (BesedaNearbyRooms *rooms)
{
  return g_list_model_get_n_items (beseda_nearby_rooms_get_model (rooms));
}

#define wait_until(condition)                                                                                          \
  while (!(condition))                                                                                                 \
  g_main_context_iteration (NULL, TRUE)

static void
test_garbage (void)
{
  static const char *const cases[][4] = {
    { NULL },
    { "txtvers=1", "room=\xff", "door=open" },
    { "txtvers=9", "room=Future", "door=open" },
    { "txtvers=1", "room=Trap", "door=trap" },
    { "txtvers=1", "room=", "door=open" },
  };
  static const char *const good[] = { "txtvers=1", "room=Tea", "door=password", "tls=1", NULL };
  static const char *const nowhere[] = { "txtvers=1", "room=Nowhere", "door=open", NULL };
  g_autoptr (BesedaNearbyRooms) rooms = beseda_nearby_rooms_new ();
  g_autoptr (GDBusConnection) stranger = connect_stranger ();
  g_autofree char *group = open_group (stranger);
  BesedaNearbyRoom *tea;

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *name = g_strdup_printf ("garbage %zu", i);

      add (stranger, group, name, 8765, cases[i]);
    }
  add (stranger, group, "no port", 0, nowhere);
  add (stranger, group, "Tea", 8765, good);
  commit (stranger, group);

  beseda_nearby_rooms_look (rooms);
  wait_until (count (rooms) > 0);
  tea = find (rooms, "Tea");
  g_assert_nonnull (tea);
  g_assert_cmpint (beseda_nearby_room_get_door (tea), ==, BESEDA_DOOR_PASSWORD);
  g_assert_true (beseda_address_get_tls (beseda_nearby_room_get_address (tea)));
  g_assert_cmpuint (beseda_address_get_port (beseda_nearby_room_get_address (tea)), ==, 8765);
  g_assert_cmpuint (count (rooms), ==, 1);

  /* Whoever looks away knows nothing any more, and may look again. */
  beseda_nearby_rooms_look_away (rooms);
  g_assert_cmpuint (count (rooms), ==, 0);
  beseda_nearby_rooms_look (rooms);
  wait_until (find (rooms, "Tea") != NULL);

  /* A stranger who crashes takes back what was told. */
  g_dbus_connection_close_sync (stranger, NULL, NULL);
  wait_until (count (rooms) == 0);
  beseda_nearby_rooms_look_away (rooms);
}

static void
test_limit (void)
{
  g_autoptr (BesedaNearbyRooms) rooms = beseda_nearby_rooms_new ();
  g_autoptr (GDBusConnection) stranger = connect_stranger ();
  g_autofree char *first = NULL;

  for (int i = 0; i < BESEDA_LIMIT_NEARBY_ROOMS; i++)
    {
      g_autofree char *name = g_strdup_printf ("room=Room %03d", i);
      const char *strings[] = { "txtvers=1", name, "door=open", NULL };
      g_autofree char *group = open_group (stranger);

      add (stranger, group, name, 8765, strings);
      commit (stranger, group);
      if (first == NULL)
        first = g_steal_pointer (&group);
    }

  beseda_nearby_rooms_look (rooms);
  wait_until (count (rooms) == BESEDA_LIMIT_NEARBY_ROOMS);
  g_assert_nonnull (find (rooms, "Room 000"));
  g_assert_nonnull (find (rooms, "Room 063"));
  {
    static const char *const strings[] = { "txtvers=1", "room=One Too Many", "door=open", NULL };
    g_autofree char *group = open_group (stranger);
    g_autoptr (GVariant) found = NULL;

    add (stranger, group, "one too many", 8765, strings);
    commit (stranger, group);
    /* It can be found by who asks for it; the list has had its chance by then. */
    found = call (stranger, "/", AVAHI ".Server", "ResolveService",
                  g_variant_new ("(iisssiu)", -1, 0, "one too many", BESEDA_SERVICE_TYPE, "local", 0, 0u));
    while (g_main_context_iteration (NULL, FALSE))
      ;
    g_assert_cmpuint (count (rooms), ==, BESEDA_LIMIT_NEARBY_ROOMS);
    g_assert_null (find (rooms, "One Too Many"));

    /* Until there is place for it. */
    free_group (stranger, first);
    wait_until (find (rooms, "One Too Many") != NULL);
    g_assert_cmpuint (count (rooms), ==, BESEDA_LIMIT_NEARBY_ROOMS);
    g_assert_null (find (rooms, "Room 000"));
  }

  beseda_nearby_rooms_look_away (rooms);
}

static void
keep_result (GObject *source, GAsyncResult *result, gpointer user_data)
{
  *(GAsyncResult **) user_data = g_object_ref (result);
}

static BesedaHostedRoom *
open_room (BesedaHost *host, const char *name)
{
  const BesedaHostOptions options = {
    .room = name, .address = "0.0.0.0", .door = "network", .keep = 0, .allow_plain = TRUE
  };
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;
  BesedaHostedRoom *room;

  beseda_host_open_async (host, &options, NULL, keep_result, &result);
  wait_until (result != NULL);
  room = beseda_host_open_finish (host, result, &error);
  g_assert_no_error (error);

  return room;
}

static void
stop (BesedaHostedRoom *room)
{
  g_autoptr (GAsyncResult) result = NULL;

  beseda_hosted_room_stop_async (room, keep_result, &result);
  wait_until (result != NULL);
  beseda_hosted_room_stop_finish (room, result);
}

/* Others find the room that this program hosts, if the person wants that; its own lobby has a tab for it. */
static void
test_own (void)
{
  static const char *const strings[] = { "txtvers=1", "room=Other", "door=open", NULL };
  g_autoptr (GError) error = NULL;
  g_autofree char *folder = g_dir_make_tmp ("beseda-nearby-XXXXXX", &error);
  g_autoptr (BesedaHost) host = beseda_lazy_host_new (folder);
  g_autoptr (BesedaNearbyRooms) rooms = beseda_nearby_rooms_new ();
  g_autoptr (GDBusConnection) stranger = connect_stranger ();
  g_autofree char *group = open_group (stranger);
  g_autoptr (BesedaHostedRoom) told = open_room (host, "Mine");
  g_autoptr (BesedaHostedRoom) untold = NULL;
  g_autoptr (BesedaHostedRoom) last = NULL;
  g_autoptr (GVariant) found = NULL;
  g_autoptr (GVariant) found_last = NULL;

  beseda_lazy_host_set_announces (BESEDA_LAZY_HOST (host), FALSE);
  untold = open_room (host, "Secret");
  beseda_lazy_host_set_announces (BESEDA_LAZY_HOST (host), TRUE);
  last = open_room (host, "Last");
  found = call (stranger, "/", AVAHI ".Server", "ResolveService",
                g_variant_new ("(iisssiu)", -1, 0, "Mine", BESEDA_SERVICE_TYPE, "local", 0, 0u));
  found_last = call (stranger, "/", AVAHI ".Server", "ResolveService",
                     g_variant_new ("(iisssiu)", -1, 0, "Last", BESEDA_SERVICE_TYPE, "local", 0, 0u));
  /* Had the one before been told of, its name would be taken by now. */
  add (stranger, group, "Secret", 8765, strings);
  commit (stranger, group);
  beseda_nearby_rooms_look (rooms);
  wait_until (find (rooms, "Other") != NULL);
  g_assert_null (find (rooms, "Mine"));
  beseda_nearby_rooms_look_away (rooms);

  stop (told);
  stop (untold);
  stop (last);
  g_rmdir (folder);
}

/* Another computer there has the same name, so that this one gets another: what was told leads to it again. */
static void
test_renamed (void)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *folder = g_dir_make_tmp ("beseda-nearby-XXXXXX", &error);
  g_autoptr (BesedaHost) host = beseda_lazy_host_new (folder);
  g_autoptr (GDBusConnection) stranger = connect_stranger ();
  g_autoptr (BesedaHostedRoom) room = open_room (host, "Mine");
  g_autoptr (GVariant) renamed = NULL;
  g_autofree char *computer = NULL;

  while (g_strcmp0 (computer, "elsewhere.local") != 0)
    {
      g_autoptr (GVariant)
          found = call (stranger, "/", AVAHI ".Server", "ResolveService",
                        g_variant_new ("(iisssiu)", -1, 0, "Mine", BESEDA_SERVICE_TYPE, "local", 0, 0u));

      g_free (computer);
      g_variant_get_child (found, 5, "s", &computer);
      if (renamed == NULL)
        renamed = call (stranger, "/", AVAHI ".Server", "SetHostName", g_variant_new ("(s)", "elsewhere"));
    }

  stop (room);
  g_rmdir (folder);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/nearby/garbage", test_garbage);
  g_test_add_func ("/nearby/limit", test_limit);
  g_test_add_func ("/nearby/own", test_own);
  g_test_add_func ("/nearby/renamed", test_renamed);

  return g_test_run ();
}
