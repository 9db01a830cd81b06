/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <gio/gunixinputstream.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "beseda-copies.h"
#include "beseda-session.h"

/*
 * A person without a window, for tests that end it at any moment: says each line of its standard input in a room, and
 * writes "kept LINE" once that would survive the program's end; writes "settled" whenever nothing waits any more. Ends
 * with its input. talker LINK LOGIN FOLDER
 */

typedef struct
{
  BesedaSession *session;
  GMainLoop *loop;
  GDataInputStream *input;
} Talker;

static void on_line (GObject *source, GAsyncResult *result, gpointer user_data);

static void
read_line (Talker *self)
{
  g_data_input_stream_read_line_async (self->input, G_PRIORITY_DEFAULT, NULL, on_line, self);
}

/* A read comes after all that was to be written before it. */
static void
on_kept (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autofree char *line = user_data;
  g_autoptr (BesedaPage) page = beseda_history_read_finish (BESEDA_HISTORY (source), result, NULL);

  printf ("kept %s\n", line);
  fflush (stdout);
}

static void
on_line (GObject *source, GAsyncResult *result, gpointer user_data)
{
  Talker *self = user_data;
  g_autofree char *line = g_data_input_stream_read_line_finish_utf8 (self->input, result, NULL, NULL);
  g_autoptr (GError) error = NULL;

  if (line == NULL)
    {
      g_main_loop_quit (self->loop);
      return;
    }
  if (!beseda_session_send (self->session, line, &error))
    g_error ("%s", error->message);
  beseda_history_read_async (beseda_session_get_history (self->session), BESEDA_BEFORE, G_MAXUINT64, 1, NULL, on_kept,
                             g_steal_pointer (&line));
  read_line (self);
}

static void
on_pending (Talker *self)
{
  if (beseda_session_get_n_pending (self->session) > 0)
    return;

  printf ("settled\n");
  fflush (stdout);
}

/* What was said in another life is known when the archive is open. */
static void
on_state (Talker *self)
{
  if (beseda_session_get_state (self->session) == BESEDA_SESSION_REFUSED ||
      beseda_session_get_state (self->session) == BESEDA_SESSION_CLOSED)
    g_error ("%s", beseda_session_get_problem (self->session));
  if (self->input == NULL)
    {
      g_autoptr (GInputStream) stdin_stream = g_unix_input_stream_new (STDIN_FILENO, FALSE);

      self->input = g_data_input_stream_new (stdin_stream);
      read_line (self);
    }
  if (beseda_session_get_state (self->session) == BESEDA_SESSION_ONLINE)
    on_pending (self);
}

int
main (int argc, char *argv[])
{
  g_autofree char *copies = g_build_filename (argv[3], "copies", NULL);
  g_autofree char *tokens = g_build_filename (argv[3], "tokens", NULL);
  g_autoptr (BesedaKeyring) keyring = beseda_keyring_new (tokens);
  g_autoptr (BesedaArchives) archives = beseda_copies_new (copies);
  g_autoptr (BesedaAddress) address = beseda_address_parse (argv[1], NULL);
  const BesedaSessionOptions options = { .keyring = keyring, .archives = archives };
  Talker self = { .loop = g_main_loop_new (NULL, FALSE) };

  self.session = beseda_session_new (address, argv[2], &options);
  g_signal_connect_swapped (self.session, "notify::state", G_CALLBACK (on_state), &self);
  g_signal_connect_swapped (self.session, "notify::n-pending", G_CALLBACK (on_pending), &self);
  g_main_loop_run (self.loop);

  g_clear_object (&self.session);
  g_clear_object (&self.input);
  g_main_loop_unref (self.loop);

  return EXIT_SUCCESS;
}
