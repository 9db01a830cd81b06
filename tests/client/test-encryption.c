/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "beseda-session.h"
#include "script-server.h"
#include "test-server.h"

#define OTHER "1111111111111111111111111111111111111111111111111111111111111111"

static BesedaServer *
start_encrypted (guint16 port)
{
  BesedaServerOptions options = test_server_options ();

  options.port = port;
  options.encrypt = TRUE;

  return test_server_start (&options);
}

/* To `server`, by a link with the fingerprint `pin`, of a person who trusted `known` there. */
static BesedaSession *
join (BesedaServer *server, const char *pin, const char *known)
{
  const BesedaSessionOptions options = { .known = known };
  g_autoptr (BesedaAddress) bare = beseda_address_new ("127.0.0.1", beseda_server_get_port (server), NULL, TRUE);
  g_autoptr (BesedaAddress) address = beseda_address_with_secrets (bare, pin, NULL, NULL);
  BesedaSession *session = beseda_session_new (address, "Ann", &options);

  wait_until (beseda_session_get_state (session) != BESEDA_SESSION_CONNECTING);

  return session;
}

static void
part (BesedaSession *session)
{
  beseda_session_leave (session);
  while (g_main_context_iteration (NULL, FALSE))
    ;
  g_assert_finalize_object (session);
}

static void
assert_in (BesedaSession *session, BesedaServer *server, BesedaTrust trust)
{
  g_assert_cmpint (beseda_session_get_state (session), ==, BESEDA_SESSION_ONLINE);
  g_assert_cmpint (beseda_session_get_trust (session), ==, trust);
  g_assert_cmpstr (beseda_session_get_fingerprint (session), ==, beseda_server_get_fingerprint (server));
}

/* Nothing is tried again, and the person learns whom the server claims to be. `sentence` has ADDRESS for host:port. */
static void
assert_refused (BesedaSession *session, BesedaServer *server, BesedaTrust trust, const char *sentence)
{
  g_autofree char *label = beseda_address_to_label (beseda_session_get_address (session));
  g_auto (GStrv) parts = g_strsplit (sentence, "ADDRESS", 2);
  g_autofree char *expected = g_strjoinv (label, parts);

  g_assert_cmpint (beseda_session_get_state (session), ==, BESEDA_SESSION_REFUSED);
  g_assert_cmpint (beseda_session_get_problem_kind (session), ==, BESEDA_SESSION_PROBLEM_CERTIFICATE);
  g_assert_cmpstr (beseda_session_get_problem (session), ==, expected);
  g_assert_cmpint (beseda_session_get_trust (session), ==, trust);
  g_assert_cmpstr (beseda_session_get_fingerprint (session), ==, beseda_server_get_fingerprint (server));
}

static void
test_right_pin (void)
{
  BesedaServer *server = start_encrypted (0);
  BesedaSession *ann = join (server, beseda_server_get_fingerprint (server), OTHER);

  assert_in (ann, server, BESEDA_TRUST_PINNED);
  part (ann);
  test_server_stop (server);
}

static void
test_wrong_pin (void)
{
  BesedaServer *server = start_encrypted (0);
  BesedaSession *ann = join (server, OTHER, beseda_server_get_fingerprint (server));

  assert_refused (ann, server, BESEDA_TRUST_CHANGED,
                  "What answers at ADDRESS is not the room that your link is of, or somebody is in between; ask the "
                  "host for a new link.");
  part (ann);
  test_server_stop (server);
}

static void
test_unknown (void)
{
  BesedaServer *server = start_encrypted (0);
  BesedaSession *ann = join (server, NULL, NULL);

  assert_refused (ann, server, BESEDA_TRUST_UNKNOWN,
                  "Nobody vouches for the certificate of ADDRESS; ask the host for a link that has its fingerprint.");
  part (ann);

  ann = join (server, NULL, beseda_server_get_fingerprint (server));
  assert_in (ann, server, BESEDA_TRUST_KNOWN);
  part (ann);
  test_server_stop (server);
}

static void
test_changed (void)
{
  BesedaServer *server = start_encrypted (0);
  BesedaSession *ann = join (server, NULL, OTHER);

  assert_refused (ann, server, BESEDA_TRUST_CHANGED,
                  "The certificate of ADDRESS is not the one that you trusted; ask the host before you join.");
  part (ann);
  test_server_stop (server);
}

/* Who is in the room does not go on with somebody else, and does not try again and again. */
static void
test_changes_meanwhile (void)
{
  BesedaServer *server = start_encrypted (0);
  const guint16 port = beseda_server_get_port (server);
  BesedaSession *ann = join (server, beseda_server_get_fingerprint (server), NULL);

  assert_in (ann, server, BESEDA_TRUST_PINNED);
  test_server_stop (server);
  server = start_encrypted (port);
  beseda_session_reconnect_now (ann);

  wait_until (beseda_session_get_state (ann) == BESEDA_SESSION_CLOSED);
  g_assert_cmpint (beseda_session_get_problem_kind (ann), ==, BESEDA_SESSION_PROBLEM_CERTIFICATE);
  g_assert_cmpint (beseda_session_get_trust (ann), ==, BESEDA_TRUST_CHANGED);
  part (ann);
  test_server_stop (server);
}

static void
test_not_encrypted (void)
{
  BesedaServer *server = test_server_start (NULL);
  g_autoptr (BesedaAddress) address = beseda_address_new ("127.0.0.1", beseda_server_get_port (server), NULL, FALSE);
  BesedaSession *ann = beseda_session_new (address, "Ann", NULL);

  wait_until (beseda_session_get_state (ann) == BESEDA_SESSION_ONLINE);
  g_assert_cmpint (beseda_session_get_trust (ann), ==, BESEDA_TRUST_NONE);
  g_assert_null (beseda_session_get_fingerprint (ann));
  part (ann);
  test_server_stop (server);
}

/* Who typed an address without a scheme is told what is missing. */
static void
test_encrypted_only (void)
{
  BesedaServer *server = start_encrypted (0);
  const guint16 port = beseda_server_get_port (server);
  g_autoptr (BesedaAddress) address = beseda_address_new ("127.0.0.1", port, NULL, FALSE);
  g_autofree char *expected = g_strdup_printf (
      "The room at 127.0.0.1:%u is encrypted; use the host’s link, or write wss:// in front of the address.", port);
  BesedaSession *ann = beseda_session_new (address, "Ann", NULL);

  wait_until (beseda_session_get_state (ann) != BESEDA_SESSION_CONNECTING);
  g_assert_cmpint (beseda_session_get_state (ann), ==, BESEDA_SESSION_REFUSED);
  g_assert_cmpstr (beseda_session_get_problem (ann), ==, expected);
  part (ann);
  test_server_stop (server);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/encryption/right-pin", test_right_pin);
  g_test_add_func ("/encryption/wrong-pin", test_wrong_pin);
  g_test_add_func ("/encryption/unknown", test_unknown);
  g_test_add_func ("/encryption/changed", test_changed);
  g_test_add_func ("/encryption/changes-meanwhile", test_changes_meanwhile);
  g_test_add_func ("/encryption/encrypted-only", test_encrypted_only);
  g_test_add_func ("/encryption/not-encrypted", test_not_encrypted);

  return g_test_run ();
}
