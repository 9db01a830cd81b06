/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "beseda-event.h"
#include "beseda-timeline-item.h"

G_BEGIN_DECLS

/*
 * The events of a room that a timeline has at hand: all that the room holds between two numbers. It keeps within
 * BESEDA_LIMIT_TIMELINE and BESEDA_LIMIT_TIMELINE_PRESENCE by dropping what is at one end; what they look like is not
 * its business. A plain server's events have no numbers, and are kept as they come. Owned by a timeline, on its thread.
 */
typedef struct _BesedaTimelineWindow BesedaTimelineWindow;

typedef struct
{
  guint64 seq;
  BesedaEvent *presence;    /* NULL: a message */
  BesedaTimelineItem *item; /* the message; or the notice that tells of this among others, shown if it isn't empty */
} BesedaTimelineEntry;

BesedaTimelineWindow *beseda_timeline_window_new (void);
void beseda_timeline_window_free (BesedaTimelineWindow *self);

guint64 beseda_timeline_window_get_from_seq (BesedaTimelineWindow *self);
guint64 beseda_timeline_window_get_to_seq (BesedaTimelineWindow *self);
void beseda_timeline_window_set_range (BesedaTimelineWindow *self, guint64 from_seq, guint64 to_seq);

/* Entries, oldest first; `index` is below get_length. Valid until the window changes. */
guint beseda_timeline_window_get_length (BesedaTimelineWindow *self);
BesedaTimelineEntry *beseda_timeline_window_get (BesedaTimelineWindow *self, guint index);

/* Takes over what the entries hold. `page` is of BesedaTimelineEntry. */
void beseda_timeline_window_append (BesedaTimelineWindow *self, BesedaTimelineEntry entry);
void beseda_timeline_window_prepend_page (BesedaTimelineWindow *self, GArray *page);
void beseda_timeline_window_append_page (BesedaTimelineWindow *self, GArray *page);
void beseda_timeline_window_clear (BesedaTimelineWindow *self);

/* One more message would be too many. */
gboolean beseda_timeline_window_is_full (BesedaTimelineWindow *self);

/* Drop what is too much, and the range with it; when something is, then `spare` more of the oldest. FALSE: nothing is.
 */
gboolean beseda_timeline_window_drop_oldest (BesedaTimelineWindow *self, guint spare);
gboolean beseda_timeline_window_drop_newest (BesedaTimelineWindow *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (BesedaTimelineWindow, beseda_timeline_window_free)

G_END_DECLS
