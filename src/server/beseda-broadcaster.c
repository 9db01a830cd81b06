/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "beseda-broadcaster.h"

#include "beseda-alarm.h"
#include "beseda-limits.h"

struct _BesedaBroadcaster
{
  BesedaClock *clock;
  BesedaPeers *peers;
  BesedaFanout *fanout;
  gboolean message_pending; /* in the fan-out: don't wait */
  gint64 presence_since;    /* 0: none is pending */
  BesedaAlarm *alarm;       /* flushes presence when there is nothing better to do */
  void (*idle) (gpointer user_data);
  gpointer user_data;
};

static void
flush (BesedaBroadcaster *self)
{
  beseda_fanout_flush (self->fanout);
  self->message_pending = FALSE;
  self->presence_since = 0;
  beseda_alarm_unset (self->alarm);
}

static void
fanout_failed (gpointer user_data, BesedaPeer *peer)
{
  beseda_peers_lose (user_data, peer);
}

static gboolean
presence_is_due (BesedaBroadcaster *self)
{
  return self->presence_since != 0 &&
         g_get_monotonic_time () >= self->presence_since + BESEDA_LIMIT_PRESENCE_MSECONDS * G_TIME_SPAN_MILLISECOND;
}

static void
flush_idly (gpointer user_data)
{
  BesedaBroadcaster *self = user_data;

  flush (self);
  self->idle (self->user_data);
}

static void
wait_for_company (BesedaBroadcaster *self)
{
  if (self->presence_since != 0)
    return;

  self->presence_since = g_get_monotonic_time ();
  beseda_alarm_set (self->alarm, 0);
}

BesedaBroadcaster *
beseda_broadcaster_new (BesedaClock *clock, BesedaPeers *peers, void (*idle) (gpointer user_data), gpointer user_data)
{
  BesedaBroadcaster *self = g_new0 (BesedaBroadcaster, 1);

  self->clock = clock;
  self->peers = peers;
  self->fanout = beseda_fanout_new (fanout_failed, peers);
  self->alarm = beseda_alarm_new ("beseda-presence", G_PRIORITY_DEFAULT_IDLE, flush_idly, self);
  self->idle = idle;
  self->user_data = user_data;

  return self;
}

void
beseda_broadcaster_free (BesedaBroadcaster *self)
{
  beseda_alarm_free (self->alarm);
  beseda_fanout_free (self->fanout);
  g_free (self);
}

void
beseda_broadcaster_add (BesedaBroadcaster *self, BesedaPeer *peer)
{
  beseda_fanout_add (self->fanout, peer);
}

void
beseda_broadcaster_remove (BesedaBroadcaster *self, BesedaPeer *peer)
{
  beseda_fanout_remove (self->fanout, peer);
}

void
beseda_broadcaster_say (BesedaBroadcaster *self, BesedaEvent *event)
{
  beseda_fanout_say (self->fanout, event, beseda_clock_format (self->clock, beseda_event_get_at (event)));

  if (beseda_event_get_kind (event) == BESEDA_EVENT_MESSAGE)
    {
      self->message_pending = TRUE;
      return;
    }

  g_info ("%s (%" G_GINT64_FORMAT ") is %s", beseda_event_get_login (event), beseda_event_get_client_id (event),
          beseda_event_get_kind (event) == BESEDA_EVENT_ONLINE ? "here" : "gone");

  wait_for_company (self);
}

void
beseda_broadcaster_tell (BesedaBroadcaster *self, BesedaReply *reply)
{
  beseda_fanout_tell (self->fanout, reply);
  wait_for_company (self);
}

void
beseda_broadcaster_send (BesedaBroadcaster *self, BesedaPeer *peer, BesedaReply *reply)
{
  BesedaEvent *event = beseda_reply_get_kind (reply) == BESEDA_REPLY_EVENT ? beseda_reply_get_event (reply) : NULL;
  const char *clock = event != NULL ? beseda_clock_format (self->clock, beseda_event_get_at (event)) : NULL;
  g_autoptr (GBytes) text = beseda_codec_encode_reply (beseda_peer_get_dialect (peer), reply, clock);

  if (text == NULL)
    return;

  beseda_broadcaster_catch_up (self, peer);
  beseda_peers_push_text (self->peers, peer, text);
}

void
beseda_broadcaster_catch_up (BesedaBroadcaster *self, BesedaPeer *peer)
{
  if (beseda_peer_get_share (peer)->place != 0 && beseda_fanout_is_pending (self->fanout))
    flush (self);
}

void
beseda_broadcaster_end_turn (BesedaBroadcaster *self)
{
  if (self->message_pending || presence_is_due (self))
    flush (self);
}
