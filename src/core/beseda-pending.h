/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "beseda-event.h"

G_BEGIN_DECLS

/*
 * What a room has given to its log and not heard of yet, in order, and whose it is. Owned by a room, on its thread.
 */
typedef struct _BesedaPending BesedaPending;

typedef struct
{
  BesedaEvent *event;
  guint64 peer;   /* over which it came, 0: none */
  guint64 person; /* whom it is of */
} BesedaPendingEvent;

BesedaPending *beseda_pending_new (void);
void beseda_pending_free (BesedaPending *self);

/* About how much memory it takes, in bytes. */
gsize beseda_pending_get_size (const BesedaPending *self);

void beseda_pending_push (BesedaPending *self, BesedaEvent *event, guint64 peer, guint64 person);

/* The oldest; NULL for none. (transfer full) */
BesedaPendingEvent *beseda_pending_pop (BesedaPending *self);
void beseda_pending_event_free (BesedaPendingEvent *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (BesedaPending, beseda_pending_free)
G_DEFINE_AUTOPTR_CLEANUP_FUNC (BesedaPendingEvent, beseda_pending_event_free)

G_END_DECLS
