/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

/*
 * How large the person left the last window, in the settings `window-width`, `window-height` and `window-maximized`. On
 * the main thread.
 */
void beseda_window_size_restore (GtkWindow *window, GSettings *settings);
void beseda_window_size_save (GtkWindow *window, GSettings *settings);

G_END_DECLS
