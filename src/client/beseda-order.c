/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "beseda-order.h"

#include "beseda-limits.h"
#include "beseda-login.h"
#include "beseda-standing.h"

struct _BesedaKnock
{
  GObject parent_instance;

  char *login;
};

/* What is known of somebody with a role, or who is muted; they may be away, and come back. */
typedef struct
{
  BesedaOrder *order; /* borrowed: it owns this */
  char *login;
  BesedaRole role;
  gint64 muted_until; /* UTC in milliseconds by this computer's clock; 0: may write; G_MAXINT64: until unmuted */
  guint64 since;      /* the number of the event since which they are muted at the latest */
  guint end;          /* the source at which that ends by itself; 0: it is not known to */
} Standing;

struct _BesedaOrder
{
  GObject parent_instance;

  BesedaMembership *membership; /* borrowed */
  BesedaRoster *roster;         /* borrowed */
  BesedaRole role;
  gint64 muted_until; /* as a Standing's */
  char *topic;
  gint64 slow;
  gboolean locked;
  GListStore *knocks;
  GHashTable *asked;     /* the ids of what the person asked for */
  GHashTable *standings; /* of Standing, by people's keys; BESEDA_LIMIT_STANDINGS at most */
};

enum
{
  PROP_ROLE = 1,
  PROP_MUTED,
  PROP_MUTED_UNTIL,
  PROP_TOPIC,
  PROP_SLOW,
  PROP_LOCKED,
  N_PROPS
};

enum
{
  REFUSED,
  N_SIGNALS
};

static GParamSpec *properties[N_PROPS];
static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (BesedaKnock, beseda_knock, G_TYPE_OBJECT)
G_DEFINE_FINAL_TYPE (BesedaOrder, beseda_order, G_TYPE_OBJECT)

static void
beseda_knock_get_property (GObject *object, guint id, GValue *value, GParamSpec *pspec)
{
  g_value_set_string (value, BESEDA_KNOCK (object)->login);
}

static void
beseda_knock_finalize (GObject *object)
{
  g_free (BESEDA_KNOCK (object)->login);

  G_OBJECT_CLASS (beseda_knock_parent_class)->finalize (object);
}

static void
beseda_knock_class_init (BesedaKnockClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->get_property = beseda_knock_get_property;
  object_class->finalize = beseda_knock_finalize;
  g_object_class_install_property (
      object_class, 1, g_param_spec_string ("login", NULL, NULL, NULL, G_PARAM_READABLE | G_PARAM_STATIC_STRINGS));
}

static void
beseda_knock_init (BesedaKnock *self)
{
}

static void
notify (BesedaOrder *self, guint property)
{
  g_object_notify_by_pspec (G_OBJECT (self), properties[property]);
}

static void
set_role (BesedaOrder *self, BesedaRole role)
{
  if (self->role == role)
    return;

  self->role = role;
  notify (self, PROP_ROLE);
}

static void
set_muted_until (BesedaOrder *self, gint64 until)
{
  if (self->muted_until == until)
    return;

  self->muted_until = until;
  notify (self, PROP_MUTED);
  notify (self, PROP_MUTED_UNTIL);
}

static void
set_topic (BesedaOrder *self, const char *topic)
{
  if (g_str_equal (self->topic, topic))
    return;

  g_free (self->topic);
  self->topic = g_strdup (topic);
  notify (self, PROP_TOPIC);
}

static void
set_slow (BesedaOrder *self, gint64 slow)
{
  if (self->slow == slow)
    return;

  self->slow = slow;
  notify (self, PROP_SLOW);
}

static void
set_locked (BesedaOrder *self, gboolean locked)
{
  if (self->locked == locked)
    return;

  self->locked = locked;
  notify (self, PROP_LOCKED);
}

/* The position of who knocks with that name, or that of nobody. */
static guint
find_knock (BesedaOrder *self, const char *login)
{
  guint position = 0;

  for (;; position++)
    {
      g_autoptr (BesedaKnock) knock = g_list_model_get_item (G_LIST_MODEL (self->knocks), position);

      if (knock == NULL || g_str_equal (knock->login, login))
        return position;
    }
}

static void
on_told (BesedaOrder *self, BesedaReply *reply)
{
  const char *login = beseda_reply_get_login (reply);
  const guint position = find_knock (self, login);
  const gboolean known = position < g_list_model_get_n_items (G_LIST_MODEL (self->knocks));

  if (beseda_reply_get_kind (reply) != BESEDA_REPLY_KNOCK)
    return;

  if (beseda_reply_is_gone (reply) && known)
    g_list_store_remove (self->knocks, position);
  else if (!beseda_reply_is_gone (reply) && !known)
    {
      g_autoptr (BesedaKnock) knock = g_object_new (BESEDA_TYPE_KNOCK, NULL);

      knock->login = g_strdup (login);
      g_list_store_append (self->knocks, knock);
    }
}

static void
standing_free (gpointer data)
{
  Standing *self = data;

  g_clear_handle_id (&self->end, g_source_remove);
  g_free (self->login);
  g_free (self);
}

static Standing *
find_standing (BesedaOrder *self, const char *login)
{
  g_autofree char *key = beseda_login_key (login);

  return g_hash_table_lookup (self->standings, key);
}

/* NULL: there are too many. */
static Standing *
ensure_standing (BesedaOrder *self, const char *login)
{
  Standing *standing = find_standing (self, login);

  if (standing != NULL || g_hash_table_size (self->standings) >= BESEDA_LIMIT_STANDINGS)
    return standing;

  standing = g_new0 (Standing, 1);
  standing->order = self;
  standing->login = g_strdup (login);
  g_hash_table_insert (self->standings, beseda_login_key (login), standing);

  return standing;
}

/* Shows it of who is here, and forgets it where there is nothing to remember. */
static void
settle (BesedaOrder *self, Standing *standing)
{
  g_autofree char *key = beseda_login_key (standing->login);
  g_autofree char *own = beseda_login_key (beseda_membership_get_login (self->membership));

  beseda_roster_set_role (self->roster, standing->login, standing->role);
  beseda_roster_set_muted (self->roster, standing->login, standing->muted_until != 0);
  if (g_str_equal (key, own))
    {
      set_role (self, standing->role);
      set_muted_until (self, standing->muted_until);
    }
  if (standing->role == BESEDA_ROLE_GUEST && standing->muted_until == 0)
    g_hash_table_remove (self->standings, key);
}

static void
unmute (Standing *standing)
{
  g_clear_handle_id (&standing->end, g_source_remove);
  standing->muted_until = 0;
}

/* The room tells nobody that a time is over. */
static gboolean
on_mute_ended (gpointer user_data)
{
  Standing *standing = user_data;

  standing->end = 0;
  unmute (standing);
  settle (standing->order, standing);

  return G_SOURCE_REMOVE;
}

static void
mute (Standing *standing, gint64 seconds, guint64 seq)
{
  unmute (standing);
  standing->muted_until = seconds > 0 ? g_get_real_time () / 1000 + seconds * 1000 : G_MAXINT64;
  standing->since = seq;
  if (seconds > 0 && seconds <= G_MAXUINT / 1000) /* never early, and nobody stays for weeks */
    standing->end = g_timeout_add (seconds * 1000, on_mute_ended, standing);
}

/* What was done to one person, who may be oneself. */
static void
follow_target (BesedaOrder *self, const BesedaAct *act, guint64 seq)
{
  Standing *standing = ensure_standing (self, act->target);

  if (standing == NULL)
    return;

  switch (act->kind)
    {
    case BESEDA_ACT_OWN:
      standing->role = BESEDA_ROLE_OWNER;
      break;
    case BESEDA_ACT_PROMOTE:
      standing->role = BESEDA_ROLE_MODERATOR;
      break;
    case BESEDA_ACT_DEMOTE:
      standing->role = BESEDA_ROLE_GUEST;
      break;
    case BESEDA_ACT_MUTE:
      mute (standing, act->seconds, seq);
      break;
    case BESEDA_ACT_UNMUTE:
      unmute (standing);
      break;
    default:
      break;
    }
  settle (self, standing);
}

/* Nearly everybody has nothing to be remembered. */
static void
take_person (BesedaOrder *self, const BesedaPerson *person, guint64 seq)
{
  const gboolean plain = person->role == BESEDA_ROLE_GUEST && !person->muted;
  Standing *standing = plain ? find_standing (self, person->login) : ensure_standing (self, person->login);

  if (standing == NULL)
    return;

  standing->role = person->role;
  if (!person->muted)
    unmute (standing);
  else
    mute (standing, person->muted_seconds, seq);
  settle (self, standing);
}

static void
follow_act (BesedaOrder *self, const BesedaAct *act, guint64 seq)
{
  switch (act->kind)
    {
    case BESEDA_ACT_TOPIC:
      set_topic (self, act->text);
      break;
    case BESEDA_ACT_SLOW:
      set_slow (self, act->seconds);
      break;
    case BESEDA_ACT_LOCK:
    case BESEDA_ACT_UNLOCK:
      set_locked (self, act->kind == BESEDA_ACT_LOCK);
      break;
    default:
      if (act->target != NULL)
        follow_target (self, act, seq);
      break;
    }
}

static void
beseda_order_get_property (GObject *object, guint id, GValue *value, GParamSpec *pspec)
{
  BesedaOrder *self = BESEDA_ORDER (object);

  switch (id)
    {
    case PROP_ROLE:
      g_value_set_uint (value, self->role);
      break;
    case PROP_MUTED:
      g_value_set_boolean (value, beseda_order_get_muted (self));
      break;
    case PROP_MUTED_UNTIL:
      g_value_set_int64 (value, self->muted_until);
      break;
    case PROP_TOPIC:
      g_value_set_string (value, self->topic);
      break;
    case PROP_SLOW:
      g_value_set_int64 (value, self->slow);
      break;
    case PROP_LOCKED:
      g_value_set_boolean (value, self->locked);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
    }
}

static void
beseda_order_finalize (GObject *object)
{
  BesedaOrder *self = BESEDA_ORDER (object);

  g_object_unref (self->knocks);
  g_hash_table_unref (self->asked);
  g_hash_table_unref (self->standings);
  g_free (self->topic);

  G_OBJECT_CLASS (beseda_order_parent_class)->finalize (object);
}

static void
beseda_order_class_init (BesedaOrderClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  const GParamFlags flags = G_PARAM_READABLE | G_PARAM_STATIC_STRINGS | G_PARAM_EXPLICIT_NOTIFY;

  object_class->get_property = beseda_order_get_property;
  object_class->finalize = beseda_order_finalize;

  properties[PROP_ROLE] = g_param_spec_uint ("role", NULL, NULL, 0, BESEDA_ROLE_OWNER, 0, flags);
  properties[PROP_MUTED] = g_param_spec_boolean ("muted", NULL, NULL, FALSE, flags);
  properties[PROP_MUTED_UNTIL] = g_param_spec_int64 ("muted-until", NULL, NULL, 0, G_MAXINT64, 0, flags);
  properties[PROP_TOPIC] = g_param_spec_string ("topic", NULL, NULL, "", flags);
  properties[PROP_SLOW] = g_param_spec_int64 ("slow", NULL, NULL, 0, G_MAXINT64, 0, flags);
  properties[PROP_LOCKED] = g_param_spec_boolean ("locked", NULL, NULL, FALSE, flags);
  g_object_class_install_properties (object_class, N_PROPS, properties);

  signals[REFUSED] = g_signal_new ("refused", BESEDA_TYPE_ORDER, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 1,
                                   G_TYPE_STRING);
}

static void
beseda_order_init (BesedaOrder *self)
{
  self->topic = g_strdup ("");
  self->knocks = g_list_store_new (BESEDA_TYPE_KNOCK);
  self->asked = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  self->standings = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, standing_free);
}

const char *
beseda_knock_get_login (BesedaKnock *self)
{
  return self->login;
}

BesedaOrder *
beseda_order_new (BesedaMembership *membership, BesedaRoster *roster)
{
  BesedaOrder *self = g_object_new (BESEDA_TYPE_ORDER, NULL);

  self->membership = membership;
  self->roster = roster;
  g_signal_connect_object (membership, "told", G_CALLBACK (on_told), self, G_CONNECT_SWAPPED);

  return self;
}

void
beseda_order_take_welcome (BesedaOrder *self, const BesedaWelcome *welcome)
{
  for (guint i = 0; i < welcome->people->len; i++)
    take_person (self, welcome->people->pdata[i], welcome->last_seq);

  set_topic (self, welcome->topic);
  set_slow (self, welcome->slow);
  set_locked (self, welcome->locked);
}

void
beseda_order_take_event (BesedaOrder *self, BesedaEvent *event)
{
  const BesedaAct *act = beseda_event_get_act (event);
  const guint64 seq = beseda_event_get_seq (event);
  Standing *standing;

  if (act != NULL)
    {
      if (beseda_event_get_id (event) != NULL)
        g_hash_table_remove (self->asked, beseda_event_get_id (event));
      follow_act (self, act, seq);
      return;
    }

  if (beseda_event_get_person (event) != NULL)
    {
      take_person (self, beseda_event_get_person (event), seq);
      return;
    }

  standing = find_standing (self, beseda_event_get_login (event));
  if (standing != NULL && beseda_event_get_kind (event) == BESEDA_EVENT_MESSAGE && standing->muted_until != 0 &&
      seq > standing->since)
    {
      unmute (standing); /* who writes may */
      settle (self, standing);
    }
}

void
beseda_order_lose_connection (BesedaOrder *self)
{
  g_hash_table_remove_all (self->asked);
  g_list_store_remove_all (self->knocks);
}

gboolean
beseda_order_take_refusal (BesedaOrder *self, BesedaReply *reply)
{
  const char *id = beseda_reply_get_id (reply);

  if (id == NULL || !g_hash_table_remove (self->asked, id))
    return FALSE;

  g_signal_emit (self, signals[REFUSED], 0, beseda_reply_get_text (reply));

  return TRUE;
}

BesedaRole
beseda_order_get_role (BesedaOrder *self)
{
  return self->role;
}

gboolean
beseda_order_get_muted (BesedaOrder *self)
{
  return self->muted_until != 0;
}

gint64
beseda_order_get_muted_until (BesedaOrder *self)
{
  return self->muted_until;
}

const char *
beseda_order_get_topic (BesedaOrder *self)
{
  return self->topic;
}

gint64
beseda_order_get_slow (BesedaOrder *self)
{
  return self->slow;
}

gboolean
beseda_order_get_locked (BesedaOrder *self)
{
  return self->locked;
}

GListModel *
beseda_order_get_knocks (BesedaOrder *self)
{
  return G_LIST_MODEL (self->knocks);
}

gboolean
beseda_order_allows (BesedaOrder *self, BesedaActKind kind, BesedaRole target)
{
  return beseda_standing_allows (self->role, kind, target);
}

void
beseda_order_act (BesedaOrder *self, const BesedaAct *act, gboolean by_address)
{
  g_autofree char *id = g_uuid_string_random ();
  g_autoptr (BesedaRequest) request = beseda_request_new_act (act, id);

  request->by_address = by_address;
  if (beseda_membership_send (self->membership, request))
    g_hash_table_add (self->asked, g_steal_pointer (&id));
}

void
beseda_order_answer (BesedaOrder *self, const char *login, gboolean admit)
{
  g_autofree char *id = g_uuid_string_random ();
  g_autoptr (BesedaRequest) request = beseda_request_new_answer (login, admit, id);

  if (beseda_membership_send (self->membership, request))
    g_hash_table_add (self->asked, g_steal_pointer (&id));
}
