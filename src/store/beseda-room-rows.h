/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "beseda-database.h"
#include "beseda-sqlite-log.h"

G_BEGIN_DECLS

/*
 * What a room's file says beside its events: which room it is, whose names are whose, who was there.
 */

/* A job with BesedaSqliteLogOptions: writes them into the file where that can be written, gives a new room its id, and
 * returns the room's BesedaPast. (transfer full) */
gpointer beseda_room_rows_open (BesedaDatabase *database, gpointer options, GError **error);

/* The room as whoever may open it again sees it. */
typedef struct
{
  char *path;
  char *room_id;
  char *name;
  char *address; /* that it listened on */
  guint16 port;
  gint64 keep;    /* seconds; -1: for ever; 0: not at all */
  gint64 last_at; /* when something happened last, UTC in milliseconds since the epoch; 0: never */
} BesedaRoomCard;

void beseda_room_card_free (BesedaRoomCard *self);

/* Reads it from a file that no program has open. Blocks. */
BesedaRoomCard *beseda_room_card_read (const char *path, GError **error);

/* Those of all files in a folder that no program has open, the one where something happened last first; those that
 * cannot be read are logged. A folder that is not there has none. Blocks. (transfer full), of BesedaRoomCard */
GPtrArray *beseda_room_card_list (const char *folder);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (BesedaRoomCard, beseda_room_card_free)

G_END_DECLS
