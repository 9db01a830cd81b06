/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "beseda-log.h"

G_BEGIN_DECLS

/*
 * A log for a room that keeps no history: it numbers the events and forgets them, all but the ids of the
 * last BESEDA_LIMIT_RECENT_IDS messages. Nothing survives it.
 */
#define BESEDA_TYPE_MEMORY_LOG (beseda_memory_log_get_type ())
G_DECLARE_FINAL_TYPE (BesedaMemoryLog, beseda_memory_log, BESEDA, MEMORY_LOG, GObject)

BesedaLog *beseda_memory_log_new (void);

G_END_DECLS
