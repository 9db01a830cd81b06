/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "beseda-copy.h"
#include "beseda-log.h"

#include <glib/gstdio.h>
#include <sqlite3.h>

#define DAY_MSECONDS (24 * 60 * 60 * (gint64) 1000)

typedef struct
{
  char *folder;
  char *path;
} Fixture;

static void
set_up (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GError) error = NULL;

  fixture->folder = g_dir_make_tmp ("beseda-copy-XXXXXX", &error);
  g_assert_no_error (error);
  fixture->path = g_build_filename (fixture->folder, "tea.db", NULL);
}

static void
tear_down (Fixture *fixture, gconstpointer data)
{
  g_assert_cmpint (g_remove (fixture->path), ==, 0);
  g_assert_cmpint (g_rmdir (fixture->folder), ==, 0);
  g_free (fixture->folder);
  g_free (fixture->path);
}

static BesedaCopy *
open_copy (Fixture *fixture)
{
  g_autoptr (GError) error = NULL;
  BesedaCopy *copy = beseda_copy_open (fixture->path, &error);

  g_assert_no_error (error);

  return copy;
}

/* Also waits until everything is written. */
static void
reopen (Fixture *fixture, BesedaCopy **copy)
{
  g_clear_pointer (copy, beseda_copy_close);
  *copy = open_copy (fixture);
}

/* Adds messages with all the numbers, said at `at`. */
static void
add (BesedaCopy *copy, guint64 from_seq, guint64 to_seq, gint64 at)
{
  g_autoptr (GPtrArray) events = g_ptr_array_new_with_free_func ((GDestroyNotify) beseda_event_unref);

  for (guint64 seq = from_seq; seq <= to_seq; seq++)
    {
      g_autofree char *text = g_strdup_printf ("message %" G_GUINT64_FORMAT, seq);
      BesedaEvent *event = beseda_event_new (BESEDA_EVENT_MESSAGE, at, 7, "ann", text, NULL);

      beseda_event_set_seq (event, seq);
      g_ptr_array_add (events, event);
    }
  beseda_copy_add (copy, from_seq, to_seq, events);
}

static void
keep_result (GObject *source, GAsyncResult *result, gpointer user_data)
{
  *(GAsyncResult **) user_data = g_object_ref (result);
}

static BesedaCopyPage *
read_page (BesedaCopy *copy, BesedaDirection direction, guint64 seq, guint limit)
{
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;
  BesedaCopyPage *page;

  beseda_copy_read (copy, g_task_new (NULL, NULL, keep_result, &result), direction, seq, limit);
  while (result == NULL)
    g_main_context_iteration (NULL, TRUE);
  page = g_task_propagate_pointer (G_TASK (result), &error);
  g_assert_no_error (error);

  return page;
}

/* That a page reaches from `from_seq` to `to_seq`, with messages from `first` on, `n` of them. */
static void
assert_page (BesedaCopy *copy,
             BesedaDirection direction,
             guint64 seq,
             guint limit,
             guint64 from_seq,
             guint64 to_seq,
             guint64 first,
             guint n)
{
  g_autoptr (BesedaCopyPage) page = read_page (copy, direction, seq, limit);

  g_assert_cmpuint (page->from_seq, ==, from_seq);
  g_assert_cmpuint (page->to_seq, ==, to_seq);
  g_assert_cmpuint (page->events->len, ==, n);
  for (guint i = 0; i < n; i++)
    {
      g_autofree char *text = g_strdup_printf ("message %" G_GUINT64_FORMAT, first + i);

      g_assert_cmpuint (beseda_event_get_seq (page->events->pdata[i]), ==, first + i);
      g_assert_cmpstr (beseda_event_get_text (page->events->pdata[i]), ==, text);
    }
}

static void
test_empty (Fixture *fixture, gconstpointer data)
{
  g_autoptr (BesedaCopy) copy = open_copy (fixture);
  const BesedaCopyState *state = beseda_copy_get_state (copy);

  g_assert_null (state->room_id);
  g_assert_cmpuint (state->last_seq, ==, 0);
  g_assert_cmpuint (state->unsent->len, ==, 0);
  assert_page (copy, BESEDA_BEFORE, G_MAXUINT64, 10, 1, 0, 0, 0);
}

/* Ranges of which all is known grow together; a page ends where knowledge does. */
static void
test_pages (Fixture *fixture, gconstpointer data)
{
  const gint64 now = g_get_real_time () / 1000;
  g_autoptr (BesedaCopy) copy = open_copy (fixture);

  beseda_copy_set_room (copy, "room-1", "Tea", -1);
  add (copy, 101, 200, now);
  add (copy, 301, 310, now);

  assert_page (copy, BESEDA_BEFORE, G_MAXUINT64, 100, 301, 310, 301, 10);
  assert_page (copy, BESEDA_BEFORE, 301, 100, 301, 300, 0, 0);
  assert_page (copy, BESEDA_BEFORE, 201, 30, 171, 200, 171, 30);
  assert_page (copy, BESEDA_AFTER, 150, 30, 151, 180, 151, 30);
  assert_page (copy, BESEDA_AFTER, 190, 30, 191, 200, 191, 10);

  /* The gap is filled from both sides, by pages that overlap what is there. */
  add (copy, 195, 250, now);
  assert_page (copy, BESEDA_AFTER, 190, 500, 191, 250, 191, 60);
  add (copy, 251, 300, now);
  reopen (fixture, &copy);
  g_assert_cmpuint (beseda_copy_get_state (copy)->last_seq, ==, 310);
  assert_page (copy, BESEDA_BEFORE, G_MAXUINT64, 500, 101, 310, 101, 210);

  /* Numbers that the room does not hold any more are known to be nothing. */
  add (copy, 1, 0, now);
  assert_page (copy, BESEDA_BEFORE, 101, 10, 101, 100, 0, 0);
}

static void
test_another_room (Fixture *fixture, gconstpointer data)
{
  g_autoptr (BesedaCopy) copy = open_copy (fixture);
  const BesedaCopyState *state;

  beseda_copy_set_room (copy, "room-1", "Tea", -1);
  add (copy, 1, 5, 1764000000000);
  beseda_copy_set_read (copy, 4);
  beseda_copy_put_unsent (copy, "m1", "one", 1, NULL);
  beseda_copy_put_unsent (copy, "m2", "two", 2, NULL);
  beseda_copy_put_unsent (copy, "m1", "one", 1, "It was refused.");
  beseda_copy_put_unsent (copy, "m3", "three", 3, NULL);
  beseda_copy_drop_unsent (copy, "m2");
  reopen (fixture, &copy);

  state = beseda_copy_get_state (copy);
  g_assert_cmpstr (state->room_id, ==, "room-1");
  g_assert_cmpstr (state->name, ==, "Tea");
  g_assert_cmpuint (state->read_seq, ==, 4);
  g_assert_cmpuint (state->unsent->len, ==, 2);

  /* It is called otherwise, and is the same. */
  beseda_copy_set_room (copy, "room-1", "Coffee", -1);
  assert_page (copy, BESEDA_BEFORE, G_MAXUINT64, 10, 1, 5, 1, 5);

  /* It is another: only what the person wrote is left. */
  beseda_copy_set_room (copy, "room-2", "Coffee", -1);
  assert_page (copy, BESEDA_BEFORE, G_MAXUINT64, 10, 1, 0, 0, 0);
  reopen (fixture, &copy);
  state = beseda_copy_get_state (copy);
  g_assert_cmpstr (state->name, ==, "Coffee");
  g_assert_cmpuint (state->read_seq, ==, 0);
  g_assert_cmpuint (state->unsent->len, ==, 2);
  g_assert_cmpstr (((BesedaCopyUnsent *) state->unsent->pdata[0])->problem, ==, "It was refused.");
  g_assert_cmpstr (((BesedaCopyUnsent *) state->unsent->pdata[1])->text, ==, "three");
}

/* What the room forgets is forgotten here as well. */
static void
test_keeps_no_longer_than_the_room (Fixture *fixture, gconstpointer data)
{
  const gint64 now = g_get_real_time () / 1000;
  g_autoptr (BesedaCopy) copy = open_copy (fixture);

  beseda_copy_set_room (copy, "room-1", "Tea", 7 * 24 * 60 * 60);
  add (copy, 1, 5, now - 3 * DAY_MSECONDS);
  add (copy, 6, 9, now);
  assert_page (copy, BESEDA_BEFORE, G_MAXUINT64, 10, 1, 9, 1, 9);

  beseda_copy_set_room (copy, "room-1", "Tea", 2 * 24 * 60 * 60);
  assert_page (copy, BESEDA_BEFORE, G_MAXUINT64, 10, 1, 9, 6, 4);

  beseda_copy_set_room (copy, "room-1", "Tea", 0);
  assert_page (copy, BESEDA_BEFORE, G_MAXUINT64, 10, 1, 0, 0, 0);
  add (copy, 10, 12, now);
  assert_page (copy, BESEDA_BEFORE, G_MAXUINT64, 10, 1, 0, 0, 0);
}

/* What was removed from the room is removed from the copy: also where a page tells it again. */
static void
test_removed (Fixture *fixture, gconstpointer data)
{
  g_autoptr (BesedaCopy) copy = open_copy (fixture);
  g_autoptr (GPtrArray) events = g_ptr_array_new_with_free_func ((GDestroyNotify) beseda_event_unref);
  g_autoptr (BesedaAct) act = beseda_act_new (BESEDA_ACT_REMOVE, NULL, NULL);
  g_autoptr (BesedaCopyPage) page = NULL;
  BesedaEvent *event;

  beseda_copy_set_room (copy, "room-1", "Tea", -1);
  add (copy, 1, 5, 1764000000000);
  act->target_seq = 2;
  event = beseda_event_new_act (1764000001000, 7, "ann", act, NULL);
  beseda_event_set_seq (event, 6);
  g_ptr_array_add (events, event);
  beseda_copy_add (copy, 6, 6, events);
  reopen (fixture, &copy);
  add (copy, 1, 3, 1764000000000);

  page = read_page (copy, BESEDA_BEFORE, G_MAXUINT64, 10);
  g_assert_cmpuint (page->events->len, ==, 6);
  g_assert_cmpstr (beseda_event_get_text (page->events->pdata[0]), ==, "message 1");
  g_assert_null (beseda_event_get_text (page->events->pdata[1]));
  g_assert_cmpint (beseda_event_get_act (page->events->pdata[5])->kind, ==, BESEDA_ACT_REMOVE);
  g_assert_cmpuint (beseda_event_get_act (page->events->pdata[5])->target_seq, ==, 2);
}

static void
test_damaged (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GError) error = NULL;

  g_assert_true (g_file_set_contents (fixture->path, "This is no copy of anything.", -1, NULL));
  g_assert_null (beseda_copy_open (fixture->path, &error));
  g_assert_error (error, BESEDA_LOG_ERROR, BESEDA_LOG_ERROR_DAMAGED);
}

/* A copy from the time of that schema, as the dump of its file has it. */
static void
test_earlier_schema (Fixture *fixture, gconstpointer data)
{
  g_autofree char *dump = g_test_build_filename (G_TEST_DIST, data, NULL);
  g_autofree char *sql = NULL;
  g_autoptr (GError) error = NULL;
  g_autoptr (BesedaCopyPage) page = NULL;
  g_autoptr (BesedaCopy) copy = NULL;
  const BesedaCopyState *state;
  const BesedaCopyUnsent *unsent;
  sqlite3 *db;

  g_file_get_contents (dump, &sql, NULL, &error);
  g_assert_no_error (error);
  g_assert_cmpint (sqlite3_open (fixture->path, &db), ==, SQLITE_OK);
  g_assert_cmpint (sqlite3_exec (db, sql, NULL, NULL, NULL), ==, SQLITE_OK);
  sqlite3_close (db);

  copy = open_copy (fixture);
  state = beseda_copy_get_state (copy);
  g_assert_cmpstr (state->room_id, ==, "5f0c6a6e-0d5e-4d38-9f5c-3a6f1f6f2b11");
  g_assert_cmpstr (state->name, ==, "Tea at five");
  g_assert_cmpuint (state->read_seq, ==, 3);
  g_assert_cmpuint (state->last_seq, ==, 9);
  g_assert_cmpuint (state->unsent->len, ==, 2);
  unsent = state->unsent->pdata[1];
  g_assert_cmpstr (unsent->id, ==, "m7");
  g_assert_cmpint (unsent->at, ==, 1764000007000);
  g_assert_cmpstr (unsent->problem, ==, "The room is full.");

  page = read_page (copy, BESEDA_BEFORE, 5, 10);
  g_assert_cmpuint (page->from_seq, ==, 2);
  g_assert_cmpuint (page->events->len, ==, 2);
  g_assert_cmpint (beseda_event_get_kind (page->events->pdata[0]), ==, BESEDA_EVENT_ONLINE);
  g_assert_cmpstr (beseda_event_get_text (page->events->pdata[1]), ==, "hello, it's me");
  add (copy, 5, 8, 1764000005000);
  assert_page (copy, BESEDA_AFTER, 4, 4, 5, 8, 5, 4);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  g_test_add ("/copy/empty", Fixture, NULL, set_up, test_empty, tear_down);
  g_test_add ("/copy/pages", Fixture, NULL, set_up, test_pages, tear_down);
  g_test_add ("/copy/another-room", Fixture, NULL, set_up, test_another_room, tear_down);
  g_test_add ("/copy/keeps-no-longer-than-the-room", Fixture, NULL, set_up, test_keeps_no_longer_than_the_room,
              tear_down);
  g_test_add ("/copy/damaged", Fixture, NULL, set_up, test_damaged, tear_down);
  g_test_add ("/copy/removed", Fixture, NULL, set_up, test_removed, tear_down);
  g_test_add ("/copy/earlier-schema/1", Fixture, "copy-1.sql", set_up, test_earlier_schema, tear_down);
  g_test_add ("/copy/earlier-schema/2", Fixture, "copy-2.sql", set_up, test_earlier_schema, tear_down);

  return g_test_run ();
}
