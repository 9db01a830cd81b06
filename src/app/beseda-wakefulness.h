/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

/*
 * Keeps the computer from falling asleep by itself while guests are in the person's rooms, on mains power, and where
 * the settings say so. A computer that does not tell of its battery is on mains power. Owned by the background, on the
 * main thread.
 */
#define BESEDA_TYPE_WAKEFULNESS (beseda_wakefulness_get_type ())
G_DECLARE_FINAL_TYPE (BesedaWakefulness, beseda_wakefulness, BESEDA, WAKEFULNESS, GObject)

BesedaWakefulness *beseda_wakefulness_new (GtkApplication *application, GSettings *settings);

void beseda_wakefulness_set_guests (BesedaWakefulness *self, guint n_guests);

G_END_DECLS
