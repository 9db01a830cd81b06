/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "beseda-archive.h"

G_DEFINE_INTERFACE (BesedaArchive, beseda_archive, G_TYPE_OBJECT)
G_DEFINE_INTERFACE (BesedaArchives, beseda_archives, G_TYPE_OBJECT)

static void
beseda_archive_default_init (BesedaArchiveInterface *iface)
{
}

static void
beseda_archives_default_init (BesedaArchivesInterface *iface)
{
}

BesedaPage *
beseda_page_new (guint64 from_seq, guint64 to_seq, GPtrArray *events)
{
  BesedaPage *self = g_new0 (BesedaPage, 1);

  self->from_seq = from_seq;
  self->to_seq = to_seq;
  self->events = events;

  return self;
}

void
beseda_page_free (BesedaPage *self)
{
  g_ptr_array_unref (self->events);
  g_free (self);
}

void
beseda_archive_state_free (BesedaArchiveState *self)
{
  g_clear_pointer (&self->unsent, g_ptr_array_unref);
  g_free (self->room_id);
  g_free (self->room_name);
  g_free (self);
}

void
beseda_archive_open_async (BesedaArchive *self, GAsyncReadyCallback callback, gpointer user_data)
{
  BESEDA_ARCHIVE_GET_IFACE (self)->open_async (self, callback, user_data);
}

BesedaArchiveState *
beseda_archive_open_finish (BesedaArchive *self, GAsyncResult *result, GError **error)
{
  return BESEDA_ARCHIVE_GET_IFACE (self)->open_finish (self, result, error);
}

void
beseda_archive_set_room (BesedaArchive *self, const char *room_id, const char *name, gint64 keep)
{
  BESEDA_ARCHIVE_GET_IFACE (self)->set_room (self, room_id, name, keep);
}

void
beseda_archive_add (BesedaArchive *self, guint64 from_seq, guint64 to_seq, GPtrArray *events)
{
  g_return_if_fail (from_seq > 0 && from_seq <= to_seq);

  BESEDA_ARCHIVE_GET_IFACE (self)->add (self, from_seq, to_seq, events);
}

void
beseda_archive_read_async (BesedaArchive *self,
                           BesedaDirection direction,
                           guint64 seq,
                           guint limit,
                           GAsyncReadyCallback callback,
                           gpointer user_data)
{
  BESEDA_ARCHIVE_GET_IFACE (self)->read_async (self, direction, seq, limit, callback, user_data);
}

BesedaPage *
beseda_archive_read_finish (BesedaArchive *self, GAsyncResult *result, GError **error)
{
  return BESEDA_ARCHIVE_GET_IFACE (self)->read_finish (self, result, error);
}

void
beseda_archive_keep_unsent (BesedaArchive *self, const BesedaUnsentMessage *message)
{
  BESEDA_ARCHIVE_GET_IFACE (self)->keep_unsent (self, message);
}

void
beseda_archive_drop_unsent (BesedaArchive *self, const char *id)
{
  BESEDA_ARCHIVE_GET_IFACE (self)->drop_unsent (self, id);
}

void
beseda_archive_set_read (BesedaArchive *self, guint64 seq)
{
  BESEDA_ARCHIVE_GET_IFACE (self)->set_read (self, seq);
}

BesedaArchive *
beseda_archives_get (BesedaArchives *self, const char *place, const char *login)
{
  return BESEDA_ARCHIVES_GET_IFACE (self)->get (self, place, login);
}

void
beseda_archives_forget (BesedaArchives *self, const char *place)
{
  BESEDA_ARCHIVES_GET_IFACE (self)->forget (self, place);
}
