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

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/backlog/pages-come-by-themselves", test_pages_come_by_themselves);

  return g_test_run ();
}
