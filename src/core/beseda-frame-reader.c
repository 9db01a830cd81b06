/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "beseda-frame-reader.h"

#include <string.h>

#include "beseda-close-code.h"
#include "beseda-limits.h"
#include "beseda-utf8.h"

#define FIN 0x80
#define RESERVED 0x70
#define OPCODE 0x0f
#define MASKED 0x80
#define CONTROL 0x08

#define MASK_SIZE 4
#define HEADER_SIZE (2 + 8 + MASK_SIZE) /* the longest */

typedef enum
{
  STATE_HEADER,
  STATE_PAYLOAD,
  STATE_FINISHED,
} State;

struct _BesedaFrameReader
{
  gsize limit;

  /* What is lent and not yet read. */
  guint8 *bytes;
  gsize n_bytes;

  /* The frame that is being read. */
  guint8 state;
  guint8 header_length;
  guint8 header[HEADER_SIZE];
  guint8 opcode;
  gboolean fin;
  guint8 mask[MASK_SIZE];
  gsize n_left; /* of its payload */

  /* The message that is being read, of one or more frames; TEXT from its first header to its end, else 0. */
  guint8 message_opcode;
  BesedaUtf8 utf8;
  guint n_fragments;
  gsize message_length;

  /* The message so far and after it, while one is being read between the fragments, a control frame so far. */
  GByteArray *kept;
  gboolean delivered; /* the end of `kept` was lent to the caller and goes at the next call */
};

G_DEFINE_QUARK (beseda_frame_error, beseda_frame_error)

static BesedaFrameReaderStatus
fail (BesedaFrameReader *self, GError **error, BesedaFrameError code, const char *reason)
{
  self->state = STATE_FINISHED;
  self->delivered = FALSE;
  g_clear_pointer (&self->kept, g_byte_array_unref);
  g_set_error_literal (error, BESEDA_FRAME_ERROR, code, reason);
  return BESEDA_FRAME_READER_ERROR;
}

static gboolean
is_control (guint8 opcode)
{
  return (opcode & CONTROL) != 0;
}

/* Section 7.4 and the registry that it founded. */
static gboolean
is_close_code (guint16 code)
{
  return (code >= 1000 && code <= 1003) || (code >= 1007 && code <= 1014) || (code >= 3000 && code <= 4999);
}

/* Section 5.3; the mask is turned so that the payload's next byte begins with its first again. */
static void
unmask (guint8 *bytes, gsize length, guint8 mask[MASK_SIZE])
{
  guint8 turned[2 * MASK_SIZE];
  guint64 wide_mask;
  gsize i = 0;

  memcpy (turned, mask, MASK_SIZE);
  memcpy (turned + MASK_SIZE, mask, MASK_SIZE);
  memcpy (&wide_mask, turned, sizeof wide_mask);

  for (; length - i >= sizeof wide_mask; i += sizeof wide_mask)
    {
      guint64 word;

      memcpy (&word, bytes + i, sizeof word);
      word ^= wide_mask;
      memcpy (bytes + i, &word, sizeof word);
    }

  for (gsize j = 0; i + j < length; j++)
    bytes[i + j] ^= turned[j];

  memcpy (mask, turned + length % MASK_SIZE, MASK_SIZE);
}

/* Moves what is lent into the header until that has `length` bytes. */
static gboolean
gather_header (BesedaFrameReader *self, guint length)
{
  gsize n = MIN (length - MIN (length, self->header_length), self->n_bytes);

  if (n > 0)
    memcpy (self->header + self->header_length, self->bytes, n);
  self->header_length += n;
  self->bytes += n;
  self->n_bytes -= n;

  return self->header_length >= length;
}

/* What the first two bytes tell: sections 5.1, 5.2, 5.4 and 5.5. */
static BesedaFrameReaderStatus
check_start (BesedaFrameReader *self, GError **error)
{
  guint8 opcode = self->header[0] & OPCODE;
  gboolean in_message = self->message_opcode != 0;

  if (self->header[0] & RESERVED)
    return fail (self, error, BESEDA_FRAME_ERROR_PROTOCOL, "a reserved bit is set");

  if ((self->header[1] & MASKED) == 0)
    return fail (self, error, BESEDA_FRAME_ERROR_PROTOCOL, "the frame is not masked");

  switch (opcode)
    {
    case BESEDA_OPCODE_CLOSE:
    case BESEDA_OPCODE_PING:
    case BESEDA_OPCODE_PONG:
      if ((self->header[0] & FIN) == 0)
        return fail (self, error, BESEDA_FRAME_ERROR_PROTOCOL, "a control frame is fragmented");
      if ((self->header[1] & ~MASKED) > BESEDA_LIMIT_CONTROL)
        return fail (self, error, BESEDA_FRAME_ERROR_PROTOCOL, "a control frame is longer than 125 bytes");
      break;

    case BESEDA_OPCODE_CONTINUATION:
      if (!in_message)
        return fail (self, error, BESEDA_FRAME_ERROR_PROTOCOL, "there is nothing to continue");
      if (self->n_fragments >= BESEDA_LIMIT_FRAGMENTS)
        return fail (self, error, BESEDA_FRAME_ERROR_POLICY, "the message has too many fragments");
      break;

    case BESEDA_OPCODE_TEXT:
    case BESEDA_OPCODE_BINARY:
      if (in_message)
        return fail (self, error, BESEDA_FRAME_ERROR_PROTOCOL, "the message before is not finished");
      if (opcode == BESEDA_OPCODE_BINARY)
        return fail (self, error, BESEDA_FRAME_ERROR_UNSUPPORTED, "binary messages are not understood here");
      break;

    default:
      return fail (self, error, BESEDA_FRAME_ERROR_PROTOCOL, "the frame's opcode is reserved");
    }

  return BESEDA_FRAME_READER_FRAME;
}

/* Section 5.2: the payload's length is written in the shortest of three forms. */
static BesedaFrameReaderStatus
read_length (BesedaFrameReader *self, GError **error)
{
  guint64 length = self->header[1] & ~MASKED;
  guint64 shortest = 0;
  guint16 length16;

  if (length == 126)
    {
      memcpy (&length16, self->header + 2, sizeof length16);
      length = GUINT16_FROM_BE (length16);
      shortest = 126;
    }
  else if (length == 127)
    {
      memcpy (&length, self->header + 2, sizeof length);
      length = GUINT64_FROM_BE (length);
      shortest = 65536;
    }

  if (length >> 63)
    return fail (self, error, BESEDA_FRAME_ERROR_PROTOCOL, "the highest bit of a length is set");

  if (length < shortest)
    return fail (self, error, BESEDA_FRAME_ERROR_PROTOCOL, "a length is not written in its shortest form");

  if (!is_control (self->header[0] & OPCODE) && length > self->limit - self->message_length)
    return fail (self, error, BESEDA_FRAME_ERROR_TOO_BIG, "the message is too big");

  self->n_left = length;
  return BESEDA_FRAME_READER_FRAME;
}

/* FRAME when the header is whole and its payload may come. */
static BesedaFrameReaderStatus
read_header (BesedaFrameReader *self, GError **error)
{
  guint8 length7;
  guint size;

  if (!gather_header (self, 2))
    return BESEDA_FRAME_READER_NEED_MORE;

  if (check_start (self, error) == BESEDA_FRAME_READER_ERROR)
    return BESEDA_FRAME_READER_ERROR;

  length7 = self->header[1] & ~MASKED;
  size = 2 + (length7 == 127 ? 8 : length7 == 126 ? 2 : 0);
  if (!gather_header (self, size))
    return BESEDA_FRAME_READER_NEED_MORE;

  if (read_length (self, error) == BESEDA_FRAME_READER_ERROR)
    return BESEDA_FRAME_READER_ERROR;

  if (!gather_header (self, size + MASK_SIZE))
    return BESEDA_FRAME_READER_NEED_MORE;

  memcpy (self->mask, self->header + size, MASK_SIZE);
  self->opcode = self->header[0] & OPCODE;
  self->fin = (self->header[0] & FIN) != 0;
  self->header_length = 0;
  self->state = STATE_PAYLOAD;

  if (!is_control (self->opcode))
    {
      self->message_opcode = BESEDA_OPCODE_TEXT;
      self->n_fragments++;
    }

  return BESEDA_FRAME_READER_FRAME;
}

/* Copies what the caller will take back. */
static void
keep (BesedaFrameReader *self, const guint8 *bytes, gsize length)
{
  if (length == 0)
    return;

  if (self->kept == NULL)
    self->kept = g_byte_array_new ();
  g_byte_array_append (self->kept, bytes, length);
}

static BesedaFrameReaderStatus
deliver (BesedaFrame *frame, guint8 opcode, const guint8 *bytes, gsize length)
{
  *frame = (BesedaFrame){ .opcode = opcode, .data = length > 0 ? (const char *) bytes : "", .length = length };
  return BESEDA_FRAME_READER_FRAME;
}

static BesedaFrameReaderStatus
deliver_control (BesedaFrameReader *self, const guint8 *bytes, gsize length, BesedaFrame *frame, GError **error)
{
  BesedaUtf8 utf8 = { 0 };
  guint16 code;

  self->state = STATE_HEADER;
  if (self->opcode != BESEDA_OPCODE_CLOSE)
    return deliver (frame, self->opcode, bytes, length);

  /* Section 5.5.1. */
  self->state = STATE_FINISHED;
  if (length == 0)
    return deliver (frame, self->opcode, bytes, length);

  if (length == 1)
    return fail (self, error, BESEDA_FRAME_ERROR_PROTOCOL, "a close code has two bytes");

  code = bytes[0] << 8 | bytes[1];
  if (!is_close_code (code))
    return fail (self, error, BESEDA_FRAME_ERROR_PROTOCOL, "the close code is none that is sent");

  if (!beseda_utf8_feed (&utf8, bytes + 2, length - 2) || !beseda_utf8_is_whole (&utf8))
    return fail (self, error, BESEDA_FRAME_ERROR_NOT_UTF8, "the reason for closing is not UTF-8");

  deliver (frame, self->opcode, bytes + 2, length - 2);
  frame->close_code = code;
  return BESEDA_FRAME_READER_FRAME;
}

static BesedaFrameReaderStatus
read_control (BesedaFrameReader *self, const guint8 *bytes, gsize length, BesedaFrame *frame, GError **error)
{
  gsize n_kept = self->kept != NULL ? self->kept->len - self->message_length : 0;

  if (self->n_left == 0 && n_kept == 0)
    return deliver_control (self, bytes, length, frame, error);

  keep (self, bytes, length);
  if (self->n_left > 0)
    return BESEDA_FRAME_READER_NEED_MORE;

  self->delivered = TRUE;
  return deliver_control (self, self->kept->data + self->message_length, n_kept + length, frame, error);
}

/* NEED_MORE also where a fragment is read and the next header may be there already. */
static BesedaFrameReaderStatus
read_data (BesedaFrameReader *self, const guint8 *bytes, gsize length, BesedaFrame *frame, GError **error)
{
  gboolean ends = self->n_left == 0 && self->fin;

  if (!beseda_utf8_feed (&self->utf8, bytes, length) || (ends && !beseda_utf8_is_whole (&self->utf8)))
    return fail (self, error, BESEDA_FRAME_ERROR_NOT_UTF8, "the message is not UTF-8");

  if (self->n_left == 0)
    self->state = STATE_HEADER;

  if (!ends || self->message_length > 0)
    {
      keep (self, bytes, length);
      self->message_length += length;
    }

  if (!ends)
    return BESEDA_FRAME_READER_NEED_MORE;

  if (self->message_length > 0)
    {
      self->delivered = TRUE;
      deliver (frame, self->message_opcode, self->kept->data, self->kept->len);
    }
  else
    {
      deliver (frame, self->message_opcode, bytes, length);
    }

  self->message_opcode = 0;
  self->message_length = 0;
  self->n_fragments = 0;
  return BESEDA_FRAME_READER_FRAME;
}

static BesedaFrameReaderStatus
read_payload (BesedaFrameReader *self, BesedaFrame *frame, GError **error)
{
  guint8 *bytes = self->bytes;
  gsize n = MIN (self->n_left, self->n_bytes);

  unmask (bytes, n, self->mask);
  self->bytes += n;
  self->n_bytes -= n;
  self->n_left -= n;

  if (is_control (self->opcode))
    return read_control (self, bytes, n, frame, error);

  return read_data (self, bytes, n, frame, error);
}

static void
drop_delivered (BesedaFrameReader *self)
{
  if (!self->delivered)
    return;

  self->delivered = FALSE;
  if (self->message_length > 0)
    g_byte_array_set_size (self->kept, self->message_length);
  else
    g_clear_pointer (&self->kept, g_byte_array_unref);
}

guint16
beseda_frame_error_to_close_code (const GError *error)
{
  g_return_val_if_fail (error != NULL && error->domain == BESEDA_FRAME_ERROR, BESEDA_CLOSE_INTERNAL_ERROR);

  switch ((BesedaFrameError) error->code)
    {
    case BESEDA_FRAME_ERROR_PROTOCOL:
      return BESEDA_CLOSE_PROTOCOL_ERROR;
    case BESEDA_FRAME_ERROR_UNSUPPORTED:
      return BESEDA_CLOSE_UNSUPPORTED;
    case BESEDA_FRAME_ERROR_NOT_UTF8:
      return BESEDA_CLOSE_NOT_UTF8;
    case BESEDA_FRAME_ERROR_POLICY:
      return BESEDA_CLOSE_POLICY;
    case BESEDA_FRAME_ERROR_TOO_BIG:
      return BESEDA_CLOSE_TOO_BIG;
    }

  g_return_val_if_reached (BESEDA_CLOSE_INTERNAL_ERROR);
}

BesedaFrameReader *
beseda_frame_reader_new (gsize limit)
{
  BesedaFrameReader *self = g_new0 (BesedaFrameReader, 1);

  self->limit = limit;
  return self;
}

void
beseda_frame_reader_free (BesedaFrameReader *self)
{
  g_clear_pointer (&self->kept, g_byte_array_unref);
  g_free (self);
}

void
beseda_frame_reader_feed (BesedaFrameReader *self, guint8 *bytes, gsize length)
{
  g_return_if_fail (self != NULL);
  g_return_if_fail (bytes != NULL || length == 0);
  g_return_if_fail (self->n_bytes == 0);

  drop_delivered (self);
  self->bytes = bytes;
  self->n_bytes = length;
}

BesedaFrameReaderStatus
beseda_frame_reader_next (BesedaFrameReader *self, BesedaFrame *frame, GError **error)
{
  BesedaFrameReaderStatus status = BESEDA_FRAME_READER_NEED_MORE;

  g_return_val_if_fail (self != NULL && frame != NULL, BESEDA_FRAME_READER_ERROR);

  drop_delivered (self);

  while (status == BESEDA_FRAME_READER_NEED_MORE && self->state != STATE_FINISHED && self->n_bytes > 0)
    {
      if (self->state == STATE_HEADER)
        status = read_header (self, error);

      /* At once, since a frame may have no payload to wait for. */
      if (self->state == STATE_PAYLOAD)
        status = read_payload (self, frame, error);
    }

  if (status != BESEDA_FRAME_READER_FRAME || self->state == STATE_FINISHED)
    {
      self->bytes = NULL;
      self->n_bytes = 0;
    }

  return status;
}

gsize
beseda_frame_reader_get_weight (const BesedaFrameReader *self)
{
  return self->kept != NULL ? self->kept->len : 0;
}
