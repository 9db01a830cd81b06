/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "test-server.h"

/* Deadlines are as short as a test wants; those that it is not about never come. */
#define SOON 200
#define NEVER 1000000

static BesedaServer *
start (BesedaDeadlines deadlines)
{
  BesedaServerOptions options = test_server_options ();

  options.deadlines = &deadlines;

  return test_server_start (&options);
}

static void
test_handshake (void)
{
  static const char *const beginnings[] = { "", "GET /ws/7 HTTP/1.1\r\nHost:", "GET /ws/7 HTTP/1.1\r\nHost: x\r\n",
                                            "POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 1000\r\n\r\nhello" };
  BesedaServer *server = start (
      (BesedaDeadlines){ .handshake = SOON, .login = NEVER, .ping = NEVER, .dead = NEVER, .drain = NEVER });
  g_autoptr (RawPeer) ann = test_server_join_plain (server, 1, "ann");
  RawPeer *silent[G_N_ELEMENTS (beginnings)];

  for (guint i = 0; i < G_N_ELEMENTS (beginnings); i++)
    {
      silent[i] = raw_peer_new (beseda_server_get_port (server));
      raw_peer_send (silent[i], beginnings[i], strlen (beginnings[i]));
    }

  for (guint i = 0; i < G_N_ELEMENTS (beginnings); i++)
    {
      raw_peer_wait_gone (silent[i]);
      raw_peer_free (silent[i]);
    }

  /* The deadline was the handshake's alone. */
  raw_peer_send_text (ann, "{\"message\": \"still here\"}");
  g_free (test_server_strip_times (raw_peer_read_text (ann)));

  g_clear_pointer (&ann, raw_peer_free);
  test_server_stop (server);
}

static void
test_login (void)
{
  BesedaServer *server = start (
      (BesedaDeadlines){ .handshake = NEVER, .login = SOON, .ping = NEVER, .dead = NEVER, .drain = NEVER });
  g_autoptr (RawPeer) ann = test_server_join_plain (server, 1, "ann");
  g_autoptr (RawPeer) silent = raw_peer_join (beseda_server_get_port (server), "/ws/7", NULL);
  g_autofree char *reason = NULL;

  g_assert_cmpuint (raw_peer_read_close (silent, &reason), ==, 1008);
  g_assert_cmpstr (reason, ==, "There was no login in time.");
  g_clear_pointer (&silent, raw_peer_free);

  raw_peer_send_text (ann, "{\"message\": \"still here\"}");
  g_free (test_server_strip_times (raw_peer_read_text (ann)));

  g_clear_pointer (&ann, raw_peer_free);
  test_server_stop (server);
}

/* Pings come in time, and who answers none of them is gone; who answers stays. */
static void
test_dead (void)
{
  BesedaServer *server = start (
      (BesedaDeadlines){ .handshake = NEVER, .login = NEVER, .ping = SOON, .dead = 4 * SOON, .drain = NEVER });
  g_autoptr (RawPeer) ann = test_server_join_plain (server, 1, "ann");
  g_autoptr (RawPeer) bob = test_server_join_plain (server, 2, "bob");
  g_autoptr (GByteArray) payload = NULL;
  g_autofree char *online = raw_peer_read_text (ann);
  g_autofree char *offline = NULL;

  g_assert_cmpuint (raw_peer_read_frame (bob, &payload), ==, RAW_PEER_FIN | RAW_PEER_PING);
  g_assert_cmpuint (payload->len, ==, 0);

  /* Reading answers Ann's pings. */
  offline = test_server_strip_times (raw_peer_read_text (ann));
  g_assert_cmpstr (offline, ==, "{\"clientId\":2,\"message\":\"Offline\",\"login\":\"bob\"}");
  raw_peer_wait_gone (bob);

  g_clear_pointer (&ann, raw_peer_free);
  test_server_stop (server);
}

/* A peer that was closed, and doesn't hang up, is cut. */
static void
test_drain (void)
{
  BesedaServer *server = start (
      (BesedaDeadlines){ .handshake = NEVER, .login = NEVER, .ping = NEVER, .dead = NEVER, .drain = SOON });
  g_autoptr (RawPeer) ann = test_server_join_plain (server, 1, "ann");
  char byte = 0;

  raw_peer_send_frame (ann, RAW_PEER_FIN | RAW_PEER_BINARY, "x", 1);
  g_assert_cmpuint (raw_peer_read_close (ann, NULL), ==, 1003);

  /* What is sent from now on is thrown away, until nobody is there to do so. */
  while (raw_peer_try_send (ann, &byte, 1))
    g_thread_yield ();

  test_server_stop (server);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/deadlines/handshake", test_handshake);
  g_test_add_func ("/deadlines/login", test_login);
  g_test_add_func ("/deadlines/dead", test_dead);
  g_test_add_func ("/deadlines/drain", test_drain);

  return g_test_run ();
}
