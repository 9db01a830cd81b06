/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "beseda-kept-room.h"

struct _BesedaKeptRoom
{
  GObject parent_instance;

  char *problem;
  char *handle;
  char *name;
  char *address;
  guint16 port;
  gint64 keep;
  gint64 last_at;
};

G_DEFINE_FINAL_TYPE (BesedaKeptRoom, beseda_kept_room, G_TYPE_OBJECT)

static void
beseda_kept_room_finalize (GObject *object)
{
  BesedaKeptRoom *self = BESEDA_KEPT_ROOM (object);

  g_free (self->problem);
  g_free (self->handle);
  g_free (self->name);
  g_free (self->address);

  G_OBJECT_CLASS (beseda_kept_room_parent_class)->finalize (object);
}

static void
beseda_kept_room_class_init (BesedaKeptRoomClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = beseda_kept_room_finalize;
}

static void
beseda_kept_room_init (BesedaKeptRoom *self)
{
}

BesedaKeptRoom *
beseda_kept_room_new (
    const char *handle, const char *name, const char *address, guint16 port, gint64 keep, gint64 last_at)
{
  BesedaKeptRoom *self = g_object_new (BESEDA_TYPE_KEPT_ROOM, NULL);

  self->handle = g_strdup (handle);
  self->name = g_strdup (name);
  self->address = g_strdup (address);
  self->port = port;
  self->keep = keep;
  self->last_at = last_at;

  return self;
}

BesedaKeptRoom *
beseda_kept_room_new_unreadable (const char *handle, const char *name, const char *problem)
{
  BesedaKeptRoom *self = g_object_new (BESEDA_TYPE_KEPT_ROOM, NULL);

  self->handle = g_strdup (handle);
  self->name = g_strdup (name);
  self->problem = g_strdup (problem);

  return self;
}

const char *
beseda_kept_room_get_problem (BesedaKeptRoom *self)
{
  return self->problem;
}

const char *
beseda_kept_room_get_handle (BesedaKeptRoom *self)
{
  return self->handle;
}

const char *
beseda_kept_room_get_name (BesedaKeptRoom *self)
{
  return self->name;
}

const char *
beseda_kept_room_get_address (BesedaKeptRoom *self)
{
  return self->address;
}

guint16
beseda_kept_room_get_port (BesedaKeptRoom *self)
{
  return self->port;
}

gint64
beseda_kept_room_get_keep (BesedaKeptRoom *self)
{
  return self->keep;
}

gint64
beseda_kept_room_get_last_at (BesedaKeptRoom *self)
{
  return self->last_at;
}
