/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "beseda-room-card.h"

#include <string.h>

#include "beseda-database.h"

void
beseda_room_card_free (BesedaRoomCard *self)
{
  g_free (self->path);
  g_free (self->problem);
  g_free (self->room_id);
  g_free (self->name);
  g_free (self->address);
  g_free (self);
}

static gpointer
read_card (BesedaDatabase *database, gpointer data, GError **error)
{
  sqlite3_stmt *select = beseda_database_prepare (
      database, "SELECT room_id, name, address, port, keep, last_at FROM room", error);
  g_autoptr (BesedaRoomCard) card = g_new0 (BesedaRoomCard, 1);
  gboolean row;

  if (select == NULL || !beseda_database_step (database, select, &row, error))
    return NULL;
  if (row)
    {
      card->path = g_strdup (beseda_database_get_path (database));
      card->room_id = g_strdup (beseda_database_get_text (select, 0));
      card->name = g_strdup (beseda_database_get_text (select, 1));
      card->address = g_strdup (beseda_database_get_text (select, 2));
      card->port = (guint16) CLAMP (sqlite3_column_int64 (select, 3), 0, G_MAXUINT16);
      card->keep = MAX (sqlite3_column_int64 (select, 4), -1);
      card->last_at = sqlite3_column_int64 (select, 5);
      sqlite3_reset (select);
    }
  if (card->room_id == NULL || card->name == NULL || card->address == NULL)
    {
      beseda_database_set_damaged (database, error);
      return NULL;
    }

  return g_steal_pointer (&card);
}

BesedaRoomCard *
beseda_room_card_read (const char *path, GError **error)
{
  g_autoptr (BesedaDatabase) database = beseda_database_open (path, "log", error);

  return database != NULL ? beseda_database_call (database, read_card, NULL, error) : NULL;
}

static BesedaRoomCard *
new_unreadable (const char *path, const GError *error)
{
  BesedaRoomCard *card = g_new0 (BesedaRoomCard, 1);

  card->path = g_strdup (path);
  card->problem = g_strdup (error->message);

  return card;
}

static int
compare (gconstpointer a, gconstpointer b)
{
  const BesedaRoomCard *one = *(const BesedaRoomCard *const *) a;
  const BesedaRoomCard *other = *(const BesedaRoomCard *const *) b;

  return one->last_at < other->last_at ? 1 : one->last_at > other->last_at ? -1 : strcmp (one->path, other->path);
}

static void
free_card (gpointer data)
{
  beseda_room_card_free (data);
}

static void
read_folder (GPtrArray *cards, const char *folder)
{
  g_autoptr (GDir) dir = g_dir_open (folder, 0, NULL);
  const char *name;

  while (dir != NULL && (name = g_dir_read_name (dir)) != NULL)
    {
      g_autofree char *path = g_build_filename (folder, name, NULL);
      g_autoptr (GError) error = NULL;
      BesedaRoomCard *card;

      if (!g_str_has_suffix (name, ".db"))
        continue;
      card = beseda_room_card_read (path, &error);
      if (card != NULL)
        g_ptr_array_add (cards, card);
      else if (!g_error_matches (error, BESEDA_LOG_ERROR, BESEDA_LOG_ERROR_IN_USE))
        g_ptr_array_add (cards, new_unreadable (path, error));
    }
}

GPtrArray *
beseda_room_card_list (const char *const *folders)
{
  GPtrArray *cards = g_ptr_array_new_with_free_func (free_card);

  for (gsize i = 0; folders[i] != NULL; i++)
    read_folder (cards, folders[i]);
  g_ptr_array_sort (cards, compare);

  return cards;
}
