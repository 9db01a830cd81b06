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

/* What only the Beseda dialect has: proof of the name, and where the peer's memory ends. */
static gboolean
read_memory (JsonObject *frame, BesedaRequest *request, GError **error)
{
  if (json_object_has_member (frame, "token"))
    {
      const char *token = beseda_json_get_string (frame, "token", error);

      if (token == NULL)
        return FALSE;
      if (!beseda_token_is_valid (token))
        {
          g_set_error (error, BESEDA_CODEC_ERROR, BESEDA_CODEC_ERROR_BAD_FRAME,
                       _ ("The field “token” is not made of %d hexadecimal digits."), 2 * BESEDA_TOKEN_BYTES);
          return FALSE;
        }
      request->token = g_strdup (token);
    }
  if (json_object_has_member (frame, "since") && !beseda_json_get_integer (frame, "since", 0, &request->since, error))
    return FALSE;
  if (json_object_has_member (frame, "roomId"))
    {
      request->room_id = g_strdup (beseda_json_get_string (frame, "roomId", error));
      return request->room_id != NULL;
    }

  return TRUE;
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
    {
      request = read_login (frame, error);
      if (request != NULL && !read_memory (frame, request, error))
        return NULL;
    }
  else if (g_str_equal (type, "history"))
    request = read_history_request (frame, error);
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
static BesedaEvent *
read_event (JsonObject *frame, const char *type, BesedaEventKind kind, GError **error)
{
  const char *text = beseda_json_get_string (frame, "message", error);
  const char *login = text != NULL ? beseda_json_get_string (frame, "login", error) : NULL;
  BesedaEvent *event;
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
    beseda_event_set_seq (event, (guint64) seq);

  return event;
}

/* The kind of event with that `type`; FALSE for anything else. */
static gboolean
find_event_kind (const char *type, BesedaEventKind *kind)
{
  for (guint i = 0; i < G_N_ELEMENTS (event_types); i++)
    if (g_str_equal (type, event_types[i]))
      {
        *kind = i;
        return TRUE;
      }

  return FALSE;
}

/* One of a history's events. What a newer server calls otherwise is passed over: `event` is NULL then. */
static gboolean
read_past_event (JsonNode *node, guint64 from_seq, guint64 to_seq, BesedaEvent **event, GError **error)
{
  JsonObject *object = JSON_NODE_HOLDS_OBJECT (node) ? json_node_get_object (node) : NULL;
  const char *type = object != NULL ? beseda_json_get_string (object, "type", error) : NULL;
  BesedaEventKind kind;

  *event = NULL;
  if (object == NULL)
    {
      g_set_error (error, BESEDA_CODEC_ERROR, BESEDA_CODEC_ERROR_BAD_FRAME,
                   _ ("The field “events” holds something other than objects."));
      return FALSE;
    }
  if (type == NULL)
    return FALSE;
  if (!find_event_kind (type, &kind))
    return TRUE;

  *event = read_event (object, type, kind, error);
  if (*event == NULL)
    return FALSE;
  if (beseda_event_get_seq (*event) < from_seq || beseda_event_get_seq (*event) > to_seq)
    {
      g_set_error (error, BESEDA_CODEC_ERROR, BESEDA_CODEC_ERROR_BAD_FRAME, _ ("The events are out of order."));
      g_clear_pointer (event, beseda_event_unref);
      return FALSE;
    }

  return TRUE;
}

static BesedaReply *
read_history (JsonObject *frame, GError **error)
{
  JsonArray *array = beseda_json_get_array (frame, "events", error);
  guint n = array != NULL ? json_array_get_length (array) : 0;
  g_autoptr (GPtrArray) events = g_ptr_array_new_with_free_func ((GDestroyNotify) beseda_event_unref);
  gint64 from_seq, to_seq;
  guint64 next;

  if (array == NULL || !beseda_json_get_integer (frame, "fromSeq", 1, &from_seq, error) ||
      !beseda_json_get_integer (frame, "toSeq", 0, &to_seq, error))
    return NULL;

  next = (guint64) from_seq;
  for (guint i = 0; i < n; i++)
    {
      BesedaEvent *event;

      if (!read_past_event (json_array_get_element (array, i), next, (guint64) to_seq, &event, error))
        return NULL;
      if (event == NULL)
        continue;
      next = beseda_event_get_seq (event) + 1;
      g_ptr_array_add (events, event);
    }

  return beseda_reply_new_history ((guint64) from_seq, (guint64) to_seq, g_steal_pointer (&events), peek_id (frame));
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

/* A string that may be missing; (transfer full), NULL where it is, or something else stands there. */
static char *
dup_optional (JsonObject *frame, const char *name)
{
  return g_strdup (beseda_json_get_string (frame, name, NULL));
}

static BesedaReply *
read_welcome (JsonObject *frame, GError **error)
{
  const char *room = beseda_json_get_string (frame, "room", error);
  const char *login = room != NULL ? beseda_json_get_string (frame, "login", error) : NULL;
  g_autoptr (BesedaWelcome) welcome = NULL;
  gint64 last_seq, message_chars;
  GPtrArray *people;
  JsonObject *limits;

  if (login == NULL)
    return NULL;

  welcome = beseda_welcome_new (room, login, 0);
  if (!beseda_json_get_integer (frame, "clientId", G_MININT64, &welcome->client_id, error) ||
      !beseda_json_get_integer (frame, "lastSeq", 0, &last_seq, error) || !(people = read_people (frame, error)))
    return NULL;
  g_ptr_array_unref (welcome->people);
  welcome->people = people;
  if (!(limits = beseda_json_get_object (frame, "limits", error)) ||
      !beseda_json_get_integer (limits, "messageChars", 1, &message_chars, error) ||
      (json_object_has_member (frame, "keepSeconds") &&
       !beseda_json_get_integer (frame, "keepSeconds", 0, &welcome->keep, error)))
    return NULL;

  welcome->last_seq = (guint64) last_seq;
  welcome->message_chars = (guint) MIN (message_chars, G_MAXINT);
  welcome->room_id = dup_optional (frame, "roomId");
  welcome->token = dup_optional (frame, "token");
  if (welcome->token != NULL && !beseda_token_is_valid (welcome->token))
    g_clear_pointer (&welcome->token, g_free);

  return beseda_reply_new_welcome (g_steal_pointer (&welcome));
}

/* Those that are strings. (transfer full), NULL for none */
static char **
read_suggestions (JsonObject *frame)
{
  JsonArray *array = beseda_json_get_array (frame, "suggestions", NULL);
  guint n = array != NULL ? MIN (json_array_get_length (array), BESEDA_LIMIT_SUGGESTIONS) : 0;
  GPtrArray *names;

  if (n == 0)
    return NULL;

  names = g_ptr_array_new ();
  for (guint i = 0; i < n; i++)
    {
      JsonNode *node = json_array_get_element (array, i);

      if (JSON_NODE_HOLDS_VALUE (node) && json_node_get_value_type (node) == G_TYPE_STRING)
        g_ptr_array_add (names, json_node_dup_string (node));
    }
  if (names->len == 0)
    {
      g_ptr_array_unref (names);
      return NULL;
    }
  g_ptr_array_add (names, NULL);

  return (char **) g_ptr_array_free (names, FALSE);
}

static BesedaReply *
read_error (JsonObject *frame, GError **error)
{
  const char *code = beseda_json_get_string (frame, "code", error);
  const char *text = code != NULL ? beseda_json_get_string (frame, "text", error) : NULL;
  BesedaReply *reply;

  if (text == NULL)
    return NULL;

  reply = beseda_reply_new_error (beseda_refusal_from_string (code), text, peek_id (frame));
  beseda_reply_set_suggestions (reply, read_suggestions (frame));

  return reply;
}

/* (transfer full) of `event`, nullable */
static BesedaReply *
wrap_event (BesedaEvent *event)
{
  g_autoptr (BesedaEvent) owned = event;

  return owned != NULL ? beseda_reply_new_event (owned) : NULL;
}

static BesedaReply *
read_reply (JsonObject *frame, GError **error)
{
  const char *type = NULL;
  BesedaEventKind kind;

  if (!json_object_has_member (frame, "type"))
    return wrap_event (read_event (frame, NULL, BESEDA_EVENT_MESSAGE, error));

  type = beseda_json_get_string (frame, "type", error);
  if (type == NULL)
    return NULL;

  if (find_event_kind (type, &kind))
    return wrap_event (read_event (frame, type, kind, error));
  if (g_str_equal (type, "history"))
    return read_history (frame, error);
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
