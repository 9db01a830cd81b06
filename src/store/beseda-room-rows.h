/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "beseda-database.h"
#include "beseda-sqlite-log.h"

G_BEGIN_DECLS

/*
 * What a room's file says beside its events: which room it is, whose names are whose, who was there,
 * who can join.
 */

/* A job with a BesedaDoor: writes it into the file. Returns it. */
gpointer beseda_room_rows_set_door (BesedaDatabase *database, gpointer door, GError **error);

/* A job with BesedaSqliteLogOptions: writes them into the file where that can be written, gives a new room its id, and
 * returns the room's BesedaPast. (transfer full) */
gpointer beseda_room_rows_open (BesedaDatabase *database, gpointer options, GError **error);

G_END_DECLS
