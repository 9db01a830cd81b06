/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "beseda-token.h"

#include <string.h>

char *
beseda_token_new (const guint8 bytes[BESEDA_TOKEN_BYTES])
{
  char *token = g_malloc (2 * BESEDA_TOKEN_BYTES + 1);

  for (guint i = 0; i < BESEDA_TOKEN_BYTES; i++)
    g_snprintf (token + 2 * i, 3, "%02x", bytes[i]);

  return token;
}

gboolean
beseda_token_is_valid (const char *token)
{
  return strlen (token) == 2 * BESEDA_TOKEN_BYTES && strspn (token, "0123456789abcdef") == 2 * BESEDA_TOKEN_BYTES;
}

void
beseda_token_hash (const char *token, guint8 hash[BESEDA_TOKEN_HASH_BYTES])
{
  g_autoptr (GChecksum) sum = g_checksum_new (G_CHECKSUM_SHA256);
  gsize size = BESEDA_TOKEN_HASH_BYTES;

  g_checksum_update (sum, (const guint8 *) token, (gssize) strlen (token));
  g_checksum_get_digest (sum, hash, &size);
}
