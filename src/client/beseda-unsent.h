/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/*
 * What the person said and the room has not confirmed: messages that wait in their order, at most the first of them on
 * its way, and those that were refused. A plain value without I/O, owned by a session.
 */
typedef struct _BesedaUnsent BesedaUnsent;

typedef struct
{
  char *id;
  char *text;
  gint64 at;     /* when it was said, UTC in milliseconds since the epoch */
  char *problem; /* NULL while it waits; else why the room refused it, one sentence */
} BesedaUnsentMessage;

/* (transfer full), strings copied. */
BesedaUnsentMessage *beseda_unsent_message_new (const char *id, const char *text, gint64 at, const char *problem);
void beseda_unsent_message_free (BesedaUnsentMessage *self);

BesedaUnsent *beseda_unsent_new (void);
void beseda_unsent_free (BesedaUnsent *self);

/* How many wait, the one on its way too; not those that were refused. */
guint beseda_unsent_get_n_waiting (const BesedaUnsent *self);

/* Puts a message at the end of those that wait, or with a problem of those that were refused; its id is unique.
 * (transfer full) */
void beseda_unsent_add (BesedaUnsent *self, BesedaUnsentMessage *message);

/* The message `id`, wherever we have it, or NULL. (transfer none) */
const BesedaUnsentMessage *beseda_unsent_get (BesedaUnsent *self, const char *id);

/* The message whose turn it is, which is on its way from here on; NULL when none waits, or one is on its way already.
 * (transfer none) */
const BesedaUnsentMessage *beseda_unsent_send_next (BesedaUnsent *self);

/* The message that is on its way, or NULL. (transfer none) */
const BesedaUnsentMessage *beseda_unsent_get_on_its_way (const BesedaUnsent *self);

/* What was on its way did not arrive: its turn comes again, first. */
void beseda_unsent_rewind (BesedaUnsent *self);

/* The room has the message `id`, wherever we had it. FALSE when it is none of ours. */
gboolean beseda_unsent_confirm (BesedaUnsent *self, const char *id);

/* The room refused the message `id`, which waited, because of `problem`; the others go on. FALSE when it did not wait.
 */
gboolean beseda_unsent_refuse (BesedaUnsent *self, const char *id, const char *problem);

/* For a message that was refused: it waits again, at the end; or is forgotten. FALSE when `id` was not refused. */
gboolean beseda_unsent_retry (BesedaUnsent *self, const char *id);
gboolean beseda_unsent_discard (BesedaUnsent *self, const char *id);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (BesedaUnsentMessage, beseda_unsent_message_free)
G_DEFINE_AUTOPTR_CLEANUP_FUNC (BesedaUnsent, beseda_unsent_free)

G_END_DECLS
