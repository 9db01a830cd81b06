/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "beseda-database.h"
#include "beseda-direction.h"

G_BEGIN_DECLS

/*
 * Events in a table `events (seq, kind, at, client_id, login, key, id, text, act, target, target_seq, seconds)`: how
 * they get there and back. What comes
 * out of a file is looked at like a stranger's word. For jobs of a database.
 */

/* Binds what is an ACT's of `event`, or nothing, to the parameters from `index` on: act, target, target_seq, seconds.
 */
void beseda_event_rows_bind_act (sqlite3_stmt *statement, int index, const BesedaEvent *event);

/* What stands in the column `text`; NULL for nothing. */
const char *beseda_event_rows_get_text (const BesedaEvent *event);

/* Writes `event` with the number `seq`. TRUE with `stored` FALSE: the table has one with this key and id already. */
gboolean beseda_event_rows_insert (
    BesedaDatabase *database, BesedaEvent *event, const char *key, guint64 seq, gboolean *stored, GError **error);

/* The event with that key and id. (transfer full) */
BesedaEvent *beseda_event_rows_find (BesedaDatabase *database, const char *key, const char *id, GError **error);

/* Those next to `seq`, at most `limit`, ascending, and no more text than BESEDA_LIMIT_PAGE_BYTES but for the last; as
 * beseda_log_read_async() says. (transfer full), of BesedaEvent */
GPtrArray *
beseda_event_rows_read (BesedaDatabase *database, BesedaDirection direction, guint64 seq, guint limit, GError **error);

/* The first number, 0 for none. */
gboolean beseda_event_rows_get_first (BesedaDatabase *database, guint64 *seq, GError **error);

/* Deletes those that are older than `at` among the first `limit`; where `n_pruned` is `limit`, there may be more. */
gboolean beseda_event_rows_prune (BesedaDatabase *database, gint64 at, guint limit, guint *n_pruned, GError **error);

G_END_DECLS
