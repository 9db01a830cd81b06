/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "beseda-resumption.h"

typedef struct
{
  char **handles;
  GPtrArray *kept; /* of BesedaKeptRoom: all that there are; NULL: not known yet */
  guint next;
  GPtrArray *opened;
} Resumption;

static void
resumption_free (gpointer data)
{
  Resumption *resumption = data;

  g_strfreev (resumption->handles);
  g_clear_pointer (&resumption->kept, g_ptr_array_unref);
  g_clear_pointer (&resumption->opened, g_ptr_array_unref);
  g_free (resumption);
}

static void open_next (GTask *task);

static void
on_opened (GObject *source, GAsyncResult *result, gpointer user_data)
{
  Resumption *resumption = g_task_get_task_data (user_data);
  g_autoptr (GError) error = NULL;
  BesedaHostedRoom *room = beseda_host_open_finish (BESEDA_HOST (source), result, &error);

  if (room != NULL)
    g_ptr_array_add (resumption->opened, room);
  else
    g_message ("“%s” stays closed: %s", beseda_kept_room_get_name (resumption->kept->pdata[resumption->next - 1]),
               error->message);

  open_next (user_data);
}

/* (transfer full) of the task */
static void
open_next (GTask *task)
{
  Resumption *resumption = g_task_get_task_data (task);

  while (resumption->next < resumption->kept->len)
    {
      BesedaKeptRoom *kept = resumption->kept->pdata[resumption->next++];
      const char *handle = beseda_kept_room_get_handle (kept);
      const BesedaHostOptions options = {
        .room = beseda_kept_room_get_name (kept),
        .address = beseda_kept_room_get_address (kept),
        .port = beseda_kept_room_get_port (kept),
        .keep = beseda_kept_room_get_keep (kept),
        .kept = handle,
      };

      if (!g_strv_contains ((const char *const *) resumption->handles, handle) ||
          beseda_kept_room_get_problem (kept) != NULL)
        continue;

      beseda_host_open_async (BESEDA_HOST (g_task_get_source_object (task)), &options, g_task_get_cancellable (task),
                              on_opened, task);
      return;
    }

  g_task_return_pointer (task, g_steal_pointer (&resumption->opened), (GDestroyNotify) g_ptr_array_unref);
  g_object_unref (task);
}

static void
on_listed (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  Resumption *resumption = g_task_get_task_data (task);
  GError *error = NULL;

  resumption->kept = beseda_host_list_finish (BESEDA_HOST (source), result, &error);
  if (resumption->kept == NULL)
    g_task_return_error (task, error);
  else
    open_next (g_steal_pointer (&task));
}

void
beseda_resumption_async (BesedaHost *host,
                         const char *const *handles,
                         GCancellable *cancellable,
                         GAsyncReadyCallback callback,
                         gpointer user_data)
{
  GTask *task = g_task_new (host, cancellable, callback, user_data);
  Resumption *resumption = g_new0 (Resumption, 1);

  g_task_set_source_tag (task, beseda_resumption_async);
  g_task_set_task_data (task, resumption, resumption_free);
  resumption->handles = g_strdupv ((char **) handles);
  resumption->opened = g_ptr_array_new_with_free_func (g_object_unref);
  beseda_host_list_async (host, cancellable, on_listed, task);
}

GPtrArray *
beseda_resumption_finish (GAsyncResult *result, GError **error)
{
  return g_task_propagate_pointer (G_TASK (result), error);
}
