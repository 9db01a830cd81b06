/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <string.h>

#include "beseda-frame-reader.h"
#include "beseda-limits.h"
#include "fuzz.h"

/*
 * The first byte chooses the limit and how the rest, a client's bytes, is cut. What the reader makes of them must not
 * depend on the cuts, must keep the limits, and must be read again from frames of our own making.
 */

typedef struct
{
  GString *transcript;
  GByteArray *again; /* the same messages, each in one frame */
  gsize n_good;      /* bytes of the transcript before an error */
  gboolean ended;
} Reading;

static void
write_again (GByteArray *bytes, BesedaOpcode opcode, guint16 code, const char *data, gsize length)
{
  const guint8 prefix[] = { code >> 8, code & 0xff };
  const gsize n_prefix = code != 0 ? sizeof prefix : 0;
  const guint64 n = length + n_prefix;
  const guint form = n < 126 ? 0 : n < 65536 ? 2 : 8;
  const guint8 start[] = { 0x80 | opcode, 0x80 | (form == 0 ? n : form == 2 ? 126 : 127) };
  const guint8 no_mask[4] = { 0 };

  g_byte_array_append (bytes, start, sizeof start);
  for (guint i = form; i > 0; i--)
    {
      const guint8 byte = (guint8) (n >> (8 * (i - 1)));

      g_byte_array_append (bytes, &byte, 1);
    }
  g_byte_array_append (bytes, no_mask, sizeof no_mask);
  g_byte_array_append (bytes, prefix, n_prefix);
  g_byte_array_append (bytes, (const guint8 *) data, length);
}

static void
note (Reading *reading, const BesedaFrame *frame, gsize limit)
{
  const gboolean text = frame->opcode == BESEDA_OPCODE_TEXT;

  g_assert_nonnull (frame->data);
  g_assert_cmpuint (frame->length, <=, text ? limit : BESEDA_LIMIT_CONTROL);
  g_assert_true (text || frame->opcode == BESEDA_OPCODE_PING || frame->opcode == BESEDA_OPCODE_PONG ||
                 frame->opcode == BESEDA_OPCODE_CLOSE);
  if (text)
    /* GLib does not count the byte 0 among characters; it is one. */
    for (const char *p = frame->data, *end = p + frame->length; p < end; p++)
      {
        const char *bad;

        if (!g_utf8_validate (p, end - p, &bad))
          g_assert_true (bad < end && *bad == 0);
        p = bad;
      }

  g_string_append_printf (reading->transcript, "%u:%u:%zu:", frame->opcode, frame->close_code, frame->length);
  g_string_append_len (reading->transcript, frame->data, (gssize) frame->length);
  reading->n_good = reading->transcript->len;
  write_again (reading->again, frame->opcode, frame->close_code, frame->data, frame->length);
  reading->ended = frame->opcode == BESEDA_OPCODE_CLOSE;
}

/* Reads `bytes` in pieces of `step`, the last one shorter. */
static Reading
read_all (const guint8 *bytes, gsize size, gsize limit, gsize step)
{
  g_autoptr (BesedaFrameReader) reader = beseda_frame_reader_new (limit);
  Reading reading = { .transcript = g_string_new (NULL), .again = g_byte_array_new () };

  for (gsize at = 0; at < size; at += step)
    {
      const gsize n = MIN (step, size - at);
      g_autofree guint8 *lent = g_memdup2 (bytes + at, n);
      g_autoptr (GError) error = NULL;
      BesedaFrame frame;
      BesedaFrameReaderStatus status;

      beseda_frame_reader_feed (reader, lent, n);
      while ((status = beseda_frame_reader_next (reader, &frame, &error)) == BESEDA_FRAME_READER_FRAME)
        {
          g_assert_false (reading.ended);
          note (&reading, &frame, limit);
        }
      if (status == BESEDA_FRAME_READER_ERROR)
        {
          g_assert_false (reading.ended);
          g_assert_cmpuint (strlen (error->message), <=, BESEDA_LIMIT_CLOSE_REASON);
          g_string_append_printf (reading.transcript, "error:%u", beseda_frame_error_to_close_code (error));
          reading.ended = TRUE;
        }
    }

  return reading;
}

static void
clear (Reading *reading)
{
  g_string_free (reading->transcript, TRUE);
  g_byte_array_unref (reading->again);
}

static void
assert_same (const GString *a, const GString *b)
{
  g_assert_cmpmem (a->str, a->len, b->str, b->len);
}

int
LLVMFuzzerTestOneInput (const guint8 *data, gsize size)
{
  const gsize limits[] = { BESEDA_LIMIT_FRAME, 0, 1, 125, 126, 300, 65535, 65536 };
  const gsize limit = size > 0 ? limits[data[0] % G_N_ELEMENTS (limits)] : 0;
  const gsize step = size > 0 ? 2 + data[0] / G_N_ELEMENTS (limits) : 1;
  Reading whole, cut, bytewise, again;

  if (size < 2)
    return 0;

  whole = read_all (data + 1, size - 1, limit, size);
  cut = read_all (data + 1, size - 1, limit, step);
  bytewise = read_all (data + 1, size - 1, limit, 1);
  again = read_all (whole.again->data, whole.again->len, limit, MAX (whole.again->len, 1));

  assert_same (whole.transcript, cut.transcript);
  assert_same (whole.transcript, bytewise.transcript);

  /* Our own frames are never refused, so all but an error at the end comes again. */
  g_string_truncate (whole.transcript, whole.n_good);
  assert_same (whole.transcript, again.transcript);

  clear (&whole);
  clear (&cut);
  clear (&bytewise);
  clear (&again);

  return 0;
}
