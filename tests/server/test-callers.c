/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <arpa/inet.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "beseda-callers.h"
#include "beseda-limits.h"

#define NOW 1000000

/* Both ends of a connection over loopback, all of whose addresses in 127.0.0.0/8 are there. */
typedef struct
{
  int theirs;
  int ours;
} Line;

static struct sockaddr_in
loopback (const char *text)
{
  struct sockaddr_in address = { .sin_family = AF_INET };

  g_assert_cmpint (inet_pton (AF_INET, text, &address.sin_addr), ==, 1);

  return address;
}

static Line
connect_from (const char *text)
{
  struct sockaddr_in from = loopback (text);
  struct sockaddr_in to = loopback ("127.0.0.1");
  const int listener = socket (AF_INET, SOCK_STREAM, 0);
  Line line = { .theirs = socket (AF_INET, SOCK_STREAM, 0) };

  g_assert_cmpint (bind (listener, (struct sockaddr *) &to, sizeof to), ==, 0);
  g_assert_cmpint (listen (listener, 1), ==, 0);
  g_assert_cmpint (getsockname (listener, (struct sockaddr *) &to, &(socklen_t){ sizeof to }), ==, 0);
  g_assert_cmpint (bind (line.theirs, (struct sockaddr *) &from, sizeof from), ==, 0);
  g_assert_cmpint (connect (line.theirs, (struct sockaddr *) &to, sizeof to), ==, 0);
  line.ours = accept (listener, NULL, NULL);
  g_assert_cmpint (line.ours, >=, 0);
  close (listener);

  return line;
}

static void
hang_up (Line *line)
{
  close (line->theirs);
  close (line->ours);
}

static void
leave (BesedaCaller *caller)
{
  beseda_caller_log_in (caller);
  beseda_caller_hang_up (caller);
}

static void
test_connections (void)
{
  g_autoptr (BesedaCallers) callers = beseda_callers_new (4 * 3, TRUE);
  Line eve = connect_from ("127.0.0.66");
  Line bob = connect_from ("127.0.0.2");
  BesedaCaller *caller = NULL;

  for (guint i = 0; i < 3; i++)
    {
      caller = beseda_callers_admit (callers, eve.ours, NOW);
      g_assert_nonnull (caller);
    }
  g_assert_null (beseda_callers_admit (callers, eve.ours, NOW));
  g_assert_nonnull (beseda_callers_admit (callers, bob.ours, NOW));

  leave (caller);
  g_assert_true (beseda_callers_admit (callers, eve.ours, NOW) == caller);
  g_assert_null (beseda_callers_admit (callers, eve.ours, NOW));

  hang_up (&eve);
  hang_up (&bob);
}

static void
test_connects (void)
{
  g_autoptr (BesedaCallers) callers = beseda_callers_new (10000, TRUE);
  Line eve = connect_from ("127.0.0.66");
  Line bob = connect_from ("127.0.0.2");
  const guint span = 1000 / BESEDA_LIMIT_ADDRESS_CONNECTS_PER_SECOND;

  for (guint i = 0; i < BESEDA_LIMIT_ADDRESS_CONNECTS_BURST; i++)
    {
      BesedaCaller *caller = beseda_callers_admit (callers, eve.ours, NOW);

      g_assert_nonnull (caller);
      leave (caller);
    }
  g_assert_null (beseda_callers_admit (callers, eve.ours, NOW));
  g_assert_nonnull (beseda_callers_admit (callers, bob.ours, NOW));
  g_assert_null (beseda_callers_admit (callers, eve.ours, NOW + span - 1));
  g_assert_nonnull (beseda_callers_admit (callers, eve.ours, NOW + span));

  hang_up (&eve);
  hang_up (&bob);
}

/* A class that comes at once gets in; somebody who keeps places without a name doesn't get them all. */
static void
test_strangers (void)
{
  g_autoptr (BesedaCallers) callers = beseda_callers_new (10000, TRUE);
  Line eve = connect_from ("127.0.0.66");
  Line bob = connect_from ("127.0.0.2");
  BesedaCaller *caller = NULL;
  gint64 now = NOW;

  for (guint i = 0; i < BESEDA_LIMIT_ADDRESS_STRANGERS; i++)
    {
      caller = beseda_callers_admit (callers, eve.ours, now);
      g_assert_nonnull (caller);
    }
  now += 60000;
  g_assert_null (beseda_callers_admit (callers, eve.ours, now));
  g_assert_nonnull (beseda_callers_admit (callers, bob.ours, now));

  beseda_caller_log_in (caller);
  g_assert_true (beseda_callers_admit (callers, eve.ours, now) == caller);
  g_assert_null (beseda_callers_admit (callers, eve.ours, now));
  leave (caller);
  g_assert_nonnull (beseda_callers_admit (callers, eve.ours, now));

  hang_up (&eve);
  hang_up (&bob);
}

/* Of one address, however many there may be in all. */
static void
test_most_connections (void)
{
  g_autoptr (BesedaCallers) callers = beseda_callers_new (100000, TRUE);
  Line eve = connect_from ("127.0.0.66");
  BesedaCaller *caller = NULL;

  for (guint i = 0; i < BESEDA_LIMIT_ADDRESS_CONNECTIONS; i++)
    {
      caller = beseda_callers_admit (callers, eve.ours, NOW + i * 1000);
      g_assert_nonnull (caller);
      beseda_caller_log_in (caller);
    }
  g_assert_null (beseda_callers_admit (callers, eve.ours, NOW + 1000000));
  beseda_caller_hang_up (caller);
  g_assert_nonnull (beseda_callers_admit (callers, eve.ours, NOW + 1000000));

  hang_up (&eve);
}

static void
test_bytes (void)
{
  g_autoptr (BesedaCallers) callers = beseda_callers_new (8, TRUE);
  Line eve = connect_from ("127.0.0.66");
  BesedaTokenBucket bucket = { 0 };
  BesedaTokenBucket other_bucket = { 0 };
  BesedaCaller *one = beseda_callers_admit (callers, eve.ours, NOW);
  BesedaCaller *other = beseda_callers_admit (callers, eve.ours, NOW);

  /* Each connection has a budget of its own, and all of one address have one. */
  g_assert_cmpuint (beseda_caller_spend (one, &bucket, BESEDA_LIMIT_BYTES_BURST - 1, NOW), ==, 0);
  g_assert_cmpuint (beseda_caller_spend (one, &bucket, 1, NOW), ==, 0);
  g_assert_cmpuint (beseda_caller_spend (other, &other_bucket, 1, NOW), ==, 1);
  g_assert_cmpuint (beseda_caller_spend (one, &bucket, BESEDA_LIMIT_BYTES_PER_SECOND, NOW), ==, 1000);
  g_assert_cmpuint (beseda_caller_spend (other, &other_bucket, BESEDA_LIMIT_ADDRESS_BYTES_PER_SECOND, NOW), >, 1000);
  g_assert_cmpuint (beseda_caller_spend (other, &other_bucket, 0, NOW + 10000), ==, 0);

  hang_up (&eve);
}

/* An address with many connections has no more than one that has few. */
static void
test_bytes_of_all (void)
{
  const guint n = 2 * BESEDA_LIMIT_ADDRESS_BYTES_BURST / BESEDA_LIMIT_BYTES_BURST;
  g_autoptr (BesedaCallers) callers = beseda_callers_new (1000, TRUE);
  Line eve = connect_from ("127.0.0.66");
  Line bob = connect_from ("127.0.0.2");
  BesedaCaller *bobs = beseda_callers_admit (callers, bob.ours, NOW);
  BesedaTokenBucket bucket = { 0 };
  BesedaCaller *caller = NULL;

  for (guint i = 0; i < n; i++)
    {
      BesedaTokenBucket own = { 0 };

      caller = beseda_callers_admit (callers, eve.ours, NOW);
      g_assert_cmpuint (beseda_caller_spend (caller, &own, BESEDA_LIMIT_ADDRESS_BYTES_BURST / n, NOW), ==, 0);
    }
  g_assert_cmpuint (beseda_caller_spend (caller, &bucket, 1, NOW), ==, 1);
  g_assert_cmpuint (beseda_caller_spend (caller, &bucket, BESEDA_LIMIT_ADDRESS_BYTES_PER_SECOND - 1, NOW), ==, 1000);
  g_assert_cmpuint (beseda_caller_spend (caller, &bucket, 0, NOW + 1000), ==, 0);
  g_assert_cmpuint (beseda_caller_spend (bobs, &bucket, 1, NOW), ==, 0);

  hang_up (&eve);
  hang_up (&bob);
}

static void
test_all_places (void)
{
  g_autoptr (BesedaCallers) callers = beseda_callers_new (2, TRUE);
  Line eve = connect_from ("127.0.0.66");
  Line here = connect_from ("127.0.0.1");
  BesedaCaller *caller = beseda_callers_admit (callers, here.ours, NOW);

  g_assert_nonnull (caller);
  g_assert_nonnull (beseda_callers_admit (callers, here.ours, NOW));
  g_assert_null (beseda_callers_admit (callers, here.ours, NOW));
  g_assert_null (beseda_callers_admit (callers, eve.ours, NOW));
  leave (caller);
  g_assert_nonnull (beseda_callers_admit (callers, eve.ours, NOW));

  hang_up (&eve);
  hang_up (&here);
}

/* Over this computer's own connections a proxy brings everybody. */
static void
test_this_computer (void)
{
  g_autoptr (BesedaCallers) callers = beseda_callers_new (10000, TRUE);
  Line here = connect_from ("127.0.0.1");

  for (guint i = 0; i < 2 * BESEDA_LIMIT_ADDRESS_CONNECTS_BURST; i++)
    {
      BesedaCaller *caller = beseda_callers_admit (callers, here.ours, NOW);

      g_assert_nonnull (caller);
      g_assert_cmpuint (beseda_caller_spend (caller, &(BesedaTokenBucket){ 0 }, BESEDA_LIMIT_BYTES_BURST, NOW), ==, 0);
    }

  hang_up (&here);
}

/* Who owes something is remembered; who came once, long ago, is not. */
static void
test_forgets (void)
{
  g_autoptr (BesedaCallers) callers = beseda_callers_new (10000, TRUE);

  for (guint i = 0; i < BESEDA_LIMIT_ADDRESSES + 10; i++)
    {
      g_autofree char *address = g_strdup_printf ("127.1.%u.%u", i / 250, 1 + i % 250);
      Line line = connect_from (address);
      BesedaCaller *caller = beseda_callers_admit (callers, line.ours, NOW + i);

      g_assert_nonnull (caller);
      leave (caller);
      hang_up (&line);
    }

  g_assert_cmpuint (beseda_callers_get_n (callers), <=, BESEDA_LIMIT_ADDRESSES);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/callers/connections", test_connections);
  g_test_add_func ("/callers/most-connections", test_most_connections);
  g_test_add_func ("/callers/connects", test_connects);
  g_test_add_func ("/callers/strangers", test_strangers);
  g_test_add_func ("/callers/bytes", test_bytes);
  g_test_add_func ("/callers/bytes-of-all", test_bytes_of_all);
  g_test_add_func ("/callers/all-places", test_all_places);
  g_test_add_func ("/callers/this-computer", test_this_computer);
  g_test_add_func ("/callers/forgets", test_forgets);

  return g_test_run ();
}
