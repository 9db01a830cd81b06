/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* `beseda-server ctl …`: says the rest of the command line to the server that listens at the control socket `path`, and
 * prints what it answers. A password that is "-" is read from the standard input, so that it stands in no list of
 * processes. Returns the program's exit status. */
int beseda_control_command_run (const char *path, const char *const *words);

G_END_DECLS
