/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "room-stage.h"

#include "beseda-address.h"
#include "beseda-limits.h"

typedef struct
{
  BesedaRoom *room;
  BesedaEffects *effects;
  GQueue pending; /* of BesedaEvent: given to the log */
  guint64 seq;
  gint64 now;
  GString *transcript;
} Stage;

static void
write_act (GString *out, const BesedaAct *act)
{
  g_string_append_printf (out, " %s", beseda_act_kind_to_string (act->kind));
  if (act->target != NULL)
    g_string_append_printf (out, " %s", act->target);
  if (act->target_seq > 0)
    g_string_append_printf (out, " %" G_GUINT64_FORMAT, act->target_seq);
  if (act->seconds > 0)
    g_string_append_printf (out, " %" G_GINT64_FORMAT "s", act->seconds);
  if (*act->text != '\0')
    g_string_append_printf (out, " (%s)", act->text);
}

static void
write_standing (GString *out, const BesedaPerson *person)
{
  if (person->role != BESEDA_ROLE_GUEST)
    g_string_append_printf (out, "(%s)", beseda_role_to_string (person->role));
  if (person->muted && person->muted_seconds > 0)
    g_string_append_printf (out, "(muted %" G_GINT64_FORMAT "s)", person->muted_seconds);
  else if (person->muted)
    g_string_append (out, "(muted)");
  if (person->away)
    g_string_append (out, " away");
}

static void
write_event (GString *out, BesedaEvent *event)
{
  static const char *const kinds[] = { "message", "online", "offline", "act" };

  if (beseda_event_get_seq (event) > 0)
    g_string_append_printf (out, "%" G_GUINT64_FORMAT " ", beseda_event_get_seq (event));
  g_string_append_printf (out, "%s %s/%" G_GINT64_FORMAT, kinds[beseda_event_get_kind (event)],
                          beseda_event_get_login (event), beseda_event_get_client_id (event));
  if (beseda_event_get_id (event) != NULL)
    g_string_append_printf (out, " #%s", beseda_event_get_id (event));
  if (beseda_event_get_text (event) != NULL)
    g_string_append_printf (out, " %s", beseda_event_get_text (event));
  if (beseda_event_get_act (event) != NULL)
    write_act (out, beseda_event_get_act (event));
  if (beseda_event_get_person (event) != NULL)
    write_standing (out, beseda_event_get_person (event));
}

static void
write_reply (GString *out, BesedaReply *reply)
{
  const BesedaWelcome *welcome = beseda_reply_get_welcome (reply);
  const char *const *suggestions = beseda_reply_get_suggestions (reply);

  switch (beseda_reply_get_kind (reply))
    {
    case BESEDA_REPLY_EVENT:
      {
        BesedaEvent *event = beseda_reply_get_event (reply);

        /* The kind first, then the number, to tell an echo from a broadcast at a glance. */
        g_assert_cmpint (beseda_event_get_kind (event), ==, BESEDA_EVENT_MESSAGE);
        g_string_append_printf (out, "message %" G_GUINT64_FORMAT " %s/%" G_GINT64_FORMAT " #%s %s",
                                beseda_event_get_seq (event), beseda_event_get_login (event),
                                beseda_event_get_client_id (event), beseda_event_get_id (event),
                                beseda_event_get_text (event));
        break;
      }
    case BESEDA_REPLY_WELCOME:
      g_string_append_printf (out, "welcome %s %s/%" G_GINT64_FORMAT " %" G_GUINT64_FORMAT ":", welcome->room,
                              welcome->login, welcome->client_id, welcome->last_seq);
      for (guint i = 0; i < welcome->people->len; i++)
        {
          BesedaPerson *person = welcome->people->pdata[i];

          g_string_append_printf (out, " %s/%" G_GINT64_FORMAT, person->login, person->client_id);
          write_standing (out, person);
        }
      if (welcome->token != NULL)
        g_string_append_printf (out, " token %c", welcome->token[0]);
      if (*welcome->topic != '\0')
        g_string_append_printf (out, " topic %s", welcome->topic);
      if (welcome->slow > 0)
        g_string_append_printf (out, " slow %" G_GINT64_FORMAT "s", welcome->slow);
      if (welcome->locked)
        g_string_append (out, " locked");
      break;
    case BESEDA_REPLY_WAITING:
      g_string_append (out, "waiting");
      break;
    case BESEDA_REPLY_KNOCK:
      g_string_append_printf (out, "knock %s%s", beseda_reply_get_login (reply),
                              beseda_reply_is_gone (reply) ? " gone" : "");
      break;
    case BESEDA_REPLY_TYPING:
      g_string_append_printf (out, "typing %s", beseda_reply_get_login (reply));
      break;
    case BESEDA_REPLY_PRESENCE:
      g_string_append_printf (out, "presence %s %s", beseda_reply_get_login (reply),
                              beseda_reply_is_away (reply) ? "away" : "back");
      break;
    case BESEDA_REPLY_HISTORY:
      g_assert_cmpuint (beseda_reply_get_events (reply)->len, ==, 0);
      g_string_append_printf (out, "nothing %" G_GUINT64_FORMAT "-%" G_GUINT64_FORMAT,
                              beseda_reply_get_from_seq (reply), beseda_reply_get_to_seq (reply));
      break;
    case BESEDA_REPLY_ERROR:
      g_assert_true (g_str_has_suffix (beseda_reply_get_text (reply), "."));
      g_string_append_printf (out, "error %s", beseda_refusal_to_string (beseda_reply_get_refusal (reply)));
      if (beseda_reply_get_retry_after (reply) > 0)
        g_string_append_printf (out, " in %u", beseda_reply_get_retry_after (reply));
      if (beseda_reply_get_id (reply) != NULL)
        g_string_append_printf (out, " #%s", beseda_reply_get_id (reply));
      for (guint i = 0; suggestions != NULL && suggestions[i] != NULL; i++)
        g_string_append_printf (out, " %s", suggestions[i]);
      break;
    }
}

static void
write_effect (GString *out, const BesedaEffect *effect)
{
  static const char *const kinds[] = {
    "append", "send", "admit", "read", "broadcast", "tell", "wait", "check", "close"
  };

  g_string_append (out, kinds[effect->kind]);
  if (effect->peer != 0)
    g_string_append_printf (out, " %" G_GUINT64_FORMAT, effect->peer);
  g_string_append_c (out, ' ');
  if (effect->event != NULL)
    write_event (out, effect->event);
  if (effect->reply != NULL)
    write_reply (out, effect->reply);
  if (effect->kind == BESEDA_EFFECT_APPEND && beseda_event_get_claim (effect->event) != NULL)
    g_string_append (out, " claimed");
  if (effect->kind == BESEDA_EFFECT_APPEND && beseda_event_get_address (effect->event) != NULL)
    g_string_append_printf (out, " from %s", beseda_event_get_address (effect->event));
  if (effect->kind == BESEDA_EFFECT_CHECK)
    g_string_append_printf (out, "%s %s", effect->password, effect->hash);
  if (effect->kind == BESEDA_EFFECT_WAIT)
    g_string_truncate (out, out->len - 1);
  if (effect->kind == BESEDA_EFFECT_CLOSE)
    {
      g_assert_cmpuint (strlen (effect->reason), <=, BESEDA_LIMIT_CLOSE_REASON);
      g_assert_true (g_str_has_suffix (effect->reason, "."));
      g_string_append_printf (out, "%u", effect->close_code);
    }
  if (effect->kind == BESEDA_EFFECT_ADMIT && effect->seq == 0)
    g_string_truncate (out, out->len - 1);
  else if (effect->kind == BESEDA_EFFECT_ADMIT)
    g_string_append_printf (out, "from %" G_GUINT64_FORMAT, effect->seq);
  if (effect->kind == BESEDA_EFFECT_READ)
    g_string_append_printf (out, "%u %s %" G_GUINT64_FORMAT " #%s", effect->limit,
                            effect->direction == BESEDA_BEFORE ? "before" : "after", effect->seq, effect->id);
  g_string_append_c (out, '\n');
}

static void
say (Stage *stage, guint64 peer, const char *id, const char *text)
{
  g_autoptr (BesedaRequest) request = beseda_request_new_message (text, g_str_equal (id, "-") ? NULL : id);

  beseda_room_request (stage->room, peer, request, stage->now, stage->effects);
}

static void
log_in (Stage *stage, guint64 peer, const char *client_id, const char *login)
{
  g_autoptr (BesedaRequest) request = beseda_request_new_login (login, g_ascii_strtoll (client_id, NULL, 10));

  request->has_client_id = !g_str_equal (client_id, "-");
  beseda_room_request (stage->room, peer, request, stage->now, stage->effects);
}

/* A token is 32 times the letter that stands for it. */
static void
prove (Stage *stage, const char *step)
{
  g_auto (GStrv) words = g_strsplit (step, " ", 6);
  g_autoptr (BesedaRequest) request = beseda_request_new_login (words[5], g_ascii_strtoll (words[2], NULL, 10));

  request->token = g_strnfill (2 * BESEDA_TOKEN_BYTES, words[3][0]);
  request->room_id = g_strdup ("id");
  request->since = g_ascii_strtoll (words[4], NULL, 10);
  beseda_room_request (stage->room, g_ascii_strtoull (words[1], NULL, 10), request, stage->now, stage->effects);
}

static void
read_history (Stage *stage, guint64 peer, const char *id, const char *seq)
{
  g_autoptr (BesedaRequest)
      request = beseda_request_new_history (BESEDA_BEFORE, g_ascii_strtoull (seq, NULL, 10), 50, id);

  beseda_room_request (stage->room, peer, request, stage->now, stage->effects);
}

static void
send_bad_frame (Stage *stage, guint64 peer, BesedaCodecError code, const char *id)
{
  g_autoptr (GError) error = g_error_new_literal (BESEDA_CODEC_ERROR, code, "It is bad.");

  beseda_room_bad_frame (stage->room, peer, g_str_equal (id, "-") ? NULL : id, error, stage->now, stage->effects);
}

/* What the log does with the oldest event that it was given: TAKES, FAILS, or says that it is a repetition of the one
 * with the number `first`. */
static void
run_log (Stage *stage, gboolean takes, guint64 first)
{
  g_autoptr (BesedaEvent) event = g_queue_pop_head (&stage->pending);

  g_assert_nonnull (event);
  if (!takes)
    {
      beseda_room_append_failed (stage->room, stage->effects);
      return;
    }
  beseda_event_set_seq (event, first != 0 ? first : ++stage->seq);
  beseda_room_appended (stage->room, event, stage->effects);
}

/* A token is 32 times the letter that stands for it, for a name as for the owner; a key 22 times. */
static void
enter (Stage *stage, const char *step)
{
  g_auto (GStrv) words = g_strsplit (step, " ", -1);
  g_autoptr (BesedaRequest) request = beseda_request_new_login (words[2], 0);

  request->has_client_id = FALSE;
  for (guint i = 3; words[i] != NULL; i += 2)
    if (g_str_equal (words[i], "token"))
      request->token = g_strnfill (2 * BESEDA_TOKEN_BYTES, words[i + 1][0]);
    else if (g_str_equal (words[i], "owner"))
      request->owner = g_strnfill (2 * BESEDA_TOKEN_BYTES, words[i + 1][0]);
    else if (g_str_equal (words[i], "key"))
      request->key = g_strnfill (BESEDA_KEY_CHARS, words[i + 1][0]);
    else if (g_str_equal (words[i], "away"))
      request->away = TRUE;
    else
      request->password = g_strdup (words[i + 1]);
  beseda_room_request (stage->room, g_ascii_strtoull (words[1], NULL, 10), request, stage->now, stage->effects);
}

/* By peer 0, it is done by the server. */
static void
act (Stage *stage, guint64 peer, const char *step)
{
  g_auto (GStrv) words = g_strsplit (step, " ", -1);
  g_autoptr (BesedaAct) act = NULL;
  g_autoptr (BesedaRequest) request = NULL;
  BesedaActKind kind;

  g_assert_true (beseda_act_kind_from_string (words[2], &kind));
  act = beseda_act_new (kind, beseda_act_kind_has_target (kind) ? words[3] : NULL,
                        kind == BESEDA_ACT_TOPIC ? words[3] : NULL);
  if (kind == BESEDA_ACT_REMOVE)
    act->target_seq = g_ascii_strtoull (words[3], NULL, 10);
  if (kind == BESEDA_ACT_SLOW || (kind == BESEDA_ACT_MUTE && words[4] != NULL))
    act->seconds = g_ascii_strtoll (words[kind == BESEDA_ACT_SLOW ? 3 : 4], NULL, 10);
  request = beseda_request_new_act (act, NULL);
  request->by_address = kind == BESEDA_ACT_BAN && g_strcmp0 (words[4], "address") == 0;
  if (peer != 0)
    beseda_room_request (stage->room, peer, request, stage->now, stage->effects);
  else if (beseda_room_act_by_server (stage->room, request, stage->now, stage->effects) != NULL)
    g_string_append (stage->transcript, "refused\n");
}

static void
answer (Stage *stage, guint64 peer, const char *login, gboolean admit)
{
  g_autoptr (BesedaRequest) request = beseda_request_new_answer (login, admit, NULL);

  beseda_room_request (stage->room, peer, request, stage->now, stage->effects);
}

static void
type (Stage *stage, guint64 peer)
{
  g_autoptr (BesedaRequest) request = beseda_request_new_typing ();

  beseda_room_request (stage->room, peer, request, stage->now, stage->effects);
}

static void
tell_presence (Stage *stage, guint64 peer, gboolean away, const char *id)
{
  g_autoptr (BesedaRequest) request = beseda_request_new_presence (away, id);

  beseda_room_request (stage->room, peer, request, stage->now, stage->effects);
}

static void
set_door (Stage *stage, const char *kind, const char *key)
{
  g_autoptr (BesedaDoor) door = beseda_door_copy (beseda_room_get_door (stage->room));

  g_assert_true (beseda_door_kind_from_string (kind, &door->kind));
  g_free (door->key);
  door->key = g_strnfill (BESEDA_KEY_CHARS, key[0]);
  beseda_room_set_door (stage->room, door, FALSE, stage->now, stage->effects);
}

static void
run_step (Stage *stage, const char *step)
{
  g_auto (GStrv) words = g_strsplit (step, " ", 4);
  guint n = g_strv_length (words);
  guint64 peer = n > 1 ? g_ascii_strtoull (words[1], NULL, 10) : 0;

  if (g_str_equal (words[0], "connect"))
    beseda_room_connect (stage->room, peer, g_ascii_strtoll (words[2], NULL, 10),
                         g_str_equal (words[3], "plain") ? BESEDA_DIALECT_PLAIN : BESEDA_DIALECT_BESEDA, stage->now,
                         stage->effects);
  else if (g_str_equal (words[0], "login"))
    log_in (stage, peer, words[2], words[3]);
  else if (g_str_equal (words[0], "say"))
    say (stage, peer, words[2], words[3]);
  else if (g_str_equal (words[0], "flood"))
    for (guint64 i = g_ascii_strtoull (words[2], NULL, 10); i > 0; i--)
      say (stage, peer, "-", "more");
  else if (g_str_equal (words[0], "bad"))
    send_bad_frame (stage, peer, BESEDA_CODEC_ERROR_BAD_FRAME, words[2]);
  else if (g_str_equal (words[0], "large"))
    send_bad_frame (stage, peer, BESEDA_CODEC_ERROR_TOO_LARGE, words[2]);
  else if (g_str_equal (words[0], "prove"))
    prove (stage, step);
  else if (g_str_equal (words[0], "enter"))
    enter (stage, step);
  else if (g_str_equal (words[0], "act"))
    act (stage, peer, step);
  else if (g_str_equal (words[0], "admit") || g_str_equal (words[0], "deny"))
    answer (stage, peer, words[2], g_str_equal (words[0], "admit"));
  else if (g_str_equal (words[0], "caught-up"))
    beseda_room_caught_up (stage->room, peer, stage->effects);
  else if (g_str_equal (words[0], "away") || g_str_equal (words[0], "back"))
    tell_presence (stage, peer, g_str_equal (words[0], "away"), words[2]);
  else if (g_str_equal (words[0], "type"))
    type (stage, peer);
  else if (g_str_equal (words[0], "from"))
    beseda_room_set_origin (stage->room, peer, words[2], g_strcmp0 (words[3], "near") == 0);
  else if (g_str_equal (words[0], "right") || g_str_equal (words[0], "wrong"))
    beseda_room_checked (stage->room, peer, g_str_equal (words[0], "right"), stage->now, stage->effects);
  else if (g_str_equal (words[0], "door"))
    set_door (stage, words[1], words[2]);
  else if (g_str_equal (words[0], "history"))
    read_history (stage, peer, words[2], words[3]);
  else if (g_str_equal (words[0], "leave") || g_str_equal (words[0], "break"))
    beseda_room_disconnect (stage->room, peer, g_str_equal (words[0], "leave"), stage->now, stage->effects);
  else if (g_str_equal (words[0], "at"))
    {
      stage->now = (gint64) peer;
      beseda_room_tick (stage->room, stage->now, stage->effects);
    }
  else if (g_str_equal (words[0], "stop"))
    beseda_room_close (stage->room);
  else if (g_str_equal (words[0], "open"))
    beseda_room_open (stage->room, stage->now, stage->effects);
  else
    run_log (stage, !g_str_equal (words[0], "fails"), g_str_equal (words[0], "repeats") ? peer : 0);

  for (guint i = 0; i < beseda_effects_get_length (stage->effects); i++)
    {
      const BesedaEffect *effect = beseda_effects_get (stage->effects, i);

      if (effect->kind == BESEDA_EFFECT_APPEND)
        g_queue_push_tail (&stage->pending, beseda_event_ref (effect->event));
      if (!g_str_equal (words[0], "flood"))
        write_effect (stage->transcript, effect);
    }
  if (g_str_equal (words[0], "flood"))
    g_string_append_printf (stage->transcript, "%u effects\n", beseda_effects_get_length (stage->effects));
  beseda_effects_clear (stage->effects);
}

void
room_stage_play (BesedaRoom *room, const char *scenario, guint64 seq)
{
  g_autoptr (BesedaEffects) effects = beseda_effects_new ();
  g_autoptr (GString) transcript = g_string_new (NULL);
  g_auto (GStrv) lines = g_strsplit (scenario, "\n", -1);
  Stage stage = { .room = room, .effects = effects, .seq = seq, .now = 1000, .transcript = transcript };

  for (guint i = 0; lines[i] != NULL; i++)
    if (g_str_has_prefix (lines[i], "> "))
      {
        g_string_append_printf (transcript, "%s\n", lines[i]);
        run_step (&stage, lines[i] + 2);
      }

  g_assert_cmpstr (transcript->str, ==, scenario);
  g_queue_clear_full (&stage.pending, (GDestroyNotify) beseda_event_unref);
}
