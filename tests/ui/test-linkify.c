/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "beseda-linkify.h"

#include <pango/pango.h>

typedef struct
{
  const char *name;
  const char *text;
  const char *links; /* what is linked, separated by spaces */
} Row;

static const Row rows[] = {
  { "none", "Nothing here: 1 < 2 & 3", "" },
  { "alone", "https://example.org", "https://example.org" },
  { "case", "HTTP://EXAMPLE.ORG/A", "HTTP://EXAMPLE.ORG/A" },
  { "full stop", "See https://example.org/a.", "https://example.org/a" },
  { "many marks", "Really https://example.org/a?!...", "https://example.org/a" },
  { "comma", "https://a.example, https://b.example", "https://a.example https://b.example" },
  { "in brackets", "(https://example.org/a)", "https://example.org/a" },
  { "its own brackets", "https://example.org/a_(b)", "https://example.org/a_(b)" },
  { "both", "(see https://example.org/a_(b).)", "https://example.org/a_(b)" },
  { "quotes", "\"https://example.org\"", "https://example.org" },
  { "guillemets", "«https://example.org»", "https://example.org" },
  { "angle brackets", "<https://example.org>", "https://example.org" },
  { "query", "https://example.org/?a=1&b=2#c", "https://example.org/?a=1&b=2#c" },
  { "port", "http://127.0.0.1:8765/", "http://127.0.0.1:8765/" },
  { "IPv6", "http://[::1]:8765/", "http://[::1]:8765/" },
  { "IDN", "https://пример.example/ё", "https://пример.example/ё" },
  { "CJK sentence", "看https://example.org/。好", "" },
  { "CJK sentence with a space", "看 https://example.org/。好", "https://example.org/" },
  { "mail", "mailto:ann@example.org", "mailto:ann@example.org" },
  { "mail without an address", "mailto:ann", "" },
  { "only a scheme", "https://", "" },
  { "only a scheme and dots", "https://...", "" },
  { "javascript", "javascript:alert(1)", "" },
  { "file", "file:///etc/passwd", "" },
  { "inside a word", "xhttps://example.org", "" },
  { "bidi override ends it", "https://example.org/\u202egpj.exe", "https://example.org/" },
  { "zero width ends it", "https://example\u200b.org", "https://example" },
  { "line break ends it", "https://example.org/a\nb", "https://example.org/a" },
  { "quote in a link", "https://example.org/'a'onclick", "https://example.org/'a'onclick" },
};

/* The text that a label shows, and the links in the markup, which must be valid. */
static char *
get_links (const char *markup)
{
  g_autoptr (GString) links = g_string_new (NULL);
  g_auto (GStrv) parts = g_strsplit (markup, "<a href=\"", -1);

  for (guint i = 1; parts[i]; i++)
    {
      g_autofree char *escaped = g_strndup (parts[i], strcspn (parts[i], "\""));
      g_autofree char *link = NULL;

      g_assert_true (pango_parse_markup (escaped, -1, 0, NULL, &link, NULL, NULL));
      g_string_append_printf (links, i > 1 ? " %s" : "%s", link);
    }
  return g_string_free (g_steal_pointer (&links), FALSE);
}

static char *
get_text (const char *markup)
{
  g_autoptr (GRegex) tags = g_regex_new ("</?a[^>]*>", 0, 0, NULL);
  g_autofree char *rest = g_regex_replace (tags, markup, -1, 0, "", 0, NULL);
  g_autoptr (GError) error = NULL;
  char *text = NULL;

  pango_parse_markup (rest, -1, 0, NULL, &text, NULL, &error);
  g_assert_no_error (error);
  return text;
}

static void
test_row (gconstpointer data)
{
  const Row *row = data;
  g_autofree char *markup = beseda_linkify (row->text);
  g_autofree char *links = get_links (markup);
  g_autofree char *text = get_text (markup);

  g_assert_cmpstr (links, ==, row->links);
  g_assert_cmpstr (text, ==, row->text);
}

static void
test_markup_is_text (void)
{
  g_autofree char *markup = beseda_linkify ("<b>bold</b> & <a href=\"https://evil.example\">x</a>");

  g_assert_true (g_str_has_prefix (markup, "&lt;b&gt;bold&lt;/b&gt; &amp; &lt;a href=&quot;<a href="));
}

static void
test_host_in_ascii (void)
{
  g_autofree char *markup = beseda_linkify ("https://пример.example/a");

  g_assert_nonnull (strstr (markup, "title=\"https://xn--e1afmkfd.example/a\""));
}

static void
test_random (void)
{
  static const char *pieces[] = { "https://", "http://", "mailto:", "a",  "@",      ".", "(",  ")",    "<", ">", "&",
                                  "\"",       "'",       " ",       "\n", "\u202e", "é", "。", "\x01", "[", "]", "/" };

  for (guint i = 0; i < 20000; i++)
    {
      g_autoptr (GString) words = g_string_new (NULL);
      g_autofree char *markup = NULL, *text = NULL;

      for (int n = g_test_rand_int_range (0, 12); n > 0; n--)
        g_string_append (words, pieces[g_test_rand_int_range (0, G_N_ELEMENTS (pieces))]);
      markup = beseda_linkify (words->str);
      text = get_text (markup);
      g_assert_cmpstr (text, ==, words->str);
    }
}

static void
test_emoji (void)
{
  static const char *emoji[] = { "🎉", "🎉🎉🎉", "👍🏽", "👩‍👩‍👧‍👦", "🇺🇦", "🇺🇦🇵🇱", "❤️" };
  static const char *others[] = { "", "🎉🎉🎉🎉", "ok 🎉", "7", "#", " " };

  for (guint i = 0; i < G_N_ELEMENTS (emoji); i++)
    g_assert_true (beseda_linkify_is_emoji (emoji[i]));
  for (guint i = 0; i < G_N_ELEMENTS (others); i++)
    g_assert_false (beseda_linkify_is_emoji (others[i]));
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  for (guint i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autofree char *path = g_strdup_printf ("/linkify/%s", rows[i].name);
      g_test_add_data_func (path, &rows[i], test_row);
    }
  g_test_add_func ("/linkify/markup-is-text", test_markup_is_text);
  g_test_add_func ("/linkify/host-in-ascii", test_host_in_ascii);
  g_test_add_func ("/linkify/random", test_random);
  g_test_add_func ("/linkify/emoji", test_emoji);
  return g_test_run ();
}
