/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <fcntl.h>
#include <poll.h>
#include <sys/socket.h>

#include "beseda-entrance.h"
#include "test-server.h"

/* The server's door by itself, in the test's own loop: what it does in one turn can be counted. */

#define N_HELLOS (3 * BESEDA_LIMIT_TLS_STEPS_PER_TURN)

typedef struct
{
  BesedaCallers *callers;
  BesedaPoller *poller;
  BesedaEntrance *entrance;
  guint turns;
} Fixture;

static void
turn_ended (gpointer user_data)
{
  Fixture *fixture = user_data;

  fixture->turns++;
  beseda_entrance_end_turn (fixture->entrance);
}

static void
upgraded (gpointer user_data, const BesedaUpgrade *upgrade)
{
  g_assert_not_reached ();
}

static guint
count_people (gpointer user_data)
{
  return 0;
}

static void
set_up (Fixture *fixture, gconstpointer data)
{
  static const BesedaHandshakeCallbacks callbacks = { upgraded, count_people };
  BesedaServerOptions options = test_server_options ();
  g_autoptr (GError) error = NULL;

  options.encrypt = TRUE;
  fixture->callers = beseda_callers_new (1000, FALSE);
  fixture->poller = beseda_poller_new (turn_ended, fixture, &error);
  g_assert_no_error (error);
  fixture->entrance = beseda_entrance_new (&options, fixture->callers, &callbacks, fixture, &error);
  g_assert_no_error (error);
  g_assert_true (beseda_entrance_load (fixture->entrance, &error));
  g_assert_true (beseda_entrance_open (fixture->entrance, fixture->poller, FALSE, &error));
}

static void
tear_down (Fixture *fixture, gconstpointer data)
{
  beseda_entrance_free (fixture->entrance);
  beseda_callers_free (fixture->callers);
  beseda_poller_free (fixture->poller);
}

static RawPeer *
say_hello (Fixture *fixture)
{
  RawPeer *peer = raw_peer_new (beseda_entrance_get_port (fixture->entrance));

  g_assert_cmpint (fcntl (raw_peer_get_fd (peer), F_SETFL, O_NONBLOCK), ==, 0);
  raw_peer_begin_tls (peer, "NORMAL");
  gnutls_handshake_set_timeout (raw_peer_get_session (peer), 0); /* nobody waits here */
  g_assert_cmpint (gnutls_handshake (raw_peer_get_session (peer)), ==, GNUTLS_E_AGAIN);

  return peer;
}

static guint
count_answered (RawPeer *const *peers, guint n)
{
  guint answered = 0;

  for (guint i = 0; i < n; i++)
    answered += (guint) poll (&(struct pollfd){ .fd = raw_peer_get_fd (peers[i]), .events = POLLIN }, 1, 0);

  return answered;
}

/* Many who want to shake hands at once are answered a few in each turn, so that everybody else has theirs; and all are
 * answered in the end. */
static void
test_steps (Fixture *fixture, gconstpointer data)
{
  RawPeer *peers[N_HELLOS];
  guint answered = 0;
  guint most = 0;

  for (guint i = 0; i < N_HELLOS; i++)
    peers[i] = say_hello (fixture);

  while (answered < N_HELLOS)
    {
      const guint before = answered;
      const guint turns = fixture->turns;

      while (fixture->turns == turns)
        g_main_context_iteration (NULL, TRUE);
      answered = count_answered (peers, N_HELLOS);
      most = MAX (most, answered - before);
    }
  g_assert_cmpuint (most, ==, BESEDA_LIMIT_TLS_STEPS_PER_TURN);

  for (guint i = 0; i < N_HELLOS; i++)
    raw_peer_free (peers[i]);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);

  g_test_add ("/entrance/steps", Fixture, NULL, set_up, test_steps, tear_down);

  return g_test_run ();
}
