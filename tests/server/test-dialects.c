/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "test-server.h"

static void
expect (RawPeer *peer, const char *expected)
{
  g_autofree char *frame = test_server_strip_times (raw_peer_read_text (peer));

  g_assert_cmpstr (frame, ==, expected);
}

/* Names, order and kinds of the fields are what the clients of the original rely on. */
static void
test_plain (void)
{
  BesedaServer *server = test_server_start (NULL);
  guint16 port = beseda_server_get_port (server);
  g_autoptr (RawPeer) ann = raw_peer_join (port, "/ws/7", NULL);
  g_autoptr (RawPeer) bob = NULL;

  raw_peer_send_text (ann, "{\"clientId\": 7, \"login\": \"ann\"}");
  expect (ann, "{\"clientId\":7,\"message\":\"Online\",\"login\":\"ann\"}");

  bob = raw_peer_join (port, "/ws/-12", NULL);
  raw_peer_send_text (bob, "{\"clientId\": -12, \"login\": \"bob\"}");
  expect (ann, "{\"clientId\":-12,\"message\":\"Online\",\"login\":\"bob\"}");
  expect (bob, "{\"clientId\":-12,\"message\":\"Online\",\"login\":\"bob\"}");

  raw_peer_send_text (ann, "{\"message\": \"hello\"}");
  expect (ann, "{\"clientId\":7,\"message\":\"hello\",\"login\":\"ann\"}");
  expect (bob, "{\"clientId\":7,\"message\":\"hello\",\"login\":\"ann\"}");

  g_clear_pointer (&bob, raw_peer_free);
  expect (ann, "{\"clientId\":-12,\"message\":\"Offline\",\"login\":\"bob\"}");

  g_clear_pointer (&ann, raw_peer_free);
  test_server_stop (server);
}

/* HH:MM is the server's local time of the message; the minute may turn over while we look. */
static void
test_plain_time (void)
{
  g_autoptr (GDateTime) before = g_date_time_new_now_local ();
  g_autoptr (GDateTime) after = NULL;
  BesedaServer *server = test_server_start (NULL);
  g_autoptr (RawPeer) ann = test_server_join_plain (server, 7, "ann");
  g_autofree char *frame = NULL;
  g_autofree char *earliest = g_date_time_format (before, "{\"time\":\"%H:%M\",");
  g_autofree char *latest = NULL;

  raw_peer_send_text (ann, "{\"message\": \"hello\"}");
  frame = raw_peer_read_text (ann);
  after = g_date_time_new_now_local ();
  latest = g_date_time_format (after, "{\"time\":\"%H:%M\",");

  g_assert_true (g_str_has_prefix (frame, earliest) || g_str_has_prefix (frame, latest));

  g_clear_pointer (&ann, raw_peer_free);
  test_server_stop (server);
}

static void
test_beseda (void)
{
  BesedaServer *server = test_server_start (NULL);
  g_autoptr (RawPeer) ann = test_server_join_plain (server, 7, "ann");
  g_autoptr (RawPeer) bob = raw_peer_join (beseda_server_get_port (server), "/ws/8", "chat, beseda.1");
  g_autofree char *welcome = NULL;

  raw_peer_send_text (bob, "{\"type\": \"login\", \"login\": \"bob\", \"clientId\": 8}");
  welcome = raw_peer_read_text (bob);
  g_assert_true (g_regex_match_simple (
      "^{\"type\":\"welcome\",\"room\":\"Room 5\",\"roomId\":\"[0-9a-f-]{36}\",\"login\":\"bob\",\"clientId\":8,"
      "\"token\":\"[0-9a-f]{32}\",\"lastSeq\":2,\"typing\":true,\"presence\":true,\"people\":\\[{\"clientId\":7,"
      "\"login\":\"ann\"},"
      "{\"clientId\":8,\"login\":\"bob\"}\\],",
      welcome, 0, 0));
  expect (bob, "{\"type\":\"history\",\"fromSeq\":1,\"toSeq\":1,\"events\":[{\"type\":\"online\",\"seq\":1,"
               "\"clientId\":7,\"message\":\"Online\",\"login\":\"ann\"}]}");
  expect (bob, "{\"type\":\"online\",\"seq\":2,\"clientId\":8,\"message\":\"Online\",\"login\":\"bob\"}");
  expect (ann, "{\"clientId\":8,\"message\":\"Online\",\"login\":\"bob\"}");

  /* Each hears it in the own dialect; a message whose text is "Offline" is a message. */
  raw_peer_send_text (bob, "{\"type\": \"message\", \"id\": \"x1\", \"message\": \"Offline\"}");
  expect (bob, "{\"type\":\"message\",\"seq\":3,\"id\":\"x1\",\"clientId\":8,\"message\":\"Offline\","
               "\"login\":\"bob\"}");
  expect (ann, "{\"clientId\":8,\"message\":\"Offline\",\"login\":\"bob\"}");

  /* The repetition is answered with the first one's echo, to its sender alone. */
  raw_peer_send_text (bob, "{\"type\": \"message\", \"id\": \"x1\", \"message\": \"Offline\"}");
  expect (bob, "{\"type\":\"message\",\"seq\":3,\"id\":\"x1\",\"clientId\":8,\"message\":\"Offline\","
               "\"login\":\"bob\"}");

  /* A frame without a type is read as the plain one. */
  raw_peer_send_text (bob, "{\"message\": \"bye\"}");
  expect (bob, "{\"type\":\"message\",\"seq\":4,\"clientId\":8,\"message\":\"bye\",\"login\":\"bob\"}");
  expect (ann, "{\"clientId\":8,\"message\":\"bye\",\"login\":\"bob\"}");

  raw_peer_send_frame (bob, RAW_PEER_FIN | RAW_PEER_CLOSE, "\x03\xe8", 2);
  g_assert_cmpuint (raw_peer_read_close (bob, NULL), ==, 1000);
  raw_peer_wait_gone (bob);
  expect (ann, "{\"clientId\":8,\"message\":\"Offline\",\"login\":\"bob\"}");

  g_clear_pointer (&ann, raw_peer_free);
  g_clear_pointer (&bob, raw_peer_free);
  test_server_stop (server);
}

static void
check_subprotocol (guint16 port, const char *offered, const char *chosen)
{
  g_autoptr (RawPeer) peer = raw_peer_new (port);
  g_autofree char *request = raw_peer_make_request ("/ws/1", offered);
  g_autofree char *head = NULL;
  g_autofree char *header = g_strdup_printf ("\r\nSec-WebSocket-Protocol: %s\r\n", chosen != NULL ? chosen : "");

  raw_peer_send (peer, request, strlen (request));
  head = raw_peer_read_head (peer);
  g_assert_true (g_str_has_prefix (head, "HTTP/1.1 101 "));
  g_assert_nonnull (strstr (head, "\r\nSec-WebSocket-Accept: s3pPLMBiTxaQ9kYGzzhZRbK+xOo=\r\n"));
  if (chosen != NULL)
    g_assert_nonnull (strstr (head, header));
  else
    g_assert_null (strstr (head, "Sec-WebSocket-Protocol"));
  g_assert_null (strstr (head, "Sec-WebSocket-Extensions"));

  raw_peer_send_frame (peer, RAW_PEER_FIN | RAW_PEER_CLOSE, "", 0);
  raw_peer_wait_gone (peer);
}

static void
test_negotiation (void)
{
  BesedaServer *server = test_server_start (NULL);
  guint16 port = beseda_server_get_port (server);

  check_subprotocol (port, NULL, NULL);
  check_subprotocol (port, "beseda.1", "beseda.1");
  check_subprotocol (port, "mqtt, beseda.1", "beseda.1");
  check_subprotocol (port, "mqtt", NULL);
  check_subprotocol (port, "beseda.1\r\nSec-WebSocket-Protocol: mqtt", "beseda.1");
  check_subprotocol (port, "mqtt\r\nSec-WebSocket-Protocol: beseda.1", "beseda.1");
  check_subprotocol (port, "beseda.10, xbeseda.1", NULL);

  test_server_stop (server);
}

/* The first frames may come in one packet with the request. */
static void
test_behind_the_handshake (void)
{
  BesedaServer *server = test_server_start (NULL);
  g_autoptr (RawPeer) peer = raw_peer_new (beseda_server_get_port (server));
  g_autoptr (GString) bytes = g_string_new (NULL);
  g_autofree char *request = raw_peer_make_request ("/ws/7", NULL);
  g_autofree char *head = NULL;
  static const char *const frames[] = { "{\"login\": \"ann\"}", "{\"message\": \"one\"}", "{\"message\": \"two\"}" };

  g_string_append (bytes, request);
  for (guint i = 0; i < G_N_ELEMENTS (frames); i++)
    {
      g_autoptr (GByteArray) frame = raw_peer_make_frame (RAW_PEER_FIN | RAW_PEER_TEXT, frames[i], strlen (frames[i]));

      g_string_append_len (bytes, (const char *) frame->data, frame->len);
    }

  raw_peer_send (peer, bytes->str, bytes->len);
  head = raw_peer_read_head (peer);
  g_assert_true (g_str_has_prefix (head, "HTTP/1.1 101 "));
  expect (peer, "{\"clientId\":7,\"message\":\"Online\",\"login\":\"ann\"}");
  expect (peer, "{\"clientId\":7,\"message\":\"one\",\"login\":\"ann\"}");
  expect (peer, "{\"clientId\":7,\"message\":\"two\",\"login\":\"ann\"}");

  g_clear_pointer (&peer, raw_peer_free);
  test_server_stop (server);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/dialects/plain", test_plain);
  g_test_add_func ("/dialects/plain-time", test_plain_time);
  g_test_add_func ("/dialects/beseda", test_beseda);
  g_test_add_func ("/dialects/negotiation", test_negotiation);
  g_test_add_func ("/dialects/behind-the-handshake", test_behind_the_handshake);

  return g_test_run ();
}
