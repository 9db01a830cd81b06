/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

#include "beseda-address.h"
#include "beseda-door.h"

G_BEGIN_DECLS

/*
 * The rooms that are told of on the local network (core/beseda-announcement.h), by name; at most
 * BESEDA_LIMIT_NEARBY_ROOMS, and none that this very program hosts. Avahi is asked over the system bus, without its own
 * library, which waits for each answer; where there is none, there are no rooms. Owned by the profile, on the main
 * thread, which it never blocks.
 */
#define BESEDA_TYPE_NEARBY_ROOM (beseda_nearby_room_get_type ())
G_DECLARE_FINAL_TYPE (BesedaNearbyRoom, beseda_nearby_room, BESEDA, NEARBY_ROOM, GObject)

const char *beseda_nearby_room_get_name (BesedaNearbyRoom *self); /* as a stranger wrote it */
BesedaAddress *beseda_nearby_room_get_address (BesedaNearbyRoom *self);
BesedaDoorKind beseda_nearby_room_get_door (BesedaNearbyRoom *self);

#define BESEDA_TYPE_NEARBY_ROOMS (beseda_nearby_rooms_get_type ())
G_DECLARE_FINAL_TYPE (BesedaNearbyRooms, beseda_nearby_rooms, BESEDA, NEARBY_ROOMS, GObject)

BesedaNearbyRooms *beseda_nearby_rooms_new (void);

/* Of BesedaNearbyRoom; empty while nobody looks. (transfer none) */
GListModel *beseda_nearby_rooms_get_model (BesedaNearbyRooms *self);

/* The network is asked from the first who looks until the last who does not any more. */
void beseda_nearby_rooms_look (BesedaNearbyRooms *self);
void beseda_nearby_rooms_look_away (BesedaNearbyRooms *self);

G_END_DECLS
