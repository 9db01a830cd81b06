/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <string.h>

#include "beseda-codec.h"
#include "beseda-limits.h"
#include "fuzz.h"

/*
 * A server's frame as the client reads it. What is accepted is the same after our own server has written it.
 */

static GBytes *
encode_history (BesedaReply *reply)
{
  GPtrArray *events = beseda_reply_get_events (reply);
  g_autoptr (GPtrArray) frames = g_ptr_array_new_with_free_func ((GDestroyNotify) g_bytes_unref);

  for (guint i = 0; i < events->len; i++)
    g_ptr_array_add (frames, beseda_codec_encode_event (BESEDA_DIALECT_BESEDA, events->pdata[i], "14:05"));

  return beseda_codec_encode_history (beseda_reply_get_from_seq (reply), beseda_reply_get_to_seq (reply), frames,
                                      beseda_reply_get_id (reply));
}

/* In the dialect that can say it: a plain server numbers nothing. */
static GBytes *
encode (BesedaReply *reply)
{
  BesedaEvent *event = beseda_reply_get_kind (reply) == BESEDA_REPLY_EVENT ? beseda_reply_get_event (reply) : NULL;
  const gboolean plain = event != NULL && beseda_event_get_seq (event) == 0;

  if (beseda_reply_get_kind (reply) == BESEDA_REPLY_HISTORY)
    return encode_history (reply);

  return beseda_codec_encode_reply (plain ? BESEDA_DIALECT_PLAIN : BESEDA_DIALECT_BESEDA, reply, "14:05");
}

static void
check_event (BesedaEvent *event)
{
  const gboolean message = beseda_event_get_kind (event) == BESEDA_EVENT_MESSAGE;

  g_assert_true (g_utf8_validate (beseda_event_get_login (event), -1, NULL));
  g_assert_true (message || beseda_event_get_text (event) == NULL);
  g_assert_true ((beseda_event_get_kind (event) == BESEDA_EVENT_ACT) == (beseda_event_get_act (event) != NULL));
  g_assert_cmpuint (beseda_event_get_seq (event), <=, G_MAXINT64);
}

static void
check_reply (BesedaReply *reply)
{
  guint64 before = 0;

  switch (beseda_reply_get_kind (reply))
    {
    case BESEDA_REPLY_EVENT:
      check_event (beseda_reply_get_event (reply));
      break;
    case BESEDA_REPLY_HISTORY:
      for (guint i = 0; i < beseda_reply_get_events (reply)->len; i++)
        {
          BesedaEvent *event = beseda_reply_get_events (reply)->pdata[i];

          check_event (event);
          g_assert_cmpuint (beseda_event_get_seq (event), >, before);
          g_assert_cmpuint (beseda_event_get_seq (event), >=, beseda_reply_get_from_seq (reply));
          g_assert_cmpuint (beseda_event_get_seq (event), <=, beseda_reply_get_to_seq (reply));
          before = beseda_event_get_seq (event);
        }
      break;
    case BESEDA_REPLY_WELCOME:
      g_assert_nonnull (beseda_reply_get_welcome (reply)->people);
      g_assert_cmpuint (beseda_reply_get_welcome (reply)->message_chars, >=, 1);
      g_assert_true (beseda_reply_get_welcome (reply)->token == NULL ||
                     beseda_token_is_valid (beseda_reply_get_welcome (reply)->token));
      break;
    case BESEDA_REPLY_ERROR:
      g_assert_nonnull (beseda_reply_get_text (reply));
      if (beseda_reply_get_suggestions (reply) != NULL)
        g_assert_cmpuint (g_strv_length ((char **) beseda_reply_get_suggestions (reply)), <=, BESEDA_LIMIT_SUGGESTIONS);
      break;
    case BESEDA_REPLY_WAITING:
      g_assert_nonnull (beseda_reply_get_text (reply));
      break;
    case BESEDA_REPLY_KNOCK:
    case BESEDA_REPLY_TYPING:
    case BESEDA_REPLY_PRESENCE:
      g_assert_nonnull (beseda_reply_get_login (reply));
      break;
    }
}

int
LLVMFuzzerTestOneInput (const guint8 *data, gsize size)
{
  g_autofree char *clock = NULL;
  g_autoptr (GError) error = NULL;
  g_autoptr (BesedaReply) reply = beseda_codec_decode_reply ((const char *) data, size, &clock, &error);
  g_autoptr (BesedaReply) read = NULL;
  g_autoptr (GBytes) once = NULL;
  g_autoptr (GBytes) twice = NULL;

  if (reply == NULL)
    {
      fuzz_assert_sentence (error, BESEDA_CODEC_ERROR);
      return 0;
    }

  g_assert_no_error (error);
  check_reply (reply);
  if (beseda_reply_get_kind (reply) == BESEDA_REPLY_ERROR &&
      beseda_reply_get_refusal (reply) == BESEDA_REFUSAL_UNKNOWN) /* which nobody writes */
    return 0;

  once = encode (reply);
  read = beseda_codec_decode_reply (g_bytes_get_data (once, NULL), g_bytes_get_size (once), NULL, &error);
  g_assert_no_error (error);
  check_reply (read);
  twice = encode (read);
  g_assert_cmpmem (g_bytes_get_data (once, NULL), g_bytes_get_size (once), g_bytes_get_data (twice, NULL),
                   g_bytes_get_size (twice));

  return 0;
}
