/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <glib/gi18n-lib.h>

#include "beseda-room-private.h"

static void
refuse_name (
    BesedaRoom *self, BesedaRoomPeer *peer, const char *login, const char *id, gint64 now, BesedaEffects *effects)
{
  const char *text = _ ("Somebody here has this name already; choose another one.");
  BesedaReply *reply;

  if (peer->dialect == BESEDA_DIALECT_PLAIN)
    {
      beseda_room_close_peer (self, peer, BESEDA_CLOSE_LOGIN_TAKEN, text, now, effects);
      return;
    }

  reply = beseda_reply_new_error (BESEDA_REFUSAL_LOGIN_TAKEN, text, id);
  beseda_reply_set_suggestions (reply, beseda_names_suggest (self->names, self->people, login));
  beseda_effects_send (effects, peer->id, reply);
}

/* The number from which on the peer is to hear what was said before. A room that keeps nothing tells only those who
 * were there. */
static guint64
backlog_from (BesedaRoom *self, const BesedaInhabitant *person, gint64 since)
{
  guint64 from = self->last_seq >= BESEDA_LIMIT_BACKLOG_EVENTS ? self->last_seq - BESEDA_LIMIT_BACKLOG_EVENTS + 1 : 1;

  if (since >= 0 && (guint64) since <= self->last_seq)
    from = (guint64) since + 1;

  return self->options.keep == 0 ? MAX (from, person->since_seq) : from;
}

static BesedaReply *
make_welcome (BesedaRoom *self, const BesedaInhabitant *person, const char *token)
{
  BesedaWelcome *welcome = beseda_welcome_new (self->name, person->login, person->client_id);

  welcome->room_id = g_strdup (self->room_id);
  welcome->token = beseda_names_is_owned (self->names, person->key) ? g_strdup (token) : NULL;
  welcome->last_seq = self->last_seq;
  welcome->keep = self->options.keep;
  g_free (welcome->topic);
  welcome->topic = g_strdup (beseda_standing_get_topic (self->standing));
  welcome->slow = beseda_standing_get_slow (self->standing);
  welcome->locked = beseda_standing_is_locked (self->standing);
  welcome->typing = TRUE;
  welcome->presence = TRUE;
  g_ptr_array_unref (welcome->people);
  welcome->people = beseda_room_dup_people (self);

  return beseda_reply_new_welcome (welcome);
}

/* The person is in the room, and with a peer; which is told. */
static void
welcome (BesedaRoom *self, BesedaInhabitant *person, BesedaEffects *effects)
{
  BesedaRoomPeer *peer = g_hash_table_lookup (self->peers, &person->peer);
  const gboolean beseda = peer->dialect == BESEDA_DIALECT_BESEDA;

  peer->heard_news = self->idle_news;
  if (beseda)
    beseda_effects_send (effects, peer->id, make_welcome (self, person, peer->token));
  beseda_effects_admit (effects, peer->id, beseda ? backlog_from (self, person, peer->since) : 0);
  g_clear_pointer (&peer->token, g_free);
  if (beseda_room_get_role (self, person->key) >= BESEDA_ROLE_MODERATOR)
    beseda_room_tell_knocks (self, peer, effects);
}

/* Somebody whose name this is has come over another connection: this one counts from here on. */
static void
take_over (BesedaRoom *self, BesedaInhabitant *person, BesedaRoomPeer *peer, gint64 now, BesedaEffects *effects)
{
  BesedaRoomPeer *old = g_hash_table_lookup (self->peers, &person->peer);

  beseda_room_part (self, person);
  if (old != NULL)
    beseda_room_close_peer (self, old, BESEDA_CLOSE_LOGIN_TAKEN, _ ("You have come in over another connection."), now,
                            effects);

  beseda_people_come_back (self->people, person, peer->id);
  beseda_room_set_away (self, person, peer->away, effects);
  peer->person = person;
  if (person->present)
    welcome (self, person, effects);
}

/* Makes room where somebody who is not there has the last place. */
static gboolean
has_place (BesedaRoom *self, gint64 now, BesedaEffects *effects)
{
  BesedaInhabitant *away = beseda_people_get_longest_away (self->people);

  if (beseda_room_get_n_people (self) >= self->options.max_people && away != NULL)
    beseda_room_leave (self, away, now, effects);

  return beseda_room_get_n_people (self) < self->options.max_people;
}

/* `hash` is that of the token, NULL for none. */
static void
join (BesedaRoom *self, BesedaRoomPeer *peer, const char *login, const guint8 *hash, gint64 now, BesedaEffects *effects)
{
  BesedaInhabitant *person = beseda_people_add (self->people, login, peer->client_id, peer->id);
  const gboolean claims = hash != NULL && !beseda_names_is_owned (self->names, person->key) &&
                          beseda_names_claim (self->names, person->key, hash);
  BesedaEvent *online;

  beseda_room_set_away (self, person, peer->away, effects);
  online = beseda_room_announce (self, person, now, effects);
  peer->person = person;
  if (claims)
    beseda_event_set_claim (online, hash);
}

/* The hash of the token by which a login is proved, or NULL. */
static const guint8 *
get_proof (const BesedaRoomPeer *peer, const char *token, guint8 hash[BESEDA_TOKEN_HASH_BYTES])
{
  if (token == NULL || peer->dialect != BESEDA_DIALECT_BESEDA)
    return NULL;

  beseda_token_hash (token, hash);
  return hash;
}

static gboolean
is_taken (BesedaRoom *self, const char *key, const guint8 *hash)
{
  return !beseda_names_is_owner (self->names, key, hash) &&
         (beseda_people_find (self->people, key) != NULL || beseda_names_is_owned (self->names, key));
}

/* The door is open for the peer. FALSE: it is told why it cannot come in all the same. */
static gboolean
come_in (BesedaRoom *self, BesedaRoomPeer *peer, const char *login, const char *id, gint64 now, BesedaEffects *effects)
{
  g_autofree char *key = beseda_login_key (login);
  BesedaInhabitant *person = beseda_people_find (self->people, key);
  guint8 hash[BESEDA_TOKEN_HASH_BYTES];
  const guint8 *proof = get_proof (peer, peer->token, hash);

  if (is_taken (self, key, proof))
    {
      refuse_name (self, peer, login, id, now, effects);
      return FALSE;
    }
  if (person != NULL)
    {
      take_over (self, person, peer, now, effects);
      return TRUE;
    }

  if (peer->dialect == BESEDA_DIALECT_BESEDA && beseda_people_has_client_id (self->people, peer->client_id))
    {
      beseda_room_close_peer (self, peer, BESEDA_CLOSE_NOT_ALLOWED, _ ("Somebody here has this client id already."),
                              now, effects);
      return FALSE;
    }
  if (!has_place (self, now, effects))
    {
      beseda_room_refuse (self, peer, BESEDA_REFUSAL_ROOM_FULL, BESEDA_CLOSE_OVERLOADED,
                          _ ("The room is full; try again when somebody has left."), id, now, effects);
      return FALSE;
    }

  join (self, peer, login, proof, now, effects);
  return TRUE;
}

/* Who has the owner's token is the owner from here on, also without it. */
static void
make_owner (BesedaRoom *self, const BesedaInhabitant *person, gint64 now, BesedaEffects *effects)
{
  g_autoptr (BesedaAct) act = beseda_act_new (BESEDA_ACT_OWN, person->login, NULL);
  const guint8 *hash = beseda_names_get_hash (self->names, person->key);

  if (hash != NULL && beseda_room_get_role (self, person->key) < BESEDA_ROLE_OWNER)
    beseda_event_set_claim (beseda_room_append_act (self, person, act, NULL, now, effects), hash);
}

static void
wait_at_the_door (BesedaRoom *self,
                  BesedaRoomPeer *peer,
                  BesedaWaiting waiting,
                  const char *login,
                  const BesedaRequest *request,
                  BesedaEffects *effects)
{
  peer->waiting = waiting;
  peer->login = g_strdup (login);
  peer->request_id = g_strdup (request->id);
  g_queue_push_tail_link (waiting == BESEDA_WAITING_FOR_CHECK ? &self->checks : &self->knocks, &peer->waiting_link);
  beseda_effects_wait (effects, peer->id);
}

/* Has the next password checked, one at a time: each costs much memory, and guessing is not to be fast. */
static void
check_next (BesedaRoom *self, gint64 now, BesedaEffects *effects)
{
  BesedaRoomPeer *peer;

  while (self->checking == 0 && (peer = g_queue_peek_head (&self->checks)) != NULL)
    {
      const guint wait = beseda_tries_get_wait (self->tries, peer->address, now);
      g_autofree char *id = g_strdup (peer->request_id);

      if (wait == 0)
        {
          self->checking = peer->id;
          beseda_effects_check (effects, peer->id, peer->password, self->door->password);
          return;
        }

      beseda_room_stop_waiting (self, peer, effects);
      beseda_room_refuse_for_now (self, peer, wait, id, now, effects);
    }
}

/* Tells everybody who may let somebody in that somebody waits, or not any more. */
static void
tell_moderators (BesedaRoom *self, const char *login, gboolean gone, BesedaEffects *effects)
{
  for (const GList *link = beseda_people_get_present (self->people); link != NULL; link = link->next)
    {
      const BesedaInhabitant *person = link->data;

      if (person->peer != 0 && beseda_room_get_role (self, person->key) >= BESEDA_ROLE_MODERATOR)
        beseda_effects_send (effects, person->peer, beseda_reply_new_knock (login, gone));
    }
}

static BesedaRoomPeer *
find_knock (BesedaRoom *self, const char *key)
{
  for (const GList *link = self->knocks.head; link != NULL; link = link->next)
    {
      BesedaRoomPeer *peer = link->data;
      g_autofree char *other = beseda_login_key (peer->login);

      if (g_str_equal (other, key))
        return peer;
    }

  return NULL;
}

static void
knock (BesedaRoom *self,
       BesedaRoomPeer *peer,
       const char *login,
       const BesedaRequest *request,
       gint64 now,
       BesedaEffects *effects)
{
  const char *text = _ ("The host is asked whether you may come in.");
  g_autofree char *key = beseda_login_key (login);
  guint8 hash[BESEDA_TOKEN_HASH_BYTES];

  if (is_taken (self, key, get_proof (peer, request->token, hash)) || find_knock (self, key) != NULL)
    {
      refuse_name (self, peer, login, request->id, now, effects);
      return;
    }
  if (self->knocks.length >= BESEDA_LIMIT_KNOCKS)
    {
      beseda_room_refuse (self, peer, BESEDA_REFUSAL_UNAVAILABLE, BESEDA_CLOSE_OVERLOADED,
                          _ ("Too many are waiting to be let in; try again later."), request->id, now, effects);
      return;
    }

  wait_at_the_door (self, peer, BESEDA_WAITING_FOR_APPROVAL, login, request, effects);
  beseda_effects_send (effects, peer->id, beseda_reply_new_waiting (text, request->id));
  tell_moderators (self, login, FALSE, effects);
}

/* What the door says to somebody whom nothing else lets in. */
static void
ask_the_door (BesedaRoom *self,
              BesedaRoomPeer *peer,
              const char *login,
              const BesedaRequest *request,
              gint64 now,
              BesedaEffects *effects)
{
  BesedaRefusal code = BESEDA_REFUSAL_NOT_ALLOWED;
  const char *text = NULL;

  if (beseda_standing_is_locked (self->standing))
    text = _ ("The room is locked: nobody new can join now.");
  else
    switch (beseda_door_judge (self->door, request, peer->dialect, peer->near))
      {
      case BESEDA_DOOR_ADMITS:
        come_in (self, peer, login, request->id, now, effects);
        break;
      case BESEDA_DOOR_NEEDS_CHECK:
        peer->password = g_strdup (request->password);
        wait_at_the_door (self, peer, BESEDA_WAITING_FOR_CHECK, login, request, effects);
        check_next (self, now, effects);
        break;
      case BESEDA_DOOR_NEEDS_APPROVAL:
        knock (self, peer, login, request, now, effects);
        break;
      case BESEDA_DOOR_NEEDS_PASSWORD:
        code = BESEDA_REFUSAL_WRONG_PASSWORD;
        text = _ ("This room has a password.");
        break;
      case BESEDA_DOOR_NEEDS_LINK:
        text = _ ("This link does not open the room, or not any more; ask the host for a new one.");
        break;
      case BESEDA_DOOR_NEEDS_NETWORK:
        text = _ ("Only people on the host’s own network can join this room.");
        break;
      case BESEDA_DOOR_NEEDS_BESEDA:
        text = _ ("This room is closed to programs that cannot prove that they were invited.");
        break;
      }

  if (text != NULL)
    beseda_room_refuse (self, peer, code, BESEDA_CLOSE_NOT_ALLOWED, text, request->id, now, effects);
}

void
beseda_room_log_in (
    BesedaRoom *self, BesedaRoomPeer *peer, const BesedaRequest *request, gint64 now, BesedaEffects *effects)
{
  const gboolean owner = beseda_door_is_owner (self->door, request);
  g_autofree char *login = NULL;
  g_autofree char *key = NULL;
  guint8 hash[BESEDA_TOKEN_HASH_BYTES];
  const guint8 *proof = get_proof (peer, request->token, hash);
  gboolean member;
  g_autoptr (GError) error = NULL;

  self->now = now;
  if (peer->person != NULL || peer->waiting != BESEDA_WAITING_FOR_NOTHING)
    {
      beseda_room_refuse (self, peer, BESEDA_REFUSAL_NOT_ALLOWED, BESEDA_CLOSE_POLICY, _ ("You are logged in already."),
                          request->id, now, effects);
      return;
    }
  if (request->has_client_id && request->client_id != peer->client_id)
    {
      beseda_room_refuse (self, peer, BESEDA_REFUSAL_NOT_ALLOWED, BESEDA_CLOSE_NOT_ALLOWED,
                          _ ("The client id is not the one that this connection was opened with."), request->id, now,
                          effects);
      return;
    }

  login = beseda_login_normalize (request->login, &error);
  if (login == NULL)
    {
      beseda_room_refuse (self, peer, BESEDA_REFUSAL_LOGIN_INVALID, BESEDA_CLOSE_POLICY, error->message, request->id,
                          now, effects);
      return;
    }

  key = beseda_login_key (login);
  member = beseda_names_is_owner (self->names, key, proof);
  if (!owner && beseda_standing_is_banned (self->standing, key, proof, peer->address, member))
    {
      beseda_room_send_away (self, peer, BESEDA_REFUSAL_BANNED, _ ("You are banned from this room."), request->id, now,
                             effects);
      return;
    }

  g_free (peer->token);
  peer->token = g_strdup (request->token);
  peer->away = request->away;
  peer->since = g_strcmp0 (request->room_id, self->room_id) == 0 ? request->since : -1;
  if (!owner && !member)
    ask_the_door (self, peer, login, request, now, effects);
  else if (come_in (self, peer, login, request->id, now, effects) && owner)
    make_owner (self, peer->person, now, effects);
}

BesedaEvent *
beseda_room_announce (BesedaRoom *self, BesedaInhabitant *person, gint64 now, BesedaEffects *effects)
{
  BesedaEvent *online = beseda_room_append (self, person, BESEDA_EVENT_ONLINE, NULL, now, effects);

  person->announced = TRUE;
  beseda_event_set_person (online, beseda_room_describe (self, person, now));

  return online;
}

void
beseda_room_enter (BesedaRoom *self, BesedaInhabitant *person, BesedaEffects *effects)
{
  person->since_seq = self->last_seq;
  beseda_people_set_present (self->people, person);
  if (person->peer != 0)
    welcome (self, person, effects);
}

void
beseda_room_stop_waiting (BesedaRoom *self, BesedaRoomPeer *peer, BesedaEffects *effects)
{
  if (peer->waiting == BESEDA_WAITING_FOR_NOTHING)
    return;

  g_queue_unlink (peer->waiting == BESEDA_WAITING_FOR_CHECK ? &self->checks : &self->knocks, &peer->waiting_link);
  if (peer->waiting == BESEDA_WAITING_FOR_APPROVAL)
    tell_moderators (self, peer->login, TRUE, effects);
  peer->waiting = BESEDA_WAITING_FOR_NOTHING;
  g_clear_pointer (&peer->login, g_free);
  g_clear_pointer (&peer->password, g_free);
  g_clear_pointer (&peer->request_id, g_free);
}

void
beseda_room_answer (
    BesedaRoom *self, BesedaRoomPeer *peer, const BesedaRequest *request, gint64 now, BesedaEffects *effects)
{
  g_autofree char *key = beseda_login_key (request->login);
  BesedaRoomPeer *guest = find_knock (self, key);
  g_autofree char *login = guest != NULL ? g_strdup (guest->login) : NULL;
  g_autofree char *id = guest != NULL ? g_strdup (guest->request_id) : NULL;

  if (beseda_room_get_role (self, peer->person->key) < BESEDA_ROLE_MODERATOR)
    {
      beseda_room_refuse (self, peer, BESEDA_REFUSAL_NOT_ALLOWED, BESEDA_CLOSE_POLICY,
                          _ ("Only the host and moderators can do this."), request->id, now, effects);
      return;
    }
  if (guest == NULL)
    {
      beseda_room_refuse (self, peer, BESEDA_REFUSAL_NOT_FOUND, BESEDA_CLOSE_POLICY,
                          _ ("Nobody with this name is waiting to be let in."), request->id, now, effects);
      return;
    }

  beseda_room_stop_waiting (self, guest, effects);
  if (request->admit)
    come_in (self, guest, login, id, now, effects);
  else
    beseda_room_send_away (self, guest, BESEDA_REFUSAL_NOT_ALLOWED, _ ("The host did not let you in."), id, now,
                           effects);
}

void
beseda_room_tell_knocks (BesedaRoom *self, const BesedaRoomPeer *peer, BesedaEffects *effects)
{
  for (const GList *link = self->knocks.head; link != NULL; link = link->next)
    {
      const BesedaRoomPeer *guest = link->data;

      beseda_effects_send (effects, peer->id, beseda_reply_new_knock (guest->login, FALSE));
    }
}

void
beseda_room_checked (BesedaRoom *self, guint64 peer, gboolean right, gint64 now, BesedaEffects *effects)
{
  BesedaRoomPeer *guest = g_hash_table_lookup (self->peers, &peer);

  g_return_if_fail (self->checking == peer);

  self->checking = 0;
  if (guest != NULL)
    {
      g_autofree char *login = g_strdup (guest->login);
      g_autofree char *id = g_strdup (guest->request_id);

      if (!right)
        beseda_tries_add (self->tries, guest->address, now);
      beseda_room_stop_waiting (self, guest, effects);
      if (right)
        come_in (self, guest, login, id, now, effects);
      else
        beseda_room_refuse (self, guest, BESEDA_REFUSAL_WRONG_PASSWORD, BESEDA_CLOSE_NOT_ALLOWED,
                            _ ("This is not the password of the room."), id, now, effects);
    }
  check_next (self, now, effects);
}
