/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "beseda-limits.h"
#include "beseda-sqlite-log.h"

#include <glib/gstdio.h>
#include <string.h>

#include "fault-vfs.h"

#define BATCHES 8

/* A room is opened, told a few things and closed, on a disk that fails somewhere along the way; then it is opened again
 * on one that is all right. */
typedef struct
{
  char *folder;
  char *path;
  GPtrArray *told; /* of BesedaEvent: what was acknowledged */
  guint refused;   /* what was not */
  guint next;
} Room;

static const BesedaSqliteLogOptions options = { .name = "Tea", .address = "::", .port = 8765, .keep = -1 };

static void
keep_result (GObject *source, GAsyncResult *result, gpointer user_data)
{
  *(GAsyncResult **) user_data = g_object_ref (result);
}

static void
set_up (Room *room)
{
  g_autoptr (GError) error = NULL;

  *room = (Room){ .folder = g_dir_make_tmp ("beseda-faults-XXXXXX", &error) };
  g_assert_no_error (error);
  room->path = g_build_filename (room->folder, "tea.db", NULL);
  room->told = g_ptr_array_new_with_free_func ((GDestroyNotify) beseda_event_unref);
}

static void
tear_down (Room *room)
{
  const char *const suffixes[] = { "", "-wal", "-journal" };

  for (guint i = 0; i < G_N_ELEMENTS (suffixes); i++)
    {
      g_autofree char *name = g_strconcat (room->path, suffixes[i], NULL);

      g_unlink (name);
    }
  g_assert_cmpint (g_rmdir (room->folder), ==, 0);
  g_ptr_array_unref (room->told);
  g_free (room->path);
  g_free (room->folder);
}

/* Two messages in one batch, the first of them long enough for a page or two. Either both are told, or none. */
static gboolean
say (Room *room, BesedaLog *log, GError **error)
{
  g_autoptr (GPtrArray) events = g_ptr_array_new_with_free_func ((GDestroyNotify) beseda_event_unref);
  g_autoptr (GAsyncResult) result = NULL;
  g_autofree char *text = g_strnfill (5000, 'x');

  for (guint i = 0; i < 2; i++)
    {
      g_autofree char *id = g_strdup_printf ("m%u", room->next++);

      g_ptr_array_add (events, beseda_event_new (BESEDA_EVENT_MESSAGE, 1000, 7, "ann", i == 0 ? text : "hello", id));
    }
  beseda_log_append_async (log, events, NULL, keep_result, &result);
  while (result == NULL)
    g_main_context_iteration (NULL, TRUE);

  if (!beseda_log_append_finish (log, result, error))
    {
      room->refused += 2;
      g_assert_cmpuint (beseda_event_get_seq (events->pdata[0]), ==, 0);
      return FALSE;
    }

  g_ptr_array_extend (room->told, events, (GCopyFunc) (void (*) (void)) beseda_event_ref, NULL);
  return TRUE;
}

static BesedaLog *
open_log (Room *room)
{
  g_autoptr (GError) error = NULL;
  BesedaLog *log = beseda_sqlite_log_open (room->path, &options, &error);

  g_assert_no_error (error);

  return log;
}

/* Whatever happened: what was told is there, once, under its number; numbers have no gap; and one can go on. */
static void
check (Room *room)
{
  g_autoptr (BesedaLog) log = open_log (room);
  const GPtrArray *held = beseda_log_get_past (log)->tail;
  const guint64 last = beseda_log_get_last_seq (log);
  g_autoptr (GHashTable) ids = g_hash_table_new (g_str_hash, g_str_equal);
  g_autoptr (GError) error = NULL;

  g_assert_cmpuint (held->len, ==, last);
  for (guint i = 0; i < held->len; i++)
    {
      g_assert_cmpuint (beseda_event_get_seq (held->pdata[i]), ==, i + 1);
      g_assert_true (g_hash_table_add (ids, (char *) beseda_event_get_id (held->pdata[i])));
    }
  for (guint i = 0; i < room->told->len; i++)
    {
      const BesedaEvent *told = room->told->pdata[i];
      const guint64 seq = beseda_event_get_seq (told);

      g_assert_cmpuint (seq, >=, 1);
      g_assert_cmpuint (seq, <=, last);
      g_assert_cmpstr (beseda_event_get_id (held->pdata[seq - 1]), ==, beseda_event_get_id (told));
      g_assert_cmpstr (beseda_event_get_text (held->pdata[seq - 1]), ==, beseda_event_get_text (told));
    }

  say (room, log, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (beseda_log_get_last_seq (log), ==, last + 2);
}

/* Runs it once with that fault. */
static void
run (Fault fault, guint n, BesedaLogError expected, guint *writes, guint *syncs)
{
  Room room;
  BesedaLog *log;
  g_autoptr (GError) refusal = NULL;

  set_up (&room);
  fault_vfs_set (fault, n);
  log = beseda_sqlite_log_open (room.path, &options, &refusal);
  for (guint i = 0; log != NULL && i < BATCHES; i++)
    {
      g_clear_error (&refusal);
      if (!say (&room, log, &refusal))
        g_assert_error (refusal, BESEDA_LOG_ERROR, (int) expected);

      /* A disk gets room again while the program runs. */
      if (refusal != NULL && fault == FAULT_FULL)
        {
          fault_vfs_set (FAULT_NONE, 0);
          g_clear_error (&refusal);
          say (&room, log, &refusal);
          g_assert_no_error (refusal);
        }
    }
  if (log == NULL)
    g_assert_error (refusal, BESEDA_LOG_ERROR, (int) expected);

  g_clear_object (&log);
  if (writes != NULL)
    {
      *writes = fault_vfs_count_writes ();
      *syncs = fault_vfs_count_syncs ();
      g_assert_cmpuint (room.told->len, ==, 2 * BATCHES);
    }

  fault_vfs_set (FAULT_NONE, 0);
  check (&room);
  tear_down (&room);
}

/* At each place where it can happen. */
static void
test_fault (gconstpointer data)
{
  const Fault fault = GPOINTER_TO_INT (data);
  guint writes, syncs;

  run (FAULT_NONE, 0, BESEDA_LOG_ERROR_FAILED, &writes, &syncs);
  g_assert_cmpuint (writes, >, 0);
  g_assert_cmpuint (syncs, >, BATCHES);
  g_test_message ("%u writes, %u syncs", writes, syncs);

  for (guint n = 1; n <= (fault == FAULT_SYNC ? syncs : writes); n++)
    run (fault, n, fault == FAULT_FULL ? BESEDA_LOG_ERROR_FULL : BESEDA_LOG_ERROR_FAILED, NULL, NULL);
}

/* What a room on a disk that nothing can be written to does: shows what it has, and says why there is no more. */
static void
test_read_only (void)
{
  Room room;
  g_autoptr (BesedaLog) log = NULL;
  g_autoptr (GError) error = NULL;

  set_up (&room);
  fault_vfs_set (FAULT_NONE, 0);
  log = open_log (&room);
  g_assert_true (say (&room, log, NULL));
  g_clear_object (&log);

  fault_vfs_set (FAULT_READ_ONLY, 0);
  log = open_log (&room);
  g_assert_cmpuint (beseda_log_get_past (log)->tail->len, ==, 2);
  g_assert_false (say (&room, log, &error));
  g_assert_error (error, BESEDA_LOG_ERROR, BESEDA_LOG_ERROR_READ_ONLY);
  g_assert_true (g_str_has_suffix (error->message, "can only be read; make it and its folder writable."));
  g_clear_object (&log);

  fault_vfs_set (FAULT_NONE, 0);
  check (&room);
  tear_down (&room);
}

/* After a crash the last words may be in the journal alone, and who cannot write cannot read that: better no room than
 * one that has forgotten them. */
static void
test_read_only_after_crash (void)
{
  Room room;
  BesedaLog *log;
  g_autoptr (GError) error = NULL;

  set_up (&room);
  fault_vfs_set (FAULT_NONE, 0);
  log = open_log (&room);
  g_assert_true (say (&room, log, NULL));
  fault_vfs_set (FAULT_TORN, 1);
  g_object_unref (log);

  fault_vfs_set (FAULT_READ_ONLY, 0);
  g_assert_null (beseda_sqlite_log_open (room.path, &options, &error));
  g_assert_nonnull (strstr (error->message, room.path));

  fault_vfs_set (FAULT_NONE, 0);
  check (&room);
  tear_down (&room);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_log_set_always_fatal (G_LOG_LEVEL_ERROR | G_LOG_LEVEL_CRITICAL); /* a disk's troubles are warned of */
  fault_vfs_install ();

  g_test_add_data_func ("/faults/full-disk", GINT_TO_POINTER (FAULT_FULL), test_fault);
  g_test_add_data_func ("/faults/failed-write", GINT_TO_POINTER (FAULT_WRITE), test_fault);
  g_test_add_data_func ("/faults/failed-sync", GINT_TO_POINTER (FAULT_SYNC), test_fault);
  g_test_add_data_func ("/faults/torn-page", GINT_TO_POINTER (FAULT_TORN), test_fault);

  g_test_add_func ("/faults/read-only", test_read_only);
  g_test_add_func ("/faults/read-only-after-crash", test_read_only_after_crash);

  return g_test_run ();
}
