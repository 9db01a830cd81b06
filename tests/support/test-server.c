/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "test-server.h"

#include "beseda-limits.h"

BesedaServerOptions
test_server_options (void)
{
  return (BesedaServerOptions){
    .address = "127.0.0.1",
    .room = "Room 5",
    .max_people = BESEDA_LIMIT_PEOPLE,
    .messages_per_second = BESEDA_LIMIT_MESSAGES_PER_SECOND,
    .keep = -1,
  };
}

static void
keep_result (GObject *source, GAsyncResult *result, gpointer user_data)
{
  *(GAsyncResult **) user_data = g_object_ref (result);
}

static GAsyncResult *
wait_for (GAsyncResult **result)
{
  while (*result == NULL)
    g_main_context_iteration (NULL, TRUE);

  return *result;
}

static BesedaServer *
start (const BesedaServerOptions *options, GError **error)
{
  g_autoptr (BesedaServer) server = beseda_server_new (options);
  g_autoptr (GAsyncResult) result = NULL;

  beseda_server_start_async (server, NULL, keep_result, &result);
  if (!beseda_server_start_finish (server, wait_for (&result), error))
    return NULL;

  return g_steal_pointer (&server);
}

BesedaServer *
test_server_start (const BesedaServerOptions *options)
{
  BesedaServerOptions usual = test_server_options ();
  g_autoptr (GError) error = NULL;
  BesedaServer *server = start (options != NULL ? options : &usual, &error);

  g_assert_no_error (error);

  return server;
}

GError *
test_server_fail_to_start (const BesedaServerOptions *options)
{
  GError *error = NULL;

  g_assert_null (start (options, &error));

  return error;
}

void
test_server_stop (BesedaServer *server)
{
  GAsyncResult *result = NULL;

  beseda_server_stop_async (server, keep_result, &result);
  beseda_server_stop_finish (server, wait_for (&result));
  g_object_unref (result);

  /* The task's own reference goes with its last source. */
  while (g_main_context_iteration (NULL, FALSE))
    ;
  g_assert_finalize_object (server);
}

static void
log_in (RawPeer *peer, gint64 client_id, const char *login)
{
  g_autofree char *frame = g_strdup_printf ("{\"clientId\": %" G_GINT64_FORMAT ", \"login\": \"%s\"}", client_id,
                                            login);

  raw_peer_send_text (peer, frame);
}

RawPeer *
test_server_join_plain (BesedaServer *server, gint64 client_id, const char *login)
{
  g_autofree char *path = g_strdup_printf ("/ws/%" G_GINT64_FORMAT, client_id);
  RawPeer *peer = raw_peer_join (beseda_server_get_port (server), path, NULL);
  g_autofree char *online = NULL;

  log_in (peer, client_id, login);
  online = raw_peer_read_text (peer);
  g_assert_nonnull (strstr (online, "\"Online\""));

  return peer;
}

RawPeer *
test_server_join_beseda (BesedaServer *server, gint64 client_id, const char *login)
{
  g_autofree char *path = g_strdup_printf ("/ws/%" G_GINT64_FORMAT, client_id);
  RawPeer *peer = raw_peer_join (beseda_server_get_port (server), path, "beseda.1");
  g_autofree char *welcome = NULL;
  g_autofree char *online = NULL;

  log_in (peer, client_id, login);
  welcome = raw_peer_read_text (peer);
  g_assert_nonnull (strstr (welcome, "\"welcome\""));
  do
    {
      g_free (online);
      online = raw_peer_read_text (peer);
    }
  while (g_str_has_prefix (online, "{\"type\":\"history\""));
  g_assert_nonnull (strstr (online, "\"online\""));

  return peer;
}

char *
test_server_strip_times (char *frame)
{
  g_autofree char *owned = frame;
  g_autoptr (GRegex) regex = g_regex_new ("\"time\": ?\"[0-2][0-9]:[0-5][0-9]\",|"
                                          "\"at\": ?\"20\\d\\d-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\d\\.\\d{3}Z\",",
                                          0, 0, NULL);

  return g_regex_replace_literal (regex, owned, -1, 0, "", 0, NULL);
}
