/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/*
 * What strangers write, as it is shown: nothing in it turns the direction of what is around it, piles up over other
 * lines, or takes longer to lay out than a frame or two. What is kept and copied as a whole stays as it was written.
 * Pure functions; `text` is UTF-8, however long.
 */

/* A name, of a person or a room, on its own: one line of at most BESEDA_LIMIT_SHOWN_NAME_CHARS. (transfer full) */
char *beseda_shown_name (const char *text);

/* A sentence on its own: one line, however long it was written, of at most BESEDA_LIMIT_SHOWN_CHARS. (transfer full) */
char *beseda_shown_line (const char *text);

/* A name for a sentence, which a name written from right to left must not turn. (transfer full) */
char *beseda_shown_name_inside (const char *text);

/* A text with its lines: at most BESEDA_LIMIT_SHOWN_CHARS and BESEDA_LIMIT_SHOWN_LINES of it, or with `whole`
 * BESEDA_LIMIT_SHOWN_WHOLE_CHARS; then "…" and `cut` (out, optional). (transfer full) */
char *beseda_shown_text (const char *text, gboolean whole, gboolean *cut);

G_END_DECLS
