/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "beseda-event.h"
#include "beseda-unsent.h"

G_BEGIN_DECLS

/* A plain server's event with what that leaves out: the moment, which is now, and the id of what we said. Our own words
 * come back in order, and one at a time, so that an event of our own can only be the message that is on its way
 * (`said`, NULL where the event is somebody else's or nothing is); also where that reads "Offline". (transfer full) */
BesedaEvent *beseda_plain_event_complete (BesedaEvent *event, const BesedaUnsentMessage *said);

G_END_DECLS
