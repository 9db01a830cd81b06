/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "beseda-lazy-archives.h"

#include "beseda-rooms-loader.h"

struct _BesedaLazyArchives
{
  GObject parent_instance;

  char *folder;
  BesedaArchives *archives; /* NULL until they are needed */
};

/* A room that is to be forgotten when the layer is there. */
typedef struct
{
  BesedaLazyArchives *archives;
  char *place;
} Farewell;

static void archives_init (BesedaArchivesInterface *iface);

G_DEFINE_FINAL_TYPE_WITH_CODE (BesedaLazyArchives,
                               beseda_lazy_archives,
                               G_TYPE_OBJECT,
                               G_IMPLEMENT_INTERFACE (BESEDA_TYPE_ARCHIVES, archives_init))

static BesedaArchives *
ensure (BesedaLazyArchives *self, const BesedaRooms *rooms)
{
  if (self->archives == NULL)
    self->archives = rooms->new_archives (self->folder);

  return self->archives;
}

static BesedaArchive *
get (BesedaArchives *archives, const char *place, const char *login)
{
  return beseda_archives_get (ensure (BESEDA_LAZY_ARCHIVES (archives), beseda_rooms_loader_get ()), place, login);
}

static void
on_loaded (GObject *source, GAsyncResult *result, gpointer user_data)
{
  Farewell *farewell = user_data;
  g_autoptr (GError) error = NULL;
  const BesedaRooms *rooms = beseda_rooms_loader_load_finish (result, &error);

  if (rooms != NULL)
    beseda_archives_forget (ensure (farewell->archives, rooms), farewell->place);
  else
    g_warning ("What is kept of a room cannot be deleted: %s", error->message);

  g_object_unref (farewell->archives);
  g_free (farewell->place);
  g_free (farewell);
}

static void
forget (BesedaArchives *archives, const char *place)
{
  Farewell *farewell = g_new0 (Farewell, 1);

  farewell->archives = BESEDA_LAZY_ARCHIVES (g_object_ref (archives));
  farewell->place = g_strdup (place);
  beseda_rooms_loader_load_async (NULL, on_loaded, farewell);
}

static void
archives_init (BesedaArchivesInterface *iface)
{
  iface->get = get;
  iface->forget = forget;
}

static void
beseda_lazy_archives_finalize (GObject *object)
{
  BesedaLazyArchives *self = BESEDA_LAZY_ARCHIVES (object);

  g_clear_object (&self->archives);
  g_free (self->folder);

  G_OBJECT_CLASS (beseda_lazy_archives_parent_class)->finalize (object);
}

static void
beseda_lazy_archives_class_init (BesedaLazyArchivesClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = beseda_lazy_archives_finalize;
}

static void
beseda_lazy_archives_init (BesedaLazyArchives *self)
{
}

BesedaArchives *
beseda_lazy_archives_new (const char *folder)
{
  BesedaLazyArchives *self = g_object_new (BESEDA_TYPE_LAZY_ARCHIVES, NULL);

  self->folder = g_strdup (folder);

  return BESEDA_ARCHIVES (self);
}
