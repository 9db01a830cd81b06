/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "beseda-address.h"

G_BEGIN_DECLS

/*
 * What was written for a room and not sent, for as long as the program runs: it outlives the room's tab. Main thread
 * only; it keeps nothing on disk.
 */
const char *beseda_drafts_get (const BesedaAddress *room); /* "" where there is none */
void beseda_drafts_set (const BesedaAddress *room, const char *draft);

G_END_DECLS
