/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

#include "beseda-profile.h"

G_BEGIN_DECLS

/*
 * The page of a new tab: who one is, which room to join (by link, or one of those that one was in lately), which of
 * one's own to open again, or the way to host a new one (action "win.host", the window's). Owned by its tab, on the
 * main thread. It begins a session and gives it away once that is in the room; it never shows a room.
 *
 * Signals:
 *   "joined" (BesedaSession *session)     the session is ONLINE, or has what was kept to show meanwhile, and is no
 *                                         longer the lobby's; the receiver takes a reference
 *   "hosted" (BesedaHostedRoom *room)     a room of one's own is open again; nobody is in it yet
 */
#define BESEDA_TYPE_LOBBY (beseda_lobby_get_type ())
G_DECLARE_FINAL_TYPE (BesedaLobby, beseda_lobby, BESEDA, LOBBY, AdwBin)

BesedaLobby *beseda_lobby_new (BesedaProfile *profile);

/* The room of one's own that the tab has (nullable): joining its address is coming home. */
void beseda_lobby_set_hosted_room (BesedaLobby *self, BesedaHostedRoom *room);

/* Fills in the address (and the name where `login` is not NULL: for this room, the person's name elsewhere stays as it
 * is) and joins at once, as far as the name is known: who has never told it is asked. A bad text shows its error at its
 * entry. */
void beseda_lobby_set_target (BesedaLobby *self, const char *login, const char *address);

/* Whether there is a text where the address belongs, good or bad. */
gboolean beseda_lobby_has_address (BesedaLobby *self);

/* Whether a room is being joined just now, and no longer. */
gboolean beseda_lobby_is_joining (BesedaLobby *self);
void beseda_lobby_give_up (BesedaLobby *self);

void beseda_lobby_focus_address (BesedaLobby *self);

G_END_DECLS
