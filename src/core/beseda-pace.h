/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/*
 * When people wrote last, for a room in slow mode: whoever leaves and comes back has not waited. Owned by a room, on
 * its thread; forgets whoever has waited long enough.
 */
typedef struct _BesedaPace BesedaPace;

BesedaPace *beseda_pace_new (void);
void beseda_pace_free (BesedaPace *self);

/* How long `who` (any text that stands for a person) has to wait until `slow` milliseconds have passed since they wrote
 * last, in milliseconds; 0: they may write, and have at `now`. */
gint64 beseda_pace_take (BesedaPace *self, const char *who, gint64 slow, gint64 now);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (BesedaPace, beseda_pace_free)

G_END_DECLS
