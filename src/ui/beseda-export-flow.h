/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

#include "beseda-export.h"
#include "beseda-session.h"

G_BEGIN_DECLS

/*
 * From the wish to have what was said in a room as a file to that file: asks where to, tells how far it is, offers to
 * stop, and in the end to open it. Owned by the room's page, on the main thread; one export at a time.
 */
#define BESEDA_TYPE_EXPORT_FLOW (beseda_export_flow_get_type ())
G_DECLARE_FINAL_TYPE (BesedaExportFlow, beseda_export_flow, BESEDA, EXPORT_FLOW, GObject)

BesedaExportFlow *beseda_export_flow_new (BesedaSession *session, AdwToastOverlay *toasts);

/* Asks for the file, and goes on with beseda_export_flow_write(). A name without an ending of its own gets `format`. */
void beseda_export_flow_choose (BesedaExportFlow *self, BesedaExportFormat format);

/* Writes to `file`, which is replaced if it is there. */
void beseda_export_flow_write (BesedaExportFlow *self, GFile *file, BesedaExportFormat format);

/* Stops whatever goes on; nothing is shown any more. */
void beseda_export_flow_close (BesedaExportFlow *self);

G_END_DECLS
