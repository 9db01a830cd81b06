/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "beseda-roster.h"

#include "beseda-reply.h"

struct _BesedaRosterEntry
{
  GObject parent_instance;

  gint64 client_id;
  char *login;
  char *collate_key;
  gboolean own;
  BesedaRole role;
  gboolean muted;
  gboolean away;
};

typedef enum
{
  ENTRY_PROP_LOGIN = 1,
  ENTRY_PROP_OWN,
  ENTRY_PROP_ROLE,
  ENTRY_PROP_MUTED,
  ENTRY_PROP_AWAY,
} EntryProperty;

struct _BesedaRoster
{
  GObject parent_instance;

  GSequence *entries;    /* of BesedaRosterEntry, as they are shown */
  GHashTable *by_client; /* client id -> GSequenceIter */
};

typedef enum
{
  PROP_N_PEOPLE = 1,
} Property;

static GParamSpec *entry_properties[ENTRY_PROP_AWAY + 1];
static GParamSpec *properties[PROP_N_PEOPLE + 1];

static void list_model_init (GListModelInterface *iface);

G_DEFINE_FINAL_TYPE (BesedaRosterEntry, beseda_roster_entry, G_TYPE_OBJECT)
G_DEFINE_FINAL_TYPE_WITH_CODE (BesedaRoster,
                               beseda_roster,
                               G_TYPE_OBJECT,
                               G_IMPLEMENT_INTERFACE (G_TYPE_LIST_MODEL, list_model_init))

static void
beseda_roster_entry_get_property (GObject *object, guint id, GValue *value, GParamSpec *pspec)
{
  BesedaRosterEntry *self = BESEDA_ROSTER_ENTRY (object);

  switch ((EntryProperty) id)
    {
    case ENTRY_PROP_LOGIN:
      g_value_set_string (value, self->login);
      break;
    case ENTRY_PROP_OWN:
      g_value_set_boolean (value, self->own);
      break;
    case ENTRY_PROP_ROLE:
      g_value_set_uint (value, self->role);
      break;
    case ENTRY_PROP_MUTED:
      g_value_set_boolean (value, self->muted);
      break;
    case ENTRY_PROP_AWAY:
      g_value_set_boolean (value, self->away);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
    }
}

static void
beseda_roster_entry_finalize (GObject *object)
{
  BesedaRosterEntry *self = BESEDA_ROSTER_ENTRY (object);

  g_free (self->login);
  g_free (self->collate_key);

  G_OBJECT_CLASS (beseda_roster_entry_parent_class)->finalize (object);
}

static void
beseda_roster_entry_class_init (BesedaRosterEntryClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  const GParamFlags flags = G_PARAM_READABLE | G_PARAM_STATIC_STRINGS;

  object_class->get_property = beseda_roster_entry_get_property;
  object_class->finalize = beseda_roster_entry_finalize;

  entry_properties[ENTRY_PROP_LOGIN] = g_param_spec_string ("login", NULL, NULL, NULL, flags);
  entry_properties[ENTRY_PROP_OWN] = g_param_spec_boolean ("own", NULL, NULL, FALSE, flags);
  entry_properties[ENTRY_PROP_ROLE] = g_param_spec_uint ("role", NULL, NULL, 0, BESEDA_ROLE_OWNER, 0, flags);
  entry_properties[ENTRY_PROP_MUTED] = g_param_spec_boolean ("muted", NULL, NULL, FALSE, flags);
  entry_properties[ENTRY_PROP_AWAY] = g_param_spec_boolean ("away", NULL, NULL, FALSE, flags);
  g_object_class_install_properties (object_class, G_N_ELEMENTS (entry_properties), entry_properties);
}

static void
beseda_roster_entry_init (BesedaRosterEntry *self)
{
}

/* Oneself first, then as the person's language sorts; the client id makes the order whole. */
static int
compare (gconstpointer a, gconstpointer b, gpointer user_data)
{
  const BesedaRosterEntry *left = a;
  const BesedaRosterEntry *right = b;
  int order;

  if (left->own != right->own)
    return left->own ? -1 : 1;

  order = strcmp (left->collate_key, right->collate_key);
  if (order != 0)
    return order;

  return (left->client_id > right->client_id) - (left->client_id < right->client_id);
}

static GType
get_item_type (GListModel *model)
{
  return BESEDA_TYPE_ROSTER_ENTRY;
}

static guint
get_n_items (GListModel *model)
{
  return g_sequence_get_length (BESEDA_ROSTER (model)->entries);
}

static gpointer
get_item (GListModel *model, guint index)
{
  GSequenceIter *iter = g_sequence_get_iter_at_pos (BESEDA_ROSTER (model)->entries, index);

  return g_sequence_iter_is_end (iter) ? NULL : g_object_ref (g_sequence_get (iter));
}

static void
list_model_init (GListModelInterface *iface)
{
  iface->get_item_type = get_item_type;
  iface->get_n_items = get_n_items;
  iface->get_item = get_item;
}

static void
changed (BesedaRoster *self, guint index, guint removed, guint added)
{
  g_list_model_items_changed (G_LIST_MODEL (self), index, removed, added);
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_N_PEOPLE]);
}

static void
remove_entry (BesedaRoster *self, GSequenceIter *iter)
{
  const guint index = g_sequence_iter_get_position (iter);
  const BesedaRosterEntry *entry = g_sequence_get (iter);

  g_hash_table_remove (self->by_client, &entry->client_id);
  g_sequence_remove (iter);
  changed (self, index, 1, 0);
}

static void
beseda_roster_get_property (GObject *object, guint id, GValue *value, GParamSpec *pspec)
{
  switch ((Property) id)
    {
    case PROP_N_PEOPLE:
      g_value_set_uint (value, get_n_items (G_LIST_MODEL (object)));
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
    }
}

static void
beseda_roster_finalize (GObject *object)
{
  BesedaRoster *self = BESEDA_ROSTER (object);

  g_hash_table_unref (self->by_client);
  g_sequence_free (self->entries);

  G_OBJECT_CLASS (beseda_roster_parent_class)->finalize (object);
}

static void
beseda_roster_class_init (BesedaRosterClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->get_property = beseda_roster_get_property;
  object_class->finalize = beseda_roster_finalize;

  properties[PROP_N_PEOPLE] = g_param_spec_uint ("n-people", NULL, NULL, 0, G_MAXUINT, 0,
                                                 G_PARAM_READABLE | G_PARAM_STATIC_STRINGS | G_PARAM_EXPLICIT_NOTIFY);
  g_object_class_install_properties (object_class, G_N_ELEMENTS (properties), properties);
}

static void
beseda_roster_init (BesedaRoster *self)
{
  self->entries = g_sequence_new (g_object_unref);
  self->by_client = g_hash_table_new (g_int64_hash, g_int64_equal);
}

const char *
beseda_roster_entry_get_login (BesedaRosterEntry *self)
{
  return self->login;
}

gboolean
beseda_roster_entry_get_own (BesedaRosterEntry *self)
{
  return self->own;
}

BesedaRole
beseda_roster_entry_get_role (BesedaRosterEntry *self)
{
  return self->role;
}

gboolean
beseda_roster_entry_get_muted (BesedaRosterEntry *self)
{
  return self->muted;
}

gboolean
beseda_roster_entry_get_away (BesedaRosterEntry *self)
{
  return self->away;
}

/* One name is in a room once; lent. */
static BesedaRosterEntry *
find_by_login (BesedaRoster *self, const char *login)
{
  for (GSequenceIter *iter = g_sequence_get_begin_iter (self->entries); !g_sequence_iter_is_end (iter);
       iter = g_sequence_iter_next (iter))
    {
      BesedaRosterEntry *entry = g_sequence_get (iter);

      if (g_str_equal (entry->login, login))
        return entry;
    }

  return NULL;
}

static void
set_role (BesedaRosterEntry *entry, BesedaRole role)
{
  if (entry == NULL || entry->role == role)
    return;

  entry->role = role;
  g_object_notify_by_pspec (G_OBJECT (entry), entry_properties[ENTRY_PROP_ROLE]);
}

static void
set_muted (BesedaRosterEntry *entry, gboolean muted)
{
  if (entry == NULL || entry->muted == muted)
    return;

  entry->muted = muted;
  g_object_notify_by_pspec (G_OBJECT (entry), entry_properties[ENTRY_PROP_MUTED]);
}

static void
set_away (BesedaRosterEntry *entry, gboolean away)
{
  if (entry == NULL || entry->away == away)
    return;

  entry->away = away;
  g_object_notify_by_pspec (G_OBJECT (entry), entry_properties[ENTRY_PROP_AWAY]);
}

BesedaRoster *
beseda_roster_new (void)
{
  return g_object_new (BESEDA_TYPE_ROSTER, NULL);
}

void
beseda_roster_clear (BesedaRoster *self)
{
  const guint n = get_n_items (G_LIST_MODEL (self));

  if (n == 0)
    return;

  g_hash_table_remove_all (self->by_client);
  g_sequence_remove_range (g_sequence_get_begin_iter (self->entries), g_sequence_get_end_iter (self->entries));
  changed (self, 0, n, 0);
}

void
beseda_roster_add (BesedaRoster *self, gint64 client_id, const char *login, gboolean own)
{
  GSequenceIter *iter = g_hash_table_lookup (self->by_client, &client_id);
  BesedaRosterEntry *entry;

  g_return_if_fail (login != NULL);

  if (iter != NULL)
    {
      entry = g_sequence_get (iter);
      if (g_str_equal (entry->login, login) && entry->own == own)
        return;
      remove_entry (self, iter);
    }

  entry = g_object_new (BESEDA_TYPE_ROSTER_ENTRY, NULL);
  entry->client_id = client_id;
  entry->login = g_strdup (login);
  entry->collate_key = g_utf8_collate_key (login, -1);
  entry->own = own;

  iter = g_sequence_insert_sorted (self->entries, entry, compare, NULL);
  g_hash_table_insert (self->by_client, &entry->client_id, iter);
  changed (self, g_sequence_iter_get_position (iter), 0, 1);
}

void
beseda_roster_replace (BesedaRoster *self, const GPtrArray *people, gint64 own_client_id)
{
  g_object_freeze_notify (G_OBJECT (self));
  beseda_roster_clear (self);
  for (guint i = 0; i < people->len; i++)
    {
      const BesedaPerson *person = people->pdata[i];

      BesedaRosterEntry *entry;

      beseda_roster_add (self, person->client_id, person->login, person->client_id == own_client_id);
      entry = g_sequence_get (g_hash_table_lookup (self->by_client, &person->client_id));
      set_role (entry, person->role);
      set_muted (entry, person->muted);
      set_away (entry, person->away);
    }
  g_object_thaw_notify (G_OBJECT (self));
}

void
beseda_roster_remove (BesedaRoster *self, gint64 client_id)
{
  GSequenceIter *iter = g_hash_table_lookup (self->by_client, &client_id);

  if (iter != NULL)
    remove_entry (self, iter);
}

void
beseda_roster_set_role (BesedaRoster *self, const char *login, BesedaRole role)
{
  set_role (find_by_login (self, login), role);
}

void
beseda_roster_set_muted (BesedaRoster *self, const char *login, gboolean muted)
{
  set_muted (find_by_login (self, login), muted);
}

void
beseda_roster_set_away (BesedaRoster *self, const char *login, gboolean away)
{
  set_away (find_by_login (self, login), away);
}

guint
beseda_roster_get_n_people (BesedaRoster *self)
{
  return get_n_items (G_LIST_MODEL (self));
}
