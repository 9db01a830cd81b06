/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "beseda-past.h"
#include "beseda-people.h"

G_BEGIN_DECLS

/*
 * Whose names are whose in a room: a name that was claimed belongs to whoever has its token, present or not. A name is
 * meant by its key (beseda_login_key). Owned by a room, on its thread; what lasts is in the room's log.
 */
typedef struct _BesedaNames BesedaNames;

BesedaNames *beseda_names_new (const BesedaPast *past);
void beseda_names_free (BesedaNames *self);

/* Whether somebody owns the name. */
gboolean beseda_names_is_owned (const BesedaNames *self, const char *key);

/* Whether the name is that of who has the token with `hash` (nullable: no token). */
gboolean beseda_names_is_owner (const BesedaNames *self, const char *key, const guint8 *hash);

/* The hash of the token that owns the name, lent; NULL: nobody owns it. */
const guint8 *beseda_names_get_hash (const BesedaNames *self, const char *key);

/* Makes a name that nobody owns that of who has the token. FALSE: BESEDA_LIMIT_NAMES are owned already. */
gboolean beseda_names_claim (BesedaNames *self, const char *key, const guint8 hash[BESEDA_TOKEN_HASH_BYTES]);

/* Takes a claim back that the log has refused. */
void beseda_names_unclaim (BesedaNames *self, const char *key);

/* At most BESEDA_LIMIT_SUGGESTIONS names like `login` that nobody owns and none of `people` has, for the one who found
 * it taken: with a number behind it. None is longer than a name may be. (transfer full) */
char **beseda_names_suggest (const BesedaNames *self, const BesedaPeople *people, const char *login);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (BesedaNames, beseda_names_free)

G_END_DECLS
