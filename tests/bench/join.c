/* SPDX-License-Identifier: GPL-3.0-or-later */

/*
 * Joining a room where much was said, with a window: from the first step to the first row on the screen, and what the
 * window's program takes beyond the same with an empty room. The server is a program of its own. Arguments:
 * beseda-server, a folder on a disk, how many messages.
 */

#include <glib/gstdio.h>
#include <sqlite3.h>
#include <stdlib.h>

#include "beseda-copies.h"
#include "beseda-room-page.h"
#include "ui-test.h"

#define ROUNDS 5
#define SCROLLED 300 /* pages, up */

typedef struct
{
  char *folder;
  GSubprocess *process;
  guint16 port;
} Server;

static void
run_server (Server *self, const char *program, const char *data)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GDataInputStream) output = NULL;
  g_autofree char *line = NULL;

  self->process = g_subprocess_new (G_SUBPROCESS_FLAGS_STDOUT_PIPE, &error, program, "--address", "127.0.0.1", "--port",
                                    "0", "--room", "Bench", "--data", data, NULL);
  g_assert_no_error (error);
  output = g_data_input_stream_new (g_subprocess_get_stdout_pipe (self->process));
  line = g_data_input_stream_read_line (output, NULL, NULL, &error);
  g_assert_no_error (error);
  self->port = (guint16) g_ascii_strtoull (strrchr (line, ':') + 1, NULL, 10);
}

static void
stop_server (Server *self)
{
  g_subprocess_send_signal (self->process, 15);
  g_assert_true (g_subprocess_wait (self->process, NULL, NULL));
  g_clear_object (&self->process);
}

static void
fill (const char *data, guint64 n)
{
  g_autofree char *path = g_build_filename (data, "bench.db", NULL);
  g_autofree char *sql = g_strdup_printf (
      "PRAGMA synchronous = OFF; BEGIN;"
      "WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < %" G_GUINT64_FORMAT ")"
      "INSERT INTO events (seq, kind, at, client_id, login, key, id, text) SELECT i + last_seq, 0, 1800000000000 + i, "
      "i %% 50, 'Person ' || i %% 50, 'person ' || i %% "
      "50,"
      "'b' || i, 'A message of some hundred bytes, as people write them when they talk about this and that: ' || i "
      "FROM n, room;"
      "UPDATE room SET last_seq = last_seq + %" G_GUINT64_FORMAT "; COMMIT",
      n, n);
  sqlite3 *db = NULL;

  g_assert_cmpint (sqlite3_open (path, &db), ==, SQLITE_OK);
  if (sqlite3_exec (db, sql, NULL, NULL, NULL) != SQLITE_OK)
    g_error ("%s", sqlite3_errmsg (db));
  sqlite3_close (db);
}

/* What is this program's own, in kB. */
static guint64
read_private_memory (void)
{
  g_autofree char *text = NULL;
  guint64 n = 0;

  if (!g_file_get_contents ("/proc/self/smaps_rollup", &text, NULL, NULL))
    return 0;
  for (const char *at = text; (at = strstr (at, "Private_")) != NULL; at++)
    n += g_ascii_strtoull (strchr (at, ':') + 1, NULL, 10);

  return n;
}

static gboolean
has_row (GtkWidget *widget)
{
  if (g_str_equal (G_OBJECT_TYPE_NAME (widget), "BesedaMessageRow"))
    return gtk_widget_get_height (widget) > 0;
  for (GtkWidget *child = gtk_widget_get_first_child (widget); child; child = gtk_widget_get_next_sibling (child))
    if (has_row (child))
      return TRUE;

  return FALSE;
}

static GtkAdjustment *
find_adjustment (GtkWidget *widget)
{
  if (GTK_IS_SCROLLED_WINDOW (widget) &&
      g_str_equal (G_OBJECT_TYPE_NAME (gtk_scrolled_window_get_child (GTK_SCROLLED_WINDOW (widget))),
                   "BesedaTimelineView"))
    return gtk_scrolled_window_get_vadjustment (GTK_SCROLLED_WINDOW (widget));
  for (GtkWidget *child = gtk_widget_get_first_child (widget); child; child = gtk_widget_get_next_sibling (child))
    if (find_adjustment (child))
      return find_adjustment (child);

  return NULL;
}

/* Joins, waits for the first row (one's own, in an empty room), reads back, and leaves; milliseconds. */
static double
join (const Server *server, const char *copies, gboolean empty, guint64 *memory)
{
  g_autoptr (BesedaArchives) archives = beseda_copies_new (copies);
  g_autoptr (BesedaAddress) address = beseda_address_new ("127.0.0.1", server->port, NULL, FALSE);
  const BesedaSessionOptions options = { .archives = archives };
  g_autofree char *login = g_strdup_printf ("guest %u", g_random_int ());
  BesedaRoomPage *page;
  GtkWidget *window;
  double took;
  gint64 began = g_get_monotonic_time ();
  g_autoptr (BesedaSession) session = beseda_session_new (address, login, &options);

  while (beseda_session_get_state (session) != BESEDA_SESSION_ONLINE)
    g_main_context_iteration (NULL, TRUE);
  page = beseda_room_page_new (session);
  window = ui_test_show (GTK_WIDGET (page), 800, 700);
  if (empty)
    beseda_session_send (session, "hello", NULL);
  while (!has_row (GTK_WIDGET (page)))
    ui_test_draw (window, 1);
  took = (g_get_monotonic_time () - began) / 1000.0;

  for (guint i = 0; !empty && i < SCROLLED; i++)
    {
      GtkAdjustment *vertical = find_adjustment (GTK_WIDGET (page));

      gtk_adjustment_set_value (vertical,
                                gtk_adjustment_get_value (vertical) - gtk_adjustment_get_page_size (vertical));
      ui_test_draw (window, 1);
    }
  *memory = read_private_memory ();
  beseda_session_leave (session);
  ui_test_destroy (window);

  return took;
}

int
main (int argc, char *argv[])
{
  const char *program = argv[1];
  g_autofree char *folder = g_build_filename (argv[2], "join-XXXXXX", NULL);
  g_autofree char *data = NULL;
  g_autofree char *copies = NULL;
  const guint64 n = g_ascii_strtoull (argv[3], NULL, 10);
  guint64 memory_empty = 0, memory = 0;
  double longest = 0;
  Server server;
  g_autofree char *remove = NULL;

  ui_test_init (&argc, &argv);
  g_assert_nonnull (g_mkdtemp (folder));
  data = g_build_filename (folder, "data", NULL);
  copies = g_build_filename (folder, "copies", NULL);

  run_server (&server, program, data);
  for (guint i = 0; i < ROUNDS; i++)
    g_print ("an empty room: first row after %.0f ms\n", join (&server, copies, TRUE, &memory_empty));
  stop_server (&server);
  fill (data, n);
  run_server (&server, program, data);
  for (guint i = 0; i < ROUNDS; i++)
    {
      double took = join (&server, copies, FALSE, &memory);

      longest = MAX (longest, took);
      g_print ("%" G_GUINT64_FORMAT " messages: first row after %.0f ms\n", n, took);
    }
  stop_server (&server);
  g_print ("private memory: %" G_GUINT64_FORMAT " kB with an empty room, %" G_GUINT64_FORMAT
           " kB more with this one after %u pages up\n",
           memory_empty, memory - MIN (memory, memory_empty), SCROLLED);

  remove = g_strdup_printf ("rm -rf '%s'", folder);
  g_spawn_command_line_sync (remove, NULL, NULL, NULL, NULL);

  return longest < 300 && memory < memory_empty + 30 * 1024 ? EXIT_SUCCESS : EXIT_FAILURE;
}
