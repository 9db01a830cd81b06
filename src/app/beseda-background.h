/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

#include "beseda-hosting.h"

G_BEGIN_DECLS

/*
 * Hosting goes on without a window: it hides the windows that say "keep-running", having asked the desktop where the
 * desktop wants to be asked, tells it what runs there, asks it to start the program at log-in as the settings say, and
 * remembers there which rooms to open again then. Owned by the application, on the main thread; it never closes a room.
 */
#define BESEDA_TYPE_BACKGROUND (beseda_background_get_type ())
G_DECLARE_FINAL_TYPE (BesedaBackground, beseda_background, BESEDA, BACKGROUND, GObject)

/* Before the application has its first window; it has to outlive this. */
BesedaBackground *beseda_background_new (GtkApplication *application, GSettings *settings);

/* What is hosted in all windows. (transfer full) */
BesedaHosting *beseda_background_survey (BesedaBackground *self);

/* The program ends: what is closed from now on is opened again by the next one. */
void beseda_background_end (BesedaBackground *self);

G_END_DECLS
