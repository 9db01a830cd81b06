/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "beseda-room.h"

#include <glib/gi18n-lib.h>

#include "beseda-close-code.h"
#include "beseda-limits.h"
#include "beseda-login.h"
#include "beseda-names.h"
#include "beseda-pending.h"
#include "beseda-people.h"
#include "beseda-token-bucket.h"

typedef struct
{
  guint64 id;
  gint64 client_id; /* by which it came */
  BesedaDialect dialect;
  BesedaInhabitant *person; /* NULL until it logs in */
  gint64 since;             /* while the person is joining: what this peer has seen, or -1 */
  char *token;              /* while the person is joining: for the welcome */
  guint bad_frames;
  BesedaTokenBucket bucket;
} Peer;

struct _BesedaRoom
{
  char *name;
  char *room_id;
  BesedaRoomOptions options; /* its name is ours */
  guint64 last_seq;
  gint64 last_at;
  gboolean closed;

  GHashTable *peers; /* by id; owns them */
  BesedaPeople *people;
  BesedaNames *names;
  BesedaPending *pending;
};

static void
peer_free (gpointer data)
{
  Peer *self = data;

  g_free (self->token);
  g_free (self);
}

/* Lent by `effects`. */
static BesedaEvent *
append (BesedaRoom *self,
        const BesedaInhabitant *person,
        BesedaEventKind kind,
        const BesedaRequest *request,
        gint64 now,
        BesedaEffects *effects)
{
  gboolean message = kind == BESEDA_EVENT_MESSAGE;
  g_autoptr (BesedaEvent) event = NULL;

  self->last_at = MAX (self->last_at, now);
  event = beseda_event_new (kind, self->last_at, person->client_id, person->login, message ? request->text : NULL,
                            message ? request->id : NULL);
  beseda_pending_push (self->pending, event, person->peer, person->id);
  beseda_effects_append (effects, event);

  return event;
}

/* The person has no peer any more, and its peer is nobody's. */
static void
part (BesedaRoom *self, BesedaInhabitant *person)
{
  Peer *peer = g_hash_table_lookup (self->peers, &person->peer);

  if (peer != NULL)
    peer->person = NULL;
  person->peer = 0;
}

/* `now` 0: at the time of the last event. */
static void
leave (BesedaRoom *self, BesedaInhabitant *person, gint64 now, BesedaEffects *effects)
{
  part (self, person);
  if (person->announced)
    append (self, person, BESEDA_EVENT_OFFLINE, NULL, now, effects);
  beseda_people_remove (self->people, person);
}

static void
go_away (BesedaRoom *self, BesedaInhabitant *person, gint64 now)
{
  part (self, person);
  beseda_people_go_away (self->people, person, now + BESEDA_LIMIT_AWAY_MSECONDS);
}

/* The connection has ended; with `for_good` the person, if it has one, leaves as well. */
static void
forget (BesedaRoom *self, Peer *peer, gboolean for_good, gint64 now, BesedaEffects *effects)
{
  BesedaInhabitant *person = peer->person;

  if (person != NULL && self->closed)
    part (self, person);
  else if (person != NULL && !for_good && peer->dialect == BESEDA_DIALECT_BESEDA &&
           beseda_names_is_owned (self->names, person->key))
    go_away (self, person, now);
  else if (person != NULL)
    leave (self, person, now, effects);

  if (peer->dialect == BESEDA_DIALECT_PLAIN)
    beseda_people_release_client_id (self->people, peer->client_id);
  g_hash_table_remove (self->peers, &peer->id);
}

static void
close_peer (BesedaRoom *self, Peer *peer, guint16 close_code, const char *reason, gint64 now, BesedaEffects *effects)
{
  beseda_effects_close (effects, peer->id, close_code, reason);
  forget (self, peer, TRUE, now, effects);
}

/* Says no: in an error frame where the peer's dialect has one, else with a Close. */
static void
refuse (BesedaRoom *self,
        Peer *peer,
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
    close_peer (self, peer, close_code, text, now, effects);
}

static void
refuse_name (BesedaRoom *self, Peer *peer, const char *login, const char *id, gint64 now, BesedaEffects *effects)
{
  const char *text = _ ("Somebody here has this name already; choose another one.");
  BesedaReply *reply;

  if (peer->dialect == BESEDA_DIALECT_PLAIN)
    {
      close_peer (self, peer, BESEDA_CLOSE_LOGIN_TAKEN, text, now, effects);
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
  for (const GList *link = beseda_people_get_present (self->people); link != NULL; link = link->next)
    {
      const BesedaInhabitant *other = link->data;

      g_ptr_array_add (welcome->people, beseda_person_new (other->client_id, other->login));
    }

  return beseda_reply_new_welcome (welcome);
}

/* The person is in the room, and with a peer; which is told. */
static void
welcome (BesedaRoom *self, BesedaInhabitant *person, BesedaEffects *effects)
{
  Peer *peer = g_hash_table_lookup (self->peers, &person->peer);
  const gboolean beseda = peer->dialect == BESEDA_DIALECT_BESEDA;

  if (beseda)
    beseda_effects_send (effects, peer->id, make_welcome (self, person, peer->token));
  beseda_effects_admit (effects, peer->id, beseda ? backlog_from (self, person, peer->since) : 0);
  g_clear_pointer (&peer->token, g_free);
}

/* Somebody whose name this is has come over another connection: this one counts from here on. */
static void
take_over (BesedaRoom *self, BesedaInhabitant *person, Peer *peer, gint64 now, BesedaEffects *effects)
{
  Peer *old = g_hash_table_lookup (self->peers, &person->peer);

  part (self, person);
  if (old != NULL)
    close_peer (self, old, BESEDA_CLOSE_LOGIN_TAKEN, _ ("You have come in over another connection."), now, effects);

  beseda_people_come_back (self->people, person, peer->id);
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
    leave (self, away, now, effects);

  return beseda_room_get_n_people (self) < self->options.max_people;
}

/* `hash` is that of the token, NULL for none. */
static void
join (BesedaRoom *self, Peer *peer, const char *login, const guint8 *hash, gint64 now, BesedaEffects *effects)
{
  BesedaInhabitant *person = beseda_people_add (self->people, login, peer->client_id, peer->id);
  BesedaEvent *online;

  peer->person = person;
  person->announced = TRUE;
  online = append (self, person, BESEDA_EVENT_ONLINE, NULL, now, effects);
  if (hash != NULL && !beseda_names_is_owned (self->names, person->key) &&
      beseda_names_claim (self->names, person->key, hash))
    beseda_event_set_claim (online, hash);
}

static void
log_in (BesedaRoom *self, Peer *peer, const BesedaRequest *request, gint64 now, BesedaEffects *effects)
{
  const gboolean proven = request->token != NULL && peer->dialect == BESEDA_DIALECT_BESEDA;
  g_autofree char *login = NULL;
  g_autofree char *key = NULL;
  guint8 hash[BESEDA_TOKEN_HASH_BYTES];
  gboolean owner;
  BesedaInhabitant *person;
  g_autoptr (GError) error = NULL;

  if (peer->person != NULL)
    {
      refuse (self, peer, BESEDA_REFUSAL_NOT_ALLOWED, BESEDA_CLOSE_POLICY, _ ("You are logged in already."),
              request->id, now, effects);
      return;
    }
  if (request->has_client_id && request->client_id != peer->client_id)
    {
      refuse (self, peer, BESEDA_REFUSAL_NOT_ALLOWED, BESEDA_CLOSE_NOT_ALLOWED,
              _ ("The client id is not the one that this connection was opened with."), request->id, now, effects);
      return;
    }

  login = beseda_login_normalize (request->login, &error);
  if (login == NULL)
    {
      refuse (self, peer, BESEDA_REFUSAL_LOGIN_INVALID, BESEDA_CLOSE_POLICY, error->message, request->id, now, effects);
      return;
    }

  key = beseda_login_key (login);
  person = beseda_people_find (self->people, key);
  if (proven)
    beseda_token_hash (request->token, hash);
  owner = proven && beseda_names_is_owner (self->names, key, hash);
  if (!owner && (person != NULL || beseda_names_is_owned (self->names, key)))
    {
      refuse_name (self, peer, login, request->id, now, effects);
      return;
    }

  g_free (peer->token);
  peer->token = g_strdup (request->token);
  peer->since = g_strcmp0 (request->room_id, self->room_id) == 0 ? request->since : -1;
  if (person != NULL)
    {
      take_over (self, person, peer, now, effects);
      return;
    }

  if (peer->dialect == BESEDA_DIALECT_BESEDA && beseda_people_has_client_id (self->people, peer->client_id))
    {
      close_peer (self, peer, BESEDA_CLOSE_NOT_ALLOWED, _ ("Somebody here has this client id already."), now, effects);
      return;
    }
  if (!has_place (self, now, effects))
    {
      refuse (self, peer, BESEDA_REFUSAL_ROOM_FULL, BESEDA_CLOSE_OVERLOADED,
              _ ("The room is full; try again when somebody has left."), request->id, now, effects);
      return;
    }

  join (self, peer, login, proven ? hash : NULL, now, effects);
}

static void
say (BesedaRoom *self, BesedaInhabitant *person, const BesedaRequest *request, gint64 now, BesedaEffects *effects)
{
  /* Who came in while the log could not take it: the others hear of it at last. */
  if (!person->announced)
    {
      person->announced = TRUE;
      append (self, person, BESEDA_EVENT_ONLINE, NULL, now, effects);
    }
  append (self, person, BESEDA_EVENT_MESSAGE, request, now, effects);
}

/* A room that keeps nothing has nothing to tell. */
static void
tell_history (BesedaRoom *self, Peer *peer, const BesedaRequest *request, BesedaEffects *effects)
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

static void
ask (BesedaRoom *self, Peer *peer, const BesedaRequest *request, gint64 now, BesedaEffects *effects)
{
  const char *text = NULL;

  if (request->kind == BESEDA_REQUEST_LOGIN)
    log_in (self, peer, request, now, effects);
  else if (peer->person == NULL)
    text = _ ("Log in before you write.");
  else if (request->kind == BESEDA_REQUEST_MESSAGE)
    say (self, peer->person, request, now, effects);
  else if (peer->person->present && peer->dialect == BESEDA_DIALECT_BESEDA)
    tell_history (self, peer, request, effects);
  else
    text = _ ("History is for those who were welcomed.");

  if (text != NULL)
    refuse (self, peer, BESEDA_REFUSAL_NOT_LOGGED_IN, BESEDA_CLOSE_POLICY, text, request->id, now, effects);
}

/* The person is in, with its Online in the log or without. */
static void
enter (BesedaRoom *self, BesedaInhabitant *person, BesedaEffects *effects)
{
  person->since_seq = self->last_seq;
  beseda_people_set_present (self->people, person);
  if (person->peer != 0)
    welcome (self, person, effects);
}

static void
online_failed (BesedaRoom *self, BesedaInhabitant *person, BesedaEvent *event, BesedaEffects *effects)
{
  Peer *peer = g_hash_table_lookup (self->peers, &person->peer);

  person->announced = FALSE;
  if (beseda_event_get_claim (event) != NULL)
    beseda_names_unclaim (self->names, person->key);

  if (peer == NULL) /* away, and without proof it cannot come back */
    beseda_people_remove (self->people, person);
  else if (peer->dialect == BESEDA_DIALECT_PLAIN)
    close_peer (self, peer, BESEDA_CLOSE_INTERNAL_ERROR, _ ("The room could not let you in; try again."), self->last_at,
                effects);
  else if (!person->present) /* who cannot be written down may still read */
    enter (self, person, effects);
}

BesedaRoom *
beseda_room_new (const BesedaRoomOptions *options, const BesedaPast *past)
{
  BesedaRoom *self;

  g_return_val_if_fail (options->name != NULL, NULL);
  g_return_val_if_fail (options->max_people > 0 && options->max_people <= BESEDA_LIMIT_PEOPLE_MAX, NULL);

  self = g_new0 (BesedaRoom, 1);
  self->name = g_strdup (options->name);
  self->room_id = g_strdup (past->room_id);
  self->options = *options;
  self->options.name = self->name;
  self->last_seq = past->last_seq;
  self->last_at = past->last_at;
  self->peers = g_hash_table_new_full (g_int64_hash, g_int64_equal, NULL, peer_free);
  self->people = beseda_people_new (past);
  self->names = beseda_names_new (past);
  self->pending = beseda_pending_new ();

  return self;
}

void
beseda_room_free (BesedaRoom *self)
{
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
        leave (self, person, 0, effects);
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
      leave (self, away, now, effects);
    }

  return G_MAXINT64;
}

void
beseda_room_connect (
    BesedaRoom *self, guint64 peer, gint64 client_id, BesedaDialect dialect, gint64 now, BesedaEffects *effects)
{
  Peer *newcomer;

  g_return_if_fail (!g_hash_table_contains (self->peers, &peer));

  if (dialect == BESEDA_DIALECT_PLAIN && beseda_people_has_client_id (self->people, client_id))
    {
      beseda_effects_close (effects, peer, BESEDA_CLOSE_NOT_ALLOWED, _ ("Somebody here has this client id already."));
      return;
    }

  newcomer = g_new0 (Peer, 1);
  newcomer->id = peer;
  newcomer->client_id = client_id;
  newcomer->dialect = dialect;
  g_hash_table_insert (self->peers, &newcomer->id, newcomer);
  if (dialect == BESEDA_DIALECT_PLAIN)
    beseda_people_hold_client_id (self->people, client_id);
}

void
beseda_room_request (BesedaRoom *self, guint64 peer, const BesedaRequest *request, gint64 now, BesedaEffects *effects)
{
  Peer *sender = g_hash_table_lookup (self->peers, &peer);
  const guint rate = self->options.messages_per_second;
  guint wait;

  if (sender == NULL)
    return;

  wait = rate > 0 ? beseda_token_bucket_take (&sender->bucket, rate, BESEDA_LIMIT_MESSAGES_BURST, now) : 0;
  if (wait > 0)
    {
      guint seconds = (wait + 999) / 1000;
      g_autofree char *text = g_strdup_printf (g_dngettext (GETTEXT_PACKAGE,
                                                            "That was too much at once; go on in %u second.",
                                                            "That was too much at once; go on in %u seconds.", seconds),
                                               seconds);

      refuse (self, sender, BESEDA_REFUSAL_RATE_LIMITED, BESEDA_CLOSE_POLICY, text, request->id, now, effects);
    }
  else if (beseda_pending_get_size (self->pending) > BESEDA_LIMIT_PENDING)
    refuse (self, sender, BESEDA_REFUSAL_UNAVAILABLE, BESEDA_CLOSE_OVERLOADED,
            _ ("The room cannot keep up; try again in a moment."), request->id, now, effects);
  else
    ask (self, sender, request, now, effects);
}

void
beseda_room_bad_frame (
    BesedaRoom *self, guint64 peer, const char *id, const GError *error, gint64 now, BesedaEffects *effects)
{
  Peer *sender = g_hash_table_lookup (self->peers, &peer);
  gboolean too_large = g_error_matches (error, BESEDA_CODEC_ERROR, BESEDA_CODEC_ERROR_TOO_LARGE);

  if (sender == NULL)
    return;

  if (++sender->bad_frames > BESEDA_LIMIT_BAD_FRAMES)
    close_peer (self, sender, BESEDA_CLOSE_POLICY, error->message, now, effects);
  else
    refuse (self, sender, too_large ? BESEDA_REFUSAL_TOO_LARGE : BESEDA_REFUSAL_BAD_FRAME,
            too_large ? BESEDA_CLOSE_TOO_BIG : BESEDA_CLOSE_POLICY, error->message, id, now, effects);
}

void
beseda_room_disconnect (BesedaRoom *self, guint64 peer, gboolean for_good, gint64 now, BesedaEffects *effects)
{
  Peer *leaver = g_hash_table_lookup (self->peers, &peer);

  if (leaver != NULL)
    forget (self, leaver, for_good, now, effects);
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
  person = beseda_people_get (self->people, pending->person);
  if (person != NULL && !person->present)
    enter (self, person, effects);
  beseda_effects_broadcast (effects, event);
}

void
beseda_room_append_failed (BesedaRoom *self, BesedaEffects *effects)
{
  g_autoptr (BesedaPendingEvent) pending = beseda_pending_pop (self->pending);
  BesedaInhabitant *person;
  Peer *peer;

  g_return_if_fail (pending != NULL);

  peer = g_hash_table_lookup (self->peers, &pending->peer);
  person = beseda_people_get (self->people, pending->person);
  if (beseda_event_get_kind (pending->event) == BESEDA_EVENT_ONLINE && person != NULL)
    online_failed (self, person, pending->event, effects);
  else if (beseda_event_get_kind (pending->event) == BESEDA_EVENT_MESSAGE && peer != NULL)
    refuse (self, peer, BESEDA_REFUSAL_UNAVAILABLE, BESEDA_CLOSE_INTERNAL_ERROR,
            _ ("The room could not keep your message; try again."), beseda_event_get_id (pending->event), self->last_at,
            effects);
}
