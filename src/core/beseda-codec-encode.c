/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "beseda-codec.h"

#include <json-glib/json-glib.h>

#include "beseda-limits.h"

static const char *const event_types[] = {
  [BESEDA_EVENT_MESSAGE] = "message",
  [BESEDA_EVENT_ONLINE] = "online",
  [BESEDA_EVENT_OFFLINE] = "offline",
};

static char *
generate (JsonObject *frame)
{
  g_autoptr (JsonNode) node = json_node_new (JSON_NODE_OBJECT);

  json_node_set_object (node, frame);

  return json_to_string (node, FALSE);
}

static GBytes *
generate_bytes (JsonObject *frame)
{
  char *text = generate (frame);

  return g_bytes_new_take (text, strlen (text));
}

static void
write_at (JsonObject *frame, gint64 at)
{
  g_autoptr (GDateTime) time = g_date_time_new_from_unix_utc (at / 1000);
  g_autofree char *text = g_strdup_printf ("%04d-%02d-%02dT%02d:%02d:%02d.%03dZ", g_date_time_get_year (time),
                                           g_date_time_get_month (time), g_date_time_get_day_of_month (time),
                                           g_date_time_get_hour (time), g_date_time_get_minute (time),
                                           g_date_time_get_second (time), (int) (at % 1000));

  json_object_set_string_member (frame, "at", text);
}

static GBytes *
encode_welcome (BesedaReply *reply)
{
  g_autoptr (JsonObject) frame = json_object_new ();
  GPtrArray *members = beseda_reply_get_people (reply);
  JsonArray *people = json_array_sized_new (members->len);
  JsonObject *limits = json_object_new ();

  json_object_set_string_member (frame, "type", "welcome");
  json_object_set_string_member (frame, "room", beseda_reply_get_room (reply));
  json_object_set_string_member (frame, "login", beseda_reply_get_login (reply));
  json_object_set_int_member (frame, "clientId", beseda_reply_get_client_id (reply));
  json_object_set_int_member (frame, "lastSeq", beseda_reply_get_last_seq (reply));
  json_object_set_array_member (frame, "people", people);
  for (guint i = 0; i < members->len; i++)
    {
      BesedaPerson *person = members->pdata[i];
      JsonObject *object = json_object_new ();

      json_object_set_int_member (object, "clientId", person->client_id);
      json_object_set_string_member (object, "login", person->login);
      json_array_add_object_element (people, object);
    }
  json_object_set_object_member (frame, "limits", limits);
  json_object_set_int_member (limits, "messageChars", beseda_reply_get_message_chars (reply));
  json_object_set_int_member (limits, "loginChars", BESEDA_LIMIT_LOGIN_CHARS);
  json_object_set_int_member (limits, "frameBytes", BESEDA_LIMIT_FRAME);

  return generate_bytes (frame);
}

static GBytes *
encode_error (BesedaReply *reply)
{
  g_autoptr (JsonObject) frame = json_object_new ();

  json_object_set_string_member (frame, "type", "error");
  json_object_set_string_member (frame, "code", beseda_refusal_to_string (beseda_reply_get_refusal (reply)));
  json_object_set_string_member (frame, "text", beseda_reply_get_text (reply));
  if (beseda_reply_get_id (reply) != NULL)
    json_object_set_string_member (frame, "id", beseda_reply_get_id (reply));

  return generate_bytes (frame);
}

GBytes *
beseda_codec_encode_reply (BesedaDialect dialect, BesedaReply *reply, const char *clock)
{
  if (beseda_reply_get_kind (reply) == BESEDA_REPLY_EVENT)
    return beseda_codec_encode_event (dialect, beseda_reply_get_event (reply), clock);
  if (dialect == BESEDA_DIALECT_PLAIN)
    return NULL;

  return beseda_reply_get_kind (reply) == BESEDA_REPLY_WELCOME ? encode_welcome (reply) : encode_error (reply);
}

GBytes *
beseda_codec_encode_event (BesedaDialect dialect, BesedaEvent *event, const char *clock)
{
  static const char *const plain_texts[] = {
    [BESEDA_EVENT_ONLINE] = "Online",
    [BESEDA_EVENT_OFFLINE] = "Offline",
  };
  g_autoptr (JsonObject) frame = NULL;
  BesedaEventKind kind = beseda_event_get_kind (event);

  g_return_val_if_fail (clock != NULL, NULL);

  frame = json_object_new ();
  if (dialect == BESEDA_DIALECT_BESEDA)
    {
      json_object_set_string_member (frame, "type", event_types[kind]);
      json_object_set_int_member (frame, "seq", beseda_event_get_seq (event));
      write_at (frame, beseda_event_get_at (event));
      if (beseda_event_get_id (event) != NULL)
        json_object_set_string_member (frame, "id", beseda_event_get_id (event));
    }
  json_object_set_string_member (frame, "time", clock);
  json_object_set_int_member (frame, "clientId", beseda_event_get_client_id (event));
  json_object_set_string_member (frame, "message",
                                 kind == BESEDA_EVENT_MESSAGE ? beseda_event_get_text (event) : plain_texts[kind]);
  json_object_set_string_member (frame, "login", beseda_event_get_login (event));

  return generate_bytes (frame);
}

char *
beseda_codec_encode_request (BesedaDialect dialect, const BesedaRequest *request)
{
  g_autoptr (JsonObject) frame = json_object_new ();

  if (dialect == BESEDA_DIALECT_BESEDA)
    {
      json_object_set_string_member (frame, "type", request->kind == BESEDA_REQUEST_LOGIN ? "login" : "message");
      if (request->id != NULL)
        json_object_set_string_member (frame, "id", request->id);
    }
  if (request->kind == BESEDA_REQUEST_LOGIN)
    {
      if (request->has_client_id)
        json_object_set_int_member (frame, "clientId", request->client_id);
      json_object_set_string_member (frame, "login", request->login);
    }
  else
    json_object_set_string_member (frame, "message", request->text);

  return generate (frame);
}
