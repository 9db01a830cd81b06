/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/*
 * Who sent a browser here: its `Origin` (RFC 6454) names the page that opens a WebSocket, and any page may try, with
 * the visitor's network and cookies behind it. Only the server's own pages may (RFC 6455, section 10.2). Pure
 * functions.
 */

/* Whether a page from `origin` is one of the server that the request calls `host`; NULL: the request doesn't say. With
 * `secure` the request came over TLS, and the page must have. */
gboolean beseda_origin_is_own (const char *origin, const char *host, gboolean secure);

G_END_DECLS
