/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

#include "beseda-event.h"
#include "beseda-timeline-item.h"

G_BEGIN_DECLS

/*
 * What was said in a room, as a GListModel of BesedaTimelineItem, oldest first: what the room holds, then what is still
 * pending. Groups messages, puts in day separators, folds comings and goings. Owned by a session, on the main thread.
 */
#define BESEDA_TYPE_TIMELINE (beseda_timeline_get_type ())
G_DECLARE_FINAL_TYPE (BesedaTimeline, beseda_timeline, BESEDA, TIMELINE, GObject)

/* `zone` is the person's own time zone. */
BesedaTimeline *beseda_timeline_new (GTimeZone *zone);

/* Something happened in the room. `own` messages with the id (or, in a plain room, the text) of a pending item take
 * that item's place and make it SENT. */
void beseda_timeline_add_event (BesedaTimeline *self, BesedaEvent *event, gboolean own);

/* The person sent something: shown at the end as PENDING at once. */
void beseda_timeline_add_pending (BesedaTimeline *self, const char *id, const char *login, const char *text, gint64 at);

/* The server refused the pending message `id`; it stays visible as FAILED with the reason. */
void beseda_timeline_fail_pending (BesedaTimeline *self, const char *id, const char *problem);

/* FAILED becomes PENDING again; or goes away. */
void beseda_timeline_retry_pending (BesedaTimeline *self, const char *id);
void beseda_timeline_discard_pending (BesedaTimeline *self, const char *id);

G_END_DECLS
