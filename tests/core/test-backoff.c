/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "beseda-backoff.h"

static void
test_doubles (void)
{
  g_assert_cmpuint (beseda_backoff (0, 0.0), ==, 500);
  g_assert_cmpuint (beseda_backoff (1, 0.0), ==, 1000);
  g_assert_cmpuint (beseda_backoff (2, 0.0), ==, 2000);
  g_assert_cmpuint (beseda_backoff (5, 0.0), ==, 16000);
}

static void
test_ends_at_the_last (void)
{
  g_assert_cmpuint (beseda_backoff (6, 0.0), ==, 30000);
  g_assert_cmpuint (beseda_backoff (G_MAXUINT, 0.0), ==, 30000);
}

static void
test_chance_takes_up_to_half (void)
{
  g_assert_cmpuint (beseda_backoff (4, 0.5), ==, 6000);
  g_assert_cmpuint (beseda_backoff (4, 1.0), ==, 4000);
  g_assert_cmpuint (beseda_backoff (G_MAXUINT, 1.0), ==, 15000);
}

static void
test_never_below_the_first (void)
{
  g_assert_cmpuint (beseda_backoff (0, 1.0), ==, 500);
  g_assert_cmpuint (beseda_backoff (1, 7.0), ==, 500);
  g_assert_cmpuint (beseda_backoff (1, -7.0), ==, 1000);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/backoff/doubles", test_doubles);
  g_test_add_func ("/backoff/ends-at-the-last", test_ends_at_the_last);
  g_test_add_func ("/backoff/chance-takes-up-to-half", test_chance_takes_up_to_half);
  g_test_add_func ("/backoff/never-below-the-first", test_never_below_the_first);

  return g_test_run ();
}
