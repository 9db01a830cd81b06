/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "beseda-membership.h"

#include <glib/gi18n-lib.h>

#include "beseda-backoff.h"
#include "beseda-close-code.h"
#include "beseda-limits.h"
#include "beseda-refusal-text.h"

struct _BesedaMembership
{
  GObject parent_instance;

  BesedaAddress *address;
  BesedaPatience patience;
  char *login;
  BesedaKeyring *keyring;
  char *key;
  char *token;      /* what proves the name; NULL: not known */
  char *known;      /* fingerprint of the certificate that the person trusted before; NULL: none */
  gint64 client_id; /* as the room knows the person, while in the room */
  char *room_id;    /* the room that `seen` is of; NULL: none */
  guint64 seen;
  char **suggestions;
  char *password; /* nullable */
  gboolean away;  /* from the computer */
  char *farewell; /* the last thing that the room said to the person without being asked; nullable */

  BesedaTrust trust;
  char *fingerprint; /* of the certificate that was seen last */

  BesedaSessionState state;
  BesedaSessionProblem problem_kind;
  char *problem;

  BesedaConnection *connection; /* NULL between two tries */
  gboolean in_room;             /* on this connection */
  gboolean stopped;             /* the host has closed the room, and nobody has answered since */
  guint attempt;                /* since it was last in the room for a while */
  gint64 joined_at;             /* monotonic; 0: not since the last try */
  GCancellable *cancellable;    /* of the question for the token */
  guint wait;                   /* source: for the next try */
  guint answer;                 /* source: for the answer to the login */
};

enum
{
  CHANGED,
  OPENED,
  EVENT,
  JOINED,
  HISTORY,
  REFUSED,
  TOLD,
  LOST,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (BesedaMembership, beseda_membership, G_TYPE_OBJECT)

static void
replace (char **field, const char *value)
{
  g_free (*field);
  *field = g_strdup (value);
}

static void
set_state (BesedaMembership *self, BesedaSessionState state, BesedaSessionProblem kind, const char *problem)
{
  replace (&self->problem, problem);
  self->problem_kind = kind;
  self->state = state;
  g_signal_emit (self, signals[CHANGED], 0);
}

static void
drop_connection (BesedaMembership *self)
{
  g_clear_handle_id (&self->answer, g_source_remove);
  self->in_room = FALSE;

  if (self->connection != NULL)
    {
      g_signal_handlers_disconnect_by_data (self->connection, self);
      beseda_connection_close (self->connection);
      g_clear_object (&self->connection);
    }
}

static void
stop_asking (BesedaMembership *self)
{
  g_cancellable_cancel (self->cancellable);
  g_clear_object (&self->cancellable);
}

static void
end (BesedaMembership *self, BesedaSessionState state, BesedaSessionProblem kind, const char *problem)
{
  drop_connection (self);
  stop_asking (self);
  g_clear_handle_id (&self->wait, g_source_remove);
  set_state (self, state, kind, problem);
}

static void on_opened (BesedaMembership *self);
static void on_reply (BesedaMembership *self, BesedaReply *reply, const char *clock);
static void on_closed (BesedaMembership *self, guint code, const char *reason, const GError *error);

/* Each connection has an id of its own, so that a lost one that the server still believes in is never in the way. */
static void
try_to_join (BesedaMembership *self)
{
  g_clear_handle_id (&self->wait, g_source_remove);

  self->connection = beseda_connection_new (self->address, g_random_int_range (1, G_MAXINT32), &self->patience);
  beseda_connection_set_known (self->connection, self->known);
  g_signal_connect_object (self->connection, "opened", G_CALLBACK (on_opened), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->connection, "reply", G_CALLBACK (on_reply), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->connection, "closed", G_CALLBACK (on_closed), self, G_CONNECT_SWAPPED);
}

static void
on_token (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *token = beseda_keyring_get_token_finish (BESEDA_KEYRING (source), result, &error);
  BesedaMembership *self;

  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    return;

  self = user_data;
  self->token = g_steal_pointer (&token);
  try_to_join (self);
}

static gboolean
on_wait_over (gpointer user_data)
{
  BesedaMembership *self = user_data;

  self->wait = 0;
  try_to_join (self);

  return G_SOURCE_REMOVE;
}

/* A server that lets us in and breaks at once is not asked more often than one that doesn't answer. */
static void
try_later (BesedaMembership *self, const char *problem)
{
  const gint64 now = g_get_monotonic_time ();

  drop_connection (self);

  if (self->joined_at != 0 && now - self->joined_at > BESEDA_LIMIT_BACKOFF_LAST_MSECONDS * G_GINT64_CONSTANT (1000))
    self->attempt = 0;
  self->joined_at = 0;
  self->wait = g_timeout_add (beseda_backoff (self->attempt++, g_random_double ()), on_wait_over, self);
  set_state (self, BESEDA_SESSION_RECONNECTING,
             self->stopped ? BESEDA_SESSION_PROBLEM_STOPPED : BESEDA_SESSION_PROBLEM_NONE,
             self->stopped ? _ ("The host has closed the room; you are back in it when it is opened again.") : problem);
}

/* Who never was in the room is told at once, who was comes back. */
static void
fall_back (BesedaMembership *self, BesedaSessionProblem kind, const char *problem)
{
  if (self->state == BESEDA_SESSION_CONNECTING)
    end (self, BESEDA_SESSION_REFUSED, kind, problem);
  else if (self->state != BESEDA_SESSION_CLOSED) /* whoever listened may have left */
    try_later (self, problem);
}

/* `sentence` speaks of %s, which is host:port. */
static void
fall_back_from_server (BesedaMembership *self, const char *sentence)
{
  g_autofree char *label = beseda_address_to_label (self->address);
  g_auto (GStrv) parts = g_strsplit (sentence, "%s", 2);
  g_autofree char *problem = g_strjoinv (label, parts);

  fall_back (self, BESEDA_SESSION_PROBLEM_ADDRESS, problem);
}

/* A room that knows tokens lets their owners in over their lost connections: who is refused there is somebody else. */
static gboolean
is_final (BesedaMembership *self, BesedaRefusal refusal)
{
  if (refusal == BESEDA_REFUSAL_LOGIN_TAKEN && self->connection != NULL && self->token != NULL)
    return !beseda_membership_get_plain (self);

  return beseda_refusal_is_final (refusal);
}

static void
on_join_refused (BesedaMembership *self, BesedaRefusal refusal, BesedaReply *reply)
{
  const BesedaSessionProblem kind = beseda_refusal_get_problem (refusal);
  g_autofree char *problem = beseda_refusal_describe_join (refusal, self->login, reply);

  g_strfreev (self->suggestions);
  self->suggestions = reply != NULL ? g_strdupv ((char **) beseda_reply_get_suggestions (reply)) : NULL;

  if (self->state == BESEDA_SESSION_CONNECTING)
    end (self, BESEDA_SESSION_REFUSED, kind, problem);
  else if (is_final (self, refusal))
    end (self, BESEDA_SESSION_CLOSED, kind, problem);
  else if (refusal == BESEDA_REFUSAL_LOGIN_TAKEN)
    try_later (self, _ ("Your name is still taken in the room, perhaps by your lost connection."));
  else
    try_later (self, problem);
}

static gboolean
on_no_answer (gpointer user_data)
{
  g_autoptr (BesedaMembership) self = g_object_ref (user_data);

  self->answer = 0;
  fall_back_from_server (self, _ ("The server at %s answers, but does not let you in; is it a room for talking?"));

  return G_SOURCE_REMOVE;
}

static void
on_joined (BesedaMembership *self, BesedaReply *welcome)
{
  g_clear_handle_id (&self->answer, g_source_remove);
  self->in_room = TRUE;
  self->client_id = beseda_connection_get_client_id (self->connection);
  self->joined_at = g_get_monotonic_time ();
  if (welcome != NULL)
    {
      const BesedaWelcome *told = beseda_reply_get_welcome (welcome);

      replace (&self->login, told->login);
      self->client_id = told->client_id;
      if (told->token != NULL)
        replace (&self->token, told->token);
    }

  g_signal_emit (self, signals[JOINED], 0, welcome);
  if (self->in_room) /* whoever listened may have left at once */
    set_state (self, BESEDA_SESSION_ONLINE, BESEDA_SESSION_PROBLEM_NONE, NULL);
}

/* A plain server's welcome is the echo of the login. */
static gboolean
is_plain_welcome (BesedaMembership *self, BesedaEvent *event)
{
  return !self->in_room && beseda_membership_get_plain (self) && beseda_event_get_kind (event) == BESEDA_EVENT_ONLINE &&
         beseda_event_get_client_id (event) == beseda_membership_get_client_id (self);
}

static void
on_event (BesedaMembership *self, BesedaEvent *event)
{
  const gboolean welcome = is_plain_welcome (self, event);

  g_signal_emit (self, signals[EVENT], 0, event);
  if (welcome && self->connection != NULL)
    on_joined (self, NULL);
}

static void
on_refusal (BesedaMembership *self, BesedaReply *reply)
{
  const BesedaRefusal refusal = beseda_reply_get_refusal (reply);

  g_debug ("The server refused: %s", beseda_reply_get_text (reply));

  if (!self->in_room)
    on_join_refused (self, refusal, reply);
  else if (refusal == BESEDA_REFUSAL_NOT_LOGGED_IN)
    {
      g_signal_emit (self, signals[LOST], 0, BESEDA_REFUSAL_UNKNOWN);
      fall_back_from_server (self, _ ("The server at %s has forgotten you."));
    }
  else
    {
      if (beseda_reply_get_id (reply) == NULL)
        replace (&self->farewell, beseda_reply_get_text (reply));
      g_signal_emit (self, signals[REFUSED], 0, reply);
    }
}

static void
on_reply (BesedaMembership *self, BesedaReply *reply, const char *clock)
{
  switch (beseda_reply_get_kind (reply))
    {
    case BESEDA_REPLY_EVENT:
      on_event (self, beseda_reply_get_event (reply));
      break;
    case BESEDA_REPLY_WELCOME:
      if (!self->in_room)
        on_joined (self, reply);
      break;
    case BESEDA_REPLY_HISTORY:
      if (self->in_room)
        g_signal_emit (self, signals[HISTORY], 0, reply);
      break;
    case BESEDA_REPLY_ERROR:
      on_refusal (self, reply);
      break;
    case BESEDA_REPLY_WAITING:
      g_clear_handle_id (&self->answer, g_source_remove); /* a person's answer takes as long as it takes */
      if (!self->in_room)
        set_state (self, self->state, BESEDA_SESSION_PROBLEM_NONE, beseda_reply_get_text (reply));
      break;
    case BESEDA_REPLY_KNOCK:
    case BESEDA_REPLY_TYPING:
    case BESEDA_REPLY_PRESENCE:
      if (self->in_room)
        g_signal_emit (self, signals[TOLD], 0, reply);
      break;
    }
}

static void
take_trust (BesedaMembership *self)
{
  replace (&self->fingerprint, beseda_connection_get_fingerprint (self->connection));
  self->trust = beseda_connection_get_trust (self->connection);
}

static void
on_opened (BesedaMembership *self)
{
  g_autoptr (BesedaRequest)
      request = beseda_request_new_login (self->login, beseda_connection_get_client_id (self->connection));

  self->stopped = FALSE;
  take_trust (self);
  request->away = self->away;
  request->token = g_strdup (self->token);
  request->key = g_strdup (beseda_address_get_key (self->address));
  request->password = g_strdup (self->password);
  request->owner = g_strdup (beseda_address_get_owner (self->address));
  if (self->room_id != NULL)
    {
      request->room_id = g_strdup (self->room_id);
      request->since = (gint64) self->seen;
    }
  self->answer = g_timeout_add (self->patience.answer, on_no_answer, self);
  beseda_connection_send (self->connection, request);
  g_signal_emit (self, signals[OPENED], 0);
}

static void
on_closed (BesedaMembership *self, guint code, const char *reason, const GError *error)
{
  const BesedaRefusal refusal = beseda_refusal_from_close_code (code);
  const gboolean was_in_room = self->in_room;
  const gboolean misgiving =
      g_error_matches (error, BESEDA_CONNECTION_ERROR, BESEDA_CONNECTION_ERROR_CHANGED_CERTIFICATE) ||
      g_error_matches (error, BESEDA_CONNECTION_ERROR, BESEDA_CONNECTION_ERROR_UNKNOWN_CERTIFICATE);

  g_debug ("The connection ended with %u: %s", code, reason != NULL ? reason : "no reason");
  self->stopped |= was_in_room && code == BESEDA_CLOSE_GOING_AWAY;
  if (misgiving)
    take_trust (self);
  drop_connection (self);
  if (was_in_room)
    g_signal_emit (self, signals[LOST], 0, refusal);

  if (misgiving)
    end (self, self->state == BESEDA_SESSION_CONNECTING ? BESEDA_SESSION_REFUSED : BESEDA_SESSION_CLOSED,
         BESEDA_SESSION_PROBLEM_CERTIFICATE, error->message);
  else if (error != NULL)
    fall_back (self, BESEDA_SESSION_PROBLEM_ADDRESS, error->message);
  else if (!was_in_room && refusal != BESEDA_REFUSAL_UNKNOWN)
    on_join_refused (self, refusal, NULL);
  else if (refusal == BESEDA_REFUSAL_LOGIN_TAKEN)
    end (self, BESEDA_SESSION_CLOSED, BESEDA_SESSION_PROBLEM_ROOM,
         _ ("You have come into this room from another window or computer."));
  else if (refusal == BESEDA_REFUSAL_NOT_ALLOWED)
    end (self, BESEDA_SESSION_CLOSED, BESEDA_SESSION_PROBLEM_ROOM,
         self->farewell != NULL ? self->farewell : _ ("You were asked to leave the room."));
  else
    fall_back_from_server (self, _ ("The server at %s hung up."));
}

static void
on_network_changed (BesedaMembership *self, gboolean available)
{
  if (available)
    beseda_membership_reconnect_now (self);
}

static void
beseda_membership_dispose (GObject *object)
{
  BesedaMembership *self = BESEDA_MEMBERSHIP (object);

  drop_connection (self);
  stop_asking (self);
  g_clear_handle_id (&self->wait, g_source_remove);
  g_clear_object (&self->keyring);
  g_clear_pointer (&self->address, beseda_address_unref);

  G_OBJECT_CLASS (beseda_membership_parent_class)->dispose (object);
}

static void
beseda_membership_finalize (GObject *object)
{
  BesedaMembership *self = BESEDA_MEMBERSHIP (object);

  g_free (self->login);
  g_free (self->key);
  g_free (self->token);
  g_free (self->known);
  g_free (self->fingerprint);
  g_free (self->room_id);
  g_strfreev (self->suggestions);
  g_free (self->password);
  g_free (self->farewell);
  g_free (self->problem);

  G_OBJECT_CLASS (beseda_membership_parent_class)->finalize (object);
}

static guint
new_signal (const char *name, GType argument)
{
  return g_signal_new (name, BESEDA_TYPE_MEMBERSHIP, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE,
                       argument != G_TYPE_NONE ? 1 : 0, argument);
}

static void
beseda_membership_class_init (BesedaMembershipClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->dispose = beseda_membership_dispose;
  object_class->finalize = beseda_membership_finalize;

  signals[CHANGED] = new_signal ("changed", G_TYPE_NONE);
  signals[OPENED] = new_signal ("opened", G_TYPE_NONE);
  signals[EVENT] = new_signal ("event", BESEDA_TYPE_EVENT | G_SIGNAL_TYPE_STATIC_SCOPE);
  signals[JOINED] = new_signal ("joined", G_TYPE_POINTER);
  signals[HISTORY] = new_signal ("history", G_TYPE_POINTER);
  signals[REFUSED] = new_signal ("refused", G_TYPE_POINTER);
  signals[TOLD] = new_signal ("told", G_TYPE_POINTER);
  signals[LOST] = new_signal ("lost", G_TYPE_UINT);
}

static void
beseda_membership_init (BesedaMembership *self)
{
  g_signal_connect_object (g_network_monitor_get_default (), "network-changed", G_CALLBACK (on_network_changed), self,
                           G_CONNECT_SWAPPED);
}

BesedaMembership *
beseda_membership_new (
    BesedaAddress *address, const char *login, BesedaKeyring *keyring, const char *key, const BesedaPatience *patience)
{
  BesedaMembership *self = g_object_new (BESEDA_TYPE_MEMBERSHIP, NULL);

  g_return_val_if_fail (keyring == NULL || key != NULL, NULL);

  self->address = beseda_address_ref (address);
  self->login = g_strdup (login);
  self->key = g_strdup (key);
  self->patience = *patience;
  g_set_object (&self->keyring, keyring);

  return self;
}

void
beseda_membership_set_known (BesedaMembership *self, const char *fingerprint, const char *password)
{
  replace (&self->known, fingerprint);
  replace (&self->password, password);
}

void
beseda_membership_set_away (BesedaMembership *self, gboolean away)
{
  self->away = away;
}

void
beseda_membership_start (BesedaMembership *self, gboolean returning)
{
  if (returning)
    set_state (self, BESEDA_SESSION_RECONNECTING, BESEDA_SESSION_PROBLEM_NONE, NULL);

  if (self->keyring == NULL)
    {
      try_to_join (self);
      return;
    }

  self->cancellable = g_cancellable_new ();
  beseda_keyring_get_token_async (self->keyring, self->key, self->cancellable, on_token, self);
}

void
beseda_membership_set_seen (BesedaMembership *self, const char *room_id, guint64 seq)
{
  if (g_strcmp0 (self->room_id, room_id) != 0)
    replace (&self->room_id, room_id);
  self->seen = seq;
}

BesedaSessionState
beseda_membership_get_state (BesedaMembership *self)
{
  return self->state;
}

BesedaSessionProblem
beseda_membership_get_problem_kind (BesedaMembership *self)
{
  return self->problem_kind;
}

const char *
beseda_membership_get_problem (BesedaMembership *self)
{
  return self->problem;
}

const char *const *
beseda_membership_get_suggestions (BesedaMembership *self)
{
  return (const char *const *) self->suggestions;
}

BesedaTrust
beseda_membership_get_trust (BesedaMembership *self)
{
  return self->trust;
}

const char *
beseda_membership_get_fingerprint (BesedaMembership *self)
{
  return self->fingerprint;
}

const char *
beseda_membership_get_login (BesedaMembership *self)
{
  return self->login;
}

gboolean
beseda_membership_get_plain (BesedaMembership *self)
{
  g_return_val_if_fail (self->connection != NULL, FALSE);

  return beseda_connection_get_dialect (self->connection) == BESEDA_DIALECT_PLAIN;
}

gint64
beseda_membership_get_client_id (BesedaMembership *self)
{
  g_return_val_if_fail (self->connection != NULL, 0);

  return self->in_room ? self->client_id : beseda_connection_get_client_id (self->connection);
}

gboolean
beseda_membership_send (BesedaMembership *self, const BesedaRequest *request)
{
  if (!self->in_room)
    return FALSE;

  beseda_connection_send (self->connection, request);

  return TRUE;
}

void
beseda_membership_reconnect_now (BesedaMembership *self)
{
  if (self->wait != 0)
    try_to_join (self);
}

void
beseda_membership_leave (BesedaMembership *self)
{
  if (self->state != BESEDA_SESSION_REFUSED && self->state != BESEDA_SESSION_CLOSED)
    end (self, BESEDA_SESSION_CLOSED, BESEDA_SESSION_PROBLEM_NONE, NULL);
}
