/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "beseda-room.h"

G_BEGIN_DECLS

/*
 * What a room has to be told about who stands at its door: where they come from, and whether their password is right,
 * which a thread of its own finds out. Owned by the engine, on the server's thread. Whom to let in, the room decides.
 */
typedef struct _BesedaDoorkeeper BesedaDoorkeeper;

typedef void (*BesedaDoorkeeperChecked) (gpointer user_data, guint64 peer, gboolean right);

BesedaDoorkeeper *beseda_doorkeeper_new (BesedaDoorkeeperChecked checked, gpointer user_data);

/* A check that is on its way comes to its end, but `checked` is not called any more. */
void beseda_doorkeeper_free (BesedaDoorkeeper *self);

/* Tells the room where the peer that is connected by `fd` comes from. */
void beseda_doorkeeper_tell_origin (BesedaDoorkeeper *self, BesedaRoom *room, guint64 peer, int fd);

/* Begins to find out whether that is the password; `hash` is NULL where there is none, which none is right for. */
void beseda_doorkeeper_check (BesedaDoorkeeper *self, guint64 peer, const char *password, const char *hash);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (BesedaDoorkeeper, beseda_doorkeeper_free)

G_END_DECLS
