/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

#include "beseda-codec.h"

G_BEGIN_DECLS

/*
 * A guest's first request, read and answered by libsoup: pages, refusals, and the upgrade to a WebSocket, after which
 * the descriptor leaves libsoup for good. Owned by the engine, on the server's thread (libsoup's sources run in that
 * thread's default main context). It knows HTTP; what a room is about it doesn't know.
 */
typedef struct _BesedaHandshake BesedaHandshake;

typedef struct
{
  /* A WebSocket is open on `fd`, which the receiver owns. `behind` is what the guest sent right behind its request
   * (to be changed in place, if the receiver likes). May be called from inside beseda_handshake_take(). */
  void (*upgraded) (
      gpointer user_data, int fd, gint64 client_id, BesedaDialect dialect, guint8 *behind, gsize n_behind);
  guint (*count_people) (gpointer user_data);
} BesedaHandshakeCallbacks;

/* `room` is the name of the server's one room. */
BesedaHandshake *beseda_handshake_new (const char *room, const BesedaHandshakeCallbacks *callbacks, gpointer user_data);
void beseda_handshake_free (BesedaHandshake *self);

/* Takes a connection that was just accepted; it must be done by `due` (monotonic microseconds). */
void beseda_handshake_take (BesedaHandshake *self, int fd, gint64 due);

/* Connections that libsoup still has. */
guint beseda_handshake_get_n_pending (BesedaHandshake *self);

/* Cuts whoever was due by `now`; returns when the next one is, G_MAXINT64 for never. */
gint64 beseda_handshake_expire (BesedaHandshake *self, gint64 now);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (BesedaHandshake, beseda_handshake_free)

G_END_DECLS
