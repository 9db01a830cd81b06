/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "beseda-utf8.h"

#include <string.h>

/* The table of RFC 3629, section 4: the first byte tells how many follow and what the second may be, which excludes
 * long forms, surrogates and what lies beyond U+10FFFF. */
static gboolean
begin_character (BesedaUtf8 *self, guint8 byte)
{
  self->low = 0x80;
  self->high = 0xbf;

  if (byte >= 0xc2 && byte <= 0xdf)
    self->n_missing = 1;
  else if (byte >= 0xe0 && byte <= 0xef)
    self->n_missing = 2;
  else if (byte >= 0xf0 && byte <= 0xf4)
    self->n_missing = 3;
  else
    return FALSE;

  if (byte == 0xe0)
    self->low = 0xa0;
  else if (byte == 0xed)
    self->high = 0x9f;
  else if (byte == 0xf0)
    self->low = 0x90;
  else if (byte == 0xf4)
    self->high = 0x8f;

  return TRUE;
}

/* Most of what people write on a wire is ASCII, if only the JSON around it. */
static gsize
count_ascii (const guint8 *bytes, gsize length)
{
  gsize n = 0;

  while (length - n >= sizeof (guint64))
    {
      guint64 word;

      memcpy (&word, bytes + n, sizeof word);
      if (word & G_GUINT64_CONSTANT (0x8080808080808080))
        break;
      n += sizeof word;
    }

  while (n < length && bytes[n] < 0x80)
    n++;

  return n;
}

gboolean
beseda_utf8_feed (BesedaUtf8 *self, const guint8 *bytes, gsize length)
{
  for (gsize i = 0; i < length; i++)
    {
      if (self->n_missing > 0)
        {
          if (bytes[i] < self->low || bytes[i] > self->high)
            return FALSE;

          self->n_missing--;
          self->low = 0x80;
          self->high = 0xbf;
          continue;
        }

      i += count_ascii (bytes + i, length - i);
      if (i < length && !begin_character (self, bytes[i]))
        return FALSE;
    }

  return TRUE;
}

gboolean
beseda_utf8_is_whole (const BesedaUtf8 *self)
{
  return self->n_missing == 0;
}
