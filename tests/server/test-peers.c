/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "beseda-limits.h"
#include "beseda-peers.h"

#define N_PEERS 40

/* Peers whose other ends read nothing. */
typedef struct
{
  BesedaPoller *poller;
  BesedaPeers *peers;
  BesedaPeer *one[N_PEERS];
  int ends[N_PEERS];
} Fixture;

static void
end_turn (gpointer user_data)
{
}

static void
ready (gpointer owner, BesedaPollerEvents events)
{
}

static void
set_up (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GError) error = NULL;

  fixture->poller = beseda_poller_new (end_turn, NULL, &error);
  g_assert_no_error (error);
  fixture->peers = beseda_peers_new ();
  for (guint i = 0; i < N_PEERS; i++)
    {
      int pair[2];

      g_assert_cmpint (socketpair (AF_UNIX, SOCK_STREAM | SOCK_NONBLOCK, 0, pair), ==, 0);
      fixture->ends[i] = pair[1];
      fixture->one[i] = beseda_peer_new (i + 1, i, BESEDA_DIALECT_BESEDA, beseda_transport_new (pair[0], NULL),
                                         fixture->poller, ready, NULL, 0, &error);
      g_assert_no_error (error);
      beseda_peers_add (fixture->peers, fixture->one[i]);
    }
}

static void
tear_down (Fixture *fixture, gconstpointer data)
{
  beseda_peers_free (fixture->peers);
  beseda_poller_free (fixture->poller);
  for (guint i = 0; i < N_PEERS; i++)
    close (fixture->ends[i]);
}

/* More than the system takes for somebody who doesn't read. */
#define FIRST (512 * 1024)

/* What a piece that waits weighs beside its bytes. */
#define PIECE 128

/* So much that the peer then weighs `weight`, out of one buffer for all. */
static void
fill (Fixture *fixture, guint i, GBytes *zeros, gsize weight)
{
  BesedaPeer *peer = fixture->one[i];
  const gsize size = g_bytes_get_size (zeros);

  if (beseda_peer_get_weight (peer) == 0)
    g_assert_true (beseda_peer_write (peer, zeros, size - FIRST));
  g_assert_true (beseda_peer_write (peer, zeros, size - (weight - beseda_peer_get_weight (peer) - PIECE)));
  g_assert_cmpuint (beseda_peer_get_weight (peer), ==, weight);
}

static void
lose_all (Fixture *fixture)
{
  BesedaPeer *lost;

  while ((lost = beseda_peers_take_lost (fixture->peers)) != NULL)
    {
      beseda_peer_hang_up (lost, TRUE);
      beseda_peers_remove (fixture->peers, lost);
    }
  beseda_peers_bury (fixture->peers);
}

/* All together may hold BESEDA_LIMIT_HELD. One byte more, and whoever has most of it goes; nobody else does. */
static void
test_held (Fixture *fixture, gconstpointer data)
{
  const gsize most = BESEDA_LIMIT_HELD / N_PEERS;
  g_autofree guint8 *memory = g_malloc0 (BESEDA_LIMIT_QUEUE);
  g_autoptr (GBytes) zeros = g_bytes_new_static (memory, BESEDA_LIMIT_QUEUE);

  fill (fixture, 0, zeros, most + 1000);
  fill (fixture, 1, zeros, most - 1000);
  for (guint i = 2; i < N_PEERS; i++)
    fill (fixture, i, zeros, most + (i == 2 ? BESEDA_LIMIT_HELD % N_PEERS : 0));
  beseda_peers_flush (fixture->peers);
  g_assert_null (beseda_peers_take_lost (fixture->peers));

  fill (fixture, 1, zeros, most - 1000 + PIECE + 1);
  beseda_peers_flush (fixture->peers);
  g_assert_true (beseda_peers_has_lost (fixture->peers));
  lose_all (fixture);
  g_assert_null (beseda_peers_find (fixture->peers, 1));
  g_assert_cmpuint (beseda_peers_get_n (fixture->peers), ==, N_PEERS - 1);

  beseda_peers_flush (fixture->peers);
  g_assert_null (beseda_peers_take_lost (fixture->peers));
}

/* One who reads nothing may have so much waiting, and not a byte more. */
static void
test_queue (Fixture *fixture, gconstpointer data)
{
  g_autofree guint8 *memory = g_malloc0 (BESEDA_LIMIT_QUEUE);
  g_autoptr (GBytes) zeros = g_bytes_new_static (memory, BESEDA_LIMIT_QUEUE);

  fill (fixture, 0, zeros, BESEDA_LIMIT_QUEUE);
  g_assert_false (beseda_peer_is_too_slow (fixture->one[0]));

  fill (fixture, 1, zeros, BESEDA_LIMIT_QUEUE - PIECE);
  g_assert_false (beseda_peer_write (fixture->one[1], zeros, BESEDA_LIMIT_QUEUE - 1));
  g_assert_true (beseda_peer_is_too_slow (fixture->one[1]));
}

/* The beginnings of messages that never end count as well. */
static void
test_unfinished (Fixture *fixture, gconstpointer data)
{
  BesedaPeer *peer = fixture->one[0];
  guint8 header[] = { 0x01, 0xff, 0, 0, 0, 0, 0, 1, 0, 0, 0, 0, 0, 0 }; /* 64 KiB of text, more of it to follow */
  g_autofree guint8 *text = g_malloc (1000);
  BesedaFrame frame;

  memset (text, 'a', 1000);
  beseda_peer_feed (peer, header, sizeof header);
  g_assert_cmpint (beseda_peer_next_frame (peer, &frame, NULL), ==, BESEDA_FRAME_READER_NEED_MORE);
  beseda_peer_feed (peer, text, 1000);
  g_assert_cmpint (beseda_peer_next_frame (peer, &frame, NULL), ==, BESEDA_FRAME_READER_NEED_MORE);
  g_assert_cmpuint (beseda_peer_get_weight (peer), ==, 1000);

  beseda_peers_lose (fixture->peers, peer);
  lose_all (fixture);
}

/* When the next deadline is, in milliseconds after the beginning; what is due `mseconds` after it, is `expected`. */
static gint64
check (BesedaPeer *peer, gint64 mseconds, BesedaPeerCheck expected)
{
  gint64 next;

  g_assert_cmpint (beseda_peer_check (peer, &BESEDA_DEADLINES_USUAL, mseconds * G_TIME_SPAN_MILLISECOND, &next), ==,
                   expected);

  return next / G_TIME_SPAN_MILLISECOND;
}

/* Nothing happens until the very millisecond, by the clock that the server has; here it stands where the test wants. */
static void
test_deadlines (Fixture *fixture, gconstpointer data)
{
  const gint64 ping = BESEDA_LIMIT_PING_SECONDS * 1000;
  const gint64 login = BESEDA_LIMIT_LOGIN_SECONDS * 1000;
  const gint64 dead = BESEDA_LIMIT_DEAD_SECONDS * 1000;
  BesedaPeer *stranger = fixture->one[0];
  BesedaPeer *guest = fixture->one[1];

  g_assert_cmpint (check (stranger, ping - 1, BESEDA_PEER_CHECK_FINE), ==, ping);
  g_assert_cmpint (check (stranger, ping, BESEDA_PEER_CHECK_PING), ==, login);
  g_assert_cmpint (check (stranger, login - 1, BESEDA_PEER_CHECK_FINE), ==, login);
  check (stranger, login, BESEDA_PEER_CHECK_LATE);

  beseda_peer_set_logged_in (guest);
  check (guest, ping, BESEDA_PEER_CHECK_PING);
  g_assert_cmpint (check (guest, login, BESEDA_PEER_CHECK_FINE), ==, 2 * ping);
  check (guest, 2 * ping, BESEDA_PEER_CHECK_PING);
  g_assert_cmpint (check (guest, dead - 1, BESEDA_PEER_CHECK_FINE), ==, dead);
  check (guest, dead, BESEDA_PEER_CHECK_DEAD);

  beseda_peer_close (stranger, 1008, "There was no login in time.",
                     (login + BESEDA_LIMIT_DRAIN_MSECONDS) * G_TIME_SPAN_MILLISECOND);
  check (stranger, login + BESEDA_LIMIT_DRAIN_MSECONDS - 1, BESEDA_PEER_CHECK_FINE);
  check (stranger, login + BESEDA_LIMIT_DRAIN_MSECONDS, BESEDA_PEER_CHECK_DEAD);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);

  g_test_add ("/peers/held", Fixture, NULL, set_up, test_held, tear_down);
  g_test_add ("/peers/deadlines", Fixture, NULL, set_up, test_deadlines, tear_down);
  g_test_add ("/peers/queue", Fixture, NULL, set_up, test_queue, tear_down);
  g_test_add ("/peers/unfinished", Fixture, NULL, set_up, test_unfinished, tear_down);

  return g_test_run ();
}
