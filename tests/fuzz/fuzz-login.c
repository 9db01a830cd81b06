/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <string.h>

#include "beseda-limits.h"
#include "beseda-login.h"
#include "fuzz.h"

/*
 * A person's name. What is accepted is visible, within the limits, the same when it is normalised again, and so is what
 * its spellings have in common.
 */

static void
check_name (const char *name)
{
  gunichar before = ' ';

  g_assert_true (g_utf8_validate (name, -1, NULL));
  g_assert_cmpint (g_utf8_strlen (name, -1), >=, 1);
  g_assert_cmpint (g_utf8_strlen (name, -1), <=, BESEDA_LIMIT_LOGIN_CHARS);
  for (const char *p = name; *p != 0; p = g_utf8_next_char (p))
    {
      const gunichar c = g_utf8_get_char (p);

      g_assert_true (g_unichar_isdefined (c) && !g_unichar_iscntrl (c));
      g_assert_true (g_unichar_type (c) != G_UNICODE_FORMAT && g_unichar_type (c) != G_UNICODE_PRIVATE_USE);
      g_assert_true (c == ' ' || !g_unichar_isspace (c));
      g_assert_true (c != ' ' || before != ' ');
      before = c;
    }
  g_assert_cmpuint (before, !=, ' ');
}

int
LLVMFuzzerTestOneInput (const guint8 *data, gsize size)
{
  g_autofree char *text = g_strndup ((const char *) data, size);
  g_autoptr (GError) error = NULL;
  g_autofree char *name = beseda_login_normalize (text, &error);
  g_autofree char *again = NULL;
  g_autofree char *key = NULL;
  g_autofree char *key_again = NULL;
  g_autofree char *decomposed = NULL;
  g_autofree char *folded = NULL;
  g_autofree char *key_of_folded = NULL;

  if (name == NULL)
    {
      fuzz_assert_sentence (error, BESEDA_LOGIN_ERROR);
      return 0;
    }

  check_name (name);
  again = beseda_login_normalize (name, &error);
  g_assert_no_error (error);
  g_assert_cmpstr (name, ==, again);

  key = beseda_login_key (name);
  g_assert_true (g_utf8_validate (key, -1, NULL));
  key_again = beseda_login_key (key);
  g_assert_cmpstr (key, ==, key_again);

  /* Folded as the standard has it (3.13, D145): without the decomposition the folding of "ᾷ" puts its iota before a
   * mark that belongs to the alpha, and the text is another one. */
  decomposed = g_utf8_normalize (name, -1, G_NORMALIZE_DEFAULT);
  folded = g_utf8_casefold (decomposed, -1);
  key_of_folded = beseda_login_key (folded);
  g_assert_cmpstr (key, ==, key_of_folded);

  return 0;
}
