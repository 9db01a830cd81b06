/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <glib/gstdio.h>
#include <string.h>

#include "beseda-exporter.h"

#define NOON G_GINT64_CONSTANT (1591358400000)
#define FIRST 301 /* what was said before is not kept any more */
#define LAST 2500

/* A room of LAST events that tells them a page at a time, from the main loop, until it is silent. */
typedef struct
{
  char *folder;
  GFile *target;
  BesedaTimeline *timeline;
  BesedaHistory *history;
  GCancellable *cancellable;
  guint n_pages;
  guint silent_after; /* pages; 0: never */
  gboolean cancels;   /* instead */
} Fixture;

typedef struct
{
  Fixture *fixture;
  guint64 after;
  guint limit;
  char *id;
} Question;

/* The room says what it holds between the two. */
static void
tell (Fixture *fixture, guint64 from, guint64 to, const char *id)
{
  GPtrArray *events = g_ptr_array_new_with_free_func ((GDestroyNotify) beseda_event_unref);
  g_autoptr (BesedaReply) page = NULL;

  for (guint64 seq = MAX (from, FIRST); seq <= to; seq++)
    {
      g_autofree char *text = g_strdup_printf ("message %" G_GUINT64_FORMAT, seq);
      BesedaEvent *event = beseda_event_new (BESEDA_EVENT_MESSAGE, NOON + (gint64) seq * 1000, 7, "ann", text, NULL);

      beseda_event_set_seq (event, seq);
      g_ptr_array_add (events, event);
    }
  page = beseda_reply_new_history (from, to, events, id);
  beseda_history_take_page (fixture->history, page);
}

static gboolean
answer (gpointer user_data)
{
  Question *question = user_data;
  const guint64 to = MAX (question->after + 1, FIRST) + question->limit - 1;

  tell (question->fixture, question->after + 1, MIN (to, LAST), question->id);
  g_free (question->id);
  g_free (question);

  return G_SOURCE_REMOVE;
}

static gboolean
ask (gpointer user_data, const BesedaRequest *request)
{
  Fixture *fixture = user_data;
  Question *question = g_new0 (Question, 1);

  fixture->n_pages++;
  if (fixture->silent_after > 0 && fixture->n_pages > fixture->silent_after)
    {
      g_free (question);
      if (fixture->cancels)
        g_cancellable_cancel (fixture->cancellable);
      return FALSE;
    }

  question->fixture = fixture;
  question->after = request->seq;
  question->limit = request->limit;
  question->id = g_strdup (request->id);
  g_idle_add (answer, question);

  return TRUE;
}

static void
ignore (gpointer user_data)
{
}

static void
ignore_event (gpointer user_data, BesedaEvent *event)
{
}

static void
ignore_state (gpointer user_data, const BesedaArchiveState *state)
{
}

static void
set_up (Fixture *fixture, gconstpointer data)
{
  static const BesedaHistoryCallbacks callbacks = { ask, ignore, ignore_event, ignore_event, ignore_state };
  g_autoptr (GTimeZone) zone = g_time_zone_new_utc ();
  g_autofree char *path = NULL;

  fixture->folder = g_dir_make_tmp ("beseda-export-XXXXXX", NULL);
  path = g_build_filename (fixture->folder, "tea.jsonl", NULL);
  fixture->target = g_file_new_for_path (path);
  fixture->timeline = beseda_timeline_new (zone);
  fixture->history = beseda_history_new (fixture->timeline, NULL, &callbacks, fixture);
  fixture->cancellable = g_cancellable_new ();
  beseda_history_start (fixture->history);
}

static void
tear_down (Fixture *fixture, gconstpointer data)
{
  beseda_history_close (fixture->history);
  g_assert_finalize_object (fixture->history);
  g_assert_finalize_object (fixture->timeline);
  g_clear_object (&fixture->cancellable);
  g_file_delete (fixture->target, NULL, NULL);
  g_clear_object (&fixture->target);
  g_assert_cmpint (g_rmdir (fixture->folder), ==, 0); /* nothing else is left in it */
  g_free (fixture->folder);
}

/* The room lets the person in. */
static void
welcome (Fixture *fixture)
{
  g_autoptr (GPtrArray) people = g_ptr_array_new ();
  const BesedaWelcome told = { .room = (char *) "Tea",
                               .room_id = (char *) "r",
                               .login = (char *) "ann",
                               .last_seq = LAST,
                               .people = people,
                               .keep = -1 };

  beseda_history_take_welcome (fixture->history, &told);
  tell (fixture, LAST - 99, LAST, NULL);
}

static void
keep_result (GObject *source, GAsyncResult *result, gpointer user_data)
{
  *(GAsyncResult **) user_data = g_object_ref (result);
}

static void
count (guint *n)
{
  (*n)++;
}

static gboolean
run (Fixture *fixture, guint64 *n_messages, GError **error)
{
  g_autoptr (BesedaExporter)
      exporter = beseda_exporter_new (fixture->history, "Tea", fixture->target, BESEDA_EXPORT_JSON_LINES);
  g_autoptr (GAsyncResult) result = NULL;
  guint n_steps = 0;
  gboolean done;

  g_signal_connect_swapped (exporter, "notify::progress", G_CALLBACK (count), &n_steps);
  beseda_exporter_run_async (exporter, fixture->cancellable, keep_result, &result);
  while (result == NULL)
    g_main_context_iteration (NULL, TRUE);
  done = beseda_exporter_run_finish (exporter, result, n_messages, error);
  if (done)
    {
      g_assert_cmpuint (n_steps, >, 2);
      g_assert_cmpfloat (beseda_exporter_get_progress (exporter), ==, 1);
    }

  return done;
}

static void
assert_target (Fixture *fixture, const char *expected)
{
  g_autofree char *text = NULL;
  g_autoptr (GError) error = NULL;

  g_file_load_contents (fixture->target, NULL, &text, NULL, NULL, &error);
  if (expected == NULL)
    {
      g_assert_error (error, G_IO_ERROR, G_IO_ERROR_NOT_FOUND);
      return;
    }
  g_assert_no_error (error);
  g_assert_cmpstr (text, ==, expected);
}

static void
test_all (Fixture *fixture, gconstpointer data)
{
  g_autofree char *text = NULL;
  g_auto (GStrv) lines = NULL;
  g_autoptr (GError) error = NULL;
  guint64 n_messages;

  welcome (fixture);
  g_assert_true (g_file_replace_contents (fixture->target, "old", 3, NULL, FALSE, 0, NULL, NULL, NULL));
  g_assert_true (run (fixture, &n_messages, &error));
  g_assert_no_error (error);
  g_assert_cmpuint (n_messages, ==, LAST - FIRST + 1);

  g_assert_true (g_file_load_contents (fixture->target, NULL, &text, NULL, NULL, NULL));
  lines = g_strsplit (text, "\n", -1);
  g_assert_cmpuint (g_strv_length (lines), ==, LAST - FIRST + 3);
  g_assert_true (g_str_has_prefix (lines[0], "{\"type\":\"room\",\"version\":1,\"room\":\"Tea\","));
  for (guint seq = FIRST; seq <= LAST; seq++)
    {
      g_autofree char *start = g_strdup_printf ("{\"type\":\"message\",\"seq\":%u,", seq);

      g_assert_true (g_str_has_prefix (lines[seq - FIRST + 1], start));
    }
}

/* What is lost on the way, or not wanted any more, leaves what was there before, and no half. */
static void
test_breaks (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GError) error = NULL;

  welcome (fixture);
  g_assert_true (g_file_replace_contents (fixture->target, "old", 3, NULL, FALSE, 0, NULL, NULL, NULL));
  fixture->silent_after = fixture->n_pages + 2;
  fixture->cancels = GPOINTER_TO_INT (data);
  g_assert_false (run (fixture, NULL, &error));
  if (fixture->cancels)
    g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  else
    {
      g_assert_error (error, G_IO_ERROR, G_IO_ERROR_NOT_CONNECTED);
      g_assert_cmpstr (error->message, ==,
                       "Not all that was said is kept on this computer; export it when you are connected to the room.");
    }
  assert_target (fixture, "old");
}

static void
test_no_folder (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GFile) folder = g_object_ref (fixture->target);
  g_autoptr (GError) error = NULL;

  welcome (fixture);
  g_object_unref (fixture->target);
  fixture->target = g_file_get_child (folder, "tea.jsonl");
  g_assert_false (run (fixture, NULL, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_NOT_FOUND);
  g_assert_nonnull (strstr (error->message, "/tea.jsonl” could not be written: "));
}

/* A room in which nothing was said is exported too. */
static void
test_nothing (Fixture *fixture, gconstpointer data)
{
  g_autoptr (BesedaExporter)
      exporter = beseda_exporter_new (fixture->history, "Tea", fixture->target, BESEDA_EXPORT_HTML);
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;
  g_autofree char *text = NULL;
  guint64 n_messages;

  beseda_exporter_run_async (exporter, NULL, keep_result, &result);
  while (result == NULL)
    g_main_context_iteration (NULL, TRUE);
  g_assert_true (beseda_exporter_run_finish (exporter, result, &n_messages, &error));
  g_assert_cmpuint (n_messages, ==, 0);
  g_assert_true (g_file_load_contents (fixture->target, NULL, &text, NULL, NULL, NULL));
  g_assert_true (g_str_has_suffix (text, "</html>\n"));
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);

#define ADD(path, data, function) g_test_add (path, Fixture, data, set_up, function, tear_down)
  ADD ("/exporter/all", NULL, test_all);
  ADD ("/exporter/breaks", NULL, test_breaks);
  ADD ("/exporter/is-cancelled", GINT_TO_POINTER (TRUE), test_breaks);
  ADD ("/exporter/no-folder", NULL, test_no_folder);
  ADD ("/exporter/nothing", NULL, test_nothing);

  return g_test_run ();
}
