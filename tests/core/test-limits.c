/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <string.h>

#include "beseda-codec.h"
#include "beseda-limits.h"
#include "beseda-login.h"
#include "beseda-names.h"
#include "room-stage.h"

/* What strangers can make grow, at its bound and one past it; other tests have those that come up in their own stories.
 */

static BesedaRoom *
make_room (BesedaPast *past, guint messages_per_second)
{
  const BesedaRoomOptions options = {
    .name = "room", .max_people = 1000, .messages_per_second = messages_per_second, .keep = -1
  };

  return beseda_room_new (&options, past);
}

static void
test_login_marks (void)
{
  g_autoptr (GString) login = g_string_new ("a");
  g_autofree char *at = NULL;
  g_autofree char *past = NULL;
  g_autoptr (GError) error = NULL;

  for (guint i = 0; i < BESEDA_LIMIT_LOGIN_MARKS; i++)
    g_string_append (login, "\u0324"); /* composes with nothing */
  at = beseda_login_normalize (login->str, &error);
  g_assert_no_error (error);
  g_assert_nonnull (at);

  g_string_append (login, "\u0324");
  past = beseda_login_normalize (login->str, &error);
  g_assert_nonnull (error);
  g_assert_null (past);
}

static void
test_names (void)
{
  g_autoptr (BesedaPast) past = beseda_past_new ("id");
  g_autoptr (BesedaNames) names = beseda_names_new (past);
  const guint8 hash[BESEDA_TOKEN_HASH_BYTES] = { 1 };

  for (guint i = 0; i < BESEDA_LIMIT_NAMES; i++)
    {
      g_autofree char *key = g_strdup_printf ("guest%u", i);

      g_assert_true (beseda_names_claim (names, key, hash));
    }
  g_assert_false (beseda_names_claim (names, "one more", hash));
  beseda_names_unclaim (names, "guest0");
  g_assert_true (beseda_names_claim (names, "one more", hash));
}

static void
test_knocks (void)
{
  g_autoptr (BesedaPast) past = beseda_past_new ("id");
  g_autoptr (BesedaRoom) room = NULL;
  g_autoptr (GString) scenario = g_string_new (NULL);

  past->door = beseda_door_new (BESEDA_DOOR_APPROVE, NULL, NULL);
  room = make_room (past, 0);
  for (guint i = 1; i <= BESEDA_LIMIT_KNOCKS; i++)
    g_string_append_printf (scenario, "> connect %u %u beseda\n> enter %u guest%u\nwait %u\nsend %u waiting\n", i, i, i,
                            i, i, i);
  g_string_append_printf (scenario, "> connect 999 999 beseda\n> enter 999 eve\nsend 999 error unavailable\n");
  /* Who gives up makes room. */
  g_string_append (scenario, "> leave 1\n> enter 999 eve\nwait 999\nsend 999 waiting\n");
  room_stage_play (room, scenario->str, 0);
}

/* As many bans as may be but one, and two moderators. */
static void
test_standings (void)
{
  const guint8 hash[BESEDA_TOKEN_HASH_BYTES] = { 1 };
  g_autoptr (BesedaPast) past = beseda_past_new ("id");
  g_autoptr (BesedaRoom) room = NULL;

  for (guint i = 1; i < BESEDA_LIMIT_STANDINGS; i++)
    {
      g_autofree char *login = g_strdup_printf ("eve%u", i);
      g_autoptr (BesedaAct) ban = beseda_act_new (BESEDA_ACT_BAN, login, NULL);

      g_ptr_array_add (past->acts, beseda_event_new_act (5, 7, "ann", ban, NULL));
    }
  beseda_past_add_name (past, "kim", hash);
  beseda_past_add_name (past, "zoe", hash);
  room = make_room (past, 0);

  room_stage_play (room,
                   "> act 0 ban kim\nappend act /0 ban kim claimed\n> takes\nbroadcast 1 act /0 ban kim\n"
                   "> act 0 ban zoe\nrefused\n"
                   "> act 0 unban eve1\nrefused\n" /* a name that is nobody's was never here */
                   "> act 0 unban kim\nappend act /0 unban kim claimed\n> takes\nbroadcast 2 act /0 unban kim\n"
                   "> act 0 ban zoe\nappend act /0 ban zoe claimed\n",
                   0);
}

static void
test_messages (void)
{
  g_autoptr (BesedaPast) past = beseda_past_new ("id");
  g_autoptr (BesedaRoom) room = make_room (past, BESEDA_LIMIT_MESSAGES_PER_SECOND);
  g_autoptr (GString) scenario = g_string_new ("> connect 1 1 beseda\n> login 1 1 ann\nappend online ann/1\n> takes\n"
                                               "send 1 welcome room ann/1 1: ann/1\nadmit 1 from 1\n"
                                               "broadcast 1 online ann/1\n");

  for (guint i = 1; i < BESEDA_LIMIT_MESSAGES_BURST; i++) /* the login was the first */
    g_string_append (scenario, "> say 1 x hello\nappend message ann/1 #x hello\n");
  g_string_append_printf (scenario, "> say 1 y more\nsend 1 error rate-limited in %u #y\n",
                          1000 / BESEDA_LIMIT_MESSAGES_PER_SECOND);
  g_string_append_printf (scenario, "> at %u\n> say 1 y more\nappend message ann/1 #y more\n",
                          1000 + 1000 / BESEDA_LIMIT_MESSAGES_PER_SECOND);
  room_stage_play (room, scenario->str, 0);
}

/* How long a moderator may slow the room down, or silence somebody. */
static void
test_spans (void)
{
  static const struct
  {
    const char *act;
    gint64 most;
  } spans[] = { { "\"slow\"", BESEDA_LIMIT_SLOW_SECONDS },
                { "\"mute\",\"target\":\"eve\"", BESEDA_LIMIT_MUTE_SECONDS } };

  for (guint i = 0; i < G_N_ELEMENTS (spans); i++)
    for (guint past = 0; past < 2; past++)
      {
        g_autofree char *frame = g_strdup_printf ("{\"type\":\"act\",\"act\":%s,\"seconds\":%" G_GINT64_FORMAT "}",
                                                  spans[i].act, spans[i].most + past);
        g_autoptr (GError) error = NULL;
        g_autoptr (BesedaRequest) request = beseda_codec_decode_request (frame, strlen (frame), NULL, &error);

        g_assert_cmpint (request == NULL, ==, past);
      }
}

/* How a scenario begins in which one tells something and another one hears it. */
static const char two_come[] = "> connect 1 1 beseda\n> login 1 1 ann\nappend online ann/1\n> takes\n"
                               "send 1 welcome room ann/1 1: ann/1\nadmit 1 from 1\nbroadcast 1 online ann/1\n"
                               "> connect 2 2 beseda\n> login 2 2 ben\nappend online ben/2\n> takes\n"
                               "send 2 welcome room ben/2 2: ann/1 ben/2\nadmit 2 from 1\nbroadcast 2 online ben/2\n";

/* What is more is dropped without a word. */
static void
test_typing (void)
{
  g_autoptr (BesedaPast) past = beseda_past_new ("id");
  g_autoptr (BesedaRoom) room = make_room (past, 0);
  g_autoptr (GString) scenario = g_string_new (two_come);

  for (guint i = 0; i < BESEDA_LIMIT_TYPING_BURST; i++)
    g_string_append (scenario, "> type 1\nsend 2 typing ann\n");
  g_string_append (scenario, "> type 1\n");
  g_string_append_printf (scenario, "> at %u\n> type 1\nsend 2 typing ann\n> type 1\n",
                          1000 + 1000 / BESEDA_LIMIT_TYPING_PER_SECOND);
  room_stage_play (room, scenario->str, 0);
}

/* What is more is refused, until there is time for it. */
static void
test_presence (void)
{
  g_autoptr (BesedaPast) past = beseda_past_new ("id");
  g_autoptr (BesedaRoom) room = make_room (past, 0);
  g_autoptr (GString) scenario = g_string_new (two_come);
  const char *const words[] = { "away", "back" };
  const guint burst = BESEDA_LIMIT_PRESENCE_BURST;

  for (guint i = 0; i < burst; i++)
    g_string_append_printf (scenario, "> %s 1\ntell presence ann %s\n", words[i % 2], words[i % 2]);
  g_string_append_printf (scenario, "> %s 1\nsend 1 error rate-limited in %u\n", words[burst % 2],
                          1000 / BESEDA_LIMIT_PRESENCE_PER_SECOND);
  g_string_append_printf (scenario, "> at %u\n> %s 1\ntell presence ann %s\n",
                          1000 + 1000 / BESEDA_LIMIT_PRESENCE_PER_SECOND, words[burst % 2], words[burst % 2]);
  room_stage_play (room, scenario->str, 0);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/limits/login-marks", test_login_marks);
  g_test_add_func ("/limits/names", test_names);
  g_test_add_func ("/limits/knocks", test_knocks);
  g_test_add_func ("/limits/standings", test_standings);
  g_test_add_func ("/limits/messages", test_messages);
  g_test_add_func ("/limits/spans", test_spans);
  g_test_add_func ("/limits/typing", test_typing);
  g_test_add_func ("/limits/presence", test_presence);

  return g_test_run ();
}
