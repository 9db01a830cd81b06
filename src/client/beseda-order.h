/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

#include "beseda-membership.h"
#include "beseda-roster.h"

G_BEGIN_DECLS

/*
 * How order is kept in a room, as far as the person has to do with it: what they may do, what the room is about,
 * whether it is locked or slow, who waits at the door; and the way of what they do to the room. Who may do what, the
 * room decides. Owned by a session, on the main thread.
 *
 * Properties, each of which notifies: "role" (guint, a BesedaRole), "muted", "muted-until" (gint64: UTC in
 * milliseconds since the epoch by this computer's clock; 0: not muted; G_MAXINT64: until somebody unmutes the person),
 * "topic" (never NULL), "slow" (gint64,
 * seconds between two messages), "locked". Signal "refused" (const char *): the room did not do what the person asked
 * for; one sentence.
 */
#define BESEDA_TYPE_ORDER (beseda_order_get_type ())
G_DECLARE_FINAL_TYPE (BesedaOrder, beseda_order, BESEDA, ORDER, GObject)

/* Somebody who waits to be let in. Property "login", constant. */
#define BESEDA_TYPE_KNOCK (beseda_knock_get_type ())
G_DECLARE_FINAL_TYPE (BesedaKnock, beseda_knock, BESEDA, KNOCK, GObject)

const char *beseda_knock_get_login (BesedaKnock *self);

/* For the session. Both outlive it. */
BesedaOrder *beseda_order_new (BesedaMembership *membership, BesedaRoster *roster);
void beseda_order_take_welcome (BesedaOrder *self, const BesedaWelcome *welcome);
void beseda_order_take_event (BesedaOrder *self, BesedaEvent *event); /* after the roster: any, in its turn */
void beseda_order_lose_connection (BesedaOrder *self);

/* TRUE: it was about something that the person did here. */
gboolean beseda_order_take_refusal (BesedaOrder *self, BesedaReply *reply);

BesedaRole beseda_order_get_role (BesedaOrder *self);
gboolean beseda_order_get_muted (BesedaOrder *self);
gint64 beseda_order_get_muted_until (BesedaOrder *self);
const char *beseda_order_get_topic (BesedaOrder *self);
gint64 beseda_order_get_slow (BesedaOrder *self);
gboolean beseda_order_get_locked (BesedaOrder *self);

/* Of BesedaKnock, in the order in which they came. */
GListModel *beseda_order_get_knocks (BesedaOrder *self);

/* Whether the person may do that to somebody with the role `target`. */
gboolean beseda_order_allows (BesedaOrder *self, BesedaActKind kind, BesedaRole target);

/* Asks the room to do it; `by_address` is for a BAN. Nothing while the room is away. */
void beseda_order_act (BesedaOrder *self, const BesedaAct *act, gboolean by_address);

/* Lets somebody in who waits at the door, or not. */
void beseda_order_answer (BesedaOrder *self, const char *login, gboolean admit);

G_END_DECLS
