/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "beseda-row-strip.h"

G_BEGIN_DECLS

/*
 * The keyboard in a timeline view: pages scroll, arrows go from row to row, Home and End to the ends. Owned by the
 * view, on the main thread.
 */
typedef struct _BesedaTimelineKeys BesedaTimelineKeys;

typedef struct
{
  gboolean (*scroll_by) (GtkWidget *view, double dy); /* pixels; FALSE: there is nothing there */
  void (*stop) (GtkWidget *view);                     /* whatever moves by itself */
  void (*scroll_to_start) (GtkWidget *view);
  void (*scroll_to_end) (GtkWidget *view);
} BesedaTimelineKeysActions;

/* `view` owns the result and outlives it, as `rows` does. */
BesedaTimelineKeys *
beseda_timeline_keys_new (GtkWidget *view, BesedaRowStrip *rows, const BesedaTimelineKeysActions *actions);
void beseda_timeline_keys_free (BesedaTimelineKeys *self);

/* The row that holds the focus, by its place in the strip, or -1. */
int beseda_timeline_keys_get_focused_row (BesedaTimelineKeys *self);

G_END_DECLS
