/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "beseda-membership.h"

G_BEGIN_DECLS

/*
 * Who is in the room, and who of them is away from the computer: keeps a roster by what the room tells, and tells the
 * room whether the person is away, where it passes that on. Owned by a session, on the main thread; it never finds out
 * by itself whether the person is.
 *
 * Property "away" (boolean), which may be written: whether the person is away, as the room shall know it.
 */
#define BESEDA_TYPE_PRESENCE (beseda_presence_get_type ())
G_DECLARE_FINAL_TYPE (BesedaPresence, beseda_presence, BESEDA, PRESENCE, GObject)

/* `membership` has to outlive this. */
BesedaPresence *beseda_presence_new (BesedaMembership *membership, BesedaRoster *roster);

void beseda_presence_set_away (BesedaPresence *self, gboolean away);

/* Somebody came, left, or said something, just now (`live`) or while the connection was lost. */
void beseda_presence_take_event (BesedaPresence *self, BesedaEvent *event, gboolean live);

G_END_DECLS
