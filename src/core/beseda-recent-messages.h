/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "beseda-event.h"

G_BEGIN_DECLS

/*
 * The last BESEDA_LIMIT_RECENT_IDS messages whose senders gave them an id, so that a repetition is recognised. Owned by
 * a log, on its thread. A person is named by the key of the login (beseda_login_key).
 */
typedef struct _BesedaRecentMessages BesedaRecentMessages;

BesedaRecentMessages *beseda_recent_messages_new (void);
void beseda_recent_messages_free (BesedaRecentMessages *self);

/* Remembers `event`, which has an id that find does not know from this person. */
void beseda_recent_messages_add (BesedaRecentMessages *self, const char *login_key, BesedaEvent *event);

/* The message that this person gave this id, lent; NULL for none. */
BesedaEvent *beseda_recent_messages_find (BesedaRecentMessages *self, const char *login_key, const char *id);

/* The message with that number was removed: of what it said nothing is left. Nothing for one that is not known. */
void beseda_recent_messages_remove (BesedaRecentMessages *self, guint64 seq);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (BesedaRecentMessages, beseda_recent_messages_free)

G_END_DECLS
