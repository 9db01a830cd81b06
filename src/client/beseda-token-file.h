/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/*
 * A file with tokens that only its user may read, a key file with a group for each room. Each change replaces it whole
 * and is on the disk before the function returns; a lock beside it keeps threads and processes from undoing each
 * other's changes. Functions that block, for any thread but the main one. They never write over what they cannot read.
 */

/* The token that is kept for `room`. NULL without an error: there is none, or the file is damaged, which is
 * dealt with when it is next written. (transfer full) */
char *beseda_token_file_find (const char *path, const char *room, GError **error);

/* Keeps `token` for `room` unless one is kept already. A damaged file is set aside, and a warning says where.
 * Returns the token that is kept. (transfer full) */
char *beseda_token_file_keep (const char *path, const char *room, const char *token, GError **error);

/* Forgets the token of `room`. */
gboolean beseda_token_file_forget (const char *path, const char *room, GError **error);

G_END_DECLS
