/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* A moment as the wire and the export write it: UTC with milliseconds, "2026-06-12T14:05:09.042Z". `at` is milliseconds
 * since the epoch; one outside the years 1 to 9999 is told as the epoch. Pure. (transfer full) */
char *beseda_timestamp_format (gint64 at);

G_END_DECLS
