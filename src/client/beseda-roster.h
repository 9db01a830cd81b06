/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

#include "beseda-reply.h"

G_BEGIN_DECLS

/*
 * Who is in the room, as a GListModel of BesedaRosterEntry: oneself first, then by name as the person's language sorts.
 * Owned by a session, on the main thread. Property "n-people" (guint) notifies.
 */
#define BESEDA_TYPE_ROSTER_ENTRY (beseda_roster_entry_get_type ())
G_DECLARE_FINAL_TYPE (BesedaRosterEntry, beseda_roster_entry, BESEDA, ROSTER_ENTRY, GObject)

/* Properties "login" and "own", constant; "role" (guint, a BesedaRole), "muted" and "away", which notify. */
const char *beseda_roster_entry_get_login (BesedaRosterEntry *self);
gboolean beseda_roster_entry_get_own (BesedaRosterEntry *self);
BesedaRole beseda_roster_entry_get_role (BesedaRosterEntry *self);
gboolean beseda_roster_entry_get_muted (BesedaRosterEntry *self);
gboolean beseda_roster_entry_get_away (BesedaRosterEntry *self);

#define BESEDA_TYPE_ROSTER (beseda_roster_get_type ())
G_DECLARE_FINAL_TYPE (BesedaRoster, beseda_roster, BESEDA, ROSTER, GObject)

BesedaRoster *beseda_roster_new (void);

void beseda_roster_clear (BesedaRoster *self);

void beseda_roster_add (BesedaRoster *self, gint64 client_id, const char *login, gboolean own);
/* Only these are here now; `people` is of BesedaPerson. */
void beseda_roster_replace (BesedaRoster *self, const GPtrArray *people, gint64 own_client_id);
void beseda_roster_remove (BesedaRoster *self, gint64 client_id);

/* What somebody who is here may do, and whether they are away from the computer; nothing for who is not. */
void beseda_roster_set_role (BesedaRoster *self, const char *login, BesedaRole role);
void beseda_roster_set_muted (BesedaRoster *self, const char *login, gboolean muted);
void beseda_roster_set_away (BesedaRoster *self, const char *login, gboolean away);

guint beseda_roster_get_n_people (BesedaRoster *self);

G_END_DECLS
