/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

/*
 * Lays out one GtkScrolledWindow that is as high as what it holds needs at the width there is, and scrolls where there
 * is less: by itself a scrolled window asks for the height at an unlimited width, where nothing wraps. Owned by its
 * widget, on the main thread; never scrolls sideways.
 */
#define BESEDA_TYPE_SCROLLED_LAYOUT (beseda_scrolled_layout_get_type ())
G_DECLARE_FINAL_TYPE (BesedaScrolledLayout, beseda_scrolled_layout, BESEDA, SCROLLED_LAYOUT, GtkLayoutManager)

G_END_DECLS
