/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "authority.h"
#include "beseda-session.h"
#include "script-server.h"
#include "test-server.h"

/* A server whose certificate an authority vouches for, by way of another one in between, and guests whose computer
 * trusts that authority. */

typedef struct
{
  Authority *authority;
  BesedaServer *server;
  guint n_guests; /* each with a name of their own: it is nobody else's any more */
} Fixture;

static void
set_up (Fixture *fixture, const char *address, gboolean whole)
{
  BesedaServerOptions options = test_server_options ();
  g_autoptr (GTlsDatabase) trusted = NULL;
  g_autoptr (GError) error = NULL;

  fixture->authority = authority_new ();
  authority_certify (fixture->authority, address, whole);
  trusted = g_tls_file_database_new (authority_get_root (fixture->authority), &error);
  g_assert_no_error (error);
  g_tls_backend_set_default_database (g_tls_backend_get_default (), trusted);

  options.encrypt = TRUE;
  options.tls_cert = authority_get_certificate (fixture->authority);
  options.tls_key = authority_get_key (fixture->authority);
  fixture->server = test_server_start (&options);
}

static void
set_up_whole (Fixture *fixture, gconstpointer unused)
{
  set_up (fixture, "127.0.0.1", TRUE);
}

static void
set_up_broken (Fixture *fixture, gconstpointer unused)
{
  set_up (fixture, "127.0.0.1", FALSE);
}

static void
set_up_elsewhere (Fixture *fixture, gconstpointer unused)
{
  set_up (fixture, "192.0.2.1", TRUE);
}

static void
tear_down (Fixture *fixture, gconstpointer unused)
{
  test_server_stop (fixture->server);
  authority_free (fixture->authority);
  g_tls_backend_set_default_database (g_tls_backend_get_default (), NULL);
}

/* By a link without a fingerprint. */
static BesedaSession *
join (Fixture *fixture)
{
  g_autofree char *login = g_strdup_printf ("guest %u", ++fixture->n_guests);
  g_autoptr (BesedaAddress)
      address = beseda_address_new ("127.0.0.1", beseda_server_get_port (fixture->server), NULL, TRUE);
  BesedaSession *session = beseda_session_new (address, login, NULL);

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
assert_vouched_for (BesedaSession *session)
{
  g_assert_cmpint (beseda_session_get_state (session), ==, BESEDA_SESSION_ONLINE);
  g_assert_cmpint (beseda_session_get_trust (session), ==, BESEDA_TRUST_AUTHORITY);
}

/* Nobody is asked anything. */
static void
test_chain (Fixture *fixture, gconstpointer unused)
{
  BesedaSession *ann = join (fixture);

  assert_vouched_for (ann);
  part (ann);
}

/* Without the one in between, or for another server, the authority's word is worth nothing. */
static void
test_not_vouched_for (Fixture *fixture, gconstpointer unused)
{
  BesedaSession *ann = join (fixture);

  g_assert_cmpint (beseda_session_get_state (ann), ==, BESEDA_SESSION_REFUSED);
  g_assert_cmpint (beseda_session_get_problem_kind (ann), ==, BESEDA_SESSION_PROBLEM_CERTIFICATE);
  g_assert_cmpint (beseda_session_get_trust (ann), ==, BESEDA_TRUST_UNKNOWN);
  part (ann);
}

/* Who comes after the certificate was renewed sees the new one; who is there stays, and follows when they come back. */
static void
test_renewed (Fixture *fixture, gconstpointer unused)
{
  BesedaSession *ann = join (fixture);
  g_autofree char *old = g_strdup (beseda_session_get_fingerprint (ann));
  BesedaSession *bob = NULL;

  authority_certify (fixture->authority, "127.0.0.1", TRUE);
  beseda_server_reload (fixture->server);
  do
    {
      g_clear_pointer (&bob, part);
      bob = join (fixture);
      assert_vouched_for (bob);
    }
  while (g_str_equal (beseda_session_get_fingerprint (bob), old));

  assert_vouched_for (ann);
  g_assert_cmpstr (beseda_session_get_fingerprint (ann), ==, old);
  part (ann);
  ann = join (fixture);
  assert_vouched_for (ann);
  g_assert_cmpstr (beseda_session_get_fingerprint (ann), ==, beseda_session_get_fingerprint (bob));

  part (ann);
  part (bob);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  g_test_add ("/authority/chain", Fixture, NULL, set_up_whole, test_chain, tear_down);
  g_test_add ("/authority/one-missing", Fixture, NULL, set_up_broken, test_not_vouched_for, tear_down);
  g_test_add ("/authority/elsewhere", Fixture, NULL, set_up_elsewhere, test_not_vouched_for, tear_down);
  g_test_add ("/authority/renewed", Fixture, NULL, set_up_whole, test_renewed, tear_down);

  return g_test_run ();
}
