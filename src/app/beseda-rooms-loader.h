/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "beseda-rooms.h"

G_BEGIN_DECLS

/*
 * Has the layer `rooms` there when it is needed, and lends the client its backend. On the main thread, which it does
 * not block: a module is loaded on another one.
 */

/* NULL until it is loaded; from then on always the same. */
const BesedaRooms *beseda_rooms_loader_get (void);

/* Fails with one sentence for the person. The program does not end before it is finished. */
void beseda_rooms_loader_load_async (GAsyncReadyCallback callback, gpointer user_data);
const BesedaRooms *beseda_rooms_loader_load_finish (GAsyncResult *result, GError **error);

/* The rest is up to who assembles the program. */

/* NULL: the program is not linked with the layer. */
const BesedaRooms *beseda_rooms_loader_find_linked (void);

/* On any thread; may block. */
const BesedaRooms *beseda_rooms_loader_open (GError **error);

G_END_DECLS
