/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/*
 * What proves that a name is somebody's: 128 random bits, written as 32 lower-case hexadecimal digits. Who has it keeps
 * it secret; a room keeps only its hash. Pure functions, callable on any thread; whoever makes a token brings the
 * randomness.
 */
#define BESEDA_TOKEN_BYTES 16
#define BESEDA_TOKEN_HASH_BYTES 32

/* From BESEDA_TOKEN_BYTES random bytes. (transfer full) */
char *beseda_token_new (const guint8 bytes[BESEDA_TOKEN_BYTES]);

gboolean beseda_token_is_valid (const char *token);

/* SHA-256 of the token's text. Plain, without salt or stretching: 128 random bits can be neither guessed nor listed. */
void beseda_token_hash (const char *token, guint8 hash[BESEDA_TOKEN_HASH_BYTES]);

G_END_DECLS
