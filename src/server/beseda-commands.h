/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "beseda-log.h"
#include "beseda-room.h"
#include "beseda-server.h"

G_BEGIN_DECLS

/*
 * What whoever runs a server may say to it while it runs, in words: ban somebody, reset the link … Owned by the engine,
 * on the server's thread. It knows the words; what follows, the room decides and the engine performs.
 */
typedef struct _BesedaCommands BesedaCommands;

/* `text` is the answer, or where `done` is FALSE one sentence on why not. */
typedef void (*BesedaCommandsAnswer) (gpointer user_data, gboolean done, const char *text);

/* The effects are there to be performed. */
typedef void (*BesedaCommandsPerform) (gpointer user_data);

/* `room` and `effects` outlive it; `port` is the one that is really listened on, `fingerprint` that of the room's own
 * certificate, NULL where it has none. */
BesedaCommands *beseda_commands_new (BesedaRoom *room,
                                     BesedaLog *log,
                                     BesedaEffects *effects,
                                     const BesedaServerOptions *options,
                                     guint16 port,
                                     const char *fingerprint,
                                     BesedaCommandsPerform perform,
                                     gpointer user_data);

/* A command that is on its way is answered when it comes to its end, but changes nothing any more. */
void beseda_commands_free (BesedaCommands *self);

/* `words` is NULL-terminated; "help" tells which there are. `answer` is called once, at once or later, on this thread.
 */
void
beseda_commands_run (BesedaCommands *self, const char *const *words, BesedaCommandsAnswer answer, gpointer user_data);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (BesedaCommands, beseda_commands_free)

G_END_DECLS
