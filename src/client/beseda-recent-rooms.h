/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

#include "beseda-address.h"

G_BEGIN_DECLS

/*
 * The rooms that a person was in lately, newest first, as a GListModel of BesedaRecentRoom; at most
 * BESEDA_LIMIT_RECENT_ROOMS. Kept in GSettings (key "recent-rooms", a(sssx): link, name, login, last joined in Unix
 * seconds).
 * Lives on the main thread.
 */
#define BESEDA_TYPE_RECENT_ROOM (beseda_recent_room_get_type ())
G_DECLARE_FINAL_TYPE (BesedaRecentRoom, beseda_recent_room, BESEDA, RECENT_ROOM, GObject)

/* Properties "name" and "label" (host:port), constant. */
const char *beseda_recent_room_get_name (BesedaRecentRoom *self);
const char *beseda_recent_room_get_login (BesedaRecentRoom *self); /* NULL: the person's usual name */
BesedaAddress *beseda_recent_room_get_address (BesedaRecentRoom *self);
gint64 beseda_recent_room_get_last_joined (BesedaRecentRoom *self);

#define BESEDA_TYPE_RECENT_ROOMS (beseda_recent_rooms_get_type ())
G_DECLARE_FINAL_TYPE (BesedaRecentRooms, beseda_recent_rooms, BESEDA, RECENT_ROOMS, GObject)

BesedaRecentRooms *beseda_recent_rooms_new (GSettings *settings);

/* The person is in this room now, as `login` where that is not the usual name: it goes to the top. */
void beseda_recent_rooms_touch (
    BesedaRecentRooms *self, BesedaAddress *address, const char *name, const char *login, gint64 now);
void beseda_recent_rooms_forget (BesedaRecentRooms *self, BesedaAddress *address);

G_END_DECLS
