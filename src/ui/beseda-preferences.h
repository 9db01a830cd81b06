/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "beseda-toolkit.h"

G_BEGIN_DECLS

/*
 * The window of preferences: each row stands for one of the settings and follows it, whoever changes it. On the main
 * thread, a dialog of the window that it was opened from. It shows and writes settings; what they do is done by others,
 * who follow them as well.
 */
#define BESEDA_TYPE_PREFERENCES (beseda_preferences_get_type ())
G_DECLARE_FINAL_TYPE (BesedaPreferences, beseda_preferences, BESEDA, PREFERENCES, BesedaToolkitPreferences)

GtkWidget *beseda_preferences_new (GSettings *settings);

/* Presents one, unless one is open. */
void beseda_preferences_show (GtkWindow *parent, GSettings *settings);

G_END_DECLS
