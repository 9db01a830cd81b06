/* SPDX-License-Identifier: GPL-3.0-or-later */

/*
 * What durability costs above SQLite: messages that are on the disk, each second, through the server's journal and log,
 * and through a bare loop that commits batches of the same size, the same rows into the same tables. Arguments: a
 * folder on a disk, how many people talk, the least good ratio.
 */

#include <glib/gstdio.h>
#include <sqlite3.h>
#include <stdlib.h>

#include "beseda-journal.h"
#include "beseda-sqlite-log.h"

#define ROUNDS 25
#define ROUND_USECONDS (150 * G_TIME_SPAN_MILLISECOND)
#define TEXT "A hundred bytes of what people say to each other when they have nothing in particular to say, at all."

typedef struct
{
  char *folder;
  char *path;
  guint n_people;
  guint next; /* id */

  BesedaJournal *journal;
  GMainLoop *loop;
  gint64 end;
  guint64 n_durable;
} Bench;

static const BesedaSqliteLogOptions options = { .name = "Bench", .address = "::", .keep = -1 };

static void
say (Bench *bench)
{
  g_autofree char *id = g_strdup_printf ("m%u", bench->next++);
  g_autoptr (BesedaEvent) event = beseda_event_new (BESEDA_EVENT_MESSAGE, 1764000000000, 7, "ann", TEXT, id);

  beseda_journal_add (bench->journal, event);
}

/* Everybody whose message is on the disk says the next one. */
static void
on_durable (gpointer user_data, GPtrArray *events, const GError *error)
{
  Bench *bench = user_data;

  g_assert_no_error (error);
  bench->n_durable += events->len;
  if (g_get_monotonic_time () >= bench->end)
    {
      g_main_loop_quit (bench->loop);
      return;
    }

  for (guint i = 0; i < events->len; i++)
    say (bench);
  beseda_journal_commit (bench->journal);
}

/* Messages a second. */
static double
measure_log (Bench *bench)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (BesedaLog) log = beseda_sqlite_log_open (bench->path, &options, &error);
  const gint64 begin = g_get_monotonic_time ();
  gint64 elapsed;

  g_assert_no_error (error);
  bench->n_durable = 0;
  bench->end = begin + ROUND_USECONDS;
  bench->journal = beseda_journal_new (log, on_durable, bench);
  for (guint i = 0; i < bench->n_people; i++)
    say (bench);
  beseda_journal_commit (bench->journal);
  g_main_loop_run (bench->loop);
  elapsed = g_get_monotonic_time () - begin;
  g_clear_pointer (&bench->journal, beseda_journal_free);

  return (double) bench->n_durable * G_USEC_PER_SEC / (double) elapsed;
}

static void
execute (sqlite3 *db, const char *sql)
{
  if (sqlite3_exec (db, sql, NULL, NULL, NULL) != SQLITE_OK)
    g_error ("%s: %s", sql, sqlite3_errmsg (db));
}

static void
insert (Bench *bench, sqlite3_stmt *statement, guint64 seq)
{
  g_autofree char *id = g_strdup_printf ("m%u", bench->next++);

  sqlite3_bind_int64 (statement, 1, (gint64) seq);
  sqlite3_bind_int64 (statement, 2, 1764000000000);
  sqlite3_bind_text (statement, 3, id, -1, SQLITE_TRANSIENT);
  g_assert_cmpint (sqlite3_step (statement), ==, SQLITE_DONE);
  sqlite3_reset (statement);
}

static double
measure_bare (Bench *bench)
{
  sqlite3 *db = NULL;
  sqlite3_stmt *statement = NULL;
  sqlite3_stmt *update = NULL;
  guint64 seq = 0;
  guint64 n_durable = 0;
  gint64 begin;
  gint64 elapsed;

  g_assert_cmpint (sqlite3_open (bench->path, &db), ==, SQLITE_OK);
  execute (db, "PRAGMA locking_mode = EXCLUSIVE; PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL");
  sqlite3_prepare_v2 (db, "SELECT last_seq FROM room", -1, &statement, NULL);
  g_assert_cmpint (sqlite3_step (statement), ==, SQLITE_ROW);
  seq = (guint64) sqlite3_column_int64 (statement, 0);
  sqlite3_finalize (statement);

  sqlite3_prepare_v2 (
      db,
      "INSERT INTO events (seq, kind, at, client_id, login, key, id, text) VALUES (?, 0, ?, 7, 'ann', 'ann', ?, '" TEXT
      "')",
      -1, &statement, NULL);
  sqlite3_prepare_v2 (db, "UPDATE room SET last_seq = ?", -1, &update, NULL);
  begin = g_get_monotonic_time ();
  while (g_get_monotonic_time () < begin + ROUND_USECONDS)
    {
      execute (db, "BEGIN IMMEDIATE");
      for (guint i = 0; i < bench->n_people; i++)
        insert (bench, statement, ++seq);
      sqlite3_bind_int64 (update, 1, (gint64) seq);
      g_assert_cmpint (sqlite3_step (update), ==, SQLITE_DONE);
      sqlite3_reset (update);
      execute (db, "COMMIT");
      n_durable += bench->n_people;
    }
  elapsed = g_get_monotonic_time () - begin;

  sqlite3_finalize (statement);
  sqlite3_finalize (update);
  sqlite3_close (db);

  return (double) n_durable * G_USEC_PER_SEC / (double) elapsed;
}

static int
compare (const void *a, const void *b)
{
  const double one = *(const double *) a;
  const double other = *(const double *) b;

  return one < other ? -1 : one > other;
}

static double
get_median (double *values)
{
  qsort (values, ROUNDS, sizeof *values, compare);

  return values[ROUNDS / 2];
}

int
main (int argc, char *argv[])
{
  Bench bench = { 0 };
  double log[ROUNDS], bare[ROUNDS], ratio[ROUNDS];
  double median;

  g_assert_cmpint (argc, ==, 4);
  bench.folder = g_build_filename (argv[1], "durable-XXXXXX", NULL);
  g_assert_nonnull (g_mkdtemp (bench.folder));
  bench.path = g_build_filename (bench.folder, "room.db", NULL);
  bench.n_people = (guint) atoi (argv[2]);
  bench.loop = g_main_loop_new (NULL, FALSE);

  /* A round to make the file and warm everything up, then in turns. */
  measure_log (&bench);
  for (guint i = 0; i < ROUNDS; i++)
    {
      log[i] = measure_log (&bench);
      bare[i] = measure_bare (&bench);
      ratio[i] = log[i] / bare[i];
    }
  median = get_median (ratio);
  g_print ("%u talking: beseda %.0f, bare SQLite %.0f durable messages/s; ratio %.2f (%.2f to %.2f), at least %s\n",
           bench.n_people, get_median (log), get_median (bare), median, ratio[0], ratio[ROUNDS - 1], argv[3]);

  g_unlink (bench.path);
  g_assert_cmpint (g_rmdir (bench.folder), ==, 0);
  g_main_loop_unref (bench.loop);
  g_free (bench.path);
  g_free (bench.folder);

  return median >= g_ascii_strtod (argv[3], NULL) ? EXIT_SUCCESS : EXIT_FAILURE;
}
