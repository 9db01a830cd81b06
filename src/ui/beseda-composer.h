/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

#include "beseda-typists.h"

G_BEGIN_DECLS

/*
 * Where a message is written: Enter sends (or Ctrl+Enter, as BesedaHabits has it), Shift+Enter breaks the line, and
 * whatever an input method is composing is its own affair until it is done. Owned by a room page, on the main thread;
 * it sends nothing itself.
 *
 * Property "text" (string) notifies. "closed" (boolean): nothing can be sent just now, what is written waits. Signal
 * "send" (const char *text): the person wants `text` said; it is neither blank nor longer than the limit, and stays in
 * the composer until somebody sets another one. Action "composer.send".
 */
#define BESEDA_TYPE_COMPOSER (beseda_composer_get_type ())
G_DECLARE_FINAL_TYPE (BesedaComposer, beseda_composer, BESEDA, COMPOSER, AdwBin)

GtkWidget *beseda_composer_new (void);

char *beseda_composer_dup_text (BesedaComposer *self); /* (transfer full) */

/* The cursor goes to the end. */
void beseda_composer_set_text (BesedaComposer *self, const char *text);

/* The longest message, in characters (code points). */
void beseda_composer_set_limit (BesedaComposer *self, guint limit);

/* The room is told when something is written, if the person wants that, and a line above says who else writes. Not
 * more than once. */
void beseda_composer_set_typists (BesedaComposer *self, BesedaTypists *typists);

/* For what is typed where nothing can be written: takes the focus and the key, if the key writes something. */
gboolean beseda_composer_take_key (BesedaComposer *self, GtkEventControllerKey *keys, guint key, GdkModifierType state);

G_END_DECLS
