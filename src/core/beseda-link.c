/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "beseda-link.h"

#include <string.h>

/* Whether `c` cannot be part of a link that we make. */
static gboolean
ends_link (gunichar c)
{
  switch (g_unichar_type (c))
    {
    case G_UNICODE_CONTROL:
    case G_UNICODE_FORMAT: /* zero-width and direction-changing: a link must be what it looks like */
    case G_UNICODE_LINE_SEPARATOR:
    case G_UNICODE_PARAGRAPH_SEPARATOR:
    case G_UNICODE_SPACE_SEPARATOR:
    case G_UNICODE_UNASSIGNED:
      return TRUE;
    default:
      /* CJK sentences put no space after a link: their punctuation ends it. */
      /* Browsers take a backslash for a slash, others don't. */
      return c == '<' || c == '>' || c == '"' || c == '\\' || (c >= 0x3000 && c <= 0x303f) ||
             (c >= 0xff01 && c <= 0xff0f) || c == 0xff1a || c == 0xff1b || c == 0xff1f;
    }
}

static gunichar
opening_bracket (gunichar c)
{
  switch (c)
    {
    case ')':
      return '(';
    case ']':
      return '[';
    case '}':
      return '{';
    default:
      return 0;
    }
}

static gboolean
is_balanced (const char *start, const char *end, gunichar open, gunichar close)
{
  int depth = 0;

  for (const char *p = start; p < end; p++)
    depth += (guchar) *p == open ? 1 : (guchar) *p == close ? -1 : 0;
  return depth >= 0;
}

/* Where the link that begins at `start` ends when what belongs to the sentence is left to it. */
static const char *
trim_sentence (const char *start, const char *end)
{
  while (end > start)
    {
      const char *last = g_utf8_find_prev_char (start, end);
      gunichar c = g_utf8_get_char (last);
      gunichar open = opening_bracket (c);

      if (open ? is_balanced (start, end, open, c)
               : !strchr (".,;:!?'*_~", (int) MIN (c, 0x7f)) && c != 0x2026 /* … */ && c != 0x2019 && c != 0x201d &&
                     c != 0x00bb)
        break;
      end = last;
    }
  return end;
}

/* The end of a link that begins at `p`, or NULL. */
static const char *
match_link (const char *p)
{
  gboolean mail = g_ascii_strncasecmp (p, "mailto:", 7) == 0;
  gsize scheme = mail                                          ? 7
                 : g_ascii_strncasecmp (p, "http://", 7) == 0  ? 7
                 : g_ascii_strncasecmp (p, "https://", 8) == 0 ? 8
                                                               : 0;
  const char *rest = p + scheme, *end = rest;

  if (!scheme || !(g_unichar_isalnum (g_utf8_get_char (rest)) || (!mail && *rest == '[')))
    return NULL;
  while (*end && !ends_link (g_utf8_get_char (end)))
    end = g_utf8_next_char (end);
  end = trim_sentence (rest, end);
  if (end == rest || (mail && !g_strstr_len (rest, end - rest, "@")))
    return NULL;
  return end;
}

const char *
beseda_link_find (const char *text, const char **end)
{
  gunichar before = ' ';

  g_return_val_if_fail (text != NULL && end != NULL, NULL);

  for (const char *p = text; *p; p = g_utf8_next_char (p))
    {
      *end = g_unichar_isalnum (before) ? NULL : match_link (p);
      if (*end)
        return p;
      before = g_utf8_get_char (p);
    }
  return NULL;
}

gboolean
beseda_link_is_mail (const char *link)
{
  return g_ascii_strncasecmp (link, "mailto:", 7) == 0;
}

/* The host in a link, without who and through which port; as far as a browser would look. */
static const char *
find_host (const char *link, gsize *length)
{
  const gboolean mail = beseda_link_is_mail (link);
  const char *authority = mail ? link + 7 : strstr (link, "://") + 3;
  const char *end = authority + strcspn (authority, mail ? "?" : "/?#\\");
  const char *at = g_strrstr_len (authority, end - authority, "@");
  const char *host = at != NULL ? at + 1 : authority;

  *length = strcspn (host, *host == '[' ? "]/?#\\" : ":/?#\\");
  *length = MIN (*length + (host[*length] == ']' ? 1 : 0), (gsize) (end - host));

  return host;
}

/* A name that is what it looks like, or an IPv6 address in its brackets. */
static gboolean
is_host (const char *name)
{
  const gsize length = strlen (name);
  const gboolean brackets = length > 2 && name[0] == '[' && name[length - 1] == ']';

  for (gsize i = brackets; i < length - brackets; i++)
    if (brackets ? !g_ascii_isxdigit (name[i]) && name[i] != ':' && name[i] != '.'
                 : !g_ascii_isalnum (name[i]) && strchr ("-._", name[i]) == NULL)
      return FALSE;

  return length > 0;
}

char *
beseda_link_get_host (const char *link)
{
  gsize length;
  const char *host = find_host (link, &length);
  g_autofree char *name = g_strndup (host, length);
  g_autofree char *ascii = g_hostname_to_ascii (name);

  if (ascii == NULL || !is_host (ascii))
    return NULL;
  if (beseda_link_is_mail (link))
    return g_strdup_printf ("%.*s%s", (int) (host - link - 7), link + 7, ascii);

  return g_steal_pointer (&ascii);
}

char *
beseda_link_to_ascii (const char *link)
{
  gsize length;
  const char *host = find_host (link, &length);
  g_autofree char *name = g_strndup (host, length);
  g_autofree char *ascii = NULL;

  if (g_str_is_ascii (name) || !(ascii = g_hostname_to_ascii (name)) || !is_host (ascii))
    return NULL;

  return g_strdup_printf ("%.*s%s%s", (int) (host - link), link, ascii, host + length);
}
