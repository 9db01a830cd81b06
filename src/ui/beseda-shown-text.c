/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "beseda-shown-text.h"

#include "beseda-limits.h"

/* Hebrew, Arabic and their neighbours, with their presentation forms. */
static gboolean
is_right_to_left (gunichar c)
{
  return (c >= 0x0590 && c <= 0x08ff) || (c >= 0xfb1d && c <= 0xfdff) || (c >= 0xfe70 && c <= 0xfefc) ||
         (c >= 0x10800 && c <= 0x10fff) || (c >= 0x1e800 && c <= 0x1efff);
}

/* Embeddings, overrides and isolates: they reach as far as they like. */
static gboolean
turns_direction (gunichar c)
{
  return (c >= 0x202a && c <= 0x202e) || (c >= 0x2066 && c <= 0x2069);
}

static gboolean
ends_line (gunichar c)
{
  return (c >= '\n' && c <= '\r') || c == 0x85 || c == 0x2028 || c == 0x2029;
}

/* Has no place of its own, but goes onto the character before it, or shows nothing. */
static gboolean
is_on_top (gunichar c)
{
  switch (g_unichar_type (c))
    {
    case G_UNICODE_NON_SPACING_MARK:
    case G_UNICODE_ENCLOSING_MARK:
    case G_UNICODE_FORMAT:
      return TRUE;
    default:
      return FALSE;
    }
}

static char *
show (const char *text, const char *line_end, guint max_chars, guint max_lines, gboolean *cut)
{
  g_autoptr (GString) shown = g_string_new (NULL);
  guint n_chars = 0, n_lines = 1, n_on_top = 0;
  const char *p;

  for (p = text; *p != '\0' && n_chars < max_chars; p = g_utf8_next_char (p))
    {
      gunichar c = g_utf8_get_char (p);

      n_on_top = is_on_top (c) ? n_on_top + 1 : 0;
      if (turns_direction (c) || n_on_top > BESEDA_LIMIT_SHOWN_MARKS || (c == '\r' && p[1] == '\n'))
        continue;
      if (ends_line (c) && ++n_lines > max_lines)
        break;
      if (ends_line (c))
        g_string_append (shown, line_end);
      else if (c == '\t' || !g_unichar_iscntrl (c))
        g_string_append_unichar (shown, c);
      n_chars++;
    }

  *cut = *p != '\0';
  if (*cut)
    g_string_append (shown, "…");

  return g_string_free (g_steal_pointer (&shown), FALSE);
}

char *
beseda_shown_name (const char *text)
{
  gboolean cut;

  return show (text, " ", BESEDA_LIMIT_SHOWN_NAME_CHARS, G_MAXUINT, &cut);
}

char *
beseda_shown_line (const char *text)
{
  gboolean cut;

  return show (text, " ", BESEDA_LIMIT_SHOWN_CHARS, G_MAXUINT, &cut);
}

char *
beseda_shown_name_inside (const char *text)
{
  g_autofree char *name = beseda_shown_name (text);

  for (const char *p = name; *p; p = g_utf8_next_char (p))
    if (is_right_to_left (g_utf8_get_char (p)))
      return g_strdup_printf ("\u2068%s\u2069", name);

  return g_steal_pointer (&name);
}

char *
beseda_shown_text (const char *text, gboolean whole, gboolean *cut)
{
  gboolean ignored;

  return show (text, "\n", whole ? BESEDA_LIMIT_SHOWN_WHOLE_CHARS : BESEDA_LIMIT_SHOWN_CHARS,
               whole ? G_MAXUINT : BESEDA_LIMIT_SHOWN_LINES, cut != NULL ? cut : &ignored);
}
