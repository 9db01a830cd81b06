/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "beseda-frame-writer.h"

#include <string.h>

#include "beseda-limits.h"

#define FIN 0x80

/* The bytes of `text` up to the last whole character that ends within `limit`. */
static gsize
length_within (const char *text, gsize limit)
{
  gsize length = strlen (text);

  if (length <= limit)
    return length;

  for (length = limit; length > 0 && ((guchar) text[length] & 0xc0) == 0x80;)
    length--;

  return length;
}

guint
beseda_frame_write_header (guint8 header[BESEDA_FRAME_HEADER_MAX], BesedaOpcode opcode, gsize length)
{
  guint16 length16 = GUINT16_TO_BE ((guint16) length);
  guint64 length64 = GUINT64_TO_BE ((guint64) length);

  g_return_val_if_fail (opcode < BESEDA_OPCODE_CLOSE || length <= BESEDA_LIMIT_CONTROL, 0);

  header[0] = FIN | opcode;

  if (length < 126)
    {
      header[1] = length;
      return 2;
    }

  if (length < 65536)
    {
      header[1] = 126;
      memcpy (header + 2, &length16, sizeof length16);
      return 2 + sizeof length16;
    }

  header[1] = 127;
  memcpy (header + 2, &length64, sizeof length64);
  return 2 + sizeof length64;
}

GBytes *
beseda_frame_new_close (guint16 code, const char *reason)
{
  guint8 frame[2 + BESEDA_LIMIT_CONTROL];
  gsize reason_length = reason != NULL ? length_within (reason, BESEDA_LIMIT_CLOSE_REASON) : 0;
  gsize length = code != 0 ? sizeof code + reason_length : 0;

  frame[0] = FIN | BESEDA_OPCODE_CLOSE;
  frame[1] = length;
  frame[2] = code >> 8;
  frame[3] = code & 0xff;
  memcpy (frame + 4, reason != NULL ? reason : "", reason_length);

  return g_bytes_new (frame, 2 + length);
}
