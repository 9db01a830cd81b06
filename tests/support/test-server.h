/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "beseda-server.h"
#include "raw-peer.h"

G_BEGIN_DECLS

/*
 * A real server for a test, on loopback and a free port.
 */

/* What tests usually want; change what you need. */
BesedaServerOptions test_server_options (void);

/* Starts a server and waits until it listens. `options` NULL: the usual ones. (transfer full) */
BesedaServer *test_server_start (const BesedaServerOptions *options);

/* Fails to start, and says why. */
GError *test_server_fail_to_start (const BesedaServerOptions *options);

/* Stops it, waits, and asserts that nothing of it is left. */
void test_server_stop (BesedaServer *server);

/* Peers that are in the room as `login`; what they were told about their own coming is read. `dialect` is that of the
 * name: plain, or beseda.1. (transfer full) */
RawPeer *test_server_join_plain (BesedaServer *server, gint64 client_id, const char *login);
RawPeer *test_server_join_beseda (BesedaServer *server, gint64 client_id, const char *login);

/* `frame` (taken) without its "time" and "at", which a test cannot know; asserts that they are well-formed. */
char *test_server_strip_times (char *frame);

G_END_DECLS
