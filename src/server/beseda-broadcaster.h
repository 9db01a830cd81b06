/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "beseda-clock.h"
#include "beseda-fanout.h"
#include "beseda-peers.h"

G_BEGIN_DECLS

/*
 * When what was said to everybody goes out: a message at the end of the turn; who came, went, or is away may wait for
 * company, at most BESEDA_LIMIT_PRESENCE_MSECONDS, while there is something better to do. What is said to one alone
 * does not overtake it. Owned by the engine, on the server's thread.
 */
typedef struct _BesedaBroadcaster BesedaBroadcaster;

/* `idle` is called after what has waited went out in an idle moment. Whoever cannot take what is said is lost to
 * `peers`, which outlives it, as `clock` does. */
BesedaBroadcaster *
beseda_broadcaster_new (BesedaClock *clock, BesedaPeers *peers, void (*idle) (gpointer user_data), gpointer user_data);
void beseda_broadcaster_free (BesedaBroadcaster *self);

/* A new member hears what is said from here on. Removing one that is none does nothing. */
void beseda_broadcaster_add (BesedaBroadcaster *self, BesedaPeer *peer);
void beseda_broadcaster_remove (BesedaBroadcaster *self, BesedaPeer *peer);

void beseda_broadcaster_say (BesedaBroadcaster *self, BesedaEvent *event);

/* The same for what is no event; only the Beseda dialect has words for it. */
void beseda_broadcaster_tell (BesedaBroadcaster *self, BesedaReply *reply);

/* To `peer` alone, member or not; nothing where its dialect has no words for it. */
void beseda_broadcaster_send (BesedaBroadcaster *self, BesedaPeer *peer, BesedaReply *reply);

/* What is said to a member alone from here on shall not overtake what was said to everybody. */
void beseda_broadcaster_catch_up (BesedaBroadcaster *self, BesedaPeer *peer);

/* At the end of each turn: sends what is due. */
void beseda_broadcaster_end_turn (BesedaBroadcaster *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (BesedaBroadcaster, beseda_broadcaster_free)

G_END_DECLS
