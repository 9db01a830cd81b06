/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "beseda-host.h"

G_DEFINE_INTERFACE (BesedaHostedRoom, beseda_hosted_room, G_TYPE_OBJECT)
G_DEFINE_INTERFACE (BesedaHost, beseda_host, G_TYPE_OBJECT)

static void
beseda_hosted_room_default_init (BesedaHostedRoomInterface *iface)
{
}

BesedaAddress *
beseda_hosted_room_get_address (BesedaHostedRoom *self)
{
  return BESEDA_HOSTED_ROOM_GET_IFACE (self)->get_address (self);
}

GPtrArray *
beseda_hosted_room_dup_invitations (BesedaHostedRoom *self)
{
  return BESEDA_HOSTED_ROOM_GET_IFACE (self)->dup_invitations (self);
}

void
beseda_hosted_room_stop_async (BesedaHostedRoom *self, GAsyncReadyCallback callback, gpointer user_data)
{
  BESEDA_HOSTED_ROOM_GET_IFACE (self)->stop_async (self, callback, user_data);
}

void
beseda_hosted_room_stop_finish (BesedaHostedRoom *self, GAsyncResult *result)
{
  BESEDA_HOSTED_ROOM_GET_IFACE (self)->stop_finish (self, result);
}

static void
beseda_host_default_init (BesedaHostInterface *iface)
{
}

void
beseda_host_open_async (BesedaHost *self,
                        const char *room,
                        const char *address,
                        guint16 port,
                        GCancellable *cancellable,
                        GAsyncReadyCallback callback,
                        gpointer user_data)
{
  BESEDA_HOST_GET_IFACE (self)->open_async (self, room, address, port, cancellable, callback, user_data);
}

BesedaHostedRoom *
beseda_host_open_finish (BesedaHost *self, GAsyncResult *result, GError **error)
{
  return BESEDA_HOST_GET_IFACE (self)->open_finish (self, result, error);
}
