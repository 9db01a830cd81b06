/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "beseda-codec.h"
#include "beseda-effect.h"

G_BEGIN_DECLS

/*
 * One room as a state machine: who is in it, who may say what, and what follows. It is told what happened and the time,
 * and answers with effects; it does no I/O, reads no clock and draws no random number. Owned by the server, used on
 * its thread alone.
 *
 * A peer is a connection, named by a number that the server never uses twice. Its way: connected -> joining (its Online
 * is on the way to the log) -> in the room -> forgotten. A client id belongs to one peer from its coming, a name from
 * its login, until the peer is forgotten. Nobody hears of an event before the log has it.
 */
typedef struct _BesedaRoom BesedaRoom;

/* `last_seq` is the last number that the log has given, 0 for an empty one. `max_people` is from 1 to
 * BESEDA_LIMIT_PEOPLE_MAX. `messages_per_second` is what one peer may say sustained, with a burst of
 * BESEDA_LIMIT_MESSAGES_BURST; 0 lifts the bound (for benchmarks). */
BesedaRoom *beseda_room_new (const char *name, guint max_people, guint messages_per_second, guint64 last_seq);
void beseda_room_free (BesedaRoom *self);

const char *beseda_room_get_name (const BesedaRoom *self);
guint beseda_room_get_n_people (const BesedaRoom *self); /* logged in, joining ones too */
guint64 beseda_room_get_last_seq (const BesedaRoom *self);

/* `now` is UTC in milliseconds since the epoch throughout; it never makes the room go back in time: an event is never
 * dated before the one before it. */

/* A peer has come by /ws/{client_id}. A client id that another peer holds gets a CLOSE (4003). */
void beseda_room_connect (
    BesedaRoom *self, guint64 peer, gint64 client_id, BesedaDialect dialect, gint64 now, BesedaEffects *effects);

/* The peer asked for something. */
void
beseda_room_request (BesedaRoom *self, guint64 peer, const BesedaRequest *request, gint64 now, BesedaEffects *effects);

/* The peer sent a frame that the codec refused with `error`; `id` is the request's, or NULL. A Beseda peer is told, and
 * closed (1008) after BESEDA_LIMIT_BAD_FRAMES of them; a plain one is closed at once. */
void beseda_room_bad_frame (
    BesedaRoom *self, guint64 peer, const char *id, const GError *error, gint64 now, BesedaEffects *effects);

/* The peer is gone, however that happened. Nothing for one that is forgotten already. */
void beseda_room_disconnect (BesedaRoom *self, guint64 peer, gint64 now, BesedaEffects *effects);

/* The log has taken `event` (and numbered it), or could not; both in the order of the APPEND effects. */
void beseda_room_appended (BesedaRoom *self, BesedaEvent *event, BesedaEffects *effects);
void beseda_room_append_failed (BesedaRoom *self, BesedaEvent *event, BesedaEffects *effects);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (BesedaRoom, beseda_room_free)

G_END_DECLS
