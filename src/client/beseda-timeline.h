/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

#include "beseda-event.h"
#include "beseda-timeline-item.h"

G_BEGIN_DECLS

/*
 * What was said in a room, as a GListModel of BesedaTimelineItem, oldest first: a window on what the room holds, and,
 * where that reaches the newest event, what is still pending. Groups messages, puts in day separators and the line
 * before what was not read, folds comings and goings: however the window came to be where it is, it looks as if it had
 * been built there at once. It holds at most about BESEDA_LIMIT_TIMELINE events; where one end grows past that, the
 * other is let go. Owned by a session, on the main thread.
 *
 * Property "at-end" (boolean) notifies: the window reaches the newest event.
 */
#define BESEDA_TYPE_TIMELINE (beseda_timeline_get_type ())
G_DECLARE_FINAL_TYPE (BesedaTimeline, beseda_timeline, BESEDA, TIMELINE, GObject)

/* `zone` is the person's own time zone. */
BesedaTimeline *beseda_timeline_new (GTimeZone *zone);

/* Whose messages are the person's own, in pages. */
void beseda_timeline_set_login (BesedaTimeline *self, const char *login);

/* The numbers of the room's events that the window covers; 0 for none, also where the room numbers nothing. */
guint64 beseda_timeline_get_from_seq (BesedaTimeline *self);
guint64 beseda_timeline_get_to_seq (BesedaTimeline *self);
gboolean beseda_timeline_get_at_end (BesedaTimeline *self);

/* Something happens in the room. It is shown where the window is at the end; one that has a number which the window
 * covers already is not shown twice. `own` messages with the id (or, in a plain room, the text) of a pending item take
 * that item's place and make it SENT. */
void beseda_timeline_add_event (BesedaTimeline *self, BesedaEvent *event, gboolean own);

/* Pages: all that the room holds (of BesedaEvent, numbered, ascending) from `from_seq` to where the window begins; from
 * where it ends to `to_seq`, which is the newest event with `at_end`; from `from_seq` to `to_seq`, instead of what was
 * shown. Own messages take the place of pending ones. */
void beseda_timeline_add_older (BesedaTimeline *self, guint64 from_seq, GPtrArray *events);
void beseda_timeline_add_newer (BesedaTimeline *self, guint64 to_seq, GPtrArray *events, gboolean at_end);
void beseda_timeline_show (BesedaTimeline *self, guint64 from_seq, guint64 to_seq, GPtrArray *events, gboolean at_end);

/* A line stands before the first message by somebody else with a number above `seq`; with 0 there is none. */
void beseda_timeline_set_read_seq (BesedaTimeline *self, guint64 seq);

/* Where that line is; FALSE where there is none. */
gboolean beseda_timeline_get_unread_position (BesedaTimeline *self, guint *position);

/* The number of the last event that the items up to that position tell of; 0 for none. */
guint64 beseda_timeline_get_seq_at (BesedaTimeline *self, guint position);

/* The person sent something: shown at the end as PENDING at once. */
void beseda_timeline_add_pending (BesedaTimeline *self, const char *id, const char *login, const char *text, gint64 at);

/* The server refused the pending message `id`; it stays visible as FAILED with the reason. */
void beseda_timeline_fail_pending (BesedaTimeline *self, const char *id, const char *problem);

/* FAILED becomes PENDING again; or goes away. */
void beseda_timeline_retry_pending (BesedaTimeline *self, const char *id);
void beseda_timeline_discard_pending (BesedaTimeline *self, const char *id);

G_END_DECLS
