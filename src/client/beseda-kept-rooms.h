/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "beseda-host.h"

G_BEGIN_DECLS

/*
 * The rooms that a host keeps and that are not open just now, newest first, as a GListModel of BesedaKeptRoom. It asks
 * the host when it is made and each time that the host says "kept-changed". Lives on the main thread; never changes
 * what is kept.
 */
#define BESEDA_TYPE_KEPT_ROOMS (beseda_kept_rooms_get_type ())
G_DECLARE_FINAL_TYPE (BesedaKeptRooms, beseda_kept_rooms, BESEDA, KEPT_ROOMS, GObject)

BesedaKeptRooms *beseda_kept_rooms_new (BesedaHost *host);

/* (transfer none) */
BesedaHost *beseda_kept_rooms_get_host (BesedaKeptRooms *self);

G_END_DECLS
