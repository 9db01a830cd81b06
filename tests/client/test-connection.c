/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "beseda-connection.h"
#include "script-server.h"

static const BesedaPatience quick = { .open = 10000, .answer = 10000, .silence = 60000, .ping = 25000, .pause = 1 };

/* A connection and what it told. */
typedef struct
{
  BesedaConnection *connection;
  guint n_opened;
  guint n_replies;
  guint n_closed;
  guint code;
  GError *error;
  char *clock;
  char *text; /* of the last message */
} Witness;

static void
on_opened (Witness *witness)
{
  g_assert_cmpuint (witness->n_closed, ==, 0);
  witness->n_opened++;
}

static void
on_reply (Witness *witness, BesedaReply *reply, const char *clock)
{
  g_assert_cmpuint (witness->n_opened, ==, 1);
  g_assert_cmpuint (witness->n_closed, ==, 0);
  witness->n_replies++;
  g_free (witness->clock);
  witness->clock = g_strdup (clock);
  g_free (witness->text);
  witness->text = g_strdup (beseda_event_get_text (beseda_reply_get_event (reply)));
}

static void
on_closed (Witness *witness, guint code, const char *reason, const GError *error)
{
  g_assert_true ((code == 0) == (error != NULL));
  witness->n_closed++;
  witness->code = code;
  witness->error = error != NULL ? g_error_copy (error) : NULL;
}

static Witness *
open_address (BesedaAddress *address, const BesedaPatience *patience)
{
  Witness *witness = g_new0 (Witness, 1);

  witness->connection = beseda_connection_new (address, 7, patience);
  g_signal_connect_swapped (witness->connection, "opened", G_CALLBACK (on_opened), witness);
  g_signal_connect_swapped (witness->connection, "reply", G_CALLBACK (on_reply), witness);
  g_signal_connect_swapped (witness->connection, "closed", G_CALLBACK (on_closed), witness);

  return witness;
}

/* Gives whatever is still to come a chance to come, and checks that nothing did. */
static void
close_witness (Witness *witness)
{
  while (g_main_context_iteration (NULL, FALSE))
    ;
  g_assert_cmpuint (witness->n_closed, ==, 1);
  g_assert_finalize_object (witness->connection);
  g_clear_error (&witness->error);
  g_free (witness->clock);
  g_free (witness->text);
  g_free (witness);
}

static void
assert_fails (BesedaAddress *address, const BesedaPatience *patience, BesedaConnectionError code, const char *sentence)
{
  Witness *witness = open_address (address, patience);
  g_autofree char *label = beseda_address_to_label (address);
  g_auto (GStrv) parts = g_strsplit (sentence, "ADDRESS", 2);
  g_autofree char *expected = g_strjoinv (label, parts);

  wait_until (witness->n_closed > 0);
  g_assert_cmpuint (witness->n_opened, ==, 0);
  g_assert_error (witness->error, BESEDA_CONNECTION_ERROR, (int) code);
  g_assert_cmpstr (witness->error->message, ==, expected);
  close_witness (witness);
}

/* Something that listens on loopback, and answers every connection with `answer`; with NULL it only holds it. */
typedef struct
{
  GSocketService *service;
  BesedaAddress *address;
  const char *answer;
  GPtrArray *held;
} Listener;

static gboolean
on_incoming (GSocketService *service, GSocketConnection *connection, GObject *source, gpointer user_data)
{
  Listener *listener = user_data;

  if (listener->answer == NULL)
    g_ptr_array_add (listener->held, g_object_ref (connection));
  else
    g_output_stream_write_all (g_io_stream_get_output_stream (G_IO_STREAM (connection)), listener->answer,
                               strlen (listener->answer), NULL, NULL, NULL);

  return TRUE;
}

static Listener *
listen (const char *answer, gboolean tls)
{
  Listener *listener = g_new0 (Listener, 1);
  g_autoptr (GInetAddress) loopback = g_inet_address_new_loopback (G_SOCKET_FAMILY_IPV4);
  g_autoptr (GSocketAddress) wanted = g_inet_socket_address_new (loopback, 0);
  g_autoptr (GSocketAddress) got = NULL;
  g_autoptr (GError) error = NULL;

  listener->answer = answer;
  listener->held = g_ptr_array_new_with_free_func (g_object_unref);
  listener->service = g_socket_service_new ();
  g_socket_listener_add_address (G_SOCKET_LISTENER (listener->service), wanted, G_SOCKET_TYPE_STREAM,
                                 G_SOCKET_PROTOCOL_TCP, NULL, &got, &error);
  g_assert_no_error (error);
  g_signal_connect (listener->service, "incoming", G_CALLBACK (on_incoming), listener);
  listener->address = beseda_address_new ("127.0.0.1", g_inet_socket_address_get_port (G_INET_SOCKET_ADDRESS (got)),
                                          NULL, tls);

  return listener;
}

static void
stop_listening (Listener *listener)
{
  g_socket_service_stop (listener->service);
  g_socket_listener_close (G_SOCKET_LISTENER (listener->service));
  g_object_unref (listener->service);
  g_ptr_array_unref (listener->held);
  beseda_address_unref (listener->address);
  g_free (listener);
}

static void
test_nobody (void)
{
  Listener *listener = listen (NULL, FALSE);
  g_autoptr (BesedaAddress) address = beseda_address_ref (listener->address);
  g_autoptr (BesedaAddress) no_name = beseda_address_new ("no-such-computer.invalid", 80, NULL, FALSE);
  Witness *witness;

  stop_listening (listener);
  assert_fails (address, &quick, BESEDA_CONNECTION_ERROR_UNREACHABLE,
                "Nobody answers at ADDRESS; check the address, and whether the room is open.");

  /* Which of the two it is depends on the resolver that this computer has. */
  witness = open_address (no_name, &quick);
  wait_until (witness->n_closed > 0);
  g_assert_error (witness->error, BESEDA_CONNECTION_ERROR, BESEDA_CONNECTION_ERROR_UNREACHABLE);
  g_assert_nonnull (strstr (witness->error->message, "no-such-computer.invalid"));
  close_witness (witness);
}

static void
test_no_room (void)
{
  static const struct
  {
    const char *answer;
    BesedaConnectionError code;
    const char *sentence;
  } cases[] = {
    { "HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\nConnection: close\r\n\r\n", BESEDA_CONNECTION_ERROR_NOT_A_ROOM,
      "Something answers at ADDRESS, but it is no room; check the address." },
    { "HTTP/1.1 200 OK\r\nContent-Length: 2\r\nConnection: close\r\n\r\nhi", BESEDA_CONNECTION_ERROR_NOT_A_ROOM,
      "Something answers at ADDRESS, but it is no room; check the address." },
    { "HTTP/1.1 301 Moved\r\nLocation: http://192.0.2.1/\r\nContent-Length: 0\r\nConnection: close\r\n\r\n",
      BESEDA_CONNECTION_ERROR_NOT_A_ROOM, "Something answers at ADDRESS, but it is no room; check the address." },
    { "HTTP/1.1 101 Switching\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Accept: wrong\r\n\r\n",
      BESEDA_CONNECTION_ERROR_NOT_A_ROOM, "Something answers at ADDRESS, but it is no room; check the address." },
    { "HTTP/1.1 503 Busy\r\nContent-Length: 0\r\nConnection: close\r\n\r\n", BESEDA_CONNECTION_ERROR_UNREACHABLE,
      "The server at ADDRESS can’t let anybody in right now; try again in a moment." },
    { "220 mail.example.org ESMTP\r\n", BESEDA_CONNECTION_ERROR_NOT_A_ROOM,
      "Something answers at ADDRESS, but it is no room; check the address." },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      Listener *listener = listen (cases[i].answer, FALSE);

      g_test_message ("%s", cases[i].answer);
      assert_fails (listener->address, &quick, cases[i].code, cases[i].sentence);
      stop_listening (listener);
    }
}

/* It accepts, and says nothing. */
static void
test_slow_to_open (void)
{
  Listener *listener = listen (NULL, FALSE);
  BesedaPatience patience = quick;

  patience.open = 20;
  assert_fails (listener->address, &patience, BESEDA_CONNECTION_ERROR_UNREACHABLE,
                "Nobody answers at ADDRESS; check the address, and whether the room is open.");
  stop_listening (listener);
}

static void
test_no_tls (void)
{
  Listener *listener;

  if (!g_tls_backend_supports_tls (g_tls_backend_get_default ()))
    {
      g_test_skip ("GIO has no TLS here");
      return;
    }

  listener = listen ("HTTP/1.1 400 Bad Request\r\n\r\n", TRUE);
  assert_fails (listener->address, &quick, BESEDA_CONNECTION_ERROR_TLS,
                "No secure connection to ADDRESS is possible; try the link with http:// in front.");
  stop_listening (listener);
}

/* The right host, and nobody vouches for it. It protects nothing: the key is here for everybody to read. */
static const char self_signed[] = "-----BEGIN PRIVATE KEY-----\n"
                                  "MIGHAgEAMBMGByqGSM49AgEGCCqGSM49AwEHBG0wawIBAQQgczOJdGpehH+LVX1R\n"
                                  "arWznvYQE201KTjEYrSiBTapD4OhRANCAARIM5rsAwq8VhxeUuhc2qXPjq5Ed8ir\n"
                                  "pg3HywaiaMScVM9ye4LLN8gaXJMU9CQ+ak1jNlvtKDSWGfNZA5H/f/uR\n"
                                  "-----END PRIVATE KEY-----\n"
                                  "-----BEGIN CERTIFICATE-----\n"
                                  "MIIBkDCCATagAwIBAgIUBPo/1xWh51J+FnkC1KNHZrD1yE4wCgYIKoZIzj0EAwIw\n"
                                  "FDESMBAGA1UEAwwJbG9jYWxob3N0MCAXDTI2MTEyMzA1MTIyNloYDzIxMjYxMDMw\n"
                                  "MDUxMjI2WjAUMRIwEAYDVQQDDAlsb2NhbGhvc3QwWTATBgcqhkjOPQIBBggqhkjO\n"
                                  "PQMBBwNCAARIM5rsAwq8VhxeUuhc2qXPjq5Ed8irpg3HywaiaMScVM9ye4LLN8ga\n"
                                  "XJMU9CQ+ak1jNlvtKDSWGfNZA5H/f/uRo2QwYjAdBgNVHQ4EFgQUB1gniRLfegpX\n"
                                  "dhEWalTGr2jv3FIwHwYDVR0jBBgwFoAUB1gniRLfegpXdhEWalTGr2jv3FIwDwYD\n"
                                  "VR0TAQH/BAUwAwEB/zAPBgNVHREECDAGhwR/AAABMAoGCCqGSM49BAMCA0gAMEUC\n"
                                  "IFF/Z7v+ErT5e43sOjMP7cy8jOW7zmwAYuGcQ/KLR11MAiEAvN6yaC54O0jpSwHo\n"
                                  "X3YmjzJuPJV/AjmphjaBQAQWleU=\n"
                                  "-----END CERTIFICATE-----\n";

static void
keep_guest (SoupServer *soup,
            SoupServerMessage *message,
            const char *path,
            SoupWebsocketConnection *websocket,
            gpointer user_data)
{
  g_set_object ((SoupWebsocketConnection **) user_data, websocket);
}

static void
test_certificates (void)
{
  const char *elsewhere = "00112233445566778899aabbccddeeff00112233445566778899aabbccddeeff";
  g_autofree char *fingerprint = NULL;
  g_autoptr (BesedaAddress) pinned = NULL;
  g_autoptr (BesedaAddress) other = NULL;
  g_autoptr (SoupWebsocketConnection) guest = NULL;
  Witness *witness;
  g_autoptr (SoupServer) soup = NULL;
  g_autoptr (GTlsCertificate) certificate = NULL;
  g_autoptr (BesedaAddress) address = NULL;
  g_autoptr (GError) error = NULL;
  GSList *uris;

  if (!g_tls_backend_supports_tls (g_tls_backend_get_default ()))
    {
      g_test_skip ("GIO has no TLS here");
      return;
    }

  certificate = g_tls_certificate_new_from_pem (self_signed, -1, &error);
  g_assert_no_error (error);
  soup = soup_server_new ("tls-certificate", certificate, NULL);
  soup_server_listen_local (soup, 0, SOUP_SERVER_LISTEN_HTTPS | SOUP_SERVER_LISTEN_IPV4_ONLY, &error);
  g_assert_no_error (error);
  uris = soup_server_get_uris (soup);
  address = beseda_address_new ("127.0.0.1", g_uri_get_port (uris->data), NULL, TRUE);
  g_slist_free_full (uris, (GDestroyNotify) g_uri_unref);

  soup_server_add_websocket_handler (soup, "/ws", NULL, NULL, keep_guest, &guest, NULL);
  fingerprint = beseda_trust_make_fingerprint (certificate);
  pinned = beseda_address_with_secrets (address, fingerprint, NULL, NULL);
  other = beseda_address_with_secrets (address, elsewhere, NULL, NULL);

  /* Nobody vouches for it, and nothing says which one is meant. */
  assert_fails (address, &quick, BESEDA_CONNECTION_ERROR_UNKNOWN_CERTIFICATE,
                "Nobody vouches for the certificate of ADDRESS; ask the host for a link that has its fingerprint.");

  /* Another one is meant. */
  assert_fails (
      other, &quick, BESEDA_CONNECTION_ERROR_CHANGED_CERTIFICATE,
      "What answers at ADDRESS is not the room that your link is of, or somebody is in between; ask the host for "
      "a new link.");

  /* It is meant, and no question is left. */
  witness = open_address (pinned, &quick);
  wait_until (witness->n_opened > 0);
  g_assert_cmpint (beseda_connection_get_trust (witness->connection), ==, BESEDA_TRUST_PINNED);
  g_assert_cmpstr (beseda_connection_get_fingerprint (witness->connection), ==, fingerprint);
  beseda_connection_close (witness->connection);
  wait_until (witness->n_closed > 0);
  close_witness (witness);
}

static void
refuse_subprotocols (SoupServer *soup, SoupServerMessage *message, const char *path, GHashTable *query, gpointer data)
{
  guint *n_refused = data;

  if (soup_message_headers_get_one (soup_server_message_get_request_headers (message), "Sec-WebSocket-Protocol"))
    {
      ++*n_refused;
      soup_server_message_set_status (message, SOUP_STATUS_BAD_REQUEST, NULL);
    }
}

/* Asked again without the subprotocol, it lets us in. */
static void
test_unknown_subprotocol (void)
{
  g_autoptr (SoupServer) soup = soup_server_new (NULL, NULL);
  g_autoptr (SoupWebsocketConnection) guest = NULL;
  g_autoptr (BesedaAddress) address = NULL;
  g_autoptr (GError) error = NULL;
  guint n_refused = 0;
  Witness *witness;
  GSList *uris;

  soup_server_add_early_handler (soup, "/ws", refuse_subprotocols, &n_refused, NULL);
  soup_server_add_websocket_handler (soup, "/ws", NULL, NULL, keep_guest, &guest, NULL);
  soup_server_listen_local (soup, 0, SOUP_SERVER_LISTEN_IPV4_ONLY, &error);
  g_assert_no_error (error);
  uris = soup_server_get_uris (soup);
  address = beseda_address_new ("127.0.0.1", g_uri_get_port (uris->data), NULL, FALSE);
  g_slist_free_full (uris, (GDestroyNotify) g_uri_unref);

  witness = open_address (address, &quick);
  wait_until (witness->n_opened > 0 || witness->n_closed > 0);
  g_assert_no_error (witness->error);
  g_assert_cmpuint (n_refused, ==, 1);
  g_assert_cmpint (beseda_connection_get_dialect (witness->connection), ==, BESEDA_DIALECT_PLAIN);
  beseda_connection_close (witness->connection);
  wait_until (witness->n_closed > 0);
  close_witness (witness);
}

static Witness *
open_script (ScriptServer *server, const BesedaPatience *patience)
{
  Witness *witness = open_address (script_server_get_address (server), patience);

  wait_until (witness->n_opened > 0 && script_server_get_newest (server) != NULL);

  return witness;
}

/* What cannot be understood is passed over; what comes behind it is not lost. */
static void
test_garbage (void)
{
  g_autoptr (ScriptServer) server = script_server_new (0, BESEDA_DIALECT_PLAIN, NULL, NULL);
  Witness *witness = open_script (server, &quick);
  SoupWebsocketConnection *guest = script_server_get_newest (server)->websocket;

  soup_websocket_connection_send_text (guest, "{");
  soup_websocket_connection_send_text (guest, "[1, 2]");
  soup_websocket_connection_send_text (guest, "");
  soup_websocket_connection_send_text (guest, "{\"type\": \"dance\"}");
  soup_websocket_connection_send_binary (guest, "\1\2\3", 3);
  soup_websocket_connection_send_text (guest,
                                       "{\"time\":\"14:05\",\"clientId\":1,\"message\":\"hi\",\"login\":\"bob\"}");
  wait_until (witness->n_replies > 0);
  g_assert_cmpuint (witness->n_replies, ==, 1);
  g_assert_cmpstr (witness->text, ==, "hi");
  g_assert_cmpstr (witness->clock, ==, "14:05");

  beseda_connection_close (witness->connection);
  wait_until (witness->n_closed > 0);
  g_assert_cmpuint (witness->code, ==, 1000);
  close_witness (witness);
}

static void
assert_lost (Witness *witness)
{
  wait_until (witness->n_closed > 0);
  g_assert_error (witness->error, BESEDA_CONNECTION_ERROR, BESEDA_CONNECTION_ERROR_LOST);
  g_assert_true (g_str_has_prefix (witness->error->message, "The connection to 127.0.0.1:"));
  close_witness (witness);
}

static void
test_cut (void)
{
  static const struct
  {
    const char *bytes;
    gsize length;
  } halves[] = {
    { "", 0 }, { "\x81", 1 }, { "\x81\x7e\x01", 3 }, { "\x81\x20{\"time\":", 10 }, { "\x01\x02{\"", 4 },
  };

  for (guint i = 0; i < G_N_ELEMENTS (halves); i++)
    {
      g_autoptr (ScriptServer) server = script_server_new (0, BESEDA_DIALECT_PLAIN, NULL, NULL);
      Witness *witness = open_script (server, &quick);

      script_guest_send_raw (script_server_get_newest (server), halves[i].bytes, halves[i].length);
      script_guest_cut (script_server_get_newest (server));
      assert_lost (witness);
    }
}

/* What the peer answers to our complaint is not its own reason to close. */
static void
test_not_utf8 (void)
{
  g_autoptr (ScriptServer) server = script_server_new (0, BESEDA_DIALECT_PLAIN, NULL, NULL);
  Witness *witness = open_script (server, &quick);

  script_guest_send_raw (script_server_get_newest (server), "\x81\x02\xc3\x28", 4);
  assert_lost (witness);
}

/* It is not awaited: what a frame promises is enough. */
static void
test_huge (void)
{
  g_autoptr (ScriptServer) server = script_server_new (0, BESEDA_DIALECT_PLAIN, NULL, NULL);
  Witness *witness = open_script (server, &quick);

  script_guest_send_raw (script_server_get_newest (server), "\x81\x7f\x00\x00\x00\x00\x00\x40\x00\x01", 10);
  assert_lost (witness);
}

/* No frame, no pong: the peer is gone, whatever TCP believes. */
static void
test_silence (void)
{
  g_autoptr (ScriptServer) server = script_server_new (0, BESEDA_DIALECT_PLAIN, NULL, NULL);
  BesedaPatience patience = quick;
  Witness *witness;

  patience.silence = 50;
  witness = open_script (server, &patience);
  assert_lost (witness);
}

static gboolean
send_pong (gpointer user_data)
{
  ScriptServer *server = user_data;

  if (script_server_get_newest (server) != NULL)
    script_guest_send_raw (script_server_get_newest (server), "\x8a\x00", 2);

  return G_SOURCE_CONTINUE;
}

/* A quiet room is not a lost one: pongs are signs of life. */
static void
test_pong (void)
{
  g_autoptr (ScriptServer) server = script_server_new (0, BESEDA_DIALECT_PLAIN, NULL, NULL);
  guint pongs = g_timeout_add (20, send_pong, server);
  BesedaPatience patience = quick;
  Witness *witness;
  gint64 opened;

  patience.silence = 500;
  witness = open_script (server, &patience);
  opened = g_get_monotonic_time ();
  wait_until (witness->n_closed > 0 || g_get_monotonic_time () - opened > 2 * 500 * 1000);
  g_assert_cmpuint (witness->n_closed, ==, 0);

  g_source_remove (pongs);
  assert_lost (witness);
}

/* In every state; also by dropping it without a word. */
static void
test_end_early (void)
{
  g_autoptr (ScriptServer) server = script_server_new (0, BESEDA_DIALECT_PLAIN, NULL, NULL);
  Witness *witness = open_address (script_server_get_address (server), &quick);
  BesedaConnection *dropped = beseda_connection_new (script_server_get_address (server), 8, &quick);

  beseda_connection_close (witness->connection);
  g_assert_cmpuint (witness->n_closed, ==, 1);
  close_witness (witness);
  g_assert_finalize_object (dropped);

  witness = open_address (script_server_get_address (server), &quick);
  for (guint i = 0; i < 3; i++)
    g_main_context_iteration (NULL, FALSE);
  beseda_connection_close (witness->connection);
  wait_until (witness->n_closed > 0);
  close_witness (witness);

  dropped = beseda_connection_new (script_server_get_address (server), 9, &quick);
  for (guint i = 0; i < 3; i++)
    g_main_context_iteration (NULL, FALSE);
  g_assert_finalize_object (dropped);
  while (g_main_context_iteration (NULL, FALSE))
    ;
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/connection/nobody", test_nobody);
  g_test_add_func ("/connection/no-room", test_no_room);
  g_test_add_func ("/connection/slow-to-open", test_slow_to_open);
  g_test_add_func ("/connection/no-tls", test_no_tls);
  g_test_add_func ("/connection/certificates", test_certificates);
  g_test_add_func ("/connection/unknown-subprotocol", test_unknown_subprotocol);
  g_test_add_func ("/connection/garbage", test_garbage);
  g_test_add_func ("/connection/cut", test_cut);
  g_test_add_func ("/connection/not-utf8", test_not_utf8);
  g_test_add_func ("/connection/huge", test_huge);
  g_test_add_func ("/connection/silence", test_silence);
  g_test_add_func ("/connection/pong", test_pong);
  g_test_add_func ("/connection/end-early", test_end_early);

  return g_test_run ();
}
