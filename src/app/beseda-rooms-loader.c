/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "beseda-rooms-loader.h"

static const BesedaRooms *loaded;
static GPtrArray *waiting; /* of GTask; NULL: it is not being loaded */

const BesedaRooms *
beseda_rooms_loader_get (void)
{
  if (loaded == NULL)
    loaded = beseda_rooms_loader_find_linked ();

  return loaded;
}

static void
open_in_thread (GTask *task, gpointer source, gpointer data, GCancellable *cancellable)
{
  GError *error = NULL;
  const BesedaRooms *rooms = beseda_rooms_loader_open (&error);

  if (rooms != NULL)
    g_task_return_pointer (task, (gpointer) rooms, NULL);
  else
    g_task_return_error (task, error);
}

/* Who waits is told in the order in which they came. */
static void
on_opened (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GPtrArray) tasks = g_steal_pointer (&waiting);
  g_autoptr (GError) error = NULL;
  GApplication *application = g_application_get_default ();

  loaded = g_task_propagate_pointer (G_TASK (result), &error);
  for (guint i = 0; i < tasks->len; i++)
    if (loaded != NULL)
      g_task_return_pointer (tasks->pdata[i], (gpointer) loaded, NULL);
    else
      g_task_return_error (tasks->pdata[i], g_error_copy (error));

  if (application != NULL)
    g_application_release (application);
}

void
beseda_rooms_loader_load_async (GAsyncReadyCallback callback, gpointer user_data)
{
  g_autoptr (GTask) task = g_task_new (NULL, NULL, callback, user_data);
  g_autoptr (GTask) opening = NULL;
  GApplication *application = g_application_get_default ();

  g_task_set_source_tag (task, beseda_rooms_loader_load_async);
  if (beseda_rooms_loader_get () != NULL)
    {
      g_task_return_pointer (task, (gpointer) loaded, NULL);
      return;
    }

  if (waiting != NULL)
    {
      g_ptr_array_add (waiting, g_steal_pointer (&task));
      return;
    }

  waiting = g_ptr_array_new_with_free_func (g_object_unref);
  g_ptr_array_add (waiting, g_steal_pointer (&task));
  if (application != NULL)
    g_application_hold (application);
  opening = g_task_new (NULL, NULL, on_opened, NULL);
  g_task_set_source_tag (opening, open_in_thread);
  g_task_run_in_thread (opening, open_in_thread);
}

const BesedaRooms *
beseda_rooms_loader_load_finish (GAsyncResult *result, GError **error)
{
  return g_task_propagate_pointer (G_TASK (result), error);
}

const BesedaBackend *
beseda_backend_get (void)
{
  const BesedaRooms *rooms = beseda_rooms_loader_get ();

  return rooms != NULL ? rooms->backend : NULL;
}

void
beseda_backend_load_async (GAsyncReadyCallback callback, gpointer user_data)
{
  beseda_rooms_loader_load_async (callback, user_data);
}

gboolean
beseda_backend_load_finish (GAsyncResult *result, GError **error)
{
  return beseda_rooms_loader_load_finish (result, error) != NULL;
}
