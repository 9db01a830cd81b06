/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/*
 * The size of all text in the program, in percent of the desktop's, as the preference "text-size" says. On the main
 * thread.
 */

/* Follows the preference as long as `settings` live, and adds the actions "text-larger", "text-smaller" and
 * "text-normal" to `actions`, enabled where they would change anything. Once in a program. */
void beseda_text_size_follow (GSettings *settings, GActionMap *actions);

G_END_DECLS
