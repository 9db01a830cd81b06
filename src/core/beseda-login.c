/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "beseda-login.h"

#include <glib/gi18n-lib.h>

#include "beseda-limits.h"

/* Asks for the emoji form of the symbol before it, as emoji keyboards write it: "❤️" is a heart and this. */
#define EMOJI_SELECTOR 0xfe0f

G_DEFINE_QUARK (beseda_login_error, beseda_login_error)

/* Characters that show nothing although their category doesn't tell: fillers, variation selectors, the blank of braille
 * (default ignorable in DerivedCoreProperties.txt, less what the categories refuse already). */
static gboolean
is_invisible (gunichar c)
{
  return c == 0x034f || c == 0x115f || c == 0x1160 || c == 0x17b4 || c == 0x17b5 || (c >= 0x180b && c <= 0x180f) ||
         c == 0x2065 || c == 0x2800 || c == 0x3164 || (c >= 0xfe00 && c <= 0xfe0f) || c == 0xffa0 ||
         (c >= 0xfff0 && c <= 0xfff8) || (c >= 0xe0000 && c <= 0xe0fff);
}

static gboolean
is_forbidden (gunichar c)
{
  switch (g_unichar_type (c))
    {
    case G_UNICODE_CONTROL:
    case G_UNICODE_FORMAT: /* what turns the direction, joins, or has no width */
    case G_UNICODE_UNASSIGNED:
    case G_UNICODE_PRIVATE_USE:
    case G_UNICODE_SURROGATE:
    case G_UNICODE_LINE_SEPARATOR:
    case G_UNICODE_PARAGRAPH_SEPARATOR:
      return TRUE;
    default:
      return is_invisible (c);
    }
}

static gboolean
is_symbol (gunichar c)
{
  GUnicodeType type = g_unichar_type (c);

  return type == G_UNICODE_OTHER_SYMBOL || type == G_UNICODE_MATH_SYMBOL;
}

/* Refuses what deceives the eye, in a name whose spaces are in order already. */
static gboolean
check (const char *name, GError **error)
{
  gunichar before = ' ';
  guint n_marks = 0;

  for (const char *p = name; *p != '\0'; p = g_utf8_next_char (p))
    {
      gunichar c = g_utf8_get_char (p);
      gboolean is_mark = g_unichar_ismark (c);

      if (is_forbidden (c) && !(c == EMOJI_SELECTOR && is_symbol (before)))
        {
          g_set_error (error, BESEDA_LOGIN_ERROR, BESEDA_LOGIN_ERROR_FORBIDDEN,
                       _ ("A name takes visible characters only; leave out U+%04X."), c);
          return FALSE;
        }

      /* A spacing mark stands beside its letter, the others pile up on it. */
      if (!is_mark)
        n_marks = 0;
      else if (g_unichar_type (c) != G_UNICODE_SPACING_MARK)
        n_marks++;

      if ((is_mark && before == ' ' && c != EMOJI_SELECTOR) || n_marks > BESEDA_LIMIT_LOGIN_MARKS)
        {
          g_set_error (error, BESEDA_LOGIN_ERROR, BESEDA_LOGIN_ERROR_FORBIDDEN,
                       _ ("A name takes at most %d accents on one letter, and none without a letter."),
                       BESEDA_LIMIT_LOGIN_MARKS);
          return FALSE;
        }

      before = c;
    }

  return TRUE;
}

/* Drops white space of any kind at the ends (a pasted line brings its end along) and makes one space of each run of
 * spaces inside. Controls inside stay, to be refused. */
static char *
collapse_spaces (const char *text)
{
  g_autoptr (GString) name = g_string_new (NULL);
  const char *end = text;
  gboolean pending = FALSE;

  while (*text != '\0' && g_unichar_isspace (g_utf8_get_char (text)))
    text = g_utf8_next_char (text);

  for (const char *p = text; *p != '\0'; p = g_utf8_next_char (p))
    if (!g_unichar_isspace (g_utf8_get_char (p)))
      end = g_utf8_next_char (p);

  for (const char *p = text; p < end; p = g_utf8_next_char (p))
    {
      gunichar c = g_utf8_get_char (p);
      gboolean is_space = g_unichar_type (c) == G_UNICODE_SPACE_SEPARATOR;

      if (!is_space && pending)
        g_string_append_c (name, ' ');
      if (!is_space)
        g_string_append_unichar (name, c);

      pending = is_space;
    }

  return g_string_free (g_steal_pointer (&name), FALSE);
}

char *
beseda_login_normalize (const char *login, GError **error)
{
  g_autofree char *composed = NULL;
  g_autofree char *name = NULL;
  glong length;

  g_return_val_if_fail (login != NULL, NULL);

  /* g_utf8_normalize() lets surrogates pass. */
  if (!g_utf8_validate (login, -1, NULL))
    {
      g_set_error_literal (error, BESEDA_LOGIN_ERROR, BESEDA_LOGIN_ERROR_FORBIDDEN,
                           _ ("The name is not text in UTF-8."));
      return NULL;
    }

  composed = g_utf8_normalize (login, -1, G_NORMALIZE_DEFAULT_COMPOSE);
  name = collapse_spaces (composed);
  length = g_utf8_strlen (name, -1);

  if (length == 0)
    {
      g_set_error_literal (error, BESEDA_LOGIN_ERROR, BESEDA_LOGIN_ERROR_EMPTY, _ ("Enter a name."));
      return NULL;
    }

  if (length > BESEDA_LIMIT_LOGIN_CHARS)
    {
      g_set_error (error, BESEDA_LOGIN_ERROR, BESEDA_LOGIN_ERROR_TOO_LONG,
                   _ ("A name takes at most %d characters; this one has %ld."), BESEDA_LIMIT_LOGIN_CHARS, length);
      return NULL;
    }

  if (!check (name, error))
    return NULL;

  return g_steal_pointer (&name);
}

char *
beseda_login_key (const char *login)
{
  g_autofree char *decomposed = NULL;
  g_autofree char *folded = NULL;
  g_autofree char *compatible = NULL;
  g_autofree char *folded_again = NULL;
  g_autoptr (GString) visible = g_string_new (NULL);

  g_return_val_if_fail (login != NULL, NULL);

  /* The Unicode Standard, 3.13, D146: decomposed first, since folding makes a letter of the mark U+0345, past which
   * other marks then must not move; and folded twice, since what is compatible may have cases of its own ("℡"). */
  decomposed = g_utf8_normalize (login, -1, G_NORMALIZE_DEFAULT);
  g_return_val_if_fail (decomposed != NULL, NULL);

  folded = g_utf8_casefold (decomposed, -1);
  compatible = g_utf8_normalize (folded, -1, G_NORMALIZE_ALL);
  folded_again = g_utf8_casefold (compatible, -1);
  for (const char *p = folded_again; *p != '\0'; p = g_utf8_next_char (p))
    {
      gunichar c = g_utf8_get_char (p);

      /* GLib folds the two cases of Cherokee into each other. */
      if (g_unichar_get_script (c) == G_UNICODE_SCRIPT_CHEROKEE)
        c = g_unichar_toupper (c);

      if (c != EMOJI_SELECTOR)
        g_string_append_unichar (visible, c);
    }

  /* Composed last: the selector can keep from it what it stood between ("=" and a stroke). */
  return g_utf8_normalize (visible->str, -1, G_NORMALIZE_ALL_COMPOSE);
}
