/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

#include "beseda-hosting.h"
#include "beseda-profile.h"
#include "beseda-window.h"

G_BEGIN_DECLS

/*
 * Hosting goes on without a window: it takes the tabs of the one that says "keep-running" and has it close, having
 * asked the desktop where the desktop wants to be asked, tells it what runs there, asks it to start the program at
 * log-in as the settings say, and remembers there which rooms to open again then. Owned by the application, on the main
 * thread; it never closes a room before the program ends.
 */
#define BESEDA_TYPE_BACKGROUND (beseda_background_get_type ())
G_DECLARE_FINAL_TYPE (BesedaBackground, beseda_background, BESEDA, BACKGROUND, GObject)

/* Before the application has its first window; it has to outlive this. */
BesedaBackground *beseda_background_new (GtkApplication *application, BesedaProfile *profile);

/* What is hosted in all windows, and in none. (transfer full) */
BesedaHosting *beseda_background_survey (BesedaBackground *self);

/* From now on the tabs of `window` are in none, and it is closed. There must be no other. */
void beseda_background_take (BesedaBackground *self, BesedaWindow *window);

/* A window with the tabs that were in none, presented already; NULL: there are none. (transfer none) */
BesedaWindow *beseda_background_bring_back (BesedaBackground *self);

/* The program ends: what is closed from now on is opened again by the next one, and what is in no window is closed. */
void beseda_background_end (BesedaBackground *self);

G_END_DECLS
