/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

#include "beseda-nearby-rooms.h"

G_BEGIN_DECLS

/*
 * The rooms that the local network tells of, each with where it is and what one will be asked there; nothing where
 * there are none. The network is asked while this is on the screen.
 *
 * Signal "chosen" (BesedaNearbyRoom *): the person wants to join it.
 */
#define BESEDA_TYPE_NEARBY_LIST (beseda_nearby_list_get_type ())
G_DECLARE_FINAL_TYPE (BesedaNearbyList, beseda_nearby_list, BESEDA, NEARBY_LIST, AdwBin)

/* Once. */
void beseda_nearby_list_set_rooms (BesedaNearbyList *self, BesedaNearbyRooms *rooms);

G_END_DECLS
