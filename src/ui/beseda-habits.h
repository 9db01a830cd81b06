/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/*
 * How the person likes the program to behave, for the widgets that go by it: one for the whole program, as GtkSettings
 * is, on the main thread. It follows the preferences once it is told to, and until then is as they are at first; it
 * never writes them.
 *
 * Properties that notify, named like the preferences: "send-with" ("enter" or "control-enter"), "clock-format"
 * ("system", "24h" or "12h"), "share-typing" (boolean).
 */
#define BESEDA_TYPE_HABITS (beseda_habits_get_type ())
G_DECLARE_FINAL_TYPE (BesedaHabits, beseda_habits, BESEDA, HABITS, GObject)

BesedaHabits *beseda_habits_get_default (void); /* (transfer none) */

/* From now on it, and whether the program is light or dark, are as `settings` say. Once in a program. */
void beseda_habits_follow (BesedaHabits *self, GSettings *settings);

const char *beseda_habits_get_send_with (BesedaHabits *self);
const char *beseda_habits_get_clock_format (BesedaHabits *self);
gboolean beseda_habits_get_share_typing (BesedaHabits *self);

G_END_DECLS
