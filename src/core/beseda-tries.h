/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/*
 * The wrong passwords of the last minute, and who may try another one: not after
 * BESEDA_LIMIT_PASSWORD_TRIES_OF_ADDRESS of them from one address, or BESEDA_LIMIT_PASSWORD_TRIES in all. Owned by a
 * room, on its thread. Times are UTC in milliseconds.
 */
typedef struct _BesedaTries BesedaTries;

BesedaTries *beseda_tries_new (void);
void beseda_tries_free (BesedaTries *self);

/* How long who comes from `address` (nullable: nobody knows where from) has to wait, in milliseconds; 0: not at all. */
guint beseda_tries_get_wait (BesedaTries *self, const char *address, gint64 now);

void beseda_tries_add (BesedaTries *self, const char *address, gint64 now);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (BesedaTries, beseda_tries_free)

G_END_DECLS
