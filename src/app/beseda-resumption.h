/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "beseda-host.h"

G_BEGIN_DECLS

/*
 * Opens rooms again as they were, one after the other, without asking anybody. Main thread. One that cannot be opened
 * is told of in the log and left out; the lobby has it, with what can be done.
 */
void beseda_resumption_async (BesedaHost *host,
                              const char *const *handles,
                              GCancellable *cancellable,
                              GAsyncReadyCallback callback,
                              gpointer user_data);

/* Those of BesedaHostedRoom that are open now. (transfer container and elements) */
GPtrArray *beseda_resumption_finish (GAsyncResult *result, GError **error);

G_END_DECLS
