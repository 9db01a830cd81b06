/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

/*
 * The manual, short enough for one window, which is its parent's and goes with it. Main thread.
 */
void beseda_help_show (GtkWindow *parent);

G_END_DECLS
