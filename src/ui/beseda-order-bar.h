/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

#include "beseda-order.h"

G_BEGIN_DECLS

/*
 * What everybody is to know of the order in a room, above what is said: the topic, that one is muted, that the room is
 * slow; and for who keeps order, who waits to be let in. Hidden while there is nothing to say. Answers go through the
 * actions of the group "order".
 */
#define BESEDA_TYPE_ORDER_BAR (beseda_order_bar_get_type ())
G_DECLARE_FINAL_TYPE (BesedaOrderBar, beseda_order_bar, BESEDA, ORDER_BAR, GtkWidget)

void beseda_order_bar_set_order (BesedaOrderBar *self, BesedaOrder *order); /* once */

G_END_DECLS
