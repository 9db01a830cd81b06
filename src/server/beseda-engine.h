/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "beseda-commands.h"
#include "beseda-entrance.h"

G_BEGIN_DECLS

/*
 * The server's heart: listens, reads frames, asks the room what follows, and does that. Lives on the server's thread,
 * in that thread's default main context; the server makes it there and frees it there. It holds no rule of a room and
 * parses no byte itself.
 */
typedef struct _BesedaEngine BesedaEngine;

typedef void (*BesedaEngineStopped) (gpointer user_data);

/* Listens at once. Fails with BESEDA_SERVER_ERROR. */
BesedaEngine *beseda_engine_new (const BesedaServerOptions *options, GError **error);
void beseda_engine_free (BesedaEngine *self);

/* Where people come in; NULL once it is closed, because the engine stops. */
BesedaEntrance *beseda_engine_get_entrance (BesedaEngine *self);

/* `answer` is called once, at once or later. */
void
beseda_engine_command (BesedaEngine *self, const char *const *words, BesedaCommandsAnswer answer, gpointer user_data);

/* Listens no more, closes everybody with 1001, and calls `stopped` once when they are gone, within 2 s. Once only. */
void beseda_engine_stop (BesedaEngine *self, BesedaEngineStopped stopped, gpointer user_data);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (BesedaEngine, beseda_engine_free)

G_END_DECLS
