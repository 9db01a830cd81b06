/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "beseda-limits.h"

/* How long the server waits for a guest, in milliseconds each. */
typedef struct
{
  guint handshake; /* from the connection to the end of the HTTP request */
  guint login;     /* from the upgrade to the login */
  guint ping;      /* between two pings */
  guint dead;      /* without a byte from the guest */
  guint drain;     /* after our Close, for the guest to hang up */
} BesedaDeadlines;

#define BESEDA_DEADLINES_USUAL                                                                                         \
  ((BesedaDeadlines){                                                                                                  \
      .handshake = BESEDA_LIMIT_HANDSHAKE_SECONDS * 1000,                                                              \
      .login = BESEDA_LIMIT_LOGIN_SECONDS * 1000,                                                                      \
      .ping = BESEDA_LIMIT_PING_SECONDS * 1000,                                                                        \
      .dead = BESEDA_LIMIT_DEAD_SECONDS * 1000,                                                                        \
      .drain = BESEDA_LIMIT_DRAIN_MSECONDS,                                                                            \
  })
