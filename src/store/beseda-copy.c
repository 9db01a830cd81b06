/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "beseda-copy.h"

#include "beseda-act-rows.h"
#include "beseda-database.h"
#include "beseda-event-rows.h"
#include "beseda-limits.h"

struct _BesedaCopy
{
  BesedaDatabase *database;
  BesedaCopyState state;
};

/* A change on its way to the file: whatever of this it needs. */
typedef struct
{
  char *id; /* of a room, or of a message */
  char *text;
  char *problem;
  gint64 number; /* a time, or how long things are kept */
  guint64 from_seq;
  guint64 to_seq;
  GPtrArray *events;
} Change;

typedef struct
{
  BesedaDirection direction;
  guint64 seq;
  guint limit;
} Wish;

static void
change_free (gpointer data)
{
  Change *self = data;

  g_clear_pointer (&self->events, g_ptr_array_unref);
  g_free (self->id);
  g_free (self->text);
  g_free (self->problem);
  g_free (self);
}

static void
unsent_free (gpointer data)
{
  BesedaCopyUnsent *self = data;

  g_free (self->id);
  g_free (self->text);
  g_free (self->problem);
  g_free (self);
}

void
beseda_copy_page_free (BesedaCopyPage *self)
{
  g_ptr_array_unref (self->events);
  g_free (self);
}

static void
free_page (gpointer data)
{
  beseda_copy_page_free (data);
}

/* Binds `numbers` and steps once; TRUE with the first column in `value` (optional), 0 where there is no row. */
static gboolean
ask (BesedaDatabase *database,
     const char *sql,
     guint n_numbers,
     const gint64 *numbers,
     const char *text,
     gint64 *value,
     GError **error)
{
  sqlite3_stmt *statement = beseda_database_prepare (database, sql, error);
  gboolean row;

  if (statement == NULL)
    return FALSE;

  for (guint i = 0; i < n_numbers; i++)
    sqlite3_bind_int64 (statement, (int) i + 1, numbers[i]);
  if (text != NULL)
    sqlite3_bind_text (statement, (int) n_numbers + 1, text, -1, SQLITE_STATIC);
  if (!beseda_database_step (database, statement, &row, error))
    return FALSE;

  if (value != NULL)
    *value = row ? sqlite3_column_int64 (statement, 0) : 0;
  sqlite3_reset (statement);

  return TRUE;
}

static gboolean
ask_for (BesedaDatabase *database, const char *sql, gint64 one, gint64 two, gint64 *value, GError **error)
{
  return ask (database, sql, 2, (const gint64[]){ one, two }, NULL, value, error);
}

static gboolean
keeps_nothing (BesedaDatabase *database)
{
  gint64 n;

  return !ask (database, "SELECT count(*) FROM room WHERE keep <> 0", 0, NULL, NULL, &n, NULL) || n == 0;
}

static gboolean
forget_old (BesedaDatabase *database, gint64 keep, GError **error)
{
  guint n_pruned = keep > 0;

  if (keep == 0)
    return beseda_database_exec (database, "DELETE FROM events; DELETE FROM ranges", error);

  while (n_pruned > 0)
    if (!beseda_event_rows_prune (database, g_get_real_time () / 1000 - keep * 1000, BESEDA_LIMIT_PAGE, &n_pruned,
                                  error))
      return FALSE;

  return TRUE;
}

static gboolean
set_room (BesedaDatabase *database, const Change *change, GError **error)
{
  sqlite3_stmt *insert;
  gint64 same;

  if (!ask (database, "SELECT count(*) FROM room WHERE room_id = ?", 0, NULL, change->id, &same, error))
    return FALSE;
  if (same == 0 && !beseda_database_exec (database, "DELETE FROM events; DELETE FROM ranges; DELETE FROM room", error))
    return FALSE;

  insert = beseda_database_prepare (database,
                                    same > 0 ? "UPDATE room SET room_id = ?, name = ?, keep = ?"
                                             : "INSERT INTO room (room_id, name, keep) VALUES (?, ?, ?)",
                                    error);
  if (insert == NULL)
    return FALSE;
  sqlite3_bind_text (insert, 1, change->id, -1, SQLITE_STATIC);
  sqlite3_bind_text (insert, 2, change->text, -1, SQLITE_STATIC);
  sqlite3_bind_int64 (insert, 3, change->number);

  return beseda_database_step (database, insert, NULL, error) && forget_old (database, change->number, error);
}

static gboolean
insert_event (BesedaDatabase *database, BesedaEvent *event, GError **error)
{
  sqlite3_stmt *insert = beseda_database_prepare (
      database,
      "INSERT INTO events (seq, kind, at, client_id, login, id, text, act, target, target_seq, seconds) "
      "VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?) "
      "ON CONFLICT (seq) DO UPDATE SET text = NULL WHERE excluded.text IS NULL",
      error);

  if (insert == NULL)
    return FALSE;

  sqlite3_bind_int64 (insert, 1, (gint64) beseda_event_get_seq (event));
  sqlite3_bind_int (insert, 2, beseda_event_get_kind (event));
  sqlite3_bind_int64 (insert, 3, beseda_event_get_at (event));
  sqlite3_bind_int64 (insert, 4, beseda_event_get_client_id (event));
  sqlite3_bind_text (insert, 5, beseda_event_get_login (event), -1, SQLITE_STATIC);
  if (beseda_event_get_id (event) != NULL)
    sqlite3_bind_text (insert, 6, beseda_event_get_id (event), -1, SQLITE_STATIC);
  if (beseda_event_rows_get_text (event) != NULL)
    sqlite3_bind_text (insert, 7, beseda_event_rows_get_text (event), -1, SQLITE_STATIC);
  beseda_event_rows_bind_act (insert, 8, event);

  return beseda_database_step (database, insert, NULL, error);
}

/* What a message said is gone from here too when it was removed there. */
static gboolean
remove_texts (BesedaDatabase *database, GPtrArray *events, GError **error)
{
  for (guint i = 0; i < events->len; i++)
    {
      const BesedaAct *act = beseda_event_get_act (events->pdata[i]);

      if (act != NULL && act->kind == BESEDA_ACT_REMOVE &&
          !beseda_act_rows_remove_text (database, act->target_seq, error))
        return FALSE;
    }

  return TRUE;
}

/* The new range swallows those that it touches. */
static gboolean
add_range (BesedaDatabase *database, gint64 from_seq, gint64 to_seq, GError **error)
{
  gint64 first, last;

  return ask_for (database,
                  "SELECT ifnull (min (from_seq), ?2) FROM ranges WHERE from_seq <= ?1 + 1 AND to_seq >= ?2 - 1",
                  to_seq, from_seq, &first, error) &&
         ask_for (database,
                  "SELECT ifnull (max (to_seq), ?1) FROM ranges WHERE from_seq <= ?1 + 1 AND to_seq >= ?2 - 1", to_seq,
                  from_seq, &last, error) &&
         ask_for (database, "DELETE FROM ranges WHERE from_seq <= ?1 + 1 AND to_seq >= ?2 - 1", to_seq, from_seq, NULL,
                  error) &&
         ask_for (database, "INSERT INTO ranges (from_seq, to_seq) VALUES (?, ?)", MIN (first, from_seq),
                  MAX (last, to_seq), NULL, error);
}

static gboolean
add_events (BesedaDatabase *database, const Change *change, GError **error)
{
  if (keeps_nothing (database))
    return TRUE;

  for (guint i = 0; i < change->events->len; i++)
    if (!insert_event (database, change->events->pdata[i], error))
      return FALSE;

  return remove_texts (database, change->events, error) &&
         add_range (database, (gint64) change->from_seq, (gint64) change->to_seq, error);
}

static gboolean
put_unsent (BesedaDatabase *database, const Change *change, GError **error)
{
  sqlite3_stmt *insert = beseda_database_prepare (database,
                                                  "INSERT INTO unsent (id, text, at, problem) VALUES (?, ?, ?, ?) "
                                                  "ON CONFLICT (id) DO UPDATE SET problem = excluded.problem",
                                                  error);

  if (insert == NULL)
    return FALSE;

  sqlite3_bind_text (insert, 1, change->id, -1, SQLITE_STATIC);
  sqlite3_bind_text (insert, 2, change->text, -1, SQLITE_STATIC);
  sqlite3_bind_int64 (insert, 3, change->number);
  if (change->problem != NULL)
    sqlite3_bind_text (insert, 4, change->problem, -1, SQLITE_STATIC);

  return beseda_database_step (database, insert, NULL, error);
}

static gboolean
drop_unsent (BesedaDatabase *database, const Change *change, GError **error)
{
  return ask (database, "DELETE FROM unsent WHERE id = ?", 0, NULL, change->id, NULL, error);
}

static gboolean
set_read (BesedaDatabase *database, const Change *change, GError **error)
{
  return ask (database, "UPDATE room SET read_seq = ?", 1, (const gint64[]){ (gint64) change->to_seq }, NULL, NULL,
              error);
}

/* Each change is a transaction. */
static gpointer
make_change (BesedaDatabase *database,
             gboolean (*change) (BesedaDatabase *database, const Change *change, GError **error),
             gpointer data,
             GError **error)
{
  if (!beseda_database_exec (database, "BEGIN IMMEDIATE", error))
    return NULL;
  if (!change (database, data, error) || !beseda_database_exec (database, "COMMIT", error))
    {
      beseda_database_exec (database, "ROLLBACK", NULL);
      return NULL;
    }

  return data;
}

#define DEFINE_JOB(name)                                                                                               \
  static gpointer name##_job (BesedaDatabase *database, gpointer data, GError **error)                                 \
  {                                                                                                                    \
    return make_change (database, name, data, error);                                                                  \
  }

DEFINE_JOB (set_room)
DEFINE_JOB (add_events)
DEFINE_JOB (put_unsent)
DEFINE_JOB (drop_unsent)
DEFINE_JOB (set_read)

static void
on_changed (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GError) error = NULL;

  if (g_task_propagate_pointer (G_TASK (result), &error) == NULL)
    g_warning ("The copy of a room is not complete: %s", error->message);
}

/* (transfer full) of change */
static void
queue (BesedaCopy *self, BesedaDatabaseJob job, Change *change)
{
  GTask *task = g_task_new (NULL, NULL, on_changed, NULL);

  g_task_set_task_data (task, change, change_free);
  beseda_database_run (self->database, task, job, NULL);
}

/* All that is known on the way from `seq`. */
static gpointer
read_job (BesedaDatabase *database, gpointer data, GError **error)
{
  const Wish *wish = data;
  const gboolean before = wish->direction == BESEDA_BEFORE;
  g_autoptr (GPtrArray) events = NULL;
  gint64 next, edge, more;
  BesedaCopyPage *page;
  gint64 seq = (gint64) MIN (wish->seq, (guint64) G_MAXINT64);

  if (wish->seq == G_MAXUINT64 &&
      !ask_for (database, "SELECT ifnull (max (to_seq), 0) + 1 FROM ranges", 0, 0, &seq, error))
    return NULL;

  next = before ? seq - 1 : seq + 1;
  if (!ask_for (database,
                before ? "SELECT from_seq FROM ranges WHERE from_seq <= ?1 AND to_seq >= ?1"
                       : "SELECT to_seq FROM ranges WHERE from_seq <= ?1 AND to_seq >= ?1",
                next, 0, &edge, error))
    return NULL;

  events = edge > 0 ? beseda_event_rows_read (database, wish->direction, (guint64) seq, wish->limit, error)
                    : g_ptr_array_new_with_free_func ((GDestroyNotify) beseda_event_unref);
  if (events == NULL)
    return NULL;
  while (events->len > 0 && before && (gint64) beseda_event_get_seq (events->pdata[0]) < edge)
    g_ptr_array_remove_index (events, 0);
  while (events->len > 0 && !before && (gint64) beseda_event_get_seq (events->pdata[events->len - 1]) > edge)
    g_ptr_array_remove_index (events, events->len - 1);

  page = g_new0 (BesedaCopyPage, 1);
  page->from_seq = (guint64) (before ? edge : next);
  page->to_seq = (guint64) (before ? next : edge);
  if (edge == 0)
    {
      page->from_seq = (guint64) MAX (seq, 1);
      page->to_seq = page->from_seq - 1;
    }
  else if (events->len > 0)
    {
      const gint64 first = (gint64) beseda_event_get_seq (events->pdata[0]);
      const gint64 last = (gint64) beseda_event_get_seq (events->pdata[events->len - 1]);

      if (!ask_for (database, "SELECT count(*) FROM (SELECT 1 FROM events WHERE seq BETWEEN ? AND ? LIMIT 1)",
                    before ? edge : last + 1, before ? first - 1 : edge, &more, error))
        {
          g_free (page);
          return NULL;
        }
      if (more > 0 && before)
        page->from_seq = (guint64) first;
      else if (more > 0)
        page->to_seq = (guint64) last;
    }
  page->events = g_steal_pointer (&events);

  return page;
}

static gboolean
read_unsent (BesedaDatabase *database, GPtrArray *unsent, GError **error)
{
  sqlite3_stmt *select = beseda_database_prepare (database, "SELECT id, text, at, problem FROM unsent ORDER BY place",
                                                  error);

  if (select == NULL)
    return FALSE;

  for (gboolean row = TRUE; row;)
    {
      BesedaCopyUnsent *message;

      if (!beseda_database_step (database, select, &row, error))
        return FALSE;
      if (!row)
        break;
      message = g_new0 (BesedaCopyUnsent, 1);
      message->id = g_strdup (beseda_database_get_text (select, 0));
      message->text = g_strdup (beseda_database_get_text (select, 1));
      message->at = sqlite3_column_int64 (select, 2);
      message->problem = g_strdup (beseda_database_get_text (select, 3));
      g_ptr_array_add (unsent, message);
      if (message->id == NULL || message->text == NULL)
        {
          beseda_database_set_damaged (database, error);
          return FALSE;
        }
    }

  return TRUE;
}

static gpointer
read_state (BesedaDatabase *database, gpointer data, GError **error)
{
  BesedaCopyState *state = data;
  sqlite3_stmt *select = beseda_database_prepare (database, "SELECT room_id, name, read_seq FROM room", error);
  gint64 last;
  gboolean row;

  if (select == NULL || !beseda_database_step (database, select, &row, error))
    return NULL;
  if (row)
    {
      state->room_id = g_strdup (beseda_database_get_text (select, 0));
      state->name = g_strdup (beseda_database_get_text (select, 1));
      state->read_seq = (guint64) MAX (sqlite3_column_int64 (select, 2), 0);
      sqlite3_reset (select);
      if (state->room_id == NULL || state->name == NULL)
        {
          beseda_database_set_damaged (database, error);
          return NULL;
        }
    }
  if (!ask_for (database, "SELECT ifnull (max (to_seq), 0) FROM ranges", 0, 0, &last, error) ||
      !read_unsent (database, state->unsent, error))
    return NULL;

  state->last_seq = (guint64) MAX (last, 0);

  return state;
}

BesedaCopy *
beseda_copy_open (const char *path, GError **error)
{
  g_autoptr (BesedaCopy) self = g_new0 (BesedaCopy, 1);

  self->state.unsent = g_ptr_array_new_with_free_func (unsent_free);
  self->database = beseda_database_open (path, "copy", error);
  if (self->database == NULL || beseda_database_call (self->database, read_state, &self->state, error) == NULL)
    return NULL;

  return g_steal_pointer (&self);
}

void
beseda_copy_close (BesedaCopy *self)
{
  g_clear_pointer (&self->database, beseda_database_close);
  g_ptr_array_unref (self->state.unsent);
  g_free (self->state.room_id);
  g_free (self->state.name);
  g_free (self);
}

const BesedaCopyState *
beseda_copy_get_state (const BesedaCopy *self)
{
  return &self->state;
}

void
beseda_copy_set_room (BesedaCopy *self, const char *room_id, const char *name, gint64 keep)
{
  Change *change = g_new0 (Change, 1);

  change->id = g_strdup (room_id);
  change->text = g_strdup (name);
  change->number = keep;
  queue (self, set_room_job, change);
}

void
beseda_copy_add (BesedaCopy *self, guint64 from_seq, guint64 to_seq, GPtrArray *events)
{
  Change *change = g_new0 (Change, 1);

  change->from_seq = from_seq;
  change->to_seq = to_seq;
  change->events = g_ptr_array_new_full (events->len, (GDestroyNotify) beseda_event_unref);
  for (guint i = 0; i < events->len; i++)
    g_ptr_array_add (change->events, beseda_event_ref (events->pdata[i]));
  queue (self, add_events_job, change);
}

void
beseda_copy_put_unsent (BesedaCopy *self, const char *id, const char *text, gint64 at, const char *problem)
{
  Change *change = g_new0 (Change, 1);

  change->id = g_strdup (id);
  change->text = g_strdup (text);
  change->number = at;
  change->problem = g_strdup (problem);
  queue (self, put_unsent_job, change);
}

void
beseda_copy_drop_unsent (BesedaCopy *self, const char *id)
{
  Change *change = g_new0 (Change, 1);

  change->id = g_strdup (id);
  queue (self, drop_unsent_job, change);
}

void
beseda_copy_set_read (BesedaCopy *self, guint64 seq)
{
  Change *change = g_new0 (Change, 1);

  change->to_seq = seq;
  queue (self, set_read_job, change);
}

void
beseda_copy_read (BesedaCopy *self, GTask *task, BesedaDirection direction, guint64 seq, guint limit)
{
  const Wish wish = { .direction = direction, .seq = seq, .limit = limit };

  g_task_set_task_data (task, g_memdup2 (&wish, sizeof wish), g_free);
  beseda_database_run (self->database, task, read_job, free_page);
}
