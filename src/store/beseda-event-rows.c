/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "beseda-event-rows.h"

#include <string.h>

#include "beseda-limits.h"

#define COLUMNS "seq, kind, at, client_id, login, id, text, act, target, target_seq, seconds"

/* (transfer full), NULL where the row holds none of ours */
static BesedaAct *
read_act (sqlite3_stmt *row)
{
  const int kind = sqlite3_column_int (row, 7);
  const char *target = beseda_database_get_text (row, 8);
  BesedaAct *act;

  if (sqlite3_column_type (row, 7) != SQLITE_INTEGER || kind < 0 || kind >= BESEDA_N_ACTS ||
      beseda_act_kind_has_target (kind) != (target != NULL))
    return NULL;

  act = beseda_act_new (kind, target, beseda_database_get_text (row, 6));
  act->target_seq = (guint64) MAX (sqlite3_column_int64 (row, 9), 0);
  act->seconds = MAX (sqlite3_column_int64 (row, 10), 0);

  return act;
}

/* (transfer full), NULL where the row is none of ours */
static BesedaEvent *
read_row (BesedaDatabase *database, sqlite3_stmt *row, GError **error)
{
  const gint64 seq = sqlite3_column_int64 (row, 0);
  const gint64 kind = sqlite3_column_int64 (row, 1);
  const char *login = beseda_database_get_text (row, 4);
  const char *id = beseda_database_get_text (row, 5);
  const char *text = kind == BESEDA_EVENT_MESSAGE ? beseda_database_get_text (row, 6) : NULL;
  g_autoptr (BesedaAct) act = kind == BESEDA_EVENT_ACT ? read_act (row) : NULL;
  BesedaEvent *event;

  if (seq < 1 || kind < BESEDA_EVENT_MESSAGE || kind > BESEDA_EVENT_ACT || login == NULL ||
      (kind == BESEDA_EVENT_ACT) != (act != NULL) ||
      (kind == BESEDA_EVENT_MESSAGE && (text == NULL) != (sqlite3_column_type (row, 6) == SQLITE_NULL)) ||
      (id == NULL) != (sqlite3_column_type (row, 5) == SQLITE_NULL))
    {
      beseda_database_set_damaged (database, error);
      return NULL;
    }

  if (act != NULL)
    event = beseda_event_new_act (sqlite3_column_int64 (row, 2), sqlite3_column_int64 (row, 3), login, act, id);
  else
    event = beseda_event_new ((BesedaEventKind) kind, sqlite3_column_int64 (row, 2), sqlite3_column_int64 (row, 3),
                              login, text, id);
  beseda_event_set_seq (event, (guint64) seq);

  return event;
}

static void
bind_text (sqlite3_stmt *statement, int index, const char *text)
{
  if (text != NULL)
    sqlite3_bind_text (statement, index, text, -1, SQLITE_STATIC);
}

void
beseda_event_rows_bind_act (sqlite3_stmt *statement, int index, const BesedaEvent *event)
{
  const BesedaAct *act = beseda_event_get_act (event);

  if (act == NULL)
    return;

  sqlite3_bind_int (statement, index, act->kind);
  bind_text (statement, index + 1, act->target);
  sqlite3_bind_int64 (statement, index + 2, (gint64) act->target_seq);
  sqlite3_bind_int64 (statement, index + 3, act->seconds);
}

const char *
beseda_event_rows_get_text (const BesedaEvent *event)
{
  const BesedaAct *act = beseda_event_get_act (event);

  return act != NULL ? act->text : beseda_event_get_text (event);
}

gboolean
beseda_event_rows_insert (
    BesedaDatabase *database, BesedaEvent *event, const char *key, guint64 seq, gboolean *stored, GError **error)
{
  sqlite3_stmt *insert = beseda_database_prepare (database,
                                                  "INSERT INTO events (seq, kind, at, client_id, login, key, id, text, "
                                                  "act, target, target_seq, seconds) "
                                                  "VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT (key, id) "
                                                  "WHERE id IS NOT NULL DO NOTHING",
                                                  error);

  if (insert == NULL)
    return FALSE;

  sqlite3_bind_int64 (insert, 1, (gint64) seq);
  sqlite3_bind_int (insert, 2, beseda_event_get_kind (event));
  sqlite3_bind_int64 (insert, 3, beseda_event_get_at (event));
  sqlite3_bind_int64 (insert, 4, beseda_event_get_client_id (event));
  bind_text (insert, 5, beseda_event_get_login (event));
  bind_text (insert, 6, key);
  bind_text (insert, 7, beseda_event_get_id (event));
  bind_text (insert, 8, beseda_event_rows_get_text (event));
  beseda_event_rows_bind_act (insert, 9, event);
  if (!beseda_database_step (database, insert, NULL, error))
    return FALSE;

  *stored = sqlite3_changes (sqlite3_db_handle (insert)) > 0;

  return TRUE;
}

BesedaEvent *
beseda_event_rows_find (BesedaDatabase *database, const char *key, const char *id, GError **error)
{
  sqlite3_stmt *find = beseda_database_prepare (database, "SELECT " COLUMNS " FROM events WHERE key = ? AND id = ?",
                                                error);
  BesedaEvent *event;
  gboolean row;

  if (find == NULL)
    return NULL;

  bind_text (find, 1, key);
  bind_text (find, 2, id);
  if (!beseda_database_step (database, find, &row, error))
    return NULL;
  if (!row)
    {
      beseda_database_set_damaged (database, error);
      return NULL;
    }

  event = read_row (database, find, error);
  sqlite3_reset (find);

  return event;
}

static void
reverse (GPtrArray *array)
{
  for (guint i = 0; i < array->len / 2; i++)
    {
      gpointer other = array->pdata[array->len - 1 - i];

      array->pdata[array->len - 1 - i] = array->pdata[i];
      array->pdata[i] = other;
    }
}

GPtrArray *
beseda_event_rows_read (BesedaDatabase *database, BesedaDirection direction, guint64 seq, guint limit, GError **error)
{
  const char *sql = direction == BESEDA_BEFORE ? "SELECT " COLUMNS
                                                 " FROM events WHERE seq < ? ORDER BY seq DESC LIMIT ?"
                                               : "SELECT " COLUMNS " FROM events WHERE seq > ? ORDER BY seq LIMIT ?";
  g_autoptr (GPtrArray) events = g_ptr_array_new_with_free_func ((GDestroyNotify) beseda_event_unref);
  sqlite3_stmt *select = beseda_database_prepare (database, sql, error);
  gsize size = 0;

  if (select == NULL)
    return NULL;

  sqlite3_bind_int64 (select, 1, (gint64) MIN (seq, (guint64) G_MAXINT64));
  sqlite3_bind_int (select, 2, (int) limit);
  while (size < BESEDA_LIMIT_PAGE_BYTES)
    {
      BesedaEvent *event;
      gboolean row;

      if (!beseda_database_step (database, select, &row, error))
        return NULL;
      if (!row)
        break;
      event = read_row (database, select, error);
      if (event == NULL)
        {
          sqlite3_reset (select);
          return NULL;
        }
      size += (gsize) sqlite3_column_bytes (select, 6);
      g_ptr_array_add (events, event);
    }

  sqlite3_reset (select);
  if (direction == BESEDA_BEFORE)
    reverse (events);

  return g_steal_pointer (&events);
}

gboolean
beseda_event_rows_get_first (BesedaDatabase *database, guint64 *seq, GError **error)
{
  sqlite3_stmt *select = beseda_database_prepare (database, "SELECT ifnull (min (seq), 0) FROM events", error);

  if (select == NULL || !beseda_database_step (database, select, NULL, error))
    return FALSE;

  *seq = (guint64) sqlite3_column_int64 (select, 0);
  sqlite3_reset (select);

  return TRUE;
}

gboolean
beseda_event_rows_prune (BesedaDatabase *database, gint64 at, guint limit, guint *n_pruned, GError **error)
{
  sqlite3_stmt *prune = beseda_database_prepare (database,
                                                 "DELETE FROM events WHERE seq IN (SELECT seq FROM (SELECT seq, at "
                                                 "FROM events ORDER BY seq LIMIT ?) WHERE at < ?) "
                                                 "RETURNING seq",
                                                 error);

  *n_pruned = 0;
  if (prune == NULL)
    return FALSE;

  sqlite3_bind_int (prune, 1, (int) limit);
  sqlite3_bind_int64 (prune, 2, at);
  for (gboolean row = TRUE; row; *n_pruned += row)
    if (!beseda_database_step (database, prune, &row, error))
      return FALSE;

  return TRUE;
}
