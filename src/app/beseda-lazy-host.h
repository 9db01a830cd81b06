/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "beseda-host.h"

G_BEGIN_DECLS

/*
 * What the window's *Host a Room* reaches: the host of the layer `rooms`, which is loaded when it is needed, where
 * there is a room to be listed at the earliest. Knows where rooms may be. On the main thread, owned by the application.
 */
#define BESEDA_TYPE_LAZY_HOST (beseda_lazy_host_get_type ())
G_DECLARE_FINAL_TYPE (BesedaLazyHost, beseda_lazy_host, BESEDA, LAZY_HOST, GObject)

/* Rooms are kept in `folder`, which is made where it is missing. */
BesedaHost *beseda_lazy_host_new (const char *folder);

/* Whether the local network is told of the rooms that are opened from now on; at first it is. */
void beseda_lazy_host_set_announces (BesedaLazyHost *self, gboolean announces);

/* From now on new rooms come into the folder "Beseda" in `chosen` ("": into the host's own one); those that are in the
 * host's own, or in one that was chosen before (`former`, nullable), stay there, and are found. */
void beseda_lazy_host_set_folders (BesedaLazyHost *self, const char *chosen, const char *const *former);

G_END_DECLS
