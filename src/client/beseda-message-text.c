/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "beseda-message-text.h"

#include <glib/gi18n-lib.h>
#include <string.h>

G_DEFINE_QUARK (beseda_message_text_error, beseda_message_text_error)

static char *
clean_text (const char *text)
{
  GString *clean = g_string_sized_new (strlen (text));
  gsize end_of_words = 0;

  for (const char *at = text; *at != '\0'; at = g_utf8_next_char (at))
    {
      const gunichar c = g_utf8_get_char (at);

      if (g_unichar_iscntrl (c) && c != '\t' && c != '\n' && c != '\r')
        continue;
      g_string_append_unichar (clean, c);
      if (!g_unichar_isspace (c))
        end_of_words = clean->len;
    }
  g_string_truncate (clean, end_of_words);

  return g_string_free (clean, FALSE);
}

char *
beseda_message_text_clean (const char *text, guint max_chars, GError **error)
{
  g_autofree char *clean = clean_text (text);

  if (*clean == '\0')
    {
      g_set_error_literal (error, BESEDA_MESSAGE_TEXT_ERROR, BESEDA_MESSAGE_TEXT_ERROR_EMPTY,
                           _ ("Write something first."));
      return NULL;
    }
  if ((gsize) g_utf8_strlen (clean, -1) > max_chars)
    {
      g_set_error (error, BESEDA_MESSAGE_TEXT_ERROR, BESEDA_MESSAGE_TEXT_ERROR_TOO_LONG,
                   g_dngettext (GETTEXT_PACKAGE, "A message can have at most %u character here.",
                                "A message can have at most %u characters here.", max_chars),
                   max_chars);
      return NULL;
    }

  return g_steal_pointer (&clean);
}
