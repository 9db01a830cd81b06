/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "beseda-log.h"
#include "beseda-room.h"
#include "beseda-server.h"

G_BEGIN_DECLS

/* The log that a server's options ask for: in their file, or in memory; `port` is the one that it really listens on. It
 * blocks; called on the server's thread before that serves anybody. Fails with BESEDA_SERVER_ERROR_HISTORY and one
 * sentence for a person. (transfer full) */
BesedaLog *beseda_room_log_open (const BesedaServerOptions *options, guint16 port, GError **error);

/* The room that the options and the log make. Who can join it is as the options ask, else as it was, with secrets of
 * its own, and kept in the log. It blocks. Fails with BESEDA_SERVER_ERROR_FAILED. (transfer full) */
BesedaRoom *beseda_room_log_make_room (BesedaLog *log, const BesedaServerOptions *options, GError **error);

G_END_DECLS
