/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "beseda-sqlite-log.h"

#include <string.h>

#include "beseda-act-rows.h"
#include "beseda-database.h"
#include "beseda-event-rows.h"
#include "beseda-limits.h"
#include "beseda-login.h"
#include "beseda-recent-messages.h"
#include "beseda-room-rows.h"

/* Events that are forgotten in one transaction, so that what is said need not wait long. */
#define PRUNED_AT_ONCE 500

struct _BesedaSqliteLog
{
  GObject parent_instance;

  BesedaDatabase *database;
  BesedaPast *past;
  gint64 keep;
  guint64 first_seq;
  guint64 last_seq;
  gboolean pruning;

  /* The thread's. */
  guint64 written_seq;
  BesedaRecentMessages *recent; /* where nothing is kept */
};

/* One append: what became of each event. */
typedef struct
{
  BesedaSqliteLog *log;
  GPtrArray *events; /* the caller's */
  GPtrArray *firsts; /* of BesedaEvent: where it is a repetition, NULL else */
  guint64 last_seq;
} Batch;

typedef struct
{
  BesedaDirection direction;
  guint64 seq;
  guint limit;
} Page;

typedef struct
{
  gint64 at;
  guint64 first_seq;
  guint n_pruned;
} Pruning;

static void log_iface_init (BesedaLogInterface *iface);

G_DEFINE_FINAL_TYPE_WITH_CODE (BesedaSqliteLog,
                               beseda_sqlite_log,
                               G_TYPE_OBJECT,
                               G_IMPLEMENT_INTERFACE (BESEDA_TYPE_LOG, log_iface_init))

static void
unref_event (gpointer event)
{
  if (event != NULL)
    beseda_event_unref (event);
}

static void
batch_free (gpointer data)
{
  Batch *batch = data;

  g_ptr_array_unref (batch->events);
  g_ptr_array_unref (batch->firsts);
  g_object_unref (batch->log);
  g_free (batch);
}

static gboolean
run (BesedaDatabase *database, sqlite3_stmt *statement, GError **error)
{
  return beseda_database_step (database, statement, NULL, error);
}

static gboolean
run_sql (BesedaDatabase *database, const char *sql, GError **error)
{
  sqlite3_stmt *statement = beseda_database_prepare (database, sql, error);

  return statement != NULL && run (database, statement, error);
}

/* What follows from somebody's coming or going. */
static gboolean
note_presence (BesedaDatabase *database, BesedaEvent *event, const char *key, guint64 seq, GError **error)
{
  const gboolean online = beseda_event_get_kind (event) == BESEDA_EVENT_ONLINE;
  const guint8 *claim = beseda_event_get_claim (event);
  sqlite3_stmt *statement = beseda_database_prepare (
      database,
      online ? "INSERT OR REPLACE INTO present (key, login, client_id, since_seq) VALUES (?, ?, ?, ?)"
             : "DELETE FROM present WHERE key = ?",
      error);

  if (statement == NULL)
    return FALSE;

  sqlite3_bind_text (statement, 1, key, -1, SQLITE_STATIC);
  if (online)
    {
      sqlite3_bind_text (statement, 2, beseda_event_get_login (event), -1, SQLITE_STATIC);
      sqlite3_bind_int64 (statement, 3, beseda_event_get_client_id (event));
      sqlite3_bind_int64 (statement, 4, (gint64) seq);
    }
  if (!run (database, statement, error))
    return FALSE;
  if (claim == NULL)
    return TRUE;

  statement = beseda_database_prepare (database, "INSERT OR IGNORE INTO names (key, hash) VALUES (?, ?)", error);
  if (statement == NULL)
    return FALSE;

  sqlite3_bind_text (statement, 1, key, -1, SQLITE_STATIC);
  sqlite3_bind_blob (statement, 2, claim, BESEDA_TOKEN_HASH_BYTES, SQLITE_STATIC);

  return run (database, statement, error);
}

static BesedaEvent *
find_in_memory (Batch *batch, guint index, const char *key, const char *id)
{
  BesedaEvent *first = beseda_recent_messages_find (batch->log->recent, key, id);

  /* Those of this batch are remembered when it is written. */
  for (guint i = 0; first == NULL && i < index; i++)
    {
      BesedaEvent *other = batch->events->pdata[i];
      g_autofree char *other_key = beseda_login_key (beseda_event_get_login (other));

      if (g_strcmp0 (beseda_event_get_id (other), id) == 0 && g_str_equal (other_key, key))
        first = batch->firsts->pdata[i] != NULL ? batch->firsts->pdata[i] : other;
    }

  return first != NULL ? beseda_event_ref (first) : NULL;
}

/* What follows from an act. Where nothing is kept, what the memory has is forgotten when the act is certain. */
static gboolean
note_act (BesedaDatabase *database, BesedaEvent *event, guint64 seq, GError **error)
{
  const BesedaAct *act = beseda_event_get_act (event);

  if (act->kind == BESEDA_ACT_REMOVE)
    return beseda_act_rows_remove_text (database, act->target_seq, error);

  return beseda_act_rows_settle (database, event, seq, error);
}

static gboolean
note (BesedaDatabase *database, BesedaEvent *event, const char *key, guint64 seq, GError **error)
{
  switch (beseda_event_get_kind (event))
    {
    case BESEDA_EVENT_MESSAGE:
      return TRUE;
    case BESEDA_EVENT_ACT:
      return note_act (database, event, seq, error);
    default:
      return note_presence (database, event, key, seq, error);
    }
}

/* Writes the event at `index`, with the number `seq`; or finds the first one (out, transfer full). */
static gboolean
write_event (BesedaDatabase *database, Batch *batch, guint index, guint64 seq, BesedaEvent **first, GError **error)
{
  BesedaEvent *event = batch->events->pdata[index];
  const char *id = beseda_event_get_id (event);
  g_autofree char *key = beseda_login_key (beseda_event_get_login (event));
  gboolean stored = TRUE;

  *first = NULL;
  if (batch->log->keep == 0)
    *first = id != NULL ? find_in_memory (batch, index, key, id) : NULL;
  else if (!beseda_event_rows_insert (database, event, key, seq, &stored, error))
    return FALSE;
  else if (!stored && (*first = beseda_event_rows_find (database, key, id, error)) == NULL)
    return FALSE;

  return *first != NULL || note (database, event, key, seq, error);
}

static gboolean
write_events (BesedaDatabase *database, Batch *batch, GError **error)
{
  guint64 seq = batch->log->written_seq;
  gint64 at = 0;
  sqlite3_stmt *update;

  for (guint i = 0; i < batch->events->len; i++)
    {
      BesedaEvent *first;

      if (!write_event (database, batch, i, seq + 1, &first, error))
        return FALSE;
      g_ptr_array_add (batch->firsts, first);
      if (first == NULL)
        seq++;
      at = beseda_event_get_at (batch->events->pdata[i]);
    }

  update = beseda_database_prepare (database, "UPDATE room SET last_seq = ?, last_at = max (last_at, ?)", error);
  if (update == NULL)
    return FALSE;

  sqlite3_bind_int64 (update, 1, (gint64) seq);
  sqlite3_bind_int64 (update, 2, at);
  batch->last_seq = seq;

  return run (database, update, error);
}

static void
remember (Batch *batch)
{
  for (guint i = 0; i < batch->events->len; i++)
    {
      BesedaEvent *event = batch->events->pdata[i];
      const BesedaAct *act = beseda_event_get_act (event);
      g_autofree char *key = beseda_login_key (beseda_event_get_login (event));

      if (act != NULL && act->kind == BESEDA_ACT_REMOVE)
        beseda_recent_messages_remove (batch->log->recent, act->target_seq);
      if (batch->firsts->pdata[i] == NULL && beseda_event_get_id (event) != NULL)
        beseda_recent_messages_add (batch->log->recent, key, event);
    }
}

static gboolean
has_removal (const Batch *batch)
{
  for (guint i = 0; i < batch->events->len; i++)
    {
      const BesedaAct *act = beseda_event_get_act (batch->events->pdata[i]);

      if (act != NULL && act->kind == BESEDA_ACT_REMOVE)
        return TRUE;
    }

  return FALSE;
}

static gpointer
append_job (BesedaDatabase *database, gpointer data, GError **error)
{
  Batch *batch = data;

  g_ptr_array_set_size (batch->firsts, 0);
  if (!run_sql (database, "BEGIN IMMEDIATE", error))
    return NULL;
  if (!write_events (database, batch, error) || !run_sql (database, "COMMIT", error))
    {
      beseda_database_exec (database, "ROLLBACK", NULL);
      return NULL;
    }

  /* What was removed is to be found nowhere. */
  if (has_removal (batch))
    beseda_database_empty_journal (database);
  batch->log->written_seq = batch->last_seq;
  if (batch->log->keep == 0)
    remember (batch);

  return batch;
}

static void
append_async (
    BesedaLog *log, GPtrArray *events, GCancellable *cancellable, GAsyncReadyCallback callback, gpointer user_data)
{
  BesedaSqliteLog *self = BESEDA_SQLITE_LOG (log);
  GTask *task = g_task_new (self, cancellable, callback, user_data);
  Batch *batch = g_new0 (Batch, 1);

  batch->log = g_object_ref (self);
  batch->events = g_ptr_array_ref (events);
  batch->firsts = g_ptr_array_new_full (events->len, unref_event);
  g_task_set_source_tag (task, append_async);
  g_task_set_task_data (task, batch, batch_free);
  g_task_set_check_cancellable (task, FALSE);
  beseda_database_run (self->database, task, append_job, NULL);
}

/* The numbers are given here, where nobody else looks at the events. */
static gboolean
append_finish (BesedaLog *log, GAsyncResult *result, GError **error)
{
  BesedaSqliteLog *self = BESEDA_SQLITE_LOG (log);
  const guint64 before = self->last_seq;
  Batch *batch;

  g_return_val_if_fail (g_task_is_valid (result, log), FALSE);

  batch = g_task_propagate_pointer (G_TASK (result), error);
  if (batch == NULL)
    return FALSE;

  for (guint i = 0; i < batch->events->len; i++)
    {
      BesedaEvent *first = batch->firsts->pdata[i];

      if (first == NULL)
        {
          beseda_event_set_seq (batch->events->pdata[i], ++self->last_seq);
          continue;
        }
      beseda_event_unref (batch->events->pdata[i]);
      batch->events->pdata[i] = beseda_event_ref (first);
    }
  if (self->first_seq == 0 && self->keep != 0 && self->last_seq > before)
    self->first_seq = before + 1;

  return TRUE;
}

static gpointer
read_job (BesedaDatabase *database, gpointer data, GError **error)
{
  const Page *page = data;

  return beseda_event_rows_read (database, page->direction, page->seq, page->limit, error);
}

static void
unref_array (gpointer array)
{
  g_ptr_array_unref (array);
}

static void
read_async (BesedaLog *log,
            BesedaDirection direction,
            guint64 seq,
            guint limit,
            GCancellable *cancellable,
            GAsyncReadyCallback callback,
            gpointer user_data)
{
  BesedaSqliteLog *self = BESEDA_SQLITE_LOG (log);
  GTask *task = g_task_new (self, cancellable, callback, user_data);
  const Page page = { .direction = direction, .seq = seq, .limit = limit };

  g_task_set_source_tag (task, read_async);
  g_task_set_task_data (task, g_memdup2 (&page, sizeof page), g_free);
  beseda_database_run (self->database, task, read_job, unref_array);
}

static GPtrArray *
read_finish (BesedaLog *log, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, log), NULL);

  return g_task_propagate_pointer (G_TASK (result), error);
}

static gpointer
prune_job (BesedaDatabase *database, gpointer data, GError **error)
{
  Pruning *pruning = data;

  if (!beseda_event_rows_prune (database, pruning->at, PRUNED_AT_ONCE, &pruning->n_pruned, error) ||
      !beseda_event_rows_get_first (database, &pruning->first_seq, error))
    return NULL;
  if (pruning->n_pruned > 0 && pruning->n_pruned < PRUNED_AT_ONCE)
    beseda_database_empty_journal (database);

  return pruning;
}

static void prune_some (BesedaSqliteLog *self, gint64 at);

static void
on_pruned (GObject *source, GAsyncResult *result, gpointer user_data)
{
  BesedaSqliteLog *self = BESEDA_SQLITE_LOG (source);
  g_autoptr (GError) error = NULL;
  const Pruning *pruning = g_task_propagate_pointer (G_TASK (result), &error);

  self->pruning = FALSE;
  if (pruning == NULL)
    {
      g_warning ("What is too old could not be forgotten: %s", error->message);
      return;
    }

  self->first_seq = pruning->first_seq;
  if (pruning->n_pruned == PRUNED_AT_ONCE && self->database != NULL)
    prune_some (self, pruning->at);
}

static void
prune_some (BesedaSqliteLog *self, gint64 at)
{
  GTask *task = g_task_new (self, NULL, on_pruned, NULL);
  const Pruning pruning = { .at = at };

  self->pruning = TRUE;
  g_task_set_source_tag (task, prune_some);
  g_task_set_task_data (task, g_memdup2 (&pruning, sizeof pruning), g_free);
  beseda_database_run (self->database, task, prune_job, NULL);
}

static void
prune (BesedaLog *log, gint64 now)
{
  BesedaSqliteLog *self = BESEDA_SQLITE_LOG (log);

  if (self->keep > 0 && !self->pruning)
    prune_some (self, now - self->keep * 1000);
}

static void
free_door (gpointer door)
{
  beseda_door_free (door);
}

static void
set_door_async (
    BesedaLog *log, const BesedaDoor *door, GCancellable *cancellable, GAsyncReadyCallback callback, gpointer user_data)
{
  BesedaSqliteLog *self = BESEDA_SQLITE_LOG (log);
  GTask *task = g_task_new (self, cancellable, callback, user_data);

  g_task_set_source_tag (task, set_door_async);
  g_task_set_task_data (task, beseda_door_copy (door), free_door);
  beseda_database_run (self->database, task, beseda_room_rows_set_door, NULL);
}

static gboolean
set_door_finish (BesedaLog *log, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, log), FALSE);

  return g_task_propagate_pointer (G_TASK (result), error) != NULL;
}

static const BesedaPast *
get_past (BesedaLog *log)
{
  return BESEDA_SQLITE_LOG (log)->past;
}

static guint64
get_first_seq (BesedaLog *log)
{
  return BESEDA_SQLITE_LOG (log)->first_seq;
}

static guint64
get_last_seq (BesedaLog *log)
{
  return BESEDA_SQLITE_LOG (log)->last_seq;
}

static void
log_iface_init (BesedaLogInterface *iface)
{
  iface->get_past = get_past;
  iface->get_first_seq = get_first_seq;
  iface->get_last_seq = get_last_seq;
  iface->append_async = append_async;
  iface->append_finish = append_finish;
  iface->read_async = read_async;
  iface->read_finish = read_finish;
  iface->prune = prune;
  iface->set_door_async = set_door_async;
  iface->set_door_finish = set_door_finish;
}

static void
dispose (GObject *object)
{
  BesedaSqliteLog *self = BESEDA_SQLITE_LOG (object);

  g_clear_pointer (&self->database, beseda_database_close);

  G_OBJECT_CLASS (beseda_sqlite_log_parent_class)->dispose (object);
}

static void
finalize (GObject *object)
{
  BesedaSqliteLog *self = BESEDA_SQLITE_LOG (object);

  g_clear_pointer (&self->past, beseda_past_free);
  beseda_recent_messages_free (self->recent);

  G_OBJECT_CLASS (beseda_sqlite_log_parent_class)->finalize (object);
}

static void
beseda_sqlite_log_class_init (BesedaSqliteLogClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->dispose = dispose;
  object_class->finalize = finalize;
}

static void
beseda_sqlite_log_init (BesedaSqliteLog *self)
{
  self->recent = beseda_recent_messages_new ();
}

BesedaLog *
beseda_sqlite_log_open (const char *path, const BesedaSqliteLogOptions *options, GError **error)
{
  g_autoptr (BesedaSqliteLog) self = g_object_new (BESEDA_TYPE_SQLITE_LOG, NULL);

  self->keep = options != NULL ? options->keep : -1;
  self->database = beseda_database_open (path, "log", error);
  if (self->database == NULL)
    return NULL;

  self->past = beseda_database_call (self->database, beseda_room_rows_open, (gpointer) options, error);
  if (self->past == NULL)
    return NULL;

  self->first_seq = self->past->first_seq;
  self->last_seq = self->written_seq = self->past->last_seq;

  return BESEDA_LOG (g_steal_pointer (&self));
}
