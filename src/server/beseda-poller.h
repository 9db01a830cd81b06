/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/*
 * Waits for many sockets inside one GMainContext, level-triggered. Two implementations share this header, and meson's
 * option `poller` picks one: epoll (one set, seen by the context as one GSource) and portable (one GLib source a
 * socket). Owned by the engine, on the server's thread. It never reads, writes or closes a descriptor.
 *
 * What happens between two waits is a turn: each socket that is ready is told once, then the turn's end is.
 */
typedef struct _BesedaPoller BesedaPoller;

/* One descriptor in the set; owned by the poller. */
typedef struct _BesedaPollerWatch BesedaPollerWatch;

typedef enum
{
  BESEDA_POLLER_READ = 1 << 0, /* told for errors and hang-ups as well: reading finds out which */
  BESEDA_POLLER_WRITE = 1 << 1,
} BesedaPollerEvents;

typedef void (*BesedaPollerReady) (gpointer owner, BesedaPollerEvents events);
typedef void (*BesedaPollerTurnEnd) (gpointer user_data);

/* Attaches itself to the thread's default main context. NULL with a GFileError where the system has no descriptor left.
 */
BesedaPoller *beseda_poller_new (BesedaPollerTurnEnd turn_end, gpointer user_data, GError **error);
void beseda_poller_free (BesedaPoller *self);

/* NULL with a GFileError where the system refuses. `owner` must live until the watch is removed. */
BesedaPollerWatch *beseda_poller_add (
    BesedaPoller *self, int fd, BesedaPollerEvents events, BesedaPollerReady ready, gpointer owner, GError **error);

/* No events at all is allowed: the descriptor then waits in the set (a hang-up may still be told). */
void beseda_poller_set_events (BesedaPoller *self, BesedaPollerWatch *watch, BesedaPollerEvents events);

/* Before the descriptor is closed. Its owner hears nothing more, not even what this turn has already found. */
void beseda_poller_remove (BesedaPoller *self, BesedaPollerWatch *watch);

/* Something outside the set happened: let there be a turn's end soon, without waiting for a socket. */
void beseda_poller_wake (BesedaPoller *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (BesedaPoller, beseda_poller_free)

G_END_DECLS
