/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "beseda-log.h"

G_BEGIN_DECLS

/*
 * The way of events into the log: one append at a time, and what is added meanwhile shares the next one. Owned by the
 * engine, on the server's thread. It decides nothing about an event.
 */
typedef struct _BesedaJournal BesedaJournal;

/* `events` (of BesedaEvent, in the order in which they were added) are in the log, or with `error` none of them is. */
typedef void (*BesedaJournalDone) (gpointer user_data, GPtrArray *events, const GError *error);

BesedaJournal *beseda_journal_new (BesedaLog *log, BesedaJournalDone done, gpointer user_data);

/* `done` is not called any more; an append that is on its way may still come to its end. */
void beseda_journal_free (BesedaJournal *self);

void beseda_journal_add (BesedaJournal *self, BesedaEvent *event);

/* Begins to append what was added, unless there is nothing or an append is on its way. */
void beseda_journal_commit (BesedaJournal *self);

/* Whether something was added that is not done. */
gboolean beseda_journal_is_busy (BesedaJournal *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (BesedaJournal, beseda_journal_free)

G_END_DECLS
