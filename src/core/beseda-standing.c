/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "beseda-standing.h"

#include <string.h>

#include "beseda-login.h"

typedef struct
{
  BesedaRole role;
  gint64 muted_until; /* 0: not muted; G_MAXINT64: until somebody unmutes */
  guint8 *muted_hash; /* of the token that is muted with the name, nullable */
  gboolean banned;
  guint8 *hash;  /* of the token that is banned with the name, nullable */
  char *address; /* nullable */
} Person;

struct _BesedaStanding
{
  GHashTable *people; /* key -> Person */
  guint n_muted;      /* of them with a token; their times may be over */
  gboolean locked;
  char *topic;
  gint64 slow;
};

static void
person_free (gpointer data)
{
  Person *self = data;

  g_free (self->muted_hash);
  g_free (self->hash);
  g_free (self->address);
  g_free (self);
}

static guint8 *
dup_hash (const BesedaEvent *event)
{
  return g_memdup2 (beseda_event_get_claim (event), BESEDA_TOKEN_HASH_BYTES);
}

/* `hash` is taken. */
static void
set_muted (BesedaStanding *self, Person *person, gint64 until, guint8 *hash)
{
  self->n_muted += (hash != NULL) - (person->muted_hash != NULL);
  person->muted_until = until;
  g_free (person->muted_hash);
  person->muted_hash = hash;
}

static gboolean
is_same (const guint8 *one, const guint8 *other)
{
  return one != NULL && other != NULL && memcmp (one, other, BESEDA_TOKEN_HASH_BYTES) == 0;
}

static gboolean
is_plain (const Person *person)
{
  return person->role == BESEDA_ROLE_GUEST && person->muted_until == 0 && !person->banned;
}

/* Whoever may write again may so by all their names. */
static void
unmute_token (BesedaStanding *self, const guint8 *hash)
{
  GHashTableIter iter;
  gpointer person;

  g_hash_table_iter_init (&iter, self->people);
  while (g_hash_table_iter_next (&iter, NULL, &person))
    if (is_same (((Person *) person)->muted_hash, hash))
      {
        set_muted (self, person, 0, NULL);
        if (is_plain (person))
          g_hash_table_iter_remove (&iter);
      }
}

/* Nobody stays in `people` for whom nothing is settled. */
static void
settle (BesedaStanding *self, const char *key, const BesedaEvent *event)
{
  const BesedaAct *act = beseda_event_get_act (event);
  Person *person = g_hash_table_lookup (self->people, key);

  if (person == NULL)
    {
      person = g_new0 (Person, 1);
      g_hash_table_insert (self->people, g_strdup (key), person);
    }

  switch (act->kind)
    {
    case BESEDA_ACT_OWN:
      person->role = BESEDA_ROLE_OWNER;
      break;
    case BESEDA_ACT_PROMOTE:
      person->role = BESEDA_ROLE_MODERATOR;
      break;
    case BESEDA_ACT_DEMOTE:
      person->role = BESEDA_ROLE_GUEST;
      break;
    case BESEDA_ACT_MUTE:
      set_muted (self, person, act->seconds > 0 ? beseda_event_get_at (event) + act->seconds * 1000 : G_MAXINT64,
                 dup_hash (event));
      break;
    case BESEDA_ACT_UNMUTE:
      set_muted (self, person, 0, NULL);
      break;
    case BESEDA_ACT_BAN:
    case BESEDA_ACT_UNBAN:
      g_clear_pointer (&person->hash, g_free);
      g_clear_pointer (&person->address, g_free);
      person->banned = act->kind == BESEDA_ACT_BAN;
      if (person->banned)
        person->hash = dup_hash (event);
      if (person->banned)
        person->address = g_strdup (beseda_event_get_address (event));
      break;
    default:
      break;
    }

  if (is_plain (person))
    g_hash_table_remove (self->people, key);
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
  self->topic = g_strdup ("");
  for (guint i = 0; i < past->acts->len; i++)
    beseda_standing_apply (self, past->acts->pdata[i]);

  return self;
}

void
beseda_standing_free (BesedaStanding *self)
{
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

          settle (self, key, event);
          if (act->kind == BESEDA_ACT_UNMUTE)
            unmute_token (self, beseda_event_get_claim (event));
        }
      break;
    }
}

BesedaRole
beseda_standing_get_role (const BesedaStanding *self, const char *key)
{
  const Person *person = g_hash_table_lookup (self->people, key);

  return person != NULL ? person->role : BESEDA_ROLE_GUEST;
}

gint64
beseda_standing_get_muted_until (const BesedaStanding *self, const char *key, const guint8 *hash)
{
  const Person *person = g_hash_table_lookup (self->people, key);
  gint64 until = person != NULL ? person->muted_until : 0;
  GHashTableIter iter;
  gpointer other;

  if (self->n_muted == 0 || hash == NULL)
    return until;

  g_hash_table_iter_init (&iter, self->people);
  while (g_hash_table_iter_next (&iter, NULL, &other))
    if (is_same (((Person *) other)->muted_hash, hash))
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
