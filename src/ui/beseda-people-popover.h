/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

#include "beseda-session.h"

G_BEGIN_DECLS

/*
 * Who is in the room: a popover with everybody's avatar and name, oneself marked. Owned by the menu button that opens
 * it, on the main thread; and for how long they are heard: how the room keeps messages. It shows a roster and never
 * sorts or changes one.
 */
#define BESEDA_TYPE_PEOPLE_POPOVER (beseda_people_popover_get_type ())
G_DECLARE_FINAL_TYPE (BesedaPeoplePopover, beseda_people_popover, BESEDA, PEOPLE_POPOVER, GtkPopover)

GtkWidget *beseda_people_popover_new (void);

/* Shows the room of `session` (nullable) from now on. */
void beseda_people_popover_set_session (BesedaPeoplePopover *self, BesedaSession *session);

G_END_DECLS
