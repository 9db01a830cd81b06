/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "beseda-timeline-item.h"

struct _BesedaTimelineItem
{
  GObject parent_instance;

  BesedaTimelineItemKind kind;
  gint64 at;
  guint64 seq;

  /* MESSAGE */
  char *id;
  char *login;
  char *text;
  char *problem;
  gboolean own;
  gboolean first_of_group;
  BesedaDelivery delivery;

  /* NOTICE: logins, with a NULL behind the last */
  GPtrArray *joined;
  GPtrArray *left;
  guint notice_serial;
};

typedef enum
{
  PROP_AT = 1,
  PROP_LOGIN,
  PROP_TEXT,
  PROP_OWN,
  PROP_FIRST_OF_GROUP,
  PROP_DELIVERY,
  PROP_PROBLEM,
  PROP_NOTICE_SERIAL,
} Property;

static GParamSpec *properties[PROP_NOTICE_SERIAL + 1];

G_DEFINE_FINAL_TYPE (BesedaTimelineItem, beseda_timeline_item, G_TYPE_OBJECT)

static GPtrArray *
new_logins (void)
{
  GPtrArray *logins = g_ptr_array_new_with_free_func (g_free);

  g_ptr_array_add (logins, NULL);

  return logins;
}

static gboolean
remove_login (GPtrArray *logins, const char *login)
{
  for (guint i = 0; i + 1 < logins->len; i++)
    if (g_str_equal (logins->pdata[i], login))
      {
        g_ptr_array_remove_index (logins, i);
        return TRUE;
      }

  return FALSE;
}

static void
beseda_timeline_item_get_property (GObject *object, guint id, GValue *value, GParamSpec *pspec)
{
  BesedaTimelineItem *self = BESEDA_TIMELINE_ITEM (object);

  switch ((Property) id)
    {
    case PROP_AT:
      g_value_set_int64 (value, self->at);
      break;
    case PROP_LOGIN:
      g_value_set_string (value, self->login);
      break;
    case PROP_TEXT:
      g_value_set_string (value, self->text);
      break;
    case PROP_OWN:
      g_value_set_boolean (value, self->own);
      break;
    case PROP_FIRST_OF_GROUP:
      g_value_set_boolean (value, self->first_of_group);
      break;
    case PROP_DELIVERY:
      g_value_set_uint (value, self->delivery);
      break;
    case PROP_PROBLEM:
      g_value_set_string (value, self->problem);
      break;
    case PROP_NOTICE_SERIAL:
      g_value_set_uint (value, self->notice_serial);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
    }
}

static void
beseda_timeline_item_finalize (GObject *object)
{
  BesedaTimelineItem *self = BESEDA_TIMELINE_ITEM (object);

  g_clear_pointer (&self->joined, g_ptr_array_unref);
  g_clear_pointer (&self->left, g_ptr_array_unref);
  g_free (self->id);
  g_free (self->login);
  g_free (self->text);
  g_free (self->problem);

  G_OBJECT_CLASS (beseda_timeline_item_parent_class)->finalize (object);
}

static void
beseda_timeline_item_class_init (BesedaTimelineItemClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  const GParamFlags flags = G_PARAM_READABLE | G_PARAM_STATIC_STRINGS | G_PARAM_EXPLICIT_NOTIFY;

  object_class->get_property = beseda_timeline_item_get_property;
  object_class->finalize = beseda_timeline_item_finalize;

  properties[PROP_AT] = g_param_spec_int64 ("at", NULL, NULL, G_MININT64, G_MAXINT64, 0, flags);
  properties[PROP_LOGIN] = g_param_spec_string ("login", NULL, NULL, NULL, flags);
  properties[PROP_TEXT] = g_param_spec_string ("text", NULL, NULL, NULL, flags);
  properties[PROP_OWN] = g_param_spec_boolean ("own", NULL, NULL, FALSE, flags);
  properties[PROP_FIRST_OF_GROUP] = g_param_spec_boolean ("first-of-group", NULL, NULL, FALSE, flags);
  properties[PROP_DELIVERY] = g_param_spec_uint ("delivery", NULL, NULL, 0, BESEDA_DELIVERY_FAILED, 0, flags);
  properties[PROP_PROBLEM] = g_param_spec_string ("problem", NULL, NULL, NULL, flags);
  properties[PROP_NOTICE_SERIAL] = g_param_spec_uint ("notice-serial", NULL, NULL, 0, G_MAXUINT, 0, flags);

  g_object_class_install_properties (object_class, G_N_ELEMENTS (properties), properties);
}

static void
beseda_timeline_item_init (BesedaTimelineItem *self)
{
}

BesedaTimelineItem *
beseda_timeline_item_new_message (
    const char *id, const char *login, const char *text, gint64 at, gboolean own, BesedaDelivery delivery)
{
  BesedaTimelineItem *self = g_object_new (BESEDA_TYPE_TIMELINE_ITEM, NULL);

  self->kind = BESEDA_TIMELINE_ITEM_MESSAGE;
  self->id = g_strdup (id);
  self->login = g_strdup (login);
  self->text = g_strdup (text);
  self->at = at;
  self->own = own;
  self->delivery = delivery;

  return self;
}

BesedaTimelineItem *
beseda_timeline_item_new_day (gint64 at)
{
  BesedaTimelineItem *self = g_object_new (BESEDA_TYPE_TIMELINE_ITEM, NULL);

  self->kind = BESEDA_TIMELINE_ITEM_DAY;
  self->at = at;

  return self;
}

BesedaTimelineItem *
beseda_timeline_item_new_notice (gint64 at)
{
  BesedaTimelineItem *self = g_object_new (BESEDA_TYPE_TIMELINE_ITEM, NULL);

  self->kind = BESEDA_TIMELINE_ITEM_NOTICE;
  self->at = at;
  self->joined = new_logins ();
  self->left = new_logins ();

  return self;
}

BesedaTimelineItemKind
beseda_timeline_item_get_kind (BesedaTimelineItem *self)
{
  return self->kind;
}

gint64
beseda_timeline_item_get_at (BesedaTimelineItem *self)
{
  return self->at;
}

const char *
beseda_timeline_item_get_login (BesedaTimelineItem *self)
{
  return self->login;
}

const char *
beseda_timeline_item_get_text (BesedaTimelineItem *self)
{
  return self->text;
}

const char *
beseda_timeline_item_get_id (BesedaTimelineItem *self)
{
  return self->id;
}

gboolean
beseda_timeline_item_get_own (BesedaTimelineItem *self)
{
  return self->own;
}

gboolean
beseda_timeline_item_get_first_of_group (BesedaTimelineItem *self)
{
  return self->first_of_group;
}

BesedaDelivery
beseda_timeline_item_get_delivery (BesedaTimelineItem *self)
{
  return self->delivery;
}

const char *
beseda_timeline_item_get_problem (BesedaTimelineItem *self)
{
  return self->problem;
}

const char *const *
beseda_timeline_item_get_joined (BesedaTimelineItem *self)
{
  g_return_val_if_fail (self->kind == BESEDA_TIMELINE_ITEM_NOTICE, NULL);

  return (const char *const *) self->joined->pdata;
}

const char *const *
beseda_timeline_item_get_left (BesedaTimelineItem *self)
{
  g_return_val_if_fail (self->kind == BESEDA_TIMELINE_ITEM_NOTICE, NULL);

  return (const char *const *) self->left->pdata;
}

BesedaTimelineItem *
beseda_timeline_item_new_unread (guint64 seq)
{
  BesedaTimelineItem *self = g_object_new (BESEDA_TYPE_TIMELINE_ITEM, NULL);

  self->kind = BESEDA_TIMELINE_ITEM_UNREAD;
  self->seq = seq;

  return self;
}

guint64
beseda_timeline_item_get_seq (BesedaTimelineItem *self)
{
  return self->seq;
}

void
beseda_timeline_item_set_seq (BesedaTimelineItem *self, guint64 seq)
{
  self->seq = seq;
}

static gboolean
logins_equal (GPtrArray *a, GPtrArray *b)
{
  return g_strv_equal ((const char *const *) a->pdata, (const char *const *) b->pdata);
}

gboolean
beseda_timeline_item_become (BesedaTimelineItem *self, BesedaTimelineItem *other)
{
  if (self == other)
    return TRUE;
  if (self->kind != other->kind || self->at != other->at || self->seq != other->seq ||
      self->kind == BESEDA_TIMELINE_ITEM_MESSAGE)
    return FALSE;

  if (self->kind == BESEDA_TIMELINE_ITEM_NOTICE &&
      (!logins_equal (self->joined, other->joined) || !logins_equal (self->left, other->left)))
    {
      g_ptr_array_unref (self->joined);
      g_ptr_array_unref (self->left);
      self->joined = g_ptr_array_ref (other->joined);
      self->left = g_ptr_array_ref (other->left);
      self->notice_serial++;
      g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_NOTICE_SERIAL]);
    }

  return TRUE;
}

void
beseda_timeline_item_set_at (BesedaTimelineItem *self, gint64 at)
{
  if (self->at == at)
    return;

  self->at = at;
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_AT]);
}

void
beseda_timeline_item_set_first_of_group (BesedaTimelineItem *self, gboolean first_of_group)
{
  if (self->first_of_group == first_of_group)
    return;

  self->first_of_group = first_of_group;
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_FIRST_OF_GROUP]);
}

void
beseda_timeline_item_set_delivery (BesedaTimelineItem *self, BesedaDelivery delivery, const char *problem)
{
  g_object_freeze_notify (G_OBJECT (self));

  if (g_strcmp0 (self->problem, problem) != 0)
    {
      g_free (self->problem);
      self->problem = g_strdup (problem);
      g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_PROBLEM]);
    }
  if (self->delivery != delivery)
    {
      self->delivery = delivery;
      g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_DELIVERY]);
    }

  g_object_thaw_notify (G_OBJECT (self));
}

gboolean
beseda_timeline_item_note (BesedaTimelineItem *self, const char *login, gboolean came)
{
  GPtrArray *here = came ? self->joined : self->left;
  GPtrArray *opposite = came ? self->left : self->joined;

  g_return_val_if_fail (self->kind == BESEDA_TIMELINE_ITEM_NOTICE, FALSE);

  if (!remove_login (opposite, login))
    g_ptr_array_insert (here, here->len - 1, g_strdup (login));

  self->notice_serial++;
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_NOTICE_SERIAL]);

  return self->joined->len + self->left->len > 2;
}
