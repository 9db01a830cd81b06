/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "beseda-callers.h"
#include "beseda-door.h"
#include "beseda-handshake.h"
#include "beseda-poller.h"
#include "beseda-server.h"

G_BEGIN_DECLS

/*
 * How a connection becomes a guest: it is accepted, its first byte tells TLS from plain, TLS shakes hands, and libsoup
 * reads the request. Whoever is silent on the way is cut in time, and delays nobody. Owned by the engine, on the
 * server's thread. It knows nothing of the guests that it let in.
 */
typedef struct _BesedaEntrance BesedaEntrance;

/* Binds the port; nobody is accepted yet. `callers`, which outlive the entrance, tell whom it turns away. Fails with
 * BESEDA_SERVER_ERROR. */
BesedaEntrance *beseda_entrance_new (const BesedaServerOptions *options,
                                     BesedaCallers *callers,
                                     const BesedaHandshakeCallbacks *callbacks,
                                     gpointer user_data,
                                     GError **error);
void beseda_entrance_free (BesedaEntrance *self);

/* Reads, or makes, the key and certificate that the options ask for: once nobody else can have the room. Blocks. FALSE
 * with BESEDA_SERVER_ERROR. */
gboolean beseda_entrance_load (BesedaEntrance *self, GError **error);

/* Lets people in, with `allow_plain` also without TLS. The poller must outlive the entrance. FALSE with
 * BESEDA_SERVER_ERROR. */
gboolean beseda_entrance_open (BesedaEntrance *self, BesedaPoller *poller, gboolean allow_plain, GError **error);

/* Tells the local network of the room, and of its door again when that changes, where the options ask for that and all
 * networks are listened on. */
void beseda_entrance_announce (BesedaEntrance *self, BesedaDoorKind door);

/* At the end of a turn of the loop. */
void beseda_entrance_end_turn (BesedaEntrance *self);

/* Reads the certificate of a known authority again; where it cannot be used the old one stays, with a warning. */
void beseda_entrance_reload (BesedaEntrance *self);

/* Of the room's own certificate; NULL: not encrypted, or by a known authority, whose certificates change. */
const char *beseda_entrance_get_fingerprint (const BesedaEntrance *self);

const char *beseda_entrance_get_uri (const BesedaEntrance *self);
guint16 beseda_entrance_get_port (const BesedaEntrance *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (BesedaEntrance, beseda_entrance_free)

G_END_DECLS
