/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/*
 * A room as its file shows it to whoever may open it again. A plain value; reading it blocks, on any thread.
 */
typedef struct
{
  char *path;
  char *problem; /* one sentence: why nothing else is known of it; NULL: all is */
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

/* Those of all files in some folders that no program has open, the one where something happened last first; those that
 * cannot be read, with their problem, at the end. A folder that is not there has none. Blocks. (transfer full), of
 * BesedaRoomCard */
GPtrArray *beseda_room_card_list (const char *const *folders);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (BesedaRoomCard, beseda_room_card_free)

G_END_DECLS
