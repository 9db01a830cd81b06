/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "beseda-past.h"

G_BEGIN_DECLS

/*
 * What the acts in a room have settled: who moderates, is muted, is banned; whether the room is locked, how slow it is
 * and what it is about; and with that, who may do what to whom. It only counts what is in the log. People are meant by
 * their keys (beseda_login_key). Owned by a room, on its thread.
 */
typedef struct _BesedaStanding BesedaStanding;

BesedaStanding *beseda_standing_new (const BesedaPast *past);
void beseda_standing_free (BesedaStanding *self);

/* The log has taken an ACT. */
void beseda_standing_apply (BesedaStanding *self, const BesedaEvent *event);

/* By name or by the hash of the token (nullable), whichever has more. */
BesedaRole beseda_standing_get_role (const BesedaStanding *self, const char *key, const guint8 *hash);

/* Until when somebody may not write, by name or by the hash of the token (nullable): UTC in milliseconds since the
 * epoch; 0: they may; G_MAXINT64: until somebody unmutes them. */
gint64 beseda_standing_get_muted_until (const BesedaStanding *self, const char *key, const guint8 *hash);

/* Whether a ban keeps somebody out: by name, by the hash of the token (nullable), or by the address (nullable), which
 * counts for those alone who are new (no `member`): others behind the same address are not punished with them. */
gboolean beseda_standing_is_banned (
    const BesedaStanding *self, const char *key, const guint8 *hash, const char *address, gboolean member);

gboolean beseda_standing_is_locked (const BesedaStanding *self);
const char *beseda_standing_get_topic (const BesedaStanding *self); /* "" for none */
gint64 beseda_standing_get_slow (const BesedaStanding *self);       /* seconds between two messages; 0: as one likes */

/* How many people something is settled for; BESEDA_LIMIT_STANDINGS at most. */
guint beseda_standing_get_n (const BesedaStanding *self);

/* Whether somebody with that role may do it to somebody with `target`'s; one's own messages are not asked about here.
 */
gboolean beseda_standing_allows (BesedaRole role, BesedaActKind kind, BesedaRole target);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (BesedaStanding, beseda_standing_free)

G_END_DECLS
