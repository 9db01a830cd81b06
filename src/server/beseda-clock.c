/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "beseda-clock.h"

struct _BesedaClock
{
  gint64 minute; /* since the epoch; zones differ by whole minutes, so it says all */
  char text[sizeof "00:00"];
};

BesedaClock *
beseda_clock_new (void)
{
  BesedaClock *self = g_new0 (BesedaClock, 1);

  self->minute = G_MININT64;

  return self;
}

void
beseda_clock_free (BesedaClock *self)
{
  g_free (self);
}

const char *
beseda_clock_format (BesedaClock *self, gint64 at)
{
  gint64 minute = at / 60000;

  if (minute != self->minute)
    {
      g_autoptr (GDateTime) local = g_date_time_new_from_unix_local (minute * 60);
      guint hour = local != NULL ? (guint) g_date_time_get_hour (local) : 0;

      g_snprintf (self->text, sizeof self->text, "%02u:%02u", hour % 24,
                  local != NULL ? (guint) g_date_time_get_minute (local) % 60 : 0);
      self->minute = minute;
    }

  return self->text;
}
