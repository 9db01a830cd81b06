/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "beseda-search-provider.h"

#define PATH "/chat/beseda/Beseda/SearchProvider"
#define SECRET "AAAAAAAAAAAAAAAAAAAAAA"

typedef struct
{
  GTestDBus *bus;
  GDBusConnection *connection;
  GSettings *settings;
  BesedaRecentRooms *rooms;
  BesedaSearchProvider *search;
} Fixture;

static void
touch (Fixture *fixture, const char *link, const char *name)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (BesedaAddress) address = beseda_address_parse (link, &error);

  g_assert_no_error (error);
  beseda_recent_rooms_touch (fixture->rooms, address, name, "Ann", 1);
}

static void
set_up (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GError) error = NULL;

  fixture->bus = g_test_dbus_new (G_TEST_DBUS_NONE);
  g_test_dbus_up (fixture->bus);
  fixture->connection = g_dbus_connection_new_for_address_sync (g_test_dbus_get_bus_address (fixture->bus),
                                                                G_DBUS_CONNECTION_FLAGS_AUTHENTICATION_CLIENT |
                                                                    G_DBUS_CONNECTION_FLAGS_MESSAGE_BUS_CONNECTION,
                                                                NULL, NULL, &error);
  g_assert_no_error (error);

  fixture->settings = g_settings_new ("chat.beseda.Beseda");
  g_settings_reset (fixture->settings, "recent-rooms");
  fixture->rooms = beseda_recent_rooms_new (fixture->settings);
  fixture->search = beseda_search_provider_new (fixture->connection, PATH, &error);
  g_assert_no_error (error);
}

static void
tear_down (Fixture *fixture, gconstpointer data)
{
  g_object_unref (fixture->search);
  g_object_unref (fixture->rooms);
  g_object_unref (fixture->settings);
  g_dbus_connection_close_sync (fixture->connection, NULL, NULL);
  g_object_unref (fixture->connection);
  g_test_dbus_down (fixture->bus);
  g_object_unref (fixture->bus);
}

static void
store_result (GObject *source, GAsyncResult *result, gpointer user_data)
{
  GAsyncResult **slot = user_data;

  *slot = g_object_ref (result);
}

/* What the shell would get. (transfer full) */
static GVariant *
ask (Fixture *fixture, const char *method, GVariant *arguments)
{
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;
  GVariant *answer;

  g_dbus_connection_call (fixture->connection, g_dbus_connection_get_unique_name (fixture->connection), PATH,
                          "org.gnome.Shell.SearchProvider2", method, arguments, NULL, G_DBUS_CALL_FLAGS_NONE, -1, NULL,
                          store_result, &result);
  while (result == NULL)
    g_main_context_iteration (NULL, TRUE);
  answer = g_dbus_connection_call_finish (fixture->connection, result, &error);
  g_assert_no_error (error);

  return answer;
}

/* `terms` parted by spaces, `expected` the names found in order, each with a semicolon behind it. */
static void
assert_found (Fixture *fixture, const char *terms, const char *expected)
{
  g_auto (GStrv) words = g_strsplit (terms, " ", -1);
  g_autoptr (GPtrArray) found = beseda_search_provider_find (fixture->search, (const char *const *) words);
  g_autoptr (GString) names = g_string_new (NULL);

  for (guint i = 0; i < found->len; i++)
    g_string_append_printf (names, "%s; ", beseda_recent_room_get_name (found->pdata[i]));
  g_assert_cmpstr (names->str, ==, expected);
}

static void
test_finds_by_words (Fixture *fixture, gconstpointer data)
{
  assert_found (fixture, "tea", "");
  beseda_search_provider_set_rooms (fixture->search, G_LIST_MODEL (fixture->rooms));
  touch (fixture, "garden.example:1", "Café Zürich");
  touch (fixture, "attic.example:2", "Class 7b");
  touch (fixture, "teahouse.example:3", "Занятие");

  assert_found (fixture, "class", "Class 7b; ");
  assert_found (fixture, "cla 7", "Class 7b; ");
  assert_found (fixture, "class tea", "");
  assert_found (fixture, "lass", "");
  assert_found (fixture, "ZURICH", "Café Zürich; ");
  assert_found (fixture, "заня", "Занятие; ");
  assert_found (fixture, "teahouse", "Занятие; ");
  assert_found (fixture, "", "");
}

static void
test_tells_no_secret (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GVariant) first = NULL;
  g_autoptr (GVariant) further = NULL;
  g_autoptr (GVariant) metas = NULL;
  g_autoptr (GVariant) all = NULL;
  g_autoptr (GVariant) meta = NULL;
  g_autofree char *printed = NULL;
  g_auto (GStrv) ids = NULL;
  const char *terms[] = { "tea", NULL };
  const char *name, *description, *id;

  beseda_search_provider_set_rooms (fixture->search, G_LIST_MODEL (fixture->rooms));
  touch (fixture, "http://10.0.0.7:8765/#k=" SECRET, "Tea");

  first = ask (fixture, "GetInitialResultSet", g_variant_new ("(^as)", terms));
  g_variant_get (first, "(^as)", &ids);
  g_assert_cmpuint (g_strv_length (ids), ==, 1);
  further = ask (fixture, "GetSubsearchResultSet", g_variant_new ("(^as^as)", ids, terms));
  g_assert_true (g_variant_equal (first, further));

  metas = ask (fixture, "GetResultMetas", g_variant_new ("(^as)", ids));
  g_variant_get (metas, "(@aa{sv})", &all);
  g_assert_cmpuint (g_variant_n_children (all), ==, 1);
  meta = g_variant_get_child_value (all, 0);
  g_assert_true (g_variant_lookup (meta, "id", "&s", &id));
  g_assert_cmpstr (id, ==, ids[0]);
  g_assert_true (g_variant_lookup (meta, "name", "&s", &name));
  g_assert_cmpstr (name, ==, "Tea");
  g_assert_true (g_variant_lookup (meta, "description", "&s", &description));
  g_assert_cmpstr (description, ==, "10.0.0.7:8765");
  printed = g_variant_print (metas, FALSE);
  g_assert_null (strstr (printed, SECRET));
}

static void
remember_room (BesedaSearchProvider *search, BesedaRecentRoom *room, gpointer user_data)
{
  GPtrArray *joined = user_data;

  g_ptr_array_add (joined, room != NULL ? g_object_ref (room) : NULL);
}

static void
test_joins (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GPtrArray) joined = g_ptr_array_new ();
  const char *terms[] = { "tea", NULL };
  const char *stale[] = { "http://gone.example/", NULL };
  g_autoptr (GVariant) metas = NULL;
  g_autoptr (GVariant) answer = NULL;
  g_autoptr (GVariant) forgotten = NULL;
  g_autoptr (GVariant) launched = NULL;
  g_autoptr (BesedaRecentRoom) room = NULL;
  g_autofree char *place = NULL;
  g_autofree char *printed = NULL;

  g_signal_connect (fixture->search, "join", G_CALLBACK (remember_room), joined);
  beseda_search_provider_set_rooms (fixture->search, G_LIST_MODEL (fixture->rooms));
  touch (fixture, "attic.example:2", "Class 7b");
  touch (fixture, "garden.example:1", "Tea");
  room = g_list_model_get_item (G_LIST_MODEL (fixture->rooms), 0);
  place = beseda_address_to_place (beseda_recent_room_get_address (room));

  answer = ask (fixture, "ActivateResult", g_variant_new ("(s^asu)", place, terms, 0));
  forgotten = ask (fixture, "ActivateResult", g_variant_new ("(s^asu)", stale[0], terms, 0));
  launched = ask (fixture, "LaunchSearch", g_variant_new ("(^asu)", terms, 0));
  g_assert_cmpuint (joined->len, ==, 3);
  g_assert_true (joined->pdata[0] == room);
  g_assert_null (joined->pdata[1]);
  g_assert_null (joined->pdata[2]);
  g_object_unref (joined->pdata[0]);

  metas = ask (fixture, "GetResultMetas", g_variant_new ("(^as)", stale));
  printed = g_variant_print (metas, FALSE);
  g_assert_cmpstr (printed, ==, "([],)");
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add ("/search-provider/finds-by-words", Fixture, NULL, set_up, test_finds_by_words, tear_down);
  g_test_add ("/search-provider/tells-no-secret", Fixture, NULL, set_up, test_tells_no_secret, tear_down);
  g_test_add ("/search-provider/joins", Fixture, NULL, set_up, test_joins, tear_down);

  return g_test_run ();
}
