/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "beseda-names.h"

#include <string.h>

#include "beseda-limits.h"
#include "beseda-login.h"

/* A number behind a name has at most so many digits that we count on from it. */
#define COUNTED_DIGITS 6

/* Where so many are taken as well, nothing is suggested. */
#define MOST_TRIES 100

struct _BesedaNames
{
  GHashTable *hashes; /* key -> the hash of the owner's token */
};

/* `login` with the `n`th number behind it, from 0. (transfer full) */
static char *
make_suggestion (const char *login, guint n)
{
  gsize length = strlen (login);
  gsize digits = 0;
  guint64 number = 1;
  g_autofree char *tail = NULL;
  g_autofree char *base = NULL;
  g_autofree char *cut = NULL;
  glong room;

  /* "ann2" is followed by "ann3"; a name that is all digits is counted on as a whole. */
  while (digits < length && digits < COUNTED_DIGITS && g_ascii_isdigit (login[length - digits - 1]))
    digits++;
  if (digits > 0 && digits < length)
    number = g_ascii_strtoull (login + length - digits, NULL, 10);
  else
    digits = 0;

  tail = g_strdup_printf ("%" G_GUINT64_FORMAT, number + n + 1);
  base = g_strndup (login, length - digits);
  room = BESEDA_LIMIT_LOGIN_CHARS - (glong) strlen (tail);
  cut = g_utf8_substring (base, 0, MIN (g_utf8_strlen (base, -1), room));

  return g_strconcat (g_strchomp (cut), tail, NULL);
}

static gboolean
is_free (const BesedaNames *self, const BesedaPeople *people, const char *login)
{
  g_autofree char *key = beseda_login_key (login);

  return beseda_people_find (people, key) == NULL && !beseda_names_is_owned (self, key);
}

BesedaNames *
beseda_names_new (const BesedaPast *past)
{
  BesedaNames *self = g_new0 (BesedaNames, 1);

  self->hashes = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  for (guint i = 0; i < past->names->len; i++)
    {
      const BesedaPastName *name = past->names->pdata[i];

      g_hash_table_insert (self->hashes, g_strdup (name->key), g_memdup2 (name->hash, sizeof name->hash));
    }

  return self;
}

void
beseda_names_free (BesedaNames *self)
{
  g_hash_table_unref (self->hashes);
  g_free (self);
}

gboolean
beseda_names_is_owned (const BesedaNames *self, const char *key)
{
  return g_hash_table_contains (self->hashes, key);
}

const guint8 *
beseda_names_get_hash (const BesedaNames *self, const char *key)
{
  return g_hash_table_lookup (self->hashes, key);
}

gboolean
beseda_names_is_owner (const BesedaNames *self, const char *key, const guint8 *hash)
{
  const guint8 *owner = g_hash_table_lookup (self->hashes, key);

  /* How far two hashes agree tells nothing about the token, so that no constant time is needed. */
  return owner != NULL && hash != NULL && memcmp (owner, hash, BESEDA_TOKEN_HASH_BYTES) == 0;
}

gboolean
beseda_names_claim (BesedaNames *self, const char *key, const guint8 hash[BESEDA_TOKEN_HASH_BYTES])
{
  g_return_val_if_fail (!beseda_names_is_owned (self, key), FALSE);

  if (g_hash_table_size (self->hashes) >= BESEDA_LIMIT_NAMES)
    return FALSE;

  return g_hash_table_insert (self->hashes, g_strdup (key), g_memdup2 (hash, BESEDA_TOKEN_HASH_BYTES));
}

void
beseda_names_unclaim (BesedaNames *self, const char *key)
{
  g_hash_table_remove (self->hashes, key);
}

char **
beseda_names_suggest (const BesedaNames *self, const BesedaPeople *people, const char *login)
{
  char **names = g_new0 (char *, BESEDA_LIMIT_SUGGESTIONS + 1);

  for (guint n = 0, found = 0; n < MOST_TRIES && found < BESEDA_LIMIT_SUGGESTIONS; n++)
    {
      g_autofree char *name = make_suggestion (login, n);

      if (is_free (self, people, name))
        names[found++] = g_steal_pointer (&name);
    }

  return names;
}
