/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "beseda-host.h"

G_DEFINE_INTERFACE (BesedaHostedRoom, beseda_hosted_room, G_TYPE_OBJECT)
G_DEFINE_INTERFACE (BesedaHost, beseda_host, G_TYPE_OBJECT)

G_DEFINE_QUARK (beseda_host_error, beseda_host_error)

static guint kept_changed;
static guint invitations_changed;

static void
beseda_hosted_room_default_init (BesedaHostedRoomInterface *iface)
{
  invitations_changed = g_signal_new ("invitations-changed", BESEDA_TYPE_HOSTED_ROOM, G_SIGNAL_RUN_LAST, 0, NULL, NULL,
                                      NULL, G_TYPE_NONE, 0);
}

const char *
beseda_hosted_room_get_handle (BesedaHostedRoom *self)
{
  return BESEDA_HOSTED_ROOM_GET_IFACE (self)->get_handle (self);
}

BesedaAddress *
beseda_hosted_room_get_address (BesedaHostedRoom *self)
{
  return BESEDA_HOSTED_ROOM_GET_IFACE (self)->get_address (self);
}

gint64
beseda_hosted_room_get_keep (BesedaHostedRoom *self)
{
  return BESEDA_HOSTED_ROOM_GET_IFACE (self)->get_keep (self);
}

GPtrArray *
beseda_hosted_room_dup_invitations (BesedaHostedRoom *self)
{
  return BESEDA_HOSTED_ROOM_GET_IFACE (self)->dup_invitations (self);
}

void
beseda_hosted_room_command_async (BesedaHostedRoom *self,
                                  const char *const *words,
                                  GCancellable *cancellable,
                                  GAsyncReadyCallback callback,
                                  gpointer user_data)
{
  BESEDA_HOSTED_ROOM_GET_IFACE (self)->command_async (self, words, cancellable, callback, user_data);
}

char *
beseda_hosted_room_command_finish (BesedaHostedRoom *self, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), NULL);

  return g_task_propagate_pointer (G_TASK (result), error);
}

void
beseda_hosted_room_invitations_changed (BesedaHostedRoom *self)
{
  g_signal_emit (self, invitations_changed, 0);
}

void
beseda_hosted_room_stop_async (BesedaHostedRoom *self, GAsyncReadyCallback callback, gpointer user_data)
{
  BESEDA_HOSTED_ROOM_GET_IFACE (self)->stop_async (self, callback, user_data);
}

void
beseda_hosted_room_stop_finish (BesedaHostedRoom *self, GAsyncResult *result)
{
  g_return_if_fail (g_task_is_valid (result, self));

  g_task_propagate_boolean (G_TASK (result), NULL);
}

static void
beseda_host_default_init (BesedaHostInterface *iface)
{
  kept_changed = g_signal_new ("kept-changed", BESEDA_TYPE_HOST, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE,
                               0);
}

void
beseda_host_kept_changed (BesedaHost *self)
{
  g_signal_emit (self, kept_changed, 0);
}

void
beseda_host_open_async (BesedaHost *self,
                        const BesedaHostOptions *options,
                        GCancellable *cancellable,
                        GAsyncReadyCallback callback,
                        gpointer user_data)
{
  BESEDA_HOST_GET_IFACE (self)->open_async (self, options, cancellable, callback, user_data);
}

BesedaHostedRoom *
beseda_host_open_finish (BesedaHost *self, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), NULL);

  return g_task_propagate_pointer (G_TASK (result), error);
}

void
beseda_host_list_async (BesedaHost *self, GCancellable *cancellable, GAsyncReadyCallback callback, gpointer user_data)
{
  BESEDA_HOST_GET_IFACE (self)->list_async (self, cancellable, callback, user_data);
}

GPtrArray *
beseda_host_list_finish (BesedaHost *self, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), NULL);

  return g_task_propagate_pointer (G_TASK (result), error);
}

void
beseda_host_forget_async (
    BesedaHost *self, const char *handle, GCancellable *cancellable, GAsyncReadyCallback callback, gpointer user_data)
{
  BESEDA_HOST_GET_IFACE (self)->forget_async (self, handle, cancellable, callback, user_data);
}

gboolean
beseda_host_forget_finish (BesedaHost *self, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), FALSE);

  return g_task_propagate_boolean (G_TASK (result), error);
}
