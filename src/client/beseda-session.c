/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "beseda-session.h"

#include <glib/gi18n-lib.h>

#include "beseda-history.h"
#include "beseda-limits.h"
#include "beseda-membership.h"
#include "beseda-message-text.h"
#include "beseda-order.h"
#include "beseda-plain-event.h"
#include "beseda-presence.h"
#include "beseda-sender.h"
#include "beseda-typists.h"

struct _BesedaSession
{
  GObject parent_instance;

  BesedaAddress *address;
  BesedaPatience patience;
  BesedaMembership *membership;
  BesedaTimeline *timeline;
  BesedaRoster *roster;
  BesedaArchive *archive; /* NULL: nothing is kept */
  BesedaHistory *history;
  BesedaSender *sender;
  BesedaOrder *order;
  BesedaPresence *presence;
  BesedaTypists *typists;
  char *login;
  char *room_name;
  gboolean plain;
  gboolean joined;
  gint64 keep;
  guint message_chars;
};

enum
{
  PROP_LOGIN = 1,
  PROP_STATE,
  PROP_ROOM_NAME,
  PROP_PLAIN,
  PROP_PROBLEM,
  PROP_MESSAGE_CHARS,
  PROP_N_PENDING,
  PROP_KEEP,
  PROP_JOINED,
  PROP_NOTICE,
  PROP_TRUST,
  N_PROPS
};

static GParamSpec *properties[N_PROPS];
static guint said; /* the signal */

G_DEFINE_ENUM_TYPE (BesedaSessionState,
                    beseda_session_state,
                    G_DEFINE_ENUM_VALUE (BESEDA_SESSION_CONNECTING, "connecting"),
                    G_DEFINE_ENUM_VALUE (BESEDA_SESSION_ONLINE, "online"),
                    G_DEFINE_ENUM_VALUE (BESEDA_SESSION_RECONNECTING, "reconnecting"),
                    G_DEFINE_ENUM_VALUE (BESEDA_SESSION_REFUSED, "refused"),
                    G_DEFINE_ENUM_VALUE (BESEDA_SESSION_CLOSED, "closed"))
G_DEFINE_FINAL_TYPE (BesedaSession, beseda_session, G_TYPE_OBJECT)

static void
notify (BesedaSession *self, guint property)
{
  g_object_notify_by_pspec (G_OBJECT (self), properties[property]);
}

static void
replace_string (BesedaSession *self, char **field, const char *value, guint property)
{
  if (g_strcmp0 (*field, value) == 0)
    return;

  g_free (*field);
  *field = g_strdup (value);
  notify (self, property);
}

static void
on_changed (BesedaSession *self)
{
  g_object_freeze_notify (G_OBJECT (self));
  notify (self, PROP_STATE);
  notify (self, PROP_PROBLEM);
  notify (self, PROP_TRUST);
  g_object_thaw_notify (G_OBJECT (self));
}

static void
on_sender_changed (gpointer user_data)
{
  BesedaSession *self = user_data;

  notify (self, PROP_N_PENDING);
  notify (self, PROP_NOTICE);
}

static void
take_welcome (BesedaSession *self, BesedaReply *reply)
{
  const BesedaWelcome *welcome = beseda_reply_get_welcome (reply);

  g_object_freeze_notify (G_OBJECT (self));

  replace_string (self, &self->login, welcome->login, PROP_LOGIN);
  beseda_timeline_set_login (self->timeline, welcome->login);
  replace_string (self, &self->room_name, welcome->room, PROP_ROOM_NAME);
  self->message_chars = welcome->message_chars;
  notify (self, PROP_MESSAGE_CHARS);
  self->keep = welcome->keep;
  notify (self, PROP_KEEP);
  beseda_order_take_welcome (self->order, welcome);

  g_object_thaw_notify (G_OBJECT (self));
}

static void
on_joined (BesedaSession *self, BesedaReply *welcome)
{
  if (welcome != NULL)
    {
      beseda_history_take_welcome (self->history, beseda_reply_get_welcome (welcome));
      take_welcome (self, welcome);
    }
  if (!self->joined)
    {
      self->joined = TRUE;
      notify (self, PROP_JOINED);
    }
  beseda_sender_go_on (self->sender);
}

static void
on_opened (BesedaSession *self)
{
  const gboolean plain = beseda_membership_get_plain (self->membership);

  if (self->plain != plain)
    {
      self->plain = plain;
      notify (self, PROP_PLAIN);
    }
}

/* Who is here, and what they may do. `live`: just now, and not from a page. */
static void
follow_people (BesedaSession *self, BesedaEvent *event, gboolean live)
{
  beseda_presence_take_event (self->presence, event, live);
  beseda_order_take_event (self->order, event);
}

static void
on_event (BesedaSession *self, BesedaEvent *raw)
{
  const gboolean mine = beseda_event_get_client_id (raw) == beseda_membership_get_client_id (self->membership);
  const gboolean own = mine || g_str_equal (beseda_event_get_login (raw), self->login);
  g_autoptr (BesedaEvent)
      event = self->plain ? beseda_plain_event_complete (raw, mine ? beseda_sender_get_on_its_way (self->sender) : NULL)
                          : beseda_event_ref (raw);
  const gboolean message = beseda_event_get_kind (event) == BESEDA_EVENT_MESSAGE;
  const gboolean news = self->plain || beseda_event_get_seq (event) > beseda_history_get_last_seq (self->history);

  follow_people (self, event, TRUE);
  if (!self->plain)
    beseda_history_take_event (self->history, event, own);
  else
    {
      beseda_timeline_add_event (self->timeline, event, own);
      if (own && beseda_event_get_id (event) != NULL)
        beseda_sender_settle (self->sender, beseda_event_get_id (event));
    }

  if (message && news && !own)
    g_signal_emit (self, said, 0, event);
}

static void
on_refused (BesedaSession *self, BesedaReply *reply)
{
  if (!beseda_order_take_refusal (self->order, reply) && !beseda_sender_refuse (self->sender, reply))
    beseda_history_take_refusal (self->history, beseda_reply_get_id (reply));
}

static void
on_lost (BesedaSession *self, BesedaRefusal refusal)
{
  beseda_sender_lose_connection (self->sender, refusal);
  beseda_history_lose_connection (self->history);
  beseda_order_lose_connection (self->order);
}

/* What the history asks for. */

static gboolean
ask_room (gpointer user_data, const BesedaRequest *request)
{
  BesedaSession *self = user_data;

  return !self->plain && beseda_membership_send (self->membership, request);
}

static void
on_advanced (gpointer user_data)
{
  BesedaSession *self = user_data;

  beseda_membership_set_seen (self->membership, beseda_history_get_room_id (self->history),
                              beseda_history_get_last_seq (self->history));
}

static void
on_settled (gpointer user_data, BesedaEvent *message)
{
  BesedaSession *self = user_data;

  if (g_str_equal (beseda_event_get_login (message), self->login))
    beseda_sender_settle (self->sender, beseda_event_get_id (message));
}

static void
on_presence (gpointer user_data, BesedaEvent *event)
{
  follow_people (user_data, event, FALSE);
}

/* Where there is a copy, the person was in the room before. */
static void
on_restored (gpointer user_data, const BesedaArchiveState *state)
{
  BesedaSession *self = user_data;
  const gboolean returning = beseda_history_get_last_seq (self->history) > 0;

  if (beseda_session_get_state (self) == BESEDA_SESSION_CLOSED)
    return;

  if (state != NULL && state->room_name != NULL)
    replace_string (self, &self->room_name, state->room_name, PROP_ROOM_NAME);
  if (state != NULL)
    beseda_sender_restore (self->sender, state->unsent, self->login);
  if (returning)
    on_advanced (self);
  beseda_membership_start (self->membership, returning);
}

static void
beseda_session_get_property (GObject *object, guint id, GValue *value, GParamSpec *pspec)
{
  BesedaSession *self = BESEDA_SESSION (object);

  switch (id)
    {
    case PROP_LOGIN:
      g_value_set_string (value, self->login);
      break;
    case PROP_STATE:
      g_value_set_enum (value, beseda_session_get_state (self));
      break;
    case PROP_ROOM_NAME:
      g_value_set_string (value, self->room_name);
      break;
    case PROP_PLAIN:
      g_value_set_boolean (value, self->plain);
      break;
    case PROP_PROBLEM:
      g_value_set_string (value, beseda_session_get_problem (self));
      break;
    case PROP_MESSAGE_CHARS:
      g_value_set_uint (value, self->message_chars);
      break;
    case PROP_N_PENDING:
      g_value_set_uint (value, beseda_session_get_n_pending (self));
      break;
    case PROP_KEEP:
      g_value_set_int64 (value, self->keep);
      break;
    case PROP_JOINED:
      g_value_set_boolean (value, self->joined);
      break;
    case PROP_NOTICE:
      g_value_set_string (value, beseda_session_get_notice (self));
      break;
    case PROP_TRUST:
      g_value_set_enum (value, beseda_session_get_trust (self));
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
    }
}

static void
beseda_session_dispose (GObject *object)
{
  BesedaSession *self = BESEDA_SESSION (object);

  if (self->history != NULL)
    beseda_history_close (self->history);
  g_clear_object (&self->history);
  g_clear_pointer (&self->sender, beseda_sender_free);
  g_clear_object (&self->order);
  g_clear_object (&self->presence);
  g_clear_object (&self->typists);
  g_clear_object (&self->membership);
  g_clear_object (&self->archive);
  g_clear_object (&self->timeline);
  g_clear_object (&self->roster);
  g_clear_pointer (&self->address, beseda_address_unref);

  G_OBJECT_CLASS (beseda_session_parent_class)->dispose (object);
}

static void
beseda_session_finalize (GObject *object)
{
  BesedaSession *self = BESEDA_SESSION (object);

  g_free (self->login);
  g_free (self->room_name);

  G_OBJECT_CLASS (beseda_session_parent_class)->finalize (object);
}

static void
beseda_session_class_init (BesedaSessionClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  const GParamFlags flags = G_PARAM_READABLE | G_PARAM_EXPLICIT_NOTIFY | G_PARAM_STATIC_STRINGS;

  object_class->get_property = beseda_session_get_property;
  object_class->dispose = beseda_session_dispose;
  object_class->finalize = beseda_session_finalize;

  properties[PROP_LOGIN] = g_param_spec_string ("login", NULL, NULL, NULL, flags);
  properties[PROP_STATE] = g_param_spec_enum ("state", NULL, NULL, BESEDA_TYPE_SESSION_STATE, BESEDA_SESSION_CONNECTING,
                                              flags);
  properties[PROP_ROOM_NAME] = g_param_spec_string ("room-name", NULL, NULL, NULL, flags);
  properties[PROP_PLAIN] = g_param_spec_boolean ("plain", NULL, NULL, FALSE, flags);
  properties[PROP_PROBLEM] = g_param_spec_string ("problem", NULL, NULL, NULL, flags);
  properties[PROP_MESSAGE_CHARS] = g_param_spec_uint ("message-chars", NULL, NULL, 1, G_MAXUINT,
                                                      BESEDA_LIMIT_MESSAGE_CHARS, flags);
  properties[PROP_N_PENDING] = g_param_spec_uint ("n-pending", NULL, NULL, 0, G_MAXUINT, 0, flags);
  properties[PROP_KEEP] = g_param_spec_int64 ("keep", NULL, NULL, -1, G_MAXINT64, -1, flags);
  properties[PROP_JOINED] = g_param_spec_boolean ("joined", NULL, NULL, FALSE, flags);
  properties[PROP_NOTICE] = g_param_spec_string ("notice", NULL, NULL, NULL, flags);
  properties[PROP_TRUST] = g_param_spec_enum ("trust", NULL, NULL, BESEDA_TYPE_TRUST, BESEDA_TRUST_NONE, flags);
  g_object_class_install_properties (object_class, N_PROPS, properties);

  said = g_signal_new ("said", BESEDA_TYPE_SESSION, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 1,
                       BESEDA_TYPE_EVENT);
}

static void
beseda_session_init (BesedaSession *self)
{
  g_autoptr (GTimeZone) zone = g_time_zone_new_local ();

  self->timeline = beseda_timeline_new (zone);
  self->roster = beseda_roster_new ();
  self->keep = -1;
  self->message_chars = BESEDA_LIMIT_MESSAGE_CHARS;
}

BesedaSession *
beseda_session_new (BesedaAddress *address, const char *login, const BesedaSessionOptions *options)
{
  static const BesedaHistoryCallbacks callbacks = {
    .ask = ask_room, .advanced = on_advanced, .settled = on_settled, .presence = on_presence, .restored = on_restored
  };
  g_autofree char *own_place = beseda_address_to_place (address);
  const char *place = options != NULL && options->place != NULL ? options->place : own_place;
  BesedaSession *self;

  g_return_val_if_fail (address != NULL, NULL);
  g_return_val_if_fail (login != NULL, NULL);

  self = g_object_new (BESEDA_TYPE_SESSION, NULL);
  self->address = beseda_address_ref (address);
  self->patience = options != NULL && options->patience != NULL ? *options->patience : BESEDA_PATIENCE_USUAL;
  self->login = g_strdup (login);
  self->room_name = beseda_address_to_label (address);
  if (options != NULL && options->archives != NULL)
    self->archive = beseda_archives_get (options->archives, place, login);
  beseda_timeline_set_login (self->timeline, login);

  self->membership = beseda_membership_new (address, login, options != NULL ? options->keyring : NULL, place,
                                            &self->patience);
  if (options != NULL)
    beseda_membership_set_known (self->membership, options->known, options->password);
  self->presence = beseda_presence_new (self->membership, self->roster);
  self->order = beseda_order_new (self->membership, self->roster);
  self->typists = beseda_typists_new (self->membership, self->patience.typing);
  g_signal_connect_object (self->membership, "changed", G_CALLBACK (on_changed), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->membership, "opened", G_CALLBACK (on_opened), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->membership, "event", G_CALLBACK (on_event), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->membership, "joined", G_CALLBACK (on_joined), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->membership, "refused", G_CALLBACK (on_refused), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->membership, "lost", G_CALLBACK (on_lost), self, G_CONNECT_SWAPPED);

  self->history = beseda_history_new (self->timeline, self->archive, &callbacks, self);
  g_signal_connect_object (self->membership, "history", G_CALLBACK (beseda_history_take_page), self->history,
                           G_CONNECT_SWAPPED);
  self->sender = beseda_sender_new (self->membership, self->timeline, self->archive, self->patience.pause,
                                    on_sender_changed, self);
  beseda_history_start (self->history);

  return self;
}

BesedaAddress *
beseda_session_get_address (BesedaSession *self)
{
  return self->address;
}

const char *
beseda_session_get_login (BesedaSession *self)
{
  return self->login;
}

BesedaTimeline *
beseda_session_get_timeline (BesedaSession *self)
{
  return self->timeline;
}

BesedaRoster *
beseda_session_get_roster (BesedaSession *self)
{
  return self->roster;
}

BesedaOrder *
beseda_session_get_order (BesedaSession *self)
{
  return self->order;
}

BesedaPresence *
beseda_session_get_presence (BesedaSession *self)
{
  return self->presence;
}

BesedaTypists *
beseda_session_get_typists (BesedaSession *self)
{
  return self->typists;
}

BesedaHistory *
beseda_session_get_history (BesedaSession *self)
{
  return self->history;
}

BesedaSessionState
beseda_session_get_state (BesedaSession *self)
{
  return beseda_membership_get_state (self->membership);
}

const char *
beseda_session_get_room_name (BesedaSession *self)
{
  return self->room_name;
}

gboolean
beseda_session_get_plain (BesedaSession *self)
{
  return self->plain;
}

const char *
beseda_session_get_problem (BesedaSession *self)
{
  return beseda_membership_get_problem (self->membership);
}

guint
beseda_session_get_message_chars (BesedaSession *self)
{
  return self->message_chars;
}

guint
beseda_session_get_n_pending (BesedaSession *self)
{
  return beseda_sender_get_n_waiting (self->sender);
}

gint64
beseda_session_get_keep (BesedaSession *self)
{
  return self->keep;
}

gboolean
beseda_session_get_joined (BesedaSession *self)
{
  return self->joined;
}

const char *
beseda_session_get_notice (BesedaSession *self)
{
  return beseda_sender_get_held_up (self->sender)
             ? _ ("The room can’t keep messages right now; what you write waits until it can.")
             : NULL;
}

BesedaTrust
beseda_session_get_trust (BesedaSession *self)
{
  return beseda_membership_get_trust (self->membership);
}

const char *
beseda_session_get_fingerprint (BesedaSession *self)
{
  return beseda_membership_get_fingerprint (self->membership);
}

const char *const *
beseda_session_get_suggestions (BesedaSession *self)
{
  return beseda_membership_get_suggestions (self->membership);
}

BesedaSessionProblem
beseda_session_get_problem_kind (BesedaSession *self)
{
  return beseda_membership_get_problem_kind (self->membership);
}

gboolean
beseda_session_send (BesedaSession *self, const char *text, GError **error)
{
  g_autofree char *clean = NULL;

  g_return_val_if_fail (BESEDA_IS_SESSION (self), FALSE);
  g_return_val_if_fail (text != NULL && g_utf8_validate (text, -1, NULL), FALSE);

  if (beseda_session_get_state (self) == BESEDA_SESSION_REFUSED ||
      beseda_session_get_state (self) == BESEDA_SESSION_CLOSED)
    {
      g_set_error_literal (error, BESEDA_MESSAGE_TEXT_ERROR, BESEDA_MESSAGE_TEXT_ERROR_NOWHERE,
                           _ ("You are not in the room any more."));
      return FALSE;
    }

  clean = beseda_message_text_clean (text, self->message_chars, error);
  if (clean == NULL)
    return FALSE;

  beseda_sender_say (self->sender, self->login, clean);

  return TRUE;
}

void
beseda_session_retry (BesedaSession *self, const char *id)
{
  g_return_if_fail (BESEDA_IS_SESSION (self));

  beseda_sender_retry (self->sender, id);
}

void
beseda_session_discard (BesedaSession *self, const char *id)
{
  g_return_if_fail (BESEDA_IS_SESSION (self));

  beseda_sender_discard (self->sender, id);
}

void
beseda_session_reconnect_now (BesedaSession *self)
{
  g_return_if_fail (BESEDA_IS_SESSION (self));

  beseda_membership_reconnect_now (self->membership);
}

void
beseda_session_leave (BesedaSession *self)
{
  g_return_if_fail (BESEDA_IS_SESSION (self));

  beseda_membership_leave (self->membership);
}
