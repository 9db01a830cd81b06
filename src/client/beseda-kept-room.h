/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/*
 * A room that was hosted on this computer and can be resumed, with its people, their names and what is kept of its
 * history. A value that never changes: it may be made on any thread and read on another.
 */
#define BESEDA_TYPE_KEPT_ROOM (beseda_kept_room_get_type ())
G_DECLARE_FINAL_TYPE (BesedaKeptRoom, beseda_kept_room, BESEDA, KEPT_ROOM, GObject)

/* `handle` is the host's own name for the room, `address` and `port` are where it was last open, `keep` is for how many
 * seconds it keeps messages (-1: for ever, 0: not at all), and `last_at` is when it was last used: UTC in milliseconds
 * since the epoch. */
BesedaKeptRoom *beseda_kept_room_new (
    const char *handle, const char *name, const char *address, guint16 port, gint64 keep, gint64 last_at);

/* One that is there, but cannot be opened: `problem` says why, and what to do, in one sentence. `handle` "": it stands
 * for all that there are, and cannot be deleted. */
BesedaKeptRoom *beseda_kept_room_new_unreadable (const char *handle, const char *name, const char *problem);

const char *beseda_kept_room_get_problem (BesedaKeptRoom *self); /* nullable */
const char *beseda_kept_room_get_handle (BesedaKeptRoom *self);
const char *beseda_kept_room_get_name (BesedaKeptRoom *self);
const char *beseda_kept_room_get_address (BesedaKeptRoom *self);
guint16 beseda_kept_room_get_port (BesedaKeptRoom *self);
gint64 beseda_kept_room_get_keep (BesedaKeptRoom *self);
gint64 beseda_kept_room_get_last_at (BesedaKeptRoom *self);

G_END_DECLS
