/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "beseda-kept-rooms.h"
#include "fake-host.h"

static void
wait_for_n (BesedaKeptRooms *rooms, guint n)
{
  while (g_list_model_get_n_items (G_LIST_MODEL (rooms)) != n)
    g_main_context_iteration (NULL, TRUE);
}

static void
assert_handle (BesedaKeptRooms *rooms, guint index, const char *handle)
{
  g_autoptr (BesedaKeptRoom) room = g_list_model_get_item (G_LIST_MODEL (rooms), index);

  g_assert_cmpstr (beseda_kept_room_get_handle (room), ==, handle);
}

static void
on_done (GObject *source, GAsyncResult *result, gpointer user_data)
{
  *(gboolean *) user_data = TRUE;
}

static void
test_follows_the_host (void)
{
  FakeHost *host = g_object_new (FAKE_TYPE_HOST, NULL);
  const BesedaHostOptions options = { .room = "Tea", .address = "127.0.0.1", .keep = -1, .kept = "one" };
  BesedaKeptRooms *rooms;
  gboolean opened = FALSE;

  fake_host_keep (host, "one", "Tea");
  rooms = beseda_kept_rooms_new (BESEDA_HOST (host));
  wait_for_n (rooms, 1);

  fake_host_keep (host, "two", "Coffee");
  wait_for_n (rooms, 2);
  assert_handle (rooms, 0, "two");
  assert_handle (rooms, 1, "one");

  /* What is open cannot be resumed. */
  beseda_host_open_async (BESEDA_HOST (host), &options, NULL, on_done, &opened);
  wait_for_n (rooms, 1);
  assert_handle (rooms, 0, "two");

  while (!opened)
    g_main_context_iteration (NULL, TRUE);
  g_assert_finalize_object (rooms);
  g_assert_finalize_object (host);
}

/* Neither the answer to a question that was asked anew, nor one that comes too late, does anything. */
static void
test_only_the_last_answer_counts (void)
{
  FakeHost *host = g_object_new (FAKE_TYPE_HOST, NULL);
  BesedaKeptRooms *rooms = beseda_kept_rooms_new (BESEDA_HOST (host));

  fake_host_keep (host, "one", "Tea");
  fake_host_keep (host, "two", "Coffee");
  wait_for_n (rooms, 2);

  fake_host_keep (host, "three", "Cocoa");
  g_assert_finalize_object (rooms);
  while (g_main_context_iteration (NULL, FALSE))
    ;
  g_assert_finalize_object (host);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/kept-rooms/follows-the-host", test_follows_the_host);
  g_test_add_func ("/kept-rooms/only-the-last-answer-counts", test_only_the_last_answer_counts);

  return g_test_run ();
}
