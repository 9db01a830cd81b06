/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "beseda-own-backend.h"

#include <gnutls/crypto.h>
#include <gnutls/gnutls.h>
#include <libsoup/soup.h>

#include "beseda-token-service.h"
#include "beseda-token.h"
#include "beseda-websocket.h"

static char *
make_token (void)
{
  guint8 bytes[BESEDA_TOKEN_BYTES];

  if (gnutls_global_init () < 0 || gnutls_rnd (GNUTLS_RND_KEY, bytes, sizeof bytes) < 0)
    g_error ("This computer has no random numbers to give.");

  return beseda_token_new (bytes);
}

const BesedaBackend BESEDA_OWN_BACKEND = {
  .connect = beseda_websocket_new,
  .find_token_async = beseda_token_service_find_async,
  .find_token_finish = beseda_token_service_find_finish,
  .store_token_async = beseda_token_service_store_async,
  .store_token_finish = beseda_token_service_store_finish,
  .forget_token_async = beseda_token_service_forget_async,
  .forget_token_finish = beseda_token_service_forget_finish,
  .make_token = make_token,
};

char *
beseda_own_backend_dup_soup_version (void)
{
  return g_strdup_printf ("%u.%u.%u", soup_get_major_version (), soup_get_minor_version (), soup_get_micro_version ());
}
