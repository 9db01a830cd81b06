/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

/*
 * A timeline on the screen, for a scrolled window (with its own kinetic scrolling switched off: the view's adjustment
 * counts rows, not pixels). Owned by its parent widget, on the main thread.
 *
 * It holds an anchor, one row and its place in the viewport, or the bottom; rows are laid out up and down from there,
 * and only those on the screen and about a page each way exist. So a million rows cost what forty do, and what is being
 * read never moves: whatever happens above, below or to the rows, the anchor stays where it is; the bottom stays the
 * bottom. It never measures what it does not show, and never asks the model for more: it tells that little is left.
 *
 * Property "at-bottom" (boolean) notifies: the last row is wholly in sight, and, with "follow" (boolean, TRUE), will be
 * kept so whatever comes behind it.
 *
 * Signals "near-start" () and "near-end" (): about a page and a half is left above, or below, what is in sight, or
 * less; told in each frame in which that is so and something has moved or changed.
 */
#define BESEDA_TYPE_TIMELINE_VIEW (beseda_timeline_view_get_type ())
G_DECLARE_FINAL_TYPE (BesedaTimelineView, beseda_timeline_view, BESEDA, TIMELINE_VIEW, GtkWidget)

GtkWidget *beseda_timeline_view_new (void);

/* `model` (nullable) lists BesedaTimelineItem, oldest first. The view goes to its bottom. */
void beseda_timeline_view_set_model (BesedaTimelineView *self, GListModel *model);

gboolean beseda_timeline_view_get_at_bottom (BesedaTimelineView *self);
void beseda_timeline_view_scroll_to_bottom (BesedaTimelineView *self);

/* Puts the row at `position` at a third of the viewport's height. */
void beseda_timeline_view_scroll_to (BesedaTimelineView *self, guint position);

/* The last row of which the lower end is in sight, or above that. FALSE: there is none. */
gboolean beseda_timeline_view_get_last_in_sight (BesedaTimelineView *self, guint *position);

/* FALSE where the model goes on behind its last row: then what is put there moves nothing. */
void beseda_timeline_view_set_follow (BesedaTimelineView *self, gboolean follow);

G_END_DECLS
