/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "test-server.h"

#define N_PEERS 120
#define N_ROUNDS 8

/* The messages of a peer's next frames, without what tells the dialects apart. */
static char *
read_message (RawPeer *peer)
{
  static const char field[] = "\"message\":\"say ";

  for (;;)
    {
      g_autofree char *frame = raw_peer_read_text (peer);
      const char *said = strstr (frame, field);

      if (said != NULL)
        return g_strndup (said + strlen (field), strcspn (said + strlen (field), "\""));
    }
}

/* Everybody hears everything once, in one order, whatever the dialect, the own messages too. */
static void
test_same_order (void)
{
  BesedaServer *server = test_server_start (NULL);
  RawPeer *peers[N_PEERS];
  g_autoptr (GPtrArray) order = g_ptr_array_new_with_free_func (g_free);
  g_autoptr (GHashTable) seen = g_hash_table_new (g_str_hash, g_str_equal);

  for (guint i = 0; i < N_PEERS; i++)
    {
      g_autofree char *login = g_strdup_printf ("guest %u", i);

      peers[i] = i % 2 == 0 ? test_server_join_plain (server, i, login) : test_server_join_beseda (server, i, login);
    }

  for (guint round = 0; round < N_ROUNDS; round++)
    for (guint i = 0; i < N_PEERS; i++)
      {
        g_autofree char *frame = g_strdup_printf ("{\"message\": \"say %u %u\"}", i, round);

        raw_peer_send_text (peers[i], frame);
      }

  for (guint i = 0; i < N_PEERS; i++)
    for (guint n = 0; n < N_PEERS * N_ROUNDS; n++)
      {
        g_autofree char *message = read_message (peers[i]);

        if (i > 0)
          g_assert_cmpstr (message, ==, g_ptr_array_index (order, n));
        else
          {
            g_assert_true (g_hash_table_add (seen, message));
            g_ptr_array_add (order, g_steal_pointer (&message));
          }
      }

  for (guint i = 0; i < N_PEERS; i++)
    raw_peer_free (peers[i]);

  test_server_stop (server);
}

/* Who comes while others talk hears no part of a frame, and from the own coming on everything. */
static void
test_coming_while_others_talk (void)
{
  BesedaServerOptions options = test_server_options ();
  BesedaServer *server;
  g_autoptr (RawPeer) ann = NULL;
  guint said = 0;

  options.messages_per_second = 0;
  server = test_server_start (&options);
  ann = test_server_join_plain (server, 1, "ann");

  for (guint i = 0; i < 100; i++)
    {
      g_autofree char *login = g_strdup_printf ("guest %u", i);
      g_autofree char *login_frame = g_strdup_printf ("{\"login\": \"%s\"}", login);
      g_autofree char *online = g_strdup_printf ("\"message\":\"Online\",\"login\":\"%s\"", login);
      g_autoptr (RawPeer) guest = raw_peer_join (beseda_server_get_port (server), "/ws/7", NULL);
      g_autofree char *first = NULL;
      guint number = G_MAXUINT;

      raw_peer_send_text (guest, login_frame);
      for (guint n = 0; n < 20; n++)
        {
          g_autofree char *frame = g_strdup_printf ("{\"message\": \"say %u\"}", said++);

          raw_peer_send_text (ann, frame);
        }

      first = raw_peer_read_text (guest);
      g_assert_nonnull (strstr (first, online));

      do
        {
          g_autofree char *message = read_message (guest);
          guint before = number;

          number = (guint) g_ascii_strtoull (message, NULL, 10);
          if (before != G_MAXUINT)
            g_assert_cmpuint (number, ==, before + 1);
        }
      while (number != said - 1);

      /* The next guest takes the client id once this one is gone. */
      g_clear_pointer (&guest, raw_peer_free);
      for (;;)
        {
          g_autofree char *frame = raw_peer_read_text (ann);

          if (strstr (frame, "\"Offline\"") != NULL)
            break;
        }
    }

  g_clear_pointer (&ann, raw_peer_free);
  test_server_stop (server);
}

static void
test_full_room (void)
{
  BesedaServerOptions options = test_server_options ();
  BesedaServer *server;
  g_autoptr (RawPeer) ann = NULL;
  g_autoptr (RawPeer) bob = NULL;
  g_autofree char *reason = NULL;

  options.max_people = 1;
  server = test_server_start (&options);
  ann = test_server_join_plain (server, 1, "ann");

  bob = raw_peer_join (beseda_server_get_port (server), "/ws/2", NULL);
  raw_peer_send_text (bob, "{\"login\": \"bob\"}");
  g_assert_cmpuint (raw_peer_read_close (bob, &reason), ==, 1013);
  g_assert_nonnull (strstr (reason, "full"));

  g_clear_pointer (&ann, raw_peer_free);
  g_clear_pointer (&bob, raw_peer_free);
  test_server_stop (server);
}

/* There is room for some connections beyond the people, and then a clear answer. */
static void
test_full_server (void)
{
  BesedaServerOptions options = test_server_options ();
  BesedaServer *server;
  g_autoptr (GPtrArray) idle = g_ptr_array_new_with_free_func ((GDestroyNotify) raw_peer_free);
  g_autoptr (RawPeer) one_more = NULL;
  g_autofree char *answer = NULL;

  options.max_people = 1;
  server = test_server_start (&options);

  for (guint i = 0; i < options.max_people + BESEDA_LIMIT_SPARE_CONNECTIONS; i++)
    {
      g_autofree char *path = g_strdup_printf ("/ws/%u", i);

      g_ptr_array_add (idle, raw_peer_join (beseda_server_get_port (server), path, NULL));
    }

  one_more = raw_peer_new (beseda_server_get_port (server));
  answer = raw_peer_read_all (one_more);
  g_assert_true (g_str_has_prefix (answer, "HTTP/1.1 503 Service Unavailable\r\n"));
  g_assert_true (g_str_has_suffix (answer, "\r\n\r\nThis server is full; try again in a while"));

  g_ptr_array_set_size (idle, 0);
  test_server_stop (server);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/crowd/same-order", test_same_order);
  g_test_add_func ("/crowd/coming-while-others-talk", test_coming_while_others_talk);
  g_test_add_func ("/crowd/full-room", test_full_room);
  g_test_add_func ("/crowd/full-server", test_full_server);

  return g_test_run ();
}
