/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "test-server.h"

static void
check_refused (const char *address, guint16 port, BesedaServerError code, const char *sentence)
{
  BesedaServerOptions options = test_server_options ();
  g_autoptr (GError) error = NULL;

  options.address = address;
  options.port = port;
  error = test_server_fail_to_start (&options);
  g_assert_error (error, BESEDA_SERVER_ERROR, (int) code);
  g_assert_cmpstr (error->message, ==, sentence);
}

static void
test_refusals (void)
{
  BesedaServer *server = test_server_start (NULL);
  guint16 port = beseda_server_get_port (server);
  g_autofree char *taken = g_strdup_printf (
      "Port %u is taken by another program; choose another port, or 0 for any free one.", port);

  check_refused ("127.0.0.1", port, BESEDA_SERVER_ERROR_PORT_TAKEN, taken);
  check_refused ("192.0.2.1", 0, BESEDA_SERVER_ERROR_ADDRESS,
                 "This computer doesn't have the address 192.0.2.1; use one that it has, or 0.0.0.0 for all.");
  check_refused ("example.org", 0, BESEDA_SERVER_ERROR_ADDRESS,
                 "“example.org” is no IP address; use one such as 192.168.1.5, or 0.0.0.0 for all.");
  check_refused ("", 0, BESEDA_SERVER_ERROR_ADDRESS,
                 "“” is no IP address; use one such as 192.168.1.5, or 0.0.0.0 for all.");

  test_server_stop (server);
}

static void
test_uri (void)
{
  BesedaServer *server = test_server_start (NULL);
  g_autofree char *uri = g_strdup_printf ("http://127.0.0.1:%u/", beseda_server_get_port (server));

  g_assert_cmpstr (beseda_server_get_uri (server), ==, uri);

  test_server_stop (server);
}

/* All addresses of both families, where the system has both. */
static void
test_all_addresses (void)
{
  BesedaServerOptions options = test_server_options ();
  BesedaServer *server;
  g_autofree char *uri = NULL;
  g_autoptr (RawPeer) ann = NULL;
  g_autoptr (GSocket) probe = g_socket_new (G_SOCKET_FAMILY_IPV6, G_SOCKET_TYPE_STREAM, G_SOCKET_PROTOCOL_TCP, NULL);
  g_autoptr (GSocketAddress) any = g_inet_socket_address_new_from_string ("::1", 0);

  if (probe == NULL || !g_socket_bind (probe, any, FALSE, NULL))
    {
      g_test_skip ("there is no IPv6 here");
      return;
    }

  options.address = "::";
  server = test_server_start (&options);
  uri = g_strdup_printf ("http://[::]:%u/", beseda_server_get_port (server));
  g_assert_cmpstr (beseda_server_get_uri (server), ==, uri);

  ann = test_server_join_plain (server, 1, "ann");
  g_clear_pointer (&ann, raw_peer_free);

  test_server_stop (server);
}

/* Everybody is told; neither who doesn't answer nor who is not in yet makes it take longer than two seconds. */
static void
test_stop (void)
{
  BesedaServer *server = test_server_start (NULL);
  guint16 port = beseda_server_get_port (server);
  g_autoptr (RawPeer) ann = test_server_join_plain (server, 1, "ann");
  g_autoptr (RawPeer) bob = test_server_join_beseda (server, 2, "bob");
  g_autoptr (RawPeer) nobody = raw_peer_join (port, "/ws/3", NULL);
  g_autoptr (RawPeer) half = raw_peer_new (port);
  g_autoptr (RawPeer) silent = raw_peer_new (port);
  g_autofree char *reason = NULL;
  gint64 before = g_get_monotonic_time ();

  raw_peer_send (half, "GET / HTTP/1.1\r\n", 16);
  test_server_stop (server);
  g_assert_cmpint (g_get_monotonic_time () - before, <, 2 * G_USEC_PER_SEC);

  g_assert_cmpuint (raw_peer_read_close (ann, &reason), ==, 1001);
  g_assert_cmpstr (reason, ==, "The server stops.");
  g_assert_cmpuint (raw_peer_read_close (bob, NULL), ==, 1001);
  g_assert_cmpuint (raw_peer_read_close (nobody, NULL), ==, 1001);
  raw_peer_wait_gone (half);
  raw_peer_wait_gone (silent);
}

/* Those who hang up are not waited for any longer. */
static void
test_stop_of_an_empty_room (void)
{
  BesedaServerOptions options = test_server_options ();
  BesedaServer *server;

  options.deadlines = &(BesedaDeadlines){ .handshake = 10, .login = 10, .ping = 10, .dead = 10, .drain = 1000000 };
  server = test_server_start (&options);
  test_server_stop (server);
}

/* The port is free again, although its last guests have just gone. */
static void
test_restart (void)
{
  BesedaServerOptions options = test_server_options ();
  BesedaServer *server = test_server_start (&options);
  g_autoptr (RawPeer) ann = test_server_join_plain (server, 1, "ann");

  options.port = beseda_server_get_port (server);
  test_server_stop (server);
  server = test_server_start (&options);
  g_assert_cmpuint (beseda_server_get_port (server), ==, options.port);
  test_server_stop (server);
}

static void
test_dropped (void)
{
  BesedaServer *server = test_server_start (NULL);
  g_autoptr (RawPeer) ann = test_server_join_plain (server, 1, "ann");

  g_assert_finalize_object (server);
  g_assert_cmpuint (raw_peer_read_close (ann, NULL), ==, 1001);
}

static void
count (GObject *source, GAsyncResult *result, gpointer user_data)
{
  *(guint *) user_data += 1;
}

/* An owner may change its mind at any moment. */
static void
test_stop_while_starting (void)
{
  for (guint i = 0; i < 50; i++)
    {
      BesedaServerOptions options = test_server_options ();
      BesedaServer *server;
      guint n = 0;

      options.address = i % 2 == 0 ? "127.0.0.1" : "192.0.2.1";
      server = beseda_server_new (&options);
      beseda_server_start_async (server, NULL, count, &n);
      beseda_server_stop_async (server, count, &n);
      while (n < 2)
        g_main_context_iteration (NULL, TRUE);
      while (g_main_context_iteration (NULL, FALSE))
        ;
      g_assert_finalize_object (server);
    }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/server/refusals", test_refusals);
  g_test_add_func ("/server/uri", test_uri);
  g_test_add_func ("/server/all-addresses", test_all_addresses);
  g_test_add_func ("/server/stop", test_stop);
  g_test_add_func ("/server/stop-of-an-empty-room", test_stop_of_an_empty_room);
  g_test_add_func ("/server/restart", test_restart);
  g_test_add_func ("/server/dropped", test_dropped);
  g_test_add_func ("/server/stop-while-starting", test_stop_while_starting);

  return g_test_run ();
}
