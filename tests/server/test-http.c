/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <sys/resource.h>

#include "beseda-limits.h"
#include "test-server.h"

typedef struct
{
  const char *name;
  const char *request; /* up to the headers' end, without Host */
  const char *status;
  const char *body; /* a part of it; empty: the connection stays open */
} Case;

/* What a browser sends, without Host and Origin. */
#define UPGRADE                                                                                                        \
  "GET /ws/7 HTTP/1.1\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n" \
  "Sec-WebSocket-Version: 13"

static const Case cases[] = {
  { "front-page", "GET / HTTP/1.1", "200 OK", "Room 5" },
  { "room-page", "GET /rooms/room-5 HTTP/1.1", "200 OK", "Room 5" },
  { "query", "GET /?from=mail HTTP/1.1", "200 OK", "Room 5" },
  { "health", "GET /health HTTP/1.1", "200 OK", "{\"status\": \"ok\", \"people\": 0, \"uptime\": 0}" },
  { "nothing", "GET /nothing HTTP/1.1", "404 Not Found", "nothing at this address" },
  { "up", "GET /../../etc/passwd HTTP/1.1", "404 Not Found", "nothing at this address" },
  { "no-such-room", "GET /rooms/other/ws/7 HTTP/1.1", "404 Not Found", "nothing at this address" },
  { "bad-percent", "GET /rooms/%ff/ws/7 HTTP/1.1", "404 Not Found", "nothing at this address" },
  { "nul", "GET /rooms/room-5%00/ws/7 HTTP/1.1", "404 Not Found", "nothing at this address" },
  { "no-integer", "GET /ws/abc HTTP/1.1", "400 Bad Request", "whole number" },
  { "half-integer", "GET /ws/7.5 HTTP/1.1", "400 Bad Request", "whole number" },
  { "no-id", "GET /ws/ HTTP/1.1", "400 Bad Request", "whole number" },
  { "huge-integer", "GET /ws/9223372036854775808 HTTP/1.1", "400 Bad Request", "whole number" },
  { "no-upgrade", "GET /ws/7 HTTP/1.1", "426 Upgrade Required", "WebSocket" },
  { "old-version",
    "GET /ws/7 HTTP/1.1\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Key: "
    "dGhlIHNhbXBsZSBub25jZQ==\r\nSec-WebSocket-Version: 7",
    "426 Upgrade Required", "version 13" },
  { "no-key", "GET /ws/7 HTTP/1.1\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Version: 13",
    "400 Bad Request", "handshake" },
  { "no-origin", UPGRADE, "101 Switching Protocols", "" },
  { "own-origin", UPGRADE "\r\nOrigin: http://LOCALHOST:80", "101 Switching Protocols", "" },
  { "other-origin", UPGRADE "\r\nOrigin: http://example.com", "403 Forbidden", "Web pages from elsewhere" },
  { "other-port", UPGRADE "\r\nOrigin: http://localhost:81", "403 Forbidden", "Web pages from elsewhere" },
  { "no-page", UPGRADE "\r\nOrigin: null", "403 Forbidden", "Web pages from elsewhere" },
  { "two-origins", UPGRADE "\r\nOrigin: http://localhost\r\nOrigin: http://example.com", "403 Forbidden", "elsewhere" },
  { "origin-without-upgrade", "GET / HTTP/1.1\r\nOrigin: http://example.com", "200 OK", "Room 5" },
  { "post", "POST / HTTP/1.1\r\nContent-Length: 0", "405 Method Not Allowed", "GET" },
};

static void
test_case (gconstpointer data)
{
  const Case *c = data;
  BesedaServer *server = test_server_start (NULL);
  g_autoptr (RawPeer) peer = raw_peer_new (beseda_server_get_port (server));
  g_autofree char *request = g_strconcat (c->request, "\r\nHost: localhost\r\n\r\n", NULL);
  g_autofree char *status = g_strdup_printf ("HTTP/1.1 %s\r\n", c->status);
  g_autofree char *answer = NULL;

  raw_peer_send (peer, request, strlen (request));
  answer = *c->body != '\0' ? raw_peer_read_all (peer) : raw_peer_read_head (peer);

  if (!g_str_has_prefix (answer, status) || strstr (answer, c->body) == NULL)
    g_error ("%s: unexpected answer: %s", c->name, answer);
  if (*c->body != '\0')
    g_assert_nonnull (strstr (answer, "\r\nConnection: close\r\n"));

  g_clear_pointer (&peer, raw_peer_free);
  test_server_stop (server);
}

/* A room is found by its name and by its slug, however a link spells them. */
static void
test_room_paths (void)
{
  static const char *const paths[] = { "/rooms/Room%205/ws/7", "/rooms/room-5/ws/7", "/rooms/ROOM-5/ws/7",
                                       "/rooms/room%2d5/ws/7" };
  BesedaServer *server = test_server_start (NULL);

  for (guint i = 0; i < G_N_ELEMENTS (paths); i++)
    {
      g_autoptr (RawPeer) peer = raw_peer_join (beseda_server_get_port (server), paths[i], NULL);

      raw_peer_send_frame (peer, RAW_PEER_FIN | RAW_PEER_CLOSE, "", 0);
      raw_peer_wait_gone (peer);
    }

  test_server_stop (server);
}

/* What is no HTTP at all, or has no end, costs its sender the connection and nobody else anything. */
static void
test_garbage (void)
{
  BesedaServer *server = test_server_start (NULL);
  guint16 port = beseda_server_get_port (server);
  g_autoptr (RawPeer) tls = raw_peer_new (port);
  g_autoptr (RawPeer) endless = raw_peer_new (port);
  g_autoptr (RawPeer) body = raw_peer_new (port);
  g_autoptr (RawPeer) half = raw_peer_new (port);
  g_autoptr (GString) long_header = g_string_new ("GET / HTTP/1.1\r\nX: ");
  g_autofree char *filler = g_strnfill (1024 * 1024, 'x');
  static const char post[] = "POST /ws/7 HTTP/1.1\r\nHost: x\r\nContent-Length: 1048576\r\n\r\n";
  g_autoptr (RawPeer) ann = NULL;

  raw_peer_send (half, "GET / HT", 8);
  raw_peer_reset (half);

  raw_peer_send (tls, "\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03\r\n\r\n", 15);
  raw_peer_wait_gone (tls);

  g_string_append (long_header, filler);
  raw_peer_try_send (endless, long_header->str, long_header->len);
  raw_peer_wait_gone (endless);

  raw_peer_send (body, post, strlen (post));
  raw_peer_try_send (body, filler, 1024 * 1024);
  raw_peer_wait_gone (body);

  ann = test_server_join_plain (server, 7, "ann");

  test_server_stop (server);
}

/* What is answered to a request of that many bytes, in a long header or a long line. */
static char *
ask (guint16 port, gsize size, gboolean long_line)
{
  g_autoptr (RawPeer) peer = raw_peer_new (port);
  const char *before = long_line ? "GET /?" : "GET / HTTP/1.1\r\nHost: localhost\r\nX: ";
  const char *behind = long_line ? " HTTP/1.1\r\nHost: localhost\r\n\r\n" : "\r\n\r\n";
  g_autofree char *filler = g_strnfill (size - strlen (before) - strlen (behind), 'x');
  g_autofree char *request = g_strconcat (before, filler, behind, NULL);

  raw_peer_send (peer, request, size);

  return raw_peer_read_head (peer);
}

static void
test_size (void)
{
  BesedaServer *server = test_server_start (NULL);
  guint16 port = beseda_server_get_port (server);

  for (guint long_line = 0; long_line < 2; long_line++)
    {
      g_autofree char *most = ask (port, BESEDA_LIMIT_HTTP_REQUEST, long_line);
      g_autofree char *more = ask (port, BESEDA_LIMIT_HTTP_REQUEST + 1, long_line);

      g_assert_true (g_str_has_prefix (most, "HTTP/1.1 200 "));
      g_assert_true (g_str_has_prefix (more, "HTTP/1.1 431 "));
    }

  test_server_stop (server);
}

static void
test_one_request (void)
{
  static const char both[] = "GET / HTTP/1.1\r\nHost: localhost\r\n\r\nGET /health HTTP/1.1\r\nHost: localhost\r\n\r\n";
  BesedaServer *server = test_server_start (NULL);
  g_autoptr (RawPeer) peer = raw_peer_new (beseda_server_get_port (server));
  g_autofree char *answer = NULL;

  raw_peer_send (peer, both, strlen (both));
  answer = raw_peer_read_all (peer);
  g_assert_nonnull (strstr (answer, "Room 5"));
  g_assert_null (strstr (answer, "uptime"));

  test_server_stop (server);
}

/* Whoever is in a hurry may send more right behind the request than that may have. */
static void
test_much_behind (void)
{
  BesedaServer *server = test_server_start (NULL);
  g_autoptr (RawPeer) peer = raw_peer_new (beseda_server_get_port (server));
  g_autofree char *request = raw_peer_make_request ("/ws/7", NULL);
  g_autofree char *filler = g_strnfill (7000, 'x');
  g_autofree char *message = g_strdup_printf ("{\"message\": \"%s\"}", filler);
  g_autoptr (GByteArray) login = raw_peer_make_frame (RAW_PEER_FIN | RAW_PEER_TEXT, "{\"login\": \"ann\"}", 16);
  g_autoptr (GByteArray) bytes = g_byte_array_new ();
  g_autofree char *head = NULL;

  g_byte_array_append (bytes, (const guint8 *) request, strlen (request));
  g_byte_array_append (bytes, login->data, login->len);
  for (guint i = 0; i < 10; i++)
    {
      g_autoptr (GByteArray) frame = raw_peer_make_frame (RAW_PEER_FIN | RAW_PEER_TEXT, message, strlen (message));

      g_byte_array_append (bytes, frame->data, frame->len);
    }
  g_assert_cmpuint (bytes->len, >, 4 * BESEDA_LIMIT_HTTP_REQUEST);
  raw_peer_send (peer, bytes->data, bytes->len);

  head = raw_peer_read_head (peer);
  g_assert_true (g_str_has_prefix (head, "HTTP/1.1 101 "));
  for (guint i = 0; i < 11; i++)
    {
      g_autofree char *frame = raw_peer_read_text (peer);

      g_assert_nonnull (strstr (frame, i == 0 ? "Online" : filler));
    }

  g_clear_pointer (&peer, raw_peer_free);
  test_server_stop (server);
}

/* A descriptor for each end of so many connections. */
static gboolean
may_open (guint n)
{
  struct rlimit limit;

  g_assert_no_errno (getrlimit (RLIMIT_NOFILE, &limit));
  limit.rlim_cur = MIN (limit.rlim_max, MAX (limit.rlim_cur, 2 * n + 200));

  return limit.rlim_cur >= 2 * n + 200 && setrlimit (RLIMIT_NOFILE, &limit) == 0;
}

static RawPeer *
begin_request (BesedaServer *server)
{
  static const char half[] = "GET /ws/7 HTTP/1.1\r\nHost: x\r\n";
  RawPeer *peer = raw_peer_new (beseda_server_get_port (server));

  raw_peer_send (peer, half, sizeof half - 1);

  return peer;
}

static void
assert_answered (RawPeer *peer)
{
  g_autofree char *answer = NULL;

  raw_peer_send (peer, "\r\n", 2);
  answer = raw_peer_read_all (peer);
  g_assert_true (g_str_has_prefix (answer, "HTTP/1.1 426 "));
}

/* Those who connect and say nothing, or half of something, keep nobody out: the oldest of them makes room. */
static void
test_open_requests (void)
{
  BesedaServerOptions options = test_server_options ();
  BesedaServer *server;
  RawPeer *silent[BESEDA_LIMIT_HTTP_REQUESTS];
  RawPeer *ann;

  if (!may_open (BESEDA_LIMIT_HTTP_REQUESTS))
    {
      g_test_skip ("too few files may be open here");
      return;
    }

  options.max_people = 500;
  server = test_server_start (&options);
  for (guint i = 0; i < G_N_ELEMENTS (silent); i++)
    silent[i] = begin_request (server);

  /* So many may be open; one more costs the first its place, and no other. */
  assert_answered (silent[0]);
  raw_peer_free (silent[0]);
  silent[0] = begin_request (server);
  ann = test_server_join_plain (server, 1, "ann");
  raw_peer_wait_gone (silent[1]);
  assert_answered (silent[2]);
  raw_peer_send_text (ann, "{\"message\": \"here\"}");
  g_free (test_server_strip_times (raw_peer_read_text (ann)));

  for (guint i = 0; i < G_N_ELEMENTS (silent); i++)
    raw_peer_free (silent[i]);
  raw_peer_free (ann);
  test_server_stop (server);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *path = g_strconcat ("/http/", cases[i].name, NULL);

      g_test_add_data_func (path, &cases[i], test_case);
    }

  g_test_add_func ("/http/room-paths", test_room_paths);
  g_test_add_func ("/http/garbage", test_garbage);
  g_test_add_func ("/http/open-requests", test_open_requests);
  g_test_add_func ("/http/size", test_size);
  g_test_add_func ("/http/one-request", test_one_request);
  g_test_add_func ("/http/much-behind", test_much_behind);

  return g_test_run ();
}
