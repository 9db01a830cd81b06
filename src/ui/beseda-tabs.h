/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

#include "beseda-tab.h"

G_BEGIN_DECLS

/*
 * A tab view each of whose pages holds a BesedaTab: in a window, or in none while its rooms go on without one. On the
 * main thread. It decides nothing about what is opened or closed.
 */

/* Lent; NULL for none. */
BesedaTab *beseda_tabs_get (AdwTabPage *page);
BesedaTab *beseda_tabs_get_selected (AdwTabView *view);

/* A new tab, a lobby, which is selected. Its page has its title and its mark. Lent. */
BesedaTab *beseda_tabs_append (AdwTabView *view, BesedaProfile *profile);

/* Tells each tab whether it is the one that the person looks at: the selected one, where they look at any. */
void beseda_tabs_set_active (AdwTabView *view, gboolean active);

/* All of them, in their order, behind those that are there, and which is selected. */
void beseda_tabs_move_all (AdwTabView *from, AdwTabView *to);

/* Adds what is hosted in them. */
void beseda_tabs_add_hosting (AdwTabView *view, BesedaHosting *hosting);

/* Leaves all rooms; the tabs stay. */
void beseda_tabs_leave_all (AdwTabView *view);

G_END_DECLS
