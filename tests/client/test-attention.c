/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "beseda-attention.h"

static void
test_names (void)
{
  static const struct
  {
    const char *login, *text;
    gboolean named;
  } cases[] = {
    { "ann", "ann", TRUE },
    { "ann", "Ann, are you there?", TRUE },
    { "Ann", "hello ANN", TRUE },
    { "ann", "@ann: look", TRUE },
    { "ann", "(ann)", TRUE },
    { "ann", "ann's tea", TRUE },
    { "ann", "an “ann”.", TRUE },
    { "ann", "tea", FALSE },
    { "ann", "", FALSE },

    /* Inside of a word; later there is a whole one. */
    { "ann", "annual", FALSE },
    { "ann", "Joann", FALSE },
    { "ann", "ann_b", FALSE },
    { "ann", "ann2", FALSE },
    { "ann", "annual, ann", TRUE },
    { "ann", "annann", FALSE },

    /* Other alphabets, other spellings of the same. */
    { "Анна", "привет, анна!", TRUE },
    { "анна", "АННА", TRUE },
    { "анна", "Жанна", FALSE },
    { "анна", "аннам", FALSE },
    { "strauß", "STRAUSS!", TRUE },
    { "ann", "ａｎｎ", TRUE },
    { "Ζωή", "ΖΩΉ;", TRUE },
    { "דנה", "שלום דנה", TRUE },
    { "小明", "小明你好", TRUE },
    { "小明", "@小明", TRUE },
    { "ann", "annさん", TRUE },
    { "민수", "민수야", TRUE },

    /* A mark makes another letter; composed or not is the same. */
    { "ann", "ann\u0301", FALSE },
    { "ann", "anx\u0304", FALSE },
    { "Zoë", "zoe\u0308 said", TRUE },
    { "Zoë", "Zoe", FALSE },
    { "q", "q\u0325", FALSE },

    /* Names of several words, and of other things than letters. */
    { "Ann Lee", "ann  lee?", TRUE },
    { "Ann Lee", "ann\nlee", TRUE },
    { "Ann Lee", "ann lees", FALSE },
    { "Ann Lee", "ann", FALSE },
    { "r2-d2", "R2-D2!", TRUE },
    { "❤️", "I ❤ tea", TRUE },
    { "@", "a @ b", TRUE },

    /* Links and mail addresses are about somebody else. */
    { "ann", "https://example.org/ann", FALSE },
    { "ann", "https://example.org/ann ann", TRUE },
    { "ann", "ann: https://example.org/", TRUE },
    { "ann", "see https://ann.example/ and https://example.org/@ann", FALSE },
    { "ann", "ann@example.org", FALSE },
    { "ann", "write to bob@ann.example", FALSE },
    { "ann", "mailto:ann@example.org", FALSE },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_test_message ("%s in “%s”", cases[i].login, cases[i].text);
      g_assert_cmpint (beseda_attention_names (cases[i].login, cases[i].text), ==, cases[i].named);
    }
}

static void
test_rule (void)
{
  g_assert_false (beseda_attention_is_drawn (BESEDA_ATTENTION_DIRECT, FALSE, FALSE));
  g_assert_true (beseda_attention_is_drawn (BESEDA_ATTENTION_DIRECT, TRUE, FALSE));
  g_assert_true (beseda_attention_is_drawn (BESEDA_ATTENTION_DIRECT, FALSE, TRUE));
  g_assert_true (beseda_attention_is_drawn (BESEDA_ATTENTION_EVERYTHING, FALSE, FALSE));
  g_assert_false (beseda_attention_is_drawn (BESEDA_ATTENTION_NOTHING, TRUE, TRUE));
}

static void
test_choice (void)
{
  g_autoptr (GSettings) settings = g_settings_new ("chat.beseda.Beseda");
  g_autofree char *before = beseda_attention_dup_choice (settings, "a");
  g_autofree char *after = NULL;

  g_assert_cmpstr (before, ==, "default");
  g_assert_cmpint (beseda_attention_get (settings, "a"), ==, BESEDA_ATTENTION_DIRECT);

  beseda_attention_set_choice (settings, "a", "nothing");
  beseda_attention_set_choice (settings, "b", "attention");
  g_settings_set_string (settings, "notifications", "everything");
  g_assert_cmpint (beseda_attention_get (settings, "a"), ==, BESEDA_ATTENTION_NOTHING);
  g_assert_cmpint (beseda_attention_get (settings, "b"), ==, BESEDA_ATTENTION_DIRECT);
  g_assert_cmpint (beseda_attention_get (settings, "c"), ==, BESEDA_ATTENTION_EVERYTHING);

  beseda_attention_set_choice (settings, "a", "everything");
  after = beseda_attention_dup_choice (settings, "a");
  g_assert_cmpstr (after, ==, "everything");
  beseda_attention_set_choice (settings, "a", "default");
  g_settings_set_string (settings, "notifications", "nothing");
  g_assert_cmpint (beseda_attention_get (settings, "a"), ==, BESEDA_ATTENTION_NOTHING);
  g_assert_cmpint (beseda_attention_get (settings, "b"), ==, BESEDA_ATTENTION_DIRECT);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/attention/names", test_names);
  g_test_add_func ("/attention/rule", test_rule);
  g_test_add_func ("/attention/choice", test_choice);

  return g_test_run ();
}
