/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <glib/gstdio.h>
#include <string.h>

#include "beseda-lazy-host.h"
#include "beseda-network-addresses.h"
#include "beseda-session.h"

typedef struct
{
  char *folder; /* where its rooms are kept */
  BesedaHost *host;
} Fixture;

static void
set_up (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GError) error = NULL;

  fixture->folder = g_dir_make_tmp ("beseda-rooms-XXXXXX", &error);
  g_assert_no_error (error);
  fixture->host = beseda_lazy_host_new (fixture->folder);
}

/* The names of the files that there are, in no order. */
static GPtrArray *
list_files (Fixture *fixture)
{
  GPtrArray *files = g_ptr_array_new_with_free_func (g_free);
  g_autoptr (GDir) dir = g_dir_open (fixture->folder, 0, NULL);
  const char *name;

  while ((name = g_dir_read_name (dir)) != NULL)
    g_ptr_array_add (files, g_build_filename (fixture->folder, name, NULL));

  return files;
}

static void
tear_down (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GPtrArray) files = list_files (fixture);

  for (guint i = 0; i < files->len; i++)
    g_unlink (files->pdata[i]);
  g_rmdir (fixture->folder);
  g_free (fixture->folder);
  g_assert_finalize_object (fixture->host);
}

static void
keep_result (GObject *source, GAsyncResult *result, gpointer user_data)
{
  *(GAsyncResult **) user_data = g_object_ref (result);
}

static void
wait_for (GAsyncResult **result)
{
  while (*result == NULL)
    g_main_context_iteration (NULL, TRUE);
}

/* `kept` NULL: a new room named "Tea". */
static BesedaHostedRoom *
open_room (Fixture *fixture, const char *address, guint16 port, const char *kept, GError **error)
{
  const BesedaHostOptions options = {
    .room = "Tea",
    .address = address,
    .port = port,
    .keep = 60,
    .kept = kept,
  };
  g_autoptr (GAsyncResult) result = NULL;

  beseda_host_open_async (fixture->host, &options, NULL, keep_result, &result);
  wait_for (&result);

  return beseda_host_open_finish (fixture->host, result, error);
}

static void
stop (BesedaHostedRoom *room)
{
  g_autoptr (GAsyncResult) result = NULL;

  beseda_hosted_room_stop_async (room, keep_result, &result);
  wait_for (&result);

  beseda_hosted_room_stop_finish (room, result);
  g_clear_object (&result);
  g_assert_finalize_object (room);
}

static GPtrArray *
list (Fixture *fixture)
{
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;
  GPtrArray *rooms;

  beseda_host_list_async (fixture->host, NULL, keep_result, &result);
  wait_for (&result);
  rooms = beseda_host_list_finish (fixture->host, result, &error);
  g_assert_no_error (error);

  return rooms;
}

static guint
count_kept (Fixture *fixture)
{
  g_autoptr (GPtrArray) rooms = list (fixture);

  return rooms->len;
}

static gboolean
forget (Fixture *fixture, const char *handle, GError **error)
{
  g_autoptr (GAsyncResult) result = NULL;

  beseda_host_forget_async (fixture->host, handle, NULL, keep_result, &result);
  wait_for (&result);

  return beseda_host_forget_finish (fixture->host, result, error);
}

static void
assert_joined_at (BesedaHostedRoom *room)
{
  BesedaAddress *address = beseda_hosted_room_get_address (room);
  g_autoptr (GSocketClient) client = g_socket_client_new ();
  g_autoptr (GError) error = NULL;
  g_autoptr (GSocketConnection) connection = g_socket_client_connect_to_host (
      client, beseda_address_get_host (address), beseda_address_get_port (address), NULL, &error);

  g_assert_no_error (error);
  g_assert_nonnull (connection);
}

static void
test_loopback_invites_nobody (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  BesedaHostedRoom *room = open_room (fixture, "127.0.0.1", 0, NULL, &error);
  g_autoptr (GPtrArray) invitations = NULL;

  g_assert_no_error (error);
  g_assert_cmpstr (beseda_address_get_host (beseda_hosted_room_get_address (room)), ==, "127.0.0.1");
  assert_joined_at (room);

  invitations = beseda_hosted_room_dup_invitations (room);
  g_assert_cmpuint (invitations->len, ==, 0);

  stop (room);
}

/* A room on all IPv4 networks can't be reached by IPv6: no link of that kind is handed out. */
static void
test_invitations_lead_to_the_room (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  BesedaHostedRoom *room = open_room (fixture, "0.0.0.0", 0, NULL, &error);
  g_autoptr (GPtrArray) hosts = beseda_network_addresses_dup (FALSE);
  g_autoptr (GPtrArray) invitations = NULL;

  g_assert_no_error (error);
  g_assert_cmpstr (beseda_address_get_host (beseda_hosted_room_get_address (room)), ==, "127.0.0.1");
  assert_joined_at (room);

  invitations = beseda_hosted_room_dup_invitations (room);
  g_assert_cmpuint (invitations->len, ==, hosts->len);
  for (guint i = 0; i < invitations->len; i++)
    {
      BesedaAddress *invitation = invitations->pdata[i];

      g_assert_cmpstr (beseda_address_get_host (invitation), ==, hosts->pdata[i]);
      g_assert_null (strchr (beseda_address_get_host (invitation), ':'));
      g_assert_cmpuint (beseda_address_get_port (invitation), ==,
                        beseda_address_get_port (beseda_hosted_room_get_address (room)));
    }

  stop (room);
}

static void
test_a_taken_port_is_a_sentence (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  BesedaHostedRoom *room = open_room (fixture, "127.0.0.1", 0, NULL, &error);
  const guint16 port = beseda_address_get_port (beseda_hosted_room_get_address (room));
  g_autofree char *number = g_strdup_printf ("%u", port);

  g_assert_no_error (error);
  g_assert_null (open_room (fixture, "127.0.0.1", port, NULL, &error));
  g_assert_error (error, BESEDA_HOST_ERROR, BESEDA_HOST_ERROR_PORT);
  g_assert_nonnull (strstr (error->message, number));

  stop (room);
}

static void
test_an_address_of_another_network_is_a_sentence (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GError) error = NULL;

  g_assert_null (open_room (fixture, "192.0.2.7", 0, NULL, &error));
  g_assert_error (error, BESEDA_HOST_ERROR, BESEDA_HOST_ERROR_ADDRESS);
  g_assert_nonnull (strstr (error->message, "192.0.2.7"));
}

static void
test_a_stopped_room_frees_its_port (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  BesedaHostedRoom *room = open_room (fixture, "127.0.0.1", 0, NULL, &error);
  const guint16 port = beseda_address_get_port (beseda_hosted_room_get_address (room));

  g_assert_no_error (error);
  stop (room);

  room = open_room (fixture, "127.0.0.1", port, NULL, &error);
  g_assert_no_error (error);
  stop (room);
}

static void
test_a_room_is_resumed_where_it_was (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  BesedaHostedRoom *room = open_room (fixture, "127.0.0.1", 0, NULL, &error);
  const guint16 port = beseda_address_get_port (beseda_hosted_room_get_address (room));
  g_autofree char *handle = g_strdup (beseda_hosted_room_get_handle (room));
  g_autoptr (GPtrArray) kept = NULL;

  /* What is open is not there to be resumed, nor to be opened twice. */
  g_assert_cmpuint (count_kept (fixture), ==, 0);
  g_assert_null (open_room (fixture, "127.0.0.1", 0, handle, &error));
  g_assert_error (error, BESEDA_HOST_ERROR, BESEDA_HOST_ERROR_FAILED);
  g_clear_error (&error);
  stop (room);

  kept = list (fixture);
  g_assert_cmpuint (kept->len, ==, 1);
  g_assert_cmpstr (beseda_kept_room_get_handle (kept->pdata[0]), ==, handle);
  g_assert_cmpstr (beseda_kept_room_get_name (kept->pdata[0]), ==, "Tea");
  g_assert_cmpstr (beseda_kept_room_get_address (kept->pdata[0]), ==, "127.0.0.1");
  g_assert_cmpuint (beseda_kept_room_get_port (kept->pdata[0]), ==, port);
  g_assert_cmpint (beseda_kept_room_get_keep (kept->pdata[0]), ==, 60);
  g_assert_cmpint (beseda_kept_room_get_last_at (kept->pdata[0]), ==, 0); /* nobody came */

  room = open_room (fixture, "127.0.0.1", port, handle, &error);
  g_assert_no_error (error);
  g_assert_cmpstr (beseda_hosted_room_get_handle (room), ==, handle);
  g_assert_cmpint (beseda_hosted_room_get_keep (room), ==, 60);
  g_assert_cmpuint (count_kept (fixture), ==, 0);
  assert_joined_at (room);
  stop (room);
  g_assert_cmpuint (count_kept (fixture), ==, 1);
}

/* A room that could not open is no room, but one that was there before stays. */
static void
test_what_did_not_open_leaves_nothing (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  BesedaHostedRoom *room = open_room (fixture, "127.0.0.1", 0, NULL, &error);
  g_autofree char *handle = g_strdup (beseda_hosted_room_get_handle (room));
  guint n_files;

  stop (room);
  g_assert_null (open_room (fixture, "192.0.2.7", 0, handle, &error));
  g_clear_error (&error);
  g_assert_cmpuint (count_kept (fixture), ==, 1);

  g_assert_null (open_room (fixture, "192.0.2.7", 0, NULL, &error));
  g_clear_error (&error);
  do
    {
      g_autoptr (GPtrArray) files = list_files (fixture);

      n_files = files->len;
      g_main_context_iteration (NULL, FALSE);
    }
  while (n_files > 2); /* the room, and its key */
  g_assert_cmpuint (count_kept (fixture), ==, 1);
}

static void
on_changed (BesedaHost *host, gpointer user_data)
{
  (*(guint *) user_data)++;
}

static void
test_a_room_is_forgotten (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  BesedaHostedRoom *room = open_room (fixture, "127.0.0.1", 0, NULL, &error);
  g_autofree char *handle = g_strdup (beseda_hosted_room_get_handle (room));
  g_autoptr (GPtrArray) files = NULL;
  guint n_changes = 0;

  g_assert_false (forget (fixture, handle, &error));
  g_assert_error (error, BESEDA_HOST_ERROR, BESEDA_HOST_ERROR_FAILED);
  g_clear_error (&error);

  g_signal_connect (fixture->host, "kept-changed", G_CALLBACK (on_changed), &n_changes);
  stop (room);
  g_assert_cmpuint (n_changes, ==, 1);

  g_assert_true (forget (fixture, handle, &error));
  g_assert_no_error (error);
  g_assert_cmpuint (n_changes, ==, 2);
  g_assert_cmpuint (count_kept (fixture), ==, 0);
  files = list_files (fixture);
  g_assert_cmpuint (files->len, ==, 0);
}

static void
tell (BesedaHostedRoom *room, const char *const *words)
{
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;
  g_autofree char *answer = NULL;

  beseda_hosted_room_command_async (room, words, NULL, keep_result, &result);
  wait_for (&result);
  answer = beseda_hosted_room_command_finish (room, result, &error);
  g_assert_no_error (error);
}

/* The host comes as the owner, to a room that it knows by its certificate; a guest gets a link that opens the door
 * until it is reset, and that is the same when the room is resumed. */
static void
test_secrets (Fixture *fixture, gconstpointer data)
{
  const char *const reset[] = { "reset-link", NULL };
  g_autoptr (GError) error = NULL;
  BesedaHostedRoom *room = open_room (fixture, "127.0.0.1", 0, NULL, &error);
  BesedaAddress *address = beseda_hosted_room_get_address (room);
  g_autofree char *handle = g_strdup (beseda_hosted_room_get_handle (room));
  g_autofree char *fingerprint = g_strdup (beseda_address_get_fingerprint (address));
  g_autofree char *owner = g_strdup (beseda_address_get_owner (address));
  g_autofree char *key = g_strdup (beseda_address_get_key (address));
  g_autofree char *new_key = NULL;
  guint n_changes = 0;

  g_assert_true (beseda_address_get_tls (address));
  g_assert_nonnull (fingerprint);
  g_assert_nonnull (owner);
  g_assert_nonnull (key);

  g_signal_connect (room, "invitations-changed", G_CALLBACK (on_changed), &n_changes);
  tell (room, reset);
  new_key = g_strdup (beseda_address_get_key (beseda_hosted_room_get_address (room)));
  g_assert_cmpstr (new_key, !=, key);
  g_assert_cmpuint (n_changes, ==, 1);
  stop (room);

  room = open_room (fixture, "127.0.0.1", 0, handle, &error);
  g_assert_no_error (error);
  address = beseda_hosted_room_get_address (room);
  g_assert_cmpstr (beseda_address_get_fingerprint (address), ==, fingerprint);
  g_assert_cmpstr (beseda_address_get_owner (address), ==, owner);
  g_assert_cmpstr (beseda_address_get_key (address), ==, new_key);
  stop (room);
}

/* Whether somebody new is let in who brings that password, and nothing else. */
static gboolean
opens (BesedaHostedRoom *room, const char *login, const char *password)
{
  BesedaAddress *own = beseda_hosted_room_get_address (room);
  g_autoptr (BesedaAddress)
      address = beseda_address_with_secrets (own, beseda_address_get_fingerprint (own), NULL, NULL);
  const BesedaSessionOptions options = { .password = password };
  BesedaSession *session = beseda_session_new (address, login, &options);
  gboolean online;

  while (beseda_session_get_state (session) == BESEDA_SESSION_CONNECTING)
    g_main_context_iteration (NULL, TRUE);
  online = beseda_session_get_state (session) == BESEDA_SESSION_ONLINE;
  beseda_session_leave (session);
  g_assert_finalize_object (session);

  return online;
}

/* The first line that is answered to who does not encrypt; "" where there is none. (transfer full) */
static char *
ask_plainly (BesedaHostedRoom *room)
{
  static const char request[] = "GET /ws/7 HTTP/1.1\r\nHost: localhost\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
                                "Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n";
  g_autoptr (GSocketClient) client = g_socket_client_new ();
  g_autoptr (GError) error = NULL;
  g_autoptr (GSocketConnection) connection = g_socket_client_connect_to_host (
      client, "127.0.0.1", beseda_address_get_port (beseda_hosted_room_get_address (room)), NULL, &error);
  g_autoptr (GDataInputStream) input = NULL;
  char *line;

  g_assert_no_error (error);
  g_output_stream_write_all (g_io_stream_get_output_stream (G_IO_STREAM (connection)), request, strlen (request), NULL,
                             NULL, &error);
  g_assert_no_error (error);
  input = g_data_input_stream_new (g_io_stream_get_input_stream (G_IO_STREAM (connection)));
  g_data_input_stream_set_newline_type (input, G_DATA_STREAM_NEWLINE_TYPE_CR_LF);
  line = g_data_input_stream_read_line (input, NULL, NULL, NULL);

  return line != NULL ? line : g_strdup ("");
}

/* Who can join, and how, stays as it was chosen. */
static void
test_door_lasts (Fixture *fixture, gconstpointer data)
{
  const BesedaHostOptions options = { .room = "Tea",
                                      .address = "127.0.0.1",
                                      .door = "password",
                                      .password = "knights",
                                      .plain_on_network = TRUE,
                                      .allow_plain = TRUE };
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;
  g_autofree char *handle = NULL;
  g_autofree char *refusal = NULL;
  BesedaHostedRoom *room;

  beseda_host_open_async (fixture->host, &options, NULL, keep_result, &result);
  wait_for (&result);
  room = beseda_host_open_finish (fixture->host, result, &error);
  g_assert_no_error (error);
  handle = g_strdup (beseda_hosted_room_get_handle (room));

  for (guint i = 0; i < 2; i++)
    {
      const char *login = i == 0 ? "Ann" : "Ben";
      g_autofree char *answer = ask_plainly (room);

      g_assert_cmpstr (answer, ==, "HTTP/1.1 101 Switching Protocols");
      g_assert_true (opens (room, login, "knights"));
      g_assert_false (opens (room, "Eve", "bishops"));
      stop (room);
      room = open_room (fixture, "127.0.0.1", 0, handle, &error);
      g_assert_no_error (error);
    }
  stop (room);

  room = open_room (fixture, "127.0.0.1", 0, NULL, &error);
  g_assert_no_error (error);
  refusal = ask_plainly (room);
  g_assert_cmpstr (refusal, !=, "HTTP/1.1 101 Switching Protocols");
  stop (room);
}

/* Who chooses another folder finds the rooms of all folders, and goes on with each where it is. */
static void
test_folders (Fixture *fixture, gconstpointer data)
{
  BesedaLazyHost *host = BESEDA_LAZY_HOST (fixture->host);
  g_autofree char *chosen = g_dir_make_tmp ("beseda-chosen-XXXXXX", NULL);
  g_autofree char *inside = g_build_filename (chosen, "Beseda", NULL);
  const char *const former[] = { chosen, NULL };
  g_autofree char *handle = NULL;
  g_autofree char *file = NULL;
  BesedaHostedRoom *room;
  g_autoptr (GError) error = NULL;

  room = open_room (fixture, "127.0.0.1", 0, NULL, &error);
  g_assert_no_error (error);
  stop (room);

  beseda_lazy_host_set_folders (host, chosen, NULL);
  room = open_room (fixture, "127.0.0.1", 0, NULL, &error);
  g_assert_no_error (error);
  handle = g_strdup (beseda_hosted_room_get_handle (room));
  stop (room);
  file = g_strdup_printf ("%s/%s.db", inside, handle);
  g_assert_true (g_file_test (file, G_FILE_TEST_EXISTS));
  g_assert_cmpuint (count_kept (fixture), ==, 2);

  beseda_lazy_host_set_folders (host, "", former);
  g_assert_cmpuint (count_kept (fixture), ==, 2);
  stop (open_room (fixture, "127.0.0.1", 0, handle, &error));
  g_assert_no_error (error);
  g_assert_cmpuint (count_kept (fixture), ==, 2);

  g_assert_true (forget (fixture, handle, &error));
  g_assert_false (g_file_test (file, G_FILE_TEST_EXISTS));
  g_assert_cmpuint (count_kept (fixture), ==, 1);
  g_assert_cmpint (g_rmdir (inside), ==, 0); /* nothing is left behind */
  g_assert_cmpint (g_rmdir (chosen), ==, 0);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);

#define ADD(path, test) g_test_add (path, Fixture, NULL, set_up, test, tear_down)
  ADD ("/app-host/loopback-invites-nobody", test_loopback_invites_nobody);
  ADD ("/app-host/secrets", test_secrets);
  ADD ("/app-host/door-lasts", test_door_lasts);
  ADD ("/app-host/invitations-lead-to-the-room", test_invitations_lead_to_the_room);
  ADD ("/app-host/a-taken-port-is-a-sentence", test_a_taken_port_is_a_sentence);
  ADD ("/app-host/an-address-of-another-network-is-a-sentence", test_an_address_of_another_network_is_a_sentence);
  ADD ("/app-host/a-stopped-room-frees-its-port", test_a_stopped_room_frees_its_port);
  ADD ("/app-host/a-room-is-resumed-where-it-was", test_a_room_is_resumed_where_it_was);
  ADD ("/app-host/what-did-not-open-leaves-nothing", test_what_did_not_open_leaves_nothing);
  ADD ("/app-host/a-room-is-forgotten", test_a_room_is_forgotten);
  ADD ("/app-host/folders", test_folders);
#undef ADD

  return g_test_run ();
}
