/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

#include "beseda-event.h"
#include "beseda-timeline-item.h"

G_BEGIN_DECLS

/*
 * What was said in a room, as a GListModel of BesedaTimelineItem, oldest first: a window on what the room holds, then,
 * where that reaches the newest, what is still pending. Groups messages, puts in day separators, folds comings and
 * goings, and looks the same however its window came about; what it shows all the while stays the same items. It never
 * fetches: it is given pages, and drops what is beyond BESEDA_LIMIT_TIMELINE at the other end. Owned by a session, on
 * the main thread; not to be changed by whoever hears "items-changed".
 */
#define BESEDA_TYPE_TIMELINE (beseda_timeline_get_type ())
G_DECLARE_FINAL_TYPE (BesedaTimeline, beseda_timeline, BESEDA, TIMELINE, GObject)

/* `zone` is the person's own time zone. */
BesedaTimeline *beseda_timeline_new (GTimeZone *zone);

/* Whose messages are the person's own, in pages. */
void beseda_timeline_set_login (BesedaTimeline *self, const char *login);

/* The window: all that the room holds between these numbers is here; 0 and 0: nothing that is numbered. A plain server
 * numbers nothing, and its window is always at the end. Property "at-end": the newest is here, and live events join it.
 */
guint64 beseda_timeline_get_from_seq (BesedaTimeline *self);
guint64 beseda_timeline_get_to_seq (BesedaTimeline *self);
gboolean beseda_timeline_get_at_end (BesedaTimeline *self);

/* Something happened in the room. `own` messages with the id (or, in a plain room, the text) of a pending item take
 * that item's place and make it SENT. What is in the window already is not shown again; in a window that doesn't reach
 * the newest, nothing new is: the pending item goes, to come back with its page. */
void beseda_timeline_add_event (BesedaTimeline *self, BesedaEvent *event, gboolean own);

/* Pages of BesedaEvent, ascending: all that the room holds from `from_seq` up to the window; from there to `to_seq`
 * (`at_end`: and there is no more); and of another window. What isn't in order, or is here already, is left out. */
void beseda_timeline_add_older (BesedaTimeline *self, guint64 from_seq, GPtrArray *events);
void beseda_timeline_add_newer (BesedaTimeline *self, guint64 to_seq, GPtrArray *events, gboolean at_end);
void beseda_timeline_show (BesedaTimeline *self, guint64 from_seq, guint64 to_seq, GPtrArray *events, gboolean at_end);

/* The person watches the newest come (initially TRUE). FALSE: they read what is older; rather than to drop that, a full
 * window lets go of the end: it gets no live events until a page reaches the end again. */
void beseda_timeline_set_following (BesedaTimeline *self, gboolean following);

/* The person has read up to `seq`: an UNREAD item stands above the first message after it that somebody else wrote, if
 * that is in the window. 0: nowhere. */
void beseda_timeline_set_read_seq (BesedaTimeline *self, guint64 seq);
gboolean beseda_timeline_get_unread_position (BesedaTimeline *self, guint *position);

/* The number of the last event that the items up to that position tell of; 0: they tell of none that has a number. */
guint64 beseda_timeline_get_seq_at (BesedaTimeline *self, guint position);

/* The person sent something: shown at the end as PENDING at once. */
void beseda_timeline_add_pending (BesedaTimeline *self, const char *id, const char *login, const char *text, gint64 at);

/* The server refused the pending message `id`; it stays visible as FAILED with the reason. */
void beseda_timeline_fail_pending (BesedaTimeline *self, const char *id, const char *problem);

/* FAILED becomes PENDING again; or goes away. */
void beseda_timeline_retry_pending (BesedaTimeline *self, const char *id);
void beseda_timeline_discard_pending (BesedaTimeline *self, const char *id);

G_END_DECLS
