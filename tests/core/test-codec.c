/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <json-glib/json-glib.h>

#include "beseda-codec.h"
#include "beseda-limits.h"

/* tests/vectors/README.md says what a vector is. */

static const char *const event_types[] = { "message", "online", "offline", "act" };

/* A text that is a string, or an array of parts. */
static char *
join_text (JsonNode *node)
{
  g_autoptr (GString) text = g_string_new (NULL);
  JsonArray *parts;

  if (!JSON_NODE_HOLDS_ARRAY (node))
    return json_node_dup_string (node);

  parts = json_node_get_array (node);
  for (guint i = 0; i < json_array_get_length (parts); i++)
    {
      JsonNode *part = json_array_get_element (parts, i);

      if (JSON_NODE_HOLDS_OBJECT (part))
        for (gint64 n = json_object_get_int_member (json_node_get_object (part), "times"); n > 0; n--)
          g_string_append (text, json_object_get_string_member (json_node_get_object (part), "repeat"));
      else
        g_string_append (text, json_node_get_string (part));
    }

  return g_string_free (g_steal_pointer (&text), FALSE);
}

static void
set_string (JsonObject *object, const char *name, const char *value)
{
  if (value != NULL)
    json_object_set_string_member (object, name, value);
}

static void
describe_act (JsonObject *object, const BesedaAct *act)
{
  set_string (object, "act", beseda_act_kind_to_string (act->kind));
  set_string (object, "target", act->target);
  set_string (object, "text", act->text);
  if (act->target_seq > 0)
    json_object_set_int_member (object, "targetSeq", (gint64) act->target_seq);
  if (act->seconds > 0)
    json_object_set_int_member (object, "seconds", act->seconds);
}

static JsonObject *
describe_request (const BesedaRequest *request)
{
  static const char *const kinds[] = { "login", "message", "history", "act", "answer", "typing", "presence" };
  JsonObject *object = json_object_new ();

  set_string (object, "request", kinds[request->kind]);
  set_string (object, "id", request->id);
  set_string (object, "login", request->login);
  set_string (object, "message", request->text);
  if (request->has_client_id)
    json_object_set_int_member (object, "clientId", request->client_id);
  set_string (object, "token", request->token);
  set_string (object, "roomId", request->room_id);
  set_string (object, "owner", request->owner);
  set_string (object, "key", request->key);
  set_string (object, "password", request->password);
  if (request->act != NULL)
    describe_act (object, request->act);
  if (request->by_address)
    json_object_set_boolean_member (object, "address", TRUE);
  if (request->kind == BESEDA_REQUEST_ANSWER)
    json_object_set_boolean_member (object, "admit", request->admit);
  if (request->kind == BESEDA_REQUEST_PRESENCE || request->away)
    json_object_set_boolean_member (object, "away", request->away);
  if (request->kind == BESEDA_REQUEST_LOGIN && request->since >= 0)
    json_object_set_int_member (object, "since", request->since);
  if (request->kind == BESEDA_REQUEST_HISTORY)
    {
      json_object_set_int_member (object, request->direction == BESEDA_BEFORE ? "before" : "after",
                                  (gint64) request->seq);
      json_object_set_int_member (object, "limit", request->limit);
    }

  return object;
}

static void
describe_standing (JsonObject *object, const BesedaPerson *person)
{
  if (person->role != BESEDA_ROLE_GUEST)
    set_string (object, "role", beseda_role_to_string (person->role));
  if (person->muted)
    json_object_set_boolean_member (object, "muted", TRUE);
  if (person->muted_seconds > 0)
    json_object_set_int_member (object, "mutedSeconds", person->muted_seconds);
  if (person->away)
    json_object_set_boolean_member (object, "away", TRUE);
}

static void
describe_event (JsonObject *object, BesedaEvent *event, const char *clock)
{
  set_string (object, "reply", event_types[beseda_event_get_kind (event)]);
  json_object_set_int_member (object, "clientId", beseda_event_get_client_id (event));
  set_string (object, "login", beseda_event_get_login (event));
  set_string (object, "message", beseda_event_get_text (event));
  set_string (object, "id", beseda_event_get_id (event));
  set_string (object, "time", clock);
  if (beseda_event_get_act (event) != NULL)
    describe_act (object, beseda_event_get_act (event));
  else if (beseda_event_get_kind (event) == BESEDA_EVENT_MESSAGE && beseda_event_get_text (event) == NULL)
    json_object_set_boolean_member (object, "removed", TRUE);
  if (beseda_event_get_person (event) != NULL)
    describe_standing (object, beseda_event_get_person (event));
  if (beseda_event_get_seq (event) > 0)
    json_object_set_int_member (object, "seq", beseda_event_get_seq (event));
  if (beseda_event_get_at (event) > 0)
    json_object_set_int_member (object, "at", beseda_event_get_at (event));
}

static void
describe_welcome (JsonObject *object, const BesedaWelcome *welcome)
{
  JsonArray *people = json_array_new ();

  set_string (object, "reply", "welcome");
  set_string (object, "room", welcome->room);
  set_string (object, "roomId", welcome->room_id);
  set_string (object, "login", welcome->login);
  json_object_set_int_member (object, "clientId", welcome->client_id);
  set_string (object, "token", welcome->token);
  json_object_set_int_member (object, "lastSeq", (gint64) welcome->last_seq);
  if (welcome->keep >= 0)
    json_object_set_int_member (object, "keepSeconds", welcome->keep);
  json_object_set_int_member (object, "messageChars", welcome->message_chars);
  if (*welcome->topic != '\0')
    set_string (object, "topic", welcome->topic);
  if (welcome->slow > 0)
    json_object_set_int_member (object, "slowSeconds", welcome->slow);
  if (welcome->locked)
    json_object_set_boolean_member (object, "locked", TRUE);
  if (welcome->typing)
    json_object_set_boolean_member (object, "typing", TRUE);
  if (welcome->presence)
    json_object_set_boolean_member (object, "presence", TRUE);
  json_object_set_array_member (object, "people", people);
  for (guint i = 0; i < welcome->people->len; i++)
    {
      BesedaPerson *person = welcome->people->pdata[i];
      JsonObject *member = json_object_new ();

      json_object_set_int_member (member, "clientId", person->client_id);
      set_string (member, "login", person->login);
      describe_standing (member, person);
      json_array_add_object_element (people, member);
    }
}

static void
describe_history (JsonObject *object, BesedaReply *reply)
{
  JsonArray *events = json_array_new ();

  set_string (object, "reply", "history");
  json_object_set_int_member (object, "fromSeq", (gint64) beseda_reply_get_from_seq (reply));
  json_object_set_int_member (object, "toSeq", (gint64) beseda_reply_get_to_seq (reply));
  set_string (object, "id", beseda_reply_get_id (reply));
  json_object_set_array_member (object, "events", events);
  for (guint i = 0; i < beseda_reply_get_events (reply)->len; i++)
    {
      JsonObject *event = json_object_new ();

      describe_event (event, beseda_reply_get_events (reply)->pdata[i], NULL);
      json_array_add_object_element (events, event);
    }
}

static void
describe_suggestions (JsonObject *object, const char *const *suggestions)
{
  JsonArray *names = json_array_new ();

  for (guint i = 0; suggestions[i] != NULL; i++)
    json_array_add_string_element (names, suggestions[i]);
  json_object_set_array_member (object, "suggestions", names);
}

static JsonObject *
describe_reply (BesedaReply *reply, const char *clock)
{
  JsonObject *object = json_object_new ();

  switch (beseda_reply_get_kind (reply))
    {
    case BESEDA_REPLY_EVENT:
      describe_event (object, beseda_reply_get_event (reply), clock);
      break;
    case BESEDA_REPLY_WELCOME:
      describe_welcome (object, beseda_reply_get_welcome (reply));
      break;
    case BESEDA_REPLY_HISTORY:
      describe_history (object, reply);
      break;
    case BESEDA_REPLY_ERROR:
      set_string (object, "reply", "error");
      set_string (object, "code",
                  beseda_reply_get_refusal (reply) == BESEDA_REFUSAL_UNKNOWN
                      ? "unknown"
                      : beseda_refusal_to_string (beseda_reply_get_refusal (reply)));
      set_string (object, "text", beseda_reply_get_text (reply));
      set_string (object, "id", beseda_reply_get_id (reply));
      if (beseda_reply_get_retry_after (reply) > 0)
        json_object_set_int_member (object, "retryAfterMs", beseda_reply_get_retry_after (reply));
      if (beseda_reply_get_suggestions (reply) != NULL)
        describe_suggestions (object, beseda_reply_get_suggestions (reply));
      break;
    case BESEDA_REPLY_WAITING:
      set_string (object, "reply", "waiting");
      set_string (object, "text", beseda_reply_get_text (reply));
      set_string (object, "id", beseda_reply_get_id (reply));
      break;
    case BESEDA_REPLY_KNOCK:
      set_string (object, "reply", "knock");
      set_string (object, "login", beseda_reply_get_login (reply));
      if (beseda_reply_is_gone (reply))
        json_object_set_boolean_member (object, "gone", TRUE);
      break;
    case BESEDA_REPLY_TYPING:
      set_string (object, "reply", "typing");
      set_string (object, "login", beseda_reply_get_login (reply));
      break;
    case BESEDA_REPLY_PRESENCE:
      set_string (object, "reply", "presence");
      set_string (object, "login", beseda_reply_get_login (reply));
      json_object_set_boolean_member (object, "away", beseda_reply_is_away (reply));
      break;
    }

  return object;
}

static void
assert_described (JsonObject *got, JsonObject *vector)
{
  g_autoptr (JsonNode) node = json_node_init_object (json_node_alloc (), got);
  JsonObject *expected = json_object_get_object_member (vector, "expect");

  if (json_object_has_member (expected, "message"))
    {
      g_autofree char *message = join_text (json_object_get_member (expected, "message"));

      json_object_set_string_member (expected, "message", message);
    }

  if (!json_node_equal (node, json_object_get_member (vector, "expect")))
    {
      g_autofree char *text = json_to_string (node, TRUE);

      g_test_fail_printf ("%s: read as %s", json_object_get_string_member (vector, "name"), text);
    }
  json_object_unref (got);
}

static void
assert_refused (const GError *error, const char *id, JsonObject *vector)
{
  gboolean too_large = g_str_equal (json_object_get_string_member (vector, "error"), "too-large");

  g_assert_error (error, BESEDA_CODEC_ERROR,
                  (gint) (too_large ? BESEDA_CODEC_ERROR_TOO_LARGE : BESEDA_CODEC_ERROR_BAD_FRAME));
  g_assert_true (g_str_has_suffix (error->message, "."));
  g_assert_cmpuint (g_utf8_strlen (error->message, -1), <, 200);
  if (json_object_has_member (vector, "text"))
    g_assert_cmpstr (error->message, ==, json_object_get_string_member (vector, "text"));
  g_assert_cmpstr (id, ==, json_object_get_string_member_with_default (vector, "id", NULL));
}

static void
try_request (JsonObject *vector, const char *frame, const char *canonical)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *id = NULL;
  g_autoptr (BesedaRequest) request = beseda_codec_decode_request (frame, strlen (frame), &id, &error);

  if (json_object_has_member (vector, "error"))
    {
      g_assert_null (request);
      assert_refused (error, id, vector);
      return;
    }

  g_assert_no_error (error);
  assert_described (describe_request (request), vector);
  if (canonical != NULL)
    {
      g_autofree char *text = beseda_codec_encode_request (
          g_str_equal (canonical, "plain") ? BESEDA_DIALECT_PLAIN : BESEDA_DIALECT_BESEDA, request);

      g_assert_cmpstr (text, ==, frame);
    }
}

/* The vectors of history happen at 14:05. (transfer full) */
static GBytes *
encode_history (BesedaReply *reply)
{
  GPtrArray *events = beseda_reply_get_events (reply);
  g_autoptr (GPtrArray) texts = g_ptr_array_new_with_free_func ((GDestroyNotify) g_bytes_unref);

  for (guint i = 0; i < events->len; i++)
    g_ptr_array_add (texts, beseda_codec_encode_event (BESEDA_DIALECT_BESEDA, events->pdata[i], "14:05"));

  return beseda_codec_encode_history (beseda_reply_get_from_seq (reply), beseda_reply_get_to_seq (reply), texts,
                                      beseda_reply_get_id (reply));
}

static void
try_reply (JsonObject *vector, const char *frame, const char *canonical)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *clock = NULL;
  g_autoptr (BesedaReply) reply = beseda_codec_decode_reply (frame, strlen (frame), &clock, &error);

  if (json_object_has_member (vector, "error"))
    {
      g_assert_null (reply);
      assert_refused (error, NULL, vector);
      return;
    }

  g_assert_no_error (error);
  assert_described (describe_reply (reply, clock), vector);
  if (canonical != NULL)
    {
      BesedaDialect dialect = g_str_equal (canonical, "plain") ? BESEDA_DIALECT_PLAIN : BESEDA_DIALECT_BESEDA;
      g_autoptr (GBytes) bytes = beseda_reply_get_kind (reply) == BESEDA_REPLY_HISTORY
                                     ? encode_history (reply)
                                     : beseda_codec_encode_reply (dialect, reply, clock);

      g_assert_cmpmem (g_bytes_get_data (bytes, NULL), g_bytes_get_size (bytes), frame, strlen (frame));
    }
}

static JsonArray *
load_vectors (const char *name)
{
  g_autofree char *path = g_build_filename (g_getenv ("BESEDA_TEST_SRCDIR"), "vectors", name, NULL);
  g_autoptr (JsonParser) parser = json_parser_new ();
  g_autoptr (GError) error = NULL;

  json_parser_load_from_file (parser, path, &error);
  g_assert_no_error (error);

  return json_array_ref (json_node_get_array (json_parser_get_root (parser)));
}

static void
test_vectors (gconstpointer data)
{
  g_autoptr (JsonArray) vectors = load_vectors (data);
  g_autoptr (GHashTable) names = g_hash_table_new (g_str_hash, g_str_equal);

  g_assert_cmpuint (json_array_get_length (vectors), >, 0);
  for (guint i = 0; i < json_array_get_length (vectors); i++)
    {
      JsonObject *vector = json_array_get_object_element (vectors, i);
      const char *canonical = json_object_get_string_member_with_default (vector, "canonical", NULL);
      g_autofree char *frame = join_text (json_object_get_member (vector, "frame"));

      g_test_message ("%s", json_object_get_string_member (vector, "name"));
      g_assert_true (g_hash_table_add (names, (gpointer) json_object_get_string_member (vector, "name")));
      g_assert_true (json_object_has_member (vector, "expect") != json_object_has_member (vector, "error"));
      if (g_str_equal (json_object_get_string_member (vector, "from"), "client"))
        try_request (vector, frame, canonical);
      else
        try_reply (vector, frame, canonical);
    }
}

/* The server hands over a part of its read buffer, which goes on behind it. */
static void
test_length_ends_the_frame (void)
{
  const char *text = "{\"message\":\"hello\"}{\"message\":\"next\"}";
  g_autoptr (GError) error = NULL;
  g_autoptr (BesedaRequest) request = beseda_codec_decode_request (text, 19, NULL, &error);
  g_autofree char *buffer = NULL;

  g_assert_no_error (error);
  g_assert_cmpstr (request->text, ==, "hello");

  /* Each shorter one is refused, and nothing behind its end is read: a sanitizer would see that. */
  for (gsize length = 0; length < 19; length++)
    {
      g_autofree char *part = g_memdup2 (text, length);
      g_autoptr (BesedaRequest) none = beseda_codec_decode_request (part, length, NULL, NULL);

      g_assert_null (none);
    }

  buffer = g_memdup2 (text, 19);
  g_clear_pointer (&request, beseda_request_free);
  request = beseda_codec_decode_request (buffer, 19, NULL, &error);
  g_assert_no_error (error);
}

static void
test_byte_0_in_the_frame (void)
{
  static const char text[] = "{\"message\":\"a\0b\"}";
  static const char behind[] = "{\"message\":\"a\"}\0";
  g_autoptr (GError) error = NULL;

  g_assert_null (beseda_codec_decode_request (text, sizeof text - 1, NULL, &error));
  g_assert_error (error, BESEDA_CODEC_ERROR, BESEDA_CODEC_ERROR_BAD_FRAME);
  g_clear_error (&error);
  g_assert_null (beseda_codec_decode_request (behind, sizeof behind - 1, NULL, &error));
  g_assert_error (error, BESEDA_CODEC_ERROR, BESEDA_CODEC_ERROR_BAD_FRAME);
}

static void
test_plain_has_no_word_for_it (void)
{
  g_autoptr (BesedaReply) error = beseda_reply_new_error (BESEDA_REFUSAL_BANNED, "No.", NULL);
  g_autoptr (BesedaReply) welcome = beseda_reply_new_welcome (beseda_welcome_new ("room", "ann", 7));
  g_autoptr (BesedaAct) lock = beseda_act_new (BESEDA_ACT_LOCK, NULL, NULL);
  g_autoptr (BesedaEvent) locked = beseda_event_new_act (1, 7, "ann", lock, NULL);

  g_assert_null (beseda_codec_encode_reply (BESEDA_DIALECT_PLAIN, error, NULL));
  g_assert_null (beseda_codec_encode_reply (BESEDA_DIALECT_PLAIN, welcome, NULL));
  g_assert_null (beseda_codec_encode_event (BESEDA_DIALECT_PLAIN, locked, "14:05"));
}

/* Whatever a person may write comes out on the other side as it went in. */
static void
test_texts_survive (void)
{
  for (guint round = 0; round < 2000; round++)
    {
      g_autoptr (GString) text = g_string_new ("x");
      g_autoptr (BesedaRequest) said = NULL;
      g_autoptr (BesedaRequest) heard = NULL;
      g_autoptr (BesedaEvent) event = NULL;
      g_autoptr (GBytes) bytes = NULL;
      g_autoptr (BesedaReply) reply = NULL;
      g_autoptr (GError) error = NULL;
      g_autofree char *frame = NULL;
      BesedaDialect dialect = round % 2;

      for (gint32 n = g_test_rand_int_range (0, 40); n > 0; n--)
        {
          gunichar c = g_test_rand_int_range (0, 4) > 0 ? g_test_rand_int_range (1, 0x250)
                                                        : g_test_rand_int_range (0x250, 0x110000);

          if (g_unichar_validate (c) && (!g_unichar_iscntrl (c) || c == '\n' || c == '\t' || c == '\r'))
            g_string_append_unichar (text, c);
        }

      said = beseda_request_new_message (text->str, dialect == BESEDA_DIALECT_BESEDA ? "é\"\\" : NULL);
      frame = beseda_codec_encode_request (dialect, said);
      heard = beseda_codec_decode_request (frame, strlen (frame), NULL, &error);
      g_assert_no_error (error);
      g_assert_cmpstr (heard->text, ==, text->str);
      g_assert_cmpstr (heard->id, ==, said->id);

      event = beseda_event_new (BESEDA_EVENT_MESSAGE, round * 86399987, -7, text->str, text->str, said->id);
      beseda_event_set_seq (event, round + 1);
      bytes = beseda_codec_encode_event (dialect, event, "23:59");
      reply = beseda_codec_decode_reply (g_bytes_get_data (bytes, NULL), g_bytes_get_size (bytes), NULL, &error);
      g_assert_no_error (error);
      g_assert_cmpstr (beseda_event_get_text (beseda_reply_get_event (reply)), ==, text->str);
      g_assert_cmpstr (beseda_event_get_login (beseda_reply_get_event (reply)), ==, text->str);
      if (dialect == BESEDA_DIALECT_BESEDA)
        g_assert_cmpint (beseda_event_get_at (beseda_reply_get_event (reply)), ==, beseda_event_get_at (event));
    }
}

/* Either it is read or refused with a sentence in UTF-8, whatever the bytes are. The seed is printed by GLib. */
static void
test_mutations (gconstpointer data)
{
  g_autoptr (JsonArray) vectors = load_vectors (data);
  g_autoptr (GPtrArray) frames = g_ptr_array_new_with_free_func (g_free);

  for (guint i = 0; i < json_array_get_length (vectors); i++)
    g_ptr_array_add (frames, join_text (json_object_get_member (json_array_get_object_element (vectors, i), "frame")));

  for (guint round = 0; round < 3000; round++)
    {
      const char *frame = frames->pdata[g_test_rand_int_range (0, frames->len)];
      gsize length = MIN (strlen (frame), 400);
      g_autoptr (BesedaRequest) request = NULL;
      g_autoptr (BesedaReply) reply = NULL;
      g_autoptr (GError) error = NULL;
      g_autofree char *bytes = g_memdup2 (frame, length);

      for (gint32 n = g_test_rand_int_range (0, 4); n > 0 && length > 0; n--)
        bytes[g_test_rand_int_range (0, length)] = g_test_rand_bit ()
                                                       ? "\"\\{}[]:,u0d8ftn. \n"[g_test_rand_int_range (0, 19)]
                                                       : (char) g_test_rand_int_range (0, 256);
      length -= length > 0 && g_test_rand_int_range (0, 4) == 0 ? g_test_rand_int_range (0, length) : 0;

      request = beseda_codec_decode_request (bytes, length, NULL, &error);
      g_assert_true ((request == NULL) == (error != NULL));
      if (request != NULL && request->text != NULL)
        g_assert_true (g_utf8_validate (request->text, -1, NULL));
      if (request != NULL && request->login != NULL)
        g_assert_true (g_utf8_validate (request->login, -1, NULL));
      if (error != NULL)
        g_assert_true (g_utf8_validate (error->message, -1, NULL));
      g_clear_error (&error);

      reply = beseda_codec_decode_reply (bytes, length, NULL, &error);
      g_assert_true ((reply == NULL) == (error != NULL));
    }
}

int
main (int argc, char *argv[])
{
  static const char *const files[] = {
    "plain-login.json",  "plain-message.json", "plain-event.json", "login.json",   "message.json",
    "unknown-type.json", "json.json",          "event.json",       "welcome.json", "history.json",
    "error.json",        "act.json",           "door.json",        "typing.json",  "presence.json",
  };

  g_test_init (&argc, &argv, NULL);

  for (gsize i = 0; i < G_N_ELEMENTS (files); i++)
    {
      g_autofree char *vectors = g_strconcat ("/codec/vectors/", files[i], NULL);
      g_autofree char *mutations = g_strconcat ("/codec/mutations/", files[i], NULL);

      g_test_add_data_func (vectors, files[i], test_vectors);
      g_test_add_data_func (mutations, files[i], test_mutations);
    }
  g_test_add_func ("/codec/length-ends-the-frame", test_length_ends_the_frame);
  g_test_add_func ("/codec/byte-0-in-the-frame", test_byte_0_in_the_frame);
  g_test_add_func ("/codec/plain-has-no-word-for-it", test_plain_has_no_word_for_it);
  g_test_add_func ("/codec/texts-survive", test_texts_survive);

  return g_test_run ();
}
