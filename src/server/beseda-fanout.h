/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "beseda-peer.h"

G_BEGIN_DECLS

/*
 * Says to everybody in the room what happened there. Events are encoded once for each dialect into bytes that are
 * pending until the flush; then each member gets them all with one write, and who cannot take them now keeps a
 * reference to the same buffer. Owned by the engine, on the server's thread. It decides nothing about when to flush.
 */
typedef struct _BesedaFanout BesedaFanout;

/* A member whose write failed; it is still a member. The fan-out must not be changed from in here. */
typedef void (*BesedaFanoutFailed) (gpointer user_data, BesedaPeer *peer);

BesedaFanout *beseda_fanout_new (BesedaFanoutFailed failed, gpointer user_data);
void beseda_fanout_free (BesedaFanout *self);

/* A new member hears what is said from here on, and nothing that is pending already. */
void beseda_fanout_add (BesedaFanout *self, BesedaPeer *peer);

/* Nothing for one that is no member. */
void beseda_fanout_remove (BesedaFanout *self, BesedaPeer *peer);

/* `clock` is the event's HH:MM. */
void beseda_fanout_say (BesedaFanout *self, BesedaEvent *event, const char *clock);

/* The same for what is no event; only the Beseda dialect has words for it. */
void beseda_fanout_tell (BesedaFanout *self, BesedaReply *reply);

gboolean beseda_fanout_is_pending (BesedaFanout *self);
void beseda_fanout_flush (BesedaFanout *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (BesedaFanout, beseda_fanout_free)

G_END_DECLS
