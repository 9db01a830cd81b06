/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "beseda-room-export.h"

#include <errno.h>
#include <fcntl.h>
#include <glib/gi18n-lib.h>
#include <glib/gstdio.h>

#include "beseda-limits.h"
#include "beseda-room-card.h"
#include "beseda-sqlite-log.h"
#include "beseda-system.h"

G_DEFINE_QUARK (beseda_room_export_error, beseda_room_export_error)

/* Where it goes: a file beside the target, until that is complete. */
typedef struct
{
  const char *target; /* NULL: the standard output */
  char *path;         /* of the file; NULL: there is none */
  int fd;
} Sink;

static void
refuse_target (const Sink *sink, int code, GError **error)
{
  if (sink->target == NULL)
    g_set_error (error, BESEDA_ROOM_EXPORT_ERROR, BESEDA_ROOM_EXPORT_ERROR_TARGET,
                 _ ("The standard output cannot be written: %s."), g_strerror (code));
  else if (code == ENOSPC || code == EDQUOT)
    g_set_error (error, BESEDA_ROOM_EXPORT_ERROR, BESEDA_ROOM_EXPORT_ERROR_TARGET,
                 _ ("There is no space left for %s; make some on its disk, or choose another."), sink->target);
  else if (code == EEXIST)
    g_set_error (error, BESEDA_ROOM_EXPORT_ERROR, BESEDA_ROOM_EXPORT_ERROR_EXISTS,
                 _ ("There is a file %s already; choose another name, or add --force to replace it."), sink->target);
  else
    g_set_error (error, BESEDA_ROOM_EXPORT_ERROR, BESEDA_ROOM_EXPORT_ERROR_TARGET, _ ("%s cannot be written: %s."),
                 sink->target, g_strerror (code));
}

static gboolean
sink_open (Sink *sink, gboolean replace, GError **error)
{
  g_autofree char *folder = NULL;
  g_autofree char *name = NULL;
  g_autofree char *hidden = NULL;

  if (sink->target == NULL)
    {
      sink->fd = STDOUT_FILENO;
      return TRUE;
    }

  errno = g_file_test (sink->target, G_FILE_TEST_IS_DIR) ? EISDIR : EEXIST;
  if (g_file_test (sink->target, G_FILE_TEST_EXISTS) && (!replace || errno == EISDIR))
    {
      refuse_target (sink, errno, error);
      return FALSE;
    }

  folder = g_path_get_dirname (sink->target);
  name = g_path_get_basename (sink->target);
  hidden = g_strdup_printf (".%s.XXXXXX", name);
  sink->path = g_build_filename (folder, hidden, NULL);
  sink->fd = g_mkstemp_full (sink->path, O_WRONLY | O_CLOEXEC, 0666);
  if (sink->fd < 0)
    {
      refuse_target (sink, errno, error);
      g_clear_pointer (&sink->path, g_free);
      return FALSE;
    }

  return TRUE;
}

static gboolean
sink_write (Sink *sink, GString *text, GError **error)
{
  if (!beseda_system_write (sink->fd, text->str, text->len))
    {
      refuse_target (sink, errno, error);
      return FALSE;
    }
  g_string_truncate (text, 0);

  return TRUE;
}

/* Gives the file its name, once all of it is on the disk. */
static gboolean
sink_finish (Sink *sink, gboolean replace, GError **error)
{
  gboolean done;

  if (sink->target == NULL)
    return TRUE;

  done = g_fsync (sink->fd) == 0;
  if (done && !replace)
    {
      /* Unlike rename, link replaces nothing that came meanwhile; some disks don't have it. */
      done = beseda_system_link (sink->path, sink->target);
      if (done)
        return TRUE;
      done = errno != EEXIST && !g_file_test (sink->target, G_FILE_TEST_EXISTS);
      errno = EEXIST;
    }
  if (done && g_rename (sink->path, sink->target) == 0)
    {
      g_clear_pointer (&sink->path, g_free);
      return TRUE;
    }

  refuse_target (sink, errno, error);

  return FALSE;
}

static void
sink_clear (Sink *sink)
{
  if (sink->target != NULL && sink->fd >= 0)
    g_close (sink->fd, NULL);
  if (sink->path != NULL)
    g_unlink (sink->path);
  g_free (sink->path);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Sink, sink_clear)

static void
keep_result (GObject *source, GAsyncResult *result, gpointer user_data)
{
  *(GAsyncResult **) user_data = g_object_ref (result);
}

static GPtrArray *
read_page (BesedaLog *log, guint64 seq, GError **error)
{
  g_autoptr (GAsyncResult) result = NULL;

  beseda_log_read_async (log, BESEDA_AFTER, seq, BESEDA_LIMIT_PAGE, NULL, keep_result, &result);
  while (result == NULL)
    g_main_context_iteration (g_main_context_get_thread_default (), TRUE);

  return beseda_log_read_finish (log, result, error);
}

static gboolean
refuse_room (GError *refusal, GError **error)
{
  g_set_error_literal (error, BESEDA_ROOM_EXPORT_ERROR, BESEDA_ROOM_EXPORT_ERROR_ROOM, refusal->message);

  return FALSE;
}

static BesedaLog *
open_room (const char *file, char **name, GError **error)
{
  g_autoptr (BesedaRoomCard) card = NULL;
  g_autoptr (GError) refusal = NULL;
  BesedaLog *log = NULL;

  /* Otherwise it would be made. */
  if (!g_file_test (file, G_FILE_TEST_EXISTS))
    {
      g_set_error (error, BESEDA_ROOM_EXPORT_ERROR, BESEDA_ROOM_EXPORT_ERROR_NO_ROOM,
                   _ ("There is no room in %s; check its name and its folder."), file);
      return NULL;
    }

  card = beseda_room_card_read (file, &refusal);
  if (card != NULL)
    log = beseda_sqlite_log_open (file, NULL, &refusal);
  if (log == NULL)
    refuse_room (refusal, error);
  else
    *name = g_strdup (card->name);

  return log;
}

static gboolean
copy (BesedaLog *log,
      BesedaExport *export,
      Sink *sink,
      BesedaRoomExportProgress progress,
      gpointer user_data,
      GCancellable *cancellable,
      GError **error)
{
  const guint64 last_seq = beseda_log_get_last_seq (log);
  g_autoptr (GString) text = g_string_new (NULL);
  guint64 seq = 0;

  beseda_export_begin (export, text);
  for (gboolean more = TRUE; more;)
    {
      g_autoptr (GError) refusal = NULL;
      g_autoptr (GPtrArray) page = read_page (log, seq, &refusal);

      if (page == NULL)
        return refuse_room (refusal, error);
      for (guint i = 0; i < page->len; i++)
        beseda_export_event (export, page->pdata[i], text);

      more = page->len > 0;
      if (more)
        seq = beseda_event_get_seq (page->pdata[page->len - 1]);
      else
        beseda_export_end (export, text);
      if (g_cancellable_set_error_if_cancelled (cancellable, error) || !sink_write (sink, text, error))
        return FALSE;
      if (progress != NULL)
        progress (more ? seq : last_seq, last_seq, user_data);
    }

  return TRUE;
}

gint64
beseda_room_export_run (const BesedaRoomExportOptions *options,
                        BesedaRoomExportProgress progress,
                        gpointer user_data,
                        GCancellable *cancellable,
                        GError **error)
{
  g_auto (Sink) sink = { .target = options->target, .fd = -1 };
  g_autofree char *name = NULL;
  g_autoptr (BesedaLog) log = open_room (options->file, &name, error);
  g_autoptr (GTimeZone) zone = g_time_zone_new_local ();
  g_autoptr (BesedaExport) export = NULL;

  if (log == NULL || !sink_open (&sink, options->replace, error))
    return -1;

  export = beseda_export_new (options->format, name, zone, g_get_real_time () / 1000);
  if (!copy (log, export, &sink, progress, user_data, cancellable, error) ||
      !sink_finish (&sink, options->replace, error))
    return -1;

  return (gint64) beseda_export_get_n_messages (export);
}
