/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "beseda-event.h"
#include "beseda-timeline-window.h"

G_BEGIN_DECLS

/*
 * How what happened becomes the items of a timeline: comings and goings with no message between them, on one day, are
 * one notice; a separator begins each day, messages are grouped, a line stands above the first message that is new.
 * Owned by a timeline, on its thread.
 */
typedef struct _BesedaTimelineFold BesedaTimelineFold;

/* It reads `window`, which outlives it; days are those of `zone`. */
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

/* Adds a coming or going to a part of a window: to the notice at its end, or as a new one; returns that. */
BesedaTimelineItem *beseda_timeline_fold_note (BesedaTimelineFold *self, GPtrArray *items, BesedaEvent *event);

/* Moves `newer` behind `older`, two parts of a window that touch each other; their notices may become one. */
void beseda_timeline_fold_join (BesedaTimelineFold *self, GPtrArray *older, GPtrArray *newer);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (BesedaTimelineFold, beseda_timeline_fold_free)

G_END_DECLS
