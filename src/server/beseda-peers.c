/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "beseda-peers.h"

#include "beseda-limits.h"

/* A peer may stand in a list twice. */
struct _BesedaPeers
{
  GHashTable *by_id;    /* owns them */
  GPtrArray *unflushed; /* something was pushed to them */
  GPtrArray *lost;
  GPtrArray *gone; /* owned */
  gsize held;      /* what they all weigh */
};

BesedaPeers *
beseda_peers_new (void)
{
  BesedaPeers *self = g_new0 (BesedaPeers, 1);

  self->by_id = g_hash_table_new_full (g_int64_hash, g_int64_equal, NULL, (GDestroyNotify) beseda_peer_free);
  self->unflushed = g_ptr_array_new ();
  self->lost = g_ptr_array_new ();
  self->gone = g_ptr_array_new_with_free_func ((GDestroyNotify) beseda_peer_free);

  return self;
}

void
beseda_peers_free (BesedaPeers *self)
{
  g_ptr_array_unref (self->lost);
  g_ptr_array_unref (self->unflushed);
  g_hash_table_unref (self->by_id);
  g_ptr_array_unref (self->gone);
  g_free (self);
}

void
beseda_peers_add (BesedaPeers *self, BesedaPeer *peer)
{
  g_hash_table_insert (self->by_id, (gpointer) beseda_peer_get_key (peer), peer);
  beseda_peer_set_tally (peer, &self->held);
}

guint
beseda_peers_get_n (const BesedaPeers *self)
{
  return g_hash_table_size (self->by_id);
}

BesedaPeer *
beseda_peers_find (BesedaPeers *self, guint64 id)
{
  return g_hash_table_lookup (self->by_id, &id);
}

BesedaPeer *
beseda_peers_find_open (BesedaPeers *self, guint64 id)
{
  BesedaPeer *peer = beseda_peers_find (self, id);

  return peer != NULL && beseda_peer_get_state (peer) == BESEDA_PEER_OPEN ? peer : NULL;
}

void
beseda_peers_iter_init (BesedaPeers *self, GHashTableIter *iter)
{
  g_hash_table_iter_init (iter, self->by_id);
}

void
beseda_peers_push_frame (BesedaPeers *self, BesedaPeer *peer, BesedaOpcode opcode, const char *data, gsize size)
{
  beseda_peer_push_frame (peer, opcode, data, size);
  beseda_peers_flush_later (self, peer);
}

void
beseda_peers_push_text (BesedaPeers *self, BesedaPeer *peer, GBytes *text)
{
  gsize size;
  const char *data = g_bytes_get_data (text, &size);

  beseda_peers_push_frame (self, peer, BESEDA_OPCODE_TEXT, data, size);
}

void
beseda_peers_flush_later (BesedaPeers *self, BesedaPeer *peer)
{
  g_ptr_array_add (self->unflushed, peer);
}

static BesedaPeer *
find_heaviest (BesedaPeers *self)
{
  BesedaPeer *heaviest = NULL;
  GHashTableIter iter;
  gpointer peer;

  g_hash_table_iter_init (&iter, self->by_id);
  while (g_hash_table_iter_next (&iter, NULL, &peer))
    if (heaviest == NULL || beseda_peer_get_weight (peer) > beseda_peer_get_weight (heaviest))
      heaviest = peer;

  return heaviest;
}

void
beseda_peers_flush (BesedaPeers *self)
{
  for (guint i = 0; i < self->unflushed->len; i++)
    {
      BesedaPeer *peer = self->unflushed->pdata[i];

      if (beseda_peer_get_state (peer) != BESEDA_PEER_GONE && !beseda_peer_flush (peer))
        beseda_peers_lose (self, peer);
    }

  g_ptr_array_set_size (self->unflushed, 0);

  if (self->held > BESEDA_LIMIT_HELD)
    beseda_peers_lose (self, find_heaviest (self));
}

void
beseda_peers_lose (BesedaPeers *self, BesedaPeer *peer)
{
  g_ptr_array_add (self->lost, peer);
}

BesedaPeer *
beseda_peers_take_lost (BesedaPeers *self)
{
  while (self->lost->len > 0)
    {
      BesedaPeer *peer = g_ptr_array_steal_index (self->lost, self->lost->len - 1);

      if (beseda_peer_get_state (peer) != BESEDA_PEER_GONE)
        return peer;
    }

  return NULL;
}

gboolean
beseda_peers_has_lost (const BesedaPeers *self)
{
  return self->lost->len > 0;
}

void
beseda_peers_remove (BesedaPeers *self, BesedaPeer *peer)
{
  g_hash_table_steal (self->by_id, beseda_peer_get_key (peer));
  g_ptr_array_add (self->gone, peer);
}

void
beseda_peers_bury (BesedaPeers *self)
{
  g_ptr_array_set_size (self->gone, 0);
}

gint64
beseda_peers_check (BesedaPeers *self,
                    const BesedaDeadlines *deadlines,
                    gint64 now,
                    void (*late) (gpointer user_data, BesedaPeer *peer),
                    gpointer user_data)
{
  gint64 first = G_MAXINT64;
  GHashTableIter iter;
  gpointer peer;

  beseda_peers_iter_init (self, &iter);
  while (g_hash_table_iter_next (&iter, NULL, &peer))
    {
      gint64 next;

      switch (beseda_peer_check (peer, deadlines, now, &next))
        {
        case BESEDA_PEER_CHECK_FINE:
          break;
        case BESEDA_PEER_CHECK_PING:
          beseda_peers_push_frame (self, peer, BESEDA_OPCODE_PING, "", 0);
          break;
        case BESEDA_PEER_CHECK_LATE:
          late (user_data, peer);
          break;
        case BESEDA_PEER_CHECK_DEAD:
          beseda_peers_lose (self, peer);
          break;
        }
      first = MIN (first, next);
    }

  return first;
}
