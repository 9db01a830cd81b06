/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "beseda-close-code.h"
#include "beseda-limits.h"
#include "beseda-message-text.h"
#include "beseda-session.h"
#include "beseda-presence.h"
#include "beseda-typists.h"
#include "script-server.h"

/* A session may take its time, but not the test's. */
static const BesedaPatience quick = { .open = 10000, .answer = 10000, .silence = 60000, .ping = 25000, .pause = 1 };

static BesedaSession *
join (ScriptServer *server, const char *login)
{
  return beseda_session_new (script_server_get_address (server), login, &(BesedaSessionOptions){ .patience = &quick });
}

static BesedaSession *
join_and_wait (ScriptServer *server, const char *login)
{
  BesedaSession *session = join (server, login);

  wait_until (beseda_session_get_state (session) == BESEDA_SESSION_ONLINE);

  return session;
}

/* Leaves, and waits until nothing is left of the session. */
static void
part (BesedaSession *session)
{
  BesedaTimeline *timeline = g_object_ref (beseda_session_get_timeline (session));
  BesedaRoster *roster = g_object_ref (beseda_session_get_roster (session));

  beseda_session_leave (session);
  g_assert_finalize_object (session);
  g_assert_finalize_object (timeline);
  g_assert_finalize_object (roster);
}

static void
say (BesedaSession *session, const char *text)
{
  g_autoptr (GError) error = NULL;

  g_assert_true (beseda_session_send (session, text, &error));
  g_assert_no_error (error);
}

/* The timeline as one word a row: a message as it reads, "?" behind a pending one, "!" behind a failed one. */
static char *
read_timeline (BesedaSession *session)
{
  static const char *const marks[] = {
    [BESEDA_DELIVERY_PENDING] = "?", [BESEDA_DELIVERY_SENT] = "", [BESEDA_DELIVERY_FAILED] = "!"
  };
  GListModel *model = G_LIST_MODEL (beseda_session_get_timeline (session));
  g_autoptr (GPtrArray) words = g_ptr_array_new_with_free_func (g_free);

  for (guint i = 0; i < g_list_model_get_n_items (model); i++)
    {
      g_autoptr (BesedaTimelineItem) item = g_list_model_get_item (model, i);

      if (beseda_timeline_item_get_kind (item) == BESEDA_TIMELINE_ITEM_MESSAGE)
        g_ptr_array_add (words, g_strdup_printf ("%s:%s%s", beseda_timeline_item_get_login (item),
                                                 beseda_timeline_item_get_text (item),
                                                 marks[beseda_timeline_item_get_delivery (item)]));
      else if (beseda_timeline_item_get_kind (item) == BESEDA_TIMELINE_ITEM_NOTICE)
        {
          g_autofree char *joined = g_strjoinv ("+", (char **) beseda_timeline_item_get_joined (item));
          g_autofree char *left = g_strjoinv ("-", (char **) beseda_timeline_item_get_left (item));

          g_ptr_array_add (words, g_strdup_printf ("(+%s-%s)", joined, left));
        }
    }
  g_ptr_array_add (words, NULL);

  return g_strjoinv (" ", (char **) words->pdata);
}

static void
assert_timeline (BesedaSession *session, const char *expected)
{
  g_autofree char *text = read_timeline (session);

  g_assert_cmpstr (text, ==, expected);
}

/* The last row, which must be a message. (transfer full) */
static BesedaTimelineItem *
get_last (BesedaSession *session)
{
  GListModel *model = G_LIST_MODEL (beseda_session_get_timeline (session));

  return g_list_model_get_item (model, g_list_model_get_n_items (model) - 1);
}

static void
assert_heard (ScriptServer *server, const char *expected)
{
  GPtrArray *heard = script_server_get_heard (server);
  g_autoptr (GPtrArray) words = g_ptr_array_copy (heard, NULL, NULL);
  g_autofree char *text = NULL;

  g_ptr_array_set_free_func (words, NULL);
  g_ptr_array_add (words, NULL);
  text = g_strjoinv (" ", (char **) words->pdata);
  g_assert_cmpstr (text, ==, expected);
}

static void
test_plain_talk (void)
{
  g_autoptr (ScriptServer) server = script_server_new (0, BESEDA_DIALECT_PLAIN, script_plain_room, NULL);
  BesedaSession *ann = join_and_wait (server, "ann");
  BesedaSession *bob;
  const gint64 before = g_get_real_time () / 1000;
  g_autoptr (BesedaTimelineItem) last = NULL;

  g_assert_true (beseda_session_get_plain (ann));
  g_assert_cmpstr (beseda_session_get_room_name (ann), !=, "Kitchen");

  bob = join_and_wait (server, "bob");
  say (bob, "hello  \n");
  wait_until (beseda_session_get_n_pending (bob) == 0);
  wait_until (script_server_get_heard (server)->len == 3);
  say (ann, "hi, bob");
  /* Nobody left; somebody said so. */
  say (ann, "Offline");
  say (ann, "Online");
  wait_until (beseda_session_get_n_pending (ann) == 0);

  assert_timeline (ann, "(+bob-) bob:hello ann:hi, bob ann:Offline ann:Online");
  g_assert_cmpuint (beseda_roster_get_n_people (beseda_session_get_roster (ann)), ==, 2);
  g_assert_cmpuint (beseda_roster_get_n_people (beseda_session_get_roster (bob)), ==, 2);

  /* HH:MM is no moment; the message's arrival is. */
  last = get_last (ann);
  g_assert_true (beseda_timeline_item_get_own (last));
  g_assert_cmpint (beseda_timeline_item_get_at (last), >=, before);
  g_clear_object (&last);

  part (ann);
  part (bob);
}

static void
test_beseda_talk (void)
{
  g_autoptr (ScriptServer) server = script_server_new (0, BESEDA_DIALECT_BESEDA, script_beseda_room, NULL);
  BesedaSession *ann = join_and_wait (server, "ann");
  BesedaSession *bob = join_and_wait (server, "bob");

  g_assert_false (beseda_session_get_plain (ann));
  g_assert_cmpstr (beseda_session_get_room_name (ann), ==, "Kitchen");
  g_assert_cmpuint (beseda_session_get_message_chars (ann), ==, 8000);
  g_assert_cmpuint (beseda_roster_get_n_people (beseda_session_get_roster (bob)), ==, 2);

  say (ann, "one");
  say (ann, "two");
  assert_timeline (ann, "(+bob-) ann:one? ann:two?");
  g_assert_cmpuint (beseda_session_get_n_pending (ann), ==, 2);
  wait_until (beseda_session_get_n_pending (ann) == 0);
  assert_timeline (ann, "(+bob-) ann:one ann:two");
  say (bob, "three");
  wait_until (beseda_session_get_n_pending (bob) == 0);
  assert_timeline (bob, "ann:one ann:two bob:three");

  part (ann);
  part (bob);
}

typedef struct
{
  BesedaRefusal refusal;
  guint code;
  BesedaSessionProblem kind;
  const char *problem;
} Refusal;

static const Refusal refusals[] = {
  { BESEDA_REFUSAL_LOGIN_TAKEN, BESEDA_CLOSE_LOGIN_TAKEN, BESEDA_SESSION_PROBLEM_LOGIN,
    "Somebody here is called “ann” already; choose another name." },
  { BESEDA_REFUSAL_LOGIN_INVALID, BESEDA_CLOSE_POLICY, BESEDA_SESSION_PROBLEM_LOGIN,
    "The room does not take the name “ann”; choose another one." },
  { BESEDA_REFUSAL_ROOM_FULL, BESEDA_CLOSE_OVERLOADED, BESEDA_SESSION_PROBLEM_ROOM,
    "The room is full; try again when somebody has left." },
  { BESEDA_REFUSAL_NOT_ALLOWED, BESEDA_CLOSE_NOT_ALLOWED, BESEDA_SESSION_PROBLEM_ROOM,
    "The room does not let you in; ask whoever runs it." },
};

static void
refuse_login (ScriptGuest *guest, const BesedaRequest *request, gpointer user_data)
{
  const Refusal *refusal = user_data;

  script_guest_refuse (guest, refusal->refusal, NULL);
}

static void
close_at_login (ScriptGuest *guest, const BesedaRequest *request, gpointer user_data)
{
  const Refusal *refusal = user_data;

  script_guest_close (guest, refusal->code);
}

static void
test_refused_login (void)
{
  for (guint i = 0; i < 2 * G_N_ELEMENTS (refusals); i++)
    {
      const gboolean plain = i % 2;
      const Refusal *refusal = &refusals[i / 2];
      g_autoptr (ScriptServer) server = script_server_new (0, plain ? BESEDA_DIALECT_PLAIN : BESEDA_DIALECT_BESEDA,
                                                           plain ? close_at_login : refuse_login, (gpointer) refusal);
      BesedaSession *ann = join (server, "ann");
      g_autoptr (GError) error = NULL;

      wait_until (beseda_session_get_state (ann) != BESEDA_SESSION_CONNECTING);
      g_assert_cmpint (beseda_session_get_state (ann), ==, BESEDA_SESSION_REFUSED);
      g_assert_cmpint (beseda_session_get_problem_kind (ann), ==, refusal->kind);
      /* What the room says itself about its door is what the person is told. */
      g_assert_cmpstr (beseda_session_get_problem (ann), ==,
                       !plain && refusal->refusal == BESEDA_REFUSAL_NOT_ALLOWED ? "No." : refusal->problem);
      g_assert_false (beseda_session_send (ann, "hello", &error));
      g_assert_error (error, BESEDA_MESSAGE_TEXT_ERROR, BESEDA_MESSAGE_TEXT_ERROR_NOWHERE);
      part (ann);
    }
}

static void
test_nobody_there (void)
{
  ScriptServer *server = script_server_new (0, BESEDA_DIALECT_PLAIN, NULL, NULL);
  g_autoptr (BesedaAddress) address = beseda_address_ref (script_server_get_address (server));
  g_autofree char *problem = g_strdup_printf (
      "Nobody answers at 127.0.0.1:%u; check the address, and whether the room is open.",
      beseda_address_get_port (address));
  BesedaSession *ann;

  script_server_free (server);
  ann = beseda_session_new (address, "ann", NULL);
  wait_until (beseda_session_get_state (ann) != BESEDA_SESSION_CONNECTING);
  g_assert_cmpint (beseda_session_get_state (ann), ==, BESEDA_SESSION_REFUSED);
  g_assert_cmpint (beseda_session_get_problem_kind (ann), ==, BESEDA_SESSION_PROBLEM_ADDRESS);
  g_assert_cmpstr (beseda_session_get_problem (ann), ==, problem);
  part (ann);
}

static void
test_never_answers (void)
{
  g_autoptr (ScriptServer) server = script_server_new (0, BESEDA_DIALECT_PLAIN, NULL, NULL);
  BesedaPatience short_patience = quick;
  BesedaSession *ann;

  short_patience.answer = 20;
  ann = beseda_session_new (script_server_get_address (server), "ann",
                            &(BesedaSessionOptions){ .patience = &short_patience });
  wait_until (beseda_session_get_state (ann) != BESEDA_SESSION_CONNECTING);
  g_assert_cmpint (beseda_session_get_state (ann), ==, BESEDA_SESSION_REFUSED);
  g_assert_cmpint (beseda_session_get_problem_kind (ann), ==, BESEDA_SESSION_PROBLEM_ADDRESS);
  g_assert_nonnull (strstr (beseda_session_get_problem (ann), "answers, but does not let you in"));
  part (ann);
}

static void
test_bad_text (void)
{
  g_autoptr (ScriptServer) server = script_server_new (0, BESEDA_DIALECT_BESEDA, script_beseda_room, NULL);
  BesedaSession *ann = join_and_wait (server, "ann");
  g_autofree char *long_text = g_strnfill (8001, 'x');
  g_autoptr (GError) error = NULL;

  g_assert_false (beseda_session_send (ann, " \n\t\302\240", &error));
  g_assert_error (error, BESEDA_MESSAGE_TEXT_ERROR, BESEDA_MESSAGE_TEXT_ERROR_EMPTY);
  g_clear_error (&error);
  g_assert_false (beseda_session_send (ann, long_text, &error));
  g_assert_error (error, BESEDA_MESSAGE_TEXT_ERROR, BESEDA_MESSAGE_TEXT_ERROR_TOO_LONG);
  g_assert_cmpstr (error->message, ==, "A message can have at most 8000 characters here.");

  long_text[8000] = ' ';
  say (ann, long_text);
  say (ann, "a\x1b"
            "b\r\n c \v ");
  wait_until (beseda_session_get_n_pending (ann) == 0);
  g_assert_cmpstr (script_server_get_heard (server)->pdata[2], ==, "ab\r\n c");
  part (ann);
}

/* Refuses what begins with "no"; with user data, as if it could not even read the id. */
static void
refuse_some (ScriptGuest *guest, const BesedaRequest *request, gpointer user_data)
{
  if (request->kind == BESEDA_REQUEST_MESSAGE && g_str_has_prefix (request->text, "no"))
    script_guest_refuse (guest, BESEDA_REFUSAL_TOO_LARGE, user_data == NULL ? request->id : NULL);
  else
    script_beseda_room (guest, request, NULL);
}

static void
test_refused_message (void)
{
  for (guint i = 0; i < 2; i++)
    {
      g_autoptr (ScriptServer) server = script_server_new (0, BESEDA_DIALECT_BESEDA, refuse_some, GUINT_TO_POINTER (i));
      BesedaSession *ann = join_and_wait (server, "ann");
      g_autoptr (BesedaTimelineItem) last = NULL;

      say (ann, "yes");
      say (ann, "no");
      say (ann, "maybe");
      wait_until (beseda_session_get_n_pending (ann) == 0);
      assert_timeline (ann, "ann:yes ann:maybe ann:no!");

      last = get_last (ann);
      g_assert_cmpstr (beseda_timeline_item_get_problem (last), ==, "The message is too long for this room.");
      beseda_session_retry (ann, beseda_timeline_item_get_id (last));
      assert_timeline (ann, "ann:yes ann:maybe ann:no?");
      wait_until (beseda_session_get_n_pending (ann) == 0);
      assert_timeline (ann, "ann:yes ann:maybe ann:no!");
      beseda_session_discard (ann, beseda_timeline_item_get_id (last));
      assert_timeline (ann, "ann:yes ann:maybe");
      g_clear_object (&last);
      part (ann);
    }
}

/* A plain server can only hang up on what it doesn't take. */
static void
hang_up_on_some (ScriptGuest *guest, const BesedaRequest *request, gpointer user_data)
{
  if (request->kind == BESEDA_REQUEST_MESSAGE && g_str_has_prefix (request->text, "no"))
    script_guest_close (guest, BESEDA_CLOSE_POLICY);
  else
    script_plain_room (guest, request, NULL);
}

static void
test_plain_server_hangs_up (void)
{
  g_autoptr (ScriptServer) server = script_server_new (0, BESEDA_DIALECT_PLAIN, hang_up_on_some, NULL);
  BesedaSession *ann = join_and_wait (server, "ann");

  say (ann, "no");
  say (ann, "yes");
  wait_until (beseda_session_get_state (ann) == BESEDA_SESSION_RECONNECTING);
  assert_timeline (ann, "ann:no! ann:yes?");
  beseda_session_reconnect_now (ann);
  wait_until (beseda_session_get_n_pending (ann) == 0);
  assert_timeline (ann, "ann:yes ann:no!");
  part (ann);
}

static void
limit_rate (ScriptGuest *guest, const BesedaRequest *request, gpointer user_data)
{
  guint *n = user_data;

  if (request->kind == BESEDA_REQUEST_MESSAGE && ++*n % 3 != 0)
    script_guest_refuse (guest, *n % 3 == 1 ? BESEDA_REFUSAL_RATE_LIMITED : BESEDA_REFUSAL_UNAVAILABLE, request->id);
  else
    script_beseda_room (guest, request, NULL);
}

static void
test_rate_limited (void)
{
  guint n = 0;
  g_autoptr (ScriptServer) server = script_server_new (0, BESEDA_DIALECT_BESEDA, limit_rate, &n);
  BesedaSession *ann = join_and_wait (server, "ann");

  say (ann, "1");
  say (ann, "2");
  wait_until (beseda_session_get_n_pending (ann) == 0);
  assert_heard (server, "ann 1 1 1 2 2 2");
  assert_timeline (ann, "ann:1 ann:2");
  part (ann);
}

/* Dies of the first message that reads "die", before anybody was told. */
static void
die_of_some (ScriptGuest *guest, const BesedaRequest *request, gpointer user_data)
{
  char **first_id = user_data;

  if (request->kind == BESEDA_REQUEST_MESSAGE && *first_id == NULL && g_str_equal (request->text, "die"))
    {
      *first_id = g_strdup (request->id);
      script_guest_cut (guest);
      return;
    }
  if (request->kind == BESEDA_REQUEST_MESSAGE && g_str_equal (request->text, "die"))
    g_assert_cmpstr (request->id, ==, *first_id);
  script_beseda_room (guest, request, NULL);
}

static void
test_reconnect (void)
{
  g_autofree char *first_id = NULL;
  g_autoptr (ScriptServer) server = script_server_new (0, BESEDA_DIALECT_BESEDA, die_of_some, &first_id);
  BesedaSession *ann = join_and_wait (server, "ann");
  const gint64 old_id = script_server_get_newest (server)->client_id;

  say (ann, "1");
  say (ann, "die");
  say (ann, "3");
  wait_until (beseda_session_get_state (ann) == BESEDA_SESSION_RECONNECTING);
  g_assert_nonnull (strstr (beseda_session_get_problem (ann), "was lost"));
  say (ann, "4");
  assert_timeline (ann, "ann:1 ann:die? ann:3? ann:4?");
  beseda_session_reconnect_now (ann);
  wait_until (beseda_session_get_state (ann) == BESEDA_SESSION_ONLINE);
  g_assert_null (beseda_session_get_problem (ann));
  g_assert_cmpint (script_server_get_newest (server)->client_id, !=, old_id);
  say (ann, "5");
  wait_until (beseda_session_get_n_pending (ann) == 0);
  assert_timeline (ann, "ann:1 ann:die ann:3 ann:4 ann:5");
  assert_heard (server, "ann 1 die ann die 3 4 5");
  g_assert_cmpuint (beseda_roster_get_n_people (beseda_session_get_roster (ann)), ==, 1);
  part (ann);
}

static void
take_name_once (ScriptGuest *guest, const BesedaRequest *request, gpointer user_data)
{
  guint *logins = user_data;

  if (request->kind == BESEDA_REQUEST_LOGIN && ++*logins == 2)
    script_guest_refuse (guest, BESEDA_REFUSAL_LOGIN_TAKEN, NULL);
  else
    script_beseda_room (guest, request, NULL);
}

/* The server still believes in the connection that was lost. */
static void
test_own_ghost (void)
{
  guint logins = 0;
  g_autoptr (ScriptServer) server = script_server_new (0, BESEDA_DIALECT_BESEDA, take_name_once, &logins);
  BesedaSession *ann = join_and_wait (server, "ann");

  script_guest_cut (script_server_get_newest (server));
  wait_until (beseda_session_get_state (ann) == BESEDA_SESSION_RECONNECTING);
  beseda_session_reconnect_now (ann);
  wait_until (strstr (beseda_session_get_problem (ann), "still taken") != NULL);
  g_assert_cmpint (beseda_session_get_state (ann), ==, BESEDA_SESSION_RECONNECTING);
  beseda_session_reconnect_now (ann);
  wait_until (beseda_session_get_state (ann) == BESEDA_SESSION_ONLINE);
  part (ann);
}

static void
count_up (guint *n)
{
  ++*n;
}

static void
test_server_comes_back (void)
{
  guint n_told = 0;
  ScriptServer *server = script_server_new (0, BESEDA_DIALECT_PLAIN, script_plain_room, NULL);
  const guint16 port = script_server_get_port (server);
  BesedaSession *ann = join_and_wait (server, "ann");

  script_guest_close (script_server_get_newest (server), BESEDA_CLOSE_GOING_AWAY);
  wait_until (beseda_session_get_state (ann) == BESEDA_SESSION_RECONNECTING);
  g_assert_nonnull (strstr (beseda_session_get_problem (ann), "The host has closed the room"));
  g_assert_cmpint (beseda_session_get_problem_kind (ann), ==, BESEDA_SESSION_PROBLEM_STOPPED);
  script_server_free (server);

  /* It stays closed, however often nobody answers. */
  say (ann, "are you there?");
  g_signal_connect_swapped (ann, "notify::problem", G_CALLBACK (count_up), &n_told);
  beseda_session_reconnect_now (ann);
  wait_until (n_told > 0);
  g_assert_nonnull (strstr (beseda_session_get_problem (ann), "The host has closed the room"));
  g_assert_cmpint (beseda_session_get_state (ann), ==, BESEDA_SESSION_RECONNECTING);

  server = script_server_new (port, BESEDA_DIALECT_PLAIN, script_plain_room, NULL);
  beseda_session_reconnect_now (ann);
  wait_until (beseda_session_get_n_pending (ann) == 0);
  assert_timeline (ann, "ann:are you there?");
  part (ann);
  script_server_free (server);
}

static void
test_thrown_out (void)
{
  g_autoptr (ScriptServer) server = script_server_new (0, BESEDA_DIALECT_BESEDA, script_beseda_room, NULL);
  BesedaSession *ann = join_and_wait (server, "ann");

  script_guest_close (script_server_get_newest (server), BESEDA_CLOSE_NOT_ALLOWED);
  wait_until (beseda_session_get_state (ann) == BESEDA_SESSION_CLOSED);
  g_assert_cmpstr (beseda_session_get_problem (ann), ==, "You were asked to leave the room.");
  part (ann);
}

static void
leave_at_once (BesedaSession *session)
{
  beseda_session_leave (session);
}

/* Whoever shows the session may end it from within any of its notifications. */
static void
test_leave_inside (void)
{
  static const char *const details[] = { "notify::room-name", "notify::state", "notify::n-pending", "notify::plain" };

  for (guint i = 0; i < G_N_ELEMENTS (details); i++)
    {
      const gboolean plain = i == 3;
      g_autoptr (ScriptServer) server = script_server_new (0, plain ? BESEDA_DIALECT_PLAIN : BESEDA_DIALECT_BESEDA,
                                                           plain ? script_plain_room : script_beseda_room, NULL);
      BesedaSession *ann = join (server, "ann");

      say (ann, "hello");
      g_signal_connect (ann, details[i], G_CALLBACK (leave_at_once), NULL);
      wait_until (beseda_session_get_state (ann) == BESEDA_SESSION_CLOSED);
      wait_until (script_server_get_newest (server) == NULL);
      g_assert_cmpint (beseda_session_get_state (ann), ==, BESEDA_SESSION_CLOSED);
      g_assert_null (beseda_session_get_problem (ann));
      g_assert_finalize_object (ann);
    }
}

/* However many a server says there are. */
static void
test_typists (void)
{
  g_autoptr (ScriptServer) server = script_server_new (0, BESEDA_DIALECT_BESEDA, script_beseda_room, NULL);
  const BesedaPatience usual = BESEDA_PATIENCE_USUAL;
  BesedaSession *ann = beseda_session_new (script_server_get_address (server), "ann", NULL);
  BesedaTypists *typists = beseda_session_get_typists (ann);
  ScriptGuest *guest;

  g_assert_cmpuint (usual.typing, ==, BESEDA_LIMIT_TYPING_MSECONDS);
  wait_until (beseda_session_get_state (ann) == BESEDA_SESSION_ONLINE);
  guest = script_server_get_newest (server);
  for (guint i = 0; i <= BESEDA_LIMIT_TYPISTS; i++)
    {
      g_autofree char *frame = g_strdup_printf ("{\"type\":\"typing\",\"login\":\"guest%u\"}", i);

      soup_websocket_connection_send_text (guest->websocket, frame);
    }
  script_server_tell (server, guest, BESEDA_EVENT_MESSAGE, "the end", NULL);
  wait_until (g_list_model_get_n_items (G_LIST_MODEL (beseda_session_get_timeline (ann))) > 0);
  g_assert_cmpuint (g_strv_length ((char **) beseda_typists_get_logins (typists)), ==, BESEDA_LIMIT_TYPISTS);
  g_assert_false (beseda_typists_get_supported (typists)); /* the server did not say so */
  part (ann);
}

/* What a room heard of who is away, and what it says to that. */
typedef struct
{
  BesedaRefusal refusal; /* once */
  guint n_refusals;
  gboolean away; /* as the last login said */
} Ears;

static void
hard_of_hearing (ScriptGuest *guest, const BesedaRequest *request, gpointer user_data)
{
  Ears *ears = user_data;

  if (request->kind == BESEDA_REQUEST_LOGIN)
    ears->away = request->away;

  if (request->kind != BESEDA_REQUEST_PRESENCE)
    script_beseda_room (guest, request, NULL);
  else if (ears->n_refusals > 0)
    {
      g_autofree char *refusal = g_strdup_printf ("{\"type\":\"error\",\"code\":\"%s\",\"text\":\"No.\","
                                                  "\"retryAfterMs\":1,\"id\":\"%s\"}",
                                                  beseda_refusal_to_string (ears->refusal), request->id);

      ears->n_refusals--;
      soup_websocket_connection_send_text (guest->websocket, refusal);
    }
}

static void
test_presence (void)
{
  Ears ears = { .n_refusals = 0 };
  g_autoptr (ScriptServer) server = script_server_new (0, BESEDA_DIALECT_BESEDA, hard_of_hearing, &ears);
  BesedaSession *ann = beseda_session_new (script_server_get_address (server), "ann", NULL);
  BesedaPresence *presence = beseda_session_get_presence (ann);
  GPtrArray *heard = script_server_get_heard (server);

  /* What a server does not offer is not asked of it. */
  wait_until (beseda_session_get_state (ann) == BESEDA_SESSION_ONLINE);
  g_assert_false (ears.away);
  beseda_presence_set_away (presence, TRUE);
  say (ann, "hello");
  wait_until (beseda_session_get_n_pending (ann) == 0);
  g_assert_cmpuint (heard->len, ==, 2);

  /* Who is away when coming back says it with the name. */
  script_server_offer_presence (server);
  script_guest_cut (script_server_get_newest (server));
  wait_until (heard->len == 3);
  g_assert_true (ears.away);
  wait_until (beseda_session_get_state (ann) == BESEDA_SESSION_ONLINE);

  /* What was refused for now is told again, as it is by then; what was refused for good is not. */
  ears = (Ears){ .refusal = BESEDA_REFUSAL_RATE_LIMITED, .n_refusals = 2 };
  beseda_presence_set_away (presence, TRUE); /* as before */
  beseda_presence_set_away (presence, FALSE);
  wait_until (heard->len == 6);
  for (guint i = 3; i < 6; i++)
    g_assert_cmpstr (heard->pdata[i], ==, "(back)");

  ears = (Ears){ .refusal = BESEDA_REFUSAL_UNAVAILABLE, .n_refusals = 1 };
  beseda_presence_set_away (presence, TRUE);
  wait_until (heard->len == 8);
  g_assert_cmpstr (heard->pdata[7], ==, "(away)");

  ears = (Ears){ .refusal = BESEDA_REFUSAL_NOT_ALLOWED, .n_refusals = 1 };
  beseda_presence_set_away (presence, FALSE);
  wait_until (ears.n_refusals == 0);
  say (ann, "hello");
  wait_until (beseda_session_get_n_pending (ann) == 0);
  g_assert_cmpuint (heard->len, ==, 10);
  part (ann);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/session/plain-talk", test_plain_talk);
  g_test_add_func ("/session/beseda-talk", test_beseda_talk);
  g_test_add_func ("/session/refused-login", test_refused_login);
  g_test_add_func ("/session/nobody-there", test_nobody_there);
  g_test_add_func ("/session/never-answers", test_never_answers);
  g_test_add_func ("/session/bad-text", test_bad_text);
  g_test_add_func ("/session/refused-message", test_refused_message);
  g_test_add_func ("/session/plain-server-hangs-up", test_plain_server_hangs_up);
  g_test_add_func ("/session/rate-limited", test_rate_limited);
  g_test_add_func ("/session/reconnect", test_reconnect);
  g_test_add_func ("/session/own-ghost", test_own_ghost);
  g_test_add_func ("/session/server-comes-back", test_server_comes_back);
  g_test_add_func ("/session/thrown-out", test_thrown_out);
  g_test_add_func ("/session/leave-inside", test_leave_inside);

  g_test_add_func ("/session/typists", test_typists);
  g_test_add_func ("/session/presence", test_presence);

  return g_test_run ();
}
