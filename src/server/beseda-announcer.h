/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "beseda-door.h"

G_BEGIN_DECLS

/*
 * Tells the local network of a room, through Avahi (DNS-SD over multicast DNS, RFC 6763 and 6762). Owned by the engine,
 * on the server's thread, which it never blocks: Avahi is asked over the system bus, without its own library, which
 * waits for each answer. Where there is no Avahi, nothing is told, and all else goes on; where it comes later, it is
 * told then.
 */
typedef struct _BesedaAnnouncer BesedaAnnouncer;

/* Nothing is told before beseda_announcer_set_door(). */
BesedaAnnouncer *beseda_announcer_new (const char *room, guint16 port, gboolean encrypts);

/* Takes it back. */
void beseda_announcer_free (BesedaAnnouncer *self);

/* What guests will meet. A room that only its link opens is nobody's to find, and is not told of. */
void beseda_announcer_set_door (BesedaAnnouncer *self, BesedaDoorKind door);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (BesedaAnnouncer, beseda_announcer_free)

G_END_DECLS
