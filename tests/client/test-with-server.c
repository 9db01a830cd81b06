/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <glib/gstdio.h>

#include "beseda-door.h"
#include "beseda-order.h"
#include "beseda-presence.h"
#include "beseda-session.h"
#include "beseda-typists.h"
#include "script-server.h"
#include "test-server.h"

/* The session against the real server; between them, where it matters, a network that breaks when the test says so. */
typedef struct
{
  GSocketService *service;
  guint16 port; /* that it listens on */
  guint16 server_port;
  GCancellable *swallow; /* what the server says is lost from here on */
  GPtrArray *streams;    /* of GIOStream, to both sides */
} Network;

static void
on_spliced (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_output_stream_splice_finish (G_OUTPUT_STREAM (source), result, NULL);
}

static gboolean
on_incoming (GSocketService *service, GSocketConnection *guest, GObject *source, gpointer user_data)
{
  Network *network = user_data;
  g_autoptr (GSocketClient) client = g_socket_client_new ();
  g_autoptr (GError) error = NULL;
  g_autoptr (GSocketConnection)
      server = g_socket_client_connect_to_host (client, "127.0.0.1", network->server_port, NULL, &error);

  g_assert_no_error (error);
  g_output_stream_splice_async (g_io_stream_get_output_stream (G_IO_STREAM (server)),
                                g_io_stream_get_input_stream (G_IO_STREAM (guest)), G_OUTPUT_STREAM_SPLICE_NONE,
                                G_PRIORITY_DEFAULT, NULL, on_spliced, NULL);
  g_output_stream_splice_async (g_io_stream_get_output_stream (G_IO_STREAM (guest)),
                                g_io_stream_get_input_stream (G_IO_STREAM (server)), G_OUTPUT_STREAM_SPLICE_NONE,
                                G_PRIORITY_DEFAULT, network->swallow, on_spliced, NULL);
  g_ptr_array_add (network->streams, g_object_ref (guest));
  g_ptr_array_add (network->streams, g_steal_pointer (&server));

  return TRUE;
}

static Network *
network_new (BesedaServer *server)
{
  Network *network = g_new0 (Network, 1);
  g_autoptr (GError) error = NULL;

  network->server_port = beseda_server_get_port (server);
  network->swallow = g_cancellable_new ();
  network->streams = g_ptr_array_new_with_free_func (g_object_unref);
  network->service = g_socket_service_new ();
  network->port = g_socket_listener_add_any_inet_port (G_SOCKET_LISTENER (network->service), NULL, &error);
  g_assert_no_error (error);
  g_signal_connect (network->service, "incoming", G_CALLBACK (on_incoming), network);

  return network;
}

static void
network_cut (Network *network)
{
  for (guint i = 0; i < network->streams->len; i++)
    g_socket_shutdown (g_socket_connection_get_socket (network->streams->pdata[i]), TRUE, TRUE, NULL);
  g_ptr_array_set_size (network->streams, 0);
  g_clear_object (&network->swallow);
  network->swallow = g_cancellable_new ();
}

static void
network_free (Network *network)
{
  network_cut (network);
  g_socket_service_stop (network->service);
  g_socket_listener_close (G_SOCKET_LISTENER (network->service));
  g_object_unref (network->service);
  g_object_unref (network->swallow);
  g_ptr_array_unref (network->streams);
  g_free (network);
}

static BesedaSession *
join (guint16 port, const char *room, const char *login)
{
  g_autoptr (BesedaAddress) address = beseda_address_new ("127.0.0.1", port, room, FALSE);
  BesedaSession *session = beseda_session_new (address, login, NULL);

  wait_until (beseda_session_get_state (session) != BESEDA_SESSION_CONNECTING);

  return session;
}

static void
part (BesedaSession *session)
{
  beseda_session_leave (session);
  g_assert_finalize_object (session);
}

static void
say (BesedaSession *session, const char *text)
{
  g_autoptr (GError) error = NULL;

  g_assert_true (beseda_session_send (session, text, &error));
  g_assert_no_error (error);
}

/* What was said, as the timeline has it. */
static char *
read_messages (BesedaSession *session)
{
  GListModel *model = G_LIST_MODEL (beseda_session_get_timeline (session));
  GString *text = g_string_new (NULL);

  for (guint i = 0; i < g_list_model_get_n_items (model); i++)
    {
      g_autoptr (BesedaTimelineItem) item = g_list_model_get_item (model, i);

      if (beseda_timeline_item_get_kind (item) == BESEDA_TIMELINE_ITEM_MESSAGE)
        g_string_append_printf (text, "%s:%s ", beseda_timeline_item_get_login (item),
                                beseda_timeline_item_get_text (item));
    }

  return g_string_free (text, FALSE);
}

static gboolean
has_messages (BesedaSession *session, const char *expected)
{
  g_autofree char *text = read_messages (session);

  return g_str_equal (text, expected);
}

static gboolean
is_back (BesedaSession *session)
{
  beseda_session_reconnect_now (session);

  return beseda_session_get_state (session) == BESEDA_SESSION_ONLINE;
}

static void
test_talk (void)
{
  BesedaServer *server = test_server_start (NULL);
  BesedaSession *ann = join (beseda_server_get_port (server), NULL, "ann");
  BesedaSession *bob = join (beseda_server_get_port (server), NULL, "bob");

  g_assert_cmpint (beseda_session_get_state (ann), ==, BESEDA_SESSION_ONLINE);
  g_assert_false (beseda_session_get_plain (bob));
  wait_until (beseda_roster_get_n_people (beseda_session_get_roster (ann)) == 2);
  say (ann, "hello");
  wait_until (has_messages (bob, "ann:hello "));
  say (bob, "hello, ann");
  wait_until (has_messages (ann, "ann:hello bob:hello, ann "));
  part (bob);
  wait_until (beseda_roster_get_n_people (beseda_session_get_roster (ann)) == 1);
  part (ann);
  test_server_stop (server);
}

static void
test_refused (void)
{
  BesedaServerOptions options = test_server_options ();
  BesedaServer *server;
  BesedaSession *ann, *second, *elsewhere;

  options.max_people = 1;
  server = test_server_start (&options);
  ann = join (beseda_server_get_port (server), NULL, "ann");

  second = join (beseda_server_get_port (server), NULL, "Ann");
  g_assert_cmpint (beseda_session_get_state (second), ==, BESEDA_SESSION_REFUSED);
  g_assert_cmpint (beseda_session_get_problem_kind (second), ==, BESEDA_SESSION_PROBLEM_LOGIN);
  part (second);
  second = join (beseda_server_get_port (server), NULL, "bob");
  g_assert_cmpint (beseda_session_get_state (second), ==, BESEDA_SESSION_REFUSED);
  g_assert_cmpint (beseda_session_get_problem_kind (second), ==, BESEDA_SESSION_PROBLEM_ROOM);
  part (second);
  elsewhere = join (beseda_server_get_port (server), "no such room", "bob");
  g_assert_cmpint (beseda_session_get_state (elsewhere), ==, BESEDA_SESSION_REFUSED);
  g_assert_cmpint (beseda_session_get_problem_kind (elsewhere), ==, BESEDA_SESSION_PROBLEM_ADDRESS);
  part (elsewhere);
  part (ann);
  test_server_stop (server);
}

/* What was typed meanwhile arrives once, in order; what a room in memory had said is gone with it. */
static void
test_server_dies (void)
{
  BesedaServerOptions options = test_server_options ();
  BesedaServer *server = test_server_start (&options);
  BesedaSession *ann = join (beseda_server_get_port (server), NULL, "ann");
  BesedaSession *bob = join (beseda_server_get_port (server), NULL, "bob");

  say (ann, "1");
  wait_until (has_messages (bob, "ann:1 "));
  options.port = beseda_server_get_port (server);
  test_server_stop (server);
  wait_until (beseda_session_get_state (ann) == BESEDA_SESSION_RECONNECTING);
  wait_until (beseda_session_get_state (bob) == BESEDA_SESSION_RECONNECTING);
  say (ann, "2");
  say (ann, "3");

  server = test_server_start (&options);
  wait_until (is_back (bob));
  wait_until (is_back (ann));
  say (ann, "4");
  wait_until (has_messages (bob, "ann:2 ann:3 ann:4 "));
  wait_until (beseda_session_get_n_pending (ann) == 0);
  g_assert_true (has_messages (ann, "ann:2 ann:3 ann:4 "));
  part (ann);
  part (bob);
  test_server_stop (server);
}

/* The room had the message, and its echo was lost: it goes out again, and nobody hears it twice. */
static void
test_echo_lost (void)
{
  BesedaServer *server = test_server_start (NULL);
  Network *network = network_new (server);
  BesedaSession *bob = join (beseda_server_get_port (server), NULL, "bob");
  BesedaSession *ann = join (network->port, NULL, "ann");

  g_cancellable_cancel (network->swallow);
  say (ann, "once");
  say (ann, "then");
  wait_until (has_messages (bob, "ann:once "));
  g_assert_cmpuint (beseda_session_get_n_pending (ann), ==, 2);
  network_cut (network);
  wait_until (beseda_session_get_state (ann) == BESEDA_SESSION_RECONNECTING);
  wait_until (is_back (ann));
  wait_until (beseda_session_get_n_pending (ann) == 0);
  g_assert_true (has_messages (ann, "ann:once ann:then "));
  wait_until (has_messages (bob, "ann:once ann:then "));

  part (ann);
  part (bob);
  network_free (network);
  test_server_stop (server);
}

static void
keep_answer (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GError) error = NULL;

  *(char **) user_data = beseda_server_command_finish (BESEDA_SERVER (source), result, &error);
  g_assert_no_error (error);
}

/* The link by which the owner comes. (transfer full) */
static BesedaAddress *
get_owner_address (BesedaServer *server)
{
  const char *const words[] = { "owner-link", NULL };
  g_autofree char *link = NULL;
  BesedaAddress *address;

  beseda_server_command_async (server, words, NULL, keep_answer, &link);
  wait_until (link != NULL);
  address = beseda_address_parse (link, NULL);
  g_assert_nonnull (address);

  return address;
}

static BesedaSession *
join_with (BesedaAddress *address, const char *login, const char *password)
{
  const BesedaSessionOptions options = { .password = password };

  return beseda_session_new (address, login, &options);
}

static BesedaRosterEntry *
find_person (BesedaSession *session, const char *login)
{
  GListModel *people = G_LIST_MODEL (beseda_session_get_roster (session));

  for (guint i = 0; i < g_list_model_get_n_items (people); i++)
    {
      g_autoptr (BesedaRosterEntry) entry = g_list_model_get_item (people, i);

      if (g_str_equal (beseda_roster_entry_get_login (entry), login))
        return entry;
    }

  return NULL;
}

static void
act (BesedaSession *session, BesedaActKind kind, const char *target, const char *text)
{
  g_autoptr (BesedaAct) act = beseda_act_new (kind, target, text);

  beseda_order_act (beseda_session_get_order (session), act, FALSE);
}

static void
on_refused (BesedaOrder *order, const char *text, gpointer user_data)
{
  g_free (*(char **) user_data);
  *(char **) user_data = g_strdup (text);
}

static void
test_order (void)
{
  g_autoptr (BesedaServer) server = test_server_start (NULL);
  g_autoptr (BesedaAddress) owner = get_owner_address (server);
  BesedaSession *ann = join_with (owner, "ann", NULL);
  BesedaSession *ben = join (beseda_server_get_port (server), NULL, "ben");
  BesedaOrder *order = beseda_session_get_order (ann);
  g_autofree char *refusal = NULL;

  wait_until (beseda_order_get_role (order) == BESEDA_ROLE_OWNER && find_person (ann, "ben") != NULL);
  wait_until (beseda_roster_entry_get_role (find_person (ben, "ann")) == BESEDA_ROLE_OWNER);
  g_assert_true (beseda_order_allows (order, BESEDA_ACT_PROMOTE, BESEDA_ROLE_GUEST));
  g_assert_false (beseda_order_allows (beseda_session_get_order (ben), BESEDA_ACT_MUTE, BESEDA_ROLE_GUEST));

  /* What may not be done is said, and changes nothing. */
  g_signal_connect (beseda_session_get_order (ben), "refused", G_CALLBACK (on_refused), &refusal);
  act (ben, BESEDA_ACT_TOPIC, NULL, "mine");
  wait_until (refusal != NULL);
  g_assert_cmpstr (refusal, ==, "Only the host and moderators can do this.");
  g_assert_cmpstr (beseda_order_get_topic (order), ==, "");

  act (ann, BESEDA_ACT_TOPIC, NULL, "Tea");
  act (ann, BESEDA_ACT_LOCK, NULL, NULL);
  act (ann, BESEDA_ACT_MUTE, "ben", NULL);
  wait_until (beseda_order_get_muted (beseda_session_get_order (ben)));
  g_assert_cmpstr (beseda_order_get_topic (beseda_session_get_order (ben)), ==, "Tea");
  g_assert_true (beseda_order_get_locked (beseda_session_get_order (ben)));
  wait_until (beseda_roster_entry_get_muted (find_person (ann, "ben")));

  /* Who comes back finds it so. */
  act (ann, BESEDA_ACT_UNMUTE, "ben", NULL);
  act (ann, BESEDA_ACT_PROMOTE, "ben", NULL);
  wait_until (beseda_order_get_role (beseda_session_get_order (ben)) == BESEDA_ROLE_MODERATOR);
  act (ben, BESEDA_ACT_DEMOTE, "ann", NULL);
  act (ann, BESEDA_ACT_BAN, "ben", "Enough.");
  wait_until (beseda_session_get_state (ben) == BESEDA_SESSION_CLOSED);
  g_assert_cmpstr (beseda_session_get_problem (ben), ==, "You were banned from this room. Enough.");

  part (ann);
  part (ben);
  test_server_stop (g_steal_pointer (&server));
}

/* Under another name somebody is still the same, as the others see it too. */
static void
test_order_follows (void)
{
  g_autoptr (BesedaServer) server = test_server_start (NULL);
  g_autoptr (BesedaAddress) owner = get_owner_address (server);
  g_autoptr (BesedaAddress) address = beseda_address_new ("127.0.0.1", beseda_server_get_port (server), NULL, FALSE);
  g_autofree char *folder = g_dir_make_tmp ("beseda-XXXXXX", NULL);
  g_autofree char *file = g_build_filename (folder, "tokens", NULL);
  g_autofree char *lock = g_strconcat (file, ".lock", NULL);
  g_autoptr (BesedaKeyring) keyring = beseda_keyring_new (file);
  const BesedaSessionOptions options = { .keyring = keyring };
  BesedaSession *ann = join_with (owner, "ann", NULL);
  BesedaSession *ben = beseda_session_new (address, "ben", &options);

  wait_until (beseda_order_get_role (beseda_session_get_order (ann)) == BESEDA_ROLE_OWNER);
  wait_until (find_person (ann, "ben") != NULL);
  act (ann, BESEDA_ACT_MUTE, "ben", NULL);
  act (ann, BESEDA_ACT_PROMOTE, "ben", NULL);
  wait_until (beseda_order_get_role (beseda_session_get_order (ben)) == BESEDA_ROLE_MODERATOR);
  part (ben);

  ben = beseda_session_new (address, "benny", &options);
  wait_until (find_person (ann, "benny") != NULL);
  g_assert_true (beseda_roster_entry_get_muted (find_person (ann, "benny")));
  g_assert_cmpint (beseda_roster_entry_get_role (find_person (ann, "benny")), ==, BESEDA_ROLE_MODERATOR);
  wait_until (beseda_session_get_state (ben) == BESEDA_SESSION_ONLINE);
  g_assert_true (beseda_order_get_muted (beseda_session_get_order (ben)));
  g_assert_cmpint (beseda_order_get_role (beseda_session_get_order (ben)), ==, BESEDA_ROLE_MODERATOR);

  /* What is lifted from one name is lifted from the other. */
  act (ann, BESEDA_ACT_UNMUTE, "benny", NULL);
  wait_until (!beseda_order_get_muted (beseda_session_get_order (ben)));
  part (ben);
  ben = beseda_session_new (address, "ben", &options);
  wait_until (find_person (ann, "ben") != NULL);
  g_assert_false (beseda_roster_entry_get_muted (find_person (ann, "ben")));

  part (ann);
  part (ben);
  test_server_stop (g_steal_pointer (&server));
  g_remove (file);
  g_remove (lock);
  g_rmdir (folder);
}

/* The room tells nobody that a time is over. */
static void
test_order_lasts (void)
{
  g_autoptr (BesedaServer) server = test_server_start (NULL);
  g_autoptr (BesedaAddress) owner = get_owner_address (server);
  BesedaSession *ann = join_with (owner, "ann", NULL);
  BesedaSession *ben = join (beseda_server_get_port (server), NULL, "ben");
  BesedaSession *eve;
  RawPeer *peer;
  g_autoptr (BesedaAct) moment = beseda_act_new (BESEDA_ACT_MUTE, "ben", NULL);

  wait_until (beseda_order_get_role (beseda_session_get_order (ann)) == BESEDA_ROLE_OWNER);
  wait_until (find_person (ann, "ben") != NULL);
  moment->seconds = 1;
  beseda_order_act (beseda_session_get_order (ann), moment, FALSE);
  wait_until (beseda_order_get_muted (beseda_session_get_order (ben)) &&
              beseda_roster_entry_get_muted (find_person (ann, "ben")));
  eve = join (beseda_server_get_port (server), NULL, "eve");
  wait_until (find_person (eve, "ben") != NULL);
  g_assert_true (beseda_roster_entry_get_muted (find_person (eve, "ben")));
  wait_until (!beseda_order_get_muted (beseda_session_get_order (ben)) &&
              !beseda_roster_entry_get_muted (find_person (ann, "ben")));

  /* Who came since was told when it ends. */
  wait_until (!beseda_roster_entry_get_muted (find_person (eve, "ben")));

  peer = test_server_join_plain (server, 77, "ian");
  wait_until (find_person (ann, "ian") != NULL);
  act (ann, BESEDA_ACT_MUTE, "ian", NULL);
  wait_until (beseda_roster_entry_get_muted (find_person (ann, "ian")));
  raw_peer_free (peer);
  wait_until (find_person (ann, "ian") == NULL);
  peer = test_server_join_plain (server, 78, "ian");
  wait_until (find_person (ann, "ian") != NULL);
  g_assert_true (beseda_roster_entry_get_muted (find_person (ann, "ian")));
  raw_peer_free (peer);

  part (ann);
  part (ben);
  part (eve);
  test_server_stop (g_steal_pointer (&server));
}

static void
test_doors (void)
{
  BesedaServerOptions options = test_server_options ();
  g_autoptr (BesedaServer) server = NULL;
  g_autoptr (BesedaAddress) owner = NULL;
  g_autoptr (BesedaAddress) address = NULL;
  g_autoptr (BesedaKnock) knock = NULL;
  const char *const approve[] = { "door", "approve", NULL };
  g_autofree char *answer = NULL;
  GListModel *knocks;
  BesedaSession *ann, *ben;

  options.door = BESEDA_DOOR_PASSWORD;
  options.password = "open, sesame";
  server = test_server_start (&options);
  owner = get_owner_address (server);
  address = beseda_address_with_secrets (owner, NULL, NULL, NULL);

  for (guint i = 0; i < 2; i++)
    {
      ben = join_with (address, "ben", i == 0 ? NULL : "abracadabra");
      wait_until (beseda_session_get_state (ben) == BESEDA_SESSION_REFUSED);
      g_assert_cmpint (beseda_session_get_problem_kind (ben), ==, BESEDA_SESSION_PROBLEM_PASSWORD);
      g_assert_cmpstr (beseda_session_get_problem (ben), ==,
                       i == 0 ? "This room has a password." : "This is not the password of the room.");
      part (ben);
    }
  ben = join_with (address, "ben", "open, sesame");
  wait_until (beseda_session_get_state (ben) == BESEDA_SESSION_ONLINE);
  part (ben);

  beseda_server_command_async (server, approve, NULL, keep_answer, &answer);
  wait_until (answer != NULL);
  ann = join_with (owner, "ann", NULL);
  wait_until (beseda_order_get_role (beseda_session_get_order (ann)) == BESEDA_ROLE_OWNER);
  knocks = beseda_order_get_knocks (beseda_session_get_order (ann));

  ben = join_with (address, "bob", NULL);
  wait_until (g_list_model_get_n_items (knocks) == 1);
  g_assert_cmpint (beseda_session_get_state (ben), ==, BESEDA_SESSION_CONNECTING);
  wait_until (g_strcmp0 (beseda_session_get_problem (ben), "The host is asked whether you may come in.") == 0);
  knock = g_list_model_get_item (knocks, 0);
  g_assert_cmpstr (beseda_knock_get_login (knock), ==, "bob");
  beseda_order_answer (beseda_session_get_order (ann), "bob", TRUE);
  wait_until (beseda_session_get_state (ben) == BESEDA_SESSION_ONLINE);
  wait_until (g_list_model_get_n_items (knocks) == 0);

  part (ann);
  part (ben);
  test_server_stop (g_steal_pointer (&server));
}

/* Who writes, until it is said, or nothing more is heard of it. */
static void
test_typing (void)
{
  const BesedaPatience patience = {
    .open = 10000, .answer = 10000, .silence = 60000, .ping = 25000, .typing = 300, .pause = 1
  };
  BesedaServer *server = test_server_start (NULL);
  const guint16 port = beseda_server_get_port (server);
  g_autoptr (BesedaAddress) address = beseda_address_new ("127.0.0.1", port, NULL, FALSE);
  BesedaSession *ann = beseda_session_new (address, "ann", &(BesedaSessionOptions){ .patience = &patience });
  BesedaSession *ben = beseda_session_new (address, "ben", &(BesedaSessionOptions){ .patience = &patience });
  BesedaTypists *hers = beseda_session_get_typists (ann);
  BesedaTypists *his = beseda_session_get_typists (ben);

  wait_until (beseda_session_get_state (ann) == BESEDA_SESSION_ONLINE);
  wait_until (beseda_session_get_state (ben) == BESEDA_SESSION_ONLINE);
  g_assert_true (beseda_typists_get_supported (hers));

  beseda_typists_tell (hers);
  wait_until (beseda_typists_get_logins (his)[0] != NULL);
  g_assert_cmpstr (beseda_typists_get_logins (his)[0], ==, "ann");
  g_assert_null (beseda_typists_get_logins (hers)[0]);
  say (ann, "hello");
  wait_until (beseda_typists_get_logins (his)[0] == NULL);

  /* The next message is another one, and is told of at once. */
  wait_until (beseda_session_get_n_pending (ann) == 0);
  beseda_typists_tell (hers);
  wait_until (beseda_typists_get_logins (his)[0] != NULL);
  wait_until (beseda_typists_get_logins (his)[0] == NULL);

  part (ann);
  part (ben);
  test_server_stop (server);
}

static gboolean
sees_away (BesedaSession *session, const char *login)
{
  BesedaRosterEntry *person = find_person (session, login);

  return person != NULL && beseda_roster_entry_get_away (person);
}

static void
count (guint *n)
{
  ++*n;
}

/* Who is away is so for everybody, who comes later too, and stays so over a connection that breaks. */
static void
test_presence (void)
{
  BesedaServer *server = test_server_start (NULL);
  Network *network = network_new (server);
  const guint16 port = beseda_server_get_port (server);
  BesedaSession *ann = join (network->port, NULL, "ann");
  BesedaSession *ben = join (port, NULL, "ben");
  BesedaSession *cat;
  BesedaSession *dan;
  guint changes = 0;

  g_assert_false (sees_away (ben, "ann"));
  g_signal_connect_swapped (find_person (ben, "ann"), "notify::away", G_CALLBACK (count), &changes);
  beseda_presence_set_away (beseda_session_get_presence (ann), TRUE);
  wait_until (sees_away (ben, "ann"));
  g_assert_false (sees_away (ann, "ben"));
  cat = join (port, NULL, "cat");
  wait_until (beseda_session_get_state (cat) == BESEDA_SESSION_ONLINE);
  g_assert_true (sees_away (cat, "ann"));
  g_assert_false (sees_away (cat, "ben"));

  /* Nobody is back for a moment: the login says how it is. */
  network_cut (network);
  wait_until (beseda_session_get_state (ann) == BESEDA_SESSION_RECONNECTING);
  wait_until (beseda_session_get_state (ann) == BESEDA_SESSION_ONLINE);
  say (ann, "unattended");
  wait_until (beseda_session_get_n_pending (ann) == 0);
  wait_until (g_list_model_get_n_items (G_LIST_MODEL (beseda_session_get_timeline (cat))) > 0);
  g_assert_cmpuint (changes, ==, 1);
  g_assert_true (sees_away (ben, "ann"));

  dan = beseda_session_new (beseda_session_get_address (ben), "dan", NULL);
  beseda_presence_set_away (beseda_session_get_presence (dan), TRUE);
  wait_until (sees_away (ben, "dan") && sees_away (cat, "dan"));

  beseda_presence_set_away (beseda_session_get_presence (ann), FALSE);
  wait_until (!sees_away (ben, "ann") && !sees_away (cat, "ann"));

  part (ann);
  part (ben);
  part (cat);
  part (dan);
  network_free (network);
  test_server_stop (server);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/with-server/talk", test_talk);
  g_test_add_func ("/with-server/refused", test_refused);
  g_test_add_func ("/with-server/server-dies", test_server_dies);
  g_test_add_func ("/with-server/echo-lost", test_echo_lost);
  g_test_add_func ("/with-server/order", test_order);
  g_test_add_func ("/with-server/order-follows", test_order_follows);
  g_test_add_func ("/with-server/order-lasts", test_order_lasts);
  g_test_add_func ("/with-server/doors", test_doors);
  g_test_add_func ("/with-server/typing", test_typing);
  g_test_add_func ("/with-server/presence", test_presence);

  return g_test_run ();
}
