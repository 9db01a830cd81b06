/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "beseda-event.h"
#include "beseda-timeline-item.h"

G_BEGIN_DECLS

/*
 * Rows of a timeline in the making: put behind each other as the events came, with day separators, the line before what
 * was not read, groups and folded notices. A plain value, owned by a timeline, on the main thread.
 */
typedef struct _BesedaTimelineDraft BesedaTimelineDraft;

/* With a `read_seq` above 0 a line stands before the first message by somebody else that has a larger number. */
BesedaTimelineDraft *beseda_timeline_draft_new (GTimeZone *zone, guint64 read_seq);
void beseda_timeline_draft_free (BesedaTimelineDraft *self);

/* The rows, of BesedaTimelineItem; whoever has them may put more behind them only by the draft. (transfer none) */
GPtrArray *beseda_timeline_draft_get_items (BesedaTimelineDraft *self);
gboolean beseda_timeline_draft_has_line (BesedaTimelineDraft *self);

/* A message that the room holds; one that waits for it, which begins no day; somebody who came or went. */
void beseda_timeline_draft_add_message (BesedaTimelineDraft *self, BesedaTimelineItem *item);
void beseda_timeline_draft_add_pending (BesedaTimelineDraft *self, BesedaTimelineItem *item);
void beseda_timeline_draft_add_presence (BesedaTimelineDraft *self, BesedaEvent *event);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (BesedaTimelineDraft, beseda_timeline_draft_free)

G_END_DECLS
