/* SPDX-License-Identifier: GPL-3.0-or-later */

/*
 * The server as the daemon runs it, without the bound on what one peer may say in a second. Prints its port, and ends
 * with stdin. Encrypts for those who want it.
 */

#include <glib-unix.h>
#include <stdio.h>
#include <unistd.h>

#include "beseda-limits.h"
#include "beseda-server.h"

static void
on_started (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GError) error = NULL;

  if (!beseda_server_start_finish (BESEDA_SERVER (source), result, &error))
    g_error ("%s", error->message);

  printf ("%u\n", beseda_server_get_port (BESEDA_SERVER (source)));
  fflush (stdout);
}

static void
on_stopped (GObject *source, GAsyncResult *result, gpointer user_data)
{
  beseda_server_stop_finish (BESEDA_SERVER (source), result);
  g_main_loop_quit (user_data);
}

static gboolean
on_input (int fd, GIOCondition condition, gpointer user_data)
{
  BesedaServer *server = g_object_get_data (user_data, "server");

  beseda_server_stop_async (server, on_stopped, g_object_get_data (user_data, "loop"));
  return G_SOURCE_REMOVE;
}

int
main (void)
{
  const BesedaServerOptions options = {
    .address = "127.0.0.1",
    .room = "Benchmark",
    .max_people = BESEDA_LIMIT_PEOPLE_MAX,
    .keep = -1,
    .encrypt = TRUE,
    .allow_plain = TRUE,
  };
  g_autoptr (GMainLoop) loop = g_main_loop_new (NULL, FALSE);
  g_autoptr (BesedaServer) server = beseda_server_new (&options);

  g_object_set_data (G_OBJECT (server), "server", server);
  g_object_set_data (G_OBJECT (server), "loop", loop);
  g_unix_fd_add (STDIN_FILENO, G_IO_IN | G_IO_HUP, on_input, server);
  beseda_server_start_async (server, NULL, on_started, NULL);
  g_main_loop_run (loop);

  return 0;
}
