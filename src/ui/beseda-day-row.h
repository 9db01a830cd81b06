/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "beseda-timeline-row.h"

G_BEGIN_DECLS

/*
 * The separator between two days of a timeline. Owned by the timeline view, on the main thread.
 */
#define BESEDA_TYPE_DAY_ROW (beseda_day_row_get_type ())
G_DECLARE_FINAL_TYPE (BesedaDayRow, beseda_day_row, BESEDA, DAY_ROW, BesedaTimelineRow)

G_END_DECLS
