/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

#include "beseda-recent-rooms.h"
#include "beseda-session.h"

G_BEGIN_DECLS

/*
 * The page of a new tab: who one is, which room to join (by link, or one of those that one was in lately), or the way
 * to host one (action "win.host", the window's). Owned by its tab, on the main thread. It begins a session and gives it
 * away once that is in the room; it never shows a room.
 *
 * Signal "joined" (BesedaSession *session): the session is ONLINE and is no longer the lobby's; the receiver takes a
 * reference.
 */
#define BESEDA_TYPE_LOBBY (beseda_lobby_get_type ())
G_DECLARE_FINAL_TYPE (BesedaLobby, beseda_lobby, BESEDA, LOBBY, AdwBin)

BesedaLobby *beseda_lobby_new (GSettings *settings, BesedaRecentRooms *recent);

/* Fills in the address (and the name where `login` is not NULL) and, where `join`, joins at once. A bad text shows its
 * error at its entry. */
void beseda_lobby_set_target (BesedaLobby *self, const char *login, const char *address, gboolean join);

/* The name as it will be used, or NULL with its error shown at the entry. (transfer full) */
char *beseda_lobby_dup_login (BesedaLobby *self);

/* Joins `address`, such as one's own hosted room; whatever was being joined is given up. */
void beseda_lobby_join (BesedaLobby *self, BesedaAddress *address);

/* Whether a room is being joined just now. */
gboolean beseda_lobby_is_joining (BesedaLobby *self);

void beseda_lobby_focus_address (BesedaLobby *self);

G_END_DECLS
