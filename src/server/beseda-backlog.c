/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "beseda-backlog.h"

#include "beseda-limits.h"
#include "beseda-tail.h"

/* Events in a page for who is being brought up to the present: small enough to get through where connections break all
 * the time, since what did not arrive as a whole is sent again. */
#define FOLLOWED_AT_ONCE 100

/* Reference-counted: the owner has one, each read on its way another. */
struct _BesedaBacklog
{
  BesedaLog *log;
  gint64 keep;
  gint64 pruned; /* when what is too old was forgotten last */
  BesedaClock *clock;
  BesedaPeers *peers;
  BesedaTail *tail;
  BesedaBacklogCallbacks callbacks;
  gpointer user_data;
  gboolean freed;

  GHashTable *followers; /* peer -> Follower; owns them */
};

/* Somebody who is being brought up to the present. */
typedef struct
{
  guint64 peer;
  guint64 next_seq; /* what it is to hear next */
  gboolean reading; /* a page is on its way from the log */
} Follower;

/* A page that is on its way from the log. */
typedef struct
{
  BesedaBacklog *backlog;
  guint64 peer;
  BesedaDirection direction;
  guint64 seq;
  char *id;
  gboolean catching_up;
} Reading;

static void
clear (gpointer data)
{
  BesedaBacklog *self = data;

  g_clear_object (&self->log);
  g_clear_pointer (&self->tail, beseda_tail_free);
  g_clear_pointer (&self->followers, g_hash_table_unref);
}

static void
unref (BesedaBacklog *self)
{
  g_rc_box_release_full (self, clear);
}

static void
reading_free (Reading *self)
{
  unref (self->backlog);
  g_free (self->id);
  g_free (self);
}

static guint64
first_held (BesedaBacklog *self)
{
  guint64 in_log = beseda_log_get_first_seq (self->log);

  return in_log != 0 ? MIN (in_log, beseda_tail_get_first_seq (self->tail)) : beseda_tail_get_first_seq (self->tail);
}

/* Whether the peer has taken all that was sent to it. */
static gboolean
is_idle (BesedaBacklog *self, guint64 id)
{
  BesedaPeer *peer = beseda_peers_find_open (self->peers, id);

  return peer != NULL && !beseda_peer_is_waiting (peer);
}

/* FALSE: there is no such peer any more. */
static gboolean
send_page (BesedaBacklog *self, guint64 peer, guint64 from_seq, guint64 to_seq, GPtrArray *texts, const char *id)
{
  BesedaPeer *reader = beseda_peers_find_open (self->peers, peer);
  g_autoptr (GBytes) frame = NULL;

  if (reader == NULL)
    return FALSE;

  frame = beseda_codec_encode_history (from_seq, to_seq, texts, id);
  beseda_peers_push_text (self->peers, reader, frame);

  return TRUE;
}

/* Events at hand from `seq` on in `direction`, ascending; `limit` and BESEDA_LIMIT_PAGE_BYTES bound them. Of GBytes. */
static GPtrArray *
take_from_tail (BesedaBacklog *self, BesedaDirection direction, guint64 seq, guint limit)
{
  GPtrArray *texts = g_ptr_array_new ();
  guint64 first = beseda_tail_get_first_seq (self->tail);
  guint64 last = beseda_tail_get_last_seq (self->tail);
  gsize size = 0;

  while (texts->len < limit && size < BESEDA_LIMIT_PAGE_BYTES && seq >= first && seq <= last)
    {
      GBytes *text = beseda_tail_get_text (self->tail, seq);

      size += g_bytes_get_size (text);
      g_ptr_array_add (texts, text);
      seq += direction == BESEDA_AFTER ? 1 : -1;
    }

  for (guint i = 0; direction == BESEDA_BEFORE && i < texts->len / 2; i++)
    {
      gpointer text = texts->pdata[i];

      texts->pdata[i] = texts->pdata[texts->len - 1 - i];
      texts->pdata[texts->len - 1 - i] = text;
    }

  return texts;
}

static void read_log (BesedaBacklog *self,
                      guint64 peer,
                      BesedaDirection direction,
                      guint64 seq,
                      guint limit,
                      const char *id,
                      gboolean catching_up);

/* As far as it goes now: to the present, or until the peer has something to read. */
static void
follow (BesedaBacklog *self, Follower *follower)
{
  const guint64 peer = follower->peer;

  while (follower->next_seq <= beseda_tail_get_last_seq (self->tail))
    {
      g_autoptr (GPtrArray) texts = NULL;
      guint64 from_seq = follower->next_seq;

      if (from_seq < beseda_tail_get_first_seq (self->tail))
        {
          follower->reading = TRUE;
          read_log (self, peer, BESEDA_AFTER, from_seq - 1, FOLLOWED_AT_ONCE, NULL, TRUE);
          return;
        }

      texts = take_from_tail (self, BESEDA_AFTER, from_seq, FOLLOWED_AT_ONCE);
      follower->next_seq += texts->len;
      if (!send_page (self, peer, from_seq, follower->next_seq - 1, texts, NULL))
        {
          g_hash_table_remove (self->followers, &peer);
          return;
        }
      if (follower->next_seq <= beseda_tail_get_last_seq (self->tail) && !is_idle (self, peer))
        return;
    }

  g_hash_table_remove (self->followers, &peer);
  self->callbacks.caught_up (self->user_data, peer);
}

/* Of GBytes. (transfer full) */
static GPtrArray *
encode (BesedaBacklog *self, GPtrArray *events)
{
  GPtrArray *texts = g_ptr_array_new_full (events->len, (GDestroyNotify) g_bytes_unref);

  for (guint i = 0; i < events->len; i++)
    g_ptr_array_add (
        texts, beseda_codec_encode_event (BESEDA_DIALECT_BESEDA, events->pdata[i],
                                          beseda_clock_format (self->clock, beseda_event_get_at (events->pdata[i]))));

  return texts;
}

/* What the page covers: from next to the asked number to its last event, or where there is no more, to the end. */
static void
get_range (BesedaBacklog *self, const Reading *reading, GPtrArray *events, guint64 *from_seq, guint64 *to_seq)
{
  if (reading->direction == BESEDA_AFTER)
    {
      *from_seq = reading->seq + 1;
      *to_seq = events->len > 0 ? beseda_event_get_seq (events->pdata[events->len - 1])
                                : MAX (beseda_tail_get_first_seq (self->tail) - 1, reading->seq);
    }
  else
    {
      *to_seq = reading->seq - 1;
      *from_seq = events->len > 0 ? beseda_event_get_seq (events->pdata[0]) : 1;
      if (*from_seq <= first_held (self))
        *from_seq = 1;
    }
}

static void
go_on_following (BesedaBacklog *self, guint64 peer, guint64 next_seq)
{
  Follower *follower = g_hash_table_lookup (self->followers, &peer);

  if (follower == NULL)
    return;

  follower->reading = FALSE;
  follower->next_seq = next_seq;
  if (is_idle (self, peer))
    follow (self, follower);
}

static void
on_read (GObject *source, GAsyncResult *result, gpointer user_data)
{
  Reading *reading = user_data;
  BesedaBacklog *self = reading->backlog;
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) events = beseda_log_read_finish (BESEDA_LOG (source), result, &error);

  if (!self->freed && events == NULL)
    {
      if (reading->catching_up)
        g_hash_table_remove (self->followers, &reading->peer);
      self->callbacks.failed (self->user_data, reading->peer, reading->id, reading->catching_up, error);
    }
  else if (!self->freed)
    {
      g_autoptr (GPtrArray) texts = encode (self, events);
      guint64 from_seq, to_seq;

      get_range (self, reading, events, &from_seq, &to_seq);
      if (send_page (self, reading->peer, from_seq, to_seq, texts, reading->id) && reading->catching_up)
        go_on_following (self, reading->peer, to_seq + 1);
      else if (reading->catching_up)
        g_hash_table_remove (self->followers, &reading->peer);
    }

  if (!self->freed)
    self->callbacks.end_turn (self->user_data);
  reading_free (reading);
}

static void
read_log (BesedaBacklog *self,
          guint64 peer,
          BesedaDirection direction,
          guint64 seq,
          guint limit,
          const char *id,
          gboolean catching_up)
{
  Reading *reading = g_new0 (Reading, 1);

  reading->backlog = g_rc_box_acquire (self);
  reading->peer = peer;
  reading->direction = direction;
  reading->seq = seq;
  reading->id = g_strdup (id);
  reading->catching_up = catching_up;
  beseda_log_read_async (self->log, direction, seq, limit, NULL, on_read, reading);
}

BesedaBacklog *
beseda_backlog_new (BesedaLog *log,
                    gint64 keep,
                    BesedaClock *clock,
                    BesedaPeers *peers,
                    const BesedaBacklogCallbacks *callbacks,
                    gpointer user_data)
{
  BesedaBacklog *self = g_rc_box_new0 (BesedaBacklog);
  const BesedaPast *past = beseda_log_get_past (log);

  self->log = g_object_ref (log);
  self->keep = keep;
  self->clock = clock;
  self->peers = peers;
  self->callbacks = *callbacks;
  self->user_data = user_data;
  self->followers = g_hash_table_new_full (g_int64_hash, g_int64_equal, NULL, g_free);

  self->tail = beseda_tail_new (clock);
  beseda_tail_start_after (self->tail, past->last_seq - past->tail->len);
  for (guint i = 0; i < past->tail->len; i++)
    beseda_tail_add (self->tail, past->tail->pdata[i]);

  return self;
}

void
beseda_backlog_free (BesedaBacklog *self)
{
  self->freed = TRUE;
  unref (self);
}

void
beseda_backlog_add (BesedaBacklog *self, BesedaEvent *event)
{
  beseda_tail_add (self->tail, event);
}

gint64
beseda_backlog_prune (BesedaBacklog *self, gint64 now, gint64 wall)
{
  const gint64 span = BESEDA_LIMIT_PRUNE_MSECONDS * G_TIME_SPAN_MILLISECOND;

  if (self->keep <= 0)
    return G_MAXINT64;

  if (now >= self->pruned + span)
    {
      self->pruned = now;
      beseda_log_prune (self->log, wall);
      beseda_tail_forget_before (self->tail, wall - self->keep * 1000);
    }

  return self->pruned + span;
}

void
beseda_backlog_catch_up (BesedaBacklog *self, guint64 peer, guint64 from_seq)
{
  Follower *follower = g_new0 (Follower, 1);

  follower->peer = peer;
  follower->next_seq = from_seq;
  g_hash_table_insert (self->followers, &follower->peer, follower);
  follow (self, follower);
}

void
beseda_backlog_read (
    BesedaBacklog *self, guint64 peer, BesedaDirection direction, guint64 seq, guint limit, const char *id)
{
  const guint64 first = beseda_tail_get_first_seq (self->tail);
  const guint64 last = beseda_tail_get_last_seq (self->tail);
  g_autoptr (GPtrArray) texts = NULL;
  guint64 from_seq, to_seq;

  if (direction == BESEDA_BEFORE)
    {
      seq = MIN (seq, last + 1);
      if (first > first_held (self) && seq < first + limit)
        {
          read_log (self, peer, direction, seq, limit, id, FALSE);
          return;
        }
      texts = take_from_tail (self, direction, seq - 1, limit);
      to_seq = seq - 1;
      from_seq = seq - texts->len;
      if (from_seq <= first_held (self))
        from_seq = 1;
    }
  else
    {
      seq = MIN (seq, last);
      if (first > first_held (self) && seq + 1 < first)
        {
          read_log (self, peer, direction, seq, limit, id, FALSE);
          return;
        }
      from_seq = seq + 1;
      texts = take_from_tail (self, direction, MAX (from_seq, first), limit);
      to_seq = texts->len > 0 ? MAX (from_seq, first) + texts->len - 1 : last;
    }

  send_page (self, peer, from_seq, to_seq, texts, id);
}

gboolean
beseda_backlog_go_on (BesedaBacklog *self)
{
  g_autoptr (GArray) peers = NULL;
  GHashTableIter iter;
  gboolean went_on = FALSE;
  gpointer key;

  if (g_hash_table_size (self->followers) == 0)
    return FALSE;

  /* Following may end, and takes the follower out. */
  peers = g_array_new (FALSE, FALSE, sizeof (guint64));
  g_hash_table_iter_init (&iter, self->followers);
  while (g_hash_table_iter_next (&iter, &key, NULL))
    g_array_append_vals (peers, key, 1);

  for (guint i = 0; i < peers->len; i++)
    {
      Follower *follower = g_hash_table_lookup (self->followers, &g_array_index (peers, guint64, i));

      if (follower != NULL && !follower->reading && is_idle (self, follower->peer))
        {
          follow (self, follower);
          went_on = TRUE;
        }
    }

  return went_on;
}

void
beseda_backlog_forget (BesedaBacklog *self, guint64 peer)
{
  g_hash_table_remove (self->followers, &peer);
}
