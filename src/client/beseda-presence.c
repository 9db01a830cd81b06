/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "beseda-presence.h"

#define REQUEST_ID "presence"  /* by which a refusal is known */
#define PATIENCE_MSECONDS 1000 /* before it is told again, where the room does not say when */

/* What the room believes of the person. */
typedef enum
{
  BELIEF_UNKNOWN,
  BELIEF_HERE,
  BELIEF_AWAY,
} Belief;

struct _BesedaPresence
{
  GObject parent_instance;

  BesedaMembership *membership; /* the session's */
  BesedaRoster *roster;
  gboolean away;
  gboolean supported; /* the room passes it on */
  Belief belief;
  guint again; /* source: the room wants to be told later */
};

typedef enum
{
  PROP_AWAY = 1,
} Property;

static GParamSpec *properties[PROP_AWAY + 1];

G_DEFINE_FINAL_TYPE (BesedaPresence, beseda_presence, G_TYPE_OBJECT)

static void
tell (BesedaPresence *self)
{
  const Belief truth = self->away ? BELIEF_AWAY : BELIEF_HERE;
  g_autoptr (BesedaRequest) request = NULL;

  if (!self->supported || self->belief == truth || self->again != 0)
    return;

  request = beseda_request_new_presence (self->away, REQUEST_ID);
  if (beseda_membership_send (self->membership, request))
    self->belief = truth;
}

static gboolean
on_again (gpointer user_data)
{
  BesedaPresence *self = user_data;

  self->again = 0;
  tell (self);

  return G_SOURCE_REMOVE;
}

static void
on_refused (BesedaPresence *self, BesedaReply *reply)
{
  const BesedaRefusal refusal = beseda_reply_get_refusal (reply);
  const guint wait = beseda_reply_get_retry_after (reply);

  if (g_strcmp0 (beseda_reply_get_id (reply), REQUEST_ID) != 0 ||
      (refusal != BESEDA_REFUSAL_RATE_LIMITED && refusal != BESEDA_REFUSAL_UNAVAILABLE))
    return;

  self->belief = BELIEF_UNKNOWN;
  if (self->again == 0)
    self->again = g_timeout_add (wait > 0 ? wait : PATIENCE_MSECONDS, on_again, self);
}

static void
on_told (BesedaPresence *self, BesedaReply *reply)
{
  if (beseda_reply_get_kind (reply) == BESEDA_REPLY_PRESENCE)
    beseda_roster_set_away (self->roster, beseda_reply_get_login (reply), beseda_reply_is_away (reply));
}

/* The login has told. A plain server never says who is here: one sees who comes, and who speaks. */
static void
on_opened (BesedaPresence *self)
{
  self->belief = self->away ? BELIEF_AWAY : BELIEF_HERE;
  if (beseda_membership_get_plain (self->membership))
    beseda_roster_clear (self->roster);
}

static void
on_joined (BesedaPresence *self, BesedaReply *reply)
{
  const BesedaWelcome *welcome = reply != NULL ? beseda_reply_get_welcome (reply) : NULL;

  if (welcome != NULL)
    beseda_roster_replace (self->roster, welcome->people, welcome->client_id);

  self->supported = welcome != NULL && welcome->presence;
  tell (self);
}

static void
on_lost (BesedaPresence *self)
{
  self->supported = FALSE;
  g_clear_handle_id (&self->again, g_source_remove);
}

static void
beseda_presence_get_property (GObject *object, guint id, GValue *value, GParamSpec *pspec)
{
  switch ((Property) id)
    {
    case PROP_AWAY:
      g_value_set_boolean (value, BESEDA_PRESENCE (object)->away);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
    }
}

static void
beseda_presence_set_property (GObject *object, guint id, const GValue *value, GParamSpec *pspec)
{
  switch ((Property) id)
    {
    case PROP_AWAY:
      beseda_presence_set_away (BESEDA_PRESENCE (object), g_value_get_boolean (value));
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
    }
}

static void
beseda_presence_dispose (GObject *object)
{
  BesedaPresence *self = BESEDA_PRESENCE (object);

  g_clear_handle_id (&self->again, g_source_remove);
  g_clear_object (&self->roster);

  G_OBJECT_CLASS (beseda_presence_parent_class)->dispose (object);
}

static void
beseda_presence_class_init (BesedaPresenceClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->get_property = beseda_presence_get_property;
  object_class->set_property = beseda_presence_set_property;
  object_class->dispose = beseda_presence_dispose;

  properties[PROP_AWAY] = g_param_spec_boolean ("away", NULL, NULL, FALSE,
                                                G_PARAM_READWRITE | G_PARAM_EXPLICIT_NOTIFY | G_PARAM_STATIC_STRINGS);
  g_object_class_install_properties (object_class, G_N_ELEMENTS (properties), properties);
}

static void
beseda_presence_init (BesedaPresence *self)
{
}

BesedaPresence *
beseda_presence_new (BesedaMembership *membership, BesedaRoster *roster)
{
  BesedaPresence *self = g_object_new (BESEDA_TYPE_PRESENCE, NULL);

  self->membership = membership;
  self->roster = g_object_ref (roster);
  g_signal_connect_object (membership, "opened", G_CALLBACK (on_opened), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (membership, "joined", G_CALLBACK (on_joined), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (membership, "told", G_CALLBACK (on_told), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (membership, "refused", G_CALLBACK (on_refused), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (membership, "lost", G_CALLBACK (on_lost), self, G_CONNECT_SWAPPED);

  return self;
}

void
beseda_presence_set_away (BesedaPresence *self, gboolean away)
{
  g_return_if_fail (BESEDA_IS_PRESENCE (self));

  if (self->away == away)
    return;

  self->away = away;
  beseda_membership_set_away (self->membership, away);
  tell (self);
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_AWAY]);
}

void
beseda_presence_take_event (BesedaPresence *self, BesedaEvent *event, gboolean live)
{
  const gint64 client_id = beseda_event_get_client_id (event);
  const gboolean own = client_id == beseda_membership_get_client_id (self->membership);
  const BesedaPerson *person = live ? beseda_event_get_person (event) : NULL;

  switch (beseda_event_get_kind (event))
    {
    case BESEDA_EVENT_ONLINE:
      beseda_roster_add (self->roster, client_id, beseda_event_get_login (event), own);
      if (person != NULL)
        beseda_roster_set_away (self->roster, person->login, person->away);
      break;
    case BESEDA_EVENT_OFFLINE:
      beseda_roster_remove (self->roster, client_id);
      break;
    case BESEDA_EVENT_MESSAGE: /* on a plain server, who speaks is here */
      if (beseda_membership_get_plain (self->membership))
        beseda_roster_add (self->roster, client_id, beseda_event_get_login (event), own);
      break;
    case BESEDA_EVENT_ACT:
      break;
    }
}
