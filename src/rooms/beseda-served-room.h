/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "beseda-host.h"
#include "beseda-server.h"

G_BEGIN_DECLS

/*
 * A room that a server in this process serves, as the window knows it: where to join it, what to tell others, how to
 * end it. On the main thread; the server has a thread of its own.
 *
 * Signal "stopped" (): it is closed, and its port and its file are free.
 */
#define BESEDA_TYPE_SERVED_ROOM (beseda_served_room_get_type ())
G_DECLARE_FINAL_TYPE (BesedaServedRoom, beseda_served_room, BESEDA, SERVED_ROOM, GObject)

/* `server` has started, listening on the IP address `address`; `owner_link` is what it answers to "owner-link": the
 * secrets by which others come in, and the host as the owner. */
BesedaServedRoom *beseda_served_room_new (
    BesedaServer *server, const char *handle, const char *address, gint64 keep, const char *owner_link);

G_END_DECLS
