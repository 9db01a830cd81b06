/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/*
 * What is new, as the shops tell it: read from the program's metainfo, which travels with it as a resource.
 */

/* What `metainfo` says of this version, as markup of paragraphs and lists; NULL: nothing. (transfer full) */
char *beseda_release_notes_find (const char *metainfo, gssize length, const char *version);

/* The same of the program's own. (transfer full) */
char *beseda_release_notes_dup (const char *version);

G_END_DECLS
