/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/*
 * Writes moments as the HH:MM that the plain dialect tells, in the server's local time. It remembers the last minute
 * that it was asked for, since asking the system costs three calls. Owned by the engine, on the server's thread.
 */
typedef struct _BesedaClock BesedaClock;

BesedaClock *beseda_clock_new (void);
void beseda_clock_free (BesedaClock *self);

/* `at` is UTC in milliseconds since the epoch. The string lasts until the next call. */
const char *beseda_clock_format (BesedaClock *self, gint64 at);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (BesedaClock, beseda_clock_free)

G_END_DECLS
