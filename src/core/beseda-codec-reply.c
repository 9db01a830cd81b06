/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <glib/gi18n-lib.h>

#include "beseda-codec-decode.h"
#include "beseda-json.h"
#include "beseda-limits.h"

static const char *const event_types[] = {
  [BESEDA_EVENT_MESSAGE] = "message",
  [BESEDA_EVENT_ONLINE] = "online",
  [BESEDA_EVENT_OFFLINE] = "offline",
  [BESEDA_EVENT_ACT] = "act",
};

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

static BesedaAct *
read_act (JsonObject *frame, const char *text, GError **error)
{
  const char *name = beseda_json_get_string (frame, "act", error);
  g_autoptr (BesedaAct) act = NULL;
  BesedaActKind kind;
  gint64 seq = 0;

  if (name == NULL)
    return NULL;
  if (!beseda_act_kind_from_string (name, &kind))
    {
      beseda_codec_set_unknown_type (name, error);
      return NULL;
    }

  act = beseda_act_new (kind, NULL, text);
  if (beseda_act_kind_has_target (kind) && !(act->target = g_strdup (beseda_json_get_string (frame, "target", error))))
    return NULL;
  if (kind == BESEDA_ACT_REMOVE && !beseda_json_get_integer (frame, "targetSeq", 1, &seq, error))
    return NULL;
  if (json_object_has_member (frame, "seconds") && !beseda_json_get_integer (frame, "seconds", 0, &act->seconds, error))
    return NULL;

  act->target_seq = (guint64) seq;
  act->seconds = MIN (act->seconds, BESEDA_LIMIT_MUTE_SECONDS);

  return g_steal_pointer (&act);
}

/* Of somebody in a room, or who has just come. */
static BesedaPerson *
read_person (JsonObject *object, GError **error)
{
  const char *login = beseda_json_get_string (object, "login", error);
  gint64 client_id, muted_seconds = 0;
  BesedaPerson *person;

  if (login == NULL || !beseda_json_get_integer (object, "clientId", G_MININT64, &client_id, error) ||
      (json_object_has_member (object, "mutedSeconds") &&
       !beseda_json_get_integer (object, "mutedSeconds", 1, &muted_seconds, error)))
    return NULL;

  person = beseda_person_new (client_id, login);
  person->role = beseda_role_from_string (beseda_json_get_string (object, "role", NULL));
  person->muted = beseda_json_get_boolean (object, "muted");
  person->muted_seconds = muted_seconds;
  person->away = beseda_json_get_boolean (object, "away");

  return person;
}

/* With `type` NULL it is a plain server's. */
static BesedaEvent *
read_event (JsonObject *frame, const char *type, BesedaEventKind kind, GError **error)
{
  const char *text = beseda_json_get_string (frame, "message", error);
  const char *login = text != NULL ? beseda_json_get_string (frame, "login", error) : NULL;
  const char *id = type != NULL ? beseda_codec_peek_id (frame) : NULL;
  const gboolean removed = type != NULL && beseda_json_get_boolean (frame, "removed");
  g_autoptr (BesedaAct) act = NULL;
  BesedaPerson *person = NULL;
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

  if (kind == BESEDA_EVENT_ACT && !(act = read_act (frame, text, error)))
    return NULL;
  if (type != NULL && kind == BESEDA_EVENT_ONLINE && !(person = read_person (frame, error)))
    return NULL;

  if (act != NULL)
    event = beseda_event_new_act (at, client_id, login, act, id);
  else
    event = beseda_event_new (kind, at, client_id, login, kind == BESEDA_EVENT_MESSAGE && !removed ? text : NULL, id);
  if (person != NULL)
    beseda_event_set_person (event, person);
  if (seq > 0)
    beseda_event_set_seq (event, (guint64) seq);

  return event;
}

/* The kind of event that a frame of that `type` is; FALSE for anything else, an act too that a newer server knows. */
static gboolean
find_event_kind (JsonObject *frame, const char *type, BesedaEventKind *kind)
{
  const char *act = beseda_json_get_string (frame, "act", NULL);
  BesedaActKind known;

  for (guint i = 0; i < G_N_ELEMENTS (event_types); i++)
    if (g_str_equal (type, event_types[i]))
      {
        *kind = i;
        return i != BESEDA_EVENT_ACT || act == NULL || beseda_act_kind_from_string (act, &known);
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
  if (!find_event_kind (object, type, &kind))
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

  return beseda_reply_new_history ((guint64) from_seq, (guint64) to_seq, g_steal_pointer (&events),
                                   beseda_codec_peek_id (frame));
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
      BesedaPerson *person;

      if (!JSON_NODE_HOLDS_OBJECT (node))
        {
          g_set_error (error, BESEDA_CODEC_ERROR, BESEDA_CODEC_ERROR_BAD_FRAME,
                       _ ("The field “people” holds something other than objects."));
          return NULL;
        }
      person = read_person (json_node_get_object (node), error);
      if (person == NULL)
        return NULL;
      g_ptr_array_add (people, person);
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
  const char *topic;
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
       !beseda_json_get_integer (frame, "keepSeconds", 0, &welcome->keep, error)) ||
      (json_object_has_member (frame, "slowSeconds") &&
       !beseda_json_get_integer (frame, "slowSeconds", 0, &welcome->slow, error)))
    return NULL;

  welcome->last_seq = (guint64) last_seq;
  welcome->message_chars = (guint) MIN (message_chars, G_MAXINT);
  welcome->room_id = dup_optional (frame, "roomId");
  welcome->token = dup_optional (frame, "token");
  if (welcome->token != NULL && !beseda_token_is_valid (welcome->token))
    g_clear_pointer (&welcome->token, g_free);
  if ((topic = beseda_json_get_string (frame, "topic", NULL)) != NULL)
    {
      g_free (welcome->topic);
      welcome->topic = g_strdup (topic);
    }
  welcome->locked = beseda_json_get_boolean (frame, "locked");
  welcome->typing = beseda_json_get_boolean (frame, "typing");
  welcome->presence = beseda_json_get_boolean (frame, "presence");

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
read_waiting (JsonObject *frame, GError **error)
{
  const char *text = beseda_json_get_string (frame, "text", error);

  return text != NULL ? beseda_reply_new_waiting (text, beseda_codec_peek_id (frame)) : NULL;
}

static BesedaReply *
read_knock (JsonObject *frame, GError **error)
{
  const char *login = beseda_json_get_string (frame, "login", error);

  return login != NULL ? beseda_reply_new_knock (login, beseda_json_get_boolean (frame, "gone")) : NULL;
}

static BesedaReply *
read_typing (JsonObject *frame, GError **error)
{
  const char *login = beseda_json_get_string (frame, "login", error);

  return login != NULL ? beseda_reply_new_typing (login) : NULL;
}

static BesedaReply *
read_presence (JsonObject *frame, GError **error)
{
  const char *login = beseda_json_get_string (frame, "login", error);

  return login != NULL ? beseda_reply_new_presence (login, beseda_json_get_boolean (frame, "away")) : NULL;
}

static BesedaReply *
read_error (JsonObject *frame, GError **error)
{
  const char *code = beseda_json_get_string (frame, "code", error);
  const char *text = code != NULL ? beseda_json_get_string (frame, "text", error) : NULL;
  gint64 retry_after;
  BesedaReply *reply;

  if (text == NULL)
    return NULL;

  reply = beseda_reply_new_error (beseda_refusal_from_string (code), text, beseda_codec_peek_id (frame));
  beseda_reply_set_suggestions (reply, read_suggestions (frame));
  if (beseda_json_get_integer (frame, "retryAfterMs", 1, &retry_after, NULL))
    beseda_reply_set_retry_after (reply, (guint) MIN (retry_after, BESEDA_LIMIT_RETRY_AFTER_MSECONDS));

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

  if (find_event_kind (frame, type, &kind))
    return wrap_event (read_event (frame, type, kind, error));
  if (g_str_equal (type, "history"))
    return read_history (frame, error);
  if (g_str_equal (type, "welcome"))
    return read_welcome (frame, error);
  if (g_str_equal (type, "error"))
    return read_error (frame, error);
  if (g_str_equal (type, "waiting"))
    return read_waiting (frame, error);
  if (g_str_equal (type, "knock"))
    return read_knock (frame, error);
  if (g_str_equal (type, "typing"))
    return read_typing (frame, error);
  if (g_str_equal (type, "presence"))
    return read_presence (frame, error);

  beseda_codec_set_unknown_type (type, error);
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

BesedaReply *
beseda_codec_decode_reply (const char *text, gsize length, char **clock, GError **error)
{
  g_autoptr (GError) refusal = NULL;
  g_autoptr (JsonObject) frame = beseda_codec_parse (text, length, BESEDA_LIMIT_REPLY, &refusal);
  BesedaReply *reply = frame != NULL ? read_reply (frame, &refusal) : NULL;

  if (clock != NULL)
    *clock = reply != NULL ? g_strdup (peek_clock (frame)) : NULL;
  if (reply == NULL)
    beseda_codec_pass_on (error, g_steal_pointer (&refusal));

  return reply;
}
