/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "beseda-export.h"
#include "beseda-history.h"

G_BEGIN_DECLS

/*
 * Writes what was said in a room to a file, from the oldest that can still be had to what was the newest when it began.
 * It asks the room's history page by page, so that neither the room's size nor a slow disk is felt elsewhere. Owned by
 * who started it, on the main thread; it never blocks that.
 */
#define BESEDA_TYPE_EXPORTER (beseda_exporter_get_type ())
G_DECLARE_FINAL_TYPE (BesedaExporter, beseda_exporter, BESEDA, EXPORTER, GObject)

BesedaExporter *
beseda_exporter_new (BesedaHistory *history, const char *room, GFile *target, BesedaExportFormat format);

GFile *beseda_exporter_get_target (BesedaExporter *self);

/* From 0 to 1; property "progress", which notifies. */
double beseda_exporter_get_progress (BesedaExporter *self);

/* Once. The target appears, or is replaced, when all is written, or is left as it was; nothing else stays beside it.
 * Fails with G_IO_ERROR: CANCELLED, or one sentence for a person. */
void beseda_exporter_run_async (BesedaExporter *self,
                                GCancellable *cancellable,
                                GAsyncReadyCallback callback,
                                gpointer user_data);

/* `n_messages` (out, optional): how many there were. */
gboolean beseda_exporter_run_finish (BesedaExporter *self, GAsyncResult *result, guint64 *n_messages, GError **error);

G_END_DECLS
