/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

G_BEGIN_DECLS

/*
 * What is wrong with an entry, said directly under it: to the eye, and to a screen reader. Plain functions over a row
 * and the label below it, both the caller's.
 */

/* Shows `problem`, one sentence, in `label`, or with NULL takes it away; the row looks and reads invalid meanwhile. */
void beseda_entry_error_set (AdwEntryRow *row, GtkLabel *label, const char *problem);

G_END_DECLS
