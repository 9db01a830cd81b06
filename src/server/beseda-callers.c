/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "beseda-callers.h"

#include <gio/gnetworking.h>
#include <string.h>

#include "beseda-limits.h"

/* Both families as IPv6 has them; of its own only the network. */
typedef struct
{
  guint64 halves[2];
} Place;

struct _BesedaCaller
{
  BesedaCallers *callers;
  Place place;
  guint n_connections;
  guint n_strangers; /* of these */
  BesedaTokenBucket connects;
  BesedaTokenBucket bytes;
};

struct _BesedaCallers
{
  guint most;
  guint n; /* connections, those from here too */
  gboolean bounded;
  GHashTable *callers; /* of BesedaCaller, by their places */
  BesedaCaller here;   /* this computer */
};

static guint
place_hash (gconstpointer data)
{
  const Place *place = data;
  const guint64 mixed = place->halves[0] ^ place->halves[1] * G_GUINT64_CONSTANT (0x9e3779b97f4a7c15);

  return g_int64_hash (&mixed);
}

static gboolean
place_equal (gconstpointer a, gconstpointer b)
{
  return memcmp (a, b, sizeof (Place)) == 0;
}

static Place
to_place (const struct sockaddr_storage *address, gboolean network)
{
  static const guint8 mapped[12] = { [10] = 0xff, [11] = 0xff };
  guint8 bytes[16] = { 0 };
  Place place;

  if (address->ss_family == AF_INET6)
    memcpy (bytes, &((const struct sockaddr_in6 *) address)->sin6_addr, sizeof bytes);
  else if (address->ss_family == AF_INET)
    {
      memcpy (bytes, mapped, sizeof mapped);
      memcpy (bytes + sizeof mapped, &((const struct sockaddr_in *) address)->sin_addr, 4);
    }
  if (network && memcmp (bytes, mapped, sizeof mapped) != 0)
    memset (bytes + 8, 0, 8);
  memcpy (&place, bytes, sizeof place);

  return place;
}

static gboolean
has_rested (gpointer key, gpointer value, gpointer now)
{
  BesedaCaller *caller = value;
  const gint64 useconds = *(gint64 *) now * 1000;

  return caller->n_connections == 0 && caller->connects.full_at <= useconds && caller->bytes.full_at <= useconds;
}

static gboolean
is_away (gpointer key, gpointer value, gpointer data)
{
  return ((BesedaCaller *) value)->n_connections == 0;
}

/* Who is away and owes nothing is forgotten; where that is not enough, whoever is away. */
static void
make_room (BesedaCallers *self, gint64 now)
{
  if (g_hash_table_size (self->callers) < BESEDA_LIMIT_ADDRESSES)
    return;

  if (g_hash_table_foreach_remove (self->callers, has_rested, &now) == 0)
    g_hash_table_foreach_remove (self->callers, is_away, NULL);
}

static BesedaCaller *
find (BesedaCallers *self, int fd, gint64 now)
{
  struct sockaddr_storage theirs = { 0 };
  struct sockaddr_storage ours = { 0 };
  BesedaCaller *caller;
  Place place, here;

  if (getpeername (fd, (struct sockaddr *) &theirs, &(socklen_t){ sizeof theirs }) < 0 ||
      getsockname (fd, (struct sockaddr *) &ours, &(socklen_t){ sizeof ours }) < 0)
    return NULL;

  place = to_place (&theirs, FALSE);
  here = to_place (&ours, FALSE);
  if (place_equal (&place, &here))
    return &self->here;

  place = to_place (&theirs, TRUE);
  caller = g_hash_table_lookup (self->callers, &place);
  if (caller != NULL)
    return caller;

  make_room (self, now);
  caller = g_new0 (BesedaCaller, 1);
  caller->callers = self;
  caller->place = place;
  g_hash_table_insert (self->callers, &caller->place, caller);

  return caller;
}

BesedaCallers *
beseda_callers_new (guint most, gboolean bounded)
{
  BesedaCallers *self = g_new0 (BesedaCallers, 1);

  self->most = most;
  self->bounded = bounded;
  self->callers = g_hash_table_new_full (place_hash, place_equal, NULL, g_free);
  self->here.callers = self;

  return self;
}

void
beseda_callers_free (BesedaCallers *self)
{
  g_hash_table_unref (self->callers);
  g_free (self);
}

/* Whether one more connection would be more than that place may have. */
static gboolean
is_too_much (BesedaCallers *self, BesedaCaller *caller, gint64 now)
{
  return caller != &self->here &&
         (caller->n_connections >= MIN (BESEDA_LIMIT_ADDRESS_CONNECTIONS, MAX (self->most / 4, 1)) ||
          caller->n_strangers >= BESEDA_LIMIT_ADDRESS_STRANGERS ||
          beseda_token_bucket_take (&caller->connects, BESEDA_LIMIT_ADDRESS_CONNECTS_PER_SECOND,
                                    BESEDA_LIMIT_ADDRESS_CONNECTS_BURST, now) > 0);
}

BesedaCaller *
beseda_callers_admit (BesedaCallers *self, int fd, gint64 now)
{
  BesedaCaller *caller = self->n < self->most ? find (self, fd, now) : NULL;

  if (caller == NULL || is_too_much (self, caller, now))
    return NULL;

  self->n++;
  caller->n_connections++;
  caller->n_strangers++;

  return caller;
}

void
beseda_caller_log_in (BesedaCaller *self)
{
  g_return_if_fail (self->n_strangers > 0);

  self->n_strangers--;
}

void
beseda_caller_hang_up (BesedaCaller *self)
{
  g_return_if_fail (self->n_connections > 0);

  self->callers->n--;
  self->n_connections--;
}

guint
beseda_caller_spend (BesedaCaller *self, BesedaTokenBucket *bucket, gsize bytes, gint64 now)
{
  guint own = 0;
  guint shared = 0;

  if (self->callers->bounded)
    own = beseda_token_bucket_spend (bucket, bytes, BESEDA_LIMIT_BYTES_PER_SECOND, BESEDA_LIMIT_BYTES_BURST, now);
  if (self->callers->bounded && self != &self->callers->here)
    shared = beseda_token_bucket_spend (&self->bytes, bytes, BESEDA_LIMIT_ADDRESS_BYTES_PER_SECOND,
                                        BESEDA_LIMIT_ADDRESS_BYTES_BURST, now);

  return MAX (own, shared);
}

guint
beseda_callers_get_n (const BesedaCallers *self)
{
  return g_hash_table_size (self->callers);
}
