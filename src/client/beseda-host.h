/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

#include "beseda-address.h"

G_BEGIN_DECLS

/*
 * Something that can host a room, so that a window may offer it without knowing a server. `app` implements it. Lives on
 * the main thread.
 */

/* One room that is being hosted. Dropping the last reference does not stop it; beseda_hosted_room_stop_async() does. */
#define BESEDA_TYPE_HOSTED_ROOM (beseda_hosted_room_get_type ())
G_DECLARE_INTERFACE (BesedaHostedRoom, beseda_hosted_room, BESEDA, HOSTED_ROOM, GObject)

struct _BesedaHostedRoomInterface
{
  GTypeInterface parent;

  BesedaAddress *(*get_address) (BesedaHostedRoom *self);
  GPtrArray *(*dup_invitations) (BesedaHostedRoom *self);
  void (*stop_async) (BesedaHostedRoom *self, GAsyncReadyCallback callback, gpointer user_data);
  void (*stop_finish) (BesedaHostedRoom *self, GAsyncResult *result);
};

/* Where the host itself joins: over loopback (or the one address that it listens on). (transfer none) */
BesedaAddress *beseda_hosted_room_get_address (BesedaHostedRoom *self);

/* BesedaAddress that others on the network can use, the likeliest first; empty where the room listens on loopback alone
 * or the computer is on no network. Asked anew each time, since networks change. (transfer container and elements) */
GPtrArray *beseda_hosted_room_dup_invitations (BesedaHostedRoom *self);

/* Says good-bye to everybody and frees the port. */
void beseda_hosted_room_stop_async (BesedaHostedRoom *self, GAsyncReadyCallback callback, gpointer user_data);
void beseda_hosted_room_stop_finish (BesedaHostedRoom *self, GAsyncResult *result);

#define BESEDA_TYPE_HOST (beseda_host_get_type ())
G_DECLARE_INTERFACE (BesedaHost, beseda_host, BESEDA, HOST, GObject)

struct _BesedaHostInterface
{
  GTypeInterface parent;

  void (*open_async) (BesedaHost *self,
                      const char *room,
                      const char *address,
                      guint16 port,
                      GCancellable *cancellable,
                      GAsyncReadyCallback callback,
                      gpointer user_data);
  BesedaHostedRoom *(*open_finish) (BesedaHost *self, GAsyncResult *result, GError **error);
};

/* Opens a room named `room` on `address` (an IP address; "0.0.0.0" or "::" for all) and `port` (0: any free one). The
 * error's message is one sentence for the person. (transfer full) */
void beseda_host_open_async (BesedaHost *self,
                             const char *room,
                             const char *address,
                             guint16 port,
                             GCancellable *cancellable,
                             GAsyncReadyCallback callback,
                             gpointer user_data);
BesedaHostedRoom *beseda_host_open_finish (BesedaHost *self, GAsyncResult *result, GError **error);

G_END_DECLS
