/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

/*
 * Tells the person, through the desktop, what was said in the rooms of the application's windows while they looked
 * elsewhere: one notification for each room, until it is read, and one about who waits at its door. What was said
 * before one came, or came back, is told by the tab's mark alone. Owned by the application, on the main thread;
 * beseda-attention.h decides what is worth it.
 *
 * It gives the application the action "show-message", which a notification activates: the room's notification and the
 * number of a message.
 */
#define BESEDA_TYPE_NOTIFIER (beseda_notifier_get_type ())
G_DECLARE_FINAL_TYPE (BesedaNotifier, beseda_notifier, BESEDA, NOTIFIER, GObject)

/* `application` outlives it, and has no windows yet. */
BesedaNotifier *beseda_notifier_new (GtkApplication *application, GSettings *settings);

G_END_DECLS
