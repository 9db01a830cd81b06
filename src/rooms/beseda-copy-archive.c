/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "beseda-copy-archive.h"

#include "beseda-copy.h"

struct _BesedaCopyArchive
{
  GObject parent_instance;

  char *path;
  BesedaFileLocks *locks;
  gboolean opened;  /* or about to be */
  BesedaCopy *copy; /* NULL: not open */
};

/* A copy on its way from a thread, or to one. */
typedef struct
{
  char *path;
  BesedaFileLocks *locks;
  BesedaCopy *copy;
} Parcel;

static void archive_init (BesedaArchiveInterface *iface);

G_DEFINE_FINAL_TYPE_WITH_CODE (BesedaCopyArchive,
                               beseda_copy_archive,
                               G_TYPE_OBJECT,
                               G_IMPLEMENT_INTERFACE (BESEDA_TYPE_ARCHIVE, archive_init))

static Parcel *
parcel_new (BesedaCopyArchive *self)
{
  Parcel *parcel = g_new0 (Parcel, 1);

  parcel->path = g_strdup (self->path);
  parcel->locks = beseda_file_locks_ref (self->locks);

  return parcel;
}

static void
parcel_free (Parcel *parcel)
{
  beseda_file_locks_unref (parcel->locks);
  g_free (parcel->path);
  g_free (parcel);
}

/* Closing waits for what is still to be written. */
static gpointer
close_copy (gpointer data)
{
  Parcel *parcel = data;

  beseda_copy_close (parcel->copy);
  beseda_file_locks_unlock (parcel->locks, parcel->path);
  parcel_free (parcel);

  return NULL;
}

static void
close_elsewhere (Parcel *parcel)
{
  g_thread_unref (g_thread_new ("beseda-close", close_copy, parcel));
}

/* One that was opened, and nobody wants any more. */
static void
discard_parcel (gpointer data)
{
  close_elsewhere (data);
}

static void
open_copy (GTask *task, gpointer source, gpointer data, GCancellable *cancellable)
{
  Parcel *parcel = parcel_new (source);
  GError *error = NULL;

  beseda_file_locks_lock (parcel->locks, parcel->path);
  parcel->copy = beseda_copy_open (parcel->path, &error);
  if (parcel->copy != NULL)
    {
      g_task_return_pointer (task, parcel, discard_parcel);
      return;
    }

  beseda_file_locks_unlock (parcel->locks, parcel->path);
  parcel_free (parcel);
  g_task_return_error (task, error);
}

/* The program does not end in the middle: what was opened would belong to nobody, and never be closed. */
static void
hold_program (GTask *task)
{
  GApplication *application = g_application_get_default ();

  if (application == NULL)
    return;

  g_application_hold (application);
  g_signal_connect_object (task, "notify::completed", G_CALLBACK (g_application_release), application,
                           G_CONNECT_SWAPPED);
}

static void
open_async (BesedaArchive *archive, GAsyncReadyCallback callback, gpointer user_data)
{
  BesedaCopyArchive *self = BESEDA_COPY_ARCHIVE (archive);
  g_autoptr (GTask) task = g_task_new (archive, NULL, callback, user_data);

  g_task_set_source_tag (task, open_async);
  if (self->opened)
    {
      g_task_return_new_error (task, G_IO_ERROR, G_IO_ERROR_BUSY, "The room is open under this name already.");
      return;
    }
  self->opened = TRUE;
  hold_program (task);
  g_task_run_in_thread (task, open_copy);
}

static BesedaArchiveState *
dup_state (const BesedaCopyState *kept)
{
  BesedaArchiveState *state = g_new0 (BesedaArchiveState, 1);

  state->room_id = g_strdup (kept->room_id);
  state->room_name = g_strdup (kept->name);
  state->last_seq = kept->last_seq;
  state->read_seq = kept->read_seq;
  state->unsent = g_ptr_array_new_with_free_func ((GDestroyNotify) beseda_unsent_message_free);
  for (guint i = 0; i < kept->unsent->len; i++)
    {
      const BesedaCopyUnsent *message = kept->unsent->pdata[i];

      g_ptr_array_add (state->unsent,
                       beseda_unsent_message_new (message->id, message->text, message->at, message->problem));
    }

  return state;
}

static BesedaArchiveState *
open_finish (BesedaArchive *archive, GAsyncResult *result, GError **error)
{
  BesedaCopyArchive *self = BESEDA_COPY_ARCHIVE (archive);
  Parcel *parcel;

  g_return_val_if_fail (g_task_is_valid (result, archive), NULL);

  parcel = g_task_propagate_pointer (G_TASK (result), error);
  if (parcel == NULL)
    return NULL;

  self->copy = parcel->copy;
  parcel_free (parcel);

  return dup_state (beseda_copy_get_state (self->copy));
}

static void
set_room (BesedaArchive *archive, const char *room_id, const char *name, gint64 keep)
{
  BesedaCopyArchive *self = BESEDA_COPY_ARCHIVE (archive);

  if (self->copy != NULL)
    beseda_copy_set_room (self->copy, room_id, name, keep);
}

static void
add (BesedaArchive *archive, guint64 from_seq, guint64 to_seq, GPtrArray *events)
{
  BesedaCopyArchive *self = BESEDA_COPY_ARCHIVE (archive);

  if (self->copy != NULL)
    beseda_copy_add (self->copy, from_seq, to_seq, events);
}

static void
free_page (gpointer data)
{
  beseda_copy_page_free (data);
}

static void
read_async (BesedaArchive *archive,
            BesedaDirection direction,
            guint64 seq,
            guint limit,
            GAsyncReadyCallback callback,
            gpointer user_data)
{
  BesedaCopyArchive *self = BESEDA_COPY_ARCHIVE (archive);
  GTask *task = g_task_new (self, NULL, callback, user_data);
  BesedaCopyPage *nothing;

  g_task_set_source_tag (task, read_async);
  if (self->copy != NULL)
    {
      beseda_copy_read (self->copy, task, direction, seq, limit);
      return;
    }

  nothing = g_new0 (BesedaCopyPage, 1);
  nothing->from_seq = 1;
  nothing->events = g_ptr_array_new ();
  g_task_return_pointer (task, nothing, free_page);
  g_object_unref (task);
}

static BesedaPage *
read_finish (BesedaArchive *archive, GAsyncResult *result, GError **error)
{
  g_autoptr (BesedaCopyPage) page = NULL;

  g_return_val_if_fail (g_task_is_valid (result, archive), NULL);

  page = g_task_propagate_pointer (G_TASK (result), error);

  return page != NULL ? beseda_page_new (page->from_seq, page->to_seq, g_ptr_array_ref (page->events)) : NULL;
}

static void
keep_unsent (BesedaArchive *archive, const BesedaUnsentMessage *message)
{
  BesedaCopyArchive *self = BESEDA_COPY_ARCHIVE (archive);

  if (self->copy != NULL)
    beseda_copy_put_unsent (self->copy, message->id, message->text, message->at, message->problem);
}

static void
drop_unsent (BesedaArchive *archive, const char *id)
{
  BesedaCopyArchive *self = BESEDA_COPY_ARCHIVE (archive);

  if (self->copy != NULL)
    beseda_copy_drop_unsent (self->copy, id);
}

static void
set_read (BesedaArchive *archive, guint64 seq)
{
  BesedaCopyArchive *self = BESEDA_COPY_ARCHIVE (archive);

  if (self->copy != NULL)
    beseda_copy_set_read (self->copy, seq);
}

static void
archive_init (BesedaArchiveInterface *iface)
{
  iface->open_async = open_async;
  iface->open_finish = open_finish;
  iface->set_room = set_room;
  iface->add = add;
  iface->read_async = read_async;
  iface->read_finish = read_finish;
  iface->keep_unsent = keep_unsent;
  iface->drop_unsent = drop_unsent;
  iface->set_read = set_read;
}

static void
finalize (GObject *object)
{
  BesedaCopyArchive *self = BESEDA_COPY_ARCHIVE (object);

  if (self->copy != NULL)
    {
      Parcel *parcel = parcel_new (self);

      parcel->copy = g_steal_pointer (&self->copy);
      close_elsewhere (parcel);
    }
  beseda_file_locks_unref (self->locks);
  g_free (self->path);

  G_OBJECT_CLASS (beseda_copy_archive_parent_class)->finalize (object);
}

static void
beseda_copy_archive_class_init (BesedaCopyArchiveClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = finalize;
}

static void
beseda_copy_archive_init (BesedaCopyArchive *self)
{
}

BesedaArchive *
beseda_copy_archive_new (const char *path, BesedaFileLocks *locks)
{
  BesedaCopyArchive *self = g_object_new (BESEDA_TYPE_COPY_ARCHIVE, NULL);

  self->path = g_strdup (path);
  self->locks = beseda_file_locks_ref (locks);

  return BESEDA_ARCHIVE (self);
}
