/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "beseda-time-format.h"

#include <gio/gio.h>
#include <glib/gi18n.h>
#include <langinfo.h>

#include "beseda-habits.h"

#define CLOCK_SCHEMA "org.gnome.desktop.interface"

static GDateTime *
local_time (gint64 at)
{
  g_autoptr (GDateTime) utc = g_date_time_new_from_unix_utc (at / 1000);

  return utc ? g_date_time_to_local (utc) : g_date_time_new_from_unix_local (0);
}

/* Whoever goes by "as the desktop" is told as if the habit had changed. */
static void
on_desktop_changed (BesedaHabits *habits)
{
  g_object_notify (G_OBJECT (habits), "clock-format");
}

/* What the person chose here, else the desktop's setting where there is one, else what the locale says. */
static gboolean
clock_has_24_hours (void)
{
  BesedaHabits *habits = beseda_habits_get_default ();
  const char *format = beseda_habits_get_clock_format (habits);
  static GSettings *settings;
  static gsize looked;

  if (g_once_init_enter (&looked))
    {
      GSettingsSchemaSource *source = g_settings_schema_source_get_default ();
      g_autoptr (GSettingsSchema) schema = source ? g_settings_schema_source_lookup (source, CLOCK_SCHEMA, TRUE) : NULL;

      if (schema && g_settings_schema_has_key (schema, "clock-format"))
        {
          settings = g_settings_new (CLOCK_SCHEMA);
          g_signal_connect_swapped (settings, "changed::clock-format", G_CALLBACK (on_desktop_changed), habits);
        }
      g_once_init_leave (&looked, 1);
    }

  if (!g_str_equal (format, "system"))
    return g_str_equal (format, "24h");
  if (settings)
    return g_settings_get_enum (settings, "clock-format") == 0;
  return *nl_langinfo (AM_STR) == '\0' || !strstr (nl_langinfo (T_FMT), "%p");
}

char *
beseda_time_format_clock (gint64 at)
{
  g_autoptr (GDateTime) time = local_time (at);

  if (clock_has_24_hours ())
    return g_date_time_format (time, "%H:%M");
  if (*nl_langinfo (AM_STR) != '\0')
    return g_date_time_format (time, "%-I:%M %p");
  /* Where nobody counts to twelve there is no word for it. */
  return g_date_time_format (time, g_date_time_get_hour (time) < 12 ? "%-I:%M AM" : "%-I:%M PM");
}

char *
beseda_time_format_full (gint64 at)
{
  g_autoptr (GDateTime) time = local_time (at);
  g_autofree char *day = g_date_time_format (time, "%x");
  g_autofree char *clock = beseda_time_format_clock (at);

  return g_strdup_printf ("%s %s", day, clock);
}

char *
beseda_time_format_day (gint64 at, gint64 now)
{
  g_autoptr (GDateTime) day = local_time (at);
  g_autoptr (GDateTime) today = local_time (now);
  GDate a, b;

  g_date_clear (&a, 1);
  g_date_clear (&b, 1);
  g_date_set_dmy (&a, g_date_time_get_day_of_month (day), g_date_time_get_month (day), g_date_time_get_year (day));
  g_date_set_dmy (&b, g_date_time_get_day_of_month (today), g_date_time_get_month (today),
                  g_date_time_get_year (today));

  switch (g_date_days_between (&a, &b))
    {
    case 0:
      return g_strdup (_ ("Today"));
    case 1:
      return g_strdup (_ ("Yesterday"));
    default:
      if (g_date_get_year (&a) == g_date_get_year (&b))
        /* Translators: a day of this year, as strftime(3) has it: "Friday, 5 June" */
        return g_date_time_format (day, _ ("%A, %-d %B"));
      /* Translators: a day of another year, as strftime(3) has it: "Friday, 5 June 2020" */
      return g_date_time_format (day, _ ("%A, %-d %B %Y"));
    }
}
