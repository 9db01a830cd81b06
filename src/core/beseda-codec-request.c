/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <glib/gi18n-lib.h>

#include "beseda-codec-decode.h"
#include "beseda-json.h"
#include "beseda-limits.h"

/* What people write has at most `limit` characters, of which only tabs and line breaks are control characters. Where it
 * may be `empty` it may be blank as well. */
static gboolean
check_text (const char *text, guint limit, gboolean empty, GError **error)
{
  gboolean blank = TRUE;
  guint n = 0;

  for (const char *at = text; *at != 0; at = g_utf8_next_char (at), n++)
    {
      gunichar c = g_utf8_get_char (at);

      if (c != '\t' && c != '\n' && c != '\r' && g_unichar_iscntrl (c))
        {
          g_set_error (error, BESEDA_CODEC_ERROR, BESEDA_CODEC_ERROR_BAD_FRAME,
                       _ ("A message cannot contain the control character U+%04X."), c);
          return FALSE;
        }
      blank = blank && g_unichar_isspace (c);
    }

  if (n > limit)
    {
      g_set_error (error, BESEDA_CODEC_ERROR, BESEDA_CODEC_ERROR_TOO_LARGE,
                   _ ("The message has %u characters; the limit is %u."), n, limit);
      return FALSE;
    }
  if (blank && !empty)
    {
      g_set_error (error, BESEDA_CODEC_ERROR, BESEDA_CODEC_ERROR_BAD_FRAME, _ ("The message is empty."));
      return FALSE;
    }

  return TRUE;
}

static BesedaRequest *
read_login (JsonObject *frame, GError **error)
{
  const char *login = beseda_json_get_string (frame, "login", error);
  g_autoptr (BesedaRequest) request = NULL;

  if (login == NULL)
    return NULL;

  request = beseda_request_new_login (login, 0);
  request->has_client_id = json_object_has_member (frame, "clientId");
  if (request->has_client_id && !beseda_json_get_integer (frame, "clientId", G_MININT64, &request->client_id, error))
    return NULL;

  return g_steal_pointer (&request);
}

/* A string that may be missing; FALSE where it is something else, or longer than `limit` bytes. */
static gboolean
read_optional (JsonObject *frame, const char *name, gsize limit, char **value, GError **error)
{
  const char *text;

  if (!json_object_has_member (frame, name))
    return TRUE;

  text = beseda_json_get_string (frame, name, error);
  if (text != NULL && strlen (text) > limit)
    {
      g_set_error (error, BESEDA_CODEC_ERROR, BESEDA_CODEC_ERROR_BAD_FRAME,
                   _ ("The field “%s” is longer than %zu bytes."), name, limit);
      text = NULL;
    }
  *value = g_strdup (text);

  return text != NULL;
}

static gboolean
read_token (JsonObject *frame, const char *name, char **token, GError **error)
{
  if (!read_optional (frame, name, BESEDA_LIMIT_FRAME, token, error))
    return FALSE;
  if (*token == NULL || beseda_token_is_valid (*token))
    return TRUE;

  g_set_error (error, BESEDA_CODEC_ERROR, BESEDA_CODEC_ERROR_BAD_FRAME,
               _ ("The field “%s” is not made of %d hexadecimal digits."), name, 2 * BESEDA_TOKEN_BYTES);
  return FALSE;
}

/* What only the Beseda dialect has: proof of the name, what opens the door, and where the peer's memory ends. */
static gboolean
read_credentials (JsonObject *frame, BesedaRequest *request, GError **error)
{
  return read_token (frame, "token", &request->token, error) && read_token (frame, "owner", &request->owner, error) &&
         read_optional (frame, "key", BESEDA_LIMIT_MESSAGE_ID, &request->key, error) &&
         read_optional (frame, "password", BESEDA_LIMIT_PASSWORD, &request->password, error) &&
         (!json_object_has_member (frame, "since") ||
          beseda_json_get_integer (frame, "since", 0, &request->since, error)) &&
         read_optional (frame, "roomId", BESEDA_LIMIT_FRAME, &request->room_id, error);
}

static BesedaRequest *
read_history_request (JsonObject *frame, GError **error)
{
  const gboolean before = json_object_has_member (frame, "before");
  gint64 limit = BESEDA_LIMIT_BACKLOG_EVENTS;
  gint64 seq;

  if (before == json_object_has_member (frame, "after"))
    {
      g_set_error (error, BESEDA_CODEC_ERROR, BESEDA_CODEC_ERROR_BAD_FRAME,
                   _ ("A request for history has either a field “before” or a field “after”."));
      return NULL;
    }
  if (!beseda_json_get_integer (frame, before ? "before" : "after", before ? 1 : 0, &seq, error) ||
      (json_object_has_member (frame, "limit") && !beseda_json_get_integer (frame, "limit", 1, &limit, error)))
    return NULL;

  return beseda_request_new_history (before ? BESEDA_BEFORE : BESEDA_AFTER, (guint64) seq,
                                     (guint) MIN (limit, BESEDA_LIMIT_PAGE), NULL);
}

static BesedaRequest *
read_message (JsonObject *frame, gboolean plain, GError **error)
{
  const char *text = beseda_json_get_string (frame, "message", error);

  /* In the plain dialect a message might be empty always, and whoever pressed Enter too early is not closed for that.
   */
  if (text == NULL || !check_text (text, BESEDA_LIMIT_MESSAGE_CHARS, plain, error))
    return NULL;

  return beseda_request_new_message (text, NULL);
}

/* An optional number of seconds, from 0 to `limit`. */
static gboolean
read_seconds (JsonObject *frame, gint64 limit, gint64 *seconds, GError **error)
{
  if (!json_object_has_member (frame, "seconds"))
    return TRUE;
  if (!beseda_json_get_integer (frame, "seconds", 0, seconds, error))
    return FALSE;
  if (*seconds <= limit)
    return TRUE;

  g_set_error (error, BESEDA_CODEC_ERROR, BESEDA_CODEC_ERROR_BAD_FRAME, _ ("The field “seconds” is more than %d."),
               (int) limit);
  return FALSE;
}

static BesedaRequest *
read_act (JsonObject *frame, GError **error)
{
  const char *name = beseda_json_get_string (frame, "act", error);
  g_autoptr (BesedaAct) act = NULL;
  BesedaRequest *request;
  BesedaActKind kind;
  gint64 seq = 0;

  if (name == NULL)
    return NULL;
  if (!beseda_act_kind_from_string (name, &kind))
    {
      beseda_codec_set_unknown_type (name, error);
      return NULL;
    }

  act = beseda_act_new (kind, NULL, NULL);
  if (beseda_act_kind_has_target (kind) && !(act->target = g_strdup (beseda_json_get_string (frame, "target", error))))
    return NULL;
  if (kind == BESEDA_ACT_REMOVE && !beseda_json_get_integer (frame, "targetSeq", 1, &seq, error))
    return NULL;
  if (json_object_has_member (frame, "text"))
    {
      const char *text = beseda_json_get_string (frame, "text", error);

      if (text == NULL || !check_text (text, BESEDA_LIMIT_REASON_CHARS, TRUE, error))
        return NULL;
      g_free (act->text);
      act->text = g_strdup (text);
    }
  if ((kind == BESEDA_ACT_MUTE && !read_seconds (frame, BESEDA_LIMIT_MUTE_SECONDS, &act->seconds, error)) ||
      (kind == BESEDA_ACT_SLOW && !read_seconds (frame, BESEDA_LIMIT_SLOW_SECONDS, &act->seconds, error)))
    return NULL;

  act->target_seq = (guint64) seq;
  request = beseda_request_new_act (act, NULL);
  request->by_address = beseda_json_get_boolean (frame, "address");

  return request;
}

static BesedaRequest *
read_answer (JsonObject *frame, GError **error)
{
  const char *login = beseda_json_get_string (frame, "login", error);

  if (login == NULL)
    return NULL;

  return beseda_request_new_answer (login, beseda_json_get_boolean (frame, "admit"), NULL);
}

static BesedaRequest *
read_request (JsonObject *frame, GError **error)
{
  g_autoptr (BesedaRequest) request = NULL;
  const char *type;

  /* Without a type it is plain, and whatever the plain dialect doesn't know means nothing, an `id` too. Some plain
   * clients repeat their name in every message. */
  if (!json_object_has_member (frame, "type"))
    return json_object_has_member (frame, "login") && !json_object_has_member (frame, "message")
               ? read_login (frame, error)
               : read_message (frame, TRUE, error);

  type = beseda_json_get_string (frame, "type", error);
  if (type == NULL)
    return NULL;

  if (json_object_has_member (frame, "id") && beseda_codec_peek_id (frame) == NULL)
    {
      g_set_error (error, BESEDA_CODEC_ERROR, BESEDA_CODEC_ERROR_BAD_FRAME,
                   _ ("The field “id” is not a string of 1 to %d bytes."), BESEDA_LIMIT_MESSAGE_ID);
      return NULL;
    }

  if (g_str_equal (type, "login"))
    {
      request = read_login (frame, error);
      if (request != NULL && !read_credentials (frame, request, error))
        return NULL;
      if (request != NULL)
        request->away = beseda_json_get_boolean (frame, "away");
    }
  else if (g_str_equal (type, "history"))
    request = read_history_request (frame, error);
  else if (g_str_equal (type, "message"))
    request = read_message (frame, FALSE, error);
  else if (g_str_equal (type, "act"))
    request = read_act (frame, error);
  else if (g_str_equal (type, "answer"))
    request = read_answer (frame, error);
  else if (g_str_equal (type, "typing"))
    request = beseda_request_new_typing ();
  else if (g_str_equal (type, "presence"))
    request = beseda_request_new_presence (beseda_json_get_boolean (frame, "away"), NULL);
  else
    beseda_codec_set_unknown_type (type, error);

  if (request != NULL)
    request->id = g_strdup (beseda_codec_peek_id (frame));

  return g_steal_pointer (&request);
}

BesedaRequest *
beseda_codec_decode_request (const char *text, gsize length, char **id, GError **error)
{
  g_autoptr (GError) refusal = NULL;
  g_autoptr (JsonObject) frame = beseda_codec_parse (text, length, BESEDA_LIMIT_FRAME, &refusal);
  BesedaRequest *request = frame != NULL ? read_request (frame, &refusal) : NULL;

  if (id != NULL)
    *id = frame != NULL ? g_strdup (beseda_codec_peek_id (frame)) : NULL;
  if (request == NULL)
    beseda_codec_pass_on (error, g_steal_pointer (&refusal));

  return request;
}
