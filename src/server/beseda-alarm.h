/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/*
 * Calls back once at a moment that can be moved at no cost; nothing wakes the processor before. Owned by the engine, on
 * the server's thread, in that thread's default main context.
 */
typedef struct _BesedaAlarm BesedaAlarm;

typedef void (*BesedaAlarmRings) (gpointer user_data);

/* `priority` as of a GSource. Unset at first. */
BesedaAlarm *beseda_alarm_new (const char *name, int priority, BesedaAlarmRings rings, gpointer user_data);
void beseda_alarm_free (BesedaAlarm *self);

/* Rings by `due` (monotonic microseconds; 0 is at once) at the latest: a later moment than was set before changes
 * nothing. */
void beseda_alarm_set (BesedaAlarm *self, gint64 due);
void beseda_alarm_unset (BesedaAlarm *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (BesedaAlarm, beseda_alarm_free)

G_END_DECLS
