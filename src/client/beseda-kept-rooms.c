/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "beseda-kept-rooms.h"

struct _BesedaKeptRooms
{
  GObject parent_instance;

  BesedaHost *host;
  GCancellable *cancellable; /* of the question that is asked just now */
  GPtrArray *rooms;          /* of BesedaKeptRoom */
};

static void list_model_init (GListModelInterface *iface);

G_DEFINE_FINAL_TYPE_WITH_CODE (BesedaKeptRooms,
                               beseda_kept_rooms,
                               G_TYPE_OBJECT,
                               G_IMPLEMENT_INTERFACE (G_TYPE_LIST_MODEL, list_model_init))

static void
on_listed (GObject *source, GAsyncResult *result, gpointer user_data)
{
  BesedaKeptRooms *self = user_data;
  g_autoptr (GError) error = NULL;
  GPtrArray *rooms = beseda_host_list_finish (BESEDA_HOST (source), result, &error);
  guint n_before;

  if (rooms == NULL)
    {
      /* Another question has taken its place, or nobody asks any more, and self may be gone. */
      if (!g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
        g_warning ("the rooms that were hosted here cannot be listed: %s", error->message);
      return;
    }

  n_before = self->rooms->len;
  g_ptr_array_unref (self->rooms);
  self->rooms = rooms;
  g_list_model_items_changed (G_LIST_MODEL (self), 0, n_before, rooms->len);
}

static void
ask (BesedaKeptRooms *self)
{
  g_cancellable_cancel (self->cancellable);
  g_clear_object (&self->cancellable);
  self->cancellable = g_cancellable_new ();
  beseda_host_list_async (self->host, self->cancellable, on_listed, self);
}

static GType
get_item_type (GListModel *model)
{
  return BESEDA_TYPE_KEPT_ROOM;
}

static guint
get_n_items (GListModel *model)
{
  return BESEDA_KEPT_ROOMS (model)->rooms->len;
}

static gpointer
get_item (GListModel *model, guint index)
{
  GPtrArray *rooms = BESEDA_KEPT_ROOMS (model)->rooms;

  return index < rooms->len ? g_object_ref (rooms->pdata[index]) : NULL;
}

static void
list_model_init (GListModelInterface *iface)
{
  iface->get_item_type = get_item_type;
  iface->get_n_items = get_n_items;
  iface->get_item = get_item;
}

static void
beseda_kept_rooms_dispose (GObject *object)
{
  BesedaKeptRooms *self = BESEDA_KEPT_ROOMS (object);

  g_cancellable_cancel (self->cancellable);
  g_clear_object (&self->cancellable);
  g_clear_object (&self->host);

  G_OBJECT_CLASS (beseda_kept_rooms_parent_class)->dispose (object);
}

static void
beseda_kept_rooms_finalize (GObject *object)
{
  g_ptr_array_unref (BESEDA_KEPT_ROOMS (object)->rooms);

  G_OBJECT_CLASS (beseda_kept_rooms_parent_class)->finalize (object);
}

static void
beseda_kept_rooms_class_init (BesedaKeptRoomsClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->dispose = beseda_kept_rooms_dispose;
  object_class->finalize = beseda_kept_rooms_finalize;
}

static void
beseda_kept_rooms_init (BesedaKeptRooms *self)
{
  self->rooms = g_ptr_array_new_with_free_func (g_object_unref);
}

BesedaKeptRooms *
beseda_kept_rooms_new (BesedaHost *host)
{
  BesedaKeptRooms *self;

  g_return_val_if_fail (BESEDA_IS_HOST (host), NULL);

  self = g_object_new (BESEDA_TYPE_KEPT_ROOMS, NULL);
  self->host = g_object_ref (host);
  g_signal_connect_object (host, "kept-changed", G_CALLBACK (ask), self, G_CONNECT_SWAPPED);
  ask (self);

  return self;
}

BesedaHost *
beseda_kept_rooms_get_host (BesedaKeptRooms *self)
{
  g_return_val_if_fail (BESEDA_IS_KEPT_ROOMS (self), NULL);

  return self->host;
}
