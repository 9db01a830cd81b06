/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "beseda-app-host.h"

#include "beseda-limits.h"
#include "beseda-served-room.h"

struct _BesedaAppHost
{
  GObject parent_instance;
};

static void host_init (BesedaHostInterface *iface);

G_DEFINE_FINAL_TYPE_WITH_CODE (BesedaAppHost,
                               beseda_app_host,
                               G_TYPE_OBJECT,
                               G_IMPLEMENT_INTERFACE (BESEDA_TYPE_HOST, host_init))

/* Which of the two things that a person can do about it, if any. */
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
on_started (GObject *source, GAsyncResult *result, gpointer user_data)
{
  BesedaServer *server = BESEDA_SERVER (source);
  g_autoptr (GTask) task = user_data;
  g_autoptr (GError) error = NULL;
  g_autofree char *handle = NULL;

  if (!beseda_server_start_finish (server, result, &error))
    {
      return_error (task, error);
      return;
    }

  handle = g_uuid_string_random ();
  g_task_return_pointer (task, beseda_served_room_new (server, handle, g_task_get_task_data (task)), g_object_unref);
}

static void
open_async (BesedaHost *host,
            const BesedaHostOptions *options,
            GCancellable *cancellable,
            GAsyncReadyCallback callback,
            gpointer user_data)
{
  const BesedaServerOptions server_options = {
    .address = options->address,
    .port = options->port,
    .room = options->room,
    .max_people = BESEDA_LIMIT_PEOPLE,
    .messages_per_second = BESEDA_LIMIT_MESSAGES_PER_SECOND,
    .keep = options->keep,
  };
  g_autoptr (BesedaServer) server = beseda_server_new (&server_options);
  GTask *task = g_task_new (host, cancellable, callback, user_data);

  g_task_set_source_tag (task, open_async);
  g_task_set_task_data (task, g_strdup (options->address), g_free);
  beseda_server_start_async (server, cancellable, on_started, task);
}

static BesedaHostedRoom *
open_finish (BesedaHost *host, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, host), NULL);

  return g_task_propagate_pointer (G_TASK (result), error);
}

/* Rooms live in memory: none outlives its server. */
static void
list_async (BesedaHost *host, GCancellable *cancellable, GAsyncReadyCallback callback, gpointer user_data)
{
  g_autoptr (GTask) task = g_task_new (host, cancellable, callback, user_data);

  g_task_set_source_tag (task, list_async);
  g_task_return_pointer (task, g_ptr_array_new_with_free_func (g_object_unref), (GDestroyNotify) g_ptr_array_unref);
}

static GPtrArray *
list_finish (BesedaHost *host, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, host), NULL);

  return g_task_propagate_pointer (G_TASK (result), error);
}

static void
forget_async (
    BesedaHost *host, const char *handle, GCancellable *cancellable, GAsyncReadyCallback callback, gpointer user_data)
{
  g_autoptr (GTask) task = g_task_new (host, cancellable, callback, user_data);

  g_task_set_source_tag (task, forget_async);
  g_task_return_boolean (task, TRUE);
}

static gboolean
forget_finish (BesedaHost *host, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, host), FALSE);

  return g_task_propagate_boolean (G_TASK (result), error);
}

static void
host_init (BesedaHostInterface *iface)
{
  iface->open_async = open_async;
  iface->open_finish = open_finish;
  iface->list_async = list_async;
  iface->list_finish = list_finish;
  iface->forget_async = forget_async;
  iface->forget_finish = forget_finish;
}

static void
beseda_app_host_class_init (BesedaAppHostClass *klass)
{
}

static void
beseda_app_host_init (BesedaAppHost *self)
{
}

BesedaHost *
beseda_app_host_new (void)
{
  return g_object_new (BESEDA_TYPE_APP_HOST, NULL);
}
