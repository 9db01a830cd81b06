/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/*
 * What nobody can guess, made from the system's randomness; and passwords, which somebody might, kept as Argon2id
 * (RFC 9106) hashes that say themselves how they were made. Functions for any thread; those for passwords take about
 * BESEDA_LIMIT_PASSWORD_MEMORY bytes and tens of milliseconds, so not for one that serves.
 */

/* A name's or owner's token, beseda_token_new(); and a link's key, BESEDA_KEY_CHARS characters. NULL: the system has no
 * randomness. (transfer full) */
char *beseda_secret_new_token (void);
char *beseda_secret_new_key (void);

/* NULL: there was no memory for it. (transfer full) */
char *beseda_secret_hash_password (const char *password);
gboolean beseda_secret_is_password (const char *password, const char *hash);

G_END_DECLS
