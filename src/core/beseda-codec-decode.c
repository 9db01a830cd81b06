/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "beseda-codec.h"

#include <glib/gi18n-lib.h>

#include "beseda-json.h"
#include "beseda-limits.h"

G_DEFINE_QUARK (beseda_codec_error, beseda_codec_error)

/* The longest part of a stranger's word that goes into an error. */
#define QUOTED_BYTES 32

static const char *const event_types[] = {
  [BESEDA_EVENT_MESSAGE] = "message",
  [BESEDA_EVENT_ONLINE] = "online",
  [BESEDA_EVENT_OFFLINE] = "offline",
};

static JsonObject *
parse_frame (const char *text, gsize length, gsize limit, GError **error)
{
  if (length > limit)
    {
      g_set_error (error, BESEDA_CODEC_ERROR, BESEDA_CODEC_ERROR_TOO_LARGE,
                   _ ("The frame has %zu bytes; the limit is %zu."), length, limit);
      return NULL;
    }

  return beseda_json_parse (text, length, error);
}

/* To the caller, what is wrong with the JSON is a bad frame like any other. (transfer full) of `refusal` */
static void
pass_on (GError **error, GError *refusal)
{
  if (refusal->domain == BESEDA_JSON_ERROR)
    {
      refusal->domain = BESEDA_CODEC_ERROR;
      refusal->code = BESEDA_CODEC_ERROR_BAD_FRAME;
    }
  g_propagate_error (error, refusal);
}

static void
set_unknown_type (const char *type, GError **error)
{
  g_autofree char *start = g_strndup (type, QUOTED_BYTES);
  g_autofree char *quoted = g_strescape (start, NULL);

  g_set_error (error, BESEDA_CODEC_ERROR, BESEDA_CODEC_ERROR_BAD_FRAME, _ ("There is no type “%s” of frames."), quoted);
}

/* A message is at most BESEDA_LIMIT_MESSAGE_CHARS characters, of which only tabs and line breaks are control
 * characters. In the plain dialect it may be empty: there it always might, and whoever pressed Enter too early is not
 * closed for that. */
static gboolean
check_message (const char *text, gboolean plain, GError **error)
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

  if (n > BESEDA_LIMIT_MESSAGE_CHARS)
    {
      g_set_error (error, BESEDA_CODEC_ERROR, BESEDA_CODEC_ERROR_TOO_LARGE,
                   _ ("The message has %u characters; the limit is %d."), n, BESEDA_LIMIT_MESSAGE_CHARS);
      return FALSE;
    }
  if (blank && !plain)
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

static BesedaRequest *
read_message (JsonObject *frame, gboolean plain, GError **error)
{
  const char *text = beseda_json_get_string (frame, "message", error);

  if (text == NULL || !check_message (text, plain, error))
    return NULL;

  return beseda_request_new_message (text, NULL);
}

/* The sender's own id of the request, where it is one that an answer can carry. */
static const char *
peek_id (JsonObject *frame)
{
  const char *id = beseda_json_get_string (frame, "id", NULL);

  return id != NULL && *id != 0 && strlen (id) <= BESEDA_LIMIT_MESSAGE_ID ? id : NULL;
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

  if (json_object_has_member (frame, "id") && peek_id (frame) == NULL)
    {
      g_set_error (error, BESEDA_CODEC_ERROR, BESEDA_CODEC_ERROR_BAD_FRAME,
                   _ ("The field “id” is not a string of 1 to %d bytes."), BESEDA_LIMIT_MESSAGE_ID);
      return NULL;
    }

  if (g_str_equal (type, "login"))
    request = read_login (frame, error);
  else if (g_str_equal (type, "message"))
    request = read_message (frame, FALSE, error);
  else
    set_unknown_type (type, error);

  if (request != NULL)
    request->id = g_strdup (peek_id (frame));

  return g_steal_pointer (&request);
}

/* UTC in milliseconds, from ISO 8601 with a zone. */
static gboolean
read_at (JsonObject *frame, gint64 *at, GError **error)
{
  const char *text = beseda_json_get_string (frame, "at", error);
  g_autoptr (GDateTime) time = NULL;

  if (text == NULL)
    return FALSE;

  time = g_date_time_new_from_iso8601 (text, NULL);
  if (time == NULL)
    {
      g_set_error (error, BESEDA_CODEC_ERROR, BESEDA_CODEC_ERROR_BAD_FRAME, _ ("The field “at” is not a moment."));
      return FALSE;
    }

  /* GLib reads seconds as a double, which may fall short of the millisecond. */
  *at = g_date_time_to_unix (time) * 1000 + (g_date_time_get_microsecond (time) + 500) / 1000;
  return TRUE;
}

/* With `type` NULL it is a plain server's. */
static BesedaReply *
read_event (JsonObject *frame, const char *type, BesedaEventKind kind, GError **error)
{
  const char *text = beseda_json_get_string (frame, "message", error);
  const char *login = text != NULL ? beseda_json_get_string (frame, "login", error) : NULL;
  g_autoptr (BesedaEvent) event = NULL;
  gint64 client_id;
  gint64 seq = 0;
  gint64 at = 0;

  if (login == NULL || !beseda_json_get_integer (frame, "clientId", G_MININT64, &client_id, error))
    return NULL;
  if (type != NULL && (!beseda_json_get_integer (frame, "seq", 1, &seq, error) || !read_at (frame, &at, error)))
    return NULL;

  if (type == NULL && g_str_equal (text, "Online"))
    kind = BESEDA_EVENT_ONLINE;
  else if (type == NULL && g_str_equal (text, "Offline"))
    kind = BESEDA_EVENT_OFFLINE;

  event = beseda_event_new (kind, at, client_id, login, kind == BESEDA_EVENT_MESSAGE ? text : NULL,
                            type != NULL ? peek_id (frame) : NULL);
  if (seq > 0)
    beseda_event_set_seq (event, seq);

  return beseda_reply_new_event (event);
}

static GPtrArray *
read_people (JsonObject *frame, GError **error)
{
  JsonArray *array = beseda_json_get_array (frame, "people", error);
  guint n = array != NULL ? json_array_get_length (array) : 0;
  g_autoptr (GPtrArray) people = g_ptr_array_new_full (n, (GDestroyNotify) beseda_person_free);

  if (array == NULL)
    return NULL;

  for (guint i = 0; i < n; i++)
    {
      JsonNode *node = json_array_get_element (array, i);
      const char *login;
      gint64 client_id;

      if (!JSON_NODE_HOLDS_OBJECT (node))
        {
          g_set_error (error, BESEDA_CODEC_ERROR, BESEDA_CODEC_ERROR_BAD_FRAME,
                       _ ("The field “people” holds something other than objects."));
          return NULL;
        }
      login = beseda_json_get_string (json_node_get_object (node), "login", error);
      if (login == NULL ||
          !beseda_json_get_integer (json_node_get_object (node), "clientId", G_MININT64, &client_id, error))
        return NULL;
      g_ptr_array_add (people, beseda_person_new (client_id, login));
    }

  return g_steal_pointer (&people);
}

static BesedaReply *
read_welcome (JsonObject *frame, GError **error)
{
  const char *room = beseda_json_get_string (frame, "room", error);
  const char *login = room != NULL ? beseda_json_get_string (frame, "login", error) : NULL;
  g_autoptr (GPtrArray) people = NULL;
  gint64 client_id, last_seq, message_chars;
  JsonObject *limits;
  BesedaReply *reply;

  if (login == NULL || !beseda_json_get_integer (frame, "clientId", G_MININT64, &client_id, error) ||
      !beseda_json_get_integer (frame, "lastSeq", 0, &last_seq, error) || !(people = read_people (frame, error)) ||
      !(limits = beseda_json_get_object (frame, "limits", error)) ||
      !beseda_json_get_integer (limits, "messageChars", 1, &message_chars, error))
    return NULL;

  reply = beseda_reply_new_welcome (room, login, client_id, last_seq, g_steal_pointer (&people));
  beseda_reply_set_message_chars (reply, MIN (message_chars, G_MAXINT));

  return reply;
}

static BesedaReply *
read_error (JsonObject *frame, GError **error)
{
  const char *code = beseda_json_get_string (frame, "code", error);
  const char *text = code != NULL ? beseda_json_get_string (frame, "text", error) : NULL;

  return text != NULL ? beseda_reply_new_error (beseda_refusal_from_string (code), text, peek_id (frame)) : NULL;
}

static BesedaReply *
read_reply (JsonObject *frame, GError **error)
{
  const char *type = NULL;

  if (!json_object_has_member (frame, "type"))
    return read_event (frame, NULL, BESEDA_EVENT_MESSAGE, error);

  type = beseda_json_get_string (frame, "type", error);
  if (type == NULL)
    return NULL;

  for (guint kind = 0; kind < G_N_ELEMENTS (event_types); kind++)
    if (g_str_equal (type, event_types[kind]))
      return read_event (frame, type, kind, error);
  if (g_str_equal (type, "welcome"))
    return read_welcome (frame, error);
  if (g_str_equal (type, "error"))
    return read_error (frame, error);

  set_unknown_type (type, error);
  return NULL;
}

/* The frame's HH:MM; a plain server that writes the time otherwise still has its message read. */
static const char *
peek_clock (JsonObject *frame)
{
  const char *time = beseda_json_get_string (frame, "time", NULL);

  if (time == NULL || strlen (time) != 5 || time[2] != ':' || !g_ascii_isdigit (time[0]) ||
      !g_ascii_isdigit (time[1]) || !g_ascii_isdigit (time[3]) || !g_ascii_isdigit (time[4]))
    return NULL;

  return time;
}

BesedaRequest *
beseda_codec_decode_request (const char *text, gsize length, char **id, GError **error)
{
  g_autoptr (GError) refusal = NULL;
  g_autoptr (JsonObject) frame = parse_frame (text, length, BESEDA_LIMIT_FRAME, &refusal);
  BesedaRequest *request = frame != NULL ? read_request (frame, &refusal) : NULL;

  if (id != NULL)
    *id = frame != NULL ? g_strdup (peek_id (frame)) : NULL;
  if (request == NULL)
    pass_on (error, g_steal_pointer (&refusal));

  return request;
}

BesedaReply *
beseda_codec_decode_reply (const char *text, gsize length, char **clock, GError **error)
{
  g_autoptr (GError) refusal = NULL;
  g_autoptr (JsonObject) frame = parse_frame (text, length, BESEDA_LIMIT_REPLY, &refusal);
  BesedaReply *reply = frame != NULL ? read_reply (frame, &refusal) : NULL;

  if (clock != NULL)
    *clock = reply != NULL ? g_strdup (peek_clock (frame)) : NULL;
  if (reply == NULL)
    pass_on (error, g_steal_pointer (&refusal));

  return reply;
}
