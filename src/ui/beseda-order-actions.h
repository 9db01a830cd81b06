/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

#include "beseda-order.h"
#include "beseda-session.h"

G_BEGIN_DECLS

/*
 * Keeping order as actions, for the group "order" of whatever widget offers them; the dialogs that some of them need
 * belong to that widget's window. The room decides; what the person may not do is disabled.
 *
 *   act (ssx)     the act of that name, to the login, for so many seconds     ban s     asks for a reason
 *   remove t, remove-own t   the message with that number, after a question   topic     asks for it
 *   lock          a boolean    slow x    seconds between two messages         admit s, deny s   who knocks
 */
GSimpleActionGroup *beseda_order_actions_new (BesedaSession *session, GtkWidget *widget); /* which outlives it */

/* What can be done to somebody who is here, for a menu; NULL: nothing. (transfer full) */
GMenuModel *beseda_order_actions_make_menu (BesedaOrder *order, BesedaRosterEntry *person);

/* What can be done to a message, for a menu. (transfer full) */
GMenuModel *beseda_order_actions_make_message_menu (guint64 seq, gboolean own);

G_END_DECLS
