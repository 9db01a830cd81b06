/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "beseda-connection.h"

G_BEGIN_DECLS

/*
 * The connection that is a WebSocket (RFC 6455), by libsoup.
 */
#define BESEDA_TYPE_WEBSOCKET (beseda_websocket_get_type ())
G_DECLARE_FINAL_TYPE (BesedaWebsocket, beseda_websocket, BESEDA, WEBSOCKET, BesedaConnection)

/* As beseda_connection_new(). */
BesedaConnection *beseda_websocket_new (BesedaAddress *address, gint64 client_id, const BesedaPatience *patience);

G_END_DECLS
