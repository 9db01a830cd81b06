/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <glib/gstdio.h>
#include <sqlite3.h>
#include <string.h>
#include <unistd.h>

#include "beseda-act-text.h"
#include "beseda-copy.h"
#include "beseda-limits.h"
#include "beseda-room-card.h"
#include "beseda-sqlite-log.h"
#include "fuzz.h"

/*
 * A file that somebody put where a room, or the copy of one, is kept. The first byte tells what of: any bytes; a good
 * file with some bytes of it changed; a good file after any SQL. Opening it ends in a sentence or in a room that can be
 * read to its end, takes one more message, and still has that when it is opened again.
 */

typedef enum
{
  RAW,
  PATCHED,
  AFTER_SQL,
  N_MODES,
} Mode;

#define MOMENT G_GINT64_CONSTANT (1591358400000) /* milliseconds since the epoch */
#define MOST_STEPS 20000                         /* of SQLite's machine, in thousands, that a stranger's SQL may take */

static char *folder;
static char *good[2]; /* a log and a copy, as we make them */
static gsize good_size[2];

static char *
get_path (const char *name)
{
  return g_build_filename (folder, name, NULL);
}

static void
remove_files (const char *path)
{
  const char *const ends[] = { "", "-wal", "-shm", "-journal" };

  for (guint i = 0; i < G_N_ELEMENTS (ends); i++)
    {
      g_autofree char *name = g_strconcat (path, ends[i], NULL);

      g_remove (name);
    }
}

static void
keep_result (GObject *source, GAsyncResult *result, gpointer user_data)
{
  *(GAsyncResult **) user_data = g_object_ref (result);
}

static GAsyncResult *
wait_for (GAsyncResult **result)
{
  while (*result == NULL)
    g_main_context_iteration (NULL, TRUE);

  return *result;
}

static void
close_log (BesedaLog *log)
{
  g_object_run_dispose (G_OBJECT (log));
  while (g_main_context_iteration (NULL, FALSE))
    ;
  g_assert_finalize_object (log);
}

/* Up to `most` events from `seq` on. NULL: the file is bad further on. */
static GPtrArray *
read_page (BesedaLog *log, guint64 seq)
{
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;
  GPtrArray *page;

  beseda_log_read_async (log, BESEDA_AFTER, seq, BESEDA_LIMIT_PAGE, NULL, keep_result, &result);
  page = beseda_log_read_finish (log, wait_for (&result), &error);
  if (page == NULL)
    fuzz_assert_sentence (error, BESEDA_LOG_ERROR);

  return page;
}

static void
check_event (BesedaEvent *event)
{
  const gboolean message = beseda_event_get_kind (event) == BESEDA_EVENT_MESSAGE;

  g_assert_true (g_utf8_validate (beseda_event_get_login (event), -1, NULL));
  g_assert_true (message || beseda_event_get_text (event) == NULL);
  g_assert_true (beseda_event_get_text (event) == NULL || g_utf8_validate (beseda_event_get_text (event), -1, NULL));
  if (beseda_event_get_kind (event) == BESEDA_EVENT_ACT)
    {
      g_autofree char *text = beseda_act_text_new (event);

      g_assert_true (g_utf8_validate (text, -1, NULL));
    }
}

/* The text of the event with that number, or NULL. */
static char *
read_text (BesedaLog *log, guint64 seq)
{
  g_autoptr (GPtrArray) page = read_page (log, seq - 1);

  return page != NULL && page->len > 0 ? g_strdup (beseda_event_get_text (page->pdata[0])) : NULL;
}

static void
read_to_the_end (BesedaLog *log)
{
  guint64 seq = 0;

  for (guint n_pages = 0; n_pages < 8; n_pages++)
    {
      g_autoptr (GPtrArray) page = read_page (log, seq);

      if (page == NULL || page->len == 0)
        return;
      g_assert_cmpuint (page->len, <=, BESEDA_LIMIT_PAGE);
      for (guint i = 0; i < page->len; i++)
        {
          check_event (page->pdata[i]);
          seq = beseda_event_get_seq (page->pdata[i]);
        }
    }
}

/* (transfer full) of the event; its number, or 0 where the file does not take it. */
static guint64
append_event (BesedaLog *log, BesedaEvent *event)
{
  g_autoptr (GPtrArray) events = g_ptr_array_new_with_free_func ((GDestroyNotify) beseda_event_unref);
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;

  g_ptr_array_add (events, event);
  beseda_log_append_async (log, events, NULL, keep_result, &result);
  if (beseda_log_append_finish (log, wait_for (&result), &error))
    return beseda_event_get_seq (events->pdata[0]);

  fuzz_assert_sentence (error, BESEDA_LOG_ERROR);
  return 0;
}

static guint64
append (BesedaLog *log, const char *text)
{
  return append_event (log, beseda_event_new (BESEDA_EVENT_MESSAGE, MOMENT, 7, "zoe", text, NULL));
}

/* What somebody did to the first message, or to Eve, of whom a file holds more than others get to know. */
static void
append_act (BesedaLog *log, BesedaActKind kind)
{
  static const guint8 hash[BESEDA_TOKEN_HASH_BYTES] = { 1, 2, 3 };
  g_autoptr (BesedaAct) act = beseda_act_new (kind, kind == BESEDA_ACT_REMOVE ? NULL : "eve", "too loud");
  BesedaEvent *event;

  act->target_seq = kind == BESEDA_ACT_REMOVE ? 1 : 0;
  event = beseda_event_new_act (MOMENT, 7, "zoe", act, NULL);
  if (kind == BESEDA_ACT_BAN)
    {
      beseda_event_set_claim (event, hash);
      beseda_event_set_address (event, "192.0.2.1");
    }
  append_event (log, event);
}

static BesedaLog *
open_log (const char *path, gboolean with_options)
{
  const BesedaSqliteLogOptions options = { .name = "Tea", .address = "127.0.0.1", .port = 8765, .keep = -1 };
  g_autoptr (GError) error = NULL;
  BesedaLog *log = beseda_sqlite_log_open (path, with_options ? &options : NULL, &error);

  if (log == NULL)
    fuzz_assert_sentence (error, BESEDA_LOG_ERROR);

  return log;
}

static void
try_log (const char *path, gboolean sound)
{
  BesedaLog *log = open_log (path, TRUE);
  guint64 seq;

  g_assert_true (log != NULL || !sound);
  if (log == NULL)
    return;

  g_assert_true (g_utf8_validate (beseda_log_get_past (log)->room_id, -1, NULL));
  g_assert_cmpuint (beseda_log_get_past (log)->tail->len, <=, BESEDA_LIMIT_TAIL);
  for (guint i = 0; i < beseda_log_get_past (log)->tail->len; i++)
    check_event (beseda_log_get_past (log)->tail->pdata[i]);
  read_to_the_end (log);
  seq = append (log, "still here");
  g_assert_true (seq > 0 || !sound);
  close_log (log);
  if (seq == 0)
    return;

  /* Where others' triggers and views stand in the tables' place, nothing can be promised. */
  log = open_log (path, FALSE);
  g_assert_true (log != NULL || !sound);
  if (log != NULL)
    {
      g_autofree char *text = read_text (log, seq);

      g_assert_true (!sound || g_strcmp0 (text, "still here") == 0);
      close_log (log);
    }
}

static void
try_card (const char *path)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (BesedaRoomCard) card = beseda_room_card_read (path, &error);

  if (card == NULL)
    {
      fuzz_assert_sentence (error, BESEDA_LOG_ERROR);
      return;
    }

  g_assert_true (g_utf8_validate (card->name, -1, NULL) && g_utf8_validate (card->address, -1, NULL));
  g_assert_cmpint (card->keep, >=, -1);
}

static void
count_page (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (BesedaCopyPage) page = g_task_propagate_pointer (G_TASK (result), &error);

  if (page == NULL)
    fuzz_assert_sentence (error, BESEDA_LOG_ERROR);
  else
    for (guint i = 0; i < page->events->len; i++)
      check_event (page->events->pdata[i]);
  *(gboolean *) user_data = TRUE;
}

static void
try_copy (const char *path, gboolean sound)
{
  g_autoptr (GError) error = NULL;
  BesedaCopy *copy = beseda_copy_open (path, &error);
  g_autoptr (GPtrArray) none = g_ptr_array_new ();
  gboolean done = FALSE;

  g_assert_true (copy != NULL || !sound);
  if (copy == NULL)
    {
      fuzz_assert_sentence (error, BESEDA_LOG_ERROR);
      return;
    }

  beseda_copy_add (copy, 5, 9, none);
  beseda_copy_read (copy, g_task_new (NULL, NULL, count_page, &done), BESEDA_BEFORE, G_MAXUINT64, BESEDA_LIMIT_PAGE);
  while (!done)
    g_main_context_iteration (NULL, TRUE);
  beseda_copy_close (copy);
}

static int
stop_when_long (gpointer data)
{
  return ++*(guint *) data > MOST_STEPS;
}

/* SQL reaches this one file only. */
static void
do_sql (const char *path, const char *text)
{
  sqlite3 *db = NULL;
  guint n = 0;

  g_assert_cmpint (sqlite3_open (path, &db), ==, SQLITE_OK);
  sqlite3_limit (db, SQLITE_LIMIT_ATTACHED, 0);
  sqlite3_limit (db, SQLITE_LIMIT_LENGTH, 1024 * 1024);
  sqlite3_progress_handler (db, 1000, stop_when_long, &n);
  sqlite3_exec (db, "PRAGMA max_page_count = 512; PRAGMA synchronous = OFF", NULL, NULL, NULL);
  sqlite3_exec (db, text, NULL, NULL, NULL);
  sqlite3_close (db);
}

/* `data` is places (two bytes) and what stands there (one byte). */
static void
patch (char *bytes, gsize length, const guint8 *data, gsize size)
{
  for (gsize i = 0; i + 2 < size; i += 3)
    bytes[(data[i] << 8 | data[i + 1]) % length] = (char) data[i + 2];
}

static void
write_file (const char *path, const char *bytes, gsize length)
{
  g_autoptr (GError) error = NULL;

  g_file_set_contents_full (path, bytes, (gssize) length, G_FILE_SET_CONTENTS_NONE, 0600, &error);
  g_assert_no_error (error);
}

/* A file as `mode` has it; TRUE: nothing is wrong with it. */
static gboolean
make_file (const char *path, Mode mode, guint kind, const guint8 *data, gsize size)
{
  g_autofree char *bytes = g_memdup2 (good[kind], good_size[kind]);
  g_autofree char *sql = NULL;

  switch (mode)
    {
    case RAW:
      write_file (path, (const char *) data, size);
      return size == 0;
    case PATCHED:
      patch (bytes, good_size[kind], data, size);
      write_file (path, bytes, good_size[kind]);
      return memcmp (bytes, good[kind], good_size[kind]) == 0;
    case AFTER_SQL:
    default:
      write_file (path, bytes, good_size[kind]);
      sql = g_strndup ((const char *) data, size);
      do_sql (path, sql);
      return FALSE;
    }
}

static void
make_good_ones (void)
{
  g_autofree char *log_path = get_path ("good.db");
  g_autofree char *copy_path = get_path ("good-copy.db");
  g_autoptr (GPtrArray) events = g_ptr_array_new_with_free_func ((GDestroyNotify) beseda_event_unref);
  g_autoptr (GError) error = NULL;
  BesedaLog *log;
  BesedaCopy *copy;
  BesedaEvent *event = beseda_event_new (BESEDA_EVENT_MESSAGE, MOMENT, 7, "ann", "hello", "a1");

  /* The smallest pages, so that few bytes say much. */
  write_file (log_path, "", 0);
  do_sql (log_path, "PRAGMA page_size = 512; VACUUM");
  log = open_log (log_path, TRUE);
  append (log, "hello");
  append (log, "how are you?");
  append_act (log, BESEDA_ACT_REMOVE);
  append_act (log, BESEDA_ACT_MUTE);
  append_act (log, BESEDA_ACT_BAN);
  close_log (log);

  beseda_event_set_seq (event, 7);
  g_ptr_array_add (events, event);
  write_file (copy_path, "", 0);
  do_sql (copy_path, "PRAGMA page_size = 512; VACUUM");
  copy = beseda_copy_open (copy_path, &error);
  g_assert_no_error (error);
  beseda_copy_set_room (copy, "6c1b5d0e-0000-4000-8000-000000000000", "Tea", -1);
  beseda_copy_add (copy, 7, 7, events);
  beseda_copy_put_unsent (copy, "b2", "not yet", MOMENT, NULL);
  beseda_copy_close (copy);

  g_assert_true (g_file_get_contents (log_path, &good[0], &good_size[0], NULL));
  g_assert_true (g_file_get_contents (copy_path, &good[1], &good_size[1], NULL));
  remove_files (log_path);
  remove_files (copy_path);
}

static void
remove_folder (void)
{
  g_rmdir (folder);
}

/* In memory where the system has such a place: what is written here is only to be read again. */
static void
set_up (void)
{
  g_autofree char *template = g_build_filename (g_access ("/dev/shm", W_OK) == 0 ? "/dev/shm" : g_get_tmp_dir (),
                                                "beseda-fuzz-XXXXXX", NULL);

  folder = g_mkdtemp (g_steal_pointer (&template));
  g_assert_nonnull (folder);
  atexit (remove_folder);
  make_good_ones ();
}

int
LLVMFuzzerTestOneInput (const guint8 *data, gsize size)
{
  g_autofree char *path = NULL;
  gboolean sound;
  guint kind;

  if (folder == NULL)
    set_up ();
  if (size == 0)
    return 0;

  path = get_path ("room.db");
  kind = data[0] / N_MODES % 2;
  sound = make_file (path, data[0] % N_MODES, kind, data + 1, size - 1);
  if (kind == 0)
    {
      if (!sound)
        try_card (path);
      try_log (path, sound);
    }
  else
    try_copy (path, sound);
  remove_files (path);

  return 0;
}
