/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

#include "beseda-codec.h"
#include "beseda-transport.h"

G_BEGIN_DECLS

/*
 * A guest's first request, read and answered by libsoup: pages, refusals, and the upgrade to a WebSocket, after which
 * the transport leaves libsoup for good. Owned by the entrance, on the server's thread (libsoup's sources run in that
 * thread's default main context). It knows HTTP; what a room is about it doesn't know.
 */
typedef struct _BesedaHandshake BesedaHandshake;

/* A WebSocket that is open. */
typedef struct
{
  BesedaTransport *transport; /* the receiver's from now on */
  gint64 client_id;
  BesedaDialect dialect;
  guint8 *behind; /* what the guest sent right behind its request; to be changed in place, if the receiver likes */
  gsize n_behind;
} BesedaUpgrade;

typedef struct
{
  /* May be called from inside beseda_handshake_take(). */
  void (*upgraded) (gpointer user_data, const BesedaUpgrade *upgrade);
  guint (*count_people) (gpointer user_data);
} BesedaHandshakeCallbacks;

/* `room` is the name of the server's one room. With `refuse_plain` nothing is served without TLS. */
BesedaHandshake *beseda_handshake_new (const char *room,
                                       gboolean refuse_plain,
                                       const BesedaHandshakeCallbacks *callbacks,
                                       gpointer user_data);
void beseda_handshake_free (BesedaHandshake *self);

/* Takes a connection whose request comes now; it must be done by `due` (monotonic microseconds). (transfer full) */
void beseda_handshake_take (BesedaHandshake *self, BesedaTransport *transport, gint64 due);

/* Cuts whoever was due by `now`; returns when the next one is, G_MAXINT64 for never. */
gint64 beseda_handshake_expire (BesedaHandshake *self, gint64 now);

/* How many requests are open, and when the first of them is due (G_MAXINT64: there is none). */
guint beseda_handshake_get_n (const BesedaHandshake *self);
gint64 beseda_handshake_get_due (const BesedaHandshake *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (BesedaHandshake, beseda_handshake_free)

G_END_DECLS
