/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* The headless program `beseda-server`: one room that is there until a signal ends it. Takes the command line, and
 * returns the exit status: 0 for a clean end, 1 where the room could not be opened, 2 for a command line that can't be
 * meant. */
int beseda_daemon_run (int argc, char *argv[]);

G_END_DECLS
