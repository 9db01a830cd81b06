/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "beseda-timeline-row.h"

G_BEGIN_DECLS

/*
 * The line before what the person has not read. Owned by the timeline view, on the main thread.
 */
#define BESEDA_TYPE_UNREAD_ROW (beseda_unread_row_get_type ())
G_DECLARE_FINAL_TYPE (BesedaUnreadRow, beseda_unread_row, BESEDA, UNREAD_ROW, BesedaTimelineRow)

G_END_DECLS
