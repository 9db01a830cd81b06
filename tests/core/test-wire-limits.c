/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <string.h>

#include "beseda-address.h"
#include "beseda-backoff.h"
#include "beseda-codec.h"
#include "beseda-limits.h"

/* What one frame, one link and one answer may hold: at its bound, and one past it. */

/* A letter of two bytes, so that characters and bytes are not taken for each other. */
#define LETTER "ж"

static char *
repeat (const char *part, gsize n)
{
  GString *whole = g_string_new (NULL);

  for (gsize i = 0; i < n; i++)
    g_string_append (whole, part);

  return g_string_free (whole, FALSE);
}

static BesedaRequest *
decode (const char *before, const char *filler, const char *behind, GError **error)
{
  g_autofree char *frame = g_strconcat (before, filler, behind, NULL);

  return beseda_codec_decode_request (frame, strlen (frame), NULL, error);
}

typedef struct
{
  const char *name;
  const char *before; /* what the frame is around the part that is as long as it may be, or longer by one */
  const char *part;
  const char *behind;
  guint most; /* parts */
  BesedaCodecError code;
  const char *sentence;
} Field;

static const Field fields[] = {
  { "message", "{\"type\":\"message\",\"id\":\"a\",\"message\":\"", LETTER, "\"}", BESEDA_LIMIT_MESSAGE_CHARS,
    BESEDA_CODEC_ERROR_TOO_LARGE, "The message has 8001 characters; the limit is 8000." },
  { "plain-message", "{\"message\":\"", LETTER, "\"}", BESEDA_LIMIT_MESSAGE_CHARS, BESEDA_CODEC_ERROR_TOO_LARGE,
    "The message has 8001 characters; the limit is 8000." },
  { "id", "{\"type\":\"message\",\"message\":\"x\",\"id\":\"", "a", "\"}", BESEDA_LIMIT_MESSAGE_ID,
    BESEDA_CODEC_ERROR_BAD_FRAME, "The field “id” is not a string of 1 to 64 bytes." },
  { "reason", "{\"type\":\"act\",\"act\":\"kick\",\"target\":\"eve\",\"text\":\"", LETTER, "\"}",
    BESEDA_LIMIT_REASON_CHARS, BESEDA_CODEC_ERROR_TOO_LARGE, "The message has 501 characters; the limit is 500." },
  { "password", "{\"type\":\"login\",\"login\":\"ann\",\"password\":\"", "x", "\"}", BESEDA_LIMIT_PASSWORD,
    BESEDA_CODEC_ERROR_BAD_FRAME, "The field “password” is longer than 256 bytes." },
  { "key", "{\"type\":\"login\",\"login\":\"ann\",\"key\":\"", "x", "\"}", BESEDA_LIMIT_MESSAGE_ID,
    BESEDA_CODEC_ERROR_BAD_FRAME, "The field “key” is longer than 64 bytes." },
};

static void
test_field (gconstpointer data)
{
  const Field *field = data;
  g_autofree char *most = repeat (field->part, field->most);
  g_autofree char *more = repeat (field->part, field->most + 1);
  g_autoptr (GError) error = NULL;
  g_autoptr (BesedaRequest) taken = decode (field->before, most, field->behind, &error);
  g_autoptr (BesedaRequest) refused = NULL;

  g_assert_no_error (error);
  g_assert_nonnull (taken);

  refused = decode (field->before, more, field->behind, &error);
  g_assert_error (error, BESEDA_CODEC_ERROR, (int) field->code);
  g_assert_cmpstr (error->message, ==, field->sentence);
  g_assert_null (refused);
}

static void
test_depth (void)
{
  for (guint depth = BESEDA_LIMIT_JSON_DEPTH; depth <= BESEDA_LIMIT_JSON_DEPTH + 1; depth++)
    {
      g_autofree char *open = repeat ("[", depth - 1);
      g_autofree char *closed = repeat ("]", depth - 1);
      g_autofree char *arrays = g_strconcat (open, closed, NULL);
      g_autoptr (GError) error = NULL;
      g_autoptr (BesedaRequest) request = decode ("{\"message\":\"x\",\"more\":", arrays, "}", &error);

      if (depth == BESEDA_LIMIT_JSON_DEPTH)
        g_assert_nonnull (request);
      else
        g_assert_error (error, BESEDA_CODEC_ERROR, BESEDA_CODEC_ERROR_BAD_FRAME);
    }
}

/* Spaces are nothing but long: a frame of so many bytes is read, and one byte more is not even looked at. */
static void
test_frames (void)
{
  static const char request[] = "{\"message\":\"x\"}";
  static const char reply[] = "{\"type\":\"error\",\"code\":\"unavailable\",\"text\":\"x\"}";
  g_autofree char *frame = g_strnfill (BESEDA_LIMIT_REPLY + 1, ' ');
  g_autoptr (BesedaRequest) taken = NULL;
  g_autoptr (BesedaRequest) refused = NULL;
  g_autoptr (BesedaReply) heard = NULL;
  g_autoptr (BesedaReply) unheard = NULL;
  g_autoptr (GError) error = NULL;

  memcpy (frame, request, strlen (request));
  taken = beseda_codec_decode_request (frame, BESEDA_LIMIT_FRAME, NULL, &error);
  g_assert_no_error (error);
  refused = beseda_codec_decode_request (frame, BESEDA_LIMIT_FRAME + 1, NULL, &error);
  g_assert_error (error, BESEDA_CODEC_ERROR, BESEDA_CODEC_ERROR_TOO_LARGE);
  g_clear_error (&error);

  memcpy (frame, reply, strlen (reply));
  heard = beseda_codec_decode_reply (frame, BESEDA_LIMIT_REPLY, NULL, &error);
  g_assert_no_error (error);
  unheard = beseda_codec_decode_reply (frame, BESEDA_LIMIT_REPLY + 1, NULL, &error);
  g_assert_error (error, BESEDA_CODEC_ERROR, BESEDA_CODEC_ERROR_TOO_LARGE);
}

/* Whoever asks for more of the past gets a page all the same; and who doesn't say gets what a newcomer does. */
static void
test_history (void)
{
  static const struct
  {
    const char *wish;
    guint limit;
  } wishes[] = { { ",\"limit\":500", BESEDA_LIMIT_PAGE },
                 { ",\"limit\":501", BESEDA_LIMIT_PAGE },
                 { ",\"limit\":9223372036854775807", BESEDA_LIMIT_PAGE },
                 { ",\"limit\":1", 1 },
                 { "", BESEDA_LIMIT_BACKLOG_EVENTS } };
  g_autoptr (BesedaRequest) none = NULL;
  g_autoptr (GError) error = NULL;

  for (guint i = 0; i < G_N_ELEMENTS (wishes); i++)
    {
      g_autoptr (BesedaRequest) request = decode ("{\"type\":\"history\",\"after\":0", wishes[i].wish, "}", NULL);

      g_assert_nonnull (request);
      g_assert_cmpuint (request->limit, ==, wishes[i].limit);
    }

  none = decode ("{\"type\":\"history\",\"after\":0", ",\"limit\":0", "}", &error);
  g_assert_error (error, BESEDA_CODEC_ERROR, BESEDA_CODEC_ERROR_BAD_FRAME);
}

/* A server cannot keep a client waiting for ever. */
static void
test_retry_after (void)
{
  for (guint past = 0; past < 2; past++)
    {
      g_autofree char *frame = g_strdup_printf (
          "{\"type\":\"error\",\"code\":\"rate-limited\",\"text\":\"x\",\"retryAfterMs\":%u}",
          BESEDA_LIMIT_RETRY_AFTER_MSECONDS + past);
      g_autoptr (BesedaReply) reply = beseda_codec_decode_reply (frame, strlen (frame), NULL, NULL);

      g_assert_nonnull (reply);
      g_assert_cmpuint (beseda_reply_get_retry_after (reply), ==, BESEDA_LIMIT_RETRY_AFTER_MSECONDS);
    }
}

static void
test_backoff (void)
{
  g_assert_cmpuint (beseda_backoff (0, 0.0), ==, BESEDA_LIMIT_BACKOFF_FIRST_MSECONDS);
  g_assert_cmpuint (beseda_backoff (0, 1.0), ==, BESEDA_LIMIT_BACKOFF_FIRST_MSECONDS);
  g_assert_cmpuint (beseda_backoff (G_MAXUINT, 0.0), ==, BESEDA_LIMIT_BACKOFF_LAST_MSECONDS);
}

static void
test_room_name (void)
{
  for (guint past = 0; past < 2; past++)
    {
      g_autofree char *name = repeat ("%D0%B6", BESEDA_LIMIT_ROOM_NAME_CHARS + past);
      g_autofree char *link = g_strconcat ("http://localhost:8080/rooms/", name, NULL);
      g_autoptr (GError) error = NULL;
      g_autoptr (BesedaAddress) address = beseda_address_parse (link, &error);

      if (past == 0)
        g_assert_nonnull (address);
      else
        g_assert_error (error, BESEDA_ADDRESS_ERROR, BESEDA_ADDRESS_ERROR_PATH);
    }
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  for (guint i = 0; i < G_N_ELEMENTS (fields); i++)
    {
      g_autofree char *path = g_strconcat ("/wire-limits/", fields[i].name, NULL);

      g_test_add_data_func (path, &fields[i], test_field);
    }
  g_test_add_func ("/wire-limits/depth", test_depth);
  g_test_add_func ("/wire-limits/frames", test_frames);
  g_test_add_func ("/wire-limits/history", test_history);
  g_test_add_func ("/wire-limits/retry-after", test_retry_after);
  g_test_add_func ("/wire-limits/backoff", test_backoff);
  g_test_add_func ("/wire-limits/room-name", test_room_name);

  return g_test_run ();
}
