/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>
#include <sqlite3.h>

#include "beseda-log.h"

G_BEGIN_DECLS

/*
 * One SQLite file, open for this program alone, with a thread of its own on which everything is done, in the order in
 * which it was asked for. Every commit is on the disk before it is told (write-ahead log, synchronous FULL), and what
 * is deleted is overwritten. Made and closed on its owner's thread. Errors are those of BESEDA_LOG_ERROR.
 */
typedef struct _BesedaDatabase BesedaDatabase;

/* Work for the thread. NULL with the error set, or a result; `data` is the caller's. */
typedef gpointer (*BesedaDatabaseJob) (BesedaDatabase *self, gpointer data, GError **error);

/* Opens the file, makes it where there is none (0600, its folders 0700), and brings its tables up to date by the
 * numbered migrations of that kind (resources KIND/0001.sql ...). A file that cannot be written is opened for reading.
 * Blocks. */
BesedaDatabase *beseda_database_open (const char *path, const char *kind, GError **error);

/* Waits for everything that was asked for. */
void beseda_database_close (BesedaDatabase *self);

/* SQLite's own. */
const char *beseda_database_get_library_version (void);

const char *beseda_database_get_path (const BesedaDatabase *self);

/* Does `job` with `task`'s data; its result, freed with `free_result`, is the task's. (transfer full) of task */
void beseda_database_run (BesedaDatabase *self, GTask *task, BesedaDatabaseJob job, GDestroyNotify free_result);

/* The same, and waits for it. For opening, when nothing else has to go on meanwhile. */
gpointer beseda_database_call (BesedaDatabase *self, BesedaDatabaseJob job, gpointer data, GError **error);

/* The rest is for jobs. */

/* Does all statements of `sql`. */
gboolean beseda_database_exec (BesedaDatabase *self, const char *sql, GError **error);

/* Empties the journal, which still holds what was deleted. Where that fails, the next time will do. */
void beseda_database_empty_journal (BesedaDatabase *self);

/* A statement, ready to be bound; kept for the next time. `sql` is a literal. (transfer none) */
sqlite3_stmt *beseda_database_prepare (BesedaDatabase *self, const char *sql, GError **error);

/* One step: TRUE, with `row` (optional) whether there is a row. Where there is none, the statement is reset. */
gboolean beseda_database_step (BesedaDatabase *self, sqlite3_stmt *statement, gboolean *row, GError **error);

/* What SQLite says is wrong with `code`, as a sentence about the file. */
void beseda_database_set_error (BesedaDatabase *self, int code, GError **error);

/* What was read is not what was written. */
void beseda_database_set_damaged (BesedaDatabase *self, GError **error);

/* A text of a row that must be UTF-8; NULL for NULL, and for one that is not. Lent until the next step. */
const char *beseda_database_get_text (sqlite3_stmt *statement, int column);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (BesedaDatabase, beseda_database_close)

G_END_DECLS
