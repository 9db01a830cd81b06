/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "beseda-clock.h"

static void
test_minutes (void)
{
  g_autoptr (BesedaClock) clock = beseda_clock_new ();

  g_assert_cmpstr (beseda_clock_format (clock, 0), ==, "00:00");
  g_assert_cmpstr (beseda_clock_format (clock, 59999), ==, "00:00");
  g_assert_cmpstr (beseda_clock_format (clock, 60000), ==, "00:01");
  g_assert_cmpstr (beseda_clock_format (clock, G_GINT64_CONSTANT (1767225540000)), ==, "23:59");

  /* A message may be older than the one before it was asked for. */
  g_assert_cmpstr (beseda_clock_format (clock, 0), ==, "00:00");
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/clock/minutes", test_minutes);

  return g_test_run ();
}
