/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "beseda-limits.h"
#include "beseda-room-card.h"
#include "beseda-sqlite-log.h"

#include <glib/gstdio.h>
#include <sqlite3.h>
#include <string.h>

typedef struct
{
  char *folder;
  char *path;
} Fixture;

static void
set_up (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GError) error = NULL;

  fixture->folder = g_dir_make_tmp ("beseda-log-XXXXXX", &error);
  g_assert_no_error (error);
  fixture->path = g_build_filename (fixture->folder, "rooms", "tea.db", NULL);
}

static void
tear_down (Fixture *fixture, gconstpointer data)
{
  const char *const names[] = { "tea.db", "tea.db-wal", "tea.db-shm", NULL };
  g_autofree char *rooms = g_path_get_dirname (fixture->path);

  for (guint i = 0; names[i] != NULL; i++)
    {
      g_autofree char *path = g_build_filename (rooms, names[i], NULL);

      g_remove (path);
    }
  g_rmdir (rooms);
  g_assert_cmpint (g_rmdir (fixture->folder), ==, 0);
  g_free (fixture->folder);
  g_free (fixture->path);
}

static BesedaLog *
open_log (Fixture *fixture, gint64 keep)
{
  const BesedaSqliteLogOptions options = { .name = "Tea", .address = "127.0.0.1", .port = 8765, .keep = keep };
  g_autoptr (GError) error = NULL;
  BesedaLog *log = beseda_sqlite_log_open (fixture->path, &options, &error);

  g_assert_no_error (error);

  return log;
}

static void
close_log (BesedaLog *log)
{
  g_object_run_dispose (G_OBJECT (log));
  while (g_main_context_iteration (NULL, FALSE))
    ;
  g_assert_finalize_object (log);
}

static void
keep_result (GObject *source, GAsyncResult *result, gpointer user_data)
{
  *(GAsyncResult **) user_data = g_object_ref (result);
}

static gboolean
append (BesedaLog *log, GPtrArray *events, GError **error)
{
  g_autoptr (GAsyncResult) result = NULL;

  beseda_log_append_async (log, events, NULL, keep_result, &result);
  while (result == NULL)
    g_main_context_iteration (NULL, TRUE);

  return beseda_log_append_finish (log, result, error);
}

/* Appends one event. (transfer full), as the log has it */
static BesedaEvent *
append_one (BesedaLog *log, BesedaEvent *event)
{
  g_autoptr (GPtrArray) events = g_ptr_array_new_with_free_func ((GDestroyNotify) beseda_event_unref);
  g_autoptr (GError) error = NULL;

  g_ptr_array_add (events, event);
  g_assert_true (append (log, events, &error));
  g_assert_no_error (error);

  return beseda_event_ref (events->pdata[0]);
}

static guint64
say (BesedaLog *log, const char *login, const char *id, const char *text, gint64 at)
{
  g_autoptr (BesedaEvent) event = append_one (log, beseda_event_new (BESEDA_EVENT_MESSAGE, at, 7, login, text, id));

  return beseda_event_get_seq (event);
}

static GPtrArray *
read_log (BesedaLog *log, BesedaDirection direction, guint64 seq, guint limit)
{
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;
  GPtrArray *events;

  beseda_log_read_async (log, direction, seq, limit, NULL, keep_result, &result);
  while (result == NULL)
    g_main_context_iteration (NULL, TRUE);
  events = beseda_log_read_finish (log, result, &error);
  g_assert_no_error (error);

  return events;
}

static void
assert_seqs (GPtrArray *taken, guint64 first, guint n)
{
  g_autoptr (GPtrArray) events = taken;

  g_assert_cmpuint (events->len, ==, n);
  for (guint i = 0; i < n; i++)
    g_assert_cmpuint (beseda_event_get_seq (events->pdata[i]), ==, first + i);
}

static void
test_remembers (Fixture *fixture, gconstpointer data)
{
  BesedaLog *log = open_log (fixture, -1);
  g_autofree char *room_id = g_strdup (beseda_log_get_past (log)->room_id);
  g_autoptr (BesedaEvent) online = beseda_event_new (BESEDA_EVENT_ONLINE, 1000, 7, "Ann", NULL, NULL);
  guint8 hash[BESEDA_TOKEN_HASH_BYTES] = { 1, 2, 3 };
  const BesedaPast *past;
  const BesedaPastPerson *person;
  const BesedaPastName *name;
  GStatBuf file;

  g_assert_true (g_uuid_string_is_valid (room_id));
  g_assert_cmpuint (beseda_log_get_last_seq (log), ==, 0);
  g_assert_cmpint (g_stat (fixture->path, &file), ==, 0);
  g_assert_cmpint (file.st_mode & 0777, ==, 0600);

  beseda_event_set_claim (online, hash);
  beseda_event_unref (append_one (log, beseda_event_ref (online)));
  g_assert_cmpuint (say (log, "Ann", "a", "hello \xf0\x9f\x98\x80", 2000), ==, 2);
  g_assert_cmpuint (say (log, "Ann", NULL, "again", 3000), ==, 3);
  close_log (log);

  log = open_log (fixture, -1);
  past = beseda_log_get_past (log);
  g_assert_cmpstr (past->room_id, ==, room_id);
  g_assert_cmpuint (past->first_seq, ==, 1);
  g_assert_cmpuint (past->last_seq, ==, 3);
  g_assert_cmpint (past->last_at, ==, 3000);
  g_assert_cmpuint (past->present->len, ==, 1);
  person = past->present->pdata[0];
  g_assert_cmpstr (person->login, ==, "Ann");
  g_assert_cmpint (person->client_id, ==, 7);
  g_assert_cmpuint (past->names->len, ==, 1);
  name = past->names->pdata[0];
  g_assert_cmpstr (name->key, ==, "ann");
  g_assert_cmpmem (name->hash, sizeof name->hash, hash, sizeof hash);
  g_assert_cmpuint (past->tail->len, ==, 3);
  g_assert_cmpstr (beseda_event_get_text (past->tail->pdata[1]), ==, "hello \xf0\x9f\x98\x80");
  g_assert_cmpstr (beseda_event_get_id (past->tail->pdata[1]), ==, "a");

  beseda_event_unref (append_one (log, beseda_event_new (BESEDA_EVENT_OFFLINE, 4000, 7, "Ann", NULL, NULL)));
  close_log (log);
  log = open_log (fixture, -1);
  g_assert_cmpuint (beseda_log_get_past (log)->present->len, ==, 0);
  g_assert_cmpuint (beseda_log_get_past (log)->names->len, ==, 1);
  close_log (log);
}

static void
test_repetitions (Fixture *fixture, gconstpointer data)
{
  const gint64 keep = GPOINTER_TO_INT (data);
  BesedaLog *log = open_log (fixture, keep);
  g_autoptr (GPtrArray) batch = g_ptr_array_new_with_free_func ((GDestroyNotify) beseda_event_unref);
  g_autoptr (GError) error = NULL;

  g_assert_cmpuint (say (log, "ann", "a", "one", 0), ==, 1);
  g_assert_cmpuint (say (log, "ANN", "a", "another text", 0), ==, 1);
  g_assert_cmpuint (say (log, "ben", "a", "one", 0), ==, 2);

  /* Within one batch as well. */
  g_ptr_array_add (batch, beseda_event_new (BESEDA_EVENT_MESSAGE, 0, 7, "ann", "two", "b"));
  g_ptr_array_add (batch, beseda_event_new (BESEDA_EVENT_MESSAGE, 0, 7, "ann", "two", "b"));
  g_ptr_array_add (batch, beseda_event_new (BESEDA_EVENT_MESSAGE, 0, 7, "ann", "three", "c"));
  g_assert_true (append (log, batch, &error));
  g_assert_cmpuint (beseda_event_get_seq (batch->pdata[0]), ==, 3);
  g_assert_cmpuint (beseda_event_get_seq (batch->pdata[1]), ==, 3);
  g_assert_cmpuint (beseda_event_get_seq (batch->pdata[2]), ==, 4);
  g_assert_cmpuint (beseda_log_get_last_seq (log), ==, 4);
  close_log (log);

  if (keep == 0)
    return;
  log = open_log (fixture, keep);
  g_assert_cmpuint (say (log, "ann", "c", "three", 0), ==, 4);
  close_log (log);
}

static void
test_pages (Fixture *fixture, gconstpointer data)
{
  BesedaLog *log = open_log (fixture, -1);
  g_autofree char *long_text = g_strnfill (BESEDA_LIMIT_MESSAGE_CHARS, 'x');
  const guint n_long = BESEDA_LIMIT_PAGE_BYTES / BESEDA_LIMIT_MESSAGE_CHARS + 1;

  assert_seqs (read_log (log, BESEDA_BEFORE, G_MAXUINT64, 10), 0, 0);
  for (guint i = 1; i <= 20; i++)
    g_assert_cmpuint (say (log, "ann", NULL, "hello", i), ==, i);
  assert_seqs (read_log (log, BESEDA_BEFORE, G_MAXUINT64, 5), 16, 5);
  assert_seqs (read_log (log, BESEDA_BEFORE, 16, 5), 11, 5);
  assert_seqs (read_log (log, BESEDA_BEFORE, 3, 5), 1, 2);
  assert_seqs (read_log (log, BESEDA_BEFORE, 1, 5), 0, 0);
  assert_seqs (read_log (log, BESEDA_AFTER, 0, 5), 1, 5);
  assert_seqs (read_log (log, BESEDA_AFTER, 18, 5), 19, 2);
  assert_seqs (read_log (log, BESEDA_AFTER, 20, 5), 0, 0);

  for (guint i = 0; i < 2 * n_long; i++)
    say (log, "ann", NULL, long_text, 100);
  assert_seqs (read_log (log, BESEDA_AFTER, 20, 500), 21, n_long);
  close_log (log);
}

static void
test_forgets (Fixture *fixture, gconstpointer data)
{
  BesedaLog *log = open_log (fixture, 60);

  for (guint i = 1; i <= 1200; i++)
    say (log, "ann", NULL, "hello", i * 1000);
  beseda_log_prune (log, 1200 * 1000);
  while (beseda_log_get_first_seq (log) != 1140)
    g_main_context_iteration (NULL, TRUE);
  assert_seqs (read_log (log, BESEDA_AFTER, 0, 10), 1140, 10);
  close_log (log);

  /* Numbers go on, and whoever asks for nothing to be kept is obeyed at once. */
  log = open_log (fixture, 0);
  g_assert_cmpuint (beseda_log_get_past (log)->tail->len, ==, 0);
  g_assert_cmpuint (say (log, "ann", NULL, "hello", 1300000), ==, 1201);
  assert_seqs (read_log (log, BESEDA_AFTER, 0, 10), 0, 0);
  close_log (log);
  log = open_log (fixture, -1);
  g_assert_cmpuint (beseda_log_get_last_seq (log), ==, 1201);
  g_assert_cmpuint (beseda_log_get_first_seq (log), ==, 0);
  close_log (log);
}

static void
assert_refused (Fixture *fixture, BesedaLogError code)
{
  const BesedaSqliteLogOptions options = { .name = "Tea", .address = "::", .keep = -1 };
  g_autoptr (GError) error = NULL;

  g_assert_null (beseda_sqlite_log_open (fixture->path, &options, &error));
  g_assert_error (error, BESEDA_LOG_ERROR, (gint) code);
  g_assert_nonnull (strstr (error->message, fixture->path));
  g_assert_true (g_str_has_suffix (error->message, "."));
}

static void
execute (Fixture *fixture, const char *sql)
{
  sqlite3 *db;

  g_assert_cmpint (sqlite3_open (fixture->path, &db), ==, SQLITE_OK);
  g_assert_cmpint (sqlite3_exec (db, sql, NULL, NULL, NULL), ==, SQLITE_OK);
  g_assert_cmpint (sqlite3_close (db), ==, SQLITE_OK);
}

static void
test_files_that_cannot_be_used (Fixture *fixture, gconstpointer data)
{
  BesedaLog *log = open_log (fixture, -1);
  g_autofree char *before = NULL;
  g_autofree char *after = NULL;
  gsize length_before, length_after;

  assert_refused (fixture, BESEDA_LOG_ERROR_IN_USE);
  say (log, "ann", NULL, "hello", 1000);
  close_log (log);

  /* What is none of ours, or was changed by somebody else. */
  execute (fixture, "UPDATE events SET kind = 9");
  assert_refused (fixture, BESEDA_LOG_ERROR_DAMAGED);
  execute (fixture, "UPDATE events SET kind = 0, text = x'ff'");
  assert_refused (fixture, BESEDA_LOG_ERROR_DAMAGED);
  execute (fixture, "UPDATE events SET text = printf ('%.*c', 2000000, 'x')");
  assert_refused (fixture, BESEDA_LOG_ERROR_DAMAGED);
  execute (fixture, "UPDATE events SET text = 'hello'; ALTER TABLE names RENAME TO other");
  assert_refused (fixture, BESEDA_LOG_ERROR_DAMAGED);
  execute (fixture, "CREATE VIEW names AS WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) "
                    "SELECT i AS key, zeroblob (32) AS hash FROM n");
  assert_refused (fixture, BESEDA_LOG_ERROR_DAMAGED);
  execute (fixture, "DROP VIEW names; CREATE TRIGGER gone AFTER INSERT ON events BEGIN DELETE FROM events; END");
  assert_refused (fixture, BESEDA_LOG_ERROR_DAMAGED);
  execute (fixture, "DROP TRIGGER gone; ALTER TABLE other RENAME TO names; PRAGMA user_version = 9999");
  assert_refused (fixture, BESEDA_LOG_ERROR_NEWER);
  execute (fixture, "PRAGMA user_version = 2; UPDATE room SET last_seq = 0");
  assert_refused (fixture, BESEDA_LOG_ERROR_DAMAGED);
  execute (fixture, "UPDATE room SET last_seq = 1; PRAGMA application_id = 1");
  assert_refused (fixture, BESEDA_LOG_ERROR_DAMAGED);

  g_assert_true (g_file_set_contents (fixture->path, "This is a letter to my aunt.", -1, NULL));
  g_assert_true (g_file_get_contents (fixture->path, &before, &length_before, NULL));
  assert_refused (fixture, BESEDA_LOG_ERROR_DAMAGED);
  g_assert_true (g_file_get_contents (fixture->path, &after, &length_after, NULL));
  g_assert_cmpmem (before, length_before, after, length_after);
}

static void
test_cards (Fixture *fixture, gconstpointer data)
{
  g_autofree char *folder = g_path_get_dirname (fixture->path);
  const char *const folders[] = { folder, "/nonexistent", NULL };
  g_autoptr (GPtrArray) none = beseda_room_card_list (folders);
  g_autoptr (GPtrArray) busy = NULL;
  g_autoptr (GPtrArray) cards = NULL;
  const BesedaRoomCard *card;
  BesedaLog *log;

  g_assert_cmpuint (none->len, ==, 0);
  log = open_log (fixture, 3600);
  say (log, "ann", NULL, "hello", 5000);
  busy = beseda_room_card_list (folders);
  g_assert_cmpuint (busy->len, ==, 0);
  close_log (log);

  cards = beseda_room_card_list (folders);
  g_assert_cmpuint (cards->len, ==, 1);
  card = cards->pdata[0];
  g_assert_cmpstr (card->path, ==, fixture->path);
  g_assert_cmpstr (card->name, ==, "Tea");
  g_assert_cmpstr (card->address, ==, "127.0.0.1");
  g_assert_cmpuint (card->port, ==, 8765);
  g_assert_cmpint (card->keep, ==, 3600);
  g_assert_cmpint (card->last_at, ==, 5000);
  g_assert_null (card->problem);
}

/* It is not as if they were not there. */
static void
test_card_of_what_cannot_be_read (Fixture *fixture, gconstpointer data)
{
  g_autofree char *folder = g_path_get_dirname (fixture->path);
  const char *const folders[] = { folder, NULL };
  g_autoptr (GPtrArray) cards = NULL;
  const BesedaRoomCard *card;

  close_log (open_log (fixture, -1));
  g_assert_true (g_file_set_contents (fixture->path, "This is a letter to my aunt.", -1, NULL));
  cards = beseda_room_card_list (folders);
  g_assert_cmpuint (cards->len, ==, 1);
  card = cards->pdata[0];
  g_assert_cmpstr (card->path, ==, fixture->path);
  g_assert_nonnull (strstr (card->problem, fixture->path));
}

/* Half a file, or one with other bytes in it, is told from a whole one, and left as it is. */
static void
test_damage (Fixture *fixture, gconstpointer data)
{
  BesedaLog *log = open_log (fixture, -1);
  g_autoptr (GRand) rand = g_rand_new_with_seed (7);
  g_autofree char *whole = NULL;
  gsize length;

  for (guint i = 0; i < 100; i++)
    say (log, "ann", NULL, "hello", 1000);
  close_log (log);
  g_assert_true (g_file_get_contents (fixture->path, &whole, &length, NULL));

  for (guint i = 0; i < 20; i++)
    {
      g_autofree char *bad = g_memdup2 (whole, length);
      g_autofree char *after = NULL;
      gsize bad_length = i < 10 ? length : (gsize) g_rand_int_range (rand, 1, (gint32) length - 4096);
      gsize after_length;

      for (gsize at = 0; i < 10 && at < 4096; at++)
        bad[4096 * (i % (length / 4096 - 1) + 1) + at] = (char) g_rand_int (rand);

      g_assert_true (g_file_set_contents (fixture->path, bad, (gssize) bad_length, NULL));
      assert_refused (fixture, BESEDA_LOG_ERROR_DAMAGED);
      g_assert_true (g_file_get_contents (fixture->path, &after, &after_length, NULL));
      g_assert_cmpmem (bad, bad_length, after, after_length);
    }
}

/* What is not to be kept is neither in the file nor beside it, even while the room is open. */
/* Neither the file nor its journal holds the word. */
static void
assert_no_trace (Fixture *fixture, const char *word)
{
  g_autofree char *journal = g_strconcat (fixture->path, "-wal", NULL);

  for (guint i = 0; i < 2; i++)
    {
      g_autofree char *bytes = NULL;
      gsize length;

      g_assert_true (g_file_get_contents (i == 0 ? fixture->path : journal, &bytes, &length, NULL));
      g_assert_true (i == 1 || memmem (bytes, length, "Tea", 3) != NULL);
      g_assert_null (memmem (bytes, length, word, strlen (word)));
    }
}

static void
test_leaves_no_trace (Fixture *fixture, gconstpointer data)
{
  BesedaLog *log = open_log (fixture, 60);

  for (guint i = 1; i <= 10; i++)
    say (log, "ann", NULL, "a secret word", i * 1000);
  beseda_log_prune (log, 100 * 1000);
  while (beseda_log_get_first_seq (log) != 0)
    g_main_context_iteration (NULL, TRUE);

  assert_no_trace (fixture, "secret");
  close_log (log);
}

/* A repetition in the first batch of all has no number of its own. */
static void
test_first_of_all (Fixture *fixture, gconstpointer data)
{
  BesedaLog *log = open_log (fixture, -1);
  g_autoptr (GPtrArray) batch = g_ptr_array_new_with_free_func ((GDestroyNotify) beseda_event_unref);

  for (guint i = 0; i < 3; i++)
    g_ptr_array_add (batch, beseda_event_new (BESEDA_EVENT_MESSAGE, 0, 7, "ann", "one", "a"));
  g_assert_true (append (log, batch, NULL));
  g_assert_cmpuint (beseda_log_get_first_seq (log), ==, 1);
  g_assert_cmpuint (beseda_log_get_last_seq (log), ==, 1);
  close_log (log);
}

/* A room from the time of that schema, as the dump of its file has it. */
static void
test_earlier_schema (Fixture *fixture, gconstpointer data)
{
  g_autofree char *dump = g_test_build_filename (G_TEST_DIST, data, NULL);
  g_autofree char *folder = g_path_get_dirname (fixture->path);
  g_autofree char *sql = NULL;
  g_autoptr (GError) error = NULL;
  const BesedaPast *past;
  const BesedaPastPerson *person;
  const BesedaPastName *name;
  BesedaLog *log;

  g_file_get_contents (dump, &sql, NULL, &error);
  g_assert_no_error (error);
  g_assert_cmpint (g_mkdir (folder, 0700), ==, 0);
  execute (fixture, sql);

  log = open_log (fixture, -1);
  past = beseda_log_get_past (log);
  g_assert_cmpstr (past->room_id, ==, "5f0c6a6e-0d5e-4d38-9f5c-3a6f1f6f2b11");
  g_assert_cmpuint (past->first_seq, ==, 2);
  g_assert_cmpuint (past->last_seq, ==, 4);
  g_assert_cmpint (past->last_at, ==, 1764000004000);
  g_assert_cmpuint (past->names->len, ==, 1);
  name = past->names->pdata[0];
  g_assert_cmpstr (name->key, ==, "ann");
  g_assert_cmpuint (name->hash[0], ==, 0xa1);
  g_assert_cmpuint (past->present->len, ==, 1);
  person = past->present->pdata[0];
  g_assert_cmpstr (person->login, ==, "Ann");
  g_assert_cmpint (person->client_id, ==, 7);
  g_assert_cmpuint (past->tail->len, ==, 3);
  g_assert_cmpstr (beseda_event_get_text (past->tail->pdata[1]), ==, "hello, it's me");
  g_assert_cmpuint (say (log, "Ann", "m1", "again", 1764000005000), ==, 3);
  g_assert_cmpuint (say (log, "Ann", "m2", "again", 1764000005000), ==, 5);
  close_log (log);
}

static guint64
act (BesedaLog *log, BesedaActKind kind, const char *target, guint64 target_seq, const char *text)
{
  g_autoptr (GPtrArray) events = g_ptr_array_new_with_free_func ((GDestroyNotify) beseda_event_unref);
  g_autoptr (BesedaAct) act = beseda_act_new (kind, target, text);
  g_autoptr (GError) error = NULL;
  BesedaEvent *event;

  act->target_seq = target_seq;
  act->seconds = kind == BESEDA_ACT_MUTE ? 600 : 0;
  event = beseda_event_new_act (1764000005000, 7, "Ann", act, NULL);
  if (kind == BESEDA_ACT_BAN || kind == BESEDA_ACT_MUTE || kind == BESEDA_ACT_UNMUTE)
    {
      const guint8 hash[BESEDA_TOKEN_HASH_BYTES] = { 0xa1, 0xb2 };

      beseda_event_set_claim (event, hash);
    }
  if (kind == BESEDA_ACT_BAN)
    beseda_event_set_address (event, "192.0.2.1");
  g_ptr_array_add (events, event);
  append (log, events, &error);
  g_assert_no_error (error);

  return beseda_event_get_seq (events->pdata[0]);
}

/* What holds is there when the room is opened again, though the events are not; of what was removed nothing is. */
static void
test_order (Fixture *fixture, gconstpointer data)
{
  const gint64 keep = GPOINTER_TO_INT (data);
  BesedaLog *log = open_log (fixture, keep);
  const guint64 message = say (log, "Ben", "m1", "a word that nobody shall find", 1764000004000);
  const BesedaPast *past;
  const BesedaAct *held;

  act (log, BESEDA_ACT_MUTE, "Ben", 0, "");
  act (log, BESEDA_ACT_BAN, "Eve", 0, "Spam.");
  act (log, BESEDA_ACT_LOCK, NULL, 0, "");
  act (log, BESEDA_ACT_TOPIC, NULL, 0, "Tea");
  act (log, BESEDA_ACT_MUTE, "BEN", 0, "again");
  act (log, BESEDA_ACT_UNLOCK, NULL, 0, "");
  act (log, BESEDA_ACT_KICK, "Ben", 0, "");
  act (log, BESEDA_ACT_REMOVE, NULL, message, "");
  assert_no_trace (fixture, "nobody shall find");
  g_assert_cmpuint (say (log, "Ben", "m1", "a word that nobody shall find", 1764000006000), ==, message);
  close_log (log);

  log = open_log (fixture, keep);
  past = beseda_log_get_past (log);
  g_assert_cmpuint (past->acts->len, ==, 3);
  held = beseda_event_get_act (past->acts->pdata[0]);
  g_assert_cmpint (held->kind, ==, BESEDA_ACT_BAN);
  g_assert_cmpstr (held->target, ==, "Eve");
  g_assert_cmpstr (held->text, ==, "Spam.");
  g_assert_cmpuint (beseda_event_get_claim (past->acts->pdata[0])[1], ==, 0xb2);
  g_assert_cmpstr (beseda_event_get_address (past->acts->pdata[0]), ==, "192.0.2.1");
  held = beseda_event_get_act (past->acts->pdata[1]);
  g_assert_cmpint (held->kind, ==, BESEDA_ACT_TOPIC);
  held = beseda_event_get_act (past->acts->pdata[2]);
  g_assert_cmpint (held->kind, ==, BESEDA_ACT_MUTE);
  g_assert_cmpstr (held->text, ==, "again");
  g_assert_cmpint (held->seconds, ==, 600);

  if (keep == 0)
    g_assert_cmpuint (past->tail->len, ==, 0);
  else
    {
      g_assert_cmpuint (past->tail->len, ==, 9);
      g_assert_cmpint (beseda_event_get_kind (past->tail->pdata[0]), ==, BESEDA_EVENT_MESSAGE);
      g_assert_null (beseda_event_get_text (past->tail->pdata[0]));
      g_assert_cmpuint (beseda_event_get_act (past->tail->pdata[8])->target_seq, ==, message);
    }

  /* By another name of the one who was muted. */
  act (log, BESEDA_ACT_UNMUTE, "Benjamin", 0, "");
  close_log (log);
  log = open_log (fixture, keep);
  past = beseda_log_get_past (log);
  g_assert_cmpuint (past->acts->len, ==, 2);
  held = beseda_event_get_act (past->acts->pdata[0]);
  g_assert_cmpint (held->kind, ==, BESEDA_ACT_BAN);
  close_log (log);
}

static void
on_door_set (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GError) error = NULL;

  beseda_log_set_door_finish (BESEDA_LOG (source), result, &error);
  g_assert_no_error (error);
  *(gboolean *) user_data = TRUE;
}

static void
test_door (Fixture *fixture, gconstpointer data)
{
  g_autoptr (BesedaDoor) door = beseda_door_new (BESEDA_DOOR_PASSWORD, "key", "owner");
  BesedaLog *log = open_log (fixture, -1);
  const BesedaPast *past;
  gboolean set = FALSE;

  g_assert_null (beseda_log_get_past (log)->door);
  door->password = g_strdup ("hash");
  door->plain_on_network = TRUE;
  beseda_log_set_door_async (log, door, NULL, on_door_set, &set);
  while (!set)
    g_main_context_iteration (NULL, TRUE);
  close_log (log);

  log = open_log (fixture, -1);
  past = beseda_log_get_past (log);
  g_assert_cmpint (past->door->kind, ==, BESEDA_DOOR_PASSWORD);
  g_assert_cmpstr (past->door->key, ==, "key");
  g_assert_cmpstr (past->door->owner, ==, "owner");
  g_assert_cmpstr (past->door->password, ==, "hash");
  g_assert_true (past->door->plain_on_network);
  close_log (log);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  g_test_add ("/sqlite-log/remembers", Fixture, NULL, set_up, test_remembers, tear_down);
  g_test_add ("/sqlite-log/repetitions", Fixture, GINT_TO_POINTER (-1), set_up, test_repetitions, tear_down);
  g_test_add ("/sqlite-log/repetitions-where-nothing-is-kept", Fixture, GINT_TO_POINTER (0), set_up, test_repetitions,
              tear_down);
  g_test_add ("/sqlite-log/pages", Fixture, NULL, set_up, test_pages, tear_down);
  g_test_add ("/sqlite-log/forgets", Fixture, NULL, set_up, test_forgets, tear_down);
  g_test_add ("/sqlite-log/files-that-cannot-be-used", Fixture, NULL, set_up, test_files_that_cannot_be_used,
              tear_down);
  g_test_add ("/sqlite-log/cards", Fixture, NULL, set_up, test_cards, tear_down);
  g_test_add ("/sqlite-log/card-of-what-cannot-be-read", Fixture, NULL, set_up, test_card_of_what_cannot_be_read,
              tear_down);

  g_test_add ("/sqlite-log/damage", Fixture, NULL, set_up, test_damage, tear_down);
  g_test_add ("/sqlite-log/leaves-no-trace", Fixture, NULL, set_up, test_leaves_no_trace, tear_down);
  g_test_add ("/sqlite-log/first-of-all", Fixture, NULL, set_up, test_first_of_all, tear_down);
  g_test_add ("/sqlite-log/order", Fixture, GINT_TO_POINTER (-1), set_up, test_order, tear_down);
  g_test_add ("/sqlite-log/order-where-nothing-is-kept", Fixture, GINT_TO_POINTER (0), set_up, test_order, tear_down);
  g_test_add ("/sqlite-log/door", Fixture, NULL, set_up, test_door, tear_down);
  g_test_add ("/sqlite-log/earlier-schema/1", Fixture, "log-1.sql", set_up, test_earlier_schema, tear_down);
  g_test_add ("/sqlite-log/earlier-schema/2", Fixture, "log-2.sql", set_up, test_earlier_schema, tear_down);

  return g_test_run ();
}
