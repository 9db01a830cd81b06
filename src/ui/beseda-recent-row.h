/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

#include "beseda-recent-rooms.h"

G_BEGIN_DECLS

/*
 * A room that one was in lately, in the lobby's list: activating it joins (the lobby does), its button forgets it.
 * Owned by the list, on the main thread.
 *
 * Signal "forget" (): the person wants the room out of the list.
 */
#define BESEDA_TYPE_RECENT_ROW (beseda_recent_row_get_type ())
G_DECLARE_FINAL_TYPE (BesedaRecentRow, beseda_recent_row, BESEDA, RECENT_ROW, AdwActionRow)

GtkWidget *beseda_recent_row_new (BesedaRecentRoom *room);

BesedaRecentRoom *beseda_recent_row_get_room (BesedaRecentRow *self);

G_END_DECLS
