/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "beseda-origin.h"

static void
test_own (void)
{
  g_assert_true (beseda_origin_is_own ("http://example.org", "example.org", FALSE));
  g_assert_true (beseda_origin_is_own ("HTTP://Example.org", "example.ORG", FALSE));
  g_assert_true (beseda_origin_is_own ("http://example.org:80", "example.org", FALSE));
  g_assert_true (beseda_origin_is_own ("http://example.org", "example.org:80", FALSE));
  g_assert_true (beseda_origin_is_own ("http://example.org:8080", "example.org:8080", FALSE));
  g_assert_true (beseda_origin_is_own ("http://[::1]:8080", "[::1]:8080", FALSE));
  g_assert_true (beseda_origin_is_own ("https://example.org", "example.org:443", TRUE));
  g_assert_true (beseda_origin_is_own ("https://example.org", "example.org", FALSE)); /* behind a proxy */
}

static void
test_others (void)
{
  g_assert_false (beseda_origin_is_own ("http://example.com", "example.org", FALSE));
  g_assert_false (beseda_origin_is_own ("http://example.org.evil.com", "example.org", FALSE));
  g_assert_false (beseda_origin_is_own ("http://evil.example.org", "example.org", FALSE));
  g_assert_false (beseda_origin_is_own ("http://example.org:8081", "example.org:8080", FALSE));
  g_assert_false (beseda_origin_is_own ("http://example.org:443", "example.org:80", FALSE));
  g_assert_false (beseda_origin_is_own ("http://example.org/", "example.org", FALSE));
  g_assert_false (beseda_origin_is_own ("http://user@example.org", "example.org", FALSE));
  g_assert_false (beseda_origin_is_own ("http://example.org, http://example.org", "example.org", FALSE));
  g_assert_false (beseda_origin_is_own ("http://example.org", "example.org", TRUE));
  g_assert_false (beseda_origin_is_own ("file://", "example.org", FALSE));
  g_assert_false (beseda_origin_is_own ("null", "example.org", FALSE));
  g_assert_false (beseda_origin_is_own ("", "", FALSE));
  g_assert_false (beseda_origin_is_own ("http://", "", FALSE));
  g_assert_false (beseda_origin_is_own ("http://example.org", NULL, FALSE));
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/origin/own", test_own);
  g_test_add_func ("/origin/others", test_others);

  return g_test_run ();
}
