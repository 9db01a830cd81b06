/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

#include "beseda-timeline-row.h"

G_BEGIN_DECLS

/*
 * The rows of a timeline that exist: widgets for an unbroken part of the model, each with its place in the viewport.
 * Owned by a timeline view, whose children the rows are, on the main thread. It makes, recycles and measures rows; it
 * never decides where they stand.
 *
 * Nothing that makes or drops rows may be called while sizes are being given out: GTK forgets a resize that is asked
 * for then. Heights and places are pixels; places are upper edges, 0 is the viewport's.
 */
typedef struct
{
  BesedaTimelineRow *row;
  int y;
  int height;
} BesedaRowSlot;

typedef struct _BesedaRowStrip BesedaRowStrip;

BesedaRowStrip *beseda_row_strip_new (GtkWidget *view);
void beseda_row_strip_free (BesedaRowStrip *self); /* takes the rows out of the view */

/* Lets go of every row. */
void beseda_row_strip_set_model (BesedaRowStrip *self, GListModel *model);

/* To be told of every change of the model, before any other call. */
void beseda_row_strip_items_changed (BesedaRowStrip *self, guint position, guint removed, guint added);

/* The part of the model that has rows: from the first place to the one after the last. */
guint beseda_row_strip_get_n_rows (BesedaRowStrip *self);
guint beseda_row_strip_get_first (BesedaRowStrip *self);
guint beseda_row_strip_get_end (BesedaRowStrip *self);

/* `i` counts rows from the strip's first. Valid until the strip changes. */
const BesedaRowSlot *beseda_row_strip_get_slot (BesedaRowStrip *self, guint i);
const BesedaRowSlot *beseda_row_strip_get_last (BesedaRowStrip *self);

gboolean beseda_row_strip_is_message (BesedaRowStrip *self, guint i);

/* The index of the message next to `n` items of the model from `first`: below them, if it begins above `bottom`, or
 * else above them; or -1. */
int beseda_row_strip_find_message (BesedaRowStrip *self, guint first, guint n, int bottom);

/* The index of the last row that ends at `y` or above, or -1. */
int beseda_row_strip_get_last_above (BesedaRowStrip *self, int y);

/* The place of the line `y` in rows of the model, fractions included. */
double beseda_row_strip_get_position (BesedaRowStrip *self, int y);

/* How high what is above 0 is, and what is below `height`; rows that don't exist count like those that do. There is one
 * at least. */
void beseda_row_strip_estimate (BesedaRowStrip *self, int height, double *above, double *below);

/* The index of the row that holds `widget`, or -1. */
int beseda_row_strip_find (BesedaRowStrip *self, GtkWidget *widget);

/* Makes sure that the row for `position` exists, keeping the others if it is one of them or next to them. */
void beseda_row_strip_reach (BesedaRowStrip *self, guint position);

/* Measures every row for `width`; places are to be set anew. */
void beseda_row_strip_measure (BesedaRowStrip *self, int width);

/* Puts row `i` at `y`, and the others where that brings them. */
void beseda_row_strip_place (BesedaRowStrip *self, guint i, int y);

/* Makes (and measures) rows until they cover `top` to `bottom` or the model ends, at most `budget` of them. FALSE: more
 * is wanted. */
gboolean beseda_row_strip_fill (BesedaRowStrip *self, int width, int top, int bottom, guint budget);

/* Lets go of the rows that are wholly above `top` or below `bottom`; one always stays. */
void beseda_row_strip_trim (BesedaRowStrip *self, int top, int bottom);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (BesedaRowStrip, beseda_row_strip_free)

G_END_DECLS
