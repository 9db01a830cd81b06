/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "beseda-codec.h"
#include "beseda-deadlines.h"
#include "beseda-frame-reader.h"
#include "beseda-poller.h"
#include "beseda-transport.h"

G_BEGIN_DECLS

/*
 * One guest's wire after the handshake: frames in, bytes out, and its way to the end. Owned by the engine, on the
 * server's thread. It knows nothing of rooms; whatever it finds out about its wire it tells by what its functions
 * return, and it calls nobody.
 *
 * OPEN -> CLOSING (our Close is on its way; what the peer still says is thrown away until it hangs up, so that no reset
 * overtakes the Close) -> GONE (the wire is closed).
 */
typedef struct _BesedaPeer BesedaPeer;

typedef enum
{
  BESEDA_PEER_OPEN,
  BESEDA_PEER_CLOSING,
  BESEDA_PEER_GONE,
} BesedaPeerState;

/* Takes the transport and adds it to the poller; `ready` is called with the peer. NULL (and the transport closed) where
 * the system refuses. `now` and all times here are monotonic microseconds. */
BesedaPeer *beseda_peer_new (guint64 id,
                             gint64 client_id,
                             BesedaDialect dialect,
                             BesedaTransport *transport,
                             BesedaPoller *poller,
                             BesedaPollerReady ready,
                             gpointer engine,
                             gint64 now,
                             GError **error);
void beseda_peer_free (BesedaPeer *self);

guint64 beseda_peer_get_id (const BesedaPeer *self);
const guint64 *beseda_peer_get_key (const BesedaPeer *self); /* the id, for a hash table; lives as long as the peer */
gint64 beseda_peer_get_client_id (const BesedaPeer *self);
BesedaDialect beseda_peer_get_dialect (const BesedaPeer *self);
BesedaPeerState beseda_peer_get_state (const BesedaPeer *self);
gpointer beseda_peer_get_engine (const BesedaPeer *self);

/* Reads without waiting, into at least BESEDA_TRANSPORT_RECORD bytes. FALSE when the peer has hung up or broken; else
 * `n` is what came, perhaps 0. */
gboolean beseda_peer_read (BesedaPeer *self, guint8 *buffer, gsize size, gsize *n, gint64 now);

/* What it sent is worth so many bytes. Where that is more than it, or its address, may send, it is not read for a
 * while; returns when it will be again, or G_MAXINT64. */
gint64 beseda_peer_spend (BesedaPeer *self, gsize bytes, gint64 now);
gboolean beseda_peer_is_resting (const BesedaPeer *self);

/* The next frame of what was fed; NEED_MORE for a peer that isn't OPEN. */
void beseda_peer_feed (BesedaPeer *self, guint8 *bytes, gsize n);
BesedaFrameReaderStatus beseda_peer_next_frame (BesedaPeer *self, BesedaFrame *frame, GError **error);

/* Writes what `bytes` holds from `offset` on, behind whatever waits already; what the socket doesn't take is kept (a
 * reference, no copy). FALSE when the peer must be given up: it is broken, or more than BESEDA_LIMIT_QUEUE would wait;
 * beseda_peer_is_too_slow() tells which. */
gboolean beseda_peer_write (BesedaPeer *self, GBytes *bytes, gsize offset);

/* The same in two steps, for one frame that can wait until the end of the turn. Flushing returns FALSE as well when all
 * is said on both sides: the peer has sent a Close, and has ours. */
void beseda_peer_push_frame (BesedaPeer *self, BesedaOpcode opcode, const char *data, gsize size);
gboolean beseda_peer_flush (BesedaPeer *self);
gboolean beseda_peer_is_too_slow (const BesedaPeer *self);
gboolean beseda_peer_is_waiting (const BesedaPeer *self); /* whether there is something that it hasn't taken yet */

/* OPEN -> CLOSING: pushes a Close frame; flush it. By `due` the peer has hung up, or is given up. */
void beseda_peer_close (BesedaPeer *self, guint16 code, const char *reason, gint64 due);

/* -> GONE, at once. With `reset` the system throws away what it still holds for the peer (SO_LINGER 0). */
void beseda_peer_hang_up (BesedaPeer *self, gboolean reset);

/* The login came: nothing is waited for any more but signs of life. */
void beseda_peer_set_logged_in (BesedaPeer *self);

typedef enum
{
  BESEDA_PEER_CHECK_FINE,
  BESEDA_PEER_CHECK_PING, /* it is time to send one; it is not told again before the next */
  BESEDA_PEER_CHECK_LATE, /* there was no login in time */
  BESEDA_PEER_CHECK_DEAD, /* silent for too long, or it doesn't hang up */
} BesedaPeerCheck;

/* What time has brought; `next` (out) is when to ask again. */
BesedaPeerCheck beseda_peer_check (BesedaPeer *self, const BesedaDeadlines *deadlines, gint64 now, gint64 *next);

/* What the server keeps for its sake, in bytes: what it hasn't taken yet, and of its own a message's beginning. */
gsize beseda_peer_get_weight (const BesedaPeer *self);

/* Adds that to `tally` from here on, until it is gone; `tally` must live as long. */
void beseda_peer_set_tally (BesedaPeer *self, gsize *tally);

/* For the fan-out: the peer's place in it, and where in the pending bytes its own share begins. */
typedef struct
{
  guint place; /* from 1; 0: not admitted */
  guint offset;
} BesedaPeerShare;

BesedaPeerShare *beseda_peer_get_share (BesedaPeer *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (BesedaPeer, beseda_peer_free)

G_END_DECLS
