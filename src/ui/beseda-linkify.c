/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "beseda-linkify.h"

#include <string.h>

#include "beseda-link.h"

#define MAX_BIG_EMOJI 3

static void
append_link (GString *markup, const char *start, const char *end)
{
  g_autofree char *uri = g_strndup (start, end - start);
  g_autofree char *escaped = g_markup_escape_text (uri, -1);
  g_autofree char *ascii = beseda_link_to_ascii (uri);
  g_autofree char *host = beseda_link_get_host (uri);

  if (host == NULL)
    {
      g_string_append (markup, escaped);
      return;
    }

  g_string_append_printf (markup, "<a href=\"%s\"", escaped);
  if (ascii)
    {
      g_autofree char *tooltip = g_markup_escape_text (ascii, -1); /* it is markup itself */
      g_autofree char *title = g_markup_escape_text (tooltip, -1);

      g_string_append_printf (markup, " title=\"%s\"", title);
    }
  g_string_append_printf (markup, ">%s</a>", escaped);
}

static void
append_text (GString *markup, const char *start, const char *end)
{
  g_autofree char *escaped = g_markup_escape_text (start, end - start);

  g_string_append (markup, escaped);
}

static gboolean
is_emoji (gunichar c)
{
  return (c >= 0x1f000 && c <= 0x1faff) || (c >= 0x2600 && c <= 0x27bf) || (c >= 0x2b00 && c <= 0x2bff) ||
         (c >= 0x231a && c <= 0x23ff);
}

char *
beseda_linkify (const char *text)
{
  g_autoptr (GString) markup = g_string_sized_new (strlen (text) + 32);
  const char *end;

  g_return_val_if_fail (text != NULL, NULL);

  for (const char *link; (link = beseda_link_find (text, &end)) != NULL; text = end)
    {
      append_text (markup, text, link);
      append_link (markup, link, end);
    }
  append_text (markup, text, text + strlen (text));

  return g_string_free (g_steal_pointer (&markup), FALSE);
}

gboolean
beseda_linkify_is_emoji (const char *text)
{
  guint n = 0;
  gboolean joined = FALSE; /* what follows belongs to the emoji before it */
  gboolean half_flag = FALSE;

  for (const char *p = text; *p; p = g_utf8_next_char (p))
    {
      gunichar c = g_utf8_get_char (p);

      if (c == 0x200d)
        joined = TRUE;
      else if (c == 0xfe0f || (c >= 0x1f3fb && c <= 0x1f3ff)) /* emoji style, skin tones */
        continue;
      else if (!is_emoji (c))
        return FALSE;
      else if (c >= 0x1f1e6 && c <= 0x1f1ff && half_flag)
        half_flag = FALSE;
      else
        {
          half_flag = c >= 0x1f1e6 && c <= 0x1f1ff;
          n += joined ? 0 : 1;
          joined = FALSE;
        }
      if (n > MAX_BIG_EMOJI)
        return FALSE;
    }
  return n > 0;
}
