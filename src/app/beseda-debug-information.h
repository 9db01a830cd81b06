/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

#include "beseda-rooms.h"

G_BEGIN_DECLS

/*
 * What whoever mends the program wants to know of where it runs, for the person to copy into a report: versions, the
 * display, the locale, the sandbox, the folders. In English, since it is for them; nothing in it tells who the person
 * is or in which rooms they are. Main thread. `window` says how things are drawn, `rooms`
 * what is used there; NULL: nothing. (transfer full)
 */
char *beseda_debug_information_new (GtkWindow *window, const BesedaRooms *rooms);

G_END_DECLS
