/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "beseda-limits.h"
#include "test-server.h"

/* Ann and Bob talk, whatever else happens. */
typedef struct
{
  BesedaServer *server;
  guint16 port;
  RawPeer *ann;
  RawPeer *bob;
  guint n_said;
} Room;

static void
set_up (Room *room, gconstpointer data)
{
  BesedaServerOptions options = test_server_options ();

  options.messages_per_second = GPOINTER_TO_UINT (data);
  room->server = test_server_start (&options);
  room->port = beseda_server_get_port (room->server);
  room->ann = test_server_join_plain (room->server, 1, "ann");
  room->bob = test_server_join_beseda (room->server, 2, "bob");
}

/* Reads on until a frame holds `text`; what comes before is about others. */
static void
wait_for (RawPeer *peer, const char *text)
{
  for (;;)
    {
      g_autofree char *frame = raw_peer_read_text (peer);

      if (strstr (frame, text) != NULL)
        return;
    }
}

static void
check_good_pair (Room *room)
{
  for (guint i = 0; i < 2; i++)
    {
      g_autofree char *text = g_strdup_printf ("all is well %u", ++room->n_said);
      g_autofree char *frame = g_strdup_printf ("{\"message\": \"%s\"}", text);

      raw_peer_send_text (i == 0 ? room->ann : room->bob, frame);
      wait_for (room->ann, text);
      wait_for (room->bob, text);
    }
}

static void
tear_down (Room *room, gconstpointer data)
{
  check_good_pair (room);
  raw_peer_free (room->ann);
  raw_peer_free (room->bob);
  test_server_stop (room->server);
}

static RawPeer *
join_eve (Room *room)
{
  RawPeer *eve = test_server_join_plain (room->server, 666, "eve");

  wait_for (room->ann, "\"eve\"");
  wait_for (room->bob, "\"eve\"");

  return eve;
}

static void
check_closed (Room *room, RawPeer *eve, guint code)
{
  g_autofree char *reason = NULL;

  g_assert_cmpuint (raw_peer_read_close (eve, &reason), ==, code);
  g_assert_cmpstr (reason, !=, "");
  raw_peer_send_frame (eve, RAW_PEER_FIN | RAW_PEER_CLOSE, "", 0);
  g_assert_true (g_utf8_validate (reason, -1, NULL));
}

static void
check_left (Room *room)
{
  wait_for (room->ann, "\"Offline\",\"login\":\"eve\"");
  wait_for (room->bob, "\"Offline\",\"login\":\"eve\"");
}

/* One frame, or bytes, that end the connection of somebody who is in the room. */
typedef struct
{
  const char *name;
  const char *bytes;
  gsize n;
  guint code;
} BadBytes;

#define BYTES(literal) literal, sizeof literal - 1

static const BadBytes bad_bytes[] = {
  { "no-mask", BYTES ("\x81\x02{}"), 1002 },
  { "reserved-bit", BYTES ("\xc1\x80\x01\x02\x03\x04"), 1002 },
  { "reserved-opcode", BYTES ("\x83\x80\x01\x02\x03\x04"), 1002 },
  { "long-ping", BYTES ("\x89\xfe\x00\x7e\x00\x00\x00\x00"), 1002 },
  { "fragmented-ping", BYTES ("\x09\x80\x00\x00\x00\x00"), 1002 },
  { "continuation-of-nothing", BYTES ("\x80\x80\x00\x00\x00\x00"), 1002 },
  { "one-byte-close", BYTES ("\x88\x81\x00\x00\x00\x00\x03"), 1002 },
  { "huge-length", BYTES ("\x81\xff\x00\x00\x00\x7f\xff\xff\xff\xff\x00\x00\x00\x00"), 1009 },
  { "negative-length", BYTES ("\x81\xff\xff\xff\xff\xff\xff\xff\xff\xff\x00\x00\x00\x00"), 1002 },
  { "wasteful-length", BYTES ("\x81\xff\x00\x00\x00\x00\x00\x00\x00\x02\x00\x00\x00\x00{}"), 1002 },
  { "binary", BYTES ("\x82\x82\x00\x00\x00\x00{}"), 1003 },
  { "no-utf8", BYTES ("\x81\x82\x00\x00\x00\x00\xc3\x28"), 1007 },
  { "cut-utf8", BYTES ("\x81\x82\x00\x00\x00\x00\xe2\x82"), 1007 },
  { "no-json", BYTES ("\x81\x85\x00\x00\x00\x00hello"), 1008 },
  { "json-array", BYTES ("\x81\x82\x00\x00\x00\x00[]"), 1008 },
  { "second-login", BYTES ("\x81\x8f\x00\x00\x00\x00{\"login\":\"ann\"}"), 1008 },
};

static void
test_bad_bytes (gconstpointer data)
{
  const BadBytes *bad = data;
  Room room = { 0 };
  g_autoptr (RawPeer) eve = NULL;

  set_up (&room, GUINT_TO_POINTER (50));
  eve = join_eve (&room);
  raw_peer_send (eve, bad->bytes, bad->n);
  check_closed (&room, eve, bad->code);
  check_left (&room);
  raw_peer_wait_gone (eve);
  g_clear_pointer (&eve, raw_peer_free);
  tear_down (&room, NULL);
}

/* Before a login nobody hears of a peer, and what it says goes nowhere. */
static void
test_wrong_order (Room *room, gconstpointer data)
{
  g_autoptr (RawPeer) eve = raw_peer_join (room->port, "/ws/666", NULL);
  g_autoptr (RawPeer) mallory = raw_peer_join (room->port, "/ws/667", "beseda.1");
  g_autofree char *error = NULL;

  raw_peer_send_text (eve, "{\"message\": \"I am nobody\"}");
  check_closed (room, eve, 1008);

  raw_peer_send_text (mallory, "{\"type\": \"message\", \"id\": \"m1\", \"message\": \"I am nobody\"}");
  error = raw_peer_read_text (mallory);
  g_assert_nonnull (strstr (error, "\"code\":\"not-logged-in\""));
  g_assert_nonnull (strstr (error, "\"id\":\"m1\""));
}

static void
test_taken_login (Room *room, gconstpointer data)
{
  g_autoptr (RawPeer) eve = raw_peer_join (room->port, "/ws/666", NULL);
  g_autoptr (RawPeer) mallory = raw_peer_join (room->port, "/ws/667", "beseda.1");
  g_autofree char *error = NULL;

  raw_peer_send_text (eve, "{\"clientId\": 666, \"login\": \"Ann\"}");
  check_closed (room, eve, 4001);

  raw_peer_send_text (mallory, "{\"type\": \"login\", \"login\": \"ANN\"}");
  error = raw_peer_read_text (mallory);
  g_assert_nonnull (strstr (error, "\"code\":\"login-taken\""));
}

static void
test_taken_client_id (Room *room, gconstpointer data)
{
  g_autoptr (RawPeer) eve = raw_peer_join (room->port, "/ws/1", NULL);

  check_closed (room, eve, 4003);
}

/* A frame cannot make its sender somebody else. */
static void
test_speaking_for_another (Room *room, gconstpointer data)
{
  g_autoptr (RawPeer) eve = join_eve (room);

  raw_peer_send_text (eve, "{\"clientId\": 1, \"login\": \"ann\", \"message\": \"I am Ann\"}");
  wait_for (room->ann, "\"clientId\":666,\"message\":\"I am Ann\",\"login\":\"eve\"");
  wait_for (room->bob, "\"clientId\":666,\"message\":\"I am Ann\",\"login\":\"eve\"");
}

static void
test_fragments (Room *room, gconstpointer data)
{
  g_autoptr (RawPeer) eve = join_eve (room);
  static const char text[] = "{\"message\": \"\xe2\x98\x83 in pieces\"}";
  g_autoptr (GByteArray) bytes = g_byte_array_new ();
  guint n = strlen (text);

  /* Ten thousand fragments, most of them empty, the others one byte: characters are split, too. */
  for (guint i = 0; i < 10000; i++)
    {
      guint opcode = i == 0 ? RAW_PEER_TEXT : RAW_PEER_CONTINUATION;
      gboolean full = i < n;
      g_autoptr (GByteArray)
          frame = raw_peer_make_frame (opcode | (i == 9999 ? RAW_PEER_FIN : 0), full ? text + i : "", full ? 1 : 0);

      g_byte_array_append (bytes, frame->data, frame->len);
    }

  raw_peer_send (eve, bytes->data, bytes->len);
  wait_for (room->ann, "\xe2\x98\x83 in pieces");
  wait_for (room->bob, "\xe2\x98\x83 in pieces");
}

static void
test_too_many_fragments (Room *room, gconstpointer data)
{
  g_autoptr (RawPeer) eve = join_eve (room);
  g_autoptr (GByteArray) first = raw_peer_make_frame (RAW_PEER_TEXT, "", 0);
  g_autoptr (GByteArray) more = raw_peer_make_frame (RAW_PEER_CONTINUATION, "", 0);

  raw_peer_send (eve, first->data, first->len);
  for (guint i = 0; i < 20000; i++)
    raw_peer_send (eve, more->data, more->len);

  check_closed (room, eve, 1008);
  check_left (room);
}

static void
test_half_a_frame (Room *room, gconstpointer data)
{
  g_autoptr (RawPeer) eve = join_eve (room);

  raw_peer_send (eve, "\x81\x85\x00\x00", 4);
  g_clear_pointer (&eve, raw_peer_free);
  check_left (room);
}

static void
test_reset (Room *room, gconstpointer data)
{
  g_autoptr (RawPeer) eve = join_eve (room);

  raw_peer_reset (eve);
  check_left (room);
}

static void
test_bad_json (Room *room, gconstpointer data)
{
  g_autoptr (RawPeer) mallory = test_server_join_beseda (room->server, 666, "mallory");

  for (guint i = 0; i <= 20; i++)
    {
      raw_peer_send_text (mallory, "{\"type\": \"dance\", \"id\": \"d1\"}");
      if (i < 20)
        {
          g_autofree char *error = raw_peer_read_text (mallory);

          g_assert_nonnull (strstr (error, "\"code\":\"bad-frame\""));
          g_assert_nonnull (strstr (error, "\"id\":\"d1\""));
        }
    }

  check_closed (room, mallory, 1008);
}

/* More than one may say: what is too much is refused, and the room hears the rest. */
static void
test_flood (Room *room, gconstpointer data)
{
  g_autoptr (RawPeer) mallory = test_server_join_beseda (room->server, 666, "mallory");
  g_autoptr (GByteArray) bytes = g_byte_array_new ();
  static const char text[] = "{\"type\": \"message\", \"message\": \"buy\"}";

  for (guint i = 0; i < 2000; i++)
    {
      g_autoptr (GByteArray) frame = raw_peer_make_frame (RAW_PEER_FIN | RAW_PEER_TEXT, text, strlen (text));

      g_byte_array_append (bytes, frame->data, frame->len);
    }

  raw_peer_send (mallory, bytes->data, bytes->len);
  wait_for (mallory, "\"code\":\"rate-limited\"");
}

static void
test_ping_flood (Room *room, gconstpointer data)
{
  g_autoptr (RawPeer) eve = join_eve (room);
  g_autoptr (GByteArray) payload = NULL;

  for (guint i = 0; i < 1000; i++)
    raw_peer_send_frame (eve, RAW_PEER_FIN | RAW_PEER_PING, &i, sizeof i);

  for (guint i = 0; i < 1000; i++)
    {
      g_clear_pointer (&payload, g_byte_array_unref);
      g_assert_cmpuint (raw_peer_read_frame (eve, &payload), ==, RAW_PEER_FIN | RAW_PEER_PONG);
      g_assert_cmpmem (payload->data, payload->len, &i, sizeof i);
    }
}

/* Who sends more than they may is not read for a while, and loses nothing by that. */
static void
test_too_fast (Room *room, gconstpointer data)
{
  g_autoptr (RawPeer) eve = join_eve (room);
  g_autofree char *filler = g_strnfill (BESEDA_LIMIT_FRAME - 100, ' ');
  g_autoptr (GString) text = g_string_new ("{\"message\": \"so much\"}");
  const gint64 began = g_get_monotonic_time ();
  guint n = 0;

  g_string_append (text, filler);
  for (gsize sent = 0; sent < BESEDA_LIMIT_BYTES_BURST + BESEDA_LIMIT_FRAME; sent += text->len)
    {
      raw_peer_send_text (eve, text->str);
      n++;
    }
  for (; n > 0; n--)
    wait_for (eve, "so much");

  g_assert_cmpint (g_get_monotonic_time () - began, >=, G_USEC_PER_SEC);
}

static void
wait_for_pong (RawPeer *peer, char number)
{
  g_autoptr (GByteArray) payload = NULL;
  guint first_byte;

  raw_peer_send_frame (peer, RAW_PEER_FIN | RAW_PEER_PING, &number, 1);
  do
    {
      g_clear_pointer (&payload, g_byte_array_unref);
      first_byte = raw_peer_read_frame (peer, &payload);
    }
  while (first_byte != (RAW_PEER_FIN | RAW_PEER_PONG) || payload->len != 1 || payload->data[0] != number);
}

/* What is short costs the server all the same, and counts for more than its bytes. Who has sent so much as one may at
 * once, and then for another second, hears no answer to anything more before that second is over. */
static void
test_costs (Room *room, gconstpointer data)
{
  static const struct
  {
    guint first_byte;
    const char *payload;
    guint cost;
  } kinds[] = {
    { RAW_PEER_FIN | RAW_PEER_PING, "", BESEDA_LIMIT_CONTROL_BYTES },
    { RAW_PEER_FIN | RAW_PEER_TEXT, "{\"type\":\"message\",\"message\":\"x\"}", BESEDA_LIMIT_REQUEST_BYTES },
    { RAW_PEER_FIN | RAW_PEER_TEXT, "{\"type\":\"history\",\"after\":0,\"limit\":1}",
      BESEDA_LIMIT_REQUEST_BYTES + BESEDA_LIMIT_PAGE_COST },
  };

  for (guint i = 0; i < G_N_ELEMENTS (kinds); i++)
    {
      g_autofree char *login = g_strdup_printf ("eve %u", i);
      g_autoptr (RawPeer) eve = test_server_join_beseda (room->server, 666 + i, login);
      g_autoptr (GByteArray)
          frame = raw_peer_make_frame (kinds[i].first_byte, kinds[i].payload, strlen (kinds[i].payload));
      g_autoptr (GByteArray) bytes = g_byte_array_new ();
      const gint64 began = g_get_monotonic_time ();

      for (gsize spent = 0; spent < BESEDA_LIMIT_BYTES_BURST + BESEDA_LIMIT_BYTES_PER_SECOND;
           spent += frame->len + kinds[i].cost)
        g_byte_array_append (bytes, frame->data, frame->len);
      g_assert_cmpuint (bytes->len, <, BESEDA_LIMIT_BYTES_BURST);

      raw_peer_send (eve, bytes->data, bytes->len);
      wait_for_pong (eve, '1'); /* all of it was taken */
      wait_for_pong (eve, '2');
      g_assert_cmpint (g_get_monotonic_time () - began, >=, G_USEC_PER_SEC);
    }
}

/* Answers that nobody reads are small, and many: they end the connection before they fill the server's memory. */
static void
test_unread_pongs (Room *room, gconstpointer data)
{
  g_autoptr (RawPeer) eve = join_eve (room);
  g_autoptr (GByteArray) bytes = g_byte_array_new ();
  gsize n = 0;

  for (guint i = 0; i < 10000; i++)
    {
      g_autoptr (GByteArray) frame = raw_peer_make_frame (RAW_PEER_FIN | RAW_PEER_PING, "", 0);

      g_byte_array_append (bytes, frame->data, frame->len);
    }

  while (raw_peer_try_send (eve, bytes->data, bytes->len))
    g_assert_cmpuint (n += bytes->len, <, 256 * 1024 * 1024);

  check_left (room);
}

/* Somebody who never reads is given up when too much waits; the others never notice but that. */
static void
test_never_reading (Room *room, gconstpointer data)
{
  g_autoptr (RawPeer) eve = join_eve (room);
  g_autofree char *filler = g_strnfill (7900, 'x');
  g_autofree char *frame = g_strdup_printf ("{\"message\": \"%s\"}", filler);
  gboolean left = FALSE;

  for (guint i = 0; !left; i++)
    {
      g_assert_cmpuint (i, <, 10000);
      raw_peer_send_text (room->ann, frame);

      for (;;)
        {
          g_autofree char *heard = raw_peer_read_text (room->ann);

          left = left || strstr (heard, "\"Offline\",\"login\":\"eve\"") != NULL;
          if (strstr (heard, "xxx") != NULL)
            break;
        }
      wait_for (room->bob, "xxx");
    }

  raw_peer_wait_gone (eve);
}

int
main (int argc, char **argv)
{
  static const struct
  {
    const char *path;
    void (*test) (Room *room, gconstpointer data);
    guint messages_per_second;
  } tests[] = {
    { "/misbehaviour/wrong-order", test_wrong_order, 50 },
    { "/misbehaviour/taken-login", test_taken_login, 50 },
    { "/misbehaviour/taken-client-id", test_taken_client_id, 50 },
    { "/misbehaviour/speaking-for-another", test_speaking_for_another, 50 },
    { "/misbehaviour/fragments", test_fragments, 50 },
    { "/misbehaviour/too-many-fragments", test_too_many_fragments, 50 },
    { "/misbehaviour/half-a-frame", test_half_a_frame, 50 },
    { "/misbehaviour/reset", test_reset, 50 },
    { "/misbehaviour/bad-json", test_bad_json, 50 },
    { "/misbehaviour/flood", test_flood, 50 },
    { "/misbehaviour/ping-flood", test_ping_flood, 50 },
    { "/misbehaviour/too-fast", test_too_fast, 50 },
    { "/misbehaviour/costs", test_costs, 50 },
    { "/misbehaviour/unread-pongs", test_unread_pongs, 0 },
    { "/misbehaviour/never-reading", test_never_reading, 0 },
  };

  g_test_init (&argc, &argv, NULL);

  for (guint i = 0; i < G_N_ELEMENTS (bad_bytes); i++)
    {
      g_autofree char *path = g_strconcat ("/misbehaviour/", bad_bytes[i].name, NULL);

      g_test_add_data_func (path, &bad_bytes[i], test_bad_bytes);
    }

  for (guint i = 0; i < G_N_ELEMENTS (tests); i++)
    g_test_add (tests[i].path, Room, GUINT_TO_POINTER (tests[i].messages_per_second), set_up, tests[i].test, tear_down);

  return g_test_run ();
}
