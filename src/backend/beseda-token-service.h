/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/*
 * Tokens by libsecret: the backend's, which tells what they do.
 */
void beseda_token_service_find_async (const char *room, GAsyncReadyCallback callback, gpointer user_data);
char *beseda_token_service_find_finish (GAsyncResult *result, GError **error);

void beseda_token_service_store_async (
    const char *room, const char *label, const char *token, GAsyncReadyCallback callback, gpointer user_data);
gboolean beseda_token_service_store_finish (GAsyncResult *result, GError **error);

void beseda_token_service_forget_async (const char *room, GAsyncReadyCallback callback, gpointer user_data);
gboolean beseda_token_service_forget_finish (GAsyncResult *result, GError **error);

G_END_DECLS
