/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/*
 * The tokens that prove which names are the person's: one for each room, whatever one's names there, in the desktop's
 * Secret Service, or where there is none in a file that only this user may read. Lives on the main thread and never
 * blocks it. Owned by the application, lent to sessions.
 */
#define BESEDA_TYPE_KEYRING (beseda_keyring_get_type ())
G_DECLARE_FINAL_TYPE (BesedaKeyring, beseda_keyring, BESEDA, KEYRING, GObject)

/* `file` is the path of the file that stands in for a Secret Service that is not there. */
BesedaKeyring *beseda_keyring_new (const char *file);

/* The person's token in `room` (any text that stands for the room). Where there is none a new random one is made, and
 * kept before this is finished: a token that is used is never lost. Where it can be kept nowhere, that is logged and
 * the token lasts as long as this object. Never fails; only cancelled does it return NULL. (transfer full), 32
 * hexadecimal digits */
void beseda_keyring_get_token_async (
    BesedaKeyring *self, const char *room, GCancellable *cancellable, GAsyncReadyCallback callback, gpointer user_data);
char *beseda_keyring_get_token_finish (BesedaKeyring *self, GAsyncResult *result, GError **error);

/* Forgets the token of `room`. */
void beseda_keyring_forget (BesedaKeyring *self, const char *room);

G_END_DECLS
