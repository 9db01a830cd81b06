/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "beseda-tries.h"

#include "beseda-limits.h"

#define MINUTE_MSECONDS 60000

typedef struct
{
  char *address;
  gint64 at;
} Try;

struct _BesedaTries
{
  GQueue tries; /* of Try, the oldest first; never more than there may be in a minute */
};

static void
try_free (gpointer data)
{
  Try *self = data;

  g_free (self->address);
  g_free (self);
}

static void
forget_old (BesedaTries *self, gint64 now)
{
  const Try *oldest;

  while ((oldest = g_queue_peek_head (&self->tries)) != NULL &&
         (oldest->at + MINUTE_MSECONDS <= now || self->tries.length > BESEDA_LIMIT_PASSWORD_TRIES))
    try_free (g_queue_pop_head (&self->tries));
}

BesedaTries *
beseda_tries_new (void)
{
  return g_new0 (BesedaTries, 1);
}

void
beseda_tries_free (BesedaTries *self)
{
  g_queue_clear_full (&self->tries, try_free);
  g_free (self);
}

guint
beseda_tries_get_wait (BesedaTries *self, const char *address, gint64 now)
{
  gint64 free_at = now;
  guint n = 0;

  forget_old (self, now);
  if (self->tries.length >= BESEDA_LIMIT_PASSWORD_TRIES)
    free_at = ((const Try *) self->tries.head->data)->at + MINUTE_MSECONDS;

  for (const GList *link = self->tries.tail; link != NULL; link = link->prev)
    {
      const Try *try = link->data;

      if (g_strcmp0 (try->address, address) == 0 && ++n == BESEDA_LIMIT_PASSWORD_TRIES_OF_ADDRESS)
        free_at = MAX (free_at, try->at + MINUTE_MSECONDS);
    }

  return (guint) MIN (free_at - now, MINUTE_MSECONDS);
}

void
beseda_tries_add (BesedaTries *self, const char *address, gint64 now)
{
  Try *try = g_new0 (Try, 1);

  try->address = g_strdup (address);
  try->at = now;
  g_queue_push_tail (&self->tries, try);
  forget_old (self, now);
}
