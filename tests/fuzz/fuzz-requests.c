/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <string.h>

#include "beseda-codec.h"
#include "beseda-limits.h"
#include "fuzz.h"

/*
 * A client's frame as the server reads it. What is accepted keeps the limits, and is the same after our own client has
 * written it.
 */

static gboolean
is_blank (const char *text)
{
  for (; *text != 0; text = g_utf8_next_char (text))
    if (!g_unichar_isspace (g_utf8_get_char (text)))
      return FALSE;

  return TRUE;
}

static void
check_request (const BesedaRequest *request)
{
  if (request->id != NULL)
    {
      g_assert_cmpuint (strlen (request->id), >=, 1);
      g_assert_cmpuint (strlen (request->id), <=, BESEDA_LIMIT_MESSAGE_ID);
    }

  switch (request->kind)
    {
    case BESEDA_REQUEST_LOGIN:
      g_assert_nonnull (request->login);
      g_assert_cmpint (request->since, >=, -1);
      g_assert_true (request->token == NULL || beseda_token_is_valid (request->token));
      g_assert_true (request->owner == NULL || beseda_token_is_valid (request->owner));
      g_assert_true (request->password == NULL || strlen (request->password) <= BESEDA_LIMIT_PASSWORD);
      break;
    case BESEDA_REQUEST_MESSAGE:
      g_assert_true (g_utf8_validate (request->text, -1, NULL));
      g_assert_cmpint (g_utf8_strlen (request->text, -1), <=, BESEDA_LIMIT_MESSAGE_CHARS);
      for (const char *p = request->text; *p != 0; p = g_utf8_next_char (p))
        g_assert_true (!g_unichar_iscntrl (g_utf8_get_char (p)) || strchr ("\t\r\n", *p) != NULL);
      break;
    case BESEDA_REQUEST_HISTORY:
      g_assert_cmpuint (request->limit, >=, 1);
      g_assert_cmpuint (request->limit, <=, BESEDA_LIMIT_PAGE);
      g_assert_cmpuint (request->seq, >=, request->direction == BESEDA_BEFORE ? 1 : 0);
      g_assert_cmpuint (request->seq, <=, G_MAXINT64);
      break;
    case BESEDA_REQUEST_ACT:
      g_assert_true ((request->act->target != NULL) == beseda_act_kind_has_target (request->act->kind));
      g_assert_true (g_utf8_validate (request->act->text, -1, NULL));
      g_assert_cmpint (g_utf8_strlen (request->act->text, -1), <=, BESEDA_LIMIT_REASON_CHARS);
      g_assert_cmpint (request->act->seconds, >=, 0);
      g_assert_cmpint (request->act->seconds, <=, BESEDA_LIMIT_MUTE_SECONDS);
      break;
    case BESEDA_REQUEST_ANSWER:
      g_assert_nonnull (request->login);
      break;
    case BESEDA_REQUEST_TYPING:
    case BESEDA_REQUEST_PRESENCE:
      break;
    }
}

static void
round_trip (BesedaDialect dialect, const BesedaRequest *request)
{
  g_autofree char *once = beseda_codec_encode_request (dialect, request);
  g_autoptr (GError) error = NULL;
  g_autoptr (BesedaRequest) read = beseda_codec_decode_request (once, strlen (once), NULL, &error);
  g_autofree char *twice = NULL;

  /* A frame may be at the limit, and ours a few bytes longer. */
  if (g_error_matches (error, BESEDA_CODEC_ERROR, BESEDA_CODEC_ERROR_TOO_LARGE))
    {
      g_assert_cmpuint (strlen (once), >, BESEDA_LIMIT_FRAME);
      return;
    }
  g_assert_no_error (error);
  check_request (read);
  twice = beseda_codec_encode_request (dialect, read);
  g_assert_cmpstr (once, ==, twice);
  if (request->kind == BESEDA_REQUEST_MESSAGE)
    g_assert_cmpstr (request->text, ==, read->text);
  if (request->kind == BESEDA_REQUEST_LOGIN)
    g_assert_cmpstr (request->login, ==, read->login);
}

int
LLVMFuzzerTestOneInput (const guint8 *data, gsize size)
{
  g_autofree char *id = NULL;
  g_autoptr (GError) error = NULL;
  g_autoptr (BesedaRequest) request = beseda_codec_decode_request ((const char *) data, size, &id, &error);

  g_assert_true (id == NULL || (*id != 0 && strlen (id) <= BESEDA_LIMIT_MESSAGE_ID));
  if (request == NULL)
    {
      fuzz_assert_sentence (error, BESEDA_CODEC_ERROR);
      return 0;
    }

  g_assert_no_error (error);
  check_request (request);
  if (request->kind != BESEDA_REQUEST_MESSAGE || !is_blank (request->text))
    round_trip (BESEDA_DIALECT_BESEDA, request);
  if (request->kind <= BESEDA_REQUEST_MESSAGE)
    round_trip (BESEDA_DIALECT_PLAIN, request);

  return 0;
}
