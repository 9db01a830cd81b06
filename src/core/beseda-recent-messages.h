/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "beseda-event.h"

G_BEGIN_DECLS

/*
 * The last BESEDA_LIMIT_RECENT_IDS messages whose senders gave them an id, so that a repetition is recognised. Owned by
 * a room, on its thread. A person is named by the key of the login (beseda_login_key).
 */
typedef struct _BesedaRecentMessages BesedaRecentMessages;

BesedaRecentMessages *beseda_recent_messages_new (void);
void beseda_recent_messages_free (BesedaRecentMessages *self);

/* Remembers `event`, which has an id that find does not know from this person, and the connection that said it. */
void beseda_recent_messages_add (BesedaRecentMessages *self, const char *login_key, BesedaEvent *event, guint64 peer);

/* The message that this person gave this id, lent, and the connection that said it (out); NULL for none. */
BesedaEvent *
beseda_recent_messages_find (BesedaRecentMessages *self, const char *login_key, const char *id, guint64 *peer);

/* Forgets `event`, where it is remembered: its sender may say it again. */
void beseda_recent_messages_remove (BesedaRecentMessages *self, const char *login_key, BesedaEvent *event);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (BesedaRecentMessages, beseda_recent_messages_free)

G_END_DECLS
