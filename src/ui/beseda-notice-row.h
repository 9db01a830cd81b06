/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "beseda-timeline-row.h"

G_BEGIN_DECLS

/*
 * Who came and went, small and in one line; a long list is folded until it is asked for. Owned by the timeline view, on
 * the main thread.
 */
#define BESEDA_TYPE_NOTICE_ROW (beseda_notice_row_get_type ())
G_DECLARE_FINAL_TYPE (BesedaNoticeRow, beseda_notice_row, BESEDA, NOTICE_ROW, BesedaTimelineRow)

G_END_DECLS
