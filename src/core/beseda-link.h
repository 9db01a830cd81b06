/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/*
 * The links in what strangers write: to http, https and mailto alone. A link ends before white space, quotes, angle
 * brackets, invisible and direction-changing characters; punctuation and closing brackets that belong to the sentence
 * around it stay outside. Pure functions, callable on any thread.
 */

/* Where the first link in `text` (UTF-8) begins, and in `end` (out) where it ends; NULL: there is none. To look for the
 * next one, begin at `end`. Both point into `text`. */
const char *beseda_link_find (const char *text, const char **end);

gboolean beseda_link_is_mail (const char *link);

/* Where a link that was found leads: its host in ASCII, or the mail address. NULL: what a browser would make of it
 * cannot be told, so it should not get it. (transfer full) */
char *beseda_link_get_host (const char *link);

/* The link with its host in ASCII, or NULL where it is so already or is no host. (transfer full) */
char *beseda_link_to_ascii (const char *link);

G_END_DECLS
