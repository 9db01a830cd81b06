/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "test-server.h"

#include <stdio.h>
#include <sys/resource.h>
#include <unistd.h>

#define FEW 48

static char *program;

/* -1 where the system doesn't tell. */
static int
count_descriptors (void)
{
  g_autoptr (GDir) dir = g_dir_open ("/proc/self/fd", 0, NULL);
  int n = 0;

  if (dir == NULL)
    return -1;

  while (g_dir_read_name (dir) != NULL)
    n++;

  return n;
}

static void
ask_for_page (guint16 port, const char *path)
{
  g_autoptr (RawPeer) peer = raw_peer_new (port);
  g_autofree char *request = g_strdup_printf ("GET %s HTTP/1.1\r\nHost: localhost\r\n\r\n", path);
  g_autofree char *answer = NULL;

  raw_peer_send (peer, request, strlen (request));
  answer = raw_peer_read_all (peer);
  g_assert_true (g_str_has_prefix (answer, "HTTP/1.1 "));
}

/* Neither an upgrade nor a page nor a refusal costs a descriptor for good. */
static void
test_no_leak (void)
{
  BesedaServer *server = test_server_start (NULL);
  guint16 port = beseda_server_get_port (server);
  int before;

  ask_for_page (port, "/health");
  before = count_descriptors ();
  if (before < 0)
    g_test_skip ("this system has no /proc/self/fd");

  for (guint i = 0; i < 200; i++)
    {
      g_autoptr (RawPeer) peer = raw_peer_join (port, "/ws/7", i % 2 == 0 ? NULL : "beseda.1");
      g_autoptr (RawPeer) half = raw_peer_new (port);

      if (i % 3 == 0)
        raw_peer_reset (peer);
      else
        {
          raw_peer_send_frame (peer, RAW_PEER_FIN | RAW_PEER_CLOSE, "\x03\xe8", 2);
          raw_peer_wait_gone (peer);
        }
      raw_peer_send (half, "GET /", 5);
      ask_for_page (port, "/health");
      ask_for_page (port, "/nothing");
    }

  /* Each question is a turn in which the server may notice who has gone. */
  for (guint i = 0; i < 1000 && count_descriptors () > before; i++)
    ask_for_page (port, "/health");
  g_assert_cmpint (count_descriptors (), <=, before);

  test_server_stop (server);
}

/* The other process: a server that may open FEW files. */
static int
serve_with_few (void)
{
  struct rlimit limit = { .rlim_cur = FEW, .rlim_max = FEW };
  BesedaServer *server;

  setrlimit (RLIMIT_NOFILE, &limit);
  server = test_server_start (NULL);
  g_print ("%u\n", beseda_server_get_port (server));
  fflush (stdout);

  /* Until the test closes our standard input. */
  while (getchar () != EOF)
    ;
  test_server_stop (server);

  return 0;
}

/* Out of descriptors, the server turns guests away, keeps those that it has, and recovers. */
static void
test_survives_running_out (void)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GSubprocess) process = g_subprocess_new (G_SUBPROCESS_FLAGS_STDIN_PIPE | G_SUBPROCESS_FLAGS_STDOUT_PIPE |
                                                          G_SUBPROCESS_FLAGS_STDERR_SILENCE,
                                                      &error, program, "--serve-with-few", NULL);
  g_autoptr (GDataInputStream) output = NULL;
  g_autofree char *line = NULL;
  g_autoptr (RawPeer) ann = NULL;
  g_autoptr (GPtrArray) crowd = g_ptr_array_new_with_free_func ((GDestroyNotify) raw_peer_free);
  g_autofree char *echo = NULL;
  guint16 port;

  g_assert_no_error (error);
  output = g_data_input_stream_new (g_subprocess_get_stdout_pipe (process));
  line = g_data_input_stream_read_line (output, NULL, NULL, &error);
  g_assert_no_error (error);
  port = (guint16) g_ascii_strtoull (line, NULL, 10);

  ann = raw_peer_join (port, "/ws/1", NULL);
  raw_peer_send_text (ann, "{\"login\": \"ann\"}");
  g_free (raw_peer_read_text (ann));

  for (guint i = 0; i < 3 * FEW; i++)
    g_ptr_array_add (crowd, raw_peer_new (port));

  /* The last of them was turned away, with words or without. */
  raw_peer_wait_gone (g_ptr_array_index (crowd, crowd->len - 1));

  raw_peer_send_text (ann, "{\"message\": \"still here\"}");
  echo = test_server_strip_times (raw_peer_read_text (ann));
  g_assert_cmpstr (echo, ==, "{\"clientId\":1,\"message\":\"still here\",\"login\":\"ann\"}");

  /* Nobody knows how soon the server notices that they have gone; until then, a newcomer is turned away. */
  g_ptr_array_set_size (crowd, 0);
  for (;;)
    {
      g_autoptr (RawPeer) bob = raw_peer_new (port);
      g_autofree char *request = g_strdup ("GET /health HTTP/1.1\r\nHost: localhost\r\n\r\n");
      g_autofree char *answer = NULL;

      raw_peer_send (bob, request, strlen (request));
      answer = raw_peer_read_all (bob);
      if (g_str_has_prefix (answer, "HTTP/1.1 200 "))
        break;
    }

  g_clear_pointer (&ann, raw_peer_free);
  g_output_stream_close (g_subprocess_get_stdin_pipe (process), NULL, NULL);
  g_assert_true (g_subprocess_wait_check (process, NULL, &error));
  g_assert_no_error (error);
}

int
main (int argc, char **argv)
{
  if (argc == 2 && g_str_equal (argv[1], "--serve-with-few"))
    return serve_with_few ();

  program = argv[0];
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/descriptors/no-leak", test_no_leak);
  g_test_add_func ("/descriptors/survives-running-out", test_survives_running_out);

  return g_test_run ();
}
