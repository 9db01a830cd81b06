/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "beseda-peer.h"

#include <gio/gnetworking.h>

#include "beseda-frame-writer.h"
#include "beseda-limits.h"
#include "beseda-outbox.h"
#include "beseda-system.h"

G_STATIC_ASSERT (BESEDA_LIMIT_READ_PER_TURN >= BESEDA_TRANSPORT_RECORD);

struct _BesedaPeer
{
  guint64 id;
  gint64 client_id;
  BesedaTransport *transport; /* NULL: GONE */
  BesedaTokenBucket bucket;   /* of bytes that it may send */
  gint64 rests;               /* until then it is not read; 0: it is */
  BesedaDialect dialect;
  BesedaPeerState state;
  gboolean blocked;  /* the poller tells when the socket takes bytes again */
  gboolean too_slow; /* more waits than may */
  BesedaPeerShare share;
  BesedaOutbox *outbox; /* NULL when nothing waits */
  BesedaFrameReader *reader;
  gsize weight; /* what the tally has of it */
  gsize *tally; /* nullable */
  BesedaPoller *poller;
  BesedaPollerWatch *watch;
  gpointer engine;
  gboolean logged_in;
  gboolean said_close; /* it waits for our Close, and for the server to hang up first (RFC 6455, section 7.1.1) */
  gint64 born;
  gint64 heard; /* when the last byte came */
  gint64 pinged;
  gint64 drained; /* CLOSING: by then it is given up */
};

BesedaPeer *
beseda_peer_new (guint64 id,
                 gint64 client_id,
                 BesedaDialect dialect,
                 BesedaTransport *transport,
                 BesedaPoller *poller,
                 BesedaPollerReady ready,
                 gpointer engine,
                 gint64 now,
                 GError **error)
{
  g_autoptr (BesedaPeer) self = g_new0 (BesedaPeer, 1);
  int fd = beseda_transport_get_fd (transport);

  self->id = id;
  self->client_id = client_id;
  self->dialect = dialect;
  self->transport = transport;
  self->poller = poller;
  self->engine = engine;
  self->born = now;
  self->heard = now;
  self->pinged = now;
  self->reader = beseda_frame_reader_new (BESEDA_LIMIT_FRAME);
  self->watch = beseda_poller_add (poller, fd, BESEDA_POLLER_READ, ready, self, error);
  if (self->watch == NULL)
    return NULL;

  /* The fan-out gathers already; what it writes shall not wait for an acknowledgement as well. */
  beseda_system_set_option (fd, IPPROTO_TCP, TCP_NODELAY, 1);

  return g_steal_pointer (&self);
}

void
beseda_peer_free (BesedaPeer *self)
{
  if (self->state != BESEDA_PEER_GONE)
    beseda_peer_hang_up (self, FALSE);
  g_free (self);
}

guint64
beseda_peer_get_id (const BesedaPeer *self)
{
  return self->id;
}

const guint64 *
beseda_peer_get_key (const BesedaPeer *self)
{
  return &self->id;
}

gint64
beseda_peer_get_client_id (const BesedaPeer *self)
{
  return self->client_id;
}

BesedaDialect
beseda_peer_get_dialect (const BesedaPeer *self)
{
  return self->dialect;
}

BesedaPeerState
beseda_peer_get_state (const BesedaPeer *self)
{
  return self->state;
}

gpointer
beseda_peer_get_engine (const BesedaPeer *self)
{
  return self->engine;
}

gboolean
beseda_peer_read (BesedaPeer *self, guint8 *buffer, gsize size, gsize *n, gint64 now)
{
  if (!beseda_transport_read (self->transport, buffer, size, n))
    return FALSE;

  if (*n > 0)
    self->heard = now;

  return TRUE;
}

static void
wait_for_socket (BesedaPeer *self)
{
  beseda_poller_set_events (self->poller, self->watch,
                            (self->rests > 0 ? 0 : BESEDA_POLLER_READ) | (self->blocked ? BESEDA_POLLER_WRITE : 0));
}

static void
rest (BesedaPeer *self, gint64 until)
{
  if (self->rests == until)
    return;

  self->rests = until;
  wait_for_socket (self);
}

gint64
beseda_peer_spend (BesedaPeer *self, gsize bytes, gint64 now)
{
  const guint mseconds = beseda_caller_spend (beseda_transport_get_caller (self->transport), &self->bucket, bytes,
                                              now / 1000);

  if (mseconds > 0 && self->state == BESEDA_PEER_OPEN)
    rest (self, now + mseconds * G_TIME_SPAN_MILLISECOND);

  return self->rests > 0 ? self->rests : G_MAXINT64;
}

gboolean
beseda_peer_is_resting (const BesedaPeer *self)
{
  return self->rests > 0;
}

void
beseda_peer_feed (BesedaPeer *self, guint8 *bytes, gsize n)
{
  if (self->state == BESEDA_PEER_OPEN)
    beseda_frame_reader_feed (self->reader, bytes, n);
}

static void
weigh (BesedaPeer *self)
{
  gsize weight = self->outbox != NULL ? beseda_outbox_get_weight (self->outbox) : 0;

  if (self->reader != NULL)
    weight += beseda_frame_reader_get_weight (self->reader);
  if (self->tally != NULL)
    *self->tally += weight - self->weight;
  self->weight = weight;
}

BesedaFrameReaderStatus
beseda_peer_next_frame (BesedaPeer *self, BesedaFrame *frame, GError **error)
{
  BesedaFrameReaderStatus status;

  if (self->state != BESEDA_PEER_OPEN)
    return BESEDA_FRAME_READER_NEED_MORE;

  status = beseda_frame_reader_next (self->reader, frame, error);
  self->said_close = status == BESEDA_FRAME_READER_FRAME && frame->opcode == BESEDA_OPCODE_CLOSE;
  if (status != BESEDA_FRAME_READER_FRAME)
    weigh (self);

  return status;
}

/* Waits for the socket only while something waits for it. */
static void
set_blocked (BesedaPeer *self, gboolean blocked)
{
  if (self->blocked == blocked)
    return;

  self->blocked = blocked;
  wait_for_socket (self);
}

static void
keep (BesedaPeer *self, GBytes *bytes, gsize offset)
{
  if (self->outbox == NULL)
    self->outbox = beseda_outbox_new ();

  beseda_outbox_push (self->outbox, bytes, offset);
  weigh (self);
  self->too_slow = beseda_outbox_get_weight (self->outbox) > BESEDA_LIMIT_QUEUE;
}

gboolean
beseda_peer_write (BesedaPeer *self, GBytes *bytes, gsize offset)
{
  gsize size;
  const char *data = g_bytes_get_data (bytes, &size);
  const GOutputVector vector = { .buffer = data + offset, .size = size - offset };
  gssize written;

  if (self->outbox != NULL)
    {
      keep (self, bytes, offset);
      return self->blocked ? !self->too_slow : beseda_peer_flush (self);
    }

  written = beseda_transport_write (self->transport, &vector, 1);
  if (written < 0)
    return FALSE;

  if ((gsize) written < vector.size)
    {
      keep (self, bytes, offset + (gsize) written);
      set_blocked (self, TRUE);
    }

  return !self->too_slow;
}

void
beseda_peer_push_frame (BesedaPeer *self, BesedaOpcode opcode, const char *data, gsize size)
{
  guint8 header[BESEDA_FRAME_HEADER_MAX];
  guint header_size = beseda_frame_write_header (header, opcode, size);
  g_autoptr (GByteArray) frame = g_byte_array_sized_new (header_size + size);
  g_autoptr (GBytes) bytes = NULL;

  g_byte_array_append (frame, header, header_size);
  g_byte_array_append (frame, (const guint8 *) data, size);
  bytes = g_byte_array_free_to_bytes (g_steal_pointer (&frame));

  keep (self, bytes, 0);
}

gboolean
beseda_peer_flush (BesedaPeer *self)
{
  BesedaOutboxState state = BESEDA_OUTBOX_EMPTY;

  if (self->outbox != NULL)
    state = beseda_outbox_write (self->outbox, self->transport);

  if (state == BESEDA_OUTBOX_BROKEN)
    return FALSE;

  set_blocked (self, state == BESEDA_OUTBOX_BLOCKED);
  self->too_slow = self->outbox != NULL && beseda_outbox_get_weight (self->outbox) > BESEDA_LIMIT_QUEUE;

  if (state == BESEDA_OUTBOX_EMPTY)
    {
      g_clear_pointer (&self->outbox, beseda_outbox_free);
      if (self->state == BESEDA_PEER_CLOSING)
        beseda_transport_end (self->transport);
    }
  weigh (self);

  if (state == BESEDA_OUTBOX_EMPTY && self->said_close)
    return FALSE;

  return !self->too_slow;
}

gboolean
beseda_peer_is_too_slow (const BesedaPeer *self)
{
  return self->too_slow;
}

gboolean
beseda_peer_is_waiting (const BesedaPeer *self)
{
  return self->outbox != NULL;
}

void
beseda_peer_close (BesedaPeer *self, guint16 code, const char *reason, gint64 due)
{
  g_autoptr (GBytes) frame = beseda_frame_new_close (code, reason);

  g_return_if_fail (self->state == BESEDA_PEER_OPEN);

  keep (self, frame, 0);
  self->state = BESEDA_PEER_CLOSING;
  self->drained = due;
  rest (self, 0);
}

void
beseda_peer_hang_up (BesedaPeer *self, gboolean reset)
{
  if (reset)
    beseda_transport_forget (self->transport);

  if (self->watch != NULL)
    beseda_poller_remove (self->poller, self->watch);
  self->watch = NULL;
  g_clear_pointer (&self->transport, beseda_transport_free);
  g_clear_pointer (&self->outbox, beseda_outbox_free);
  g_clear_pointer (&self->reader, beseda_frame_reader_free);
  weigh (self);
  self->state = BESEDA_PEER_GONE;
}

void
beseda_peer_set_logged_in (BesedaPeer *self)
{
  self->logged_in = TRUE;
  beseda_transport_set_known (self->transport);
}

static gint64
after (gint64 moment, guint mseconds)
{
  return moment + mseconds * G_TIME_SPAN_MILLISECOND;
}

BesedaPeerCheck
beseda_peer_check (BesedaPeer *self, const BesedaDeadlines *deadlines, gint64 now, gint64 *next)
{
  gboolean open = self->state == BESEDA_PEER_OPEN;
  gint64 dead = open ? after (self->heard, deadlines->dead) : self->drained;
  gint64 login = open && !self->logged_in ? after (self->born, deadlines->login) : G_MAXINT64;
  gint64 ping = open ? after (self->pinged, deadlines->ping) : G_MAXINT64;
  BesedaPeerCheck check = BESEDA_PEER_CHECK_FINE;

  if (self->rests > 0 && self->rests <= now)
    rest (self, 0);

  if (dead <= now)
    check = BESEDA_PEER_CHECK_DEAD;
  else if (login <= now)
    check = BESEDA_PEER_CHECK_LATE;
  else if (ping <= now)
    {
      check = BESEDA_PEER_CHECK_PING;
      self->pinged = now;
      ping = after (now, deadlines->ping);
    }

  *next = MIN (dead, MIN (login, ping));
  if (self->rests > 0)
    *next = MIN (*next, self->rests);

  return check;
}

void
beseda_peer_set_tally (BesedaPeer *self, gsize *tally)
{
  self->tally = tally;
  *tally += self->weight;
}

gsize
beseda_peer_get_weight (const BesedaPeer *self)
{
  return self->weight;
}

BesedaPeerShare *
beseda_peer_get_share (BesedaPeer *self)
{
  return &self->share;
}
