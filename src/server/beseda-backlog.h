/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "beseda-clock.h"
#include "beseda-log.h"
#include "beseda-peers.h"

G_BEGIN_DECLS

/*
 * What was said before: answers requests for history, and brings who comes (back) up to the present, page by page, no
 * faster than the peer reads. The last events are at hand, the others are read from the log. Owned by the engine, on
 * the server's thread. It never waits, and decides nothing about who may read what.
 */
typedef struct _BesedaBacklog BesedaBacklog;

typedef struct
{
  /* The peer has everything up to the last event; what is said from here on shall reach it as well. */
  void (*caught_up) (gpointer user_data, guint64 peer);

  /* The log could not be read: for the request `id`, or with `catching_up` for somebody who came. */
  void (*failed) (gpointer user_data, guint64 peer, const char *id, gboolean catching_up, const GError *error);

  /* Something was done outside a turn of the loop. */
  void (*end_turn) (gpointer user_data);
} BesedaBacklogCallbacks;

/* `keep` is how long what is said is kept, in seconds; -1: for ever. `clock` and `peers` outlive it. */
BesedaBacklog *beseda_backlog_new (BesedaLog *log,
                                   gint64 keep,
                                   BesedaClock *clock,
                                   BesedaPeers *peers,
                                   const BesedaBacklogCallbacks *callbacks,
                                   gpointer user_data);

/* Nothing is called any more; a read that is on its way may still come to its end. */
void beseda_backlog_free (BesedaBacklog *self);

/* An event was broadcast: it is part of the past now. */
void beseda_backlog_add (BesedaBacklog *self, BesedaEvent *event);

/* Forgets now and then what is too old, here and in the log; returns when the next time is. `now` is monotonic in
 * microseconds, `wall` UTC in milliseconds since the epoch. */
gint64 beseda_backlog_prune (BesedaBacklog *self, gint64 now, gint64 wall);

/* Sends all events from `from_seq` on; `caught_up` is called then, at once where they are at hand. */
void beseda_backlog_catch_up (BesedaBacklog *self, guint64 peer, guint64 from_seq);

/* Sends the answer to a request for history; `id` is the request's, or NULL. */
void beseda_backlog_read (
    BesedaBacklog *self, guint64 peer, BesedaDirection direction, guint64 seq, guint limit, const char *id);

/* Peers may have taken what was sent to them. TRUE: there is something new for them. */
gboolean beseda_backlog_go_on (BesedaBacklog *self);

/* The peer is gone, or not to be told anything any more. */
void beseda_backlog_forget (BesedaBacklog *self, guint64 peer);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (BesedaBacklog, beseda_backlog_free)

G_END_DECLS
