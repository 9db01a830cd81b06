/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

G_BEGIN_DECLS

/*
 * The tabs of a window, which are made when there is a second one: most windows show one room, and an AdwTabBar takes a
 * fiftieth of the time to their first frame. On the main thread. It shows a view's pages and never adds or closes one.
 */
#define BESEDA_TYPE_TAB_STRIP (beseda_tab_strip_get_type ())
G_DECLARE_FINAL_TYPE (BesedaTabStrip, beseda_tab_strip, BESEDA, TAB_STRIP, AdwBin)

/* Whose pages they are, once. */
void beseda_tab_strip_set_view (BesedaTabStrip *self, AdwTabView *view);

/* To be called before a second page comes: a bar that is made for two shows them rightly, but tells a screen reader of
 * the last one first. */
void beseda_tab_strip_expect_more (BesedaTabStrip *self);

G_END_DECLS
