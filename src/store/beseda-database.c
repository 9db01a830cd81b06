/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "beseda-database.h"

#include <errno.h>
#include <fcntl.h>
#include <glib/gi18n-lib.h>
#include <glib/gstdio.h>
#include <string.h>

#include "beseda-store-resources.h"

/* Tells our files from others' ("Bsda"); PRAGMA application_id. */
#define APPLICATION_ID 0x42736461

#define ROW_BYTES (1024 * 1024) /* far more than any row of ours has */

/* A file up to this size is checked from end to end when it is opened, in a few milliseconds; a larger one where it is
 * read. */
#define CHECKED_BYTES (4 * 1024 * 1024)

/* How long the thread looks for its next order before it sleeps. */
#define PATIENCE_USECONDS 100

struct _BesedaDatabase
{
  char *path;
  sqlite3 *db;
  GHashTable *statements; /* sql, by its address -> sqlite3_stmt */
  GAsyncQueue *orders;    /* of Order */
  GThread *thread;
};

typedef struct
{
  BesedaDatabaseJob job; /* NULL: it is the last */
  GTask *task;           /* NULL: somebody waits at `done` */
  GDestroyNotify free_result;

  gpointer data;
  gpointer result;
  GError *error;
  gboolean done;
} Order;

static GMutex done_mutex;
static GCond done_cond;

/* In the context of the task, so that it and what it holds end there: the last reference to the database's owner may be
 * among it, and that waits for the thread. */
static gboolean
deliver (gpointer user_data)
{
  Order *order = user_data;

  if (order->result != NULL)
    g_task_return_pointer (order->task, order->result, order->free_result);
  else
    g_task_return_error (order->task, order->error);
  g_object_unref (order->task);
  g_free (order);

  return G_SOURCE_REMOVE;
}

static void
send_back (Order *order)
{
  g_autoptr (GSource) source = g_idle_source_new ();

  g_source_set_priority (source, g_task_get_priority (order->task));
  g_source_set_callback (source, deliver, order, NULL);
  g_source_attach (source, g_task_get_context (order->task));
}

static void
tell_who_waits (Order *order)
{
  g_mutex_lock (&done_mutex);
  order->done = TRUE;
  g_cond_broadcast (&done_cond);
  g_mutex_unlock (&done_mutex);
}

/* Whoever hears of a commit often asks for the next at once. To be woken takes as long as a third of a commit to a good
 * disk. */
static Order *
wait_for_order (BesedaDatabase *self)
{
  const gint64 end = g_get_monotonic_time () + PATIENCE_USECONDS;
  Order *order;

  while ((order = g_async_queue_try_pop (self->orders)) == NULL && g_get_monotonic_time () < end)
    g_thread_yield ();

  return order != NULL ? order : g_async_queue_pop (self->orders);
}

static gpointer
work (gpointer user_data)
{
  BesedaDatabase *self = user_data;

  for (;;)
    {
      Order *order = wait_for_order (self);

      if (order->job == NULL)
        {
          g_free (order);
          return NULL;
        }

      order->result = order->job (self, order->task != NULL ? g_task_get_task_data (order->task) : order->data,
                                  &order->error);
      if (order->task != NULL)
        send_back (order);
      else
        tell_who_waits (order);
    }
}

static void
finalize_statement (gpointer data)
{
  sqlite3_finalize (data);
}

void
beseda_database_set_damaged (BesedaDatabase *self, GError **error)
{
  g_set_error (error, BESEDA_LOG_ERROR, BESEDA_LOG_ERROR_DAMAGED,
               _ ("The file %s is damaged, or is no file of Beseda; move it away, or put a good copy in its place."),
               self->path);
}

/* What the system said tells more than that a file could not be opened or written. */
static int
ask_the_system (BesedaDatabase *self, int code)
{
  if (self->db == NULL || ((code & 0xff) != SQLITE_CANTOPEN && (code & 0xff) != SQLITE_IOERR))
    return code;

  switch (sqlite3_system_errno (self->db))
    {
    case ENOSPC:
#ifdef EDQUOT
    case EDQUOT:
#endif
      return SQLITE_FULL;
    case EROFS:
      return SQLITE_READONLY;
    default:
      return code;
    }
}

void
beseda_database_set_error (BesedaDatabase *self, int code, GError **error)
{
  g_debug ("%s: %s (%d)", self->path, self->db != NULL ? sqlite3_errmsg (self->db) : "", code);

  switch (ask_the_system (self, code) & 0xff)
    {
    case SQLITE_FULL:
      g_set_error (error, BESEDA_LOG_ERROR, BESEDA_LOG_ERROR_FULL,
                   _ ("There is no space left for the file %s; make some on its disk."), self->path);
      break;
    case SQLITE_READONLY:
      g_set_error (error, BESEDA_LOG_ERROR, BESEDA_LOG_ERROR_READ_ONLY,
                   _ ("The file %s can only be read; make it and its folder writable."), self->path);
      break;
    case SQLITE_CORRUPT:
    case SQLITE_NOTADB:
    case SQLITE_ERROR: /* our statements are right, so these are not the tables that they are for */
    case SQLITE_TOOBIG:
    case SQLITE_CONSTRAINT:
      beseda_database_set_damaged (self, error);
      break;
    case SQLITE_BUSY:
    case SQLITE_LOCKED:
      g_set_error (error, BESEDA_LOG_ERROR, BESEDA_LOG_ERROR_IN_USE,
                   _ ("The file %s is in use by another program; close that first."), self->path);
      break;
    case SQLITE_CANTOPEN:
    case SQLITE_PERM:
    case SQLITE_AUTH:
      g_set_error (error, BESEDA_LOG_ERROR, BESEDA_LOG_ERROR_DENIED,
                   _ ("The file %s cannot be opened; check that its folder is there and may be used."), self->path);
      break;
    default:
      g_set_error (error, BESEDA_LOG_ERROR, BESEDA_LOG_ERROR_FAILED,
                   _ ("The file %s could not be read or written (%s); check its disk."), self->path,
                   sqlite3_errstr (code));
    }
}

/* With folders that only this user may enter, and no right for anybody else from the start. */
static void
make_file (const char *path)
{
  g_autofree char *folder = g_path_get_dirname (path);
  int fd;

  if (g_mkdir_with_parents (folder, 0700) != 0)
    return;
  fd = g_open (path, O_CREAT | O_EXCL | O_WRONLY | O_CLOEXEC, 0600);
  if (fd >= 0)
    g_close (fd, NULL);
}

/* SQLite takes a few names as something else than a path, but not with this in front. */
static int
open_file (BesedaDatabase *self, int flags, const char *query)
{
  g_autofree char *escaped = g_uri_escape_string (self->path, "/", FALSE);
  g_autofree char *uri = g_strconcat ("file:", escaped, query, NULL);
  int code;

  g_clear_pointer (&self->db, sqlite3_close);
  code = sqlite3_open_v2 (uri, &self->db, flags | SQLITE_OPEN_URI | SQLITE_OPEN_NOMUTEX | SQLITE_OPEN_EXRESCODE, NULL);

  if (code == SQLITE_OK)
    code = sqlite3_db_config (self->db, SQLITE_DBCONFIG_DEFENSIVE, 1, NULL);

  if (code == SQLITE_OK)
    sqlite3_limit (self->db, SQLITE_LIMIT_LENGTH, ROW_BYTES);

  /* The lock is taken with the first word that is read. */
  if (code == SQLITE_OK)
    code = sqlite3_exec (self->db,
                         "PRAGMA locking_mode = EXCLUSIVE; PRAGMA trusted_schema = OFF; PRAGMA cell_size_check = ON;"
                         "PRAGMA secure_delete = ON; SELECT count(*) FROM sqlite_schema",
                         NULL, NULL, NULL);

  return code;
}

/* What was said last may be there and nowhere else. Without writing it cannot be read. */
static gboolean
has_journal (BesedaDatabase *self)
{
  g_autofree char *name = g_strconcat (self->path, "-wal", NULL);
  GStatBuf info;

  return g_stat (name, &info) == 0 && info.st_size > 0;
}

static gboolean
open_any_way (BesedaDatabase *self, GError **error)
{
  int code;

  make_file (self->path);
  code = open_file (self, SQLITE_OPEN_READWRITE, "");
  if (code == SQLITE_OK && !sqlite3_db_readonly (self->db, "main"))
    code = sqlite3_exec (self->db,
                         "PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL;"
                         "PRAGMA journal_size_limit = 16777216",
                         NULL, NULL, NULL);

  /* A file that can only be read cannot be claimed either; what that ends in differs. */
  if (self->db != NULL && sqlite3_db_readonly (self->db, "main") == 1)
    code = SQLITE_READONLY;

  if (((code & 0xff) == SQLITE_READONLY || (code & 0xff) == SQLITE_CANTOPEN) && g_access (self->path, R_OK) == 0 &&
      !has_journal (self))
    code = open_file (self, SQLITE_OPEN_READONLY, "?immutable=1");
  if (code == SQLITE_OK)
    return TRUE;

  beseda_database_set_error (self, code, error);
  g_clear_pointer (&self->db, sqlite3_close);

  return FALSE;
}

static gboolean
read_pragma (BesedaDatabase *self, const char *sql, int *value, GError **error)
{
  sqlite3_stmt *statement = beseda_database_prepare (self, sql, error);
  gboolean row;

  if (statement == NULL || !beseda_database_step (self, statement, &row, error))
    return FALSE;

  *value = row ? sqlite3_column_int (statement, 0) : 0;
  sqlite3_reset (statement);

  return TRUE;
}

static gboolean
is_sound (BesedaDatabase *self, GError **error)
{
  int pages, page_size;
  sqlite3_stmt *check;
  gboolean row, sound;

  if (!read_pragma (self, "PRAGMA page_count", &pages, error) ||
      !read_pragma (self, "PRAGMA page_size", &page_size, error))
    return FALSE;
  if (pages > CHECKED_BYTES / page_size)
    return TRUE;

  check = beseda_database_prepare (self, "PRAGMA quick_check (1)", error);
  if (check == NULL || !beseda_database_step (self, check, &row, error))
    return FALSE;

  sound = row && g_strcmp0 (beseda_database_get_text (check, 0), "ok") == 0;
  sqlite3_reset (check);
  if (!sound)
    beseda_database_set_damaged (self, error);

  return sound;
}

static GBytes *
load_migration (const char *kind, int number)
{
  g_autofree char *path = g_strdup_printf ("/chat/beseda/Beseda/store/%s/%04d.sql", kind, number);

  return g_resource_lookup_data (beseda_store_get_resource (), path, G_RESOURCE_LOOKUP_FLAGS_NONE, NULL);
}

static gboolean
migrate (BesedaDatabase *self, int version, GBytes *migration, GError **error)
{
  g_autofree char *mark = g_strdup_printf ("PRAGMA application_id = %d; PRAGMA user_version = %d; COMMIT",
                                           APPLICATION_ID, version);

  if (beseda_database_exec (self, "BEGIN IMMEDIATE", error) &&
      beseda_database_exec (self, g_bytes_get_data (migration, NULL), error) &&
      beseda_database_exec (self, mark, error))
    return TRUE;

  beseda_database_exec (self, "ROLLBACK", NULL);

  return FALSE;
}

static gboolean
bring_up_to_date (BesedaDatabase *self, const char *kind, GError **error)
{
  g_autoptr (GBytes) current = NULL;
  int application, version, tables, strange;

  if (!read_pragma (self, "PRAGMA application_id", &application, error) ||
      !read_pragma (self, "PRAGMA user_version", &version, error) ||
      !read_pragma (self, "SELECT count(*) FROM sqlite_schema", &tables, error))
    return FALSE;

  /* Views, triggers and virtual tables would run whatever whoever made the file thought of, without end if they like.
   */
  if (!read_pragma (self, "SELECT count(*) FROM sqlite_schema WHERE type NOT IN ('table', 'index') OR rootpage = 0",
                    &strange, error))
    return FALSE;

  if (strange > 0 || (application != APPLICATION_ID && (application != 0 || version != 0 || tables != 0)))
    {
      beseda_database_set_damaged (self, error);
      return FALSE;
    }

  current = version > 0 ? load_migration (kind, version) : NULL;
  if (version > 0 && current == NULL)
    {
      g_set_error (error, BESEDA_LOG_ERROR, BESEDA_LOG_ERROR_NEWER,
                   _ ("The file %s was written by a newer Beseda; use that one, or update this one."), self->path);
      return FALSE;
    }

  if (!is_sound (self, error))
    return FALSE;

  for (int next = version + 1;; next++)
    {
      g_autoptr (GBytes) migration = load_migration (kind, next);

      if (migration == NULL)
        return TRUE;
      if (!migrate (self, next, migration, error))
        return FALSE;
    }
}

BesedaDatabase *
beseda_database_open (const char *path, const char *kind, GError **error)
{
  g_autoptr (BesedaDatabase) self = g_new0 (BesedaDatabase, 1);

  self->path = g_strdup (path);
  self->statements = g_hash_table_new_full (NULL, NULL, NULL, finalize_statement);
  self->orders = g_async_queue_new ();
  if (!open_any_way (self, error) || !bring_up_to_date (self, kind, error))
    return NULL;

  self->thread = g_thread_new ("beseda-store", work, self);

  return g_steal_pointer (&self);
}

void
beseda_database_close (BesedaDatabase *self)
{
  if (self->thread != NULL)
    {
      g_async_queue_push (self->orders, g_new0 (Order, 1));
      g_thread_join (self->thread);
    }
  g_hash_table_unref (self->statements);
  g_async_queue_unref (self->orders);
  g_clear_pointer (&self->db, sqlite3_close);
  g_free (self->path);
  g_free (self);
}

const char *
beseda_database_get_library_version (void)
{
  return sqlite3_libversion ();
}

const char *
beseda_database_get_path (const BesedaDatabase *self)
{
  return self->path;
}

void
beseda_database_run (BesedaDatabase *self, GTask *task, BesedaDatabaseJob job, GDestroyNotify free_result)
{
  Order *order = g_new0 (Order, 1);

  order->job = job;
  order->task = task;
  order->free_result = free_result;
  g_async_queue_push (self->orders, order);
}

gpointer
beseda_database_call (BesedaDatabase *self, BesedaDatabaseJob job, gpointer data, GError **error)
{
  Order order = { .job = job, .data = data };

  g_async_queue_push (self->orders, &order);
  g_mutex_lock (&done_mutex);
  while (!order.done)
    g_cond_wait (&done_cond, &done_mutex);
  g_mutex_unlock (&done_mutex);
  if (order.error != NULL)
    g_propagate_error (error, order.error);

  return order.result;
}

gboolean
beseda_database_exec (BesedaDatabase *self, const char *sql, GError **error)
{
  int code = sqlite3_exec (self->db, sql, NULL, NULL, NULL);

  if (code != SQLITE_OK)
    beseda_database_set_error (self, code, error);

  return code == SQLITE_OK;
}

void
beseda_database_empty_journal (BesedaDatabase *self)
{
  sqlite3_wal_checkpoint_v2 (self->db, NULL, SQLITE_CHECKPOINT_TRUNCATE, NULL, NULL);
}

sqlite3_stmt *
beseda_database_prepare (BesedaDatabase *self, const char *sql, GError **error)
{
  sqlite3_stmt *statement = g_hash_table_lookup (self->statements, sql);
  int code;

  if (statement != NULL)
    {
      sqlite3_reset (statement);
      sqlite3_clear_bindings (statement);
      return statement;
    }

  code = sqlite3_prepare_v3 (self->db, sql, -1, SQLITE_PREPARE_PERSISTENT, &statement, NULL);
  if (code != SQLITE_OK)
    {
      beseda_database_set_error (self, code, error);
      return NULL;
    }
  g_hash_table_insert (self->statements, (gpointer) sql, statement);

  return statement;
}

gboolean
beseda_database_step (BesedaDatabase *self, sqlite3_stmt *statement, gboolean *row, GError **error)
{
  int code = sqlite3_step (statement);

  if (row != NULL)
    *row = code == SQLITE_ROW;
  if (code == SQLITE_ROW)
    return TRUE;

  sqlite3_reset (statement);
  if (code != SQLITE_DONE)
    beseda_database_set_error (self, code, error);

  return code == SQLITE_DONE;
}

const char *
beseda_database_get_text (sqlite3_stmt *statement, int column)
{
  const char *text = (const char *) sqlite3_column_text (statement, column);

  return text != NULL && g_utf8_validate (text, sqlite3_column_bytes (statement, column), NULL) ? text : NULL;
}
