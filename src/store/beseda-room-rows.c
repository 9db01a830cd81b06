/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "beseda-room-rows.h"

#include "beseda-act-rows.h"
#include "beseda-event-rows.h"
#include "beseda-limits.h"

static void
bind_text (sqlite3_stmt *statement, int index, const char *text)
{
  if (text != NULL)
    sqlite3_bind_text (statement, index, text, -1, SQLITE_STATIC);
}

static gboolean
write_options (BesedaDatabase *database, const BesedaSqliteLogOptions *options, GError **error)
{
  g_autofree char *room_id = g_uuid_string_random ();
  sqlite3_stmt *insert = beseda_database_prepare (
      database, "INSERT INTO room (room_id) SELECT ? WHERE NOT EXISTS (SELECT 1 FROM room)", error);
  sqlite3_stmt *update;

  if (insert == NULL)
    return FALSE;
  sqlite3_bind_text (insert, 1, room_id, -1, SQLITE_STATIC);
  if (!beseda_database_step (database, insert, NULL, error))
    return FALSE;

  update = beseda_database_prepare (database, "UPDATE room SET name = ?, address = ?, port = ?, keep = ?", error);
  if (update == NULL)
    return FALSE;
  sqlite3_bind_text (update, 1, options->name, -1, SQLITE_STATIC);
  sqlite3_bind_text (update, 2, options->address, -1, SQLITE_STATIC);
  sqlite3_bind_int (update, 3, options->port);
  sqlite3_bind_int64 (update, 4, options->keep);

  if (!beseda_database_step (database, update, NULL, error))
    return FALSE;
  if (options->keep != 0)
    return TRUE;

  if (!beseda_database_exec (database, "DELETE FROM events", error))
    return FALSE;
  beseda_database_empty_journal (database);

  return TRUE;
}

static BesedaPast *
read_room (BesedaDatabase *database, GError **error)
{
  sqlite3_stmt *select = beseda_database_prepare (
      database, "SELECT room_id, last_seq, last_at, (SELECT ifnull (max (seq), 0) FROM events) FROM room", error);
  BesedaPast *past;
  gboolean row;

  if (select == NULL || !beseda_database_step (database, select, &row, error))
    return NULL;
  if (!row || beseda_database_get_text (select, 0) == NULL || sqlite3_column_int64 (select, 1) < 0 ||
      sqlite3_column_int64 (select, 1) < sqlite3_column_int64 (select, 3))
    {
      beseda_database_set_damaged (database, error);
      return NULL;
    }

  past = beseda_past_new (beseda_database_get_text (select, 0));
  past->last_seq = (guint64) sqlite3_column_int64 (select, 1);
  past->last_at = sqlite3_column_int64 (select, 2);
  sqlite3_reset (select);

  return past;
}

static gboolean
read_door (BesedaDatabase *database, BesedaPast *past, GError **error)
{
  sqlite3_stmt *select = beseda_database_prepare (
      database, "SELECT door, door_key, owner, password, plain_on_network FROM room WHERE owner IS NOT NULL", error);
  gboolean row;
  gint64 kind;

  if (select == NULL || !beseda_database_step (database, select, &row, error))
    return FALSE;
  if (!row)
    return TRUE;

  kind = sqlite3_column_int64 (select, 0);
  if (kind < 0 || kind >= BESEDA_N_DOORS || beseda_database_get_text (select, 1) == NULL ||
      beseda_database_get_text (select, 2) == NULL)
    {
      beseda_database_set_damaged (database, error);
      return FALSE;
    }

  past->door = beseda_door_new ((BesedaDoorKind) kind, beseda_database_get_text (select, 1),
                                beseda_database_get_text (select, 2));
  past->door->password = g_strdup (beseda_database_get_text (select, 3));
  past->door->plain_on_network = sqlite3_column_int (select, 4) != 0;
  sqlite3_reset (select);

  return TRUE;
}

static gboolean
read_names (BesedaDatabase *database, BesedaPast *past, GError **error)
{
  sqlite3_stmt *select = beseda_database_prepare (database, "SELECT key, hash FROM names", error);

  if (select == NULL)
    return FALSE;

  for (gboolean row = TRUE; row;)
    {
      const char *key;

      if (!beseda_database_step (database, select, &row, error))
        return FALSE;
      if (!row)
        break;
      key = beseda_database_get_text (select, 0);
      if (key == NULL || sqlite3_column_bytes (select, 1) != BESEDA_TOKEN_HASH_BYTES)
        {
          beseda_database_set_damaged (database, error);
          return FALSE;
        }
      beseda_past_add_name (past, key, sqlite3_column_blob (select, 1));
    }

  return TRUE;
}

static gboolean
read_present (BesedaDatabase *database, BesedaPast *past, GError **error)
{
  sqlite3_stmt *select = beseda_database_prepare (database, "SELECT login, client_id FROM present ORDER BY since_seq",
                                                  error);

  if (select == NULL)
    return FALSE;

  for (gboolean row = TRUE; row;)
    {
      const char *login;

      if (!beseda_database_step (database, select, &row, error))
        return FALSE;
      if (!row)
        break;
      login = beseda_database_get_text (select, 0);
      if (login == NULL)
        {
          beseda_database_set_damaged (database, error);
          return FALSE;
        }
      beseda_past_add_person (past, login, sqlite3_column_int64 (select, 1));
    }

  return TRUE;
}

/* Pages of events, until they are enough or there are no more. */
static gboolean
read_tail (BesedaDatabase *database, BesedaPast *past, GError **error)
{
  guint64 before = G_MAXUINT64;

  while (past->tail->len < BESEDA_LIMIT_TAIL)
    {
      g_autoptr (GPtrArray) page = beseda_event_rows_read (
          database, BESEDA_BEFORE, before, MIN (BESEDA_LIMIT_PAGE, BESEDA_LIMIT_TAIL - past->tail->len), error);

      if (page == NULL)
        return FALSE;
      if (page->len == 0)
        break;
      before = beseda_event_get_seq (page->pdata[0]);
      for (guint i = page->len; i > 0; i--)
        g_ptr_array_insert (past->tail, 0, beseda_event_ref (page->pdata[i - 1]));
    }

  return TRUE;
}

gpointer
beseda_room_rows_set_door (BesedaDatabase *database, gpointer data, GError **error)
{
  const BesedaDoor *door = data;
  sqlite3_stmt *update = beseda_database_prepare (
      database, "UPDATE room SET door = ?, door_key = ?, owner = ?, password = ?, plain_on_network = ?", error);

  if (update == NULL)
    return NULL;

  sqlite3_bind_int (update, 1, door->kind);
  bind_text (update, 2, door->key);
  bind_text (update, 3, door->owner);
  bind_text (update, 4, door->password);
  sqlite3_bind_int (update, 5, door->plain_on_network);

  return beseda_database_step (database, update, NULL, error) ? data : NULL;
}

gpointer
beseda_room_rows_open (BesedaDatabase *database, gpointer data, GError **error)
{
  const BesedaSqliteLogOptions *options = data;
  g_autoptr (GError) unwritten = NULL;
  g_autoptr (GError) unread = NULL;
  g_autoptr (BesedaPast) past = NULL;

  if (options != NULL && !write_options (database, options, &unwritten) &&
      !g_error_matches (unwritten, BESEDA_LOG_ERROR, BESEDA_LOG_ERROR_READ_ONLY) &&
      !g_error_matches (unwritten, BESEDA_LOG_ERROR, BESEDA_LOG_ERROR_FULL))
    {
      g_propagate_error (error, g_steal_pointer (&unwritten));
      return NULL;
    }

  past = read_room (database, &unread);
  if (past == NULL)
    {
      /* A new room has nothing to read, but that is not what is wrong. */
      g_propagate_error (error, unwritten != NULL ? g_steal_pointer (&unwritten) : g_steal_pointer (&unread));
      return NULL;
    }
  if (unwritten != NULL)
    g_warning ("%s Until then the room can only be read.", unwritten->message);

  if (!read_door (database, past, error) || !beseda_act_rows_read (database, past, error) ||
      !read_names (database, past, error) || !read_present (database, past, error) ||
      !read_tail (database, past, error) || !beseda_event_rows_get_first (database, &past->first_seq, error))
    return NULL;

  return g_steal_pointer (&past);
}
