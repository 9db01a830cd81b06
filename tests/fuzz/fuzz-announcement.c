/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <string.h>

#include "beseda-announcement.h"
#include "fuzz.h"

/*
 * The TXT record of somebody on the local network, as DNS has it: strings, each after a byte that tells its length (RFC
 * 1035, section 3.3.14). What is accepted is text with something in it, within the limits, and is told and heard the
 * same.
 */

static GPtrArray *
split (const guint8 *data, gsize size)
{
  GPtrArray *strings = g_ptr_array_new_with_free_func ((GDestroyNotify) g_bytes_unref);

  while (size > 0)
    {
      const gsize length = MIN (data[0], size - 1);

      g_ptr_array_add (strings, g_bytes_new (data + 1, length));
      data += 1 + length;
      size -= 1 + length;
    }

  return strings;
}

int
LLVMFuzzerTestOneInput (const guint8 *data, gsize size)
{
  g_autoptr (GPtrArray) strings = split (data, size);
  g_autoptr (BesedaAnnouncement) heard = beseda_announcement_parse_txt (strings);
  g_autoptr (BesedaAnnouncement) again = NULL;
  g_autofree char *instance = NULL;
  g_auto (GStrv) told = NULL;

  if (heard == NULL)
    return 0;

  g_assert_true (g_utf8_validate (heard->room, -1, NULL) && *heard->room != 0);
  g_assert_true (heard->door < BESEDA_N_DOORS);
  instance = beseda_announcement_to_instance (heard, 2);
  g_assert_true (g_utf8_validate (instance, -1, NULL));
  g_assert_cmpuint (strlen (instance), <=, 63);

  told = beseda_announcement_to_txt (heard);
  g_ptr_array_set_size (strings, 0);
  for (char **string = told; *string != NULL; string++)
    {
      g_assert_cmpuint (strlen (*string), <=, 255);
      g_ptr_array_add (strings, g_bytes_new (*string, strlen (*string)));
    }
  again = beseda_announcement_parse_txt (strings);
  g_assert_nonnull (again);
  g_assert_cmpstr (again->room, ==, heard->room);
  g_assert_cmpint (again->door, ==, heard->door);
  g_assert_cmpint (again->encrypts, ==, heard->encrypts);

  return 0;
}
