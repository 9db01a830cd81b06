/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <string.h>

#include "beseda-limits.h"
#include "beseda-login.h"

typedef struct
{
  const char *text;
  const char *shown;
} Good;

static const Good good[] = {
  { "ann", "ann" },
  { "Ann Lee", "Ann Lee" },
  { "  ann \r\n", "ann" },
  { "\xe2\x80\xa8"
    "ann"
    "\xe2\x80\xa9",
    "ann" },
  { "Ann \xc2\xa0\xe3\x80\x80 Lee", "Ann Lee" },
  { "e\xcc\x81", "\xc3\xa9" },
  { "Анна", "Анна" },
  { "小明", "小明" },
  { "नमस्ते", "नमस्ते" },
  { "שָׁלוֹם", "שָׁלוֹם" },
  { "محمد", "محمد" },
  { "👍🏽", "👍🏽" },
  { "ann ❤️", "ann ❤️" },
  { "🇫🇮", "🇫🇮" },
  { "o'neil-2 <b>", "o'neil-2 <b>" },
};

typedef struct
{
  const char *text;
  BesedaLoginError code;
  const char *says;
} Bad;

static const Bad bad[] = {
  { "", BESEDA_LOGIN_ERROR_EMPTY, "Enter a name." },
  { " \t\n\xc2\xa0", BESEDA_LOGIN_ERROR_EMPTY, "Enter a name." },
  { "a\tb", BESEDA_LOGIN_ERROR_FORBIDDEN, "U+0009" },
  { "a\nb", BESEDA_LOGIN_ERROR_FORBIDDEN, "U+000A" },
  { "\x01", BESEDA_LOGIN_ERROR_FORBIDDEN, "U+0001" },
  { "a\x7f", BESEDA_LOGIN_ERROR_FORBIDDEN, "U+007F" },
  { "a\xc2\x85"
    "b",
    BESEDA_LOGIN_ERROR_FORBIDDEN, "U+0085" },
  { "a\xe2\x80\xa8"
    "b",
    BESEDA_LOGIN_ERROR_FORBIDDEN, "U+2028" },
  { "a\xe2\x80\xa9"
    "b",
    BESEDA_LOGIN_ERROR_FORBIDDEN, "U+2029" },
  { "\xc2\xad"
    "ann",
    BESEDA_LOGIN_ERROR_FORBIDDEN, "U+00AD" },
  { "an\xe2\x80\x8bn", BESEDA_LOGIN_ERROR_FORBIDDEN, "U+200B" },
  { "an\xe2\x80\x8cn", BESEDA_LOGIN_ERROR_FORBIDDEN, "U+200C" },
  { "👩‍🚀", BESEDA_LOGIN_ERROR_FORBIDDEN, "U+200D" },
  { "ann\xe2\x80\x8e", BESEDA_LOGIN_ERROR_FORBIDDEN, "U+200E" },
  { "\xe2\x80\xae"
    "nna",
    BESEDA_LOGIN_ERROR_FORBIDDEN, "U+202E" },
  { "\xe2\x81\xa6"
    "ann",
    BESEDA_LOGIN_ERROR_FORBIDDEN, "U+2066" },
  { "\xef\xbb\xbf"
    "ann",
    BESEDA_LOGIN_ERROR_FORBIDDEN, "U+FEFF" },
  { "\xcd\x8f"
    "ann",
    BESEDA_LOGIN_ERROR_FORBIDDEN, "U+034F" },
  { "\xe3\x85\xa4", BESEDA_LOGIN_ERROR_FORBIDDEN, "U+3164" },
  { "\xe2\xa0\x80", BESEDA_LOGIN_ERROR_FORBIDDEN, "U+2800" },
  { "ann\xef\xb8\x8f", BESEDA_LOGIN_ERROR_FORBIDDEN, "U+FE0F" },
  { "❤\xef\xb8\x8e", BESEDA_LOGIN_ERROR_FORBIDDEN, "U+FE0E" },
  { "❤\xef\xb8\x8f\xef\xb8\x8f", BESEDA_LOGIN_ERROR_FORBIDDEN, "U+FE0F" },
  { "a\xf3\xa0\x81\xa1", BESEDA_LOGIN_ERROR_FORBIDDEN, "U+E0061" },
  { "\xee\x80\x80", BESEDA_LOGIN_ERROR_FORBIDDEN, "U+E000" },
  { "\xcd\xb8", BESEDA_LOGIN_ERROR_FORBIDDEN, "U+0378" },
  { "\xef\xbf\xbf", BESEDA_LOGIN_ERROR_FORBIDDEN, "U+FFFF" },
  { "\xed\xa0\x80", BESEDA_LOGIN_ERROR_FORBIDDEN, "UTF-8" },
  { "ann\xff", BESEDA_LOGIN_ERROR_FORBIDDEN, "UTF-8" },
  { "\xcc\x81"
    "ann",
    BESEDA_LOGIN_ERROR_FORBIDDEN, "none without a letter" },
  { "ann \xcc\x81", BESEDA_LOGIN_ERROR_FORBIDDEN, "none without a letter" },
  { "x\xcc\x81\xcc\x82\xcc\x83\xcc\x84\xcc\x85", BESEDA_LOGIN_ERROR_FORBIDDEN, "at most 4 accents" },
};

static void
test_good (void)
{
  for (gsize i = 0; i < G_N_ELEMENTS (good); i++)
    {
      g_autoptr (GError) error = NULL;
      g_autofree char *name = beseda_login_normalize (good[i].text, &error);
      g_autofree char *again = NULL;

      g_assert_no_error (error);
      g_assert_cmpstr (name, ==, good[i].shown);

      again = beseda_login_normalize (name, &error);
      g_assert_cmpstr (again, ==, name);
    }
}

static void
test_bad (void)
{
  for (gsize i = 0; i < G_N_ELEMENTS (bad); i++)
    {
      g_autoptr (GError) error = NULL;
      g_autofree char *name = beseda_login_normalize (bad[i].text, &error);
      g_autofree char *escaped = g_strescape (bad[i].text, NULL);

      g_test_message ("“%s”", escaped);
      g_assert_null (name);
      g_assert_error (error, BESEDA_LOGIN_ERROR, (int) bad[i].code);
      g_assert_nonnull (strstr (error->message, bad[i].says));
    }
}

/* Characters are counted, not bytes, and after composition. */
static void
test_length (void)
{
  g_autoptr (GString) letters = g_string_new (NULL);
  g_autoptr (GString) decomposed = g_string_new (NULL);
  g_autoptr (GError) error = NULL;
  g_autofree char *name = NULL;
  g_autofree char *composed = NULL;
  g_autofree char *too_long = NULL;

  for (int i = 0; i < BESEDA_LIMIT_LOGIN_CHARS; i++)
    {
      g_string_append (letters, "я");
      g_string_append (decomposed, "e\xcc\x81");
    }

  name = beseda_login_normalize (letters->str, &error);
  g_assert_no_error (error);
  g_assert_cmpstr (name, ==, letters->str);

  composed = beseda_login_normalize (decomposed->str, &error);
  g_assert_no_error (error);
  g_assert_cmpint (g_utf8_strlen (composed, -1), ==, BESEDA_LIMIT_LOGIN_CHARS);

  g_string_append (letters, "я");
  too_long = beseda_login_normalize (letters->str, &error);
  g_assert_null (too_long);
  g_assert_error (error, BESEDA_LOGIN_ERROR, BESEDA_LOGIN_ERROR_TOO_LONG);
  g_assert_cmpstr (error->message, ==, "A name takes at most 32 characters; this one has 33.");
}

static void
test_key (void)
{
  static const char *const same[][2] = {
    { "Ann", "ann" },
    { "ANN LEE", "ann lee" },
    { "Анна", "АННА" },
    { "straße", "STRASSE" },
    { "Ａｎｎ", "ann" },
    { "ﬁn", "FIN" },
    { "ΣΟΣ", "σος" },
    { "é", "E\xcc\x81" },
    { "ann ❤️", "Ann ❤" },
    { "Ⅳ", "iv" },
    /* The iota below is folded into a letter, and so the katakana mark stays behind it. */
    { "a\xcd\x85\xef\xbe\x9f", "aι\xef\xbe\x9f" },
  };
  static const char *const different[][2] = {
    { "ann", "anne" },
    { "ann lee", "annlee" },
    { "ann", "аnn" }, /* the second begins with a Cyrillic letter: that is another name, told apart by its avatar */
    { "e", "é" },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (same); i++)
    {
      g_autofree char *a = beseda_login_key (same[i][0]);
      g_autofree char *b = beseda_login_key (same[i][1]);

      g_autofree char *again = beseda_login_key (a);

      g_assert_cmpstr (a, ==, b);
      g_assert_cmpstr (again, ==, a);
    }

  for (gsize i = 0; i < G_N_ELEMENTS (different); i++)
    {
      g_autofree char *a = beseda_login_key (different[i][0]);
      g_autofree char *b = beseda_login_key (different[i][1]);

      g_assert_cmpstr (a, !=, b);
    }
}

/* What holds for each single character there is: a name stays as it is when it is normalised again, and so does its
 * key. */
static void
test_every_character (void)
{
  guint n_good = 0;

  for (gunichar c = 1; c <= 0x10ffff; c++)
    {
      char text[8] = "";
      g_autofree char *name = NULL;
      g_autofree char *again = NULL;
      g_autofree char *key = NULL;
      g_autofree char *key_again = NULL;

      if (!g_unichar_validate (c))
        continue;

      text[0] = 'a';
      text[1 + g_unichar_to_utf8 (c, text + 1)] = '\0';

      name = beseda_login_normalize (text, NULL);
      if (name == NULL)
        continue;

      n_good++;
      again = beseda_login_normalize (name, NULL);
      g_assert_cmpstr (again, ==, name);

      key = beseda_login_key (name);
      key_again = beseda_login_key (key);
      g_assert_cmpstr (key_again, ==, key);
    }

  g_assert_cmpuint (n_good, >, 100000);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/login/good", test_good);
  g_test_add_func ("/login/bad", test_bad);
  g_test_add_func ("/login/length", test_length);
  g_test_add_func ("/login/key", test_key);
  g_test_add_func ("/login/every-character", test_every_character);

  return g_test_run ();
}
