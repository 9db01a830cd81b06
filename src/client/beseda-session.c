/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "beseda-session.h"

#include <glib/gi18n-lib.h>

#include "beseda-limits.h"
#include "beseda-membership.h"
#include "beseda-refusal-text.h"
#include "beseda-unsent.h"

struct _BesedaSession
{
  GObject parent_instance;

  BesedaAddress *address;
  BesedaPatience patience;
  BesedaMembership *membership;
  BesedaTimeline *timeline;
  BesedaRoster *roster;
  BesedaUnsent *unsent;

  char *login;
  char *room_name;
  gboolean plain;
  guint message_chars;
  guint pause; /* source: before a message goes out again */
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
  N_PROPS
};

static GParamSpec *properties[N_PROPS];

G_DEFINE_QUARK (beseda_session_error, beseda_session_error)
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
  g_object_thaw_notify (G_OBJECT (self));
}

/* One message at a time: then their order survives whatever happens to one of them. */
static void
send_next (BesedaSession *self)
{
  const BesedaUnsentMessage *message = self->pause == 0 ? beseda_unsent_send_next (self->unsent) : NULL;
  g_autoptr (BesedaRequest) request = NULL;

  if (message == NULL)
    return;

  request = beseda_request_new_message (message->text, message->id);
  if (!beseda_membership_send (self->membership, request))
    beseda_unsent_rewind (self->unsent);
}

static gboolean
on_pause_over (gpointer user_data)
{
  BesedaSession *self = user_data;

  self->pause = 0;
  send_next (self);

  return G_SOURCE_REMOVE;
}

static void
refuse_message (BesedaSession *self, BesedaRefusal refusal)
{
  const BesedaUnsentMessage *message = beseda_unsent_get_on_its_way (self->unsent);
  g_autofree char *id = g_strdup (message->id);

  if (refusal == BESEDA_REFUSAL_RATE_LIMITED || refusal == BESEDA_REFUSAL_UNAVAILABLE)
    {
      beseda_unsent_rewind (self->unsent);
      self->pause = g_timeout_add (self->patience.pause, on_pause_over, self);
      return;
    }

  beseda_unsent_refuse (self->unsent, id, beseda_refusal_describe_message (refusal));
  beseda_timeline_fail_pending (self->timeline, id, beseda_refusal_describe_message (refusal));
  notify (self, PROP_N_PENDING);
  send_next (self);
}

static void
take_welcome (BesedaSession *self, BesedaReply *reply)
{
  const BesedaWelcome *welcome = beseda_reply_get_welcome (reply);
  const GPtrArray *people = welcome->people;

  g_object_freeze_notify (G_OBJECT (self));
  g_object_freeze_notify (G_OBJECT (self->roster));

  replace_string (self, &self->login, welcome->login, PROP_LOGIN);
  replace_string (self, &self->room_name, welcome->room, PROP_ROOM_NAME);
  if (self->message_chars != welcome->message_chars)
    {
      self->message_chars = welcome->message_chars;
      notify (self, PROP_MESSAGE_CHARS);
    }

  beseda_roster_clear (self->roster);
  for (guint i = 0; i < people->len; i++)
    {
      const BesedaPerson *person = people->pdata[i];

      beseda_roster_add (self->roster, person->client_id, person->login, person->client_id == welcome->client_id);
    }

  g_object_thaw_notify (G_OBJECT (self->roster));
  g_object_thaw_notify (G_OBJECT (self));
}

static void
on_joined (BesedaSession *self, BesedaReply *welcome)
{
  if (welcome != NULL)
    take_welcome (self, welcome);
  send_next (self);
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
  /* A plain server never says who is here: one sees who comes, and who speaks. */
  if (plain)
    beseda_roster_clear (self->roster);
}

/* What a plain server leaves out of an event: the moment, and the id of what we said. Our own words come back in order,
 * and one at a time, so that `mine` can only be the one that is on its way; also where it reads "Offline".
 * (transfer full) */
static BesedaEvent *
complete_event (BesedaSession *self, BesedaEvent *event, gboolean mine)
{
  static const char *const presence[] = {
    [BESEDA_EVENT_ONLINE] = "Online",
    [BESEDA_EVENT_OFFLINE] = "Offline",
  };
  const BesedaUnsentMessage *said = mine ? beseda_unsent_get_on_its_way (self->unsent) : NULL;
  BesedaEventKind kind = beseda_event_get_kind (event);
  const char *text = beseda_event_get_text (event);

  if (said != NULL && text == NULL && g_str_equal (said->text, presence[kind]))
    {
      kind = BESEDA_EVENT_MESSAGE;
      text = said->text;
    }

  return beseda_event_new (kind, g_get_real_time () / 1000, beseda_event_get_client_id (event),
                           beseda_event_get_login (event), text,
                           said != NULL && kind == BESEDA_EVENT_MESSAGE ? said->id : NULL);
}

static void
on_event (BesedaSession *self, BesedaEvent *raw)
{
  const gint64 client_id = beseda_event_get_client_id (raw);
  const char *login = beseda_event_get_login (raw);
  const gboolean mine = client_id == beseda_membership_get_client_id (self->membership);
  const gboolean own = mine || g_str_equal (login, self->login);
  g_autoptr (BesedaEvent) event = self->plain ? complete_event (self, raw, mine) : beseda_event_ref (raw);
  const char *id = beseda_event_get_id (event);

  beseda_timeline_add_event (self->timeline, event, own);

  switch (beseda_event_get_kind (event))
    {
    case BESEDA_EVENT_ONLINE:
      beseda_roster_add (self->roster, client_id, login, mine);
      break;
    case BESEDA_EVENT_OFFLINE:
      beseda_roster_remove (self->roster, client_id);
      break;
    case BESEDA_EVENT_MESSAGE:
      if (self->plain)
        beseda_roster_add (self->roster, client_id, login, mine);
      if (own && id != NULL && beseda_unsent_confirm (self->unsent, id))
        {
          notify (self, PROP_N_PENDING);
          send_next (self);
        }
      break;
    }
}

/* A frame that the server could not even read is refused without its id. */
static gboolean
is_about_message (BesedaSession *self, BesedaRefusal refusal, const char *id)
{
  const BesedaUnsentMessage *message = beseda_unsent_get_on_its_way (self->unsent);

  if (message == NULL)
    return FALSE;
  if (id == NULL)
    return refusal == BESEDA_REFUSAL_BAD_FRAME || refusal == BESEDA_REFUSAL_TOO_LARGE;

  return g_str_equal (id, message->id);
}

static void
on_refused (BesedaSession *self, BesedaReply *reply)
{
  const BesedaRefusal refusal = beseda_reply_get_refusal (reply);

  if (is_about_message (self, refusal, beseda_reply_get_id (reply)))
    refuse_message (self, refusal);
}

/* A plain server hangs up on what it can't take, and would do so again. */
static void
on_lost (BesedaSession *self, BesedaRefusal refusal)
{
  g_clear_handle_id (&self->pause, g_source_remove);
  if (is_about_message (self, refusal, NULL))
    refuse_message (self, refusal);
  beseda_unsent_rewind (self->unsent);
}

/* Without control characters but tabs and line breaks, which no room takes, and without white space at the end. */
static char *
clean_text (const char *text)
{
  GString *clean = g_string_sized_new (strlen (text));
  gsize end_of_words = 0;

  for (const char *at = text; *at != '\0'; at = g_utf8_next_char (at))
    {
      const gunichar c = g_utf8_get_char (at);

      if (g_unichar_iscntrl (c) && c != '\t' && c != '\n' && c != '\r')
        continue;
      g_string_append_unichar (clean, c);
      if (!g_unichar_isspace (c))
        end_of_words = clean->len;
    }
  g_string_truncate (clean, end_of_words);

  return g_string_free (clean, FALSE);
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
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
    }
}

static void
beseda_session_dispose (GObject *object)
{
  BesedaSession *self = BESEDA_SESSION (object);

  g_clear_handle_id (&self->pause, g_source_remove);
  g_clear_object (&self->membership);
  g_clear_object (&self->timeline);
  g_clear_object (&self->roster);
  g_clear_pointer (&self->address, beseda_address_unref);

  G_OBJECT_CLASS (beseda_session_parent_class)->dispose (object);
}

static void
beseda_session_finalize (GObject *object)
{
  BesedaSession *self = BESEDA_SESSION (object);

  beseda_unsent_free (self->unsent);
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
  g_object_class_install_properties (object_class, N_PROPS, properties);
}

static void
beseda_session_init (BesedaSession *self)
{
  g_autoptr (GTimeZone) zone = g_time_zone_new_local ();

  self->timeline = beseda_timeline_new (zone);
  self->roster = beseda_roster_new ();
  self->unsent = beseda_unsent_new ();
  self->message_chars = BESEDA_LIMIT_MESSAGE_CHARS;
}

BesedaSession *
beseda_session_new (BesedaAddress *address, const char *login)
{
  return beseda_session_new_with_patience (address, login, &BESEDA_PATIENCE_USUAL);
}

BesedaSession *
beseda_session_new_with_patience (BesedaAddress *address, const char *login, const BesedaPatience *patience)
{
  BesedaSession *self;

  g_return_val_if_fail (address != NULL, NULL);
  g_return_val_if_fail (login != NULL, NULL);

  self = g_object_new (BESEDA_TYPE_SESSION, NULL);
  self->address = beseda_address_ref (address);
  self->patience = *patience;
  self->login = g_strdup (login);
  self->room_name = beseda_address_to_label (address);

  self->membership = beseda_membership_new (address, login, patience);
  g_signal_connect_object (self->membership, "changed", G_CALLBACK (on_changed), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->membership, "opened", G_CALLBACK (on_opened), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->membership, "event", G_CALLBACK (on_event), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->membership, "joined", G_CALLBACK (on_joined), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->membership, "refused", G_CALLBACK (on_refused), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->membership, "lost", G_CALLBACK (on_lost), self, G_CONNECT_SWAPPED);

  return self;
}

BesedaAddress *
beseda_session_get_address (BesedaSession *self)
{
  g_return_val_if_fail (BESEDA_IS_SESSION (self), NULL);

  return self->address;
}

const char *
beseda_session_get_login (BesedaSession *self)
{
  g_return_val_if_fail (BESEDA_IS_SESSION (self), NULL);

  return self->login;
}

BesedaTimeline *
beseda_session_get_timeline (BesedaSession *self)
{
  g_return_val_if_fail (BESEDA_IS_SESSION (self), NULL);

  return self->timeline;
}

BesedaRoster *
beseda_session_get_roster (BesedaSession *self)
{
  g_return_val_if_fail (BESEDA_IS_SESSION (self), NULL);

  return self->roster;
}

BesedaSessionState
beseda_session_get_state (BesedaSession *self)
{
  g_return_val_if_fail (BESEDA_IS_SESSION (self), BESEDA_SESSION_CLOSED);

  return beseda_membership_get_state (self->membership);
}

const char *
beseda_session_get_room_name (BesedaSession *self)
{
  g_return_val_if_fail (BESEDA_IS_SESSION (self), NULL);

  return self->room_name;
}

gboolean
beseda_session_get_plain (BesedaSession *self)
{
  g_return_val_if_fail (BESEDA_IS_SESSION (self), FALSE);

  return self->plain;
}

const char *
beseda_session_get_problem (BesedaSession *self)
{
  g_return_val_if_fail (BESEDA_IS_SESSION (self), NULL);

  return beseda_membership_get_problem (self->membership);
}

guint
beseda_session_get_message_chars (BesedaSession *self)
{
  g_return_val_if_fail (BESEDA_IS_SESSION (self), 0);

  return self->message_chars;
}

guint
beseda_session_get_n_pending (BesedaSession *self)
{
  g_return_val_if_fail (BESEDA_IS_SESSION (self), 0);

  return beseda_unsent_get_n_waiting (self->unsent);
}

BesedaSessionProblem
beseda_session_get_problem_kind (BesedaSession *self)
{
  g_return_val_if_fail (BESEDA_IS_SESSION (self), BESEDA_SESSION_PROBLEM_NONE);

  return beseda_membership_get_problem_kind (self->membership);
}

gboolean
beseda_session_send (BesedaSession *self, const char *text, GError **error)
{
  g_autofree char *clean = NULL;
  g_autofree char *id = NULL;
  gint64 now = g_get_real_time () / 1000;

  g_return_val_if_fail (BESEDA_IS_SESSION (self), FALSE);
  g_return_val_if_fail (text != NULL && g_utf8_validate (text, -1, NULL), FALSE);

  if (beseda_session_get_state (self) == BESEDA_SESSION_REFUSED ||
      beseda_session_get_state (self) == BESEDA_SESSION_CLOSED)
    {
      g_set_error_literal (error, BESEDA_SESSION_ERROR, BESEDA_SESSION_ERROR_ENDED,
                           _ ("You are not in the room any more."));
      return FALSE;
    }

  clean = clean_text (text);
  if (*clean == '\0')
    {
      g_set_error_literal (error, BESEDA_SESSION_ERROR, BESEDA_SESSION_ERROR_EMPTY, _ ("Write something first."));
      return FALSE;
    }
  if ((gsize) g_utf8_strlen (clean, -1) > self->message_chars)
    {
      g_set_error (error, BESEDA_SESSION_ERROR, BESEDA_SESSION_ERROR_TOO_LONG,
                   g_dngettext (GETTEXT_PACKAGE, "A message can have at most %u character here.",
                                "A message can have at most %u characters here.", self->message_chars),
                   self->message_chars);
      return FALSE;
    }

  id = g_uuid_string_random ();
  beseda_unsent_add (self->unsent, beseda_unsent_message_new (id, clean, now, NULL));
  beseda_timeline_add_pending (self->timeline, id, self->login, clean, now);
  notify (self, PROP_N_PENDING);
  send_next (self);

  return TRUE;
}

void
beseda_session_retry (BesedaSession *self, const char *id)
{
  g_return_if_fail (BESEDA_IS_SESSION (self));

  if (!beseda_unsent_retry (self->unsent, id))
    return;

  beseda_timeline_retry_pending (self->timeline, id);
  notify (self, PROP_N_PENDING);
  send_next (self);
}

void
beseda_session_discard (BesedaSession *self, const char *id)
{
  g_return_if_fail (BESEDA_IS_SESSION (self));

  if (beseda_unsent_discard (self->unsent, id))
    beseda_timeline_discard_pending (self->timeline, id);
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
