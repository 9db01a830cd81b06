/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/*
 * What strangers write, made fit for a label: Pango markup in which nothing of theirs is markup, and whose links go to
 * http, https and mailto alone. Pure functions.
 */

/* `text` is UTF-8. A link whose host is not ASCII tells its ASCII form as a tooltip. (transfer full) */
char *beseda_linkify (const char *text);

/* Whether `text` is nothing but one to three emoji. */
gboolean beseda_linkify_is_emoji (const char *text);

G_END_DECLS
