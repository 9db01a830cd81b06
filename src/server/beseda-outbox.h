/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "beseda-transport.h"

G_BEGIN_DECLS

/*
 * Bytes that wait for one wire, in order, as references to buffers that many outboxes may share. Owned by a peer, on
 * the server's thread, and only while there is something to wait: it costs an idle peer nothing. It has no bound; who
 * fills it looks at its weight.
 */
typedef struct _BesedaOutbox BesedaOutbox;

typedef enum
{
  BESEDA_OUTBOX_EMPTY,   /* everything is written */
  BESEDA_OUTBOX_BLOCKED, /* the wire takes no more now */
  BESEDA_OUTBOX_BROKEN,  /* it never will */
} BesedaOutboxState;

BesedaOutbox *beseda_outbox_new (void);
void beseda_outbox_free (BesedaOutbox *self);

/* Adds what `bytes` holds from `offset` on. */
void beseda_outbox_push (BesedaOutbox *self, GBytes *bytes, gsize offset);

/* The bytes that wait, and what it costs to keep them: many small pieces weigh more than one large. */
gsize beseda_outbox_get_weight (const BesedaOutbox *self);

/* Writes as much as the wire takes. */
BesedaOutboxState beseda_outbox_write (BesedaOutbox *self, BesedaTransport *transport);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (BesedaOutbox, beseda_outbox_free)

G_END_DECLS
