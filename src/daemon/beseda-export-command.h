/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* What `beseda-server --export` does: writes the room in `file` to `target` ("-": the standard output), in the format
 * that `format` or else the target's name says, and tells how far it is where somebody looks on. Returns the exit
 * status: 0 when the target is complete, 1 where it could not be, 2 where no format is known. */
int beseda_export_command_run (const char *file, const char *target, const char *format, gboolean force);

G_END_DECLS
