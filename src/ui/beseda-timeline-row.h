/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

#include "beseda-timeline-item.h"

G_BEGIN_DECLS

/*
 * What the rows of a timeline have in common: each shows one item, can be given another one, and is a list item for
 * whoever reads the screen. Made, owned and recycled by a timeline view, on the main thread.
 */
#define BESEDA_TYPE_TIMELINE_ROW (beseda_timeline_row_get_type ())
G_DECLARE_DERIVABLE_TYPE (BesedaTimelineRow, beseda_timeline_row, BESEDA, TIMELINE_ROW, GtkWidget)

struct _BesedaTimelineRowClass
{
  GtkWidgetClass parent;

  /* Shows the row's item as it is now; called when the row gets it and whenever it changes. */
  void (*show_item) (BesedaTimelineRow *self, BesedaTimelineItem *item);
};

/* The row that shows items of this kind. */
BesedaTimelineRow *beseda_timeline_row_new (BesedaTimelineItemKind kind);

BesedaTimelineItem *beseda_timeline_row_get_item (BesedaTimelineRow *self); /* nullable */

/* `item` is of the row's kind, or NULL to let go of the one that it has. */
void beseda_timeline_row_set_item (BesedaTimelineRow *self, BesedaTimelineItem *item);

G_END_DECLS
