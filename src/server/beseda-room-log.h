/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "beseda-log.h"
#include "beseda-server.h"

G_BEGIN_DECLS

/* The log that a server's options ask for: in their file, or in memory; `port` is the one that it really listens on. It
 * blocks; called on the server's thread before that serves anybody. Fails with BESEDA_SERVER_ERROR_HISTORY and one
 * sentence for a person. (transfer full) */
BesedaLog *beseda_room_log_open (const BesedaServerOptions *options, guint16 port, GError **error);

G_END_DECLS
