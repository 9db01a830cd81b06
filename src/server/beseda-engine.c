/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "beseda-engine.h"

#include <glib/gi18n-lib.h>

#include "beseda-alarm.h"
#include "beseda-backlog.h"
#include "beseda-broadcaster.h"
#include "beseda-callers.h"
#include "beseda-clock.h"
#include "beseda-close-code.h"
#include "beseda-control.h"
#include "beseda-doorkeeper.h"
#include "beseda-entrance.h"
#include "beseda-journal.h"
#include "beseda-peers.h"
#include "beseda-room-log.h"
#include "beseda-room.h"
#include "beseda-secret.h"

/* Deadlines are looked at no more often than this, however many there are. */
#define TICK_USECONDS (100 * G_TIME_SPAN_MILLISECOND)

/* However slow a guest or the log may be, the server is stopped after this. */
#define STOP_USECONDS (1900 * G_TIME_SPAN_MILLISECOND)

struct _BesedaEngine
{
  BesedaDeadlines deadlines;

  BesedaPoller *poller;
  BesedaEntrance *entrance; /* NULL: stopping */

  BesedaRoom *room;
  BesedaEffects *effects;
  BesedaLog *log;
  BesedaJournal *journal;
  BesedaClock *clock;
  BesedaBroadcaster *broadcaster;
  BesedaBacklog *backlog;
  BesedaDoorkeeper *doorkeeper;
  BesedaCommands *commands;
  BesedaControl *control;

  BesedaCallers *callers;
  BesedaPeers *peers;
  GArray *caught_up; /* of guint64: peers that have, of which the room is not told yet */
  guint64 last_id;

  BesedaAlarm *timer; /* looks at the deadlines */
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

/* FALSE: for a while, nothing more of what it sends is read. */
static gboolean
spend (BesedaEngine *self, BesedaPeer *peer, gsize bytes)
{
  const gint64 rests = beseda_peer_spend (peer, bytes, g_get_monotonic_time ());

  expect (self, rests);
  return rests == G_MAXINT64;
}

/* What was said before comes first, where there is any to be told. */
static void
admit (BesedaEngine *self, BesedaPeer *peer, guint64 from_seq)
{
  beseda_peer_set_logged_in (peer);
  if (from_seq > 0)
    beseda_backlog_catch_up (self->backlog, beseda_peer_get_id (peer), from_seq);
  else
    beseda_broadcaster_add (self->broadcaster, peer);
}

static void
close_peer (BesedaEngine *self, BesedaPeer *peer, guint16 code, const char *reason)
{
  gint64 due = after (g_get_monotonic_time (), self->deadlines.drain);

  if (beseda_peer_get_state (peer) != BESEDA_PEER_OPEN)
    return;

  g_debug ("Closing peer %" G_GUINT64_FORMAT ": %u %s", beseda_peer_get_id (peer), code, reason);

  beseda_broadcaster_catch_up (self->broadcaster, peer);
  beseda_broadcaster_remove (self->broadcaster, peer);
  beseda_backlog_forget (self->backlog, beseda_peer_get_id (peer));
  beseda_peer_close (peer, code, reason, due);
  beseda_peers_flush_later (self->peers, peer);
  expect (self, due);
}

static void
perform (BesedaEngine *self, const BesedaEffect *effect)
{
  BesedaPeer *peer = beseda_peers_find_open (self->peers, effect->peer);

  switch (effect->kind)
    {
    case BESEDA_EFFECT_APPEND:
      beseda_journal_add (self->journal, effect->event);
      break;
    case BESEDA_EFFECT_SEND:
      if (peer != NULL)
        beseda_broadcaster_send (self->broadcaster, peer, effect->reply);
      break;
    case BESEDA_EFFECT_ADMIT:
      if (peer != NULL)
        admit (self, peer, effect->seq);
      break;
    case BESEDA_EFFECT_READ:
      if (peer != NULL)
        spend (self, peer, BESEDA_LIMIT_PAGE_COST);
      beseda_backlog_read (self->backlog, effect->peer, effect->direction, effect->seq, effect->limit, effect->id);
      break;
    case BESEDA_EFFECT_BROADCAST:
      beseda_broadcaster_say (self->broadcaster, effect->event);
      beseda_backlog_add (self->backlog, effect->event);
      break;
    case BESEDA_EFFECT_TELL:
      beseda_broadcaster_tell (self->broadcaster, effect->reply);
      break;
    case BESEDA_EFFECT_WAIT:
      if (peer != NULL)
        beseda_peer_set_logged_in (peer);
      break;
    case BESEDA_EFFECT_CHECK:
      beseda_doorkeeper_check (self->doorkeeper, effect->peer, effect->password, effect->hash);
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
  for (guint i = 0, n = beseda_effects_get_length (self->effects); i < n; i++)
    perform (self, beseda_effects_get (self->effects, i));

  beseda_effects_clear (self->effects);
}

static void
tell_who_caught_up (BesedaEngine *self)
{
  for (guint i = 0; i < self->caught_up->len; i++)
    {
      beseda_room_caught_up (self->room, g_array_index (self->caught_up, guint64, i), self->effects);
      perform_effects (self);
    }
  g_array_set_size (self->caught_up, 0);
}

/* Closes a peer for a reason that the room doesn't know yet. */
static void
dismiss (BesedaEngine *self, BesedaPeer *peer, guint16 code, const char *reason)
{
  close_peer (self, peer, code, reason);
  beseda_room_disconnect (self->room, beseda_peer_get_id (peer), TRUE, now_mseconds (), self->effects);
  perform_effects (self);
}

static void
drop (BesedaEngine *self, BesedaPeer *peer)
{
  g_debug ("Peer %" G_GUINT64_FORMAT " is gone%s", beseda_peer_get_id (peer),
           beseda_peer_is_too_slow (peer) ? ": it reads too slowly (4008)" : "");

  /* What a peer that is given up has not read yet is not worth the system's memory. */
  beseda_broadcaster_remove (self->broadcaster, peer);
  beseda_backlog_forget (self->backlog, beseda_peer_get_id (peer));
  beseda_peer_hang_up (peer, beseda_peer_is_waiting (peer));
  beseda_peers_remove (self->peers, peer);

  beseda_room_disconnect (self->room, beseda_peer_get_id (peer), FALSE, now_mseconds (), self->effects);
  perform_effects (self);
  expect (self, after (g_get_monotonic_time (), BESEDA_LIMIT_AWAY_MSECONDS));
}

static void
tell_when_stopped (BesedaEngine *self)
{
  BesedaEngineStopped stopped = self->stopped;
  gboolean done = beseda_peers_get_n (self->peers) == 0 && !beseda_journal_is_busy (self->journal);

  if (stopped == NULL || (!done && g_get_monotonic_time () < self->stop_due))
    return;

  self->stopped = NULL;
  stopped (self->stopped_data);
}

static void
end_turn (gpointer user_data)
{
  BesedaEngine *self = user_data;
  BesedaPeer *lost;

  do
    {
      while ((lost = beseda_peers_take_lost (self->peers)) != NULL)
        drop (self, lost);
      tell_who_caught_up (self);
      beseda_journal_commit (self->journal);
      beseda_broadcaster_end_turn (self->broadcaster);
      beseda_peers_flush (self->peers);
    }
  while (beseda_backlog_go_on (self->backlog) || beseda_peers_has_lost (self->peers));

  if (self->entrance != NULL)
    beseda_entrance_end_turn (self->entrance);
  beseda_peers_bury (self->peers);
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
        beseda_room_append_failed (self->room, self->effects);
      else
        beseda_room_appended (self->room, g_ptr_array_index (events, i), self->effects);
      perform_effects (self);
    }

  end_turn (self);
}

static void
announce (BesedaEngine *self)
{
  if (self->entrance != NULL)
    beseda_entrance_announce (self->entrance, beseda_room_get_door (self->room)->kind);
}

static void
perform_and_end_turn (gpointer user_data)
{
  perform_effects (user_data);
  end_turn (user_data);
}

/* A command may have been about the door. */
static void
command_performed (gpointer user_data)
{
  BesedaEngine *self = user_data;

  perform_and_end_turn (self);
  announce (self);
}

static void
password_checked (gpointer user_data, guint64 peer, gboolean right)
{
  BesedaEngine *self = user_data;

  beseda_room_checked (self->room, peer, right, now_mseconds (), self->effects);
  perform_and_end_turn (self);
}

static void
take_text (BesedaEngine *self, BesedaPeer *peer, const BesedaFrame *frame)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *id = NULL;
  g_autoptr (BesedaRequest) request = beseda_codec_decode_request (frame->data, frame->length, &id, &error);

  if (request != NULL && request->kind == BESEDA_REQUEST_LOGIN && request->token == NULL)
    request->token = beseda_secret_new_token ();
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
      beseda_peers_push_frame (self->peers, peer, BESEDA_OPCODE_PONG, frame->data, frame->length);
      break;
    case BESEDA_OPCODE_CLOSE:
      dismiss (self, peer, frame->close_code, "");
      break;
    default: /* a pong; the reader keeps the rest to itself */
      break;
    }
}

static void
take_bytes (BesedaEngine *self, BesedaPeer *peer, guint8 *bytes, gsize n)
{
  BesedaFrameReaderStatus status;
  g_autoptr (GError) error = NULL;
  gsize spent = n;
  BesedaFrame frame;

  beseda_peer_feed (peer, bytes, n);
  while ((status = beseda_peer_next_frame (peer, &frame, &error)) == BESEDA_FRAME_READER_FRAME)
    {
      spent += frame.opcode == BESEDA_OPCODE_TEXT ? BESEDA_LIMIT_REQUEST_BYTES : BESEDA_LIMIT_CONTROL_BYTES;
      take_frame (self, peer, &frame);
    }

  spend (self, peer, spent);
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
    beseda_peers_lose (self->peers, peer);
  /* Of a peer that rests this tells that it has hung up. For one that does not, others of its address may
   * have spent what there was. */
  else if ((events & BESEDA_POLLER_READ) && (beseda_peer_is_resting (peer) || spend (self, peer, 0)))
    {
      if (!beseda_peer_read (peer, self->buffer, sizeof self->buffer, &n, g_get_monotonic_time ()))
        beseda_peers_lose (self->peers, peer);
      else
        take_bytes (self, peer, self->buffer, n);
    }
}

static void
upgraded (gpointer user_data, const BesedaUpgrade *upgrade)
{
  BesedaEngine *self = user_data;
  gint64 now = g_get_monotonic_time ();
  g_autoptr (GError) error = NULL;
  BesedaPeer *peer = beseda_peer_new (++self->last_id, upgrade->client_id, upgrade->dialect, upgrade->transport,
                                      self->poller, peer_ready, self, now, &error);

  if (peer == NULL)
    {
      g_warning ("A guest was turned away: %s", error->message);
      return;
    }

  g_debug ("Peer %" G_GUINT64_FORMAT " came as %" G_GINT64_FORMAT, self->last_id, upgrade->client_id);
  expect (self, after (now, MIN (self->deadlines.login, self->deadlines.ping)));
  beseda_peers_add (self->peers, peer);

  beseda_room_connect (self->room, self->last_id, upgrade->client_id, upgrade->dialect, now_mseconds (), self->effects);
  beseda_doorkeeper_tell_origin (self->doorkeeper, self->room, self->last_id,
                                 beseda_transport_get_fd (upgrade->transport));
  perform_effects (self);
  take_bytes (self, peer, upgrade->behind, upgrade->n_behind);

  beseda_poller_wake (self->poller);
}

static guint
count_people (gpointer user_data)
{
  BesedaEngine *self = user_data;

  return beseda_room_get_n_people (self->room);
}

static void
come_too_late (gpointer user_data, BesedaPeer *peer)
{
  dismiss (user_data, peer, BESEDA_CLOSE_POLICY, _ ("There was no login in time."));
}

/* The room counts by the clock on the wall. */
static gint64
tick_room (BesedaEngine *self, gint64 now)
{
  gint64 wall = now_mseconds ();
  gint64 next = beseda_room_tick (self->room, wall, self->effects);

  perform_effects (self);

  return next != G_MAXINT64 ? now + (next - wall) * G_TIME_SPAN_MILLISECOND : G_MAXINT64;
}

static void
caught_up (gpointer user_data, guint64 id)
{
  BesedaEngine *self = user_data;
  BesedaPeer *peer = beseda_peers_find_open (self->peers, id);

  if (peer == NULL)
    return;

  beseda_broadcaster_add (self->broadcaster, peer);
  g_array_append_val (self->caught_up, id);
}

static void
backlog_failed (gpointer user_data, guint64 id, const char *request, gboolean catching_up, const GError *error)
{
  BesedaEngine *self = user_data;
  BesedaPeer *peer = beseda_peers_find_open (self->peers, id);
  const char *text = _ ("The room's history cannot be read now; try again.");
  g_autoptr (BesedaReply) reply = beseda_reply_new_error (BESEDA_REFUSAL_UNAVAILABLE, text, request);

  g_warning ("The log could not be read: %s", error->message);

  if (peer != NULL && catching_up)
    dismiss (self, peer, BESEDA_CLOSE_INTERNAL_ERROR, text);
  else if (peer != NULL)
    beseda_broadcaster_send (self->broadcaster, peer, reply);
}

static void
tick (gpointer user_data)
{
  BesedaEngine *self = user_data;
  gint64 now = g_get_monotonic_time ();
  gint64 next = self->stop_due;

  self->ticked = now;

  next = MIN (next, beseda_peers_check (self->peers, &self->deadlines, now, come_too_late, self));
  next = MIN (next, tick_room (self, now));
  next = MIN (next, beseda_backlog_prune (self->backlog, now, now_mseconds ()));

  if (next != G_MAXINT64)
    expect (self, next);

  end_turn (self);
}

BesedaEngine *
beseda_engine_new (const BesedaServerOptions *options, GError **error)
{
  static const BesedaHandshakeCallbacks callbacks = { .upgraded = upgraded, .count_people = count_people };
  static const BesedaBacklogCallbacks backlog_callbacks = { caught_up, backlog_failed, end_turn };
  g_autoptr (BesedaEngine) self = g_new0 (BesedaEngine, 1);
  g_autoptr (GError) poller_error = NULL;

  self->deadlines = options->deadlines != NULL ? *options->deadlines : BESEDA_DEADLINES_USUAL;
  self->stop_due = G_MAXINT64;
  self->callers = beseda_callers_new (options->max_people + BESEDA_LIMIT_SPARE_CONNECTIONS,
                                      options->messages_per_second > 0);
  self->peers = beseda_peers_new ();
  self->caught_up = g_array_new (FALSE, FALSE, sizeof (guint64));
  self->entrance = beseda_entrance_new (options, self->callers, &callbacks, self, error);
  if (self->entrance == NULL)
    return NULL;

  self->log = beseda_room_log_open (options, beseda_entrance_get_port (self->entrance), error);
  if (self->log == NULL)
    return NULL;

  self->room = beseda_room_log_make_room (self->log, options, error);
  if (self->room == NULL || !beseda_entrance_load (self->entrance, error))
    return NULL;

  self->effects = beseda_effects_new ();
  self->journal = beseda_journal_new (self->log, journal_done, self);
  self->clock = beseda_clock_new ();
  self->doorkeeper = beseda_doorkeeper_new (password_checked, self);
  self->broadcaster = beseda_broadcaster_new (self->clock, self->peers, end_turn, self);
  self->backlog = beseda_backlog_new (self->log, options->keep, self->clock, self->peers, &backlog_callbacks, self);
  self->timer = beseda_alarm_new ("beseda-deadlines", G_PRIORITY_DEFAULT, tick, self);

  self->commands = beseda_commands_new (self->room, self->log, self->effects, options,
                                        beseda_entrance_get_port (self->entrance),
                                        beseda_entrance_get_fingerprint (self->entrance), command_performed, self);
  self->control = beseda_control_new (options->control, self->commands, error);
  if (self->control == NULL)
    return NULL;

  self->poller = beseda_poller_new (end_turn, self, &poller_error);
  if (self->poller == NULL)
    {
      g_set_error_literal (error, BESEDA_SERVER_ERROR, BESEDA_SERVER_ERROR_FAILED, poller_error->message);
      return NULL;
    }
  if (!beseda_entrance_open (self->entrance, self->poller,
                             options->allow_plain >= 0 ? options->allow_plain
                                                       : beseda_room_get_door (self->room)->plain_on_network,
                             error))
    return NULL;

  announce (self);
  beseda_room_open (self->room, now_mseconds (), self->effects);
  perform_effects (self);
  beseda_journal_commit (self->journal);
  expect (self, g_get_monotonic_time ());

  return g_steal_pointer (&self);
}

void
beseda_engine_free (BesedaEngine *self)
{
  g_clear_pointer (&self->entrance, beseda_entrance_free);
  g_clear_pointer (&self->control, beseda_control_free);
  g_clear_pointer (&self->commands, beseda_commands_free);
  g_clear_pointer (&self->backlog, beseda_backlog_free);
  g_clear_pointer (&self->broadcaster, beseda_broadcaster_free);
  g_clear_pointer (&self->peers, beseda_peers_free);
  g_clear_pointer (&self->caught_up, g_array_unref);
  g_clear_pointer (&self->callers, beseda_callers_free);
  g_clear_pointer (&self->timer, beseda_alarm_free);
  g_clear_pointer (&self->poller, beseda_poller_free);
  g_clear_pointer (&self->journal, beseda_journal_free);
  g_clear_pointer (&self->effects, beseda_effects_free);
  g_clear_pointer (&self->room, beseda_room_free);
  g_clear_pointer (&self->clock, beseda_clock_free);
  g_clear_pointer (&self->doorkeeper, beseda_doorkeeper_free);

  /* The file is closed here and now, whatever is on its way: somebody may want to open it next. */
  if (self->log != NULL)
    g_object_run_dispose (G_OBJECT (self->log));
  g_clear_object (&self->log);
  g_free (self);
}

BesedaEntrance *
beseda_engine_get_entrance (BesedaEngine *self)
{
  return self->entrance;
}

void
beseda_engine_command (BesedaEngine *self, const char *const *words, BesedaCommandsAnswer answer, gpointer user_data)
{
  beseda_commands_run (self->commands, words, answer, user_data);
}

void
beseda_engine_stop (BesedaEngine *self, BesedaEngineStopped stopped, gpointer user_data)
{
  GHashTableIter iter;
  gpointer peer;

  g_return_if_fail (self->entrance != NULL);

  g_clear_pointer (&self->entrance, beseda_entrance_free);

  beseda_room_close (self->room);
  beseda_peers_iter_init (self->peers, &iter);
  while (g_hash_table_iter_next (&iter, NULL, &peer))
    close_peer (self, peer, BESEDA_CLOSE_GOING_AWAY, _ ("The server stops."));

  self->stopped = stopped;
  self->stopped_data = user_data;
  self->stop_due = g_get_monotonic_time () + STOP_USECONDS;
  expect (self, self->stop_due);

  end_turn (self);
}
