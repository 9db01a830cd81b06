/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

#include "beseda-recent-rooms.h"

G_BEGIN_DECLS

/*
 * Answers the desktop's search with the rooms that the person was in lately: on the session bus, as
 * org.gnome.Shell.SearchProvider2. Owned by the application, on the main thread. It names a room by its place: a link's
 * secrets go to nobody.
 *
 * Signal "join" (BesedaRecentRoom *room): the person chose it. NULL: none of them, but to see the program.
 */
#define BESEDA_TYPE_SEARCH_PROVIDER (beseda_search_provider_get_type ())
G_DECLARE_FINAL_TYPE (BesedaSearchProvider, beseda_search_provider, BESEDA, SEARCH_PROVIDER, GObject)

/* Exports it at `path`; it knows no rooms before it is given some. NULL with `error` set where something else is there.
 */
BesedaSearchProvider *beseda_search_provider_new (GDBusConnection *connection, const char *path, GError **error);

/* A list of BesedaRecentRoom. */
void beseda_search_provider_set_rooms (BesedaSearchProvider *self, GListModel *rooms);

/* The rooms in which each of `terms` begins a word of the name or the address, whatever the case and the accents; in
 * their order. Of BesedaRecentRoom. (transfer container) */
GPtrArray *beseda_search_provider_find (BesedaSearchProvider *self, const char *const *terms);

G_END_DECLS
