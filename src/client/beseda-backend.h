/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "beseda-connection.h"

G_BEGIN_DECLS

/*
 * What a client needs of libraries that nobody needs to look at a lobby: libsoup, GnuTLS, libsecret and all that comes
 * with them. Whoever assembles a program links one of the implementations of the functions below: `backend` has one
 * that is there from the start, `app` one that is loaded when somebody joins. On the main thread.
 */
typedef struct
{
  /* As beseda_connection_new(). */
  BesedaConnection *(*connect) (BesedaAddress *address, gint64 client_id, const BesedaPatience *patience);

  /* Tokens among the passwords of the desktop's Secret Service, or in a sandbox in libsecret's own encrypted file.
   * Never blocks. A service that does not answer within seconds is given up with G_IO_ERROR_TIMED_OUT; other errors are
   * the service's own.
   *
   * To find NULL without an error: the service is well, and has no token for `room`. It may ask somebody to unlock it,
   * and waits a minute for that. G_IO_ERROR_PERMISSION_DENIED: there is one, but it does not hand it out. (transfer
   * full) */
  void (*find_token_async) (const char *room, GAsyncReadyCallback callback, gpointer user_data);
  char *(*find_token_finish) (GAsyncResult *result, GError **error);

  /* Replaces the token that is there. `label` is what a person reads in the list of passwords. This alone is not given
   * up, for somebody may be typing the password that unlocks the service. */
  void (*store_token_async) (
      const char *room, const char *label, const char *token, GAsyncReadyCallback callback, gpointer user_data);
  gboolean (*store_token_finish) (GAsyncResult *result, GError **error);

  /* Forgets all tokens of `room` that are not locked. */
  void (*forget_token_async) (const char *room, GAsyncReadyCallback callback, gpointer user_data);
  gboolean (*forget_token_finish) (GAsyncResult *result, GError **error);

  /* A new one, which nobody can guess. (transfer full) */
  char *(*make_token) (void);
} BesedaBackend;

/* NULL until it is loaded; from then on always the same. Who makes sessions, or has a keyring look for a token, had it
 * loaded before. */
const BesedaBackend *beseda_backend_get (void);

/* Fails with one sentence for the person, where the program is not installed as a whole. */
void beseda_backend_load_async (GAsyncReadyCallback callback, gpointer user_data);
gboolean beseda_backend_load_finish (GAsyncResult *result, GError **error);

G_END_DECLS
