/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <json-glib/json-glib.h>

#include "test-server.h"

/* Who has missed much gets it page by page, though nothing else happens in the room meanwhile. */
static void
test_pages_come_by_themselves (void)
{
  BesedaServerOptions options = test_server_options ();
  BesedaServer *server;
  RawPeer *ann, *ben;
  gint64 next = 1;

  options.messages_per_second = 0;
  server = test_server_start (&options);
  ann = test_server_join_beseda (server, 1, "ann");
  for (guint i = 0; i < 950; i++)
    {
      g_autofree char *echo = NULL;

      raw_peer_send_text (ann, "{\"type\":\"message\",\"message\":\"hello\"}");
      echo = raw_peer_read_text (ann);
    }

  ben = raw_peer_join (beseda_server_get_port (server), "/ws/2", "beseda.1");
  {
    g_autoptr (JsonNode) welcome = NULL;
    g_autofree char *first = NULL;
    g_autofree char *text = NULL;
    g_autofree char *login = NULL;

    raw_peer_send_text (ben, "{\"type\":\"login\",\"login\":\"ben\"}");
    first = raw_peer_read_text (ben);
    welcome = json_from_string (first, NULL);
    raw_peer_free (ben);
    ben = raw_peer_join (beseda_server_get_port (server), "/ws/3", "beseda.1");
    login = g_strdup_printf ("{\"type\":\"login\",\"login\":\"cyd\",\"since\":0,\"roomId\":\"%s\"}",
                             json_object_get_string_member (json_node_get_object (welcome), "roomId"));
    raw_peer_send_text (ben, login);
    text = raw_peer_read_text (ben);
    g_assert_nonnull (strstr (text, "\"welcome\""));
  }

  while (next < 952)
    {
      g_autofree char *text = raw_peer_read_text (ben);
      g_autoptr (JsonNode) node = json_from_string (text, NULL);
      JsonObject *page = json_node_get_object (node);

      g_assert_cmpstr (json_object_get_string_member (page, "type"), ==, "history");
      g_assert_cmpint (json_object_get_int_member (page, "fromSeq"), ==, next);
      next = json_object_get_int_member (page, "toSeq") + 1;
    }

  raw_peer_free (ben);
  raw_peer_free (ann);
  test_server_stop (server);
}

/* (transfer full) */
static JsonNode *
read_frame (RawPeer *peer)
{
  g_autofree char *text = raw_peer_read_text (peer);

  return json_from_string (text, NULL);
}

static void
read_until (RawPeer *peer, const char *type)
{
  gboolean there = FALSE;

  while (!there)
    {
      g_autoptr (JsonNode) node = read_frame (peer);

      there = g_str_equal (json_object_get_string_member (json_node_get_object (node), "type"), type);
    }
}

static gboolean
tells_of (JsonObject *frame, const char *type, const char *login)
{
  return g_str_equal (json_object_get_string_member (frame, "type"), type) &&
         g_strcmp0 (json_object_get_string_member_with_default (frame, "login", NULL), login) == 0;
}

static gboolean
page_tells_of (JsonObject *page, const char *type, const char *login)
{
  JsonArray *events = json_object_get_array_member (page, "events");

  for (guint i = 0; i < json_array_get_length (events); i++)
    if (tells_of (json_array_get_object_element (events, i), type, login))
      return TRUE;

  return FALSE;
}

/* Of whom somebody has not heard yet they are not told that they are away, and are when they have. */
static void
test_away_while_somebody_catches_up (void)
{
  BesedaServerOptions options = test_server_options ();
  g_autofree char *long_text = g_strnfill (BESEDA_LIMIT_MESSAGE_CHARS, 'x');
  g_autofree char *frame = g_strdup_printf ("{\"type\":\"message\",\"message\":\"%s\"}", long_text);
  g_autofree char *login = NULL;
  g_autoptr (JsonNode) welcome = NULL;
  gboolean knows_eve = FALSE, eve_away = FALSE, ann_away = FALSE;
  BesedaServer *server;
  RawPeer *ann, *ben, *eve;

  options.messages_per_second = 0;
  server = test_server_start (&options);
  ann = test_server_join_beseda (server, 1, "ann");
  for (guint i = 0; i < 900; i++)
    {
      raw_peer_send_text (ann, frame);
      g_free (raw_peer_read_text (ann));
    }

  ben = raw_peer_join (beseda_server_get_port (server), "/ws/2", "beseda.1");
  raw_peer_send_text (ben, "{\"type\":\"login\",\"login\":\"cyd\"}");
  welcome = read_frame (ben);
  raw_peer_free (ben);
  login = g_strdup_printf ("{\"type\":\"login\",\"login\":\"ben\",\"since\":0,\"roomId\":\"%s\"}",
                           json_object_get_string_member (json_node_get_object (welcome), "roomId"));
  ben = raw_peer_join (beseda_server_get_port (server), "/ws/3", "beseda.1");
  raw_peer_take_little (ben); /* so that 7 MB are more than can be on the way, and eve comes meanwhile */
  raw_peer_send_text (ben, login);
  read_until (ben, "welcome");

  eve = raw_peer_join (beseda_server_get_port (server), "/ws/4", "beseda.1");
  raw_peer_send_text (eve, "{\"type\":\"login\",\"login\":\"eve\",\"away\":true}");
  read_until (eve, "welcome");
  raw_peer_send_text (ann, "{\"type\":\"presence\",\"away\":true}");
  read_until (ann, "presence");

  while (!eve_away || !ann_away)
    {
      g_autoptr (JsonNode) node = read_frame (ben);
      JsonObject *told = json_node_get_object (node);
      const gboolean page = g_str_equal (json_object_get_string_member (told, "type"), "history");

      knows_eve = knows_eve || (page ? page_tells_of (told, "online", "eve") : tells_of (told, "online", "eve"));
      if (!page && (tells_of (told, "online", "eve") || tells_of (told, "presence", "eve")))
        {
          g_assert_true (knows_eve);
          eve_away = json_object_get_boolean_member_with_default (told, "away", FALSE);
        }
      else if (!page && tells_of (told, "presence", "ann"))
        ann_away = json_object_get_boolean_member_with_default (told, "away", FALSE);
    }

  raw_peer_free (ann);
  raw_peer_free (ben);
  raw_peer_free (eve);
  test_server_stop (server);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/backlog/pages-come-by-themselves", test_pages_come_by_themselves);
  g_test_add_func ("/backlog/away-while-somebody-catches-up", test_away_while_somebody_catches_up);

  return g_test_run ();
}
