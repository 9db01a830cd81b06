/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "beseda-codec.h"

#include "beseda-json.h"
#include "beseda-limits.h"
#include "beseda-timestamp.h"

static const char *const event_types[] = {
  [BESEDA_EVENT_MESSAGE] = "message",
  [BESEDA_EVENT_ONLINE] = "online",
  [BESEDA_EVENT_OFFLINE] = "offline",
  [BESEDA_EVENT_ACT] = "act",
};

static char *
generate (JsonObject *frame)
{
  g_autoptr (JsonNode) node = json_node_new (JSON_NODE_OBJECT);

  json_node_set_object (node, frame);

  return beseda_json_write (node);
}

static GBytes *
generate_bytes (JsonObject *frame)
{
  char *text = generate (frame);

  return g_bytes_new_take (text, strlen (text));
}

/* What is settled for somebody, where anything is, and whether they are away. */
static void
write_standing (JsonObject *object, const BesedaPerson *person)
{
  if (person->role != BESEDA_ROLE_GUEST)
    json_object_set_string_member (object, "role", beseda_role_to_string (person->role));
  if (person->muted)
    json_object_set_boolean_member (object, "muted", TRUE);
  if (person->muted_seconds > 0)
    json_object_set_int_member (object, "mutedSeconds", person->muted_seconds);
  if (person->away)
    json_object_set_boolean_member (object, "away", TRUE);
}

static GBytes *
encode_welcome (const BesedaWelcome *welcome)
{
  g_autoptr (JsonObject) frame = json_object_new ();
  JsonArray *people = json_array_sized_new (welcome->people->len);
  JsonObject *limits = json_object_new ();

  json_object_set_string_member (frame, "type", "welcome");
  json_object_set_string_member (frame, "room", welcome->room);
  if (welcome->room_id != NULL)
    json_object_set_string_member (frame, "roomId", welcome->room_id);
  json_object_set_string_member (frame, "login", welcome->login);
  json_object_set_int_member (frame, "clientId", welcome->client_id);
  if (welcome->token != NULL)
    json_object_set_string_member (frame, "token", welcome->token);
  json_object_set_int_member (frame, "lastSeq", (gint64) welcome->last_seq);
  if (welcome->keep >= 0)
    json_object_set_int_member (frame, "keepSeconds", welcome->keep);
  if (*welcome->topic != '\0')
    json_object_set_string_member (frame, "topic", welcome->topic);
  if (welcome->slow > 0)
    json_object_set_int_member (frame, "slowSeconds", welcome->slow);
  if (welcome->locked)
    json_object_set_boolean_member (frame, "locked", TRUE);
  if (welcome->typing)
    json_object_set_boolean_member (frame, "typing", TRUE);
  if (welcome->presence)
    json_object_set_boolean_member (frame, "presence", TRUE);
  json_object_set_array_member (frame, "people", people);
  for (guint i = 0; i < welcome->people->len; i++)
    {
      BesedaPerson *person = welcome->people->pdata[i];
      JsonObject *object = json_object_new ();

      json_object_set_int_member (object, "clientId", person->client_id);
      json_object_set_string_member (object, "login", person->login);
      write_standing (object, person);
      json_array_add_object_element (people, object);
    }
  json_object_set_object_member (frame, "limits", limits);
  json_object_set_int_member (limits, "messageChars", welcome->message_chars);
  json_object_set_int_member (limits, "loginChars", BESEDA_LIMIT_LOGIN_CHARS);
  json_object_set_int_member (limits, "frameBytes", BESEDA_LIMIT_FRAME);

  return generate_bytes (frame);
}

static GBytes *
encode_error (BesedaReply *reply)
{
  g_autoptr (JsonObject) frame = json_object_new ();
  const char *const *suggestions = beseda_reply_get_suggestions (reply);

  json_object_set_string_member (frame, "type", "error");
  json_object_set_string_member (frame, "code", beseda_refusal_to_string (beseda_reply_get_refusal (reply)));
  json_object_set_string_member (frame, "text", beseda_reply_get_text (reply));
  if (beseda_reply_get_id (reply) != NULL)
    json_object_set_string_member (frame, "id", beseda_reply_get_id (reply));
  if (beseda_reply_get_retry_after (reply) > 0)
    json_object_set_int_member (frame, "retryAfterMs", beseda_reply_get_retry_after (reply));
  if (suggestions != NULL)
    {
      JsonArray *array = json_array_new ();

      for (guint i = 0; suggestions[i] != NULL; i++)
        json_array_add_string_element (array, suggestions[i]);
      json_object_set_array_member (frame, "suggestions", array);
    }

  return generate_bytes (frame);
}

static GBytes *
encode_waiting (BesedaReply *reply)
{
  g_autoptr (JsonObject) frame = json_object_new ();

  json_object_set_string_member (frame, "type", "waiting");
  json_object_set_string_member (frame, "text", beseda_reply_get_text (reply));
  if (beseda_reply_get_id (reply) != NULL)
    json_object_set_string_member (frame, "id", beseda_reply_get_id (reply));

  return generate_bytes (frame);
}

static GBytes *
encode_knock (BesedaReply *reply)
{
  g_autoptr (JsonObject) frame = json_object_new ();

  json_object_set_string_member (frame, "type", "knock");
  json_object_set_string_member (frame, "login", beseda_reply_get_login (reply));
  if (beseda_reply_is_gone (reply))
    json_object_set_boolean_member (frame, "gone", TRUE);

  return generate_bytes (frame);
}

static GBytes *
encode_typing (BesedaReply *reply)
{
  g_autoptr (JsonObject) frame = json_object_new ();

  json_object_set_string_member (frame, "type", "typing");
  json_object_set_string_member (frame, "login", beseda_reply_get_login (reply));

  return generate_bytes (frame);
}

static GBytes *
encode_presence (BesedaReply *reply)
{
  g_autoptr (JsonObject) frame = json_object_new ();

  json_object_set_string_member (frame, "type", "presence");
  json_object_set_string_member (frame, "login", beseda_reply_get_login (reply));
  json_object_set_boolean_member (frame, "away", beseda_reply_is_away (reply));

  return generate_bytes (frame);
}

static void
write_act (JsonObject *frame, const BesedaAct *act)
{
  json_object_set_string_member (frame, "act", beseda_act_kind_to_string (act->kind));
  if (act->target != NULL)
    json_object_set_string_member (frame, "target", act->target);
  if (act->target_seq > 0)
    json_object_set_int_member (frame, "targetSeq", (gint64) act->target_seq);
  if (act->seconds > 0)
    json_object_set_int_member (frame, "seconds", act->seconds);
}

/* What stands in an event's `message`: plain peers have no other field. */
static const char *
get_message (BesedaEvent *event)
{
  switch (beseda_event_get_kind (event))
    {
    case BESEDA_EVENT_ONLINE:
      return "Online";
    case BESEDA_EVENT_OFFLINE:
      return "Offline";
    case BESEDA_EVENT_ACT:
      return beseda_event_get_act (event)->text;
    default:
      return beseda_event_get_text (event) != NULL ? beseda_event_get_text (event) : "";
    }
}

GBytes *
beseda_codec_encode_reply (BesedaDialect dialect, BesedaReply *reply, const char *clock)
{
  if (beseda_reply_get_kind (reply) == BESEDA_REPLY_EVENT)
    return beseda_codec_encode_event (dialect, beseda_reply_get_event (reply), clock);
  if (dialect == BESEDA_DIALECT_PLAIN)
    return NULL;

  switch (beseda_reply_get_kind (reply))
    {
    case BESEDA_REPLY_WELCOME:
      return encode_welcome (beseda_reply_get_welcome (reply));
    case BESEDA_REPLY_ERROR:
      return encode_error (reply);
    case BESEDA_REPLY_WAITING:
      return encode_waiting (reply);
    case BESEDA_REPLY_KNOCK:
      return encode_knock (reply);
    case BESEDA_REPLY_TYPING:
      return encode_typing (reply);
    case BESEDA_REPLY_PRESENCE:
      return encode_presence (reply);
    default:
      g_return_val_if_reached (NULL);
    }
}

GBytes *
beseda_codec_encode_event (BesedaDialect dialect, BesedaEvent *event, const char *clock)
{
  g_autoptr (JsonObject) frame = NULL;
  BesedaEventKind kind = beseda_event_get_kind (event);

  g_return_val_if_fail (clock != NULL, NULL);

  /* What was said before it was removed, plain peers have heard; of the rest they have no notion. */
  if (dialect == BESEDA_DIALECT_PLAIN && kind == BESEDA_EVENT_ACT)
    return NULL;

  frame = json_object_new ();
  if (dialect == BESEDA_DIALECT_BESEDA)
    {
      g_autofree char *at = beseda_timestamp_format (beseda_event_get_at (event));

      json_object_set_string_member (frame, "type", event_types[kind]);
      json_object_set_int_member (frame, "seq", beseda_event_get_seq (event));
      json_object_set_string_member (frame, "at", at);
      if (beseda_event_get_id (event) != NULL)
        json_object_set_string_member (frame, "id", beseda_event_get_id (event));
      if (kind == BESEDA_EVENT_ACT)
        write_act (frame, beseda_event_get_act (event));
      else if (kind == BESEDA_EVENT_MESSAGE && beseda_event_get_text (event) == NULL)
        json_object_set_boolean_member (frame, "removed", TRUE);
      else if (beseda_event_get_person (event) != NULL)
        write_standing (frame, beseda_event_get_person (event));
    }
  json_object_set_string_member (frame, "time", clock);
  json_object_set_int_member (frame, "clientId", beseda_event_get_client_id (event));
  json_object_set_string_member (frame, "message", get_message (event));
  json_object_set_string_member (frame, "login", beseda_event_get_login (event));

  return generate_bytes (frame);
}

GBytes *
beseda_codec_encode_history (guint64 from_seq, guint64 to_seq, GPtrArray *events, const char *id)
{
  GString *frame = g_string_new ("{\"type\":\"history\"");

  if (id != NULL)
    {
      g_autoptr (JsonNode) node = json_node_init_string (json_node_alloc (), id);
      g_autofree char *quoted = beseda_json_write (node);

      g_string_append_printf (frame, ",\"id\":%s", quoted);
    }
  g_string_append_printf (frame, ",\"fromSeq\":%" G_GUINT64_FORMAT ",\"toSeq\":%" G_GUINT64_FORMAT ",\"events\":[",
                          from_seq, to_seq);
  for (guint i = 0; i < events->len; i++)
    {
      gsize size;
      const char *text = g_bytes_get_data (events->pdata[i], &size);

      if (i > 0)
        g_string_append_c (frame, ',');
      g_string_append_len (frame, text, (gssize) size);
    }
  g_string_append (frame, "]}");

  return g_string_free_to_bytes (frame);
}

static void
write_login (JsonObject *frame, const BesedaRequest *request, gboolean plain)
{
  if (request->has_client_id)
    json_object_set_int_member (frame, "clientId", request->client_id);
  json_object_set_string_member (frame, "login", request->login);
  if (plain)
    return;

  if (request->token != NULL)
    json_object_set_string_member (frame, "token", request->token);
  if (request->owner != NULL)
    json_object_set_string_member (frame, "owner", request->owner);
  if (request->key != NULL)
    json_object_set_string_member (frame, "key", request->key);
  if (request->password != NULL)
    json_object_set_string_member (frame, "password", request->password);
  if (request->since >= 0)
    json_object_set_int_member (frame, "since", request->since);
  if (request->room_id != NULL)
    json_object_set_string_member (frame, "roomId", request->room_id);
  if (request->away)
    json_object_set_boolean_member (frame, "away", TRUE);
}

char *
beseda_codec_encode_request (BesedaDialect dialect, const BesedaRequest *request)
{
  static const char *const types[] = {
    [BESEDA_REQUEST_LOGIN] = "login",       [BESEDA_REQUEST_MESSAGE] = "message", [BESEDA_REQUEST_HISTORY] = "history",
    [BESEDA_REQUEST_ACT] = "act",           [BESEDA_REQUEST_ANSWER] = "answer",   [BESEDA_REQUEST_TYPING] = "typing",
    [BESEDA_REQUEST_PRESENCE] = "presence",
  };
  g_autoptr (JsonObject) frame = json_object_new ();
  const gboolean plain = dialect == BESEDA_DIALECT_PLAIN;

  g_return_val_if_fail (!plain || request->kind <= BESEDA_REQUEST_MESSAGE, NULL);

  if (!plain)
    {
      json_object_set_string_member (frame, "type", types[request->kind]);
      if (request->id != NULL)
        json_object_set_string_member (frame, "id", request->id);
    }
  switch (request->kind)
    {
    case BESEDA_REQUEST_LOGIN:
      write_login (frame, request, plain);
      break;
    case BESEDA_REQUEST_MESSAGE:
      json_object_set_string_member (frame, "message", request->text);
      break;
    case BESEDA_REQUEST_HISTORY:
      json_object_set_int_member (frame, request->direction == BESEDA_BEFORE ? "before" : "after",
                                  (gint64) request->seq);
      json_object_set_int_member (frame, "limit", request->limit);
      break;
    case BESEDA_REQUEST_ACT:
      write_act (frame, request->act);
      if (*request->act->text != '\0')
        json_object_set_string_member (frame, "text", request->act->text);
      if (request->by_address)
        json_object_set_boolean_member (frame, "address", TRUE);
      break;
    case BESEDA_REQUEST_ANSWER:
      json_object_set_string_member (frame, "login", request->login);
      json_object_set_boolean_member (frame, "admit", request->admit);
      break;
    case BESEDA_REQUEST_TYPING:
      break;
    case BESEDA_REQUEST_PRESENCE:
      json_object_set_boolean_member (frame, "away", request->away);
      break;
    }

  return generate (frame);
}
