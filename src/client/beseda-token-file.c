/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "beseda-token-file.h"

#include <errno.h>
#include <fcntl.h>
#include <gio/gio.h>
#include <glib/gstdio.h>

#include "beseda-system.h"
#include "beseda-token.h"

/* Rooms are any text; groups of a key file are not. */
static char *
escape (const char *text)
{
  return g_uri_escape_string (text, NULL, FALSE);
}

static gboolean
is_whole (GKeyFile *tokens)
{
  g_auto (GStrv) rooms = g_key_file_get_groups (tokens, NULL);

  for (guint i = 0; rooms[i] != NULL; i++)
    {
      g_auto (GStrv) keys = g_key_file_get_keys (tokens, rooms[i], NULL, NULL);

      for (guint j = 0; keys[j] != NULL; j++)
        {
          g_autofree char *token = g_key_file_get_string (tokens, rooms[i], keys[j], NULL);

          if (token == NULL || !beseda_token_is_valid (token))
            return FALSE;
        }
    }

  return TRUE;
}

/* A file that is not there is an empty one. G_IO_ERROR_INVALID_DATA: it is damaged. (transfer full) */
static GKeyFile *
load (const char *path, GError **error)
{
  g_autoptr (GKeyFile) tokens = g_key_file_new ();
  g_autoptr (GError) reason = NULL;

  if (g_key_file_load_from_file (tokens, path, G_KEY_FILE_NONE, &reason) && is_whole (tokens))
    return g_steal_pointer (&tokens);

  if (g_error_matches (reason, G_FILE_ERROR, G_FILE_ERROR_NOENT))
    return g_key_file_new ();

  if (reason != NULL && reason->domain == G_FILE_ERROR)
    g_propagate_prefixed_error (error, g_steal_pointer (&reason), "cannot read %s: ", path);
  else
    g_set_error (error, G_IO_ERROR, G_IO_ERROR_INVALID_DATA, "%s",
                 reason != NULL ? reason->message : "there is something in it that is no token");

  return NULL;
}

static gboolean
set_aside (const char *path, const char *why, GError **error)
{
  g_autofree char *aside = g_strconcat (path, ".damaged", NULL);

  for (guint n = 2; g_file_test (aside, G_FILE_TEST_EXISTS); n++)
    {
      g_free (aside);
      aside = g_strdup_printf ("%s.damaged-%u", path, n);
    }

  if (g_rename (path, aside) != 0)
    {
      const int code = errno;

      g_set_error (error, G_FILE_ERROR, g_file_error_from_errno (code), "cannot set the damaged %s aside: %s", path,
                   g_strerror (code));
      return FALSE;
    }

  g_warning ("%s is damaged (%s). It is now %s; names that tokens in it prove may be refused.", path, why, aside);

  return TRUE;
}

/* As load(), with the lock held. */
static GKeyFile *
load_to_change (const char *path, GError **error)
{
  g_autoptr (GError) reason = NULL;
  GKeyFile *tokens = load (path, &reason);

  if (tokens != NULL)
    return tokens;

  if (g_error_matches (reason, G_IO_ERROR, G_IO_ERROR_INVALID_DATA))
    return set_aside (path, reason->message, error) ? g_key_file_new () : NULL;

  g_propagate_error (error, g_steal_pointer (&reason));
  return NULL;
}

static gboolean
save (GKeyFile *tokens, const char *path, GError **error)
{
  gsize size;
  g_autofree char *text = NULL;

  g_key_file_set_comment (tokens, NULL, NULL, " Who reads this can take your names in Beseda's rooms.", NULL);
  text = g_key_file_to_data (tokens, &size, NULL);

  return g_file_set_contents_full (path, text, (gssize) size,
                                   G_FILE_SET_CONTENTS_CONSISTENT | G_FILE_SET_CONTENTS_DURABLE, 0600, error);
}

/* What is returned holds the lock until it is closed. -1: an error is set */
static int
lock (const char *path, GError **error)
{
  g_autofree char *folder = g_path_get_dirname (path);
  g_autofree char *name = g_strconcat (path, ".lock", NULL);
  int fd = -1, code;

  if (g_mkdir_with_parents (folder, 0700) == 0)
    fd = g_open (name, O_RDWR | O_CREAT | O_CLOEXEC, 0600);
  if (fd >= 0 && beseda_system_lock_file (fd))
    return fd;

  code = errno;
  g_set_error (error, G_FILE_ERROR, g_file_error_from_errno (code), "cannot lock %s: %s", name, g_strerror (code));
  if (fd >= 0)
    g_close (fd, NULL);

  return -1;
}

/* Earlier versions kept one for each name in the room; any of them proves who one is. (transfer full), nullable */
static char *
get_token (GKeyFile *tokens, const char *group)
{
  g_auto (GStrv) keys = g_key_file_get_keys (tokens, group, NULL, NULL);

  return keys != NULL && keys[0] != NULL ? g_key_file_get_string (tokens, group, keys[0], NULL) : NULL;
}

char *
beseda_token_file_find (const char *path, const char *room, GError **error)
{
  g_autofree char *group = escape (room);
  g_autoptr (GError) reason = NULL;
  g_autoptr (GKeyFile) tokens = load (path, &reason);

  if (tokens != NULL)
    return get_token (tokens, group);

  if (!g_error_matches (reason, G_IO_ERROR, G_IO_ERROR_INVALID_DATA))
    g_propagate_error (error, g_steal_pointer (&reason));

  return NULL;
}

char *
beseda_token_file_keep (const char *path, const char *room, const char *token, GError **error)
{
  g_autofree char *group = escape (room);
  g_autoptr (GKeyFile) tokens = NULL;
  g_autofree char *kept = NULL;
  const int fd = lock (path, error);

  if (fd < 0)
    return NULL;

  tokens = load_to_change (path, error);
  if (tokens != NULL)
    {
      kept = get_token (tokens, group);
      if (kept == NULL)
        {
          g_key_file_set_string (tokens, group, "token", token);
          if (save (tokens, path, error))
            kept = g_strdup (token);
        }
    }
  g_close (fd, NULL);

  return g_steal_pointer (&kept);
}

gboolean
beseda_token_file_forget (const char *path, const char *room, GError **error)
{
  g_autofree char *group = escape (room);
  g_autoptr (GKeyFile) tokens = NULL;
  gboolean done = FALSE;
  int fd;

  if (!g_file_test (path, G_FILE_TEST_EXISTS))
    return TRUE;

  fd = lock (path, error);
  if (fd < 0)
    return FALSE;

  tokens = load_to_change (path, error);
  if (tokens != NULL)
    done = !g_key_file_remove_group (tokens, group, NULL) || save (tokens, path, error);
  g_close (fd, NULL);

  return done;
}
