/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "beseda-archive.h"
#include "beseda-membership.h"
#include "beseda-timeline.h"

G_BEGIN_DECLS

/*
 * What the person says, on its way to the room: shown as pending, kept in the archive, sent in order and one at a time
 * when the room is there, again after a lost connection, until the room has it or refuses it. Owned by a session, on
 * the main thread.
 */
typedef struct _BesedaSender BesedaSender;

/* `archive` is nullable. `changed` is called when the number of those that wait, or the trouble, may be another. All
 * outlive it; `pause` is in milliseconds. */
BesedaSender *beseda_sender_new (BesedaMembership *membership,
                                 BesedaTimeline *timeline,
                                 BesedaArchive *archive,
                                 guint pause,
                                 void (*changed) (gpointer user_data),
                                 gpointer user_data);
void beseda_sender_free (BesedaSender *self);

/* What the archive kept (of BesedaUnsentMessage); `login` is who said it. */
void beseda_sender_restore (BesedaSender *self, GPtrArray *unsent, const char *login);

/* `text` is what the room may take. */
void beseda_sender_say (BesedaSender *self, const char *login, const char *text);

/* In the room: sends the next one, unless one is on its way. */
void beseda_sender_go_on (BesedaSender *self);

/* Not in the room any more; a plain server tells with the close what it did not take, else UNKNOWN. */
void beseda_sender_lose_connection (BesedaSender *self, BesedaRefusal refusal);

/* The room has the message `id`. */
void beseda_sender_settle (BesedaSender *self, const char *id);

/* The room refused something: an ERROR. FALSE: that is no message of ours. */
gboolean beseda_sender_refuse (BesedaSender *self, const BesedaReply *refusal);

/* For a message that was refused. */
void beseda_sender_retry (BesedaSender *self, const char *id);
void beseda_sender_discard (BesedaSender *self, const char *id);

guint beseda_sender_get_n_waiting (const BesedaSender *self);

/* The message that is on its way, or NULL. */
const BesedaUnsentMessage *beseda_sender_get_on_its_way (const BesedaSender *self);

/* Whether the room is there, but cannot take what is said. */
gboolean beseda_sender_get_held_up (const BesedaSender *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (BesedaSender, beseda_sender_free)

G_END_DECLS
