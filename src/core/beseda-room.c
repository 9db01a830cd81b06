/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "beseda-room.h"

#include <glib/gi18n-lib.h>

#include "beseda-close-code.h"
#include "beseda-limits.h"
#include "beseda-login.h"
#include "beseda-recent-messages.h"
#include "beseda-token-bucket.h"

typedef enum
{
  CONNECTED,
  JOINING, /* its Online is on the way to the log */
  PRESENT,
} PeerState;

typedef struct
{
  GList link; /* in `present` */
  guint64 id;
  gint64 client_id;
  BesedaDialect dialect;
  PeerState state;
  char *login; /* NULL until it logs in */
  char *key;   /* what other spellings of the login share with it */
  guint bad_frames;
  BesedaTokenBucket bucket;
  GPtrArray *repeated; /* of BesedaEvent: said before it came back; echoed when it is in. NULL for none */
} Peer;

/* What is on the way to the log, and whose it is. */
typedef struct
{
  GList link;
  BesedaEvent *event;
  guint64 peer;
} Pending;

struct _BesedaRoom
{
  char *name;
  guint max_people;
  guint messages_per_second;
  guint64 last_seq;
  gint64 last_at;

  GHashTable *peers;      /* by id; owns them */
  GHashTable *client_ids; /* of Peer */
  GHashTable *logins;     /* key -> Peer */
  GQueue present;         /* of Peer, in the order in which they came */

  GQueue pending; /* of Pending, in the order of the log */
  gsize pending_bytes;

  BesedaRecentMessages *recent;
};

static void
peer_free (gpointer data)
{
  Peer *self = data;

  g_clear_pointer (&self->repeated, g_ptr_array_unref);
  g_free (self->login);
  g_free (self->key);
  g_free (self);
}

static void
pending_free (Pending *self)
{
  beseda_event_unref (self->event);
  g_free (self);
}

static gsize
pending_size (BesedaEvent *event)
{
  const char *text = beseda_event_get_text (event);

  return sizeof (Pending) + 2 * BESEDA_LIMIT_LOGIN_CHARS + (text != NULL ? strlen (text) : 0);
}

static BesedaEvent *
append (BesedaRoom *self,
        const Peer *peer,
        BesedaEventKind kind,
        const BesedaRequest *request,
        gint64 now,
        BesedaEffects *effects)
{
  gboolean message = kind == BESEDA_EVENT_MESSAGE;
  Pending *pending = g_new0 (Pending, 1);

  self->last_at = MAX (self->last_at, now);
  pending->link.data = pending;
  pending->peer = peer->id;
  pending->event = beseda_event_new (kind, self->last_at, peer->client_id, peer->login, message ? request->text : NULL,
                                     message ? request->id : NULL);
  g_queue_push_tail_link (&self->pending, &pending->link);
  self->pending_bytes += pending_size (pending->event);
  beseda_effects_append (effects, pending->event);

  return pending->event;
}

/* Takes back the name, where the peer has one. */
static void
let_go (BesedaRoom *self, Peer *peer)
{
  if (peer->key != NULL)
    g_hash_table_remove (self->logins, peer->key);
  if (peer->state == PRESENT)
    g_queue_unlink (&self->present, &peer->link);

  g_clear_pointer (&peer->repeated, g_ptr_array_unref);
  g_clear_pointer (&peer->login, g_free);
  g_clear_pointer (&peer->key, g_free);
  peer->state = CONNECTED;
}

static void
forget (BesedaRoom *self, Peer *peer, gint64 now, BesedaEffects *effects)
{
  if (peer->state != CONNECTED)
    append (self, peer, BESEDA_EVENT_OFFLINE, NULL, now, effects);

  let_go (self, peer);
  g_hash_table_remove (self->client_ids, &peer->client_id);
  g_hash_table_remove (self->peers, &peer->id);
}

static void
close_peer (BesedaRoom *self, Peer *peer, guint16 close_code, const char *reason, gint64 now, BesedaEffects *effects)
{
  beseda_effects_close (effects, peer->id, close_code, reason);
  forget (self, peer, now, effects);
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
log_in (BesedaRoom *self, Peer *peer, const BesedaRequest *request, gint64 now, BesedaEffects *effects)
{
  g_autofree char *login = NULL;
  g_autofree char *key = NULL;
  g_autoptr (GError) error = NULL;

  if (peer->state != CONNECTED)
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
  if (g_hash_table_contains (self->logins, key))
    {
      refuse (self, peer, BESEDA_REFUSAL_LOGIN_TAKEN, BESEDA_CLOSE_LOGIN_TAKEN,
              _ ("Somebody here has this name already; choose another one."), request->id, now, effects);
      return;
    }
  if (beseda_room_get_n_people (self) >= self->max_people)
    {
      refuse (self, peer, BESEDA_REFUSAL_ROOM_FULL, BESEDA_CLOSE_OVERLOADED,
              _ ("The room is full; try again when somebody has left."), request->id, now, effects);
      return;
    }

  peer->state = JOINING;
  peer->login = g_steal_pointer (&login);
  peer->key = g_steal_pointer (&key);
  g_hash_table_insert (self->logins, peer->key, peer);
  append (self, peer, BESEDA_EVENT_ONLINE, NULL, now, effects);
}

/* The first one's echo is the answer. It comes by itself where this connection (`sayer` is its id) said the first, too,
 * and that is still on the way; it waits for the welcome where the peer is only joining. */
static void
echo (Peer *peer, BesedaEvent *first, guint64 sayer, BesedaEffects *effects)
{
  if (peer->state == JOINING && sayer != peer->id)
    {
      if (peer->repeated == NULL)
        peer->repeated = g_ptr_array_new_with_free_func ((GDestroyNotify) beseda_event_unref);
      if (peer->repeated->len < BESEDA_LIMIT_RECENT_IDS)
        g_ptr_array_add (peer->repeated, beseda_event_ref (first));
    }
  else if (beseda_event_get_seq (first) > 0)
    beseda_effects_send (effects, peer->id, beseda_reply_new_event (first));
}

static void
say (BesedaRoom *self, Peer *peer, const BesedaRequest *request, gint64 now, BesedaEffects *effects)
{
  BesedaEvent *event;
  guint64 sayer;

  if (peer->state == CONNECTED)
    {
      refuse (self, peer, BESEDA_REFUSAL_NOT_LOGGED_IN, BESEDA_CLOSE_POLICY, _ ("Log in before you write."),
              request->id, now, effects);
      return;
    }

  event = request->id != NULL ? beseda_recent_messages_find (self->recent, peer->key, request->id, &sayer) : NULL;
  if (event != NULL)
    {
      echo (peer, event, sayer, effects);
      return;
    }

  event = append (self, peer, BESEDA_EVENT_MESSAGE, request, now, effects);
  if (request->id != NULL)
    beseda_recent_messages_add (self->recent, peer->key, event, peer->id);
}

static void
welcome (BesedaRoom *self, Peer *peer, BesedaEffects *effects)
{
  peer->state = PRESENT;
  peer->link.data = peer;
  g_queue_push_tail_link (&self->present, &peer->link);

  if (peer->dialect == BESEDA_DIALECT_BESEDA)
    {
      GPtrArray *people = g_ptr_array_new_full (self->present.length, (GDestroyNotify) beseda_person_free);

      for (GList *link = self->present.head; link != NULL; link = link->next)
        {
          Peer *other = link->data;

          g_ptr_array_add (people, beseda_person_new (other->client_id, other->login));
        }
      beseda_effects_send (effects, peer->id,
                           beseda_reply_new_welcome (self->name, peer->login, peer->client_id, self->last_seq, people));
    }

  beseda_effects_admit (effects, peer->id);
}

/* Whatever was said before the peer's Online is settled by now: it is in the log, or never will be. */
static void
echo_repeated (Peer *peer, BesedaEffects *effects)
{
  for (guint i = 0; peer->repeated != NULL && i < peer->repeated->len; i++)
    {
      BesedaEvent *event = peer->repeated->pdata[i];

      beseda_effects_send (effects, peer->id,
                           beseda_event_get_seq (event) > 0
                               ? beseda_reply_new_event (event)
                               : beseda_reply_new_error (BESEDA_REFUSAL_UNAVAILABLE,
                                                         _ ("The room could not keep your message; try again."),
                                                         beseda_event_get_id (event)));
    }

  g_clear_pointer (&peer->repeated, g_ptr_array_unref);
}

/* The oldest of what is pending, which must be `event`. */
static Pending *
take_pending (BesedaRoom *self, BesedaEvent *event)
{
  Pending *pending = g_queue_peek_head (&self->pending);

  g_return_val_if_fail (pending != NULL && pending->event == event, NULL);

  g_queue_unlink (&self->pending, &pending->link);
  self->pending_bytes -= pending_size (event);

  return pending;
}

BesedaRoom *
beseda_room_new (const char *name, guint max_people, guint messages_per_second, guint64 last_seq)
{
  BesedaRoom *self;

  g_return_val_if_fail (name != NULL, NULL);
  g_return_val_if_fail (max_people > 0 && max_people <= BESEDA_LIMIT_PEOPLE_MAX, NULL);

  self = g_new0 (BesedaRoom, 1);
  self->name = g_strdup (name);
  self->max_people = max_people;
  self->messages_per_second = messages_per_second;
  self->last_seq = last_seq;
  self->peers = g_hash_table_new_full (g_int64_hash, g_int64_equal, NULL, peer_free);
  self->client_ids = g_hash_table_new (g_int64_hash, g_int64_equal);
  self->logins = g_hash_table_new (g_str_hash, g_str_equal);
  self->recent = beseda_recent_messages_new ();

  return self;
}

void
beseda_room_free (BesedaRoom *self)
{
  for (GList *link = self->pending.head; link != NULL;)
    {
      Pending *pending = link->data;

      link = link->next;
      pending_free (pending);
    }
  beseda_recent_messages_free (self->recent);
  g_hash_table_unref (self->logins);
  g_hash_table_unref (self->client_ids);
  g_hash_table_unref (self->peers);
  g_free (self->name);
  g_free (self);
}

const char *
beseda_room_get_name (const BesedaRoom *self)
{
  return self->name;
}

guint
beseda_room_get_n_people (const BesedaRoom *self)
{
  return g_hash_table_size (self->logins);
}

guint64
beseda_room_get_last_seq (const BesedaRoom *self)
{
  return self->last_seq;
}

void
beseda_room_connect (
    BesedaRoom *self, guint64 peer, gint64 client_id, BesedaDialect dialect, gint64 now, BesedaEffects *effects)
{
  Peer *newcomer;

  g_return_if_fail (!g_hash_table_contains (self->peers, &peer));

  if (g_hash_table_contains (self->client_ids, &client_id))
    {
      beseda_effects_close (effects, peer, BESEDA_CLOSE_NOT_ALLOWED, _ ("Somebody here has this client id already."));
      return;
    }

  newcomer = g_new0 (Peer, 1);
  newcomer->id = peer;
  newcomer->client_id = client_id;
  newcomer->dialect = dialect;
  g_hash_table_insert (self->peers, &newcomer->id, newcomer);
  g_hash_table_insert (self->client_ids, &newcomer->client_id, newcomer);
}

void
beseda_room_request (BesedaRoom *self, guint64 peer, const BesedaRequest *request, gint64 now, BesedaEffects *effects)
{
  Peer *sender = g_hash_table_lookup (self->peers, &peer);
  guint wait;

  if (sender == NULL)
    return;

  wait = self->messages_per_second > 0
             ? beseda_token_bucket_take (&sender->bucket, self->messages_per_second, BESEDA_LIMIT_MESSAGES_BURST, now)
             : 0;
  if (wait > 0)
    {
      guint seconds = (wait + 999) / 1000;
      g_autofree char *text = g_strdup_printf (g_dngettext (GETTEXT_PACKAGE,
                                                            "That was too much at once; go on in %u second.",
                                                            "That was too much at once; go on in %u seconds.", seconds),
                                               seconds);

      refuse (self, sender, BESEDA_REFUSAL_RATE_LIMITED, BESEDA_CLOSE_POLICY, text, request->id, now, effects);
    }
  else if (self->pending_bytes > BESEDA_LIMIT_PENDING)
    refuse (self, sender, BESEDA_REFUSAL_UNAVAILABLE, BESEDA_CLOSE_OVERLOADED,
            _ ("The room cannot keep up; try again in a moment."), request->id, now, effects);
  else if (request->kind == BESEDA_REQUEST_LOGIN)
    log_in (self, sender, request, now, effects);
  else
    say (self, sender, request, now, effects);
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
beseda_room_disconnect (BesedaRoom *self, guint64 peer, gint64 now, BesedaEffects *effects)
{
  Peer *leaver = g_hash_table_lookup (self->peers, &peer);

  if (leaver != NULL)
    forget (self, leaver, now, effects);
}

void
beseda_room_appended (BesedaRoom *self, BesedaEvent *event, BesedaEffects *effects)
{
  Pending *pending = take_pending (self, event);
  Peer *peer = pending != NULL ? g_hash_table_lookup (self->peers, &pending->peer) : NULL;
  gboolean coming = peer != NULL && beseda_event_get_kind (event) == BESEDA_EVENT_ONLINE;

  g_return_if_fail (pending != NULL);
  g_return_if_fail (beseda_event_get_seq (event) > self->last_seq);

  self->last_seq = beseda_event_get_seq (event);
  if (coming)
    welcome (self, peer, effects);
  beseda_effects_broadcast (effects, event);
  if (coming)
    echo_repeated (peer, effects);

  pending_free (pending);
}

void
beseda_room_append_failed (BesedaRoom *self, BesedaEvent *event, BesedaEffects *effects)
{
  Pending *pending = take_pending (self, event);
  Peer *peer = pending != NULL ? g_hash_table_lookup (self->peers, &pending->peer) : NULL;

  g_return_if_fail (pending != NULL);

  if (beseda_event_get_id (event) != NULL)
    {
      g_autofree char *key = beseda_login_key (beseda_event_get_login (event));

      beseda_recent_messages_remove (self->recent, key, event);
    }

  if (peer != NULL && beseda_event_get_kind (event) == BESEDA_EVENT_ONLINE)
    let_go (self, peer);
  if (peer != NULL)
    refuse (self, peer, BESEDA_REFUSAL_UNAVAILABLE, BESEDA_CLOSE_INTERNAL_ERROR,
            beseda_event_get_kind (event) == BESEDA_EVENT_ONLINE
                ? _ ("The room could not let you in; try again.")
                : _ ("The room could not keep your message; try again."),
            beseda_event_get_id (event), self->last_at, effects);

  pending_free (pending);
}
