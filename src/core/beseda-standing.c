/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "beseda-standing.h"

#include <string.h>

#include "beseda-login.h"

/* What is settled for a name, and for whoever has the token of it under whatever name. */
typedef struct
{
  BesedaRole role;
  gint64 muted_until; /* 0: not muted; G_MAXINT64: until somebody unmutes */
  gboolean banned;
  char *address; /* that is banned with them, nullable */
  guint8 *hash;  /* of the token, nullable */
} Person;

struct _BesedaStanding
{
  GHashTable *people; /* key -> Person */
  GHashTable *titled; /* of those in it, who have a role */
  GHashTable *muted;  /* of those in it; their times may be over */
  gboolean locked;
  char *topic;
  gint64 slow;
};

static void
person_free (gpointer data)
{
  Person *self = data;

  g_free (self->hash);
  g_free (self->address);
  g_free (self);
}

static gboolean
is_same (const guint8 *one, const guint8 *other)
{
  return one != NULL && other != NULL && memcmp (one, other, BESEDA_TOKEN_HASH_BYTES) == 0;
}

static void
set_member (GHashTable *set, gpointer person, gboolean member)
{
  if (member)
    g_hash_table_add (set, person);
  else
    g_hash_table_remove (set, person);
}

/* FALSE: nothing is settled for the person any more. */
static gboolean
sort_in (BesedaStanding *self, Person *person)
{
  set_member (self->titled, person, person->role != BESEDA_ROLE_GUEST);
  set_member (self->muted, person, person->muted_until != 0);

  return person->role != BESEDA_ROLE_GUEST || person->muted_until != 0 || person->banned;
}

static void
settle (BesedaStanding *self, const char *key, const BesedaEvent *event)
{
  const BesedaAct *act = beseda_event_get_act (event);
  const guint8 *hash = beseda_event_get_claim (event);
  Person *person = g_hash_table_lookup (self->people, key);

  if (person == NULL)
    {
      person = g_new0 (Person, 1);
      g_hash_table_insert (self->people, g_strdup (key), person);
    }
  if (hash != NULL)
    {
      g_free (person->hash);
      person->hash = g_memdup2 (hash, BESEDA_TOKEN_HASH_BYTES);
    }

  switch (act->kind)
    {
    case BESEDA_ACT_OWN:
      person->role = BESEDA_ROLE_OWNER;
      break;
    case BESEDA_ACT_PROMOTE:
      person->role = BESEDA_ROLE_MODERATOR;
      break;
    case BESEDA_ACT_MUTE:
      person->muted_until = act->seconds > 0 ? beseda_event_get_at (event) + act->seconds * 1000 : G_MAXINT64;
      break;
    case BESEDA_ACT_BAN:
      person->banned = TRUE;
      g_free (person->address);
      person->address = g_strdup (beseda_event_get_address (event));
      break;
    default:
      break;
    }

  if (!sort_in (self, person))
    g_hash_table_remove (self->people, key);
}

static void
lift (Person *person, BesedaActKind kind)
{
  if (kind == BESEDA_ACT_DEMOTE)
    person->role = BESEDA_ROLE_GUEST;
  else if (kind == BESEDA_ACT_UNMUTE)
    person->muted_until = 0;
  else if (kind == BESEDA_ACT_UNBAN)
    {
      person->banned = FALSE;
      g_clear_pointer (&person->address, g_free);
    }
}

/* From all the names of whoever has the token. */
static void
lift_from_all (BesedaStanding *self, const char *key, const BesedaEvent *event)
{
  GHashTableIter iter;
  gpointer name, person;

  g_hash_table_iter_init (&iter, self->people);
  while (g_hash_table_iter_next (&iter, &name, &person))
    if (g_str_equal (name, key) || is_same (((Person *) person)->hash, beseda_event_get_claim (event)))
      {
        lift (person, beseda_event_get_act (event)->kind);
        if (!sort_in (self, person))
          g_hash_table_iter_remove (&iter);
      }
}

static gboolean
matches (const Person *ban, const guint8 *hash, const char *address, gboolean member)
{
  return ban->banned &&
         (is_same (ban->hash, hash) || (!member && ban->address != NULL && g_strcmp0 (ban->address, address) == 0));
}

BesedaStanding *
beseda_standing_new (const BesedaPast *past)
{
  BesedaStanding *self = g_new0 (BesedaStanding, 1);

  self->people = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, person_free);
  self->titled = g_hash_table_new (NULL, NULL);
  self->muted = g_hash_table_new (NULL, NULL);
  self->topic = g_strdup ("");
  for (guint i = 0; i < past->acts->len; i++)
    beseda_standing_apply (self, past->acts->pdata[i]);

  return self;
}

void
beseda_standing_free (BesedaStanding *self)
{
  g_hash_table_unref (self->titled);
  g_hash_table_unref (self->muted);
  g_hash_table_unref (self->people);
  g_free (self->topic);
  g_free (self);
}

void
beseda_standing_apply (BesedaStanding *self, const BesedaEvent *event)
{
  const BesedaAct *act = beseda_event_get_act (event);

  switch (act->kind)
    {
    case BESEDA_ACT_LOCK:
    case BESEDA_ACT_UNLOCK:
      self->locked = act->kind == BESEDA_ACT_LOCK;
      break;
    case BESEDA_ACT_TOPIC:
      g_free (self->topic);
      self->topic = g_strdup (act->text);
      break;
    case BESEDA_ACT_SLOW:
      self->slow = act->seconds;
      break;
    default:
      if (act->target != NULL)
        {
          g_autofree char *key = beseda_login_key (act->target);

          if (beseda_act_is_lifting (act))
            lift_from_all (self, key, event);
          else
            settle (self, key, event);
        }
      break;
    }
}

BesedaRole
beseda_standing_get_role (const BesedaStanding *self, const char *key, const guint8 *hash)
{
  const Person *person = g_hash_table_lookup (self->people, key);
  BesedaRole role = person != NULL ? person->role : BESEDA_ROLE_GUEST;
  GHashTableIter iter;
  gpointer other;

  g_hash_table_iter_init (&iter, self->titled);
  while (g_hash_table_iter_next (&iter, &other, NULL))
    if (is_same (((Person *) other)->hash, hash))
      role = MAX (role, ((Person *) other)->role);

  return role;
}

gint64
beseda_standing_get_muted_until (const BesedaStanding *self, const char *key, const guint8 *hash)
{
  const Person *person = g_hash_table_lookup (self->people, key);
  gint64 until = person != NULL ? person->muted_until : 0;
  GHashTableIter iter;
  gpointer other;

  g_hash_table_iter_init (&iter, self->muted);
  while (g_hash_table_iter_next (&iter, &other, NULL))
    if (is_same (((Person *) other)->hash, hash))
      until = MAX (until, ((Person *) other)->muted_until);

  return until;
}

gboolean
beseda_standing_is_banned (
    const BesedaStanding *self, const char *key, const guint8 *hash, const char *address, gboolean member)
{
  const Person *person = g_hash_table_lookup (self->people, key);
  GHashTableIter iter;
  gpointer ban;

  if (person != NULL && person->banned)
    return TRUE;

  g_hash_table_iter_init (&iter, self->people);
  while (g_hash_table_iter_next (&iter, NULL, &ban))
    if (matches (ban, hash, address, member))
      return TRUE;

  return FALSE;
}

gboolean
beseda_standing_is_locked (const BesedaStanding *self)
{
  return self->locked;
}

const char *
beseda_standing_get_topic (const BesedaStanding *self)
{
  return self->topic;
}

gint64
beseda_standing_get_slow (const BesedaStanding *self)
{
  return self->slow;
}

guint
beseda_standing_get_n (const BesedaStanding *self)
{
  return g_hash_table_size (self->people);
}

gboolean
beseda_standing_allows (BesedaRole role, BesedaActKind kind, BesedaRole target)
{
  switch (kind)
    {
    case BESEDA_ACT_OWN:
    case BESEDA_ACT_DOOR:
      return FALSE; /* nobody can ask for these */
    case BESEDA_ACT_PROMOTE:
    case BESEDA_ACT_DEMOTE:
      return role == BESEDA_ROLE_OWNER && target < BESEDA_ROLE_OWNER;
    default:
      return role >= BESEDA_ROLE_MODERATOR && (!beseda_act_kind_has_target (kind) || target < role);
    }
}
