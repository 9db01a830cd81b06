/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "beseda-secret.h"

#include <gnutls/crypto.h>
#include <sodium.h>
#include <string.h>

#include "beseda-limits.h"
#include "beseda-token.h"

#define KEY_BYTES 16
#define PASSES 2

static gboolean
fill (guint8 *bytes, gsize n)
{
  return gnutls_global_init () == 0 && gnutls_rnd (GNUTLS_RND_KEY, bytes, n) == 0;
}

char *
beseda_secret_new_token (void)
{
  guint8 bytes[BESEDA_TOKEN_BYTES];

  return fill (bytes, sizeof bytes) ? beseda_token_new (bytes) : NULL;
}

/* Base64 for links, without padding: RFC 4648, section 5. */
char *
beseda_secret_new_key (void)
{
  guint8 bytes[KEY_BYTES];
  char *key;

  if (!fill (bytes, sizeof bytes))
    return NULL;

  key = g_base64_encode (bytes, sizeof bytes);
  g_strdelimit (key, "+", '-');
  g_strdelimit (key, "/", '_');
  key[strcspn (key, "=")] = '\0';

  return key;
}

char *
beseda_secret_hash_password (const char *password)
{
  char hash[crypto_pwhash_STRBYTES];

  if (sodium_init () < 0 || crypto_pwhash_str_alg (hash, password, strlen (password), PASSES,
                                                   BESEDA_LIMIT_PASSWORD_MEMORY, crypto_pwhash_ALG_ARGON2ID13) != 0)
    return NULL;

  return g_strdup (hash);
}

gboolean
beseda_secret_is_password (const char *password, const char *hash)
{
  return hash != NULL && sodium_init () >= 0 && crypto_pwhash_str_verify (hash, password, strlen (password)) == 0;
}
