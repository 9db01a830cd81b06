/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "beseda-session.h"
#include "beseda-timeline-view.h"

G_BEGIN_DECLS

/*
 * Where a person reads in a room: has pages fetched before the view comes to an end of what it shows, opens at the line
 * before what was not read, notes what was read, counts what was not, and has what comes announced to who cannot see
 * it. Owned by a room page, on the main thread.
 */
typedef struct _BesedaReadingPlace BesedaReadingPlace;

/* `changed` is called when there may be another number of unread messages, or more or less in the timeline. `view`
 * shows the session's timeline from here on, and outlives this. */
BesedaReadingPlace *beseda_reading_place_new (BesedaSession *session,
                                              BesedaTimelineView *view,
                                              void (*changed) (gpointer user_data),
                                              gpointer user_data);
void beseda_reading_place_free (BesedaReadingPlace *self);

/* Whether the person is looking: what is in sight then is read. From the moment when they look away, a line stands
 * before what comes. */
void beseda_reading_place_set_active (BesedaReadingPlace *self, gboolean active);

/* By others, as far as the timeline knows them. */
guint beseda_reading_place_get_unread (BesedaReadingPlace *self);

/* Those of them that name the person. */
guint beseda_reading_place_get_named (BesedaReadingPlace *self);

/* Whether anything was said; joins and days don't count. */
gboolean beseda_reading_place_has_messages (BesedaReadingPlace *self);

/* Whether the newest is in sight. */
gboolean beseda_reading_place_is_at_end (BesedaReadingPlace *self);

void beseda_reading_place_show_end (BesedaReadingPlace *self);

/* Scrolls to that message, or to the end where it has no number or is not near the end either. */
void beseda_reading_place_show_message (BesedaReadingPlace *self, guint64 seq);

G_END_DECLS
