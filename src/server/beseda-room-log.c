/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "beseda-room-log.h"

#include <glib/gi18n-lib.h>

#include "beseda-memory-log.h"
#include "beseda-secret.h"
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

static void
on_door_kept (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GError) error = NULL;

  if (!beseda_log_set_door_finish (BESEDA_LOG (source), result, &error))
    g_warning ("Who can join is not kept: %s", error->message);
}

static BesedaDoor *
make_door (BesedaLog *log, const BesedaServerOptions *options, GError **error)
{
  const BesedaDoor *kept = beseda_log_get_past (log)->door;
  g_autoptr (BesedaDoor) door = kept != NULL ? beseda_door_copy (kept) : beseda_door_new (BESEDA_DOOR_OPEN, NULL, NULL);

  if (options->door >= 0)
    door->kind = (BesedaDoorKind) options->door;
  if (options->plain_on_network >= 0)
    door->plain_on_network = options->plain_on_network;
  if (door->key == NULL)
    door->key = beseda_secret_new_key ();
  if (door->owner == NULL)
    door->owner = beseda_secret_new_token ();
  if (options->password != NULL)
    {
      g_free (door->password);
      door->password = beseda_secret_hash_password (options->password);
    }
  if (door->key == NULL || door->owner == NULL || (options->password != NULL && door->password == NULL))
    {
      g_set_error_literal (error, BESEDA_SERVER_ERROR, BESEDA_SERVER_ERROR_FAILED,
                           _ ("This computer has not enough memory or randomness for the room’s secrets; free some."));
      return NULL;
    }

  beseda_log_set_door_async (log, door, NULL, on_door_kept, NULL);

  return g_steal_pointer (&door);
}

BesedaRoom *
beseda_room_log_make_room (BesedaLog *log, const BesedaServerOptions *options, GError **error)
{
  g_autoptr (BesedaDoor) door = make_door (log, options, error);
  const BesedaRoomOptions room = { .name = options->room,
                                   .max_people = options->max_people,
                                   .messages_per_second = options->messages_per_second,
                                   .keep = options->keep,
                                   .door = door };

  return door != NULL ? beseda_room_new (&room, beseda_log_get_past (log)) : NULL;
}
