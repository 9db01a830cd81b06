/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

/*
 * Asks before a link that a stranger wrote is opened: shows the host that it really leads to, and all of it. It
 * remembers nothing: the next time it asks again. Main thread; the dialog belongs to its parent and goes with it.
 */

/* `link` is what beseda_link_find() found; one that leads nowhere that can be told is not asked about. */
void beseda_link_dialog_show (GtkWindow *parent, const char *link);

G_END_DECLS
