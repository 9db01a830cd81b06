/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "beseda-log.h"

G_BEGIN_DECLS

/*
 * A room's log in an SQLite file: what is told to be in it is on the disk. Made and used on the server's thread; the
 * reading and writing is done on a thread of its own.
 */
#define BESEDA_TYPE_SQLITE_LOG (beseda_sqlite_log_get_type ())
G_DECLARE_FINAL_TYPE (BesedaSqliteLog, beseda_sqlite_log, BESEDA, SQLITE_LOG, GObject)

/* What the file says of its room, for who wants to open it again. The strings are the caller's. */
typedef struct
{
  const char *name;    /* as people see it */
  const char *address; /* that it listens on */
  guint16 port;
  gint64 keep; /* how long messages are kept, in seconds; -1: for ever; 0: never on the disk */
} BesedaSqliteLogOptions;

/* Opens the file, or makes it, and writes the options into it; with `options` NULL it only reads what is there. Blocks.
 * One that can only be read is opened as well: what is appended is refused then. Fails with BESEDA_LOG_ERROR. (transfer
 * full) */
BesedaLog *beseda_sqlite_log_open (const char *path, const BesedaSqliteLogOptions *options, GError **error);

G_END_DECLS
