/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <glib/gstdio.h>
#include <libsecret/secret.h>
#include <unistd.h>

#include "beseda-keyring.h"
#include "beseda-token.h"
#include "secret-service.h"

#define ROOM "tea.example:8765"
#define OTHER_ROOM "[::1]:8765"

typedef struct
{
  char *folder;
  char *file;
  BesedaKeyring *keyring;
  SecretServiceMock *service; /* NULL: there is none on the bus */
} Fixture;

static GMutex log_mutex;
static GString *log_text; /* what was logged since a test began */

/* Threads log as well. */
static GLogWriterOutput
note (GLogLevelFlags level, const GLogField *fields, gsize n_fields, gpointer data)
{
  g_autofree char *line = g_log_writer_format_fields (level, fields, n_fields, FALSE);

  if (level > G_LOG_LEVEL_MESSAGE) /* libsecret's talk */
    return G_LOG_WRITER_HANDLED;

  g_mutex_lock (&log_mutex);
  g_string_append_printf (log_text, "%s\n", line);
  g_mutex_unlock (&log_mutex);

  return G_LOG_WRITER_HANDLED;
}

static guint
count_logged (const char *words)
{
  guint n = 0;

  g_mutex_lock (&log_mutex);
  for (const char *at = log_text->str; (at = strstr (at, words)) != NULL; at++)
    n++;
  g_mutex_unlock (&log_mutex);

  return n;
}

static void
set_up (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GError) error = NULL;

  g_string_truncate (log_text, 0);
  fixture->folder = g_dir_make_tmp ("beseda-keyring-XXXXXX", &error);
  g_assert_no_error (error);
  fixture->file = g_build_filename (fixture->folder, "new", "names", NULL);
  fixture->keyring = beseda_keyring_new (fixture->file);
}

static void
set_up_with_service (Fixture *fixture, gconstpointer data)
{
  set_up (fixture, data);
  fixture->service = secret_service_mock_new ();
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
  g_clear_pointer (&fixture->service, secret_service_mock_free);
  secret_service_disconnect ();
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
wait_for_token (Fixture *fixture, GAsyncResult **result)
{
  g_autoptr (GError) error = NULL;
  char *token;

  while (*result == NULL)
    g_main_context_iteration (NULL, TRUE);
  token = beseda_keyring_get_token_finish (fixture->keyring, *result, &error);
  g_clear_object (result);
  g_assert_no_error (error);
  g_assert_true (beseda_token_is_valid (token));

  return token;
}

static char *
get_token (Fixture *fixture, const char *room)
{
  GAsyncResult *result = NULL;

  beseda_keyring_get_token_async (fixture->keyring, room, NULL, on_result, &result);

  return wait_for_token (fixture, &result);
}

/* The next one to ask finds (or does not find) `expected`. */
static void
assert_token (Fixture *fixture, const char *room, const char *expected)
{
  g_autofree char *token = get_token (fixture, room);

  g_assert_cmpstr (token, ==, expected);
}

static void
assert_other_token (Fixture *fixture, const char *room, const char *unexpected)
{
  g_autofree char *token = get_token (fixture, room);

  g_assert_cmpstr (token, !=, unexpected);
}

static void
assert_no_file (Fixture *fixture)
{
  g_assert_false (g_file_test (fixture->file, G_FILE_TEST_EXISTS));
}

static void
write_file (Fixture *fixture, const char *text)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *folder = g_path_get_dirname (fixture->file);

  g_assert_no_errno (g_mkdir_with_parents (folder, 0700));
  g_file_set_contents (fixture->file, text, -1, &error);
  g_assert_no_error (error);
}

static void
assert_contents (const char *path, const char *expected)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *text = NULL;

  g_file_get_contents (path, &text, NULL, &error);
  g_assert_no_error (error);
  g_assert_cmpstr (text, ==, expected);
}

static void
test_file (Fixture *fixture, gconstpointer data)
{
  g_autofree char *token = get_token (fixture, ROOM);
  GStatBuf about;

  assert_token (fixture, ROOM, token);
  assert_other_token (fixture, OTHER_ROOM, token);

  g_assert_no_errno (g_stat (fixture->file, &about));
  g_assert_cmpint (about.st_mode & 07777, ==, 0600);

  restart (fixture);
  assert_token (fixture, ROOM, token);
  assert_other_token (fixture, OTHER_ROOM, token);
  g_assert_cmpuint (count_logged ("Secret Service"), ==, 2); /* once in each keyring */
}

/* There was once a token for each name; who has one is known by it under other names as well. */
static void
test_earlier_file (Fixture *fixture, gconstpointer data)
{
  write_file (fixture, "[tea.example%3A8765]\nann=00112233445566778899aabbccddeeff\n");
  assert_token (fixture, ROOM, "00112233445566778899aabbccddeeff");
  assert_other_token (fixture, OTHER_ROOM, "00112233445566778899aabbccddeeff");
}

/* No room can make the file unreadable. */
static void
test_odd_rooms (Fixture *fixture, gconstpointer data)
{
  static const char *const odd[] = { "#1", "[a]", "a=b", "a[b]", "…", "день", "100%", "a\\b", ";" };
  char *tokens[G_N_ELEMENTS (odd)];

  for (guint i = 0; i < G_N_ELEMENTS (odd); i++)
    tokens[i] = get_token (fixture, odd[i]);

  restart (fixture);
  for (guint i = 0; i < G_N_ELEMENTS (odd); i++)
    {
      assert_token (fixture, odd[i], tokens[i]);
      g_free (tokens[i]);
    }
  g_assert_cmpuint (count_logged ("damaged"), ==, 0);
}

static void
test_together (Fixture *fixture, gconstpointer data)
{
  GAsyncResult *first = NULL, *second = NULL, *third = NULL;
  g_autofree char *one = NULL;
  g_autofree char *two = NULL;
  g_autofree char *three = NULL;

  beseda_keyring_get_token_async (fixture->keyring, ROOM, NULL, on_result, &first);
  beseda_keyring_get_token_async (fixture->keyring, ROOM, NULL, on_result, &second);
  beseda_keyring_get_token_async (fixture->keyring, OTHER_ROOM, NULL, on_result, &third);
  one = wait_for_token (fixture, &first);
  two = wait_for_token (fixture, &second);
  three = wait_for_token (fixture, &third);
  g_assert_cmpstr (one, ==, two);
  g_assert_cmpstr (one, !=, three);

  restart (fixture);
  assert_token (fixture, ROOM, one);
  assert_token (fixture, OTHER_ROOM, three);
}

/* Two programs that do not know of each other. */
static void
test_two_keyrings (Fixture *fixture, gconstpointer data)
{
  Fixture other = { .file = fixture->file, .keyring = beseda_keyring_new (fixture->file) };
  GAsyncResult *first = NULL, *second = NULL;
  g_autofree char *one = NULL;
  g_autofree char *two = NULL;

  beseda_keyring_get_token_async (fixture->keyring, ROOM, NULL, on_result, &first);
  beseda_keyring_get_token_async (other.keyring, ROOM, NULL, on_result, &second);
  one = wait_for_token (fixture, &first);
  two = wait_for_token (&other, &second);
  g_assert_cmpstr (one, ==, two);

  g_assert_finalize_object (other.keyring);
}

static void
test_cancelled (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  g_autoptr (GAsyncResult) given_up = NULL;
  g_autoptr (GError) error = NULL;
  GAsyncResult *patient = NULL;
  g_autofree char *token = NULL;

  beseda_keyring_get_token_async (fixture->keyring, ROOM, cancellable, on_result, &given_up);
  beseda_keyring_get_token_async (fixture->keyring, ROOM, NULL, on_result, &patient);
  g_cancellable_cancel (cancellable);
  token = wait_for_token (fixture, &patient);

  g_assert_nonnull (given_up);
  g_assert_null (beseda_keyring_get_token_finish (fixture->keyring, given_up, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
}

static void
test_forget (Fixture *fixture, gconstpointer data)
{
  g_autofree char *token = get_token (fixture, ROOM);
  g_autofree char *elsewhere = get_token (fixture, OTHER_ROOM);
  g_autofree char *new_token = NULL;

  beseda_keyring_forget (fixture->keyring, ROOM);
  beseda_keyring_forget (fixture->keyring, ROOM);
  new_token = get_token (fixture, ROOM);
  g_assert_cmpstr (new_token, !=, token);

  restart (fixture);
  assert_token (fixture, ROOM, new_token);
  assert_token (fixture, OTHER_ROOM, elsewhere);
}

static void
test_damaged (Fixture *fixture, gconstpointer data)
{
  static const char *const damage[] = { "no key file\n", "[a]\nb=short\n" };
  static const char *const aside[] = { ".damaged", ".damaged-2" };

  for (guint i = 0; i < G_N_ELEMENTS (damage); i++)
    {
      g_autofree char *path = g_strconcat (fixture->file, aside[i], NULL);
      g_autofree char *token = NULL;

      write_file (fixture, damage[i]);
      restart (fixture);
      token = get_token (fixture, ROOM);
      assert_contents (path, damage[i]);
      g_assert_cmpuint (count_logged ("is damaged"), ==, i + 1);

      restart (fixture);
      assert_token (fixture, ROOM, token);
    }
}

/* What cannot be read (a link to itself, which root cannot read either) is not written over. */
static void
test_unreadable (Fixture *fixture, gconstpointer data)
{
  g_autofree char *folder = g_path_get_dirname (fixture->file);
  g_autofree char *token = NULL;

  g_assert_no_errno (g_mkdir_with_parents (folder, 0700));
  g_assert_no_errno (symlink (fixture->file, fixture->file));
  token = get_token (fixture, ROOM);
  g_assert_true (g_file_test (fixture->file, G_FILE_TEST_IS_SYMLINK));
  g_assert_cmpuint (count_logged (fixture->file), >=, 1);
  g_assert_cmpuint (count_logged ("cannot be kept"), ==, 1);
  assert_token (fixture, ROOM, token);
}

/* Nothing can be made below a file, not even by root. */
static void
test_unwritable (Fixture *fixture, gconstpointer data)
{
  g_autofree char *folder = g_path_get_dirname (fixture->file);
  g_autofree char *token = NULL;

  g_assert_true (g_file_set_contents (folder, "", 0, NULL));
  token = get_token (fixture, ROOM);
  g_assert_cmpuint (count_logged ("cannot be kept"), ==, 1);
  assert_token (fixture, ROOM, token);
}

static void
test_no_bus (void)
{
  Fixture fixture = { NULL };
  g_autofree char *token = NULL;

  if (!g_test_subprocess ())
    {
      g_test_trap_subprocess (NULL, 0, G_TEST_SUBPROCESS_INHERIT_STDERR);
      g_test_trap_assert_passed ();
      return;
    }

  set_up (&fixture, NULL);
  token = get_token (&fixture, ROOM);
  restart (&fixture);
  assert_token (&fixture, ROOM, token);
  tear_down (&fixture, NULL);
}

static void
test_service (Fixture *fixture, gconstpointer data)
{
  g_autofree char *token = get_token (fixture, ROOM);

  g_assert_cmpstr (secret_service_mock_get_label (fixture->service), ==, "Beseda: your names in " ROOM);
  g_assert_cmpstr (secret_service_mock_get_secret (fixture->service), ==, token);

  restart (fixture);
  assert_token (fixture, ROOM, token);
  assert_other_token (fixture, OTHER_ROOM, token);
  g_assert_cmpuint (secret_service_mock_get_n_items (fixture->service), ==, 2);
  assert_no_file (fixture);
  g_assert_cmpstr (log_text->str, ==, "");
}

static void
test_service_together (Fixture *fixture, gconstpointer data)
{
  GAsyncResult *first = NULL, *second = NULL;
  g_autofree char *one = NULL;
  g_autofree char *two = NULL;

  beseda_keyring_get_token_async (fixture->keyring, ROOM, NULL, on_result, &first);
  beseda_keyring_get_token_async (fixture->keyring, ROOM, NULL, on_result, &second);
  one = wait_for_token (fixture, &first);
  two = wait_for_token (fixture, &second);
  g_assert_cmpstr (one, ==, two);
  g_assert_cmpuint (secret_service_mock_get_n_stores (fixture->service), ==, 1);
}

static void
test_service_forget (Fixture *fixture, gconstpointer data)
{
  g_autofree char *token = get_token (fixture, ROOM);
  g_autofree char *elsewhere = get_token (fixture, OTHER_ROOM);
  g_autofree char *new_token = NULL;

  beseda_keyring_forget (fixture->keyring, ROOM);
  new_token = get_token (fixture, ROOM);
  g_assert_cmpstr (new_token, !=, token);
  g_assert_cmpuint (secret_service_mock_get_n_items (fixture->service), ==, 2);

  restart (fixture);
  assert_token (fixture, ROOM, new_token);
  assert_token (fixture, OTHER_ROOM, elsewhere);
}

static void
test_service_fails (Fixture *fixture, gconstpointer data)
{
  g_autofree char *token = NULL;

  secret_service_mock_set_mood (fixture->service, SECRET_SERVICE_MOCK_FAILS_NEW);
  token = get_token (fixture, ROOM);
  assert_other_token (fixture, OTHER_ROOM, token);
  g_assert_cmpuint (count_logged ("out of order"), ==, 1);

  /* What the file has is honoured when the service is well again. */
  secret_service_mock_set_mood (fixture->service, SECRET_SERVICE_MOCK_WELL);
  restart (fixture);
  assert_token (fixture, ROOM, token);
  g_assert_cmpuint (secret_service_mock_get_n_items (fixture->service), ==, 0);
}

/* The service's own token goes before the file's. */
static void
test_service_first (Fixture *fixture, gconstpointer data)
{
  g_autofree char *token = get_token (fixture, ROOM);

  write_file (fixture, "[tea.example%3A8765]\nann=00000000000000000000000000000000\n");
  restart (fixture);
  assert_token (fixture, ROOM, token);
}

static void
test_service_silent (Fixture *fixture, gconstpointer data)
{
  g_autofree char *token = NULL;

  secret_service_mock_set_mood (fixture->service, SECRET_SERVICE_MOCK_SILENT);
  token = get_token (fixture, ROOM);
  g_assert_cmpuint (count_logged ("does not answer"), ==, 1);

  secret_service_mock_set_mood (fixture->service, SECRET_SERVICE_MOCK_WELL);
  restart (fixture);
  assert_token (fixture, ROOM, token);
}

/* The file has the token by the time that the service has, and it is the same one. */
static void
test_service_slow (Fixture *fixture, gconstpointer data)
{
  g_autofree char *token = NULL;

  secret_service_mock_set_mood (fixture->service, SECRET_SERVICE_MOCK_SILENT_TO_NEW);
  token = get_token (fixture, ROOM);
  g_assert_true (g_file_test (fixture->file, G_FILE_TEST_EXISTS));

  restart (fixture);
  secret_service_mock_set_mood (fixture->service, SECRET_SERVICE_MOCK_WELL);
  g_assert_cmpstr (secret_service_mock_get_secret (fixture->service), ==, token);
  assert_token (fixture, ROOM, token);
}

static void
test_service_unlocked (Fixture *fixture, gconstpointer data)
{
  g_autofree char *token = get_token (fixture, ROOM);

  secret_service_mock_set_mood (fixture->service, SECRET_SERVICE_MOCK_LOCKED);
  restart (fixture);
  assert_token (fixture, ROOM, token);
  assert_no_file (fixture);
}

/* A token that is locked away is not replaced. */
static void
test_service_stays_locked (Fixture *fixture, gconstpointer data)
{
  g_autofree char *token = get_token (fixture, ROOM);

  secret_service_mock_set_mood (fixture->service, SECRET_SERVICE_MOCK_LOCKED_FOR_EVER);
  restart (fixture);
  assert_other_token (fixture, ROOM, token);
  g_assert_cmpuint (count_logged ("it stays locked"), ==, 1);

  secret_service_mock_set_mood (fixture->service, SECRET_SERVICE_MOCK_WELL);
  restart (fixture);
  assert_token (fixture, ROOM, token);
}

static void
add (const char *path, void (*test) (Fixture *, gconstpointer))
{
  g_test_add (path, Fixture, NULL, g_str_has_prefix (path, "/keyring/service") ? set_up_with_service : set_up, test,
              tear_down);
}

int
main (int argc, char **argv)
{
  static GTestDBus *bus; /* never freed: that would wait for libsecret to let go of the connection, which it does not */
  int status;

  g_test_init (&argc, &argv, NULL);
  g_log_set_always_fatal (G_LOG_FATAL_MASK | G_LOG_LEVEL_CRITICAL);
  g_log_set_writer_func (note, NULL, NULL);
  log_text = g_string_new (NULL);

  if (g_test_subprocess ())
    g_setenv ("DBUS_SESSION_BUS_ADDRESS", "unix:path=/nonexistent", TRUE);
  else
    {
      bus = g_test_dbus_new (G_TEST_DBUS_NONE);
      g_test_dbus_up (bus);
    }

  add ("/keyring/file", test_file);
  add ("/keyring/earlier-file", test_earlier_file);
  add ("/keyring/odd-rooms", test_odd_rooms);
  add ("/keyring/together", test_together);
  add ("/keyring/two-keyrings", test_two_keyrings);
  add ("/keyring/cancelled", test_cancelled);
  add ("/keyring/forget", test_forget);
  add ("/keyring/damaged", test_damaged);
  add ("/keyring/unreadable", test_unreadable);
  add ("/keyring/unwritable", test_unwritable);
  g_test_add_func ("/keyring/no-bus", test_no_bus);
  add ("/keyring/service/store", test_service);
  add ("/keyring/service/together", test_service_together);
  add ("/keyring/service/forget", test_service_forget);
  add ("/keyring/service/fails", test_service_fails);
  add ("/keyring/service/first", test_service_first);
  add ("/keyring/service/silent", test_service_silent);
  add ("/keyring/service/slow", test_service_slow);
  add ("/keyring/service/unlocked", test_service_unlocked);
  add ("/keyring/service/stays-locked", test_service_stays_locked);

  status = g_test_run ();
  if (bus != NULL)
    g_test_dbus_stop (bus);
  g_string_free (log_text, TRUE);

  return status;
}
