/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "beseda-timeline-window.h"

G_BEGIN_DECLS

/*
 * How the events of a window become the items of a timeline: a separator begins each day, messages are grouped, comings
 * and goings with no message between them are one notice, a line stands above the first message that is new. A function
 * of the window alone, which it changes only to note which notice tells of whom. Owned by a timeline, on its thread.
 */
typedef struct _BesedaTimelineFold BesedaTimelineFold;

/* `window` outlives it; days are those of `zone`. */
BesedaTimelineFold *beseda_timeline_fold_new (BesedaTimelineWindow *window, GTimeZone *zone);
void beseda_timeline_fold_free (BesedaTimelineFold *self);

/* The person has read up to `seq`; 0: nothing is to be told apart. */
void beseda_timeline_fold_set_read_seq (BesedaTimelineFold *self, guint64 seq);
BesedaTimelineItem *beseda_timeline_fold_get_unread (BesedaTimelineFold *self); /* nullable: the line */

/* The whole window's items; of those in `known`, shown until now, every one that is still right is there again.
 * (transfer container) */
GPtrArray *beseda_timeline_fold_items (BesedaTimelineFold *self, GPtrArray *known);

/* For the newest alone. Adds to `items` what has to stand between `above` (nullable) and `item`. */
void beseda_timeline_fold_lead_to (BesedaTimelineFold *self,
                                   BesedaTimelineItem *above,
                                   BesedaTimelineItem *item,
                                   GPtrArray *items);

/* For the newest alone. Appends a coming or going to the window; returns the notice that tells of it now. */
BesedaTimelineItem *beseda_timeline_fold_note (BesedaTimelineFold *self, BesedaEvent *event);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (BesedaTimelineFold, beseda_timeline_fold_free)

G_END_DECLS
