/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <glib/gstdio.h>

#include "beseda-keyring.h"
#include "beseda-token.h"

#define ROOM "tea.example:8765"

typedef struct
{
  char *folder;
  char *file;
  BesedaKeyring *keyring;
} Fixture;

static void
set_up (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GError) error = NULL;

  fixture->folder = g_dir_make_tmp ("beseda-keyring-XXXXXX", &error);
  g_assert_no_error (error);
  fixture->file = g_build_filename (fixture->folder, "new", "names", NULL);
  fixture->keyring = beseda_keyring_new (fixture->file);
}

static void
remove_folder (const char *path)
{
  g_autoptr (GDir) dir = g_dir_open (path, 0, NULL);
  const char *name;

  while (dir != NULL && (name = g_dir_read_name (dir)) != NULL)
    {
      g_autofree char *child = g_build_filename (path, name, NULL);

      if (g_file_test (child, G_FILE_TEST_IS_DIR))
        remove_folder (child);
      else
        g_assert_no_errno (g_unlink (child));
    }
  g_assert_no_errno (g_rmdir (path));
}

static void
tear_down (Fixture *fixture, gconstpointer data)
{
  g_assert_finalize_object (fixture->keyring);
  remove_folder (fixture->folder);
  g_free (fixture->folder);
  g_free (fixture->file);
}

/* Another start of the program. */
static void
restart (Fixture *fixture)
{
  g_assert_finalize_object (fixture->keyring);
  fixture->keyring = beseda_keyring_new (fixture->file);
}

static void
on_result (GObject *source, GAsyncResult *result, gpointer user_data)
{
  GAsyncResult **place = user_data;

  *place = g_object_ref (result);
}

static char *
get_token (Fixture *fixture, const char *room, const char *login)
{
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;
  char *token;

  beseda_keyring_get_token_async (fixture->keyring, room, login, NULL, on_result, &result);
  while (result == NULL)
    g_main_context_iteration (NULL, TRUE);
  token = beseda_keyring_get_token_finish (fixture->keyring, result, &error);
  g_assert_no_error (error);
  g_assert_true (beseda_token_is_valid (token));

  return token;
}

static void
test_file (Fixture *fixture, gconstpointer data)
{
  g_autofree char *ann = get_token (fixture, ROOM, "Ann");
  g_autofree char *ann_too = get_token (fixture, ROOM, "ann");
  g_autofree char *bob = get_token (fixture, ROOM, "Bob");
  g_autofree char *elsewhere = get_token (fixture, "[::1]:8765", "Ann");
  g_autofree char *later = NULL;
  GStatBuf about;

  g_assert_cmpstr (ann, ==, ann_too);
  g_assert_cmpstr (ann, !=, bob);
  g_assert_cmpstr (ann, !=, elsewhere);

  g_assert_no_errno (g_stat (fixture->file, &about));
  g_assert_cmpint (about.st_mode & 07777, ==, 0600);

  restart (fixture);
  later = get_token (fixture, ROOM, "ANN");
  g_assert_cmpstr (later, ==, ann);
  g_free (g_steal_pointer (&later));
  later = get_token (fixture, "[::1]:8765", "Ann");
  g_assert_cmpstr (later, ==, elsewhere);
}

static void
add (const char *path, void (*test) (Fixture *, gconstpointer))
{
  g_test_add (path, Fixture, NULL, set_up, test, tear_down);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);

  g_setenv ("DBUS_SESSION_BUS_ADDRESS", "unix:path=/nonexistent", TRUE);
  add ("/keyring/file", test_file);

  return g_test_run ();
}
