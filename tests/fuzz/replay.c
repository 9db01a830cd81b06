/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <glib.h>
#include <string.h>

#include "fuzz.h"

/*
 * Gives a target each file of the folders that are named, without libFuzzer: what was found once is tried with any
 * compiler.
 */

static void
replay (gconstpointer data)
{
  g_autofree char *contents = NULL;
  g_autofree guint8 *exact = NULL;
  g_autoptr (GError) error = NULL;
  gsize length;

  g_file_get_contents (data, &contents, &length, &error);
  g_assert_no_error (error);

  /* Without the byte 0 that GLib adds, so that a step too far is seen. */
  exact = g_memdup2 (contents, length);
  LLVMFuzzerTestOneInput (exact, length);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);

  for (int i = 1; i < argc; i++)
    {
      g_autoptr (GDir) folder = g_dir_open (argv[i], 0, NULL);
      const char *name;

      while (folder != NULL && (name = g_dir_read_name (folder)) != NULL)
        {
          g_autofree char *path = g_strconcat ("/seeds/", name, NULL);

          g_test_add_data_func_full (path, g_build_filename (argv[i], name, NULL), replay, g_free);
        }
    }

  return g_test_run ();
}
