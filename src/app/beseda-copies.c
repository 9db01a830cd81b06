/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "beseda-copies.h"

#include <glib/gstdio.h>

#include "beseda-file-locks.h"
#include "beseda-rooms-loader.h"

struct _BesedaCopies
{
  GObject parent_instance;

  char *folder;
  BesedaFileLocks *locks;
  GHashTable *archives; /* path -> BesedaArchive that lives, not owned */
};

static void archives_init (BesedaArchivesInterface *iface);

G_DEFINE_FINAL_TYPE_WITH_CODE (BesedaCopies,
                               beseda_copies,
                               G_TYPE_OBJECT,
                               G_IMPLEMENT_INTERFACE (BESEDA_TYPE_ARCHIVES, archives_init))

/* Names of files tell nothing, and take any text. (transfer full) */
static char *
hash (const char *text)
{
  return g_compute_checksum_for_string (G_CHECKSUM_SHA256, text, -1);
}

static void
on_archive_gone (gpointer user_data, GObject *archive)
{
  BesedaCopies *self = user_data;
  GHashTableIter iter;
  gpointer other;

  g_hash_table_iter_init (&iter, self->archives);
  while (g_hash_table_iter_next (&iter, NULL, &other))
    if (other == archive)
      g_hash_table_iter_remove (&iter);
}

static BesedaArchive *
get (BesedaArchives *archives, const char *place, const char *login)
{
  BesedaCopies *self = BESEDA_COPIES (archives);
  g_autofree char *place_hash = hash (place);
  g_autofree char *login_hash = hash (login);
  g_autofree char *name = g_strdup_printf ("%s-%.16s.db", place_hash, login_hash);
  g_autofree char *path = g_build_filename (self->folder, name, NULL);
  BesedaArchive *archive = g_hash_table_lookup (self->archives, path);

  if (archive != NULL)
    return g_object_ref (archive);

  archive = beseda_rooms_loader_get ()->new_archive (path, self->locks);
  g_object_weak_ref (G_OBJECT (archive), on_archive_gone, self);
  g_hash_table_insert (self->archives, g_steal_pointer (&path), archive);

  return archive;
}

/* What is forgotten: the folder, and how the names of the files begin. */
typedef struct
{
  char *folder;
  char *prefix;
  BesedaFileLocks *locks;
} Forgetting;

static void
forgetting_free (gpointer data)
{
  Forgetting *self = data;

  beseda_file_locks_unref (self->locks);
  g_free (self->folder);
  g_free (self->prefix);
  g_free (self);
}

static void
delete_files (GTask *task, gpointer source, gpointer data, GCancellable *cancellable)
{
  Forgetting *forgetting = data;
  g_autoptr (GDir) dir = g_dir_open (forgetting->folder, 0, NULL);
  const char *name;

  while (dir != NULL && (name = g_dir_read_name (dir)) != NULL)
    if (g_str_has_prefix (name, forgetting->prefix))
      {
        g_autofree char *path = g_build_filename (forgetting->folder, name, NULL);

        beseda_file_locks_wait (forgetting->locks, path);
        if (g_remove (path) != 0)
          g_warning ("The copy of a room at %s could not be deleted.", path);
      }
  g_task_return_boolean (task, TRUE);
}

static void
forget (BesedaArchives *archives, const char *place)
{
  BesedaCopies *self = BESEDA_COPIES (archives);
  g_autoptr (GTask) task = g_task_new (NULL, NULL, NULL, NULL);
  Forgetting *forgetting = g_new0 (Forgetting, 1);

  forgetting->folder = g_strdup (self->folder);
  forgetting->prefix = hash (place);
  forgetting->locks = beseda_file_locks_ref (self->locks);
  g_task_set_source_tag (task, forget);
  g_task_set_task_data (task, forgetting, forgetting_free);
  g_task_run_in_thread (task, delete_files);
}

static void
archives_init (BesedaArchivesInterface *iface)
{
  iface->get = get;
  iface->forget = forget;
}

static void
finalize (GObject *object)
{
  BesedaCopies *self = BESEDA_COPIES (object);
  GHashTableIter iter;
  gpointer archive;

  g_hash_table_iter_init (&iter, self->archives);
  while (g_hash_table_iter_next (&iter, NULL, &archive))
    g_object_weak_unref (archive, on_archive_gone, self);
  g_hash_table_unref (self->archives);
  beseda_file_locks_wait (self->locks, NULL);
  beseda_file_locks_unref (self->locks);
  g_free (self->folder);

  G_OBJECT_CLASS (beseda_copies_parent_class)->finalize (object);
}

static void
beseda_copies_class_init (BesedaCopiesClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = finalize;
}

static void
beseda_copies_init (BesedaCopies *self)
{
  self->locks = beseda_file_locks_new ();
  self->archives = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
}

BesedaArchives *
beseda_copies_new (const char *folder)
{
  BesedaCopies *self = g_object_new (BESEDA_TYPE_COPIES, NULL);

  self->folder = g_strdup (folder);

  return BESEDA_ARCHIVES (self);
}
