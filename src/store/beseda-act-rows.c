/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "beseda-act-rows.h"

#include "beseda-login.h"

static void
bind_text (sqlite3_stmt *statement, int index, const char *text)
{
  if (text != NULL)
    sqlite3_bind_text (statement, index, text, -1, SQLITE_STATIC);
}

/* (transfer full), NULL where the row is none of ours */
static BesedaEvent *
read_row (BesedaDatabase *database, sqlite3_stmt *row, GError **error)
{
  const char *login = beseda_database_get_text (row, 3);
  const int kind = sqlite3_column_int (row, 4);
  const char *target = beseda_database_get_text (row, 5);
  const char *text = beseda_database_get_text (row, 7);
  const int hash_bytes = sqlite3_column_bytes (row, 8);
  g_autoptr (BesedaAct) act = NULL;
  BesedaEvent *event;

  if (login == NULL || text == NULL || kind < 0 || kind >= BESEDA_N_ACTS || sqlite3_column_int64 (row, 0) < 1 ||
      beseda_act_kind_has_target (kind) != (target != NULL) ||
      (hash_bytes != 0 && hash_bytes != BESEDA_TOKEN_HASH_BYTES))
    {
      beseda_database_set_damaged (database, error);
      return NULL;
    }

  act = beseda_act_new (kind, target, text);
  act->seconds = MAX (sqlite3_column_int64 (row, 6), 0);
  event = beseda_event_new_act (sqlite3_column_int64 (row, 1), sqlite3_column_int64 (row, 2), login, act, NULL);
  beseda_event_set_seq (event, (guint64) sqlite3_column_int64 (row, 0));
  if (hash_bytes != 0)
    beseda_event_set_claim (event, sqlite3_column_blob (row, 8));
  if (beseda_database_get_text (row, 9) != NULL)
    beseda_event_set_address (event, beseda_database_get_text (row, 9));

  return event;
}

gboolean
beseda_act_rows_remove_text (BesedaDatabase *database, guint64 seq, GError **error)
{
  sqlite3_stmt *update = beseda_database_prepare (database, "UPDATE events SET text = NULL WHERE seq = ? AND kind = ?",
                                                  error);

  if (update == NULL)
    return FALSE;

  sqlite3_bind_int64 (update, 1, (gint64) seq);
  sqlite3_bind_int (update, 2, BESEDA_EVENT_MESSAGE);

  return beseda_database_step (database, update, NULL, error);
}

gboolean
beseda_act_rows_settle (BesedaDatabase *database, const BesedaEvent *event, guint64 seq, GError **error)
{
  const BesedaAct *act = beseda_event_get_act (event);
  const char *scope = beseda_act_kind_get_scope (act->kind);
  const gboolean lifting = beseda_act_is_lifting (act);
  const guint8 *claim = beseda_event_get_claim (event);
  g_autofree char *key = beseda_login_key (act->target != NULL ? act->target : "");
  sqlite3_stmt *statement;

  if (scope == NULL)
    return TRUE;

  statement = beseda_database_prepare (
      database,
      lifting ? "DELETE FROM acts WHERE scope = ? AND (key = ? OR hash = ?)"
              : "INSERT OR REPLACE INTO acts (scope, key, seq, at, client_id, login, act, target, seconds, text, hash, "
                "address) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
      error);
  if (statement == NULL)
    return FALSE;

  bind_text (statement, 1, scope);
  bind_text (statement, 2, key);
  if (lifting && claim != NULL) /* it is lifted from all the names of whoever has the token */
    sqlite3_bind_blob (statement, 3, claim, BESEDA_TOKEN_HASH_BYTES, SQLITE_STATIC);
  if (!lifting)
    {
      sqlite3_bind_int64 (statement, 3, (gint64) seq);
      sqlite3_bind_int64 (statement, 4, beseda_event_get_at (event));
      sqlite3_bind_int64 (statement, 5, beseda_event_get_client_id (event));
      bind_text (statement, 6, beseda_event_get_login (event));
      sqlite3_bind_int (statement, 7, act->kind);
      bind_text (statement, 8, act->target);
      sqlite3_bind_int64 (statement, 9, act->seconds);
      bind_text (statement, 10, act->text);
      if (claim != NULL)
        sqlite3_bind_blob (statement, 11, claim, BESEDA_TOKEN_HASH_BYTES, SQLITE_STATIC);
      bind_text (statement, 12, beseda_event_get_address (event));
    }

  return beseda_database_step (database, statement, NULL, error);
}

gboolean
beseda_act_rows_read (BesedaDatabase *database, BesedaPast *past, GError **error)
{
  sqlite3_stmt *select = beseda_database_prepare (
      database, "SELECT seq, at, client_id, login, act, target, seconds, text, hash, address FROM acts ORDER BY seq",
      error);

  if (select == NULL)
    return FALSE;

  for (gboolean row = TRUE; row;)
    {
      BesedaEvent *event;

      if (!beseda_database_step (database, select, &row, error))
        return FALSE;
      if (!row)
        break;
      event = read_row (database, select, error);
      if (event == NULL)
        {
          sqlite3_reset (select);
          return FALSE;
        }
      g_ptr_array_add (past->acts, event);
    }

  return TRUE;
}
