/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "beseda-room-log.h"

#include "beseda-memory-log.h"
#include "beseda-sqlite-log.h"

BesedaLog *
beseda_room_log_open (const BesedaServerOptions *options, guint16 port, GError **error)
{
  const BesedaSqliteLogOptions kept = {
    .name = options->room, .address = options->address, .port = port, .keep = options->keep
  };
  g_autoptr (GError) refusal = NULL;
  BesedaLog *log;

  if (options->file == NULL)
    return beseda_memory_log_new ();

  log = beseda_sqlite_log_open (options->file, &kept, &refusal);
  if (log == NULL)
    g_set_error_literal (error, BESEDA_SERVER_ERROR, BESEDA_SERVER_ERROR_HISTORY, refusal->message);

  return log;
}
