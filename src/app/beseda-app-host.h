/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "beseda-host.h"

G_BEGIN_DECLS

/*
 * What the window's *Host a Room* reaches: opens rooms in this process, each with a server on a thread of its own, and
 * keeps each in a file of its own, from which it is opened again. On the main thread, owned by the application; files
 * are read and deleted on other threads.
 */
#define BESEDA_TYPE_APP_HOST (beseda_app_host_get_type ())
G_DECLARE_FINAL_TYPE (BesedaAppHost, beseda_app_host, BESEDA, APP_HOST, GObject)

/* Rooms are kept in `folder`, which is made where it is missing. */
BesedaHost *beseda_app_host_new (const char *folder);

/* Whether the local network is told of the rooms that are opened from now on; at first it is. */
void beseda_app_host_set_announces (BesedaAppHost *self, gboolean announces);

/* From now on new rooms come into the folder "Beseda" in `chosen` ("": into the host's own one); those that are in the
 * host's own, or in one that was chosen before (`former`, nullable), stay there, and are found. */
void beseda_app_host_set_folders (BesedaAppHost *self, const char *chosen, const char *const *former);

G_END_DECLS
