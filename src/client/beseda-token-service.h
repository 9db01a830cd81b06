/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/*
 * Tokens among the passwords of the desktop's Secret Service, or in a sandbox in libsecret's own encrypted file.
 * Functions for the main thread, which they never block. A service that does not answer within seconds is given up with
 * G_IO_ERROR_TIMED_OUT; other errors are the service's own.
 */

/* NULL without an error: the service is well, and has no token for `room`. It may ask somebody to unlock it,
 * and waits a minute for that. G_IO_ERROR_PERMISSION_DENIED: there is one, but it does not hand it out. (transfer full)
 */
void beseda_token_service_find_async (const char *room, GAsyncReadyCallback callback, gpointer user_data);
char *beseda_token_service_find_finish (GAsyncResult *result, GError **error);

/* Replaces the token that is there. `label` is what a person reads in the list of passwords. This alone is not given
 * up, for somebody may be typing the password that unlocks the service. */
void beseda_token_service_store_async (
    const char *room, const char *label, const char *token, GAsyncReadyCallback callback, gpointer user_data);
gboolean beseda_token_service_store_finish (GAsyncResult *result, GError **error);

/* Forgets all tokens of `room` that are not locked. */
void beseda_token_service_forget_async (const char *room, GAsyncReadyCallback callback, gpointer user_data);
gboolean beseda_token_service_forget_finish (GAsyncResult *result, GError **error);

G_END_DECLS
