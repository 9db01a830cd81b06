/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "beseda-commands.h"

G_BEGIN_DECLS

/*
 * A Unix socket that only its owner may use (0600), over which whoever runs the server speaks to it: one command a
 * connection, its words ended by U+0000 and an empty one; the answer is "ok" or "error", a line break and the text,
 * until the end. Owned by the engine, on the server's thread.
 */
typedef struct _BesedaControl BesedaControl;

/* Listens; with `path` NULL nowhere. The folder of `path` is there. `commands` outlives it. Fails with
 * BESEDA_SERVER_ERROR_FAILED and one sentence for a person. */
BesedaControl *beseda_control_new (const char *path, BesedaCommands *commands, GError **error);

/* Also removes the socket. */
void beseda_control_free (BesedaControl *self);

/* The other end, for a program of its own: says it and waits for the answer. FALSE with an error where nobody listens;
 * else `done` and `text` (transfer full) are the answer. Blocks. */
gboolean beseda_control_ask (const char *path, const char *const *words, gboolean *done, char **text, GError **error);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (BesedaControl, beseda_control_free)

G_END_DECLS
