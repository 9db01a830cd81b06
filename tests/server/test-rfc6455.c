/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <string.h>

#include "beseda-limits.h"
#include "test-server.h"

/*
 * RFC 6455 from outside, by raw bytes: the sections that bind a server, each test named by its own. That the server
 * masks nothing, sets no reserved bit and writes lengths in their shortest form, the raw peer looks at in every frame
 * of every test. test-misbehaviour.c has what follows for the others in the room.
 */

#define FIN RAW_PEER_FIN
#define TEXT RAW_PEER_TEXT
#define MORE RAW_PEER_CONTINUATION

typedef struct
{
  BesedaServer *server;
  guint16 port;
  RawPeer *ann; /* in the plain dialect, logged in */
} Room;

static void
set_up (Room *room, gconstpointer data)
{
  room->server = test_server_start (NULL);
  room->port = beseda_server_get_port (room->server);
  room->ann = test_server_join_plain (room->server, 1, "ann");
}

static void
tear_down (Room *room, gconstpointer data)
{
  raw_peer_free (room->ann);
  test_server_stop (room->server);
}

/* (transfer full) of a peer that has upgraded and said nothing yet; every call takes another client id. */
static RawPeer *
upgrade (Room *room)
{
  static guint client_id = 1000;
  g_autofree char *path = g_strdup_printf ("/ws/%u", ++client_id);

  return raw_peer_join (room->port, path, "beseda.1");
}

/* The server says why, hangs up first (section 7.1.1), and nothing comes behind its Close (5.5.1). */
static void
expect_close (RawPeer *peer, guint code)
{
  g_autofree char *rest = NULL;

  g_assert_cmpuint (raw_peer_read_close (peer, NULL), ==, code);
  raw_peer_send_frame (peer, FIN | RAW_PEER_CLOSE, "", 0);
  rest = raw_peer_read_all (peer);
  g_assert_cmpstr (rest, ==, "");
}

static void
expect_frame (RawPeer *peer, guint first_byte, const char *payload, gsize n)
{
  g_autoptr (GByteArray) got = NULL;

  g_assert_cmpuint (raw_peer_read_frame (peer, &got), ==, first_byte);
  g_assert_cmpmem (got->data, got->len, payload, n);
}

/* Reads on until a text holds `part`. (transfer full) */
static char *
wait_for (RawPeer *peer, const char *part)
{
  for (;;)
    {
      g_autofree char *text = raw_peer_read_text (peer);

      if (strstr (text, part) != NULL)
        return g_steal_pointer (&text);
    }
}

/* What somebody asks for, and what the answer begins with and holds. */
typedef struct
{
  const char *name;
  const char *request; /* without Host, unless it is one itself */
  const char *status;
  const char *header;
} Opening;

#define KEY "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n"
#define VERSION "Sec-WebSocket-Version: 13\r\n"
#define UPGRADE "Upgrade: websocket\r\n"
#define CONNECTION "Connection: Upgrade\r\n"
#define GET "GET /ws/7 HTTP/1.1\r\n"

/* Section 1.3 has the sample key and what becomes of it. */
#define ACCEPT "\r\nSec-WebSocket-Accept: s3pPLMBiTxaQ9kYGzzhZRbK+xOo=\r\n"

static const Opening openings[] = {
  { "4.2.1/post", "POST /ws/7 HTTP/1.1\r\n" UPGRADE CONNECTION KEY VERSION, "405", "\r\nAllow: GET, HEAD\r\n" },
  { "4.2.1/head", "HEAD /ws/7 HTTP/1.1\r\n" UPGRADE CONNECTION KEY VERSION, "400", "" },
  { "4.2.1/http-1.0", "GET /ws/7 HTTP/1.0\r\n" UPGRADE CONNECTION KEY VERSION, "426", "" },
  { "4.2.1/no-upgrade", GET CONNECTION KEY VERSION, "426", "\r\nUpgrade: websocket\r\n" },
  { "4.2.1/other-upgrade", GET "Upgrade: h2c\r\n" CONNECTION KEY VERSION, "426", "\r\nUpgrade: websocket\r\n" },
  { "4.2.1/upgrade-case", GET "upgrade: WebSocket\r\n" CONNECTION KEY VERSION, "101", ACCEPT },
  { "4.2.1/no-connection", GET UPGRADE KEY VERSION, "400", "" },
  { "4.2.1/other-connection", GET UPGRADE "Connection: keep-alive\r\n" KEY VERSION, "400", "" },
  { "4.2.1/connection-list", GET UPGRADE "Connection: keep-alive, upgrade\r\n" KEY VERSION, "101", ACCEPT },
  { "4.2.1/no-key", GET UPGRADE CONNECTION VERSION, "400", "" },
  { "4.2.1/short-key", GET UPGRADE CONNECTION "Sec-WebSocket-Key: dGhlIHNhbXBsZQ==\r\n" VERSION, "400", "" },
  { "4.2.1/long-key", GET UPGRADE CONNECTION "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZSBhbmQgbW9yZQ==\r\n" VERSION,
    "400", "" },
  { "4.2.1/no-base64-key", GET UPGRADE CONNECTION "Sec-WebSocket-Key: ************************\r\n" VERSION, "400",
    "" },
  { "4.2.2/accept", GET UPGRADE CONNECTION KEY VERSION, "101", ACCEPT },
  { "4.2.2/upgraded", GET UPGRADE CONNECTION KEY VERSION, "101", "\r\nUpgrade: websocket\r\n" },
  { "4.2.2/connection", GET UPGRADE CONNECTION KEY VERSION, "101", "\r\nConnection: Upgrade\r\n" },
  { "4.2.2/subprotocol", GET UPGRADE CONNECTION KEY VERSION "Sec-WebSocket-Protocol: beseda.1\r\n", "101",
    "\r\nSec-WebSocket-Protocol: beseda.1\r\n" },
  { "4.2.2/subprotocol-of-many", GET UPGRADE CONNECTION KEY VERSION "Sec-WebSocket-Protocol: chat, beseda.1, x\r\n",
    "101", "\r\nSec-WebSocket-Protocol: beseda.1\r\n" },
  { "4.2.2/subprotocol-in-two-headers",
    GET UPGRADE CONNECTION KEY VERSION "Sec-WebSocket-Protocol: chat\r\nSec-WebSocket-Protocol: beseda.1\r\n", "101",
    "\r\nSec-WebSocket-Protocol: beseda.1\r\n" },
  { "4.4/old-version", GET UPGRADE CONNECTION KEY "Sec-WebSocket-Version: 8\r\n", "426",
    "\r\nSec-WebSocket-Version: 13\r\n" },
  { "4.4/new-version", GET UPGRADE CONNECTION KEY "Sec-WebSocket-Version: 14\r\n", "426",
    "\r\nSec-WebSocket-Version: 13\r\n" },
  { "4.4/no-version", GET UPGRADE CONNECTION KEY, "426", "\r\nSec-WebSocket-Version: 13\r\n" },
};

/* (transfer full), the head of the answer */
static char *
ask (Room *room, const char *request)
{
  g_autoptr (RawPeer) peer = raw_peer_new (room->port);
  g_autofree char *whole = g_strconcat (request, "Host: localhost\r\n\r\n", NULL);

  raw_peer_send (peer, whole, strlen (whole));

  return raw_peer_read_head (peer);
}

static void
test_opening (gconstpointer data)
{
  const Opening *opening = data;
  g_autofree char *status = g_strdup_printf (" %s ", opening->status);
  g_autofree char *head = NULL;
  Room room = { 0 };

  set_up (&room, NULL);
  head = ask (&room, opening->request);
  if (!g_str_has_prefix (head + strlen ("HTTP/1.1"), status) || strstr (head, opening->header) == NULL)
    g_error ("unexpected answer: %s", head);
  tear_down (&room, NULL);
}

static void
test_4_2_1_host (Room *room, gconstpointer data)
{
  g_autoptr (RawPeer) peer = raw_peer_new (room->port);
  const char request[] = GET UPGRADE CONNECTION KEY VERSION "\r\n";
  g_autofree char *head = NULL;

  raw_peer_send (peer, request, strlen (request));
  head = raw_peer_read_head (peer);
  g_assert_true (g_str_has_prefix (head, "HTTP/1.1 400 "));
}

/* None of those offered is ours: the connection is open, without any. */
static void
test_4_2_2_unknown_subprotocols (Room *room, gconstpointer data)
{
  g_autofree char *none = ask (room, GET UPGRADE CONNECTION KEY VERSION);
  g_autofree char *unknown = ask (room, GET UPGRADE CONNECTION KEY VERSION
                                  "Sec-WebSocket-Protocol: chat, BESEDA.1x, superchat\r\n");

  g_assert_true (g_str_has_prefix (none, "HTTP/1.1 101 "));
  g_assert_null (strstr (none, "Sec-WebSocket-Protocol"));
  g_assert_true (g_str_has_prefix (unknown, "HTTP/1.1 101 "));
  g_assert_null (strstr (unknown, "Sec-WebSocket-Protocol"));
}

/* No extension is negotiated, so that nobody sends us deflated bombs. */
static void
test_9_1_extensions (Room *room, gconstpointer data)
{
  g_autofree char *head = ask (room, GET UPGRADE CONNECTION KEY VERSION
                               "Sec-WebSocket-Extensions: permessage-deflate; client_max_window_bits, x-unknown\r\n");

  g_assert_true (g_str_has_prefix (head, "HTTP/1.1 101 "));
  g_assert_null (strstr (head, "Sec-WebSocket-Extensions"));
}

/* What a client may send right behind its request is not lost. */
static void
test_4_1_frames_behind_the_request (Room *room, gconstpointer data)
{
  g_autoptr (RawPeer) peer = raw_peer_new (room->port);
  g_autofree char *request = raw_peer_make_request ("/ws/7", NULL);
  g_autoptr (GByteArray) frame = raw_peer_make_frame (FIN | RAW_PEER_PING, "now", 3);
  g_autoptr (GByteArray) bytes = g_byte_array_new ();
  g_autofree char *head = NULL;

  g_byte_array_append (bytes, (const guint8 *) request, (guint) strlen (request));
  g_byte_array_append (bytes, frame->data, frame->len);
  raw_peer_send (peer, bytes->data, bytes->len);
  head = raw_peer_read_head (peer);
  expect_frame (peer, FIN | RAW_PEER_PONG, "now", 3);
}

static void
test_5_1_masks (Room *room, gconstpointer data)
{
  static const guint first_bytes[] = { FIN | TEXT, TEXT, FIN | RAW_PEER_PING, FIN | RAW_PEER_PONG,
                                       FIN | RAW_PEER_CLOSE };

  for (guint i = 0; i < G_N_ELEMENTS (first_bytes); i++)
    {
      g_autoptr (RawPeer) peer = upgrade (room);
      const guint8 frame[] = { (guint8) first_bytes[i], 2, 0x03, 0xe8 };

      raw_peer_send (peer, frame, sizeof frame);
      expect_close (peer, 1002);
    }
}

static void
test_5_2_reserved_bits (Room *room, gconstpointer data)
{
  for (guint bits = 0x10; bits <= 0x70; bits += 0x10)
    {
      g_autoptr (RawPeer) peer = upgrade (room);

      raw_peer_send_frame (peer, FIN | bits | TEXT, "{}", 2);
      expect_close (peer, 1002);
    }
}

static void
test_5_2_reserved_opcodes (Room *room, gconstpointer data)
{
  for (guint opcode = 3; opcode <= 0xf; opcode++)
    if (opcode < 8 || opcode > 0xa)
      {
        g_autoptr (RawPeer) peer = upgrade (room);

        raw_peer_send_frame (peer, FIN | opcode, "", 0);
        expect_close (peer, 1002);
      }
}

static void
test_5_2_wasteful_lengths (Room *room, gconstpointer data)
{
  static const struct
  {
    guint8 header[10];
    guint n;
  } headers[] = {
    { { 0x81, 0xfe, 0, 125 }, 4 },
    { { 0x81, 0xff, 0, 0, 0, 0, 0, 0, 0, 125 }, 10 },
    { { 0x81, 0xff, 0, 0, 0, 0, 0, 0, 0xff, 0xff }, 10 },
    { { 0x81, 0xff, 0x80, 0, 0, 0, 0, 0, 0xff, 0xff }, 10 },
  };

  for (guint i = 0; i < G_N_ELEMENTS (headers); i++)
    {
      g_autoptr (RawPeer) peer = upgrade (room);

      raw_peer_send (peer, headers[i].header, headers[i].n);
      expect_close (peer, 1002);
    }
}

/* Frames of the sizes where the length's form changes; the text is short, and spaces may follow it. */
static void
test_5_2_sizes_in (Room *room, gconstpointer data)
{
  static const gsize sizes[] = { 125, 126, 127, 65535, 65536, 65537, BESEDA_LIMIT_FRAME };

  for (guint i = 0; i < G_N_ELEMENTS (sizes); i++)
    {
      g_autofree char *text = g_strnfill (sizes[i], ' ');
      g_autofree char *message = g_strdup_printf ("{\"message\": \"size %zu\"}", sizes[i]);
      g_autofree char *part = g_strdup_printf ("\"size %zu\"", sizes[i]);
      g_autofree char *heard = NULL;

      memcpy (text, message, strlen (message));
      raw_peer_send_frame (room->ann, FIN | TEXT, text, sizes[i]);
      heard = wait_for (room->ann, part);
    }
}

static void
say (RawPeer *peer, const char *text)
{
  g_autofree char *frame = g_strdup_printf ("{\"message\": \"%s\"}", text);
  g_autofree char *heard = NULL;

  raw_peer_send_text (peer, frame);
  heard = wait_for (peer, text);
}

static void
test_5_2_small_sizes_out (Room *room, gconstpointer data)
{
  static const gsize sizes[] = { 125, 126, 127 };
  const gsize around = strlen ("{\"time\":\"14:05\",\"clientId\":1,\"message\":\"\",\"login\":\"ann\"}");

  for (guint i = 0; i < G_N_ELEMENTS (sizes); i++)
    {
      g_autofree char *text = g_strnfill (sizes[i] - around, 'x');
      g_autofree char *frame = g_strdup_printf ("{\"message\": \"%s\"}", text);
      g_autoptr (GByteArray) payload = NULL;

      raw_peer_send_text (room->ann, frame);
      g_assert_cmpuint (raw_peer_read_frame (room->ann, &payload), ==, FIN | TEXT);
      g_assert_cmpuint (payload->len, ==, sizes[i]);
    }
}

/* How long a page of history is that ends with a message of `n` letters and holds two of 32,000 bytes before. */
static gsize
get_page_size (gsize n)
{
  BesedaServer *server = test_server_start (NULL);
  g_autoptr (RawPeer) ann = test_server_join_plain (server, 1, "ann");
  g_autoptr (RawPeer) bob = test_server_join_beseda (server, 2, "bob");
  g_autoptr (GString) faces = g_string_new (NULL);
  g_autofree char *text = g_strnfill (n, 'x');
  g_autofree char *page = NULL;

  for (guint i = 0; i < BESEDA_LIMIT_MESSAGE_CHARS; i++)
    g_string_append (faces, "😀");
  say (ann, faces->str);
  say (ann, faces->str);
  say (ann, text);

  raw_peer_send_text (bob, "{\"type\": \"history\", \"id\": \"h\", \"after\": 2, \"limit\": 9}");
  page = wait_for (bob, "\"type\":\"history\",\"id\":\"h\"");
  g_clear_pointer (&ann, raw_peer_free);
  g_clear_pointer (&bob, raw_peer_free);
  test_server_stop (server);

  return strlen (page);
}

static void
test_5_2_large_sizes_out (void)
{
  const gsize around = get_page_size (1) - 1;

  for (gsize size = 65535; size <= 65537; size++)
    g_assert_cmpuint (get_page_size (size - around), ==, size);
}

/* Section 5.4 allows control frames between fragments, and they are answered at once. */
static void
test_5_4_control_between (Room *room, gconstpointer data)
{
  g_autofree char *heard = NULL;

  raw_peer_send_frame (room->ann, TEXT, "{\"mess", 6);
  raw_peer_send_frame (room->ann, FIN | RAW_PEER_PING, "one", 3);
  expect_frame (room->ann, FIN | RAW_PEER_PONG, "one", 3);
  raw_peer_send_frame (room->ann, MORE, "", 0);
  raw_peer_send_frame (room->ann, FIN | RAW_PEER_PONG, "who asked?", 10);
  raw_peer_send_frame (room->ann, MORE, "age\": \"in ", 10);
  raw_peer_send_frame (room->ann, FIN | RAW_PEER_PING, "", 0);
  expect_frame (room->ann, FIN | RAW_PEER_PONG, "", 0);
  raw_peer_send_frame (room->ann, FIN | MORE, "pieces\"}", 8);
  heard = wait_for (room->ann, "\"in pieces\"");
}

static void
test_5_4_close_between (Room *room, gconstpointer data)
{
  g_autoptr (RawPeer) peer = upgrade (room);

  raw_peer_send_frame (peer, TEXT, "{\"mess", 6);
  raw_peer_send_frame (peer, FIN | RAW_PEER_CLOSE, "\x03\xe8", 2);
  g_assert_cmpuint (raw_peer_read_close (peer, NULL), ==, 1000);
  raw_peer_wait_gone (peer);
}

static void
test_5_4_message_in_message (Room *room, gconstpointer data)
{
  g_autoptr (RawPeer) text = upgrade (room);
  g_autoptr (RawPeer) binary = upgrade (room);
  g_autoptr (RawPeer) nothing = upgrade (room);

  raw_peer_send_frame (text, TEXT, "{", 1);
  raw_peer_send_frame (text, FIN | TEXT, "}", 1);
  expect_close (text, 1002);
  raw_peer_send_frame (binary, TEXT, "{", 1);
  raw_peer_send_frame (binary, FIN | RAW_PEER_BINARY, "}", 1);
  expect_close (binary, 1002);
  raw_peer_send_frame (nothing, MORE, "}", 1);
  expect_close (nothing, 1002);
}

static void
test_5_5_too_long (Room *room, gconstpointer data)
{
  static const guint opcodes[] = { RAW_PEER_CLOSE, RAW_PEER_PING, RAW_PEER_PONG };
  g_autofree char *filler = g_strnfill (126, 'x');

  for (guint i = 0; i < G_N_ELEMENTS (opcodes); i++)
    {
      g_autoptr (RawPeer) peer = upgrade (room);

      raw_peer_send_frame (peer, FIN | opcodes[i], filler, 126);
      expect_close (peer, 1002);
    }
}

static void
test_5_5_fragmented (Room *room, gconstpointer data)
{
  static const guint opcodes[] = { RAW_PEER_CLOSE, RAW_PEER_PING, RAW_PEER_PONG };

  for (guint i = 0; i < G_N_ELEMENTS (opcodes); i++)
    {
      g_autoptr (RawPeer) peer = upgrade (room);

      raw_peer_send_frame (peer, opcodes[i], "", 0);
      expect_close (peer, 1002);
    }
}

/* What comes behind a Close is not read. */
static void
test_5_5_1_nothing_after (Room *room, gconstpointer data)
{
  g_autoptr (RawPeer) bob = test_server_join_plain (room->server, 2, "bob");
  g_autoptr (GByteArray) close = raw_peer_make_frame (FIN | RAW_PEER_CLOSE, "\x03\xe9", 2);
  g_autoptr (GByteArray) text = raw_peer_make_frame (FIN | TEXT, "{\"message\": \"still here\"}", 25);
  g_autofree char *rest = NULL;
  g_autofree char *heard = wait_for (room->ann, "\"Online\",\"login\":\"bob\"");

  g_byte_array_append (close, text->data, text->len);
  raw_peer_send (bob, close->data, close->len);
  g_assert_cmpuint (raw_peer_read_close (bob, NULL), ==, 1001);
  rest = raw_peer_read_all (bob);
  g_assert_cmpstr (rest, ==, "");

  g_free (heard);
  heard = raw_peer_read_text (room->ann);
  g_assert_nonnull (strstr (heard, "\"Offline\",\"login\":\"bob\""));
}

/* A Close without a code is answered by one without. */
static void
test_5_5_1_empty (Room *room, gconstpointer data)
{
  g_autoptr (RawPeer) peer = upgrade (room);
  g_autofree char *rest = NULL;

  raw_peer_send_frame (peer, FIN | RAW_PEER_CLOSE, "", 0);
  expect_frame (peer, FIN | RAW_PEER_CLOSE, "", 0);
  rest = raw_peer_read_all (peer);
  g_assert_cmpstr (rest, ==, "");
}

static void
test_5_5_1_reason (Room *room, gconstpointer data)
{
  g_autoptr (RawPeer) longest = upgrade (room);
  g_autoptr (RawPeer) no_utf8 = upgrade (room);
  g_autoptr (RawPeer) cut = upgrade (room);
  g_autofree char *payload = g_strnfill (BESEDA_LIMIT_CONTROL, 'x');

  memcpy (payload, "\x03\xe8", 2);
  raw_peer_send_frame (longest, FIN | RAW_PEER_CLOSE, payload, BESEDA_LIMIT_CONTROL);
  g_assert_cmpuint (raw_peer_read_close (longest, NULL), ==, 1000);
  raw_peer_wait_gone (longest);
  raw_peer_send_frame (no_utf8, FIN | RAW_PEER_CLOSE, "\x03\xe8\xff", 3);
  expect_close (no_utf8, 1007);
  raw_peer_send_frame (cut, FIN | RAW_PEER_CLOSE, "\x03\xe8\xe2\x82", 4);
  expect_close (cut, 1007);
}

static void
test_5_5_2_ping (Room *room, gconstpointer data)
{
  g_autofree char *filler = g_strnfill (BESEDA_LIMIT_CONTROL, '\xff');

  raw_peer_send_frame (room->ann, FIN | RAW_PEER_PING, filler, BESEDA_LIMIT_CONTROL);
  expect_frame (room->ann, FIN | RAW_PEER_PONG, filler, BESEDA_LIMIT_CONTROL);
  raw_peer_send_frame (room->ann, FIN | RAW_PEER_PING, "", 0);
  expect_frame (room->ann, FIN | RAW_PEER_PONG, "", 0);
}

/* A pong that nobody asked for is no reason to answer. */
static void
test_5_5_3_pong (Room *room, gconstpointer data)
{
  raw_peer_send_frame (room->ann, FIN | RAW_PEER_PONG, "hello?", 6);
  raw_peer_send_frame (room->ann, FIN | RAW_PEER_PING, "a", 1);
  expect_frame (room->ann, FIN | RAW_PEER_PONG, "a", 1);
}

/* Not understood is not against the protocol: section 7.4.1 has a code of its own for it. */
static void
test_5_6_binary (Room *room, gconstpointer data)
{
  g_autoptr (RawPeer) peer = upgrade (room);

  raw_peer_send_frame (peer, RAW_PEER_BINARY, "\0\1", 2);
  expect_close (peer, 1003);
}

static void
test_7_4_good_codes (Room *room, gconstpointer data)
{
  static const guint codes[] = { 1000, 1001, 1002, 1003, 1007, 1008, 1009, 1010, 1011, 3000, 3999, 4000, 4999 };

  for (guint i = 0; i < G_N_ELEMENTS (codes); i++)
    {
      g_autoptr (RawPeer) peer = upgrade (room);
      const guint8 payload[] = { codes[i] >> 8, codes[i] & 0xff, 'b', 'y', 'e' };

      raw_peer_send_frame (peer, FIN | RAW_PEER_CLOSE, payload, sizeof payload);
      g_assert_cmpuint (raw_peer_read_close (peer, NULL), ==, codes[i]);
      raw_peer_wait_gone (peer);
    }
}

/* Those that section 7.4.1 forbids to send, and those that nobody has given a meaning. */
static void
test_7_4_bad_codes (Room *room, gconstpointer data)
{
  static const guint codes[] = { 0, 1, 999, 1004, 1005, 1006, 1015, 1016, 1100, 2000, 2999, 5000, 65535 };

  for (guint i = 0; i < G_N_ELEMENTS (codes); i++)
    {
      g_autoptr (RawPeer) peer = upgrade (room);
      const guint8 payload[] = { codes[i] >> 8, codes[i] & 0xff };

      raw_peer_send_frame (peer, FIN | RAW_PEER_CLOSE, payload, sizeof payload);
      expect_close (peer, 1002);
    }
}

static void
test_7_4_one_byte (Room *room, gconstpointer data)
{
  g_autoptr (RawPeer) peer = upgrade (room);

  raw_peer_send_frame (peer, FIN | RAW_PEER_CLOSE, "\x03", 1);
  expect_close (peer, 1002);
}

/* A character may go on in the next fragment. */
static void
test_8_1_split_character (Room *room, gconstpointer data)
{
  static const char text[] = "{\"message\": \"\xe2\x98\x83\xf0\x9f\x98\x80\"}";
  g_autofree char *heard = NULL;

  for (gsize i = 0; i < strlen (text); i++)
    raw_peer_send_frame (room->ann, (i == 0 ? TEXT : MORE) | (text[i + 1] == 0 ? FIN : 0), text + i, 1);
  heard = wait_for (room->ann, "\xe2\x98\x83\xf0\x9f\x98\x80");
}

/* The connection fails at the first byte that no text has there: nothing else is sent until the server says so. */
static void
test_8_1_fails_fast (Room *room, gconstpointer data)
{
  static const struct
  {
    const char *first; /* fragment */
    const char *second;
  } texts[] = {
    { "\"\xff", NULL },          /* never */
    { "\"\xc0", NULL },          /* too long a form */
    { "\"\xed\xa0", NULL },      /* half a surrogate pair */
    { "\"\xf4\x90", NULL },      /* beyond U+10FFFF */
    { "\"\xe2\x98", "\"" },      /* begun before the border, not gone on with behind it */
    { "\"\xf0\x9f\x98", "\xc3" } /* the same */
  };

  for (guint i = 0; i < G_N_ELEMENTS (texts); i++)
    {
      g_autoptr (RawPeer) peer = upgrade (room);

      raw_peer_send_frame (peer, TEXT, texts[i].first, strlen (texts[i].first));
      if (texts[i].second != NULL)
        raw_peer_send_frame (peer, MORE, texts[i].second, strlen (texts[i].second));
      expect_close (peer, 1007);
    }
}

/* Nor is the end of a frame waited for. */
static void
test_8_1_fails_within_a_frame (Room *room, gconstpointer data)
{
  g_autoptr (RawPeer) peer = upgrade (room);
  static const guint8 start[] = { 0x81, 0xfe, 0xff, 0xff, 0, 0, 0, 0, '{', 0xff };

  raw_peer_send (peer, start, sizeof start);
  expect_close (peer, 1007);
}

static void
test_8_1_ends_within_a_character (Room *room, gconstpointer data)
{
  g_autoptr (RawPeer) peer = upgrade (room);

  raw_peer_send_frame (peer, TEXT, "\xe2\x98", 2);
  raw_peer_send_frame (peer, FIN | MORE, "", 0);
  expect_close (peer, 1007);
}

/* Too much is refused by its announcement, of one frame or of all fragments together. */
static void
test_10_4_too_big (Room *room, gconstpointer data)
{
  g_autoptr (RawPeer) whole = upgrade (room);
  g_autoptr (RawPeer) parts = upgrade (room);
  static const guint8 header[] = { 0x81, 0xff, 0, 0, 0, 0, 0, 0x02, 0x00, 0x01, 0, 0, 0, 0 };
  static const guint8 one_more[] = { 0x80, 0x81, 0, 0, 0, 0 };
  g_autofree char *filler = g_strnfill (BESEDA_LIMIT_FRAME, ' ');

  G_STATIC_ASSERT (BESEDA_LIMIT_FRAME == 0x20000);
  raw_peer_send (whole, header, sizeof header);
  expect_close (whole, 1009);

  raw_peer_send_frame (parts, TEXT, filler, BESEDA_LIMIT_FRAME);
  raw_peer_send (parts, one_more, sizeof one_more);
  expect_close (parts, 1009);
}

int
main (int argc, char **argv)
{
  static const struct
  {
    const char *name;
    void (*test) (Room *room, gconstpointer data);
  } tests[] = {
    { "4.1/frames-behind-the-request", test_4_1_frames_behind_the_request },
    { "4.2.1/host", test_4_2_1_host },
    { "4.2.2/unknown-subprotocols", test_4_2_2_unknown_subprotocols },
    { "5.1/masks", test_5_1_masks },
    { "5.2/reserved-bits", test_5_2_reserved_bits },
    { "5.2/reserved-opcodes", test_5_2_reserved_opcodes },
    { "5.2/wasteful-lengths", test_5_2_wasteful_lengths },
    { "5.2/sizes-in", test_5_2_sizes_in },
    { "5.2/small-sizes-out", test_5_2_small_sizes_out },
    { "5.4/control-between", test_5_4_control_between },
    { "5.4/close-between", test_5_4_close_between },
    { "5.4/message-in-message", test_5_4_message_in_message },
    { "5.5/too-long", test_5_5_too_long },
    { "5.5/fragmented", test_5_5_fragmented },
    { "5.5.1/nothing-after", test_5_5_1_nothing_after },
    { "5.5.1/empty", test_5_5_1_empty },
    { "5.5.1/reason", test_5_5_1_reason },
    { "5.5.2/ping", test_5_5_2_ping },
    { "5.5.3/pong", test_5_5_3_pong },
    { "5.6/binary", test_5_6_binary },
    { "7.4/good-codes", test_7_4_good_codes },
    { "7.4/bad-codes", test_7_4_bad_codes },
    { "7.4/one-byte", test_7_4_one_byte },
    { "8.1/split-character", test_8_1_split_character },
    { "8.1/fails-fast", test_8_1_fails_fast },
    { "8.1/fails-within-a-frame", test_8_1_fails_within_a_frame },
    { "8.1/ends-within-a-character", test_8_1_ends_within_a_character },
    { "9.1/extensions", test_9_1_extensions },
    { "10.4/too-big", test_10_4_too_big },
  };

  g_test_init (&argc, &argv, NULL);

  for (guint i = 0; i < G_N_ELEMENTS (openings); i++)
    {
      g_autofree char *path = g_strconcat ("/rfc6455/", openings[i].name, NULL);

      g_test_add_data_func (path, &openings[i], test_opening);
    }

  for (guint i = 0; i < G_N_ELEMENTS (tests); i++)
    {
      g_autofree char *path = g_strconcat ("/rfc6455/", tests[i].name, NULL);

      g_test_add (path, Room, NULL, set_up, tests[i].test, tear_down);
    }
  g_test_add_func ("/rfc6455/5.2/large-sizes-out", test_5_2_large_sizes_out);

  return g_test_run ();
}
