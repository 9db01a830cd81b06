/* SPDX-License-Identifier: GPL-3.0-or-later */

/*
 * What a page of history costs in a room where much was said, at its end and at its beginning. Arguments: a folder on a
 * disk, how many messages, how many milliseconds a page may take.
 */

#include <glib/gstdio.h>
#include <sqlite3.h>
#include <stdlib.h>

#include "beseda-sqlite-log.h"

#define PAGES 200
#define PAGE 100

static const BesedaSqliteLogOptions options = { .name = "Bench", .address = "::", .keep = -1 };

static void
fill (const char *path, guint64 n)
{
  g_autofree char *sql = g_strdup_printf (
      "PRAGMA synchronous = OFF; BEGIN;"
      "WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < %" G_GUINT64_FORMAT ")"
      "INSERT INTO events (seq, kind, at, client_id, login, key, id, text) SELECT i, 0, 1764000000000 + i, i %% 50, "
      "'Person ' || i %% 50, 'person ' || i %% 50, 'm' || "
      "i,"
      "'A message of some hundred bytes, as people write them when they talk about this and that: ' || i FROM n;"
      "UPDATE room SET last_seq = %" G_GUINT64_FORMAT "; COMMIT",
      n, n);
  sqlite3 *db = NULL;

  g_assert_cmpint (sqlite3_open (path, &db), ==, SQLITE_OK);
  if (sqlite3_exec (db, sql, NULL, NULL, NULL) != SQLITE_OK)
    g_error ("%s", sqlite3_errmsg (db));
  sqlite3_close (db);
}

static void
keep_result (GObject *source, GAsyncResult *result, gpointer user_data)
{
  *(GAsyncResult **) user_data = g_object_ref (result);
}

/* The page before `seq`: how long it took in milliseconds, and where the next one is. */
static double
page (BesedaLog *log, guint64 *seq)
{
  const gint64 begin = g_get_monotonic_time ();
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GPtrArray) events = NULL;
  g_autoptr (GError) error = NULL;

  beseda_log_read_async (log, BESEDA_BEFORE, *seq, PAGE, NULL, keep_result, &result);
  while (result == NULL)
    g_main_context_iteration (NULL, TRUE);
  events = beseda_log_read_finish (log, result, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (events->len, ==, PAGE);
  *seq = beseda_event_get_seq (events->pdata[0]);

  return (double) (g_get_monotonic_time () - begin) / 1000;
}

static int
compare (const void *a, const void *b)
{
  const double one = *(const double *) a;
  const double other = *(const double *) b;

  return one < other ? -1 : one > other;
}

/* Goes back from `seq`; the median in milliseconds. */
static double
go_back (BesedaLog *log, const char *where, guint64 seq)
{
  double times[PAGES];

  for (guint i = 0; i < PAGES; i++)
    times[i] = page (log, &seq);
  qsort (times, PAGES, sizeof *times, compare);
  g_print ("%s: a page of %d in %.2f ms (median), %.2f ms (longest of %d)\n", where, PAGE, times[PAGES / 2],
           times[PAGES - 1], PAGES);

  return times[PAGES / 2];
}

int
main (int argc, char *argv[])
{
  g_autofree char *folder = NULL;
  g_autofree char *path = NULL;
  g_autoptr (BesedaLog) log = NULL;
  g_autoptr (GError) error = NULL;
  guint64 n, seq;
  gint64 begin;
  double opening, first, end, beginning, limit;

  g_assert_cmpint (argc, ==, 4);
  folder = g_build_filename (argv[1], "history-XXXXXX", NULL);
  n = g_ascii_strtoull (argv[2], NULL, 10);
  limit = g_ascii_strtod (argv[3], NULL);
  g_assert_nonnull (g_mkdtemp (folder));
  path = g_build_filename (folder, "room.db", NULL);
  g_object_unref (beseda_sqlite_log_open (path, &options, &error));
  g_assert_no_error (error);
  fill (path, n);

  begin = g_get_monotonic_time ();
  log = beseda_sqlite_log_open (path, &options, &error);
  g_assert_no_error (error);
  opening = (double) (g_get_monotonic_time () - begin) / 1000;
  seq = n + 1;
  first = page (log, &seq);
  g_print ("%" G_GUINT64_FORMAT " messages: opened with its tail in %.1f ms, the last %d after %.2f ms more\n", n,
           opening, PAGE, first);
  end = go_back (log, "from the end", n + 1);
  beginning = go_back (log, "to the beginning", PAGES * PAGE + 1);

  g_clear_object (&log);
  g_unlink (path);
  g_assert_cmpint (g_rmdir (folder), ==, 0);

  return MAX (MAX (first, end), beginning) <= limit ? EXIT_SUCCESS : EXIT_FAILURE;
}
