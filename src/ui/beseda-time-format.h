/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/*
 * Moments as the person reads them: in their own zone, with the clock (12 or 24 hours) that they chose here or for the
 * desktop; when that changes, BesedaHabits notifies "clock-format". Main thread only. `at` is UTC in milliseconds
 * since the epoch.
 */

/* "14:05" or "2:05 PM". (transfer full) */
char *beseda_time_format_clock (gint64 at);

/* With the date before it, for a tooltip. (transfer full) */
char *beseda_time_format_full (gint64 at);

/* "Today", "Yesterday", "Friday, 5 June", with the year where it is not the one of `now`. (transfer full) */
char *beseda_time_format_day (gint64 at, gint64 now);

G_END_DECLS
