/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "beseda-app-host.h"

#include <errno.h>
#include <glib/gi18n.h>
#include <glib/gstdio.h>
#include <string.h>

#include "beseda-door.h"
#include "beseda-limits.h"
#include "beseda-room-card.h"
#include "beseda-served-room.h"

#define SUFFIX ".db"

struct _BesedaAppHost
{
  GObject parent_instance;

  GStrv folders;    /* where rooms may be; new ones come into the first */
  GHashTable *open; /* the handles of the rooms that are open, or about to be */
  GQueue waiting;   /* of GTask with an Errand: a file is open for one reader at a time, so one goes after the other */
  gboolean busy;
  gboolean announces;
};

typedef enum
{
  ERRAND_OPEN,
  ERRAND_LIST,
  ERRAND_FORGET,
} ErrandKind;

/* What somebody waits for. */
typedef struct
{
  ErrandKind kind;
  char *handle;
  char *path; /* NULL where it is about all rooms */
  GStrv folders;
  char *identity; /* the file with the room's key and certificate */
  char *address;
  gint64 keep;
  BesedaServer *server;
} Errand;

static void host_init (BesedaHostInterface *iface);

G_DEFINE_FINAL_TYPE_WITH_CODE (BesedaAppHost,
                               beseda_app_host,
                               G_TYPE_OBJECT,
                               G_IMPLEMENT_INTERFACE (BESEDA_TYPE_HOST, host_init))

static void
errand_free (gpointer data)
{
  Errand *errand = data;

  g_free (errand->handle);
  g_free (errand->path);
  g_strfreev (errand->folders);
  g_free (errand->identity);
  g_free (errand->address);
  g_clear_object (&errand->server);
  g_free (errand);
}

/* The file of a room: where it is, or where it is to be. (transfer full) */
static char *
find_file (BesedaAppHost *self, const char *handle)
{
  g_autofree char *name = g_strconcat (handle, SUFFIX, NULL);

  for (gsize i = 0; self->folders[i] != NULL; i++)
    {
      g_autofree char *path = g_build_filename (self->folders[i], name, NULL);

      if (g_file_test (path, G_FILE_TEST_EXISTS))
        return g_steal_pointer (&path);
    }

  return g_build_filename (self->folders[0], name, NULL);
}

/* `handle` NULL: about all rooms. */
static Errand *
errand_new (BesedaAppHost *self, ErrandKind kind, const char *handle)
{
  Errand *errand = g_new0 (Errand, 1);

  errand->kind = kind;
  errand->folders = g_strdupv (self->folders);
  if (handle != NULL)
    {
      errand->handle = g_strdup (handle);
      errand->path = find_file (self, handle);
      errand->identity = g_strdup_printf ("%.*s.pem", (int) (strlen (errand->path) - strlen (SUFFIX)), errand->path);
    }

  return errand;
}

/* (transfer full) */
static char *
dup_handle (const char *path)
{
  g_autofree char *name = g_path_get_basename (path);

  return g_strndup (name, strlen (name) - strlen (SUFFIX));
}

static void run_next (BesedaAppHost *self);

/* The program does not end in the middle of one: the threads need it whole. */
static void
set_busy (BesedaAppHost *self, gboolean busy)
{
  GApplication *application = g_application_get_default ();

  self->busy = busy;
  if (application != NULL && busy)
    g_application_hold (application);
  else if (application != NULL)
    g_application_release (application);
}

static void
end_errand (BesedaAppHost *self)
{
  set_busy (self, FALSE);
  run_next (self);
}

static void
set_closed (BesedaAppHost *self, const char *handle)
{
  g_hash_table_remove (self->open, handle);
  beseda_host_kept_changed (BESEDA_HOST (self));
}

static void
on_stopped (BesedaAppHost *self, BesedaHostedRoom *room)
{
  set_closed (self, beseda_hosted_room_get_handle (room));
}

/* Which of the things that a person can do about it, if any. */
static void
return_error (GTask *task, const GError *error)
{
  BesedaHostError code = BESEDA_HOST_ERROR_FAILED;

  if (g_error_matches (error, BESEDA_SERVER_ERROR, BESEDA_SERVER_ERROR_PORT_TAKEN) ||
      g_error_matches (error, BESEDA_SERVER_ERROR, BESEDA_SERVER_ERROR_PORT_DENIED))
    code = BESEDA_HOST_ERROR_PORT;
  else if (g_error_matches (error, BESEDA_SERVER_ERROR, BESEDA_SERVER_ERROR_ADDRESS))
    code = BESEDA_HOST_ERROR_ADDRESS;

  if (error->domain == BESEDA_SERVER_ERROR)
    g_task_return_new_error (task, BESEDA_HOST_ERROR, code, "%s", error->message);
  else
    g_task_return_error (task, g_error_copy (error));
}

static void
on_asked_for_link (GObject *source, GAsyncResult *result, gpointer user_data)
{
  BesedaServer *server = BESEDA_SERVER (source);
  g_autoptr (GTask) task = user_data;
  BesedaAppHost *self = BESEDA_APP_HOST (g_task_get_source_object (task));
  const Errand *errand = g_task_get_task_data (task);
  g_autoptr (GError) error = NULL;
  g_autofree char *link = beseda_server_command_finish (server, result, &error);
  BesedaServedRoom *room;

  if (link != NULL)
    {
      room = beseda_served_room_new (server, errand->handle, errand->address, errand->keep, link);
      g_signal_connect_object (room, "stopped", G_CALLBACK (on_stopped), self, G_CONNECT_SWAPPED);
      beseda_host_kept_changed (BESEDA_HOST (self));
      g_task_return_pointer (task, room, g_object_unref);
    }
  else
    {
      set_closed (self, errand->handle);
      return_error (task, error);
    }

  end_errand (self);
}

static void
on_started (GObject *source, GAsyncResult *result, gpointer user_data)
{
  BesedaServer *server = BESEDA_SERVER (source);
  g_autoptr (GTask) task = user_data;
  BesedaAppHost *self = BESEDA_APP_HOST (g_task_get_source_object (task));
  const Errand *errand = g_task_get_task_data (task);
  const char *const words[] = { "owner-link", NULL };
  g_autoptr (GError) error = NULL;

  if (beseda_server_start_finish (server, result, &error))
    {
      beseda_server_command_async (server, words, NULL, on_asked_for_link, g_steal_pointer (&task));
      return;
    }

  set_closed (self, errand->handle);
  return_error (task, error);
  end_errand (self);
}

static void
list_in_thread (GTask *work, gpointer source, gpointer data, GCancellable *cancellable)
{
  const Errand *errand = g_task_get_task_data (data);

  g_task_return_pointer (work, beseda_room_card_list ((const char *const *) errand->folders),
                         (GDestroyNotify) g_ptr_array_unref);
}

static BesedaKeptRoom *
new_kept_room (const char *handle, const BesedaRoomCard *card)
{
  if (card->problem != NULL)
    return beseda_kept_room_new_unreadable (handle, _ ("Unreadable Room"), card->problem);

  return beseda_kept_room_new (handle, card->name, card->address, card->port, card->keep, card->last_at);
}

static void
on_listed (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  BesedaAppHost *self = BESEDA_APP_HOST (g_task_get_source_object (task));
  g_autoptr (GPtrArray) cards = g_task_propagate_pointer (G_TASK (result), NULL);
  GPtrArray *rooms = g_ptr_array_new_with_free_func (g_object_unref);

  for (guint i = 0; i < cards->len; i++)
    {
      const BesedaRoomCard *card = cards->pdata[i];
      g_autofree char *handle = dup_handle (card->path);

      if (!g_hash_table_contains (self->open, handle))
        g_ptr_array_add (rooms, new_kept_room (handle, card));
    }
  g_task_return_pointer (task, rooms, (GDestroyNotify) g_ptr_array_unref);
  end_errand (self);
}

static void
delete_in_thread (GTask *work, gpointer source, gpointer data, GCancellable *cancellable)
{
  static const char *const companions[] = { "-wal", "-shm" }; /* what SQLite may have left beside it */
  const Errand *errand = g_task_get_task_data (data);

  if (g_unlink (errand->path) != 0 && errno != ENOENT)
    {
      g_task_return_new_error (work, BESEDA_HOST_ERROR, BESEDA_HOST_ERROR_FAILED,
                               _ ("The file %s cannot be deleted (%s); delete it by hand."), errand->path,
                               g_strerror (errno));
      return;
    }

  for (gsize i = 0; i < G_N_ELEMENTS (companions); i++)
    {
      g_autofree char *companion = g_strconcat (errand->path, companions[i], NULL);

      g_unlink (companion);
    }
  g_unlink (errand->identity);
  g_task_return_boolean (work, TRUE);
}

static void
on_deleted (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  BesedaAppHost *self = BESEDA_APP_HOST (g_task_get_source_object (task));
  GError *error = NULL;

  if (g_task_propagate_boolean (G_TASK (result), &error))
    g_task_return_boolean (task, TRUE);
  else
    g_task_return_error (task, error);
  beseda_host_kept_changed (BESEDA_HOST (self));
  end_errand (self);
}

/* The thread lends the errand; `task` is answered from the main thread, so that the next one can go. Of the host the
 * thread knows nothing: it drops what it holds a moment after the answer, and the host must not end in a thread. */
static void
run_in_thread (GTask *task, GTaskThreadFunc work, GAsyncReadyCallback done)
{
  g_autoptr (GTask) inner = g_task_new (NULL, NULL, done, task);

  g_task_set_source_tag (inner, run_in_thread);
  g_task_set_task_data (inner, task, NULL);
  g_task_run_in_thread (inner, work);
}

static void
run_next (BesedaAppHost *self)
{
  GTask *task = self->busy ? NULL : g_queue_pop_head (&self->waiting);
  const Errand *errand;

  if (task == NULL)
    return;

  set_busy (self, TRUE);
  errand = g_task_get_task_data (task);
  switch (errand->kind)
    {
    case ERRAND_OPEN:
      beseda_server_start_async (errand->server, g_task_get_cancellable (task), on_started, task);
      break;
    case ERRAND_LIST:
      run_in_thread (task, list_in_thread, on_listed);
      break;
    case ERRAND_FORGET:
      run_in_thread (task, delete_in_thread, on_deleted);
      break;
    }
}

/* (transfer full) of both */
static void
queue (BesedaAppHost *self, GTask *task, Errand *errand)
{
  g_task_set_task_data (task, errand, errand_free);
  g_queue_push_tail (&self->waiting, task);
  run_next (self);
}

static void
open_async (BesedaHost *host,
            const BesedaHostOptions *options,
            GCancellable *cancellable,
            GAsyncReadyCallback callback,
            gpointer user_data)
{
  BesedaAppHost *self = BESEDA_APP_HOST (host);
  g_autoptr (GTask) task = g_task_new (host, cancellable, callback, user_data);
  g_autofree char *handle = options->kept != NULL ? g_strdup (options->kept) : g_uuid_string_random ();
  const gboolean as_before = options->kept != NULL && options->door == NULL;
  BesedaServerOptions server_options = {
    .address = options->address,
    .port = options->port,
    .room = options->room,
    .max_people = BESEDA_LIMIT_PEOPLE,
    .messages_per_second = BESEDA_LIMIT_MESSAGES_PER_SECOND,
    .keep = options->keep,
    .door = options->kept != NULL ? -1 : BESEDA_DOOR_LINK,
    .password = options->password,
    .announce = self->announces,
    .encrypt = TRUE,
    .allow_plain = as_before ? -1 : options->allow_plain,
    .plain_on_network = as_before ? -1 : options->plain_on_network,
  };
  BesedaDoorKind door;
  Errand *errand;

  g_task_set_source_tag (task, open_async);
  if (!g_hash_table_add (self->open, g_strdup (handle)))
    {
      g_task_return_new_error (task, BESEDA_HOST_ERROR, BESEDA_HOST_ERROR_FAILED,
                               _ ("The room is open already; look among your tabs."));
      return;
    }

  if (options->door != NULL && beseda_door_kind_from_string (options->door, &door))
    server_options.door = (int) door;
  errand = errand_new (self, ERRAND_OPEN, handle);
  errand->address = g_strdup (options->address);
  errand->keep = options->keep;
  server_options.file = errand->path;
  server_options.identity = errand->identity;
  errand->server = beseda_server_new (&server_options);
  queue (self, g_steal_pointer (&task), errand);
}

static void
list_async (BesedaHost *host, GCancellable *cancellable, GAsyncReadyCallback callback, gpointer user_data)
{
  BesedaAppHost *self = BESEDA_APP_HOST (host);
  GTask *task = g_task_new (host, cancellable, callback, user_data);

  g_task_set_source_tag (task, list_async);
  queue (self, task, errand_new (self, ERRAND_LIST, NULL));
}

static void
forget_async (
    BesedaHost *host, const char *handle, GCancellable *cancellable, GAsyncReadyCallback callback, gpointer user_data)
{
  BesedaAppHost *self = BESEDA_APP_HOST (host);
  g_autoptr (GTask) task = g_task_new (host, cancellable, callback, user_data);

  g_task_set_source_tag (task, forget_async);
  if (g_hash_table_contains (self->open, handle))
    g_task_return_new_error (task, BESEDA_HOST_ERROR, BESEDA_HOST_ERROR_FAILED,
                             _ ("The room is open; close it before you delete it."));
  else
    queue (self, g_steal_pointer (&task), errand_new (self, ERRAND_FORGET, handle));
}

static void
host_init (BesedaHostInterface *iface)
{
  iface->open_async = open_async;
  iface->list_async = list_async;
  iface->forget_async = forget_async;
}

static void
beseda_app_host_finalize (GObject *object)
{
  BesedaAppHost *self = BESEDA_APP_HOST (object);

  g_strfreev (self->folders);
  g_hash_table_unref (self->open);

  G_OBJECT_CLASS (beseda_app_host_parent_class)->finalize (object);
}

static void
beseda_app_host_class_init (BesedaAppHostClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = beseda_app_host_finalize;
}

static void
beseda_app_host_init (BesedaAppHost *self)
{
  self->open = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  self->announces = TRUE;
}

BesedaHost *
beseda_app_host_new (const char *const *folders)
{
  BesedaAppHost *self = g_object_new (BESEDA_TYPE_APP_HOST, NULL);

  self->folders = g_strdupv ((char **) folders);

  return BESEDA_HOST (self);
}

void
beseda_app_host_set_folders (BesedaAppHost *self, const char *const *folders)
{
  g_return_if_fail (BESEDA_IS_APP_HOST (self));
  g_return_if_fail (folders[0] != NULL);

  g_strfreev (self->folders);
  self->folders = g_strdupv ((char **) folders);
  beseda_host_kept_changed (BESEDA_HOST (self));
}

void
beseda_app_host_set_announces (BesedaAppHost *self, gboolean announces)
{
  g_return_if_fail (BESEDA_IS_APP_HOST (self));

  self->announces = announces;
}
