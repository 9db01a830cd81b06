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

static void
on_started (GObject *source, GAsyncResult *result, gpointer user_data)
{
  BesedaServer *server = BESEDA_SERVER (source);
  g_autoptr (GTask) task = user_data;
  GError *error = NULL;

  if (beseda_server_start_finish (server, result, &error))
    g_task_return_pointer (task, beseda_served_room_new (server, g_task_get_task_data (task)), g_object_unref);
  else
    g_task_return_error (task, error);
}

static void
open_async (BesedaHost *host,
            const char *room,
            const char *address,
            guint16 port,
            GCancellable *cancellable,
            GAsyncReadyCallback callback,
            gpointer user_data)
{
  const BesedaServerOptions options = {
    .address = address,
    .port = port,
    .room = room,
    .max_people = BESEDA_LIMIT_PEOPLE,
    .messages_per_second = BESEDA_LIMIT_MESSAGES_PER_SECOND,
    .keep = -1,
  };
  g_autoptr (BesedaServer) server = beseda_server_new (&options);
  GTask *task = g_task_new (host, cancellable, callback, user_data);

  g_task_set_source_tag (task, open_async);
  g_task_set_task_data (task, g_strdup (address), g_free);
  beseda_server_start_async (server, cancellable, on_started, task);
}

static BesedaHostedRoom *
open_finish (BesedaHost *host, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, host), NULL);

  return g_task_propagate_pointer (G_TASK (result), error);
}

static void
host_init (BesedaHostInterface *iface)
{
  iface->open_async = open_async;
  iface->open_finish = open_finish;
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
