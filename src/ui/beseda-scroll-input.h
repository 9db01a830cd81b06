/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

/*
 * Wheel, touchpad and touch on a widget, told as vertical steps in pixels, eased and carried on as their kind wants.
 * For a view whose adjustment does not count pixels, so that a scrolled window's own handling would be wrong. Owned by
 * that view, on the main thread; it moves nothing itself.
 */
typedef struct _BesedaScrollInput BesedaScrollInput;

/* `dy` is positive towards the end. FALSE: it cannot go on in that direction. */
typedef gboolean (*BesedaScrollFunc) (GtkWidget *widget, double dy);

BesedaScrollInput *beseda_scroll_input_new (GtkWidget *widget, BesedaScrollFunc scroll);

/* To be called before `widget` dies. */
void beseda_scroll_input_free (BesedaScrollInput *self);

/* Ends what is under way: something else decides now where the view stands. */
void beseda_scroll_input_stop (BesedaScrollInput *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (BesedaScrollInput, beseda_scroll_input_free)

G_END_DECLS
