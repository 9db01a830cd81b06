/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* How long to wait before the next try to connect, in milliseconds: doubles from BESEDA_LIMIT_BACKOFF_FIRST_MSECONDS
 * with each failed `attempt` (from 0) up to BESEDA_LIMIT_BACKOFF_LAST_MSECONDS, of which `chance` (0.0 to 1.0, evenly
 * drawn by the caller) takes away up to half, so that a room's guests don't all come back at the same moment. Never
 * below BESEDA_LIMIT_BACKOFF_FIRST_MSECONDS. */
guint beseda_backoff (guint attempt, double chance);

G_END_DECLS
