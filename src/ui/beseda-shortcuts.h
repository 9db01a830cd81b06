/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

/*
 * Which keys do what: all of them, in the dialog that tells. They are bound elsewhere, each where it is acted upon.
 * Main thread.
 */

/* Made when it is asked for: of a window that waits unseen, as GtkApplication would make it, GTK 4.8 tells screen
 * readers a path that it does not have, and falls over. */
void beseda_shortcuts_show (GtkWindow *parent);

G_END_DECLS
