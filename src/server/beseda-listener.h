/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "beseda-poller.h"

G_BEGIN_DECLS

/*
 * The socket that a server listens on. It accepts, at most BESEDA_LIMIT_ACCEPTS_PER_TURN in a turn, and hands the
 * descriptors on; when the process runs out of them it turns guests away instead of spinning. Owned by the engine, on
 * the server's thread. It never reads what a guest sends.
 */
typedef struct _BesedaListener BesedaListener;

/* `fd` is non-blocking and closes on exec; the receiver owns it. */
typedef void (*BesedaListenerAccepted) (gpointer user_data, int fd);

/* Binds and listens. Fails with BESEDA_SERVER_ERROR. "::" takes IPv4 guests too, where the system can. */
BesedaListener *beseda_listener_new (const char *address, guint16 port, GError **error);
void beseda_listener_free (BesedaListener *self);

/* Starts accepting; the poller must outlive the listener. FALSE with BESEDA_SERVER_ERROR_FAILED. */
gboolean beseda_listener_start (
    BesedaListener *self, BesedaPoller *poller, BesedaListenerAccepted accepted, gpointer user_data, GError **error);

/* What is really listened on: ADDRESS:PORT, an IPv6 address in brackets. */
const char *beseda_listener_get_place (BesedaListener *self);
guint16 beseda_listener_get_port (BesedaListener *self);

/* Turns away a guest that was accepted: tells it (HTTP 503) without waiting, and closes. */
void beseda_listener_refuse (int fd);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (BesedaListener, beseda_listener_free)

G_END_DECLS
