/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "beseda-connection.h"
#include "beseda-keyring.h"
#include "beseda-session.h"

G_BEGIN_DECLS

/*
 * Being in a room, over as many connections as it takes: joins, logs in, comes back later and later when the connection
 * breaks, and decides when there is no coming back. Knows nothing of what is said. Owned by a session, on the main
 * thread.
 *
 * Signals:
 *   "changed" ()                 state, problem or both
 *   "opened" ()                  a connection is open, its dialect known; the login is under way
 *   "event" (BesedaEvent *)
 *   "joined" (BesedaReply *)     in the room; the welcome, NULL from a plain server. Before "changed"
 *   "history" (BesedaReply *)    a page of what was said before
 *   "refused" (BesedaReply *)    an error, while in the room
 *   "told" (BesedaReply *)       a KNOCK, TYPING or PRESENCE: what is so just now, and no event
 *   "lost" (guint refusal)       was in the room, and this connection has ended; a BesedaRefusal, which a plain server
 *                                tells by its close code, or UNKNOWN. Before "changed"
 */
#define BESEDA_TYPE_MEMBERSHIP (beseda_membership_get_type ())
G_DECLARE_FINAL_TYPE (BesedaMembership, beseda_membership, BESEDA, MEMBERSHIP, GObject)

/* The token of the name is the one that `keyring` has for `login` in the room `key`; with NULL it is the one that the
 * room gives, and lasts as long as this. */
BesedaMembership *beseda_membership_new (
    BesedaAddress *address, const char *login, BesedaKeyring *keyring, const char *key, const BesedaPatience *patience);

/* What the person knows of the room: the fingerprint of the certificate that they trusted there before, and the
 * password that opens its door; NULL: none. Before the start. */
void beseda_membership_set_known (BesedaMembership *self, const char *fingerprint, const char *password);

/* Whether the person is away from the computer: what each login says from now on. */
void beseda_membership_set_away (BesedaMembership *self, gboolean away);

/* Begins to join. `returning`: the person was in the room before, and comes back also when the first try fails. */
void beseda_membership_start (BesedaMembership *self, gboolean returning);

/* What the person has seen of the room with that id: who comes back is told what was said since. NULL: nothing. */
void beseda_membership_set_seen (BesedaMembership *self, const char *room_id, guint64 seq);

BesedaSessionState beseda_membership_get_state (BesedaMembership *self);
BesedaSessionProblem beseda_membership_get_problem_kind (BesedaMembership *self);
const char *beseda_membership_get_problem (BesedaMembership *self); /* nullable */

/* Names that are free, where the one that was asked for is not; nullable. */
const char *const *beseda_membership_get_suggestions (BesedaMembership *self);

/* How the server proved to be the one that is meant, or did not, when a certificate was last seen; and the
 * certificate's fingerprint, NULL without encryption. */
BesedaTrust beseda_membership_get_trust (BesedaMembership *self);
const char *beseda_membership_get_fingerprint (BesedaMembership *self);

/* As the room knows it. */
const char *beseda_membership_get_login (BesedaMembership *self);

/* While a connection is open. The client id is the one that the person has for the others. */
gboolean beseda_membership_get_plain (BesedaMembership *self);
gint64 beseda_membership_get_client_id (BesedaMembership *self);

/* FALSE when not in the room: nothing was sent. */
gboolean beseda_membership_send (BesedaMembership *self, const BesedaRequest *request);

/* Doesn't wait for the back-off to end. */
void beseda_membership_reconnect_now (BesedaMembership *self);

/* Says good-bye and becomes CLOSED, unless it has ended already. */
void beseda_membership_leave (BesedaMembership *self);

G_END_DECLS
