/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

/*
 * A certificate's fingerprint as two people compare it, by phone or on two screens: in lines of groups of four. Main
 * thread; the label is the caller's.
 */

/* Shows `fingerprint`, 64 hexadecimal digits, in `label`. */
void beseda_fingerprint_label_show (GtkLabel *label, const char *fingerprint);

G_END_DECLS
