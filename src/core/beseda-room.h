/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "beseda-codec.h"
#include "beseda-effect.h"
#include "beseda-past.h"

G_BEGIN_DECLS

/*
 * One room as a state machine: who is in it, who may say what, and what follows. It is told what happened and the time,
 * and answers with effects; it does no I/O, reads no clock and draws no random number. Owned by the server, used on
 * its thread alone.
 *
 * A peer is a connection, named by a number that the server never uses twice. A person is whom the others see: a name,
 * and the client id of the connection that it came with. A person has one peer; where the name is its own (it has the
 * token), it may take another peer over the old one, and stays for BESEDA_LIMIT_AWAY_MSECONDS without any when its
 * connection breaks. Nobody hears of an event before the log has it.
 */
typedef struct _BesedaRoom BesedaRoom;

typedef struct
{
  const char *name;          /* as people see it */
  guint max_people;          /* 1 to BESEDA_LIMIT_PEOPLE_MAX */
  guint messages_per_second; /* what one peer may say sustained, with a burst of BESEDA_LIMIT_MESSAGES_BURST; 0: as it
                              * likes, for benchmarks */
  gint64 keep;               /* how long messages are kept, in seconds; -1: for ever; 0: not at all */
  const BesedaDoor *door;    /* who can join; NULL: as the past says, or everybody */
} BesedaRoomOptions;

/* Both are copied. */
BesedaRoom *beseda_room_new (const BesedaRoomOptions *options, const BesedaPast *past);
void beseda_room_free (BesedaRoom *self);

guint beseda_room_get_n_people (const BesedaRoom *self); /* logged in, joining and absent ones too */

/* Everybody who is present, the earliest first. (transfer full), of BesedaPerson */
GPtrArray *beseda_room_dup_people (const BesedaRoom *self);

/* `now` is UTC in milliseconds since the epoch throughout; it never makes the room go back in time: an event is never
 * dated before the one before it. */

/* Once, before anything else: who was there when the log ended may come back for a while; who cannot prove to be the
 * same is gone. */
void beseda_room_open (BesedaRoom *self, gint64 now, BesedaEffects *effects);

/* The server stops: who is disconnected from here on may come back to the room when it is opened again. */
void beseda_room_close (BesedaRoom *self);

/* Absent people whose time is over are gone. Returns when it is to be called again, G_MAXINT64 for not at all. */
gint64 beseda_room_tick (BesedaRoom *self, gint64 now, BesedaEffects *effects);

/* A peer has come by /ws/{client_id}. A client id that is another's gets a plain peer a CLOSE (4003); a Beseda peer at
 * its login, since until then it may be the other come back. */
void beseda_room_connect (
    BesedaRoom *self, guint64 peer, gint64 client_id, BesedaDialect dialect, gint64 now, BesedaEffects *effects);

/* Where the peer comes from: its IP address, and whether that is on a network that the server is on. Right after
 * beseda_room_connect(); without it nothing is known. */
void beseda_room_set_origin (BesedaRoom *self, guint64 peer, const char *address, gboolean near);

/* Who can join from here on; everybody hears of it (`new_link`: that the link is another), but not of the secrets. Who
 * is in stays in. */
const BesedaDoor *beseda_room_get_door (const BesedaRoom *self);
void
beseda_room_set_door (BesedaRoom *self, const BesedaDoor *door, gboolean new_link, gint64 now, BesedaEffects *effects);

/* A password that a CHECK effect asked about is right, or not (nor where it could not be checked). Once for each. */
void beseda_room_checked (BesedaRoom *self, guint64 peer, gboolean right, gint64 now, BesedaEffects *effects);

/* An ACT by whoever runs the server. NULL, or why it cannot be done: one sentence for a person. */
const char *
beseda_room_act_by_server (BesedaRoom *self, const BesedaRequest *request, gint64 now, BesedaEffects *effects);

/* The peer asked for something. */
void
beseda_room_request (BesedaRoom *self, guint64 peer, const BesedaRequest *request, gint64 now, BesedaEffects *effects);

/* The peer sent a frame that the codec refused with `error`; `id` is the request's, or NULL. A Beseda peer is told, and
 * closed (1008) after BESEDA_LIMIT_BAD_FRAMES of them; a plain one is closed at once. */
void beseda_room_bad_frame (
    BesedaRoom *self, guint64 peer, const char *id, const GError *error, gint64 now, BesedaEffects *effects);

/* The peer is gone: it has said good-bye or was sent away (`for_good`), or its connection broke. Nothing for one that
 * is forgotten already. */
void beseda_room_disconnect (BesedaRoom *self, guint64 peer, gboolean for_good, gint64 now, BesedaEffects *effects);

/* `peer`, which was admitted, has been told all events up to the last: what else it missed meanwhile follows. */
void beseda_room_caught_up (BesedaRoom *self, guint64 peer, BesedaEffects *effects);

/* The log has taken what it was given, or could not; both in the order of the APPEND effects. `event` is that of the
 * APPEND, or where that was a repetition, the first one (which has a smaller number). */
void beseda_room_appended (BesedaRoom *self, BesedaEvent *event, BesedaEffects *effects);
void beseda_room_append_failed (BesedaRoom *self, BesedaEffects *effects);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (BesedaRoom, beseda_room_free)

G_END_DECLS
