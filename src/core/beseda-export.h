/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "beseda-event.h"

G_BEGIN_DECLS

/*
 * A room's events as text that lasts: JSON Lines for programs, or one HTML page for people, which needs no other file,
 * asks for none and runs nothing. Appends to whatever the caller writes out, so that a room of any size passes through
 * little memory. Nothing that strangers wrote becomes markup. Pure: the zone and the moment are given. Owned by whoever
 * exports, on any one thread.
 */

typedef enum
{
  BESEDA_EXPORT_HTML,
  BESEDA_EXPORT_JSON_LINES,
} BesedaExportFormat;

/* By the name's end: ".html" or ".htm", ".jsonl"; FALSE: neither. */
gboolean beseda_export_format_from_name (const char *file_name, BesedaExportFormat *format);

typedef struct _BesedaExport BesedaExport;

/* `zone` is whose days and hours the page shows; JSON Lines are in UTC. `now` is UTC in milliseconds since the epoch.
 * (transfer full) */
BesedaExport *beseda_export_new (BesedaExportFormat format, const char *room, GTimeZone *zone, gint64 now);
void beseda_export_free (BesedaExport *self);

/* Appended to `text`: the head; each event in the room's order; the end. */
void beseda_export_begin (BesedaExport *self, GString *text);
void beseda_export_event (BesedaExport *self, BesedaEvent *event, GString *text);
void beseda_export_end (BesedaExport *self, GString *text);

/* How many messages there were until now; comings and goings do not count. */
guint64 beseda_export_get_n_messages (const BesedaExport *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (BesedaExport, beseda_export_free)

G_END_DECLS
