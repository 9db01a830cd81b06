/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "beseda-timeline-item.h"

G_BEGIN_DECLS

/*
 * The part of a room's past that a timeline has at hand: the messages, and a notice for each run of comings and goings,
 * between two of the room's numbers. It keeps within BESEDA_LIMIT_TIMELINE by dropping what is at one end; how they are
 * shown is not its business. A plain server's events have no numbers, and are kept as they come. Owned by a timeline,
 * on its thread.
 */
typedef struct _BesedaTimelineWindow BesedaTimelineWindow;

BesedaTimelineWindow *beseda_timeline_window_new (void);
void beseda_timeline_window_free (BesedaTimelineWindow *self);

guint64 beseda_timeline_window_get_from_seq (BesedaTimelineWindow *self);
guint64 beseda_timeline_window_get_to_seq (BesedaTimelineWindow *self);
void beseda_timeline_window_set_range (BesedaTimelineWindow *self, guint64 from_seq, guint64 to_seq);

/* Of BesedaTimelineItem, oldest first, to be changed at will. */
GPtrArray *beseda_timeline_window_get_items (BesedaTimelineWindow *self);

/* One more would be too many. */
gboolean beseda_timeline_window_is_full (BesedaTimelineWindow *self);

/* Where the event says that a message was removed, it has no text any more, if it is here or in `more` (nullable, of
 * items). FALSE: it says something else. */
gboolean beseda_timeline_window_take_removal (BesedaTimelineWindow *self, BesedaEvent *event, GPtrArray *more);

/* Drop what is too much, and the range with it; when something is, then `spare` more of the oldest. FALSE: nothing is.
 */
gboolean beseda_timeline_window_drop_oldest (BesedaTimelineWindow *self, guint spare);
gboolean beseda_timeline_window_drop_newest (BesedaTimelineWindow *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (BesedaTimelineWindow, beseda_timeline_window_free)

G_END_DECLS
