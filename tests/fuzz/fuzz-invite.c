/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <string.h>

#include "beseda-address.h"
#include "beseda-link.h"
#include "fuzz.h"

/*
 * A message with invitations in it: the links that are found in it are what they look like, and lead to the same room
 * however they are written.
 */

static gboolean
starts_as_link (const char *text)
{
  return g_ascii_strncasecmp (text, "http://", 7) == 0 || g_ascii_strncasecmp (text, "https://", 8) == 0 ||
         g_ascii_strncasecmp (text, "mailto:", 7) == 0;
}

static void
check_link (const char *link)
{
  g_autofree char *ascii = beseda_link_to_ascii (link);
  g_autofree char *ascii_again = ascii != NULL ? beseda_link_to_ascii (ascii) : NULL;
  g_autoptr (BesedaAddress) address = beseda_address_parse (link, NULL);
  g_autoptr (BesedaAddress) same = ascii != NULL ? beseda_address_parse (ascii, NULL) : NULL;

  g_assert_true (g_utf8_validate (link, -1, NULL));
  g_assert_true (starts_as_link (link));
  for (const char *p = link; *p != 0; p = g_utf8_next_char (p))
    {
      const GUnicodeType type = g_unichar_type (g_utf8_get_char (p));

      g_assert_true (type != G_UNICODE_CONTROL && type != G_UNICODE_FORMAT && type != G_UNICODE_SPACE_SEPARATOR);
      g_assert_null (strchr ("<>\"", *p));
    }

  /* What is shown as the true host is that: it is ASCII, and where a room is there, it is the same room. */
  g_assert_null (ascii_again);
  if (ascii != NULL && address != NULL)
    {
      g_assert_nonnull (same);
      g_assert_true (beseda_address_equal (address, same));
    }
}

int
LLVMFuzzerTestOneInput (const guint8 *data, gsize size)
{
  g_autofree char *text = fuzz_dup_text (data, size);
  const char *end;

  if (text == NULL)
    return 0;

  for (const char *at = text, *link; (link = beseda_link_find (at, &end)) != NULL; at = end)
    {
      g_autofree char *found = NULL;

      g_assert_true (link >= at && end > link && end <= text + strlen (text));
      found = g_strndup (link, (gsize) (end - link));
      check_link (found);
    }

  return 0;
}
