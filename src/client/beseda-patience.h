/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

#include "beseda-limits.h"

G_BEGIN_DECLS

/*
 * How long a guest waits for a server before it gives up on a connection, in milliseconds. A plain value that a session
 * copies and hands to each of its connections.
 */
typedef struct
{
  guint open;    /* for the WebSocket to be open: name lookup, TCP, TLS and the upgrade together */
  guint answer;  /* for the answer to the login */
  guint silence; /* for anything at all, a pong included, once it is open */
  guint ping;    /* between two of our pings; whole seconds */
  guint typing;  /* for what somebody writes to be said */
  guint pause;   /* before a message goes out again that the room could not take right now */
} BesedaPatience;

#define BESEDA_PATIENCE_USUAL                                                                                          \
  ((BesedaPatience){ .open = 15000,                                                                                    \
                     .answer = 10000,                                                                                  \
                     .silence = BESEDA_LIMIT_DEAD_SECONDS * 1000,                                                      \
                     .ping = BESEDA_LIMIT_PING_SECONDS * 1000,                                                         \
                     .typing = BESEDA_LIMIT_TYPING_MSECONDS,                                                           \
                     .pause = 1000 })

G_END_DECLS
