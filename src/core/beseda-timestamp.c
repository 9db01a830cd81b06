/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "beseda-timestamp.h"

char *
beseda_timestamp_format (gint64 at)
{
  g_autoptr (GDateTime) time = g_date_time_new_from_unix_utc (at / 1000);

  if (at < 0 || time == NULL)
    return beseda_timestamp_format (0);

  return g_strdup_printf ("%04d-%02d-%02dT%02d:%02d:%02d.%03dZ", g_date_time_get_year (time),
                          g_date_time_get_month (time), g_date_time_get_day_of_month (time),
                          g_date_time_get_hour (time), g_date_time_get_minute (time), g_date_time_get_second (time),
                          (int) (at % 1000));
}
