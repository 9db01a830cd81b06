/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "beseda-kept-rooms.h"
#include "beseda-keyring.h"
#include "beseda-known-certificates.h"
#include "beseda-nearby-rooms.h"
#include "beseda-recent-rooms.h"
#include "beseda-session.h"

G_BEGIN_DECLS

/*
 * All that the program has and keeps for the person who uses it: settings, rooms that one was in or hosts, tokens,
 * copies. Made and owned by the application, shared by its windows, on the main thread. It shows nothing, and decides
 * only under what name the parts know a room: its link, or for one's own what its host calls it.
 *
 * Signal "begun" (BesedaSession *session): a room is being joined.
 */
#define BESEDA_TYPE_PROFILE (beseda_profile_get_type ())
G_DECLARE_FINAL_TYPE (BesedaProfile, beseda_profile, BESEDA, PROFILE, GObject)

/* Without `keyring` names are the person's for as long as a session lasts; without `archives` nothing is kept; without
 * `known` certificates are trusted for as long as this lives. */
BesedaProfile *beseda_profile_new (GSettings *settings,
                                   BesedaHost *host,
                                   BesedaKeyring *keyring,
                                   BesedaArchives *archives,
                                   BesedaKnownCertificates *known);

GSettings *beseda_profile_get_settings (BesedaProfile *self);
BesedaHost *beseda_profile_get_host (BesedaProfile *self);
BesedaRecentRooms *beseda_profile_get_recent_rooms (BesedaProfile *self);
BesedaKeptRooms *beseda_profile_get_kept_rooms (BesedaProfile *self);
BesedaNearbyRooms *beseda_profile_get_nearby_rooms (BesedaProfile *self);
BesedaKnownCertificates *beseda_profile_get_known_certificates (BesedaProfile *self);

/* What a room's things are kept under: `hosted` is the person's own room if it is that, or NULL. (transfer full) */
char *beseda_profile_dup_place (BesedaAddress *address, BesedaHostedRoom *hosted);

/* Begins to join a room under a normalised name. `hosted` is the person's own room if it is that, or NULL: what is kept
 * of it follows it to another address. `password` opens the room's door, NULL: none is known. Finished at once, but for
 * the first time, when the backend is loaded: what becomes of joining the session tells. Fails with one sentence for
 * the person, or because it was cancelled. (transfer full) */
void beseda_profile_join_async (BesedaProfile *self,
                                BesedaAddress *address,
                                const char *login,
                                const char *password,
                                BesedaHostedRoom *hosted,
                                GCancellable *cancellable,
                                GAsyncReadyCallback callback,
                                gpointer user_data);
BesedaSession *beseda_profile_join_finish (BesedaProfile *self, GAsyncResult *result, GError **error);

/* Takes a room out of the recent ones, deletes the copy of it and no longer trusts its certificate; one's name there
 * stays one's own. */
void beseda_profile_forget_recent (BesedaProfile *self, BesedaAddress *address);

/* Deletes what was kept of a room of the person's own, which its host has deleted. */
void beseda_profile_forget_hosted (BesedaProfile *self, const char *handle);

G_END_DECLS
