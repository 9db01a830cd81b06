/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <string.h>

#include "beseda-close-code.h"
#include "beseda-frame-reader.h"
#include "beseda-limits.h"

/*
 * RFC 6455, section by section, from the server's side. What the reader says of some bytes is written down as one line,
 * "text:hello ping: error:1002", and must be the same however the bytes are cut: each test feeds them whole, one by
 * one, and in two pieces cut at every place.
 */

#define FIN 0x80
#define TEXT BESEDA_OPCODE_TEXT
#define MORE BESEDA_OPCODE_CONTINUATION
#define CLOSE BESEDA_OPCODE_CLOSE
#define PING BESEDA_OPCODE_PING
#define PONG BESEDA_OPCODE_PONG

/* Longer payloads stand in the transcript as their first character and length. */
#define SHOWN 64

static const guint8 mask[4] = { 0x37, 0xfa, 0x21, 0x3d };

static void
add_payload (GByteArray *stream, const char *payload, gsize length)
{
  g_byte_array_append (stream, mask, sizeof mask);
  for (gsize i = 0; i < length; i++)
    {
      guint8 byte = (guint8) payload[i] ^ mask[i % sizeof mask];

      g_byte_array_append (stream, &byte, 1);
    }
}

/* A masked frame whose length is written in `form`: 0 for 7 bits, 2 or 8 bytes. */
static void
add_frame_in_form (GByteArray *stream, guint8 first, const char *payload, gsize length, guint form)
{
  guint8 header[] = { first, 0x80 | (form == 8 ? 127 : form == 2 ? 126 : length) };

  g_byte_array_append (stream, header, sizeof header);
  for (guint i = form; i > 0; i--)
    {
      guint8 byte = (guint64) length >> (8 * (i - 1));

      g_byte_array_append (stream, &byte, 1);
    }

  add_payload (stream, payload, length);
}

static void
add_frame (GByteArray *stream, guint8 first, const char *payload, gsize length)
{
  add_frame_in_form (stream, first, payload, length, length < 126 ? 0 : length < 65536 ? 2 : 8);
}

static void
add_text (GByteArray *stream, guint8 first, const char *payload)
{
  add_frame (stream, first, payload, strlen (payload));
}

static void
note_frame (GString *transcript, const BesedaFrame *frame)
{
  static const char *const names[] = { [TEXT] = "text", [CLOSE] = "close", [PING] = "ping", [PONG] = "pong" };

  g_string_append_printf (transcript, "%s%s:", transcript->len > 0 ? " " : "", names[frame->opcode]);
  if (frame->opcode == CLOSE)
    g_string_append_printf (transcript, "%u:", frame->close_code);

  g_assert_nonnull (frame->data);
  if (frame->length <= SHOWN)
    g_string_append_len (transcript, frame->data, frame->length);
  else
    g_string_append_printf (transcript, "%c*%" G_GSIZE_FORMAT, frame->data[0], frame->length);
}

/* Feeds a copy that is exactly as long as the piece, so that a sanitizer sees a step beside it. */
static void
feed (BesedaFrameReader *reader, const guint8 *bytes, gsize length, GString *transcript)
{
  g_autofree guint8 *piece = g_memdup2 (bytes, length);
  BesedaFrameReaderStatus status;

  beseda_frame_reader_feed (reader, piece, length);
  do
    {
      g_autoptr (GError) error = NULL;
      BesedaFrame frame;

      status = beseda_frame_reader_next (reader, &frame, &error);
      if (status == BESEDA_FRAME_READER_FRAME)
        note_frame (transcript, &frame);

      g_assert_true ((status == BESEDA_FRAME_READER_ERROR) == (error != NULL));
      if (error != NULL)
        {
          g_assert_cmpuint (strlen (error->message), <=, BESEDA_LIMIT_CLOSE_REASON);
          g_string_append_printf (transcript, "%serror:%u", transcript->len > 0 ? " " : "",
                                  beseda_frame_error_to_close_code (error));
        }
    }
  while (status == BESEDA_FRAME_READER_FRAME);
}

/* In pieces of `step` bytes after a first one of `first`. Returns how many bytes it took to see an error, if any. */
static gsize
read_in_pieces (const GByteArray *stream, gsize limit, gsize first, gsize step, const char *expected)
{
  g_autoptr (BesedaFrameReader) reader = beseda_frame_reader_new (limit);
  g_autoptr (GString) transcript = g_string_new (NULL);
  gsize n_until_error = 0;

  for (gsize n = 0; n < stream->len;)
    {
      gsize length = MIN (n == 0 && first > 0 ? first : step, stream->len - n);

      feed (reader, stream->data + n, length, transcript);
      n += length;
      if (n_until_error == 0 && strstr (transcript->str, "error:") != NULL)
        n_until_error = n;
    }

  g_assert_cmpstr (transcript->str, ==, expected);
  return n_until_error;
}

/* Long streams are cut at every place near both ends, and here and there between. */
static gsize
expect_with_limit (const GByteArray *stream, gsize limit, const char *expected)
{
  for (gsize cut = 1; cut<stream->len; cut += cut> 300 && cut + 300 < stream->len ? 4093 : 1)
    read_in_pieces (stream, limit, cut, stream->len, expected);

  read_in_pieces (stream, limit, 0, stream->len, expected);
  return read_in_pieces (stream, limit, 0, 1, expected);
}

static gsize
expect (const GByteArray *stream, const char *expected)
{
  return expect_with_limit (stream, BESEDA_LIMIT_FRAME, expected);
}

#define SPELL(stream, ...)                                                                                             \
  do                                                                                                                   \
    {                                                                                                                  \
      const guint8 spelled[] = { __VA_ARGS__ };                                                                        \
      g_byte_array_append (stream, spelled, sizeof spelled);                                                           \
    }                                                                                                                  \
  while (0)

/* 5.1: a server closes on a frame that is not masked, and knows it from the second byte. */
static void
test_5_1_not_masked (void)
{
  g_autoptr (GByteArray) stream = g_byte_array_new ();

  SPELL (stream, 0x81, 0x05, 'H', 'e', 'l', 'l', 'o');
  g_assert_cmpuint (expect (stream, "error:1002"), ==, 2);
}

/* 5.2: reserved bits, known from the second byte. */
static void
test_5_2_reserved_bits (void)
{
  for (guint8 bit = 0x10; bit <= 0x40; bit <<= 1)
    {
      g_autoptr (GByteArray) stream = g_byte_array_new ();

      add_text (stream, FIN | TEXT, "a");
      add_text (stream, FIN | bit | TEXT, "b");
      g_assert_cmpuint (expect (stream, "text:a error:1002"), ==, 7 + 2);
    }
}

static void
test_5_2_reserved_opcodes (void)
{
  for (guint8 opcode = 0; opcode <= 0x0f; opcode++)
    {
      g_autoptr (GByteArray) stream = g_byte_array_new ();

      if (opcode <= BESEDA_OPCODE_BINARY || (opcode >= CLOSE && opcode <= PONG))
        continue;

      add_text (stream, FIN | opcode, "a");
      g_assert_cmpuint (expect (stream, "error:1002"), ==, 2);
    }
}

static void
test_5_2_lengths (void)
{
  const gsize lengths[] = { 0, 1, 7, 8, 9, 125, 126, 127, 1000, 65535, 65536, 65537, BESEDA_LIMIT_FRAME };

  for (gsize i = 0; i < G_N_ELEMENTS (lengths); i++)
    {
      g_autoptr (GByteArray) stream = g_byte_array_new ();
      g_autofree char *payload = g_strnfill (lengths[i], 'x');
      g_autofree char *expected = NULL;

      add_text (stream, FIN | TEXT, payload);
      add_text (stream, FIN | PING, "p");

      if (lengths[i] <= SHOWN)
        expected = g_strdup_printf ("text:%s ping:p", payload);
      else
        expected = g_strdup_printf ("text:x*%" G_GSIZE_FORMAT " ping:p", lengths[i]);
      expect (stream, expected);
    }
}

/* 5.2: "the minimal number of bytes MUST be used to encode the length". */
static void
test_5_2_longer_lengths (void)
{
  const struct
  {
    gsize length;
    guint form;
  } cases[] = { { 0, 2 }, { 125, 2 }, { 0, 8 }, { 125, 8 }, { 126, 8 }, { 65535, 8 } };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (GByteArray) stream = g_byte_array_new ();
      g_autofree char *payload = g_strnfill (cases[i].length, 'x');

      add_frame_in_form (stream, FIN | TEXT, payload, cases[i].length, cases[i].form);
      g_assert_cmpuint (expect (stream, "error:1002"), ==, 2 + cases[i].form);
    }
}

/* 5.2: "the most significant bit MUST be 0". */
static void
test_5_2_highest_bit (void)
{
  g_autoptr (GByteArray) stream = g_byte_array_new ();

  SPELL (stream, 0x81, 0xff, 0x80, 0, 0, 0, 0, 1, 0, 0, 1, 2, 3, 4);
  g_assert_cmpuint (expect (stream, "error:1002"), ==, 10);
}

/* 5.3, with every mask position at the start of a piece; the example is section 5.7's. */
static void
test_5_3_masking (void)
{
  g_autoptr (GByteArray) stream = g_byte_array_new ();

  SPELL (stream, 0x81, 0x85, 0x37, 0xfa, 0x21, 0x3d, 0x7f, 0x9f, 0x4d, 0x51, 0x58);
  expect (stream, "text:Hello");

  add_text (stream, FIN | TEXT, "0123456789abcdef0123456789abcdef!");
  expect (stream, "text:Hello text:0123456789abcdef0123456789abcdef!");

  for (gsize step = 2; step < 16; step++)
    read_in_pieces (stream, 1000, 0, step, "text:Hello text:0123456789abcdef0123456789abcdef!");
}

static void
test_5_4_fragments (void)
{
  g_autoptr (GByteArray) stream = g_byte_array_new ();

  add_text (stream, TEXT, "Hel");
  add_text (stream, FIN | MORE, "lo");
  add_text (stream, TEXT, "");
  add_text (stream, MORE, "one");
  add_text (stream, MORE, "");
  add_text (stream, FIN | MORE, "");
  add_text (stream, TEXT, "");
  add_text (stream, FIN | MORE, "");
  add_text (stream, FIN | TEXT, "two");
  expect (stream, "text:Hello text:one text: text:two");
}

/* 5.4: control frames come through between the fragments, at once. */
static void
test_5_4_control_between (void)
{
  g_autoptr (GByteArray) stream = g_byte_array_new ();

  add_text (stream, TEXT, "a");
  add_text (stream, FIN | PING, "12");
  add_text (stream, MORE, "b");
  add_text (stream, FIN | PONG, "");
  add_text (stream, FIN | PING, "34");
  expect (stream, "ping:12 pong: ping:34");

  add_text (stream, FIN | MORE, "c");
  expect (stream, "ping:12 pong: ping:34 text:abc");

  add_text (stream, TEXT, "d");
  add_text (stream, FIN | CLOSE, "\x03\xe8");
  expect (stream, "ping:12 pong: ping:34 text:abc close:1000:");
}

static void
test_5_4_nothing_to_continue (void)
{
  g_autoptr (GByteArray) stream = g_byte_array_new ();

  add_text (stream, FIN | TEXT, "a");
  add_text (stream, FIN | MORE, "b");
  g_assert_cmpuint (expect (stream, "text:a error:1002"), ==, 7 + 2);
}

static void
test_5_4_not_finished (void)
{
  const guint8 opcodes[] = { TEXT, BESEDA_OPCODE_BINARY };

  for (gsize i = 0; i < G_N_ELEMENTS (opcodes); i++)
    {
      g_autoptr (GByteArray) stream = g_byte_array_new ();

      add_text (stream, TEXT, "a");
      add_text (stream, FIN | opcodes[i], "b");
      g_assert_cmpuint (expect (stream, "error:1002"), ==, 7 + 2);
    }
}

static void
test_5_4_many_fragments (void)
{
  g_autoptr (GByteArray) stream = g_byte_array_new ();

  add_text (stream, TEXT, "x");
  for (int i = 0; i < 9998; i++)
    add_text (stream, MORE, i % 2 ? "x" : "");
  add_text (stream, FIN | MORE, "x");
  expect (stream, "text:x*5001");
}

/* Without payload the limit of bytes would never end a message. */
static void
test_5_4_too_many_fragments (void)
{
  g_autoptr (GByteArray) stream = g_byte_array_new ();

  add_text (stream, TEXT, "");
  for (int i = 1; i < BESEDA_LIMIT_FRAGMENTS; i++)
    add_text (stream, MORE, "");

  read_in_pieces (stream, 10, 0, stream->len, "");
  add_text (stream, MORE, "");
  g_assert_cmpuint (read_in_pieces (stream, 10, 0, 1, "error:1008"), ==, stream->len - 4);
}

static void
test_5_5_control (void)
{
  g_autoptr (GByteArray) stream = g_byte_array_new ();
  g_autofree char *longest = g_strnfill (BESEDA_LIMIT_CONTROL, 'p');

  add_text (stream, FIN | PING, "");
  add_text (stream, FIN | PING, longest);
  add_text (stream, FIN | PONG, "pong");
  add_frame (stream, FIN | PING, "\xff\xfe", 2); /* application data of any kind */
  expect (stream, "ping: ping:p*125 pong:pong ping:\xff\xfe");
}

static void
test_5_5_control_fragmented (void)
{
  for (guint8 opcode = CLOSE; opcode <= PONG; opcode++)
    {
      g_autoptr (GByteArray) stream = g_byte_array_new ();

      add_text (stream, opcode, "");
      g_assert_cmpuint (expect (stream, "error:1002"), ==, 2);
    }
}

static void
test_5_5_control_too_long (void)
{
  g_autofree char *payload = g_strnfill (BESEDA_LIMIT_CONTROL + 1, 'p');

  for (guint8 opcode = CLOSE; opcode <= PONG; opcode++)
    {
      g_autoptr (GByteArray) stream = g_byte_array_new ();

      add_text (stream, FIN | opcode, payload);
      g_assert_cmpuint (expect (stream, "error:1002"), ==, 2);
    }
}

static void
test_5_5_1_close (void)
{
  const struct
  {
    const char *payload;
    gsize length;
    const char *expected;
  } cases[] = {
    { "", 0, "close:0:" },
    { "\x03\xe8", 2, "close:1000:" },
    { "\x03\xe9gone", 6, "close:1001:gone" },
    { "\x03\xe8\xd0\xbf\xd0\xbe\xd0\xba\xd0\xb0", 10, "close:1000:пока" },
    { "\x03", 1, "error:1002" },
    { "\x03\xe8\xd0", 3, "error:1007" },
    { "\x03\xe8\xed\xa0\x80", 5, "error:1007" },
  };
  g_autoptr (GByteArray) longest = g_byte_array_new ();
  g_autofree char *payload = g_strnfill (BESEDA_LIMIT_CONTROL, 'r');

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (GByteArray) stream = g_byte_array_new ();

      add_frame (stream, FIN | CLOSE, cases[i].payload, cases[i].length);
      expect (stream, cases[i].expected);
    }

  payload[0] = 0x03;
  payload[1] = (char) 0xe8;
  add_text (longest, FIN | CLOSE, payload);
  expect (longest, "close:1000:r*123");
}

/* 5.5.1: after a Close nothing is read, not even nonsense; 7.1.7: nor after an error. */
static void
test_5_5_1_nothing_after (void)
{
  g_autoptr (GByteArray) stream = g_byte_array_new ();
  g_autoptr (GByteArray) failed = g_byte_array_new ();

  add_text (stream, FIN | CLOSE, "\x03\xe8");
  add_text (stream, FIN | TEXT, "more");
  SPELL (stream, 0xff, 0xff, 0xff);
  expect (stream, "close:1000:");

  add_text (failed, FIN | MORE, "");
  add_text (failed, FIN | TEXT, "more");
  SPELL (failed, 0xff, 0xff, 0xff);
  expect (failed, "error:1002");
}

/* 5.6: text that is not UTF-8 is refused at the first byte that shows it, long before the message ends. */
static void
test_5_6_not_utf8 (void)
{
  const struct
  {
    const char *text;
    gsize n_until_error; /* of its bytes */
  } cases[] = {
    { "ab\x80zz", 3 },          { "\xc0\xafzz", 1 },     { "\xc1\xbfzz", 1 },         { "\xc3(zz", 2 },
    { "\xe0\x9f\xbfzz", 2 },    { "\xed\xa0\x80zz", 2 }, { "\xf0\x8f\xbf\xbfzz", 2 }, { "\xf4\x90\x80\x80zz", 2 },
    { "\xf5\x80\x80\x80z", 1 }, { "\xe2\x82zz", 3 },     { "\xf0\x9f\x98zz", 4 },     { "\xffzz", 1 },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (GByteArray) one = g_byte_array_new ();
      g_autoptr (GByteArray) many = g_byte_array_new ();

      add_text (one, FIN | TEXT, cases[i].text);
      g_assert_cmpuint (expect (one, "error:1007"), ==, 6 + cases[i].n_until_error);

      for (const char *p = cases[i].text; *p != '\0'; p++)
        add_frame (many, p == cases[i].text ? TEXT : MORE, p, 1);
      g_assert_cmpuint (expect (many, "error:1007"), ==, 7 * cases[i].n_until_error);
    }
}

/* 5.6: a fragment may end within a character, a message may not. */
static void
test_5_6_split_characters (void)
{
  const char *text = "дом 家 🏠 \xc2\x80\xdf\xbf\xe0\xa0\x80\xed\x9f\xbf\xee\x80\x80\xf0\x90\x80\x80\xf4\x8f\xbf\xbf";
  g_autofree char *expected = g_strconcat ("text:", text, NULL);
  gsize length = strlen (text);

  for (gsize cut = 0; cut <= length; cut++)
    {
      g_autoptr (GByteArray) stream = g_byte_array_new ();
      g_autoptr (GByteArray) cut_off = g_byte_array_new ();
      gboolean whole = g_utf8_validate (text, cut, NULL);
      g_autofree char *start = g_strndup (text, cut);
      g_autofree char *start_expected = whole ? g_strconcat ("text:", start, NULL) : g_strdup ("error:1007");

      add_frame (stream, TEXT, text, cut);
      add_frame (stream, FIN | MORE, text + cut, length - cut);
      expect (stream, expected);

      add_frame (cut_off, FIN | TEXT, text, cut);
      expect (cut_off, start_expected);
    }
}

/* U+0000 is a character; what JSON thinks of it is the codec's. */
static void
test_5_6_null_character (void)
{
  g_autoptr (BesedaFrameReader) reader = beseda_frame_reader_new (10);
  g_autoptr (GByteArray) stream = g_byte_array_new ();
  g_autoptr (GError) error = NULL;
  BesedaFrame frame;

  add_frame (stream, FIN | TEXT, "a\0b", 3);
  beseda_frame_reader_feed (reader, stream->data, stream->len);
  g_assert_cmpint (beseda_frame_reader_next (reader, &frame, &error), ==, BESEDA_FRAME_READER_FRAME);
  g_assert_cmpmem (frame.data, frame.length, "a\0b", 3);

  /* It lies where it was read: no copy was made. */
  g_assert_true ((const guint8 *) frame.data == stream->data + 6);
}

/* Binary is refused from its header, whatever it would hold. */
static void
test_5_6_binary (void)
{
  g_autoptr (GByteArray) stream = g_byte_array_new ();

  add_text (stream, BESEDA_OPCODE_BINARY, "b");
  g_assert_cmpuint (expect (stream, "error:1003"), ==, 2);
}

/* 7.4: which codes may stand in a Close. */
static void
test_7_4_close_codes (void)
{
  for (guint code = 0; code <= G_MAXUINT16; code++)
    {
      gboolean good = (code >= 1000 && code <= 1003) || (code >= 1007 && code <= 1014) || (code >= 3000 && code < 5000);
      const char payload[] = { code >> 8, code & 0xff };
      g_autoptr (GByteArray) stream = g_byte_array_new ();
      g_autofree char *expected = good ? g_strdup_printf ("close:%u:", code) : g_strdup ("error:1002");

      add_frame (stream, FIN | CLOSE, payload, 2);
      read_in_pieces (stream, 10, 0, stream->len, expected);
    }
}

/* 10.4: a message over the limit is refused from the header that announces it, in one frame or in several. */
static void
test_10_4_too_big (void)
{
  g_autoptr (GByteArray) at_limit = g_byte_array_new ();
  g_autoptr (GByteArray) over = g_byte_array_new ();
  g_autoptr (GByteArray) fragments = g_byte_array_new ();
  g_autoptr (GByteArray) huge = g_byte_array_new ();

  add_text (at_limit, FIN | TEXT, "0123456789");
  add_text (at_limit, FIN | PING, "a control frame does not count");
  expect_with_limit (at_limit, 10, "text:0123456789 ping:a control frame does not count");

  add_text (over, FIN | TEXT, "0123456789a");
  g_assert_cmpuint (expect_with_limit (over, 10, "error:1009"), ==, 2);

  add_text (fragments, TEXT, "01234");
  add_text (fragments, MORE, "56789");
  add_text (fragments, FIN | MORE, "a");
  g_assert_cmpuint (expect_with_limit (fragments, 10, "error:1009"), ==, 11 + 11 + 2);

  SPELL (huge, 0x81, 0xff, 0x7f, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 1, 2, 3, 4);
  g_assert_cmpuint (expect (huge, "error:1009"), ==, 10);
}

/* Whatever comes, the reader neither crashes nor reads beside what it got, and the cuts don't change what it says. */
static void
test_mutations (void)
{
  const guint8 firsts[] = { FIN | TEXT, TEXT, MORE, FIN | MORE, FIN | PING, FIN | PONG, FIN | CLOSE };

  for (int round = 0; round < 20000; round++)
    {
      g_autoptr (GByteArray) stream = g_byte_array_new ();
      g_autoptr (BesedaFrameReader) reader = beseda_frame_reader_new (300);
      g_autoptr (GString) transcript = g_string_new (NULL);

      for (int i = g_test_rand_int_range (1, 8); i > 0; i--)
        {
          g_autofree char *payload = g_strnfill (g_test_rand_int_range (0, g_test_rand_bit () ? 10 : 140), 'x');

          add_text (stream, firsts[g_test_rand_int_range (0, G_N_ELEMENTS (firsts))], payload);
        }

      for (int i = g_test_rand_int_range (0, 4); i > 0; i--)
        stream->data[g_test_rand_int_range (0, MIN (stream->len, 40))] ^= 1 << g_test_rand_int_range (0, 8);

      /* A NUL would cut the comparison of transcripts short; that they begin alike is checked then. */
      feed (reader, stream->data, stream->len, transcript);
      read_in_pieces (stream, 300, 0, 1, transcript->str);
      read_in_pieces (stream, 300, g_test_rand_int_range (1, stream->len + 1), stream->len, transcript->str);
    }
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/frame-reader/5.1/not-masked", test_5_1_not_masked);
  g_test_add_func ("/frame-reader/5.2/reserved-bits", test_5_2_reserved_bits);
  g_test_add_func ("/frame-reader/5.2/reserved-opcodes", test_5_2_reserved_opcodes);
  g_test_add_func ("/frame-reader/5.2/lengths", test_5_2_lengths);
  g_test_add_func ("/frame-reader/5.2/longer-lengths", test_5_2_longer_lengths);
  g_test_add_func ("/frame-reader/5.2/highest-bit", test_5_2_highest_bit);
  g_test_add_func ("/frame-reader/5.3/masking", test_5_3_masking);
  g_test_add_func ("/frame-reader/5.4/fragments", test_5_4_fragments);
  g_test_add_func ("/frame-reader/5.4/control-between", test_5_4_control_between);
  g_test_add_func ("/frame-reader/5.4/nothing-to-continue", test_5_4_nothing_to_continue);
  g_test_add_func ("/frame-reader/5.4/not-finished", test_5_4_not_finished);
  g_test_add_func ("/frame-reader/5.4/many-fragments", test_5_4_many_fragments);
  g_test_add_func ("/frame-reader/5.4/too-many-fragments", test_5_4_too_many_fragments);
  g_test_add_func ("/frame-reader/5.5/control", test_5_5_control);
  g_test_add_func ("/frame-reader/5.5/control-fragmented", test_5_5_control_fragmented);
  g_test_add_func ("/frame-reader/5.5/control-too-long", test_5_5_control_too_long);
  g_test_add_func ("/frame-reader/5.5.1/close", test_5_5_1_close);
  g_test_add_func ("/frame-reader/5.5.1/nothing-after", test_5_5_1_nothing_after);
  g_test_add_func ("/frame-reader/5.6/not-utf8", test_5_6_not_utf8);
  g_test_add_func ("/frame-reader/5.6/split-characters", test_5_6_split_characters);
  g_test_add_func ("/frame-reader/5.6/null-character", test_5_6_null_character);
  g_test_add_func ("/frame-reader/5.6/binary", test_5_6_binary);
  g_test_add_func ("/frame-reader/7.4/close-codes", test_7_4_close_codes);
  g_test_add_func ("/frame-reader/10.4/too-big", test_10_4_too_big);
  g_test_add_func ("/frame-reader/mutations", test_mutations);

  return g_test_run ();
}
