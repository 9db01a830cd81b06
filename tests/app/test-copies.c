/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <glib/gstdio.h>

#include "beseda-copies.h"

/*
 * What the program does with its copies of rooms as it ends. How they are kept is tests/store's.
 */

static void
on_archive_opened (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (BesedaArchiveState) state = beseda_archive_open_finish (BESEDA_ARCHIVE (source), result, &error);

  g_assert_no_error (error);
  *(gboolean *) user_data = TRUE;
}

typedef struct
{
  BesedaArchives *archives;
  gboolean opened;
} Fixture;

/* All that the program was there for. */
static void
on_activate (GApplication *application, Fixture *fixture)
{
  g_autoptr (BesedaArchive) archive = beseda_archives_get (fixture->archives, "tea", "ann");

  beseda_archive_open_async (archive, on_archive_opened, &fixture->opened);
}

/* The program waits until what is being opened is somebody's, and then until it is closed again. */
static void
test_ends_while_one_is_opened (void)
{
  g_autofree char *folder = g_dir_make_tmp ("beseda-copies-XXXXXX", NULL);
  g_autoptr (GApplication) application = g_application_new (NULL, G_APPLICATION_NON_UNIQUE);
  Fixture fixture = { .archives = beseda_copies_new (folder) };
  g_autoptr (GDir) dir = NULL;
  const char *name;

  g_signal_connect (application, "activate", G_CALLBACK (on_activate), &fixture);
  g_application_run (application, 0, NULL);
  g_assert_true (fixture.opened);
  g_assert_finalize_object (fixture.archives);

  dir = g_dir_open (folder, 0, NULL);
  while ((name = g_dir_read_name (dir)) != NULL)
    {
      g_autofree char *path = g_build_filename (folder, name, NULL);

      g_assert_cmpint (g_remove (path), ==, 0);
    }
  g_assert_cmpint (g_rmdir (folder), ==, 0);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/copies/ends-while-one-is-opened", test_ends_while_one_is_opened);

  return g_test_run ();
}
