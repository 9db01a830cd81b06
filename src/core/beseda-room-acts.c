/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <glib/gi18n-lib.h>

#include "beseda-room-private.h"

/* The login of somebody who is here, or (unless `here`) whose name is theirs; NULL: there is nobody. `key` (out,
 * nullable) is that of the name in any case. (transfer full) of both */
static char *
find_target (BesedaRoom *self, const char *login, gboolean here, char **key)
{
  g_autofree char *normalized = beseda_login_normalize (login, NULL);
  const BesedaInhabitant *person;

  *key = normalized != NULL ? beseda_login_key (normalized) : NULL;
  if (*key == NULL)
    return NULL;

  person = beseda_people_find (self->people, *key);
  if (person != NULL)
    return g_strdup (person->login);

  return !here && beseda_names_is_owned (self->names, *key) ? g_steal_pointer (&normalized) : NULL;
}

/* Who takes back what they said themselves needs nobody's leave. */
static gboolean
is_author (const BesedaRoom *self, const BesedaInhabitant *person, guint64 seq)
{
  const gboolean known = seq <= self->last_seq && seq + BESEDA_LIMIT_TAIL > self->last_seq;

  return known && g_strcmp0 (self->authors[seq % BESEDA_LIMIT_TAIL], person->key) == 0 &&
         beseda_names_is_owned (self->names, person->key);
}

/* Why somebody with that role may not do it, or NULL; `code` (out) says it to programs. `person` is NULL for the server
 * itself, `login` where the target is not found. */
static const char *
object_to (BesedaRoom *self,
           const BesedaInhabitant *person,
           const BesedaAct *act,
           const char *login,
           const char *key,
           BesedaRefusal *code)
{
  const BesedaRole role = person != NULL ? beseda_room_get_role (self, person->key) : BESEDA_ROLE_OWNER;
  const gboolean targeted = beseda_act_kind_has_target (act->kind);
  const BesedaRole target = key != NULL ? beseda_room_get_role (self, key) : BESEDA_ROLE_GUEST;
  const gboolean own = act->kind == BESEDA_ACT_REMOVE && person != NULL && is_author (self, person, act->target_seq);

  *code = BESEDA_REFUSAL_NOT_ALLOWED;
  if (role < BESEDA_ROLE_MODERATOR && !own)
    return _ ("Only the host and moderators can do this.");
  if (!own && !beseda_standing_allows (role, act->kind, target))
    return _ ("This needs more rights in the room than you have.");

  *code = BESEDA_REFUSAL_NOT_FOUND;
  if (targeted && login == NULL)
    return _ ("Nobody with this name is here.");
  if (act->kind == BESEDA_ACT_REMOVE && act->target_seq > self->last_seq)
    return _ ("There is no such message.");

  *code = BESEDA_REFUSAL_NOT_ALLOWED;
  if (act->kind == BESEDA_ACT_PROMOTE && !beseda_names_is_owned (self->names, key))
    return _ ("This name is nobody’s own; whoever moderates needs the Beseda app.");
  if (targeted && !beseda_act_is_lifting (act) && beseda_standing_get_n (self->standing) >= BESEDA_LIMIT_STANDINGS)
    return _ ("Too many people are muted, banned or moderators already.");

  return NULL;
}

/* What the person for whom something is settled is known by beside the name. */
static void
describe_target (BesedaRoom *self, BesedaEvent *event, const char *key, gboolean by_address)
{
  const guint8 *hash = beseda_names_get_hash (self->names, key);
  const BesedaInhabitant *person = beseda_people_find (self->people, key);
  const BesedaRoomPeer *peer = person != NULL ? g_hash_table_lookup (self->peers, &person->peer) : NULL;

  if (hash != NULL)
    beseda_event_set_claim (event, hash);
  if (by_address && peer != NULL && peer->address != NULL)
    beseda_event_set_address (event, peer->address);
}

/* Does it unless there is an objection, which is returned. */
static const char *
try_to_act (BesedaRoom *self,
            const BesedaInhabitant *person,
            const BesedaRequest *request,
            BesedaRefusal *code,
            gint64 now,
            BesedaEffects *effects)
{
  g_autoptr (BesedaAct) act = beseda_act_copy (request->act);
  g_autofree char *login = NULL;
  g_autofree char *key = NULL;
  const char *objection;
  BesedaEvent *event;

  if (act->target != NULL)
    login = find_target (self, act->target, act->kind == BESEDA_ACT_KICK, &key);
  objection = object_to (self, person, act, login, key, code);
  if (objection != NULL)
    return objection;

  if (login != NULL)
    {
      g_free (act->target);
      act->target = g_strdup (login);
    }
  event = beseda_room_append_act (self, person, act, request->id, now, effects);
  if (login != NULL && act->kind != BESEDA_ACT_KICK)
    describe_target (self, event, key, act->kind == BESEDA_ACT_BAN && request->by_address);

  return NULL;
}

/* Everybody with the name, or with the token that is banned with it. */
static void
expel (BesedaRoom *self, const BesedaEvent *event, BesedaEffects *effects)
{
  const BesedaAct *act = beseda_event_get_act (event);
  const gboolean ban = act->kind == BESEDA_ACT_BAN;
  const char *text = ban ? _ ("You were banned from this room.") : _ ("You were sent out of this room.");
  g_autofree char *reason = *act->text != '\0' ? g_strdup_printf ("%s %s", text, act->text) : g_strdup (text);
  g_autofree char *key = beseda_login_key (act->target);

  for (const GList *link = beseda_people_get_present (self->people); link != NULL;)
    {
      BesedaInhabitant *person = link->data;
      BesedaRoomPeer *peer = g_hash_table_lookup (self->peers, &person->peer);
      const gboolean meant = g_str_equal (person->key, key) ||
                             (ban && beseda_names_is_owner (self->names, person->key, beseda_event_get_claim (event)));

      link = link->next;
      if (meant && peer != NULL)
        beseda_room_send_away (self, peer, ban ? BESEDA_REFUSAL_BANNED : BESEDA_REFUSAL_NOT_ALLOWED, reason, NULL,
                               self->last_at, effects);
      else if (meant)
        beseda_room_leave (self, person, self->last_at, effects);
    }
}

BesedaRole
beseda_room_get_role (const BesedaRoom *self, const char *key)
{
  const guint8 *hash = beseda_names_get_hash (self->names, key);

  return hash != NULL ? beseda_standing_get_role (self->standing, key, hash) : BESEDA_ROLE_GUEST;
}

gint64
beseda_room_get_muted_until (const BesedaRoom *self, const char *key)
{
  return beseda_standing_get_muted_until (self->standing, key, beseda_names_get_hash (self->names, key));
}

BesedaPerson *
beseda_room_describe (const BesedaRoom *self, const BesedaInhabitant *person, gint64 now)
{
  const gint64 muted_until = beseda_room_get_muted_until (self, person->key);
  BesedaPerson *description = beseda_person_new (person->client_id, person->login);

  description->role = beseda_room_get_role (self, person->key);
  description->muted = muted_until > now;
  if (description->muted && muted_until < G_MAXINT64)
    description->muted_seconds = (muted_until - now + 999) / 1000;
  description->away = person->idle;

  return description;
}

void
beseda_room_act (
    BesedaRoom *self, BesedaRoomPeer *peer, const BesedaRequest *request, gint64 now, BesedaEffects *effects)
{
  BesedaRefusal code;
  const char *objection = try_to_act (self, peer->person, request, &code, now, effects);

  if (objection != NULL)
    beseda_room_refuse (self, peer, code, BESEDA_CLOSE_POLICY, objection, request->id, now, effects);
}

const char *
beseda_room_act_by_server (BesedaRoom *self, const BesedaRequest *request, gint64 now, BesedaEffects *effects)
{
  BesedaRefusal code;

  return try_to_act (self, NULL, request, &code, now, effects);
}

void
beseda_room_acted (BesedaRoom *self, const BesedaEvent *event, BesedaEffects *effects)
{
  const BesedaAct *act = beseda_event_get_act (event);

  beseda_standing_apply (self->standing, event);
  if (act->kind == BESEDA_ACT_KICK || act->kind == BESEDA_ACT_BAN)
    expel (self, event, effects);
  else if (act->kind == BESEDA_ACT_PROMOTE || act->kind == BESEDA_ACT_OWN)
    {
      g_autofree char *key = beseda_login_key (act->target);
      const BesedaInhabitant *person = beseda_people_find (self->people, key);
      const BesedaRoomPeer *peer = person != NULL ? g_hash_table_lookup (self->peers, &person->peer) : NULL;

      if (peer != NULL)
        beseda_room_tell_knocks (self, peer, effects);
    }
}

void
beseda_room_note_author (BesedaRoom *self, const BesedaEvent *event)
{
  char **author = &self->authors[beseda_event_get_seq (event) % BESEDA_LIMIT_TAIL];

  g_clear_pointer (author, g_free);
  if (beseda_event_get_kind (event) == BESEDA_EVENT_MESSAGE)
    *author = beseda_login_key (beseda_event_get_login (event));
}

/* The same for all the names of whoever has a token. (transfer full) */
static char *
describe_person (const BesedaRoom *self, const char *key)
{
  const guint8 *hash = beseda_names_get_hash (self->names, key);

  return hash != NULL ? g_base64_encode (hash, BESEDA_TOKEN_HASH_BYTES) : g_strdup (key);
}

gboolean
beseda_room_may_say (
    BesedaRoom *self, BesedaRoomPeer *peer, const BesedaRequest *request, gint64 now, BesedaEffects *effects)
{
  const char *key = peer->person->key;
  const gint64 slow = beseda_standing_get_slow (self->standing) * 1000;
  gint64 wait = 0;

  if (beseda_room_get_muted_until (self, key) > now)
    {
      beseda_room_refuse (self, peer, BESEDA_REFUSAL_NOT_ALLOWED, BESEDA_CLOSE_POLICY,
                          _ ("You are muted in this room: you can read, but not write."), request->id, now, effects);
      return FALSE;
    }
  if (slow > 0 && beseda_room_get_role (self, key) < BESEDA_ROLE_MODERATOR)
    {
      g_autofree char *who = describe_person (self, key);

      wait = beseda_pace_take (self->pace, who, slow, now);
    }
  if (wait > 0)
    beseda_room_refuse_for_now (self, peer, (guint) wait, request->id, now, effects);

  return wait == 0;
}
