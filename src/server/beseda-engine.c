/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "beseda-engine.h"

#include <glib/gi18n-lib.h>

#include "beseda-alarm.h"
#include "beseda-clock.h"
#include "beseda-close-code.h"
#include "beseda-fanout.h"
#include "beseda-handshake.h"
#include "beseda-journal.h"
#include "beseda-listener.h"
#include "beseda-memory-log.h"
#include "beseda-room.h"

/* Deadlines are looked at no more often than this, however many there are. */
#define TICK_USECONDS (100 * G_TIME_SPAN_MILLISECOND)

/* However slow a guest or the log may be, the server is stopped after this. */
#define STOP_USECONDS (1900 * G_TIME_SPAN_MILLISECOND)

struct _BesedaEngine
{
  BesedaDeadlines deadlines;
  guint max_connections;

  BesedaPoller *poller;
  BesedaListener *listener;   /* NULL: stopping */
  BesedaHandshake *handshake; /* NULL: stopping */

  BesedaRoom *room;
  BesedaEffects *effects;
  BesedaJournal *journal;
  BesedaClock *clock;
  BesedaFanout *fanout;

  GHashTable *peers; /* id -> BesedaPeer, owned */
  guint64 last_id;

  /* What the end of the turn takes care of. A peer may stand in a list twice. */
  GPtrArray *unflushed; /* something was pushed to them */
  GPtrArray *lost;      /* they hung up, broke, or are given up */
  GPtrArray *gone;      /* owned: dropped, and freed when nobody can name them any more */

  gboolean message_pending; /* in the fan-out: don't wait */
  gint64 presence_since;    /* 0: none is pending */
  BesedaAlarm *idle;        /* flushes presence when there is nothing better to do */
  BesedaAlarm *timer;       /* looks at the deadlines */
  gint64 ticked;

  BesedaEngineStopped stopped; /* NULL: not stopping, or told already */
  gpointer stopped_data;
  gint64 stop_due; /* G_MAXINT64: not stopping */

  guint8 buffer[BESEDA_LIMIT_READ_PER_TURN];
};

static gint64
now_mseconds (void)
{
  return g_get_real_time () / 1000;
}

static gint64
after (gint64 now, guint mseconds)
{
  return now + mseconds * G_TIME_SPAN_MILLISECOND;
}

/* Makes sure that the deadlines are looked at by `due`. */
static void
expect (BesedaEngine *self, gint64 due)
{
  beseda_alarm_set (self->timer, MAX (due, self->ticked + TICK_USECONDS));
}

static void
lose (BesedaEngine *self, BesedaPeer *peer)
{
  g_ptr_array_add (self->lost, peer);
}

static void
flush_fanout (BesedaEngine *self)
{
  beseda_fanout_flush (self->fanout);
  self->message_pending = FALSE;
  self->presence_since = 0;
  beseda_alarm_unset (self->idle);
}

/* What is said to `peer` alone shall not overtake what was said to everybody. */
static void
catch_up (BesedaEngine *self, BesedaPeer *peer)
{
  if (beseda_peer_get_share (peer)->place != 0 && beseda_fanout_is_pending (self->fanout))
    flush_fanout (self);
}

static void
push_frame (BesedaEngine *self, BesedaPeer *peer, BesedaOpcode opcode, const char *data, gsize size)
{
  beseda_peer_push_frame (peer, opcode, data, size);
  g_ptr_array_add (self->unflushed, peer);
}

static void
send_reply (BesedaEngine *self, BesedaPeer *peer, BesedaReply *reply)
{
  BesedaEvent *event = beseda_reply_get_kind (reply) == BESEDA_REPLY_EVENT ? beseda_reply_get_event (reply) : NULL;
  const char *clock = event != NULL ? beseda_clock_format (self->clock, beseda_event_get_at (event)) : NULL;
  g_autoptr (GBytes) text = beseda_codec_encode_reply (beseda_peer_get_dialect (peer), reply, clock);

  if (text == NULL)
    return;

  catch_up (self, peer);
  push_frame (self, peer, BESEDA_OPCODE_TEXT, g_bytes_get_data (text, NULL), g_bytes_get_size (text));
}

static void
broadcast (BesedaEngine *self, BesedaEvent *event)
{
  beseda_fanout_say (self->fanout, event, beseda_clock_format (self->clock, beseda_event_get_at (event)));

  if (beseda_event_get_kind (event) == BESEDA_EVENT_MESSAGE)
    {
      self->message_pending = TRUE;
      return;
    }

  g_info ("%s (%" G_GINT64_FORMAT ") is %s", beseda_event_get_login (event), beseda_event_get_client_id (event),
          beseda_event_get_kind (event) == BESEDA_EVENT_ONLINE ? "here" : "gone");

  if (self->presence_since == 0)
    {
      self->presence_since = g_get_monotonic_time ();
      beseda_alarm_set (self->idle, 0);
    }
}

static void
close_peer (BesedaEngine *self, BesedaPeer *peer, guint16 code, const char *reason)
{
  gint64 due = after (g_get_monotonic_time (), self->deadlines.drain);

  if (beseda_peer_get_state (peer) != BESEDA_PEER_OPEN)
    return;

  g_debug ("Closing peer %" G_GUINT64_FORMAT ": %u %s", beseda_peer_get_id (peer), code, reason);

  catch_up (self, peer);
  beseda_fanout_remove (self->fanout, peer);
  beseda_peer_close (peer, code, reason, due);
  g_ptr_array_add (self->unflushed, peer);
  expect (self, due);
}

static void
perform (BesedaEngine *self, const BesedaEffect *effect)
{
  BesedaPeer *peer = g_hash_table_lookup (self->peers, &effect->peer);

  switch (effect->kind)
    {
    case BESEDA_EFFECT_APPEND:
      beseda_journal_add (self->journal, effect->event);
      break;
    case BESEDA_EFFECT_SEND:
      if (peer != NULL && beseda_peer_get_state (peer) == BESEDA_PEER_OPEN)
        send_reply (self, peer, effect->reply);
      break;
    case BESEDA_EFFECT_ADMIT:
      if (peer != NULL && beseda_peer_get_state (peer) == BESEDA_PEER_OPEN)
        {
          beseda_fanout_add (self->fanout, peer);
          beseda_peer_set_logged_in (peer);
        }
      break;
    case BESEDA_EFFECT_BROADCAST:
      broadcast (self, effect->event);
      break;
    case BESEDA_EFFECT_CLOSE:
      if (peer != NULL)
        close_peer (self, peer, effect->close_code, effect->reason);
      break;
    }
}

/* The room is never asked anything while its last answer is being performed: what goes wrong with a peer meanwhile
 * waits in a list. */
static void
perform_effects (BesedaEngine *self)
{
  guint n = beseda_effects_get_length (self->effects);

  for (guint i = 0; i < n; i++)
    perform (self, beseda_effects_get (self->effects, i));

  beseda_effects_clear (self->effects);
}

/* Closes a peer for a reason that the room doesn't know yet. */
static void
dismiss (BesedaEngine *self, BesedaPeer *peer, guint16 code, const char *reason)
{
  close_peer (self, peer, code, reason);
  beseda_room_disconnect (self->room, beseda_peer_get_id (peer), now_mseconds (), self->effects);
  perform_effects (self);
}

static void
drop (BesedaEngine *self, BesedaPeer *peer)
{
  if (beseda_peer_get_state (peer) == BESEDA_PEER_GONE)
    return;

  g_debug ("Peer %" G_GUINT64_FORMAT " is gone%s", beseda_peer_get_id (peer),
           beseda_peer_is_too_slow (peer) ? ": it reads too slowly (4008)" : "");

  /* What a peer that is given up has not read yet is not worth the system's memory. */
  beseda_fanout_remove (self->fanout, peer);
  beseda_peer_hang_up (peer, beseda_peer_is_waiting (peer));
  g_hash_table_steal (self->peers, beseda_peer_get_key (peer));
  g_ptr_array_add (self->gone, peer);

  beseda_room_disconnect (self->room, beseda_peer_get_id (peer), now_mseconds (), self->effects);
  perform_effects (self);
}

static void
drop_lost (BesedaEngine *self)
{
  for (guint i = 0; i < self->lost->len; i++)
    drop (self, g_ptr_array_index (self->lost, i));

  g_ptr_array_set_size (self->lost, 0);
}

static void
flush_peers (BesedaEngine *self)
{
  for (guint i = 0; i < self->unflushed->len; i++)
    {
      BesedaPeer *peer = g_ptr_array_index (self->unflushed, i);

      if (beseda_peer_get_state (peer) != BESEDA_PEER_GONE && !beseda_peer_flush (peer))
        lose (self, peer);
    }

  g_ptr_array_set_size (self->unflushed, 0);
}

static gboolean
presence_is_due (BesedaEngine *self)
{
  return self->presence_since != 0 &&
         g_get_monotonic_time () >= after (self->presence_since, BESEDA_LIMIT_PRESENCE_MSECONDS);
}

static void
tell_when_stopped (BesedaEngine *self)
{
  BesedaEngineStopped stopped = self->stopped;
  gboolean done = g_hash_table_size (self->peers) == 0 && !beseda_journal_is_busy (self->journal);

  if (stopped == NULL || (!done && g_get_monotonic_time () < self->stop_due))
    return;

  self->stopped = NULL;
  stopped (self->stopped_data);
}

static void
end_turn (gpointer user_data)
{
  BesedaEngine *self = user_data;

  do
    {
      drop_lost (self);
      beseda_journal_commit (self->journal);
      if (self->message_pending || presence_is_due (self))
        flush_fanout (self);
      flush_peers (self);
    }
  while (self->lost->len > 0);

  g_ptr_array_set_size (self->gone, 0);
  tell_when_stopped (self);
}

static void
journal_done (gpointer user_data, GPtrArray *events, const GError *error)
{
  BesedaEngine *self = user_data;

  if (error != NULL)
    g_warning ("The log took no more: %s", error->message);

  for (guint i = 0; i < events->len; i++)
    {
      if (error != NULL)
        beseda_room_append_failed (self->room, g_ptr_array_index (events, i), self->effects);
      else
        beseda_room_appended (self->room, g_ptr_array_index (events, i), self->effects);
      perform_effects (self);
    }

  end_turn (self);
}

static void
fanout_failed (gpointer user_data, BesedaPeer *peer)
{
  lose (user_data, peer);
}

static void
take_text (BesedaEngine *self, BesedaPeer *peer, const BesedaFrame *frame)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *id = NULL;
  g_autoptr (BesedaRequest) request = beseda_codec_decode_request (frame->data, frame->length, &id, &error);

  if (request != NULL)
    beseda_room_request (self->room, beseda_peer_get_id (peer), request, now_mseconds (), self->effects);
  else
    beseda_room_bad_frame (self->room, beseda_peer_get_id (peer), id, error, now_mseconds (), self->effects);

  perform_effects (self);
}

static void
take_frame (BesedaEngine *self, BesedaPeer *peer, const BesedaFrame *frame)
{
  switch (frame->opcode)
    {
    case BESEDA_OPCODE_TEXT:
      take_text (self, peer, frame);
      break;
    case BESEDA_OPCODE_PING:
      push_frame (self, peer, BESEDA_OPCODE_PONG, frame->data, frame->length);
      break;
    case BESEDA_OPCODE_CLOSE:
      dismiss (self, peer, frame->close_code, "");
      break;
    case BESEDA_OPCODE_BINARY:
      dismiss (self, peer, BESEDA_CLOSE_UNSUPPORTED, "Only text frames are understood here.");
      break;
    case BESEDA_OPCODE_PONG:
    case BESEDA_OPCODE_CONTINUATION:
      break;
    }
}

static void
take_bytes (BesedaEngine *self, BesedaPeer *peer, guint8 *bytes, gsize n)
{
  BesedaFrameReaderStatus status;
  g_autoptr (GError) error = NULL;
  BesedaFrame frame;

  beseda_peer_feed (peer, bytes, n);
  while ((status = beseda_peer_next_frame (peer, &frame, &error)) == BESEDA_FRAME_READER_FRAME)
    take_frame (self, peer, &frame);

  if (status == BESEDA_FRAME_READER_ERROR)
    dismiss (self, peer, beseda_frame_error_to_close_code (error), error->message);
}

static void
peer_ready (gpointer owner, BesedaPollerEvents events)
{
  BesedaPeer *peer = owner;
  BesedaEngine *self = beseda_peer_get_engine (peer);
  gsize n;

  if ((events & BESEDA_POLLER_WRITE) && !beseda_peer_flush (peer))
    lose (self, peer);
  else if (events & BESEDA_POLLER_READ)
    {
      if (!beseda_peer_read (peer, self->buffer, sizeof self->buffer, &n, g_get_monotonic_time ()))
        lose (self, peer);
      else
        take_bytes (self, peer, self->buffer, n);
    }
}

static void
upgraded (gpointer user_data, int fd, gint64 client_id, BesedaDialect dialect, guint8 *behind, gsize n_behind)
{
  BesedaEngine *self = user_data;
  gint64 now = g_get_monotonic_time ();
  g_autoptr (GError) error = NULL;
  BesedaPeer *peer = beseda_peer_new (++self->last_id, client_id, dialect, fd, self->poller, peer_ready, self, now,
                                      &error);

  if (peer == NULL)
    {
      g_warning ("A guest was turned away: %s", error->message);
      return;
    }

  g_debug ("Peer %" G_GUINT64_FORMAT " came as %" G_GINT64_FORMAT, self->last_id, client_id);

  expect (self, after (now, MIN (self->deadlines.login, self->deadlines.ping)));
  g_hash_table_insert (self->peers, (gpointer) beseda_peer_get_key (peer), peer);

  beseda_room_connect (self->room, self->last_id, client_id, dialect, now_mseconds (), self->effects);
  perform_effects (self);
  take_bytes (self, peer, behind, n_behind);

  beseda_poller_wake (self->poller);
}

static guint
count_people (gpointer user_data)
{
  BesedaEngine *self = user_data;

  return beseda_room_get_n_people (self->room);
}

static void
accepted (gpointer user_data, int fd)
{
  BesedaEngine *self = user_data;
  gint64 due = after (g_get_monotonic_time (), self->deadlines.handshake);

  if (g_hash_table_size (self->peers) + beseda_handshake_get_n_pending (self->handshake) >= self->max_connections)
    {
      beseda_listener_refuse (fd);
      return;
    }

  expect (self, due);
  beseda_handshake_take (self->handshake, fd, due);
}

static void
flush_idly (gpointer user_data)
{
  BesedaEngine *self = user_data;

  flush_fanout (self);
  end_turn (self);
}

/* Looks at the peer's deadlines; returns when the next one is. */
static gint64
check_peer (BesedaEngine *self, BesedaPeer *peer, gint64 now)
{
  gint64 next;

  switch (beseda_peer_check (peer, &self->deadlines, now, &next))
    {
    case BESEDA_PEER_CHECK_FINE:
      break;
    case BESEDA_PEER_CHECK_PING:
      push_frame (self, peer, BESEDA_OPCODE_PING, "", 0);
      break;
    case BESEDA_PEER_CHECK_LATE:
      dismiss (self, peer, BESEDA_CLOSE_POLICY, _ ("There was no login in time."));
      break;
    case BESEDA_PEER_CHECK_DEAD:
      lose (self, peer);
      break;
    }

  return next;
}

static void
tick (gpointer user_data)
{
  BesedaEngine *self = user_data;
  gint64 now = g_get_monotonic_time ();
  gint64 next = self->stop_due;
  GHashTableIter iter;
  gpointer peer;

  self->ticked = now;

  if (self->handshake != NULL)
    next = MIN (next, beseda_handshake_expire (self->handshake, now));

  g_hash_table_iter_init (&iter, self->peers);
  while (g_hash_table_iter_next (&iter, NULL, &peer))
    next = MIN (next, check_peer (self, peer, now));

  if (next != G_MAXINT64)
    expect (self, next);

  end_turn (self);
}

BesedaEngine *
beseda_engine_new (const BesedaServerOptions *options, GError **error)
{
  static const BesedaHandshakeCallbacks callbacks = { .upgraded = upgraded, .count_people = count_people };
  g_autoptr (BesedaEngine) self = g_new0 (BesedaEngine, 1);
  g_autoptr (BesedaLog) log = beseda_memory_log_new ();
  g_autoptr (GError) poller_error = NULL;

  self->deadlines = options->deadlines != NULL ? *options->deadlines : BESEDA_DEADLINES_USUAL;
  self->max_connections = options->max_people + BESEDA_LIMIT_SPARE_CONNECTIONS;
  self->stop_due = G_MAXINT64;

  self->peers = g_hash_table_new_full (g_int64_hash, g_int64_equal, NULL, (GDestroyNotify) beseda_peer_free);
  self->unflushed = g_ptr_array_new ();
  self->lost = g_ptr_array_new ();
  self->gone = g_ptr_array_new_with_free_func ((GDestroyNotify) beseda_peer_free);

  self->room = beseda_room_new (options->room, options->max_people, options->messages_per_second,
                                beseda_log_get_last_seq (log));
  self->effects = beseda_effects_new ();
  self->journal = beseda_journal_new (log, journal_done, self);
  self->clock = beseda_clock_new ();
  self->fanout = beseda_fanout_new (fanout_failed, self);

  self->listener = beseda_listener_new (options->address, options->port, error);
  if (self->listener == NULL)
    return NULL;

  self->poller = beseda_poller_new (end_turn, self, &poller_error);
  if (self->poller == NULL)
    {
      g_set_error_literal (error, BESEDA_SERVER_ERROR, BESEDA_SERVER_ERROR_FAILED, poller_error->message);
      return NULL;
    }
  if (!beseda_listener_start (self->listener, self->poller, accepted, self, error))
    return NULL;

  self->handshake = beseda_handshake_new (options->room, &callbacks, self);
  self->idle = beseda_alarm_new ("beseda-presence", G_PRIORITY_DEFAULT_IDLE, flush_idly, self);
  self->timer = beseda_alarm_new ("beseda-deadlines", G_PRIORITY_DEFAULT, tick, self);

  return g_steal_pointer (&self);
}

void
beseda_engine_free (BesedaEngine *self)
{
  g_clear_pointer (&self->listener, beseda_listener_free);
  g_clear_pointer (&self->handshake, beseda_handshake_free);
  g_clear_pointer (&self->fanout, beseda_fanout_free);
  g_clear_pointer (&self->peers, g_hash_table_unref);
  g_clear_pointer (&self->gone, g_ptr_array_unref);
  g_clear_pointer (&self->lost, g_ptr_array_unref);
  g_clear_pointer (&self->unflushed, g_ptr_array_unref);
  g_clear_pointer (&self->idle, beseda_alarm_free);
  g_clear_pointer (&self->timer, beseda_alarm_free);
  g_clear_pointer (&self->poller, beseda_poller_free);
  g_clear_pointer (&self->journal, beseda_journal_free);
  g_clear_pointer (&self->effects, beseda_effects_free);
  g_clear_pointer (&self->room, beseda_room_free);
  g_clear_pointer (&self->clock, beseda_clock_free);
  g_free (self);
}

const char *
beseda_engine_get_uri (BesedaEngine *self)
{
  return beseda_listener_get_uri (self->listener);
}

guint16
beseda_engine_get_port (BesedaEngine *self)
{
  return beseda_listener_get_port (self->listener);
}

void
beseda_engine_stop (BesedaEngine *self, BesedaEngineStopped stopped, gpointer user_data)
{
  GHashTableIter iter;
  gpointer peer;

  g_return_if_fail (self->listener != NULL);

  g_clear_pointer (&self->listener, beseda_listener_free);
  g_clear_pointer (&self->handshake, beseda_handshake_free);

  g_hash_table_iter_init (&iter, self->peers);
  while (g_hash_table_iter_next (&iter, NULL, &peer))
    close_peer (self, peer, BESEDA_CLOSE_GOING_AWAY, _ ("The server stops."));

  self->stopped = stopped;
  self->stopped_data = user_data;
  self->stop_due = g_get_monotonic_time () + STOP_USECONDS;
  expect (self, self->stop_due);

  end_turn (self);
}
