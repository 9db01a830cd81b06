/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "beseda-token-bucket.h"

guint
beseda_token_bucket_take (BesedaTokenBucket *self, guint per_second, guint burst, gint64 now)
{
  gint64 interval, empty, wait;

  g_return_val_if_fail (per_second > 0 && burst > 0, 0);

  now *= 1000;
  interval = G_USEC_PER_SEC / per_second;
  empty = now + burst * interval; /* when an empty bucket would be full */
  self->full_at = CLAMP (self->full_at, now, empty);
  wait = self->full_at + interval - empty;

  if (wait > 0)
    return (wait + 999) / 1000;

  self->full_at += interval;
  return 0;
}

guint
beseda_token_bucket_spend (BesedaTokenBucket *self, gsize n, guint per_second, guint burst, gint64 now)
{
  gint64 spent, empty;

  g_return_val_if_fail (per_second > 0 && burst > 0, 0);

  now *= 1000;
  spent = (gint64) MIN (n, G_MAXUINT32) * G_USEC_PER_SEC / per_second;
  empty = now + (gint64) burst * G_USEC_PER_SEC / per_second;
  self->full_at = MAX (self->full_at, now) + spent;

  return self->full_at > empty ? (guint) MIN ((self->full_at - empty + 999) / 1000, G_MAXUINT) : 0;
}
