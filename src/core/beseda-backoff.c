/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "beseda-backoff.h"

#include "beseda-limits.h"

guint
beseda_backoff (guint attempt, double chance)
{
  guint wait = BESEDA_LIMIT_BACKOFF_FIRST_MSECONDS;

  for (guint i = 0; i < attempt && wait < BESEDA_LIMIT_BACKOFF_LAST_MSECONDS; i++)
    wait *= 2;

  wait = MIN (wait, BESEDA_LIMIT_BACKOFF_LAST_MSECONDS);
  wait -= (guint) (wait / 2 * CLAMP (chance, 0.0, 1.0));

  return MAX (wait, BESEDA_LIMIT_BACKOFF_FIRST_MSECONDS);
}
