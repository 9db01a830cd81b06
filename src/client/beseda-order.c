/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "beseda-order.h"

#include "beseda-login.h"
#include "beseda-standing.h"

struct _BesedaKnock
{
  GObject parent_instance;

  char *login;
};

struct _BesedaOrder
{
  GObject parent_instance;

  BesedaMembership *membership; /* borrowed */
  BesedaRoster *roster;         /* borrowed */
  BesedaRole role;
  gboolean muted;
  char *topic;
  gint64 slow;
  gboolean locked;
  GListStore *knocks;
  GHashTable *asked; /* the ids of what the person asked for */
};

enum
{
  PROP_ROLE = 1,
  PROP_MUTED,
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
set_muted (BesedaOrder *self, gboolean muted)
{
  if (self->muted == muted)
    return;

  self->muted = muted;
  notify (self, PROP_MUTED);
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
on_knock (BesedaOrder *self, BesedaReply *reply)
{
  const char *login = beseda_reply_get_login (reply);
  const guint position = find_knock (self, login);
  const gboolean known = position < g_list_model_get_n_items (G_LIST_MODEL (self->knocks));

  if (beseda_reply_is_gone (reply) && known)
    g_list_store_remove (self->knocks, position);
  else if (!beseda_reply_is_gone (reply) && !known)
    {
      g_autoptr (BesedaKnock) knock = g_object_new (BESEDA_TYPE_KNOCK, NULL);

      knock->login = g_strdup (login);
      g_list_store_append (self->knocks, knock);
    }
}

/* What was done to one person, who may be oneself. */
static void
follow_target (BesedaOrder *self, const BesedaAct *act)
{
  g_autofree char *key = beseda_login_key (act->target);
  g_autofree char *own = beseda_login_key (beseda_membership_get_login (self->membership));
  const gboolean mine = g_str_equal (key, own);

  switch (act->kind)
    {
    case BESEDA_ACT_OWN:
    case BESEDA_ACT_PROMOTE:
    case BESEDA_ACT_DEMOTE:
      {
        const BesedaRole role = act->kind == BESEDA_ACT_OWN       ? BESEDA_ROLE_OWNER
                                : act->kind == BESEDA_ACT_PROMOTE ? BESEDA_ROLE_MODERATOR
                                                                  : BESEDA_ROLE_GUEST;

        beseda_roster_set_role (self->roster, act->target, role);
        if (mine)
          set_role (self, role);
        break;
      }
    case BESEDA_ACT_MUTE:
    case BESEDA_ACT_UNMUTE:
      beseda_roster_set_muted (self->roster, act->target, act->kind == BESEDA_ACT_MUTE);
      if (mine)
        set_muted (self, act->kind == BESEDA_ACT_MUTE);
      break;
    default:
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
      g_value_set_boolean (value, self->muted);
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
  g_signal_connect_object (membership, "knock", G_CALLBACK (on_knock), self, G_CONNECT_SWAPPED);

  return self;
}

void
beseda_order_take_welcome (BesedaOrder *self, const BesedaWelcome *welcome)
{
  BesedaRole role = BESEDA_ROLE_GUEST;
  gboolean muted = FALSE;

  for (guint i = 0; i < welcome->people->len; i++)
    {
      const BesedaPerson *person = welcome->people->pdata[i];

      if (person->client_id == welcome->client_id)
        {
          role = person->role;
          muted = person->muted;
        }
    }

  set_role (self, role);
  set_muted (self, muted);
  set_topic (self, welcome->topic);
  set_slow (self, welcome->slow);
  set_locked (self, welcome->locked);
}

void
beseda_order_take_event (BesedaOrder *self, BesedaEvent *event)
{
  const BesedaAct *act = beseda_event_get_act (event);

  if (act == NULL)
    return;

  if (beseda_event_get_id (event) != NULL)
    g_hash_table_remove (self->asked, beseda_event_get_id (event));

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
        follow_target (self, act);
      break;
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
  return self->muted;
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
