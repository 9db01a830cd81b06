/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "beseda-peer.h"

G_BEGIN_DECLS

/*
 * All peers of a server, by their ids, and what the end of a turn of the loop takes care of: whom something was pushed
 * to, who is lost, who is gone. Owned by the engine, on the server's thread.
 */
typedef struct _BesedaPeers BesedaPeers;

BesedaPeers *beseda_peers_new (void);
void beseda_peers_free (BesedaPeers *self);

void beseda_peers_add (BesedaPeers *self, BesedaPeer *peer); /* (transfer full) */
guint beseda_peers_get_n (const BesedaPeers *self);
BesedaPeer *beseda_peers_find (BesedaPeers *self, guint64 id); /* lent; NULL for one that is gone */

/* The same, NULL also for one that is being closed. */
BesedaPeer *beseda_peers_find_open (BesedaPeers *self, guint64 id);

/* While going through them none may be added or removed. */
void beseda_peers_iter_init (BesedaPeers *self, GHashTableIter *iter);

/* Pushes a frame, which goes out at the end of the turn; or whatever was pushed otherwise does. */
void beseda_peers_push_frame (BesedaPeers *self, BesedaPeer *peer, BesedaOpcode opcode, const char *data, gsize size);
void beseda_peers_push_text (BesedaPeers *self, BesedaPeer *peer, GBytes *text);
void beseda_peers_flush_later (BesedaPeers *self, BesedaPeer *peer);

/* Sends what was pushed; whoever cannot take it is lost. So is the one that has most waiting, where more than
 * BESEDA_LIMIT_HELD does for all together. */
void beseda_peers_flush (BesedaPeers *self);

/* The peer hung up, broke, or is given up; it may be said twice. Taking one gives it once, NULL when no more are lost.
 */
void beseda_peers_lose (BesedaPeers *self, BesedaPeer *peer);
BesedaPeer *beseda_peers_take_lost (BesedaPeers *self);
gboolean beseda_peers_has_lost (const BesedaPeers *self);

/* A peer that has hung up is found no more; it is freed by beseda_peers_bury(), when nobody can name it any more. */
void beseda_peers_remove (BesedaPeers *self, BesedaPeer *peer);
void beseda_peers_bury (BesedaPeers *self);

/* Looks at everybody's deadlines: pings who was silent, loses who is dead, and calls `late` for who has not logged in
 * in time, who may be closed there. Returns when the next deadline is. */
gint64 beseda_peers_check (BesedaPeers *self,
                           const BesedaDeadlines *deadlines,
                           gint64 now,
                           void (*late) (gpointer user_data, BesedaPeer *peer),
                           gpointer user_data);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (BesedaPeers, beseda_peers_free)

G_END_DECLS
