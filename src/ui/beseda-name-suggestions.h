/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

/*
 * Names that a room would take instead of one that it does not. Plain functions over a box of the caller's.
 */

/* Shows the first few of `names` (nullable, NULL-terminated) as buttons in place of what was in `box`, or hides it
 * where there are none. `chosen` (gpointer self, GtkButton *): the button's label is the name; `self` is a GObject. */
void beseda_name_suggestions_show (GtkBox *box, const char *const *names, GCallback chosen, gpointer self);

G_END_DECLS
