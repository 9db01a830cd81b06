/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "beseda-timeline-item.h"

#include "beseda-act-text.h"
#include "beseda-attention.h"

/* Messages of one person under one header span at most this many milliseconds. */
#define GROUP_SPAN (5 * 60 * 1000)

struct _BesedaTimelineItem
{
  GObject parent_instance;

  BesedaTimelineItemKind kind;
  gint64 at;
  guint64 seq;
  guint64 first_seq;

  /* MESSAGE */
  char *id;
  char *login;
  char *text;
  char *problem;
  gboolean own;
  GRefString *reader; /* nullable; until it is known whether it names them */
  gboolean named;
  gboolean first_of_group;
  gint64 group_at; /* when the first of the group was said */
  BesedaDelivery delivery;

  /* NOTICE */
  GHashTable *people; /* login: how it is listed, since which of the events */
  guint n_listed;
  guint n_noted;
  char **joined; /* made when asked for */
  char **left;
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

/* How a notice lists a person, with the event that made it so. */
typedef enum
{
  UNLISTED, /* came and went, or the other way */
  CAME,
  WENT,
} Listing;

#define LISTED(listing, place) GUINT_TO_POINTER ((place) << 2 | (listing))
#define GET_LISTING(listed) ((Listing) (GPOINTER_TO_UINT (listed) & 3))
#define GET_PLACE(listed) (GPOINTER_TO_UINT (listed) >> 2)

static int
compare_places (gconstpointer a, gconstpointer b, gpointer people)
{
  const guint place = GET_PLACE (g_hash_table_lookup (people, *(char *const *) a));
  const guint other = GET_PLACE (g_hash_table_lookup (people, *(char *const *) b));

  return (place > other) - (place < other);
}

/* Whoever came, or whoever went, in order. */
static char **
list_people (BesedaTimelineItem *self, Listing listing)
{
  g_autoptr (GPtrArray) logins = g_ptr_array_new ();
  GHashTableIter iter;
  gpointer login, listed;

  g_hash_table_iter_init (&iter, self->people);
  while (g_hash_table_iter_next (&iter, &login, &listed))
    if (GET_LISTING (listed) == listing)
      g_ptr_array_add (logins, login);

  g_ptr_array_sort_with_data (logins, compare_places, self->people);
  for (guint i = 0; i < logins->len; i++)
    logins->pdata[i] = g_strdup (logins->pdata[i]);
  g_ptr_array_add (logins, NULL);

  return (char **) g_ptr_array_steal (logins, NULL);
}

/* After what is listed, a person came, or went, or (UNLISTED) both. */
static void
list_person (BesedaTimelineItem *self, const char *login, Listing listing, guint place)
{
  gpointer listed = g_hash_table_lookup (self->people, login);
  const Listing before = GET_LISTING (listed);
  Listing after = before;

  if (before == listing && before != UNLISTED)
    return;

  if (listing != UNLISTED)
    after = before == UNLISTED ? listing : UNLISTED;
  self->n_listed += (after != UNLISTED) - (before != UNLISTED);
  g_hash_table_replace (self->people, g_strdup (login), LISTED (after, place));
}

static void
grow_notice (BesedaTimelineItem *self, guint64 first_seq, guint64 seq, guint n)
{
  if (self->n_noted == 0)
    self->first_seq = first_seq;
  self->seq = seq;
  self->n_noted += n;
  g_clear_pointer (&self->joined, g_strfreev);
  g_clear_pointer (&self->left, g_strfreev);
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_NOTICE_SERIAL]);
}

static gboolean
continues_group (BesedaTimelineItem *self, BesedaTimelineItem *above)
{
  return above != NULL && above->kind == BESEDA_TIMELINE_ITEM_MESSAGE && g_str_equal (above->login, self->login) &&
         above->own == self->own && self->at - above->group_at < GROUP_SPAN;
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
      g_value_set_uint (value, self->n_noted);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
    }
}

static void
beseda_timeline_item_finalize (GObject *object)
{
  BesedaTimelineItem *self = BESEDA_TIMELINE_ITEM (object);

  g_clear_pointer (&self->people, g_hash_table_unref);
  g_strfreev (self->joined);
  g_strfreev (self->left);
  g_clear_pointer (&self->reader, g_ref_string_release);
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
  self->group_at = G_MININT64;
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
  self->people = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);

  return self;
}

BesedaTimelineItem *
beseda_timeline_item_new_unread (gint64 at)
{
  BesedaTimelineItem *self = g_object_new (BESEDA_TYPE_TIMELINE_ITEM, NULL);

  self->kind = BESEDA_TIMELINE_ITEM_UNREAD;
  self->at = at;

  return self;
}

BesedaTimelineItem *
beseda_timeline_item_new_for_event (BesedaEvent *event, gboolean own, GRefString *login)
{
  BesedaTimelineItem *self = beseda_timeline_item_new_message (
      beseda_event_get_id (event), beseda_event_get_login (event), beseda_event_get_text (event),
      beseda_event_get_at (event), own, BESEDA_DELIVERY_SENT);

  if (beseda_event_get_act (event) != NULL)
    {
      self->kind = BESEDA_TIMELINE_ITEM_ACT;
      self->text = beseda_act_text_new (event);
    }
  else if (!own && login != NULL && self->text != NULL)
    self->reader = g_ref_string_acquire (login);
  beseda_timeline_item_set_seq (self, beseda_event_get_seq (event));

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

guint64
beseda_timeline_item_get_seq (BesedaTimelineItem *self)
{
  return self->seq;
}

guint64
beseda_timeline_item_get_first_seq (BesedaTimelineItem *self)
{
  return self->first_seq;
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
beseda_timeline_item_get_named (BesedaTimelineItem *self)
{
  /* Most are never asked, and it takes longer than all the rest of an item. */
  if (self->reader != NULL)
    self->named = beseda_attention_names (self->reader, self->text);
  g_clear_pointer (&self->reader, g_ref_string_release);

  return self->named;
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

  if (self->joined == NULL)
    self->joined = list_people (self, CAME);

  return (const char *const *) self->joined;
}

const char *const *
beseda_timeline_item_get_left (BesedaTimelineItem *self)
{
  g_return_val_if_fail (self->kind == BESEDA_TIMELINE_ITEM_NOTICE, NULL);

  if (self->left == NULL)
    self->left = list_people (self, WENT);

  return (const char *const *) self->left;
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
beseda_timeline_item_set_seq (BesedaTimelineItem *self, guint64 seq)
{
  self->seq = self->first_seq = seq;
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

void
beseda_timeline_item_remove_text (BesedaTimelineItem *self)
{
  g_return_if_fail (self->kind == BESEDA_TIMELINE_ITEM_MESSAGE);

  if (self->text == NULL)
    return;

  g_clear_pointer (&self->text, g_free);
  g_clear_pointer (&self->reader, g_ref_string_release);
  self->named = FALSE;
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_TEXT]);
}

gboolean
beseda_timeline_item_join_group (BesedaTimelineItem *self, BesedaTimelineItem *above)
{
  const gboolean first = !continues_group (self, above);
  const gint64 group_at = first ? self->at : above->group_at;
  const gboolean changes = self->first_of_group != first || self->group_at != group_at;

  g_return_val_if_fail (self->kind == BESEDA_TIMELINE_ITEM_MESSAGE, FALSE);

  self->group_at = group_at;
  if (self->first_of_group != first)
    {
      self->first_of_group = first;
      g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_FIRST_OF_GROUP]);
    }

  return changes;
}

void
beseda_timeline_item_note (BesedaTimelineItem *self, guint64 seq, const char *login, gboolean came)
{
  g_return_if_fail (self->kind == BESEDA_TIMELINE_ITEM_NOTICE);

  list_person (self, login, came ? CAME : WENT, self->n_noted + 1);
  grow_notice (self, seq, seq, 1);
}

void
beseda_timeline_item_absorb (BesedaTimelineItem *self, BesedaTimelineItem *later)
{
  GHashTableIter iter;
  gpointer login, listed;

  g_return_if_fail (self->kind == BESEDA_TIMELINE_ITEM_NOTICE);
  g_return_if_fail (later->kind == BESEDA_TIMELINE_ITEM_NOTICE);

  g_hash_table_iter_init (&iter, later->people);
  while (g_hash_table_iter_next (&iter, &login, &listed))
    list_person (self, login, GET_LISTING (listed), self->n_noted + GET_PLACE (listed));
  grow_notice (self, later->first_seq, later->seq, later->n_noted);
}

gboolean
beseda_timeline_item_is_empty (BesedaTimelineItem *self)
{
  return self->n_listed == 0;
}
