/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "beseda-lazy-host.h"

#include <glib/gi18n.h>

#include "beseda-rooms-loader.h"

struct _BesedaLazyHost
{
  GObject parent_instance;

  char *own_folder;
  GStrv folders; /* where rooms may be; new ones come into the first */
  gboolean announces;
  BesedaHost *host; /* NULL until it is needed */
};

/* What the host is to do as soon as it is there; the data of a task. */
typedef struct
{
  BesedaHostOptions options; /* the texts are owned */
  char *handle;
} Errand;

static void host_init (BesedaHostInterface *iface);

G_DEFINE_FINAL_TYPE_WITH_CODE (BesedaLazyHost,
                               beseda_lazy_host,
                               G_TYPE_OBJECT,
                               G_IMPLEMENT_INTERFACE (BESEDA_TYPE_HOST, host_init))

static void
errand_free (gpointer data)
{
  Errand *errand = data;

  g_free ((char *) errand->options.room);
  g_free ((char *) errand->options.address);
  g_free ((char *) errand->options.kept);
  g_free ((char *) errand->options.door);
  g_free ((char *) errand->options.password);
  g_free (errand->handle);
  g_free (errand);
}

static BesedaHost *
ensure (BesedaLazyHost *self, const BesedaRooms *rooms)
{
  if (self->host == NULL)
    {
      self->host = rooms->new_host ((const char *const *) self->folders);
      rooms->set_announces (self->host, self->announces);
      g_signal_connect_object (self->host, "kept-changed", G_CALLBACK (beseda_host_kept_changed), self,
                               G_CONNECT_SWAPPED);
    }

  return self->host;
}

/* (transfer full); NULL: it is told to the task */
static BesedaHost *
take_host (GTask *task, GAsyncResult *result)
{
  BesedaLazyHost *self = g_task_get_source_object (task);
  g_autoptr (GError) error = NULL;
  const BesedaRooms *rooms = beseda_rooms_loader_load_finish (result, &error);

  if (g_task_return_error_if_cancelled (task))
    return NULL;

  if (rooms != NULL)
    return g_object_ref (ensure (self, rooms));

  g_task_return_new_error (task, BESEDA_HOST_ERROR, BESEDA_HOST_ERROR_FAILED, "%s", error->message);

  return NULL;
}

static void
on_opened (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  GError *error = NULL;
  BesedaHostedRoom *room = beseda_host_open_finish (BESEDA_HOST (source), result, &error);

  if (room != NULL)
    g_task_return_pointer (task, room, g_object_unref);
  else
    g_task_return_error (task, error);
}

static void
on_loaded_to_open (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  g_autoptr (BesedaHost) host = take_host (task, result);
  const Errand *errand = g_task_get_task_data (task);

  if (host != NULL)
    beseda_host_open_async (host, &errand->options, g_task_get_cancellable (task), on_opened, g_object_ref (task));
}

static void
open_async (BesedaHost *host,
            const BesedaHostOptions *options,
            GCancellable *cancellable,
            GAsyncReadyCallback callback,
            gpointer user_data)
{
  GTask *task = g_task_new (host, cancellable, callback, user_data);
  Errand *errand = g_new0 (Errand, 1);

  errand->options = *options;
  errand->options.room = g_strdup (options->room);
  errand->options.address = g_strdup (options->address);
  errand->options.kept = g_strdup (options->kept);
  errand->options.door = g_strdup (options->door);
  errand->options.password = g_strdup (options->password);
  g_task_set_source_tag (task, open_async);
  g_task_set_task_data (task, errand, errand_free);
  beseda_rooms_loader_load_async (on_loaded_to_open, task);
}

static void
on_listed (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  GError *error = NULL;
  GPtrArray *rooms = beseda_host_list_finish (BESEDA_HOST (source), result, &error);

  if (rooms != NULL)
    g_task_return_pointer (task, rooms, (GDestroyNotify) g_ptr_array_unref);
  else
    g_task_return_error (task, error);
}

/* Rooms that are there are not passed over in silence where nobody can look into them. */
static GPtrArray *
list_problem (const char *problem)
{
  GPtrArray *rooms = g_ptr_array_new_with_free_func (g_object_unref);

  g_ptr_array_add (rooms, beseda_kept_room_new_unreadable ("", _ ("Unreadable Rooms"), problem));

  return rooms;
}

static void
on_loaded_to_list (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  BesedaLazyHost *self = g_task_get_source_object (task);
  g_autoptr (GError) error = NULL;
  const BesedaRooms *rooms = beseda_rooms_loader_load_finish (result, &error);

  if (rooms != NULL)
    beseda_host_list_async (ensure (self, rooms), g_task_get_cancellable (task), on_listed, g_object_ref (task));
  else
    g_task_return_pointer (task, list_problem (error->message), (GDestroyNotify) g_ptr_array_unref);
}

static void
look_in_thread (GTask *task, gpointer source, gpointer data, GCancellable *cancellable)
{
  const char *const *folders = data;
  gboolean found = FALSE;

  for (gsize i = 0; folders[i] != NULL && !found; i++)
    {
      g_autoptr (GDir) dir = g_dir_open (folders[i], 0, NULL);

      found = dir != NULL && g_dir_read_name (dir) != NULL;
    }

  g_task_return_boolean (task, found);
}

static void
on_looked (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;

  if (g_task_propagate_boolean (G_TASK (result), NULL))
    beseda_rooms_loader_load_async (on_loaded_to_list, g_steal_pointer (&task));
  else
    g_task_return_pointer (task, g_ptr_array_new_with_free_func (g_object_unref), (GDestroyNotify) g_ptr_array_unref);
}

static void
list_async (BesedaHost *host, GCancellable *cancellable, GAsyncReadyCallback callback, gpointer user_data)
{
  BesedaLazyHost *self = BESEDA_LAZY_HOST (host);
  g_autoptr (GTask) task = g_task_new (host, cancellable, callback, user_data);
  g_autoptr (GTask) looking = NULL;

  g_task_set_source_tag (task, list_async);
  if (self->host != NULL)
    {
      beseda_host_list_async (self->host, cancellable, on_listed, g_steal_pointer (&task));
      return;
    }

  looking = g_task_new (NULL, NULL, on_looked, g_steal_pointer (&task));
  g_task_set_source_tag (looking, look_in_thread);
  g_task_set_task_data (looking, g_strdupv (self->folders), (GDestroyNotify) g_strfreev);
  g_task_run_in_thread (looking, look_in_thread);
}

static void
on_forgotten (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  GError *error = NULL;

  if (beseda_host_forget_finish (BESEDA_HOST (source), result, &error))
    g_task_return_boolean (task, TRUE);
  else
    g_task_return_error (task, error);
}

static void
on_loaded_to_forget (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  g_autoptr (BesedaHost) host = take_host (task, result);
  const Errand *errand = g_task_get_task_data (task);

  if (host != NULL)
    beseda_host_forget_async (host, errand->handle, g_task_get_cancellable (task), on_forgotten, g_object_ref (task));
}

static void
forget_async (
    BesedaHost *host, const char *handle, GCancellable *cancellable, GAsyncReadyCallback callback, gpointer user_data)
{
  GTask *task = g_task_new (host, cancellable, callback, user_data);
  Errand *errand = g_new0 (Errand, 1);

  errand->handle = g_strdup (handle);
  g_task_set_source_tag (task, forget_async);
  g_task_set_task_data (task, errand, errand_free);
  beseda_rooms_loader_load_async (on_loaded_to_forget, task);
}

static void
host_init (BesedaHostInterface *iface)
{
  iface->open_async = open_async;
  iface->list_async = list_async;
  iface->forget_async = forget_async;
}

static void
beseda_lazy_host_finalize (GObject *object)
{
  BesedaLazyHost *self = BESEDA_LAZY_HOST (object);

  g_clear_object (&self->host);
  g_free (self->own_folder);
  g_strfreev (self->folders);

  G_OBJECT_CLASS (beseda_lazy_host_parent_class)->finalize (object);
}

static void
beseda_lazy_host_class_init (BesedaLazyHostClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = beseda_lazy_host_finalize;
}

static void
beseda_lazy_host_init (BesedaLazyHost *self)
{
  self->announces = TRUE;
}

/* What lies about in a folder that the person chose is none of ours. */
static void
add_folder (GStrvBuilder *folders, const char *chosen)
{
  g_autofree char *folder = g_build_filename (chosen, "Beseda", NULL);

  g_strv_builder_add (folders, folder);
}

BesedaHost *
beseda_lazy_host_new (const char *folder)
{
  BesedaLazyHost *self = g_object_new (BESEDA_TYPE_LAZY_HOST, NULL);

  self->own_folder = g_strdup (folder);
  beseda_lazy_host_set_folders (self, "", NULL);

  return BESEDA_HOST (self);
}

void
beseda_lazy_host_set_announces (BesedaLazyHost *self, gboolean announces)
{
  g_return_if_fail (BESEDA_IS_LAZY_HOST (self));

  self->announces = announces;
  if (self->host != NULL)
    beseda_rooms_loader_get ()->set_announces (self->host, announces);
}

void
beseda_lazy_host_set_folders (BesedaLazyHost *self, const char *chosen, const char *const *former)
{
  g_autoptr (GStrvBuilder) folders = g_strv_builder_new ();

  g_return_if_fail (BESEDA_IS_LAZY_HOST (self));

  if (*chosen != '\0')
    add_folder (folders, chosen);
  g_strv_builder_add (folders, self->own_folder);
  for (gsize i = 0; former != NULL && former[i] != NULL; i++)
    if (!g_str_equal (former[i], chosen))
      add_folder (folders, former[i]);
  g_strfreev (self->folders);
  self->folders = g_strv_builder_end (folders);

  if (self->host != NULL)
    beseda_rooms_loader_get ()->set_folders (self->host, (const char *const *) self->folders);
  else
    beseda_host_kept_changed (BESEDA_HOST (self));
}
