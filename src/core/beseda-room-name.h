/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/*
 * A room's name where it must be short and plain. Pure.
 */

/* The name as it may stand in a link or in the name of a file: its letters and digits in lower case, everything else
 * one dash; empty where there are none. (transfer full) */
char *beseda_room_name_to_slug (const char *name);

G_END_DECLS
