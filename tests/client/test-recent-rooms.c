/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "beseda-limits.h"
#include "beseda-recent-rooms.h"

static GSettings *
fresh_settings (void)
{
  GSettings *settings = g_settings_new ("chat.beseda.Beseda");

  g_settings_reset (settings, "recent-rooms");

  return settings;
}

static void
touch (BesedaRecentRooms *rooms, const char *link, const char *name, gint64 now)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (BesedaAddress) address = beseda_address_parse (link, &error);

  g_assert_no_error (error);
  beseda_recent_rooms_touch (rooms, address, name, NULL, now);
}

static void
assert_rooms (BesedaRecentRooms *rooms, const char *expected)
{
  GString *text = g_string_new (NULL);

  for (guint i = 0; i < g_list_model_get_n_items (G_LIST_MODEL (rooms)); i++)
    {
      g_autoptr (BesedaRecentRoom) room = g_list_model_get_item (G_LIST_MODEL (rooms), i);
      g_autofree char *label = NULL;

      g_object_get (room, "label", &label, NULL);
      g_string_append_printf (text, "%s=%s@%d ", label, beseda_recent_room_get_name (room),
                              (int) beseda_recent_room_get_last_joined (room));
    }
  g_assert_cmpstr (text->str, ==, expected);
  g_string_free (text, TRUE);
}

static void
test_remember (void)
{
  g_autoptr (GSettings) settings = fresh_settings ();
  BesedaRecentRooms *rooms = beseda_recent_rooms_new (settings);
  BesedaRecentRooms *again;
  g_autoptr (BesedaAddress) attic = beseda_address_parse ("attic.example:1", NULL);

  assert_rooms (rooms, "");
  touch (rooms, "attic.example:1", "Attic", 10);
  touch (rooms, "http://cellar.example:2/", "Cellar", 20);
  assert_rooms (rooms, "cellar.example:2=Cellar@20 attic.example:1=Attic@10 ");
  touch (rooms, "ws://attic.example:1/ws/5", "Loft", 30);
  assert_rooms (rooms, "attic.example:1=Loft@30 cellar.example:2=Cellar@20 ");

  again = beseda_recent_rooms_new (settings);
  assert_rooms (again, "attic.example:1=Loft@30 cellar.example:2=Cellar@20 ");

  /* Another window's list follows. */
  beseda_recent_rooms_forget (again, attic);
  assert_rooms (rooms, "cellar.example:2=Cellar@20 ");
  g_assert_finalize_object (again);
  g_assert_finalize_object (rooms);
}

/* A name that was taken for one room is that room's. */
static void
test_login (void)
{
  g_autoptr (GSettings) settings = fresh_settings ();
  BesedaRecentRooms *rooms = beseda_recent_rooms_new (settings);
  BesedaRecentRooms *again;
  g_autoptr (BesedaAddress) attic = beseda_address_parse ("attic.example:1", NULL);
  g_autoptr (BesedaRecentRoom) kept = NULL;
  g_autoptr (BesedaRecentRoom) other = NULL;

  beseda_recent_rooms_touch (rooms, attic, "Attic", "ann2", 10);
  touch (rooms, "cellar.example:2", "Cellar", 20);
  again = beseda_recent_rooms_new (settings);
  kept = g_list_model_get_item (G_LIST_MODEL (again), 1);
  other = g_list_model_get_item (G_LIST_MODEL (again), 0);
  g_assert_cmpstr (beseda_recent_room_get_login (kept), ==, "ann2");
  g_assert_null (beseda_recent_room_get_login (other));
  g_assert_finalize_object (again);
  g_assert_finalize_object (rooms);
}

static void
test_limit (void)
{
  g_autoptr (GSettings) settings = fresh_settings ();
  BesedaRecentRooms *rooms = beseda_recent_rooms_new (settings);

  for (guint i = 0; i <= BESEDA_LIMIT_RECENT_ROOMS; i++)
    {
      g_autofree char *link = g_strdup_printf ("h%u.example", i);

      touch (rooms, link, "Room", i);
    }
  g_assert_cmpuint (g_list_model_get_n_items (G_LIST_MODEL (rooms)), ==, BESEDA_LIMIT_RECENT_ROOMS);
  g_assert_finalize_object (rooms);
}

/* A person may have edited it, or a newer version written what we cannot read. */
static void
test_unreadable (void)
{
  g_autoptr (GSettings) settings = fresh_settings ();
  BesedaRecentRooms *rooms;

  g_settings_set_value (
      settings, "recent-rooms",
      g_variant_new_parsed ("[('', 'Nothing', '', int64 1), ('ftp://x', 'Files', '', 2), ('x:9', 'X', '', 3)]"));
  rooms = beseda_recent_rooms_new (settings);
  assert_rooms (rooms, "x:9=X@3 ");
  g_assert_finalize_object (rooms);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/recent-rooms/remember", test_remember);
  g_test_add_func ("/recent-rooms/login", test_login);
  g_test_add_func ("/recent-rooms/limit", test_limit);
  g_test_add_func ("/recent-rooms/unreadable", test_unreadable);

  return g_test_run ();
}
