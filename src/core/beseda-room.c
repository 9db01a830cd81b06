/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "beseda-room-private.h"

#include <glib/gi18n-lib.h>

static void
peer_free (gpointer data)
{
  BesedaRoomPeer *self = data;

  g_free (self->address);
  g_free (self->token);
  g_free (self->login);
  g_free (self->password);
  g_free (self->request_id);
  g_free (self);
}

/* Lent by `effects`. */
static BesedaEvent *
push (BesedaRoom *self, const BesedaInhabitant *person, BesedaEvent *event, BesedaEffects *effects)
{
  g_autoptr (BesedaEvent) owned = event;

  beseda_pending_push (self->pending, event, person != NULL ? person->peer : 0, person != NULL ? person->id : 0);
  beseda_effects_append (effects, event);

  return event;
}

BesedaEvent *
beseda_room_append (BesedaRoom *self,
                    const BesedaInhabitant *person,
                    BesedaEventKind kind,
                    const BesedaRequest *request,
                    gint64 now,
                    BesedaEffects *effects)
{
  const gboolean message = kind == BESEDA_EVENT_MESSAGE;

  self->last_at = MAX (self->last_at, now);

  return push (self, person,
               beseda_event_new (kind, self->last_at, person->client_id, person->login, message ? request->text : NULL,
                                 message ? request->id : NULL),
               effects);
}

BesedaEvent *
beseda_room_append_act (BesedaRoom *self,
                        const BesedaInhabitant *person,
                        const BesedaAct *act,
                        const char *id,
                        gint64 now,
                        BesedaEffects *effects)
{
  self->last_at = MAX (self->last_at, now);

  return push (self, person,
               beseda_event_new_act (self->last_at, person != NULL ? person->client_id : 0,
                                     person != NULL ? person->login : "", act, id),
               effects);
}

void
beseda_room_part (BesedaRoom *self, BesedaInhabitant *person)
{
  BesedaRoomPeer *peer = g_hash_table_lookup (self->peers, &person->peer);

  if (peer != NULL)
    peer->person = NULL;
  person->peer = 0;
}

void
beseda_room_leave (BesedaRoom *self, BesedaInhabitant *person, gint64 now, BesedaEffects *effects)
{
  beseda_room_part (self, person);
  if (person->announced)
    beseda_room_append (self, person, BESEDA_EVENT_OFFLINE, NULL, now, effects);
  beseda_people_remove (self->people, person);
}

static void
go_away (BesedaRoom *self, BesedaInhabitant *person, gint64 now)
{
  beseda_room_part (self, person);
  beseda_people_go_away (self->people, person, now + BESEDA_LIMIT_AWAY_MSECONDS);
}

/* The connection has ended; with `for_good` the person, if it has one, leaves as well. */
static void
forget (BesedaRoom *self, BesedaRoomPeer *peer, gboolean for_good, gint64 now, BesedaEffects *effects)
{
  BesedaInhabitant *person = peer->person;

  if (person != NULL && self->closed)
    beseda_room_part (self, person);
  else if (person != NULL && !for_good && peer->dialect == BESEDA_DIALECT_BESEDA &&
           beseda_names_is_owned (self->names, person->key))
    go_away (self, person, now);
  else if (person != NULL)
    beseda_room_leave (self, person, now, effects);

  beseda_room_stop_waiting (self, peer, effects);
  if (peer->dialect == BESEDA_DIALECT_PLAIN)
    beseda_people_release_client_id (self->people, peer->client_id);
  g_hash_table_remove (self->peers, &peer->id);
}

void
beseda_room_close_peer (
    BesedaRoom *self, BesedaRoomPeer *peer, guint16 close_code, const char *reason, gint64 now, BesedaEffects *effects)
{
  beseda_effects_close (effects, peer->id, close_code, reason);
  forget (self, peer, TRUE, now, effects);
}

void
beseda_room_refuse (BesedaRoom *self,
                    BesedaRoomPeer *peer,
                    BesedaRefusal code,
                    guint16 close_code,
                    const char *text,
                    const char *id,
                    gint64 now,
                    BesedaEffects *effects)
{
  if (peer->dialect == BESEDA_DIALECT_BESEDA)
    beseda_effects_send (effects, peer->id, beseda_reply_new_error (code, text, id));
  else
    beseda_room_close_peer (self, peer, close_code, text, now, effects);
}

void
beseda_room_refuse_for_now (
    BesedaRoom *self, BesedaRoomPeer *peer, guint wait, const char *id, gint64 now, BesedaEffects *effects)
{
  const guint seconds = (wait + 999) / 1000;
  g_autofree char *text = g_strdup_printf (g_dngettext (GETTEXT_PACKAGE,
                                                        "That was too much at once; go on in %u second.",
                                                        "That was too much at once; go on in %u seconds.", seconds),
                                           seconds);
  BesedaReply *reply;

  if (peer->dialect == BESEDA_DIALECT_PLAIN)
    {
      beseda_room_close_peer (self, peer, BESEDA_CLOSE_POLICY, text, now, effects);
      return;
    }

  reply = beseda_reply_new_error (BESEDA_REFUSAL_RATE_LIMITED, text, id);
  beseda_reply_set_retry_after (reply, wait);
  beseda_effects_send (effects, peer->id, reply);
}

void
beseda_room_send_away (BesedaRoom *self,
                       BesedaRoomPeer *peer,
                       BesedaRefusal code,
                       const char *text,
                       const char *id,
                       gint64 now,
                       BesedaEffects *effects)
{
  if (peer->dialect == BESEDA_DIALECT_BESEDA)
    beseda_effects_send (effects, peer->id, beseda_reply_new_error (code, text, id));
  beseda_room_close_peer (self, peer, BESEDA_CLOSE_NOT_ALLOWED, text, now, effects);
}

static void
say (BesedaRoom *self, BesedaInhabitant *person, const BesedaRequest *request, gint64 now, BesedaEffects *effects)
{
  /* Who came in while the log could not take it: the others hear of it at last. */
  if (!person->announced)
    beseda_room_announce (self, person, now, effects);
  beseda_room_append (self, person, BESEDA_EVENT_MESSAGE, request, now, effects);
}

/* A room that keeps nothing has nothing to tell. */
static void
tell_history (BesedaRoom *self, BesedaRoomPeer *peer, const BesedaRequest *request, BesedaEffects *effects)
{
  const gboolean before = request->direction == BESEDA_BEFORE;

  if (self->options.keep != 0)
    beseda_effects_read (effects, peer->id, request->direction, request->seq, request->limit, request->id);
  else
    beseda_effects_send (effects, peer->id,
                         beseda_reply_new_history (before ? 1 : self->last_seq + 1,
                                                   before ? MIN (request->seq - 1, self->last_seq) : self->last_seq,
                                                   g_ptr_array_new (), request->id));
}

/* For what nobody misses when it is lost: it is no event, and who may not write does not. */
static void
tell_typing (BesedaRoom *self, const BesedaRoomPeer *writer, gint64 now, BesedaEffects *effects)
{
  const BesedaInhabitant *person = writer->person;
  g_autoptr (BesedaReply) reply = beseda_reply_new_typing (person->login);

  if (!person->present || beseda_room_get_muted_until (self, person->key) > now ||
      beseda_token_bucket_take (&self->typing, BESEDA_LIMIT_TYPING_PER_SECOND, BESEDA_LIMIT_TYPING_BURST, now) > 0)
    return;

  for (const GList *link = beseda_people_get_present (self->people); link != NULL; link = link->next)
    {
      const BesedaInhabitant *other = link->data;
      const BesedaRoomPeer *peer = g_hash_table_lookup (self->peers, &other->peer);

      if (other != person && peer != NULL && peer->dialect == BESEDA_DIALECT_BESEDA)
        beseda_effects_send (effects, peer->id, beseda_reply_ref (reply));
    }
}

void
beseda_room_set_away (BesedaRoom *self, BesedaInhabitant *person, gboolean away, BesedaEffects *effects)
{
  if (person->idle == away)
    return;

  person->idle = away;
  person->idle_news = ++self->idle_news;
  if (person->present)
    beseda_effects_tell (effects, beseda_reply_new_presence (person->login, away));
}

/* It is not lost: who is told to wait tells it again. */
static void
take_presence (BesedaRoom *self, BesedaRoomPeer *peer, const BesedaRequest *request, gint64 now, BesedaEffects *effects)
{
  guint wait;

  if (!peer->person->present || peer->person->idle == request->away)
    return;

  wait = beseda_token_bucket_take (&peer->presence, BESEDA_LIMIT_PRESENCE_PER_SECOND, BESEDA_LIMIT_PRESENCE_BURST, now);
  if (wait > 0)
    beseda_room_refuse_for_now (self, peer, wait, request->id, now, effects);
  else
    beseda_room_set_away (self, peer->person, request->away, effects);
}

static void
ask (BesedaRoom *self, BesedaRoomPeer *peer, const BesedaRequest *request, gint64 now, BesedaEffects *effects)
{
  const char *text = NULL;

  if (request->kind == BESEDA_REQUEST_LOGIN)
    beseda_room_log_in (self, peer, request, now, effects);
  else if (peer->person == NULL)
    text = _ ("Log in before you write.");
  else if (request->kind == BESEDA_REQUEST_MESSAGE)
    {
      if (beseda_room_may_say (self, peer, request, now, effects))
        say (self, peer->person, request, now, effects);
    }
  else if (request->kind == BESEDA_REQUEST_ACT)
    beseda_room_act (self, peer, request, now, effects);
  else if (request->kind == BESEDA_REQUEST_ANSWER)
    beseda_room_answer (self, peer, request, now, effects);
  else if (request->kind == BESEDA_REQUEST_TYPING)
    tell_typing (self, peer, now, effects);
  else if (request->kind == BESEDA_REQUEST_PRESENCE)
    take_presence (self, peer, request, now, effects);
  else if (peer->person->present && peer->dialect == BESEDA_DIALECT_BESEDA)
    tell_history (self, peer, request, effects);
  else
    text = _ ("History is for those who were welcomed.");

  if (text != NULL)
    beseda_room_refuse (self, peer, BESEDA_REFUSAL_NOT_LOGGED_IN, BESEDA_CLOSE_POLICY, text, request->id, now, effects);
}

static void
online_failed (BesedaRoom *self, BesedaInhabitant *person, BesedaEvent *event, BesedaEffects *effects)
{
  BesedaRoomPeer *peer = g_hash_table_lookup (self->peers, &person->peer);

  person->announced = FALSE;
  if (beseda_event_get_claim (event) != NULL)
    beseda_names_unclaim (self->names, person->key);

  if (peer == NULL) /* away, and without proof it cannot come back */
    beseda_people_remove (self->people, person);
  else if (peer->dialect == BESEDA_DIALECT_PLAIN)
    beseda_room_close_peer (self, peer, BESEDA_CLOSE_INTERNAL_ERROR, _ ("The room could not let you in; try again."),
                            self->last_at, effects);
  else if (!person->present) /* who cannot be written down may still read */
    beseda_room_enter (self, person, effects);
}

BesedaRoom *
beseda_room_new (const BesedaRoomOptions *options, const BesedaPast *past)
{
  const BesedaDoor *door = options->door != NULL ? options->door : past->door;
  BesedaRoom *self;

  g_return_val_if_fail (options->name != NULL, NULL);
  g_return_val_if_fail (options->max_people > 0 && options->max_people <= BESEDA_LIMIT_PEOPLE_MAX, NULL);

  self = g_new0 (BesedaRoom, 1);
  self->name = g_strdup (options->name);
  self->room_id = g_strdup (past->room_id);
  self->options = *options;
  self->options.name = self->name;
  self->options.door = NULL;
  self->last_seq = past->last_seq;
  self->last_at = past->last_at;
  self->peers = g_hash_table_new_full (g_int64_hash, g_int64_equal, NULL, peer_free);
  self->people = beseda_people_new (past);
  self->names = beseda_names_new (past);
  self->pending = beseda_pending_new ();
  self->door = door != NULL ? beseda_door_copy (door) : beseda_door_new (BESEDA_DOOR_OPEN, NULL, NULL);
  self->standing = beseda_standing_new (past);
  self->pace = beseda_pace_new ();
  self->tries = beseda_tries_new ();
  for (guint i = 0; i < past->tail->len; i++)
    beseda_room_note_author (self, past->tail->pdata[i]);

  return self;
}

void
beseda_room_free (BesedaRoom *self)
{
  for (guint i = 0; i < G_N_ELEMENTS (self->authors); i++)
    g_free (self->authors[i]);
  beseda_pace_free (self->pace);
  beseda_tries_free (self->tries);
  beseda_standing_free (self->standing);
  beseda_door_free (self->door);
  beseda_pending_free (self->pending);
  beseda_names_free (self->names);
  beseda_people_free (self->people);
  g_hash_table_unref (self->peers);
  g_free (self->room_id);
  g_free (self->name);
  g_free (self);
}

guint
beseda_room_get_n_people (const BesedaRoom *self)
{
  return beseda_people_get_n (self->people);
}

GPtrArray *
beseda_room_dup_people (const BesedaRoom *self)
{
  GPtrArray *people = g_ptr_array_new_with_free_func ((GDestroyNotify) beseda_person_free);

  for (const GList *link = beseda_people_get_present (self->people); link != NULL; link = link->next)
    g_ptr_array_add (people, beseda_room_describe (self, link->data, MAX (self->now, self->last_at)));

  return people;
}

void
beseda_room_open (BesedaRoom *self, gint64 now, BesedaEffects *effects)
{
  for (const GList *link = beseda_people_get_present (self->people); link != NULL;)
    {
      BesedaInhabitant *person = link->data;

      link = link->next;
      if (beseda_names_is_owned (self->names, person->key))
        go_away (self, person, now);
      else
        beseda_room_leave (self, person, 0, effects);
    }
}

void
beseda_room_close (BesedaRoom *self)
{
  self->closed = TRUE;
}

gint64
beseda_room_tick (BesedaRoom *self, gint64 now, BesedaEffects *effects)
{
  BesedaInhabitant *away;

  while ((away = beseda_people_get_longest_away (self->people)) != NULL)
    {
      if (away->gone_at > now)
        return away->gone_at;
      beseda_room_leave (self, away, now, effects);
    }

  return G_MAXINT64;
}

void
beseda_room_connect (
    BesedaRoom *self, guint64 peer, gint64 client_id, BesedaDialect dialect, gint64 now, BesedaEffects *effects)
{
  BesedaRoomPeer *newcomer;

  g_return_if_fail (!g_hash_table_contains (self->peers, &peer));

  if (dialect == BESEDA_DIALECT_PLAIN && beseda_people_has_client_id (self->people, client_id))
    {
      beseda_effects_close (effects, peer, BESEDA_CLOSE_NOT_ALLOWED, _ ("Somebody here has this client id already."));
      return;
    }

  newcomer = g_new0 (BesedaRoomPeer, 1);
  newcomer->id = peer;
  newcomer->client_id = client_id;
  newcomer->dialect = dialect;
  newcomer->waiting_link.data = newcomer;
  g_hash_table_insert (self->peers, &newcomer->id, newcomer);
  if (dialect == BESEDA_DIALECT_PLAIN)
    beseda_people_hold_client_id (self->people, client_id);
}

void
beseda_room_set_origin (BesedaRoom *self, guint64 peer, const char *address, gboolean near)
{
  BesedaRoomPeer *newcomer = g_hash_table_lookup (self->peers, &peer);

  if (newcomer == NULL)
    return;

  g_free (newcomer->address);
  newcomer->address = g_strdup (address);
  newcomer->near = near;
}

const BesedaDoor *
beseda_room_get_door (const BesedaRoom *self)
{
  return self->door;
}

void
beseda_room_set_door (BesedaRoom *self, const BesedaDoor *door, gboolean new_link, gint64 now, BesedaEffects *effects)
{
  const char *what = new_link ? "new-link" : beseda_door_kind_to_string (door->kind);
  g_autoptr (BesedaAct) act = beseda_act_new (BESEDA_ACT_DOOR, NULL, what);

  beseda_door_free (self->door);
  self->door = beseda_door_copy (door);
  beseda_room_append_act (self, NULL, act, NULL, now, effects);
}

void
beseda_room_request (BesedaRoom *self, guint64 peer, const BesedaRequest *request, gint64 now, BesedaEffects *effects)
{
  BesedaRoomPeer *sender = g_hash_table_lookup (self->peers, &peer);
  const guint rate = self->options.messages_per_second;
  guint wait;

  if (sender == NULL)
    return;

  wait = rate > 0 ? beseda_token_bucket_take (&sender->bucket, rate, BESEDA_LIMIT_MESSAGES_BURST, now) : 0;
  if (wait > 0)
    beseda_room_refuse_for_now (self, sender, wait, request->id, now, effects);
  else if (beseda_pending_get_size (self->pending) > BESEDA_LIMIT_PENDING)
    beseda_room_refuse (self, sender, BESEDA_REFUSAL_UNAVAILABLE, BESEDA_CLOSE_OVERLOADED,
                        _ ("The room cannot keep up; try again in a moment."), request->id, now, effects);
  else
    ask (self, sender, request, now, effects);
}

void
beseda_room_bad_frame (
    BesedaRoom *self, guint64 peer, const char *id, const GError *error, gint64 now, BesedaEffects *effects)
{
  BesedaRoomPeer *sender = g_hash_table_lookup (self->peers, &peer);
  gboolean too_large = g_error_matches (error, BESEDA_CODEC_ERROR, BESEDA_CODEC_ERROR_TOO_LARGE);

  if (sender == NULL)
    return;

  if (++sender->bad_frames > BESEDA_LIMIT_BAD_FRAMES)
    beseda_room_close_peer (self, sender, BESEDA_CLOSE_POLICY, error->message, now, effects);
  else
    beseda_room_refuse (self, sender, too_large ? BESEDA_REFUSAL_TOO_LARGE : BESEDA_REFUSAL_BAD_FRAME,
                        too_large ? BESEDA_CLOSE_TOO_BIG : BESEDA_CLOSE_POLICY, error->message, id, now, effects);
}

void
beseda_room_disconnect (BesedaRoom *self, guint64 peer, gboolean for_good, gint64 now, BesedaEffects *effects)
{
  BesedaRoomPeer *leaver = g_hash_table_lookup (self->peers, &peer);

  if (leaver != NULL)
    forget (self, leaver, for_good, now, effects);
}

void
beseda_room_caught_up (BesedaRoom *self, guint64 peer, BesedaEffects *effects)
{
  BesedaRoomPeer *late = g_hash_table_lookup (self->peers, &peer);

  if (late == NULL || late->heard_news == self->idle_news)
    return;

  for (const GList *link = beseda_people_get_present (self->people); link != NULL; link = link->next)
    {
      const BesedaInhabitant *person = link->data;

      if (person->idle_news > late->heard_news)
        beseda_effects_send (effects, peer, beseda_reply_new_presence (person->login, person->idle));
    }
  late->heard_news = self->idle_news;
}

void
beseda_room_appended (BesedaRoom *self, BesedaEvent *event, BesedaEffects *effects)
{
  g_autoptr (BesedaPendingEvent) pending = beseda_pending_pop (self->pending);
  BesedaInhabitant *person;

  g_return_if_fail (pending != NULL);

  if (beseda_event_get_seq (event) <= self->last_seq) /* a repetition */
    {
      if (g_hash_table_contains (self->peers, &pending->peer))
        beseda_effects_send (effects, pending->peer, beseda_reply_new_event (event));
      return;
    }

  self->last_seq = beseda_event_get_seq (event);
  beseda_room_note_author (self, event);
  person = beseda_people_get (self->people, pending->person);
  if (person != NULL && !person->present)
    beseda_room_enter (self, person, effects);
  beseda_effects_broadcast (effects, event);
  if (beseda_event_get_kind (event) == BESEDA_EVENT_ACT)
    beseda_room_acted (self, event, effects);
}

void
beseda_room_append_failed (BesedaRoom *self, BesedaEffects *effects)
{
  g_autoptr (BesedaPendingEvent) pending = beseda_pending_pop (self->pending);
  BesedaInhabitant *person;
  BesedaRoomPeer *peer;

  g_return_if_fail (pending != NULL);

  peer = g_hash_table_lookup (self->peers, &pending->peer);
  person = beseda_people_get (self->people, pending->person);
  if (beseda_event_get_kind (pending->event) == BESEDA_EVENT_ONLINE && person != NULL)
    online_failed (self, person, pending->event, effects);
  else if (peer != NULL && beseda_event_get_kind (pending->event) == BESEDA_EVENT_MESSAGE)
    beseda_room_refuse (self, peer, BESEDA_REFUSAL_UNAVAILABLE, BESEDA_CLOSE_INTERNAL_ERROR,
                        _ ("The room could not keep your message; try again."), beseda_event_get_id (pending->event),
                        self->last_at, effects);
  else if (peer != NULL && beseda_event_get_kind (pending->event) == BESEDA_EVENT_ACT)
    beseda_room_refuse (self, peer, BESEDA_REFUSAL_UNAVAILABLE, BESEDA_CLOSE_INTERNAL_ERROR,
                        _ ("The room could not keep this; try again."), beseda_event_get_id (pending->event),
                        self->last_at, effects);
}
