/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "beseda-room-log.h"

#include "beseda-memory-log.h"

BesedaLog *
beseda_room_log_open (const BesedaServerOptions *options, GError **error)
{
  return beseda_memory_log_new ();
}
