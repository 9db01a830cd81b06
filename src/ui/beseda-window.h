/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

#include "beseda-profile.h"
#include "beseda-tab.h"

G_BEGIN_DECLS

/*
 * The window: a header, tabs, and in each tab a lobby or a room. On the main thread. It asks before a room that others
 * are in is closed, and says good-bye for every room that it leaves.
 *
 * Signal "tab-attached" (BesedaTab *tab): one more is here, a new one or from another window.
 * Signal "keep-running" (): the last window is to be gone, and the rooms hosted in it are to go on.
 */
#define BESEDA_TYPE_WINDOW (beseda_window_get_type ())
G_DECLARE_FINAL_TYPE (BesedaWindow, beseda_window, BESEDA, WINDOW, AdwApplicationWindow)

/* With one tab, a lobby. */
BesedaWindow *beseda_window_new (GtkApplication *application, BesedaProfile *profile);

/* With the tabs of a view that is in no window, and is empty then. It is presented already. */
BesedaWindow *beseda_window_new_with_tabs (GtkApplication *application, BesedaProfile *profile, AdwTabView *tabs);

/* Moves the tabs with all their rooms to a view that is in no window; without them the window closes. */
void beseda_window_give_tabs (BesedaWindow *self, AdwTabView *to);

/* Joins `address`, as a person would type it, in a tab of its own; what is wrong with it shows there. `login` is NULL
 * for the remembered name. */
void beseda_window_join (BesedaWindow *self, const char *login, const char *address);

/* Joins the person's own room in a tab of its own. */
void beseda_window_host (BesedaWindow *self, BesedaHostedRoom *room);

/* Adds what is hosted in its tabs. */
void beseda_window_add_hosting (BesedaWindow *self, BesedaHosting *hosting);

/* Brings one of its tabs before the person's eyes. */
void beseda_window_show_tab (BesedaWindow *self, BesedaTab *tab);

/* Leaves all rooms and closes the window, without asking. */
void beseda_window_leave_all (BesedaWindow *self);

G_END_DECLS
