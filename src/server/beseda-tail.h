/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "beseda-clock.h"
#include "beseda-codec.h"

G_BEGIN_DECLS

/*
 * The last events of a room, at hand for who comes or comes back: at most BESEDA_LIMIT_TAIL of them, and
 * BESEDA_LIMIT_TAIL_BYTES of text. Each is encoded at most once, when it is first asked for. Owned by the backlog, on
 * the server's thread.
 */
typedef struct _BesedaTail BesedaTail;

/* `clock` outlives it. */
BesedaTail *beseda_tail_new (BesedaClock *clock);
void beseda_tail_free (BesedaTail *self);

/* `event` has the number after the last one. A REMOVE takes the text from the message that it is about. */
void beseda_tail_add (BesedaTail *self, BesedaEvent *event);

/* Forgets what happened before `at`. */
void beseda_tail_forget_before (BesedaTail *self, gint64 at);

/* The number of the first event at hand; where there is none, the next one to come. */
guint64 beseda_tail_get_first_seq (const BesedaTail *self);

/* The last number that was added, or told to beseda_tail_start_after(). */
guint64 beseda_tail_get_last_seq (const BesedaTail *self);

/* With nothing at hand, the next event is the one after `seq`. Before the first is added. */
void beseda_tail_start_after (BesedaTail *self, guint64 seq);

/* An event at hand, as the Beseda dialect has it. (transfer none) */
GBytes *beseda_tail_get_text (BesedaTail *self, guint64 seq);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (BesedaTail, beseda_tail_free)

G_END_DECLS
