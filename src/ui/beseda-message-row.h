/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "beseda-timeline-row.h"

G_BEGIN_DECLS

/*
 * A message: the first of a group bears who said it and when; one's own stand on the other side. A message that the
 * room refused says why and offers `room.retry` and `room.discard` (parameter: the message's id). Owned by the timeline
 * view, on the main thread.
 */
#define BESEDA_TYPE_MESSAGE_ROW (beseda_message_row_get_type ())
G_DECLARE_FINAL_TYPE (BesedaMessageRow, beseda_message_row, BESEDA, MESSAGE_ROW, BesedaTimelineRow)

G_END_DECLS
