/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "beseda-link.h"

typedef struct
{
  const char *link;
  const char *host;  /* NULL: it leads nowhere that can be told */
  const char *ascii; /* NULL: it is so already */
} Case;

static const Case cases[] = {
  { "https://example.org", "example.org", NULL },
  { "https://EXAMPLE.org:8080/a?b#c", "example.org", NULL },
  { "http://127.0.0.1:8765/", "127.0.0.1", NULL },
  { "http://[::1]:8765/", "[::1]", NULL },
  { "http://[::ffff:1.2.3.4]", "[::ffff:1.2.3.4]", NULL },
  { "https://paypal.com@evil.example/", "evil.example", NULL },
  { "https://paypal.com:443@evil.example/", "evil.example", NULL },
  { "https://a@b@evil.example/", "evil.example", NULL },
  { "https://evil.example/@paypal.com", "evil.example", NULL },
  { "https://evil.example?@paypal.com", "evil.example", NULL },
  { "https://evil.example#@paypal.com", "evil.example", NULL },
  { "https://evil.example\\@paypal.com", "evil.example", NULL },
  { "https://пример.example/ё", "xn--e1afmkfd.example", "https://xn--e1afmkfd.example/ё" },
  { "https://user@пример.example/", "xn--e1afmkfd.example", "https://user@xn--e1afmkfd.example/" },
  { "https://раураl.com/", "xn--l-7sba6dbr.com", "https://xn--l-7sba6dbr.com/" },
  { "https://ｅｖｉｌ.example/", "evil.example", "https://evil.example/" },
  { "https://%65vil.example/", NULL, NULL },
  { "https://evil.example:x@/", NULL, NULL },
  { "https://[evil.example]/", NULL, NULL },
  { "https://[ßh]/", NULL, NULL },
  { "https://a,b/", NULL, NULL },
  { "mailto:ann@example.org", "ann@example.org", NULL },
  { "MAILTO:ann@example.org?subject=Tea", "ann@example.org", NULL },
};

static void
test_host (void)
{
  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *host = beseda_link_get_host (cases[i].link);
      g_autofree char *ascii = beseda_link_to_ascii (cases[i].link);

      g_assert_cmpstr (host, ==, cases[i].host);
      g_assert_cmpstr (ascii, ==, cases[i].ascii);
    }
}

/* Where browsers and others read an address differently, it ends before that. */
static void
test_backslash (void)
{
  const char *text = "see https://evil.example\\@example.org/";
  const char *end;

  g_assert_true (beseda_link_find (text, &end) == text + 4);
  g_assert_cmpstr (end, ==, "\\@example.org/");
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/link/host", test_host);
  g_test_add_func ("/link/backslash", test_backslash);

  return g_test_run ();
}
