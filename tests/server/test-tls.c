/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <errno.h>
#include <glib/gstdio.h>
#include <sys/socket.h>

#include "beseda-credentials.h"
#include "beseda-limits.h"
#include "test-server.h"

#define SOON 200
#define NEVER 1000000
#define N_SILENT 100

/* What a ClientHello of 508 bytes begins with. */
#define HALF_A_HELLO "\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03"
#define HALF_A_HELLO_SIZE 11

static BesedaServerOptions
encrypting (void)
{
  BesedaServerOptions options = test_server_options ();

  options.encrypt = TRUE;
  options.allow_plain = TRUE;
  options.messages_per_second = 0;

  return options;
}

static BesedaServer *
start (void)
{
  BesedaServerOptions options = encrypting ();

  return test_server_start (&options);
}

static RawPeer *
join (BesedaServer *server, gint64 client_id, const char *login)
{
  g_autofree char *path = g_strdup_printf ("/ws/%" G_GINT64_FORMAT, client_id);
  g_autofree char *frame = g_strdup_printf ("{\"clientId\": %" G_GINT64_FORMAT ", \"login\": \"%s\"}", client_id,
                                            login);
  RawPeer *peer = raw_peer_join_tls (beseda_server_get_port (server), path, NULL);
  g_autofree char *online = NULL;

  raw_peer_send_text (peer, frame);
  online = raw_peer_read_text (peer);
  g_assert_nonnull (strstr (online, "\"Online\""));

  return peer;
}

/* Reads until a text with `part` in it comes. */
static void
hear (RawPeer *peer, const char *part)
{
  for (;;)
    {
      g_autofree char *text = raw_peer_read_text (peer);

      if (strstr (text, part) != NULL)
        return;
    }
}

static void
say (RawPeer *peer, const char *what)
{
  g_autofree char *frame = g_strdup_printf ("{\"message\": \"%s\"}", what);

  raw_peer_send_text (peer, frame);
}

static void
test_beside_plain (void)
{
  BesedaServer *server = start ();
  g_autoptr (RawPeer) ann = join (server, 1, "ann");
  g_autoptr (RawPeer) bob = test_server_join_plain (server, 2, "bob");
  g_autofree char *fingerprint = raw_peer_make_fingerprint (ann);

  g_assert_cmpstr (fingerprint, ==, beseda_server_get_fingerprint (server));

  hear (ann, "\"bob\"");
  say (ann, "through the tunnel");
  hear (bob, "through the tunnel");
  say (bob, "in the open");
  hear (ann, "in the open");

  g_clear_pointer (&ann, raw_peer_free);
  g_clear_pointer (&bob, raw_peer_free);
  test_server_stop (server);
}

static gboolean
is_pinned (GTlsConnection *connection, GTlsCertificate *certificate, GTlsCertificateFlags errors, gpointer user_data)
{
  g_autoptr (GByteArray) der = NULL;
  g_autofree char *digest = NULL;

  g_object_get (certificate, "certificate", &der, NULL);
  digest = g_compute_checksum_for_data (G_CHECKSUM_SHA256, der->data, der->len);

  return g_str_equal (digest, user_data);
}

static void
pin (GSocketClient *client, GSocketClientEvent event, GSocketConnectable *to, GIOStream *stream, gpointer user_data)
{
  if (event == G_SOCKET_CLIENT_TLS_HANDSHAKING)
    g_signal_connect (stream, "accept-certificate", G_CALLBACK (is_pinned), user_data);
}

/* What the app connects with, by the fingerprint alone. */
static void
test_gio (void)
{
  BesedaServer *server = start ();
  g_autoptr (GSocketClient) client = g_socket_client_new ();
  g_autoptr (GSocketConnection) connection = NULL;
  g_autoptr (GError) error = NULL;
  g_autofree char *request = raw_peer_make_request ("/ws/1", NULL);
  char answer[12];

  if (!g_tls_backend_supports_tls (g_tls_backend_get_default ()))
    g_test_skip ("GIO has no TLS here");
  else
    {
      g_socket_client_set_enable_proxy (client, FALSE);
      g_socket_client_set_tls (client, TRUE);
      g_signal_connect (client, "event", G_CALLBACK (pin), (gpointer) beseda_server_get_fingerprint (server));
      connection = g_socket_client_connect_to_host (client, "127.0.0.1", beseda_server_get_port (server), NULL, &error);
      g_assert_no_error (error);

      g_assert_true (g_output_stream_write_all (g_io_stream_get_output_stream (G_IO_STREAM (connection)), request,
                                                strlen (request), NULL, NULL, &error));
      g_assert_true (g_input_stream_read_all (g_io_stream_get_input_stream (G_IO_STREAM (connection)), answer,
                                              sizeof answer, NULL, NULL, &error));
      g_assert_cmpmem (answer, sizeof answer, "HTTP/1.1 101", 12);
    }

  g_clear_object (&connection);
  test_server_stop (server);
}

static void
test_versions (void)
{
  static const struct
  {
    const char *priorities;
    gboolean good;
  } cases[] = {
    { "NORMAL:-VERS-ALL:+VERS-TLS1.3", TRUE },
    { "NORMAL:-VERS-ALL:+VERS-TLS1.2", TRUE },
    { "NORMAL:-VERS-ALL:+VERS-TLS1.1:%VERIFY_ALLOW_SIGN_WITH_SHA1", FALSE },
    { "NORMAL:-VERS-ALL:+VERS-TLS1.2:-KX-ALL:+RSA", FALSE },
    { "NORMAL:-VERS-ALL:+VERS-TLS1.2:-CIPHER-ALL:+AES-128-CBC", FALSE },
  };
  BesedaServer *server = start ();

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (RawPeer) peer = raw_peer_new (beseda_server_get_port (server));

      raw_peer_begin_tls (peer, cases[i].priorities);
      g_assert_cmpint (raw_peer_shake_hands (peer) >= 0, ==, cases[i].good);
    }

  test_server_stop (server);
}

/* Who asks for a new handshake in an old session would have the server calculate for nothing. */
static void
test_no_renegotiation (void)
{
  BesedaServer *server = start ();
  g_autoptr (RawPeer) peer = raw_peer_new (beseda_server_get_port (server));

  raw_peer_begin_tls (peer, "NORMAL:-VERS-ALL:+VERS-TLS1.2");
  g_assert_cmpint (raw_peer_shake_hands (peer), ==, 0);
  g_assert_cmpint (raw_peer_shake_hands (peer), <, 0);
  raw_peer_wait_gone (peer);

  g_clear_pointer (&peer, raw_peer_free);
  test_server_stop (server);
}

static void
test_without_tls (void)
{
  BesedaServer *server = test_server_start (NULL);
  g_autoptr (RawPeer) peer = raw_peer_new (beseda_server_get_port (server));
  g_autoptr (RawPeer) ann = NULL;

  g_assert_null (beseda_server_get_fingerprint (server));

  raw_peer_begin_tls (peer, "NORMAL");
  g_assert_cmpint (raw_peer_shake_hands (peer), <, 0);
  ann = test_server_join_plain (server, 1, "ann");

  g_clear_pointer (&ann, raw_peer_free);
  g_clear_pointer (&peer, raw_peer_free);
  test_server_stop (server);
}

static void
test_plain_refused (void)
{
  static const char *const paths[] = { "/ws/7", "/", "/health", "/nothing" };
  BesedaServerOptions options = encrypting ();
  g_autoptr (RawPeer) ann = NULL;
  BesedaServer *server;

  options.allow_plain = FALSE;
  server = test_server_start (&options);

  for (guint i = 0; i < G_N_ELEMENTS (paths); i++)
    {
      g_autoptr (RawPeer) peer = raw_peer_new (beseda_server_get_port (server));
      g_autofree char *request = raw_peer_make_request (paths[i], NULL);
      g_autofree char *answer = NULL;

      raw_peer_send (peer, request, strlen (request));
      answer = raw_peer_read_all (peer);
      g_assert_true (g_str_has_prefix (answer, "HTTP/1.1 426 "));
      g_assert_nonnull (strstr (answer, "Upgrade: TLS/1.2, HTTP/1.1\r\n"));
      g_assert_nonnull (
          strstr (answer, "\r\n\r\nThis room takes encrypted connections only: use https:// or wss://\n"));
    }

  ann = join (server, 1, "ann");
  g_clear_pointer (&ann, raw_peer_free);
  test_server_stop (server);
}

static void
test_pages (void)
{
  BesedaServer *server = start ();
  g_autoptr (RawPeer) peer = raw_peer_new_tls (beseda_server_get_port (server));
  g_autofree char *answer = NULL;

  raw_peer_send (peer, "GET / HTTP/1.1\r\nHost: x\r\n\r\n", 27);
  answer = raw_peer_read_all (peer);
  g_assert_true (g_str_has_prefix (answer, "HTTP/1.1 200 "));
  g_assert_nonnull (strstr (answer, "This is “Room 5”"));

  g_clear_pointer (&peer, raw_peer_free);
  test_server_stop (server);
}

/* A guest whose handshake has come so far, and never comes further. */
typedef enum
{
  SAYS_NOTHING,
  HALF_HELLO,
  WHOLE_HELLO, /* the server's answer stays unread */
  HANDS_SHAKEN,
  HALF_A_REQUEST,
  N_PHASES,
} Phase;

static gssize
withhold (gnutls_transport_ptr_t data, const void *bytes, gsize n)
{
  RawPeer *peer = data;

  /* The hello goes, but GnuTLS is told that it cannot, and waits. */
  g_assert_cmpint (send (raw_peer_get_fd (peer), bytes, n, MSG_NOSIGNAL), ==, n);
  gnutls_transport_set_errno (raw_peer_get_session (peer), EAGAIN);

  return -1;
}

static RawPeer *
stop_in (BesedaServer *server, Phase phase)
{
  RawPeer *peer = phase >= HANDS_SHAKEN ? raw_peer_new_tls (beseda_server_get_port (server))
                                        : raw_peer_new (beseda_server_get_port (server));

  if (phase == HALF_HELLO)
    raw_peer_send (peer, HALF_A_HELLO, HALF_A_HELLO_SIZE);
  else if (phase == WHOLE_HELLO)
    {
      raw_peer_begin_tls (peer, "NORMAL");
      gnutls_transport_set_ptr (raw_peer_get_session (peer), peer);
      gnutls_transport_set_push_function (raw_peer_get_session (peer), withhold);
      g_assert_cmpint (gnutls_handshake (raw_peer_get_session (peer)), ==, GNUTLS_E_AGAIN);
    }
  else if (phase == HALF_A_REQUEST)
    raw_peer_send (peer, "GET /ws/7 HTTP/1.1\r\nHost:", 25);

  return peer;
}

static void
test_silent_do_not_delay (void)
{
  const BesedaDeadlines deadlines = {
    .handshake = NEVER, .login = NEVER, .ping = NEVER, .dead = NEVER, .drain = NEVER
  };
  BesedaServerOptions options = encrypting ();
  RawPeer *silent[N_SILENT];
  g_autoptr (RawPeer) ann = NULL;
  BesedaServer *server;
  gint64 began;

  options.deadlines = &deadlines;
  server = test_server_start (&options);
  for (guint i = 0; i < N_SILENT; i++)
    silent[i] = stop_in (server, SAYS_NOTHING + i % (HANDS_SHAKEN - SAYS_NOTHING));

  began = g_get_monotonic_time ();
  ann = join (server, 1, "ann");
  g_test_minimized_result ((double) (g_get_monotonic_time () - began) / 1e6, "a good handshake among %d silent ones",
                           N_SILENT);
  say (ann, "good");
  hear (ann, "good");

  for (guint i = 0; i < N_SILENT; i++)
    raw_peer_free (silent[i]);
  g_clear_pointer (&ann, raw_peer_free);
  test_server_stop (server);
}

/* The deadline is one for TLS and the request together. */
static void
test_silent_are_cut (void)
{
  const BesedaDeadlines deadlines = { .handshake = SOON, .login = NEVER, .ping = NEVER, .dead = NEVER, .drain = NEVER };
  BesedaServerOptions options = encrypting ();
  RawPeer *silent[N_PHASES];
  g_autoptr (RawPeer) ann = NULL;
  BesedaServer *server;

  options.deadlines = &deadlines;
  server = test_server_start (&options);
  for (Phase phase = 0; phase < N_PHASES; phase++)
    silent[phase] = stop_in (server, phase);
  ann = join (server, 1, "ann");

  for (Phase phase = 0; phase < N_PHASES; phase++)
    {
      raw_peer_wait_gone (silent[phase]);
      raw_peer_free (silent[phase]);
    }
  say (ann, "still here");
  hear (ann, "still here");

  g_clear_pointer (&ann, raw_peer_free);
  test_server_stop (server);
}

/* However long somebody takes for TLS, the time for the request is what is left. */
static void
test_slow_are_cut (void)
{
  const BesedaDeadlines deadlines = {
    .handshake = 6 * SOON, .login = NEVER, .ping = NEVER, .dead = NEVER, .drain = NEVER
  };
  BesedaServerOptions options = encrypting ();
  g_autoptr (RawPeer) slow = NULL;
  g_autoptr (RawPeer) quick = NULL;
  BesedaServer *server;
  gint64 began;
  char byte;

  options.deadlines = &deadlines;
  server = test_server_start (&options);
  slow = raw_peer_new (beseda_server_get_port (server));
  raw_peer_begin_tls (slow, "NORMAL");
  for (began = g_get_monotonic_time (); g_get_monotonic_time () < began + 2 * SOON * G_TIME_SPAN_MILLISECOND;)
    {
      g_autoptr (RawPeer) other = raw_peer_new_tls (beseda_server_get_port (server));
    }
  quick = raw_peer_new (beseda_server_get_port (server));
  raw_peer_send (quick, "GET", 3);
  g_assert_cmpint (raw_peer_shake_hands (slow), ==, 0);

  raw_peer_wait_gone (slow);
  g_assert_cmpint (recv (raw_peer_get_fd (quick), &byte, 1, MSG_DONTWAIT), <, 0);
  g_assert_cmpint (errno, ==, EAGAIN);

  test_server_stop (server);
}

static void
test_stop (void)
{
  BesedaServer *server = start ();
  RawPeer *silent[N_PHASES];
  g_autoptr (RawPeer) ann = NULL;

  for (Phase phase = 0; phase < N_PHASES; phase++)
    silent[phase] = stop_in (server, phase);

  /* By now the server has met whoever came before. */
  ann = join (server, 1, "ann");

  test_server_stop (server);
  g_assert_cmpuint (raw_peer_read_close (ann, NULL), ==, 1001);
  for (Phase phase = 0; phase < N_PHASES; phase++)
    {
      raw_peer_wait_gone (silent[phase]);
      raw_peer_free (silent[phase]);
    }
}

static void
test_garbage (void)
{
  BesedaServer *server = start ();
  g_autofree char *garbage = g_strnfill (100 * 1000, '\x16');
  g_autoptr (RawPeer) at_once = raw_peer_new (beseda_server_get_port (server));
  g_autoptr (RawPeer) behind_hello = stop_in (server, WHOLE_HELLO);
  g_autoptr (RawPeer) later = join (server, 2, "bob");
  g_autoptr (RawPeer) ann = join (server, 1, "ann");

  send (raw_peer_get_fd (at_once), garbage, 100 * 1000, MSG_NOSIGNAL);
  raw_peer_wait_gone (at_once);
  send (raw_peer_get_fd (behind_hello), garbage, 100 * 1000, MSG_NOSIGNAL);
  raw_peer_wait_gone (behind_hello);
  send (raw_peer_get_fd (later), garbage, 100 * 1000, MSG_NOSIGNAL);
  raw_peer_wait_gone (later);

  say (ann, "unharmed");
  hear (ann, "unharmed");

  g_clear_pointer (&ann, raw_peer_free);
  test_server_stop (server);
}

/* Sends so many bytes of a handshake message that never ends. */
static void
send_endless (RawPeer *peer, gsize size)
{
  static const guint8 hello[] = { 0x01, 0x01, 0x00, 0x00 };
  static const guint8 record[] = { 0x16, 0x03, 0x01, 0x40, 0x00 };
  g_autoptr (GByteArray) bytes = g_byte_array_new ();

  while (bytes->len < size)
    {
      guint begin = bytes->len;

      g_byte_array_append (bytes, record, sizeof record);
      g_byte_array_set_size (bytes, begin + sizeof record + 0x4000);
      memset (bytes->data + begin + sizeof record, 0, 0x4000);
      if (begin == 0)
        memcpy (bytes->data + sizeof record, hello, sizeof hello);
    }

  g_assert_cmpint (send (raw_peer_get_fd (peer), bytes->data, size, MSG_NOSIGNAL), ==, size);
}

/* What TLS would gather before it says anything is bounded. */
static void
test_silence_limit (void)
{
  BesedaServer *server = start ();
  g_autoptr (RawPeer) at_limit = raw_peer_new (beseda_server_get_port (server));
  g_autoptr (RawPeer) past_limit = raw_peer_new (beseda_server_get_port (server));
  g_autoptr (RawPeer) ann = NULL;
  guint8 answer;

  send_endless (at_limit, BESEDA_LIMIT_TLS_SILENCE);
  send_endless (past_limit, BESEDA_LIMIT_TLS_SILENCE + 1);
  raw_peer_wait_gone (past_limit);

  ann = join (server, 1, "ann");
  g_assert_cmpint (recv (raw_peer_get_fd (at_limit), &answer, 1, MSG_DONTWAIT), <, 0);
  g_assert_cmpint (errno, ==, EAGAIN);

  g_clear_pointer (&ann, raw_peer_free);
  test_server_stop (server);
}

static void
test_ends (void)
{
  BesedaServer *server = start ();
  g_autoptr (RawPeer) ann = test_server_join_beseda (server, 1, "ann");
  g_autoptr (RawPeer) closes = join (server, 2, "closes");
  g_autoptr (RawPeer) notifies = join (server, 3, "notifies");
  g_autoptr (RawPeer) vanishes = join (server, 4, "vanishes");
  g_autoptr (RawPeer) says_nothing = join (server, 5, "says nothing");
  g_autofree char *answer = NULL;

  /* A good one: our Close is answered, then TLS is ended in order. */
  raw_peer_send_frame (closes, RAW_PEER_FIN | RAW_PEER_CLOSE, "\x03\xe8", 2);
  g_assert_cmpuint (raw_peer_read_close (closes, NULL), ==, 1000);
  g_assert_cmpint ((int) gnutls_record_recv (raw_peer_get_session (closes), &answer, 1), ==, 0);

  gnutls_bye (raw_peer_get_session (notifies), GNUTLS_SHUT_WR);
  raw_peer_wait_gone (notifies);

  /* TCP ends and TLS doesn't: what was said is not known to be whole, and nobody waits for the rest. */
  g_assert_cmpint (shutdown (raw_peer_get_fd (says_nothing), SHUT_WR), ==, 0);
  raw_peer_wait_gone (says_nothing);

  raw_peer_reset (vanishes);

  say (ann, "alone");
  hear (ann, "alone");
  g_clear_pointer (&ann, raw_peer_free);
  test_server_stop (server);
}

/* Larger than a record both ways, and read slowly. */
static void
test_large (void)
{
  BesedaServer *server = start ();
  g_autoptr (RawPeer) ann = join (server, 1, "ann");
  g_autoptr (RawPeer) bob = join (server, 2, "bob");
  g_autoptr (GString) text = g_string_new ("first ");

  while (g_utf8_strlen (text->str, -1) < BESEDA_LIMIT_MESSAGE_CHARS)
    g_string_append (text, "𝄞");
  for (guint i = 0; i < 100; i++)
    say (ann, text->str);
  say (ann, "last");

  for (guint i = 0; i < 100; i++)
    hear (bob, text->str);
  hear (bob, "last");
  hear (ann, "last");

  g_clear_pointer (&ann, raw_peer_free);
  g_clear_pointer (&bob, raw_peer_free);
  test_server_stop (server);
}

static void
append_text (GByteArray *bytes, const char *text)
{
  g_autoptr (GByteArray) frame = raw_peer_make_frame (RAW_PEER_FIN | RAW_PEER_TEXT, text, strlen (text));

  g_byte_array_append (bytes, frame->data, frame->len);
}

/* Many small frames: several in a record, some across two, and the first behind the request in the record that it came
 * in. None is left inside TLS until something else comes. */
static void
test_small (void)
{
  BesedaServer *server = start ();
  g_autoptr (RawPeer) ann = raw_peer_new_tls (beseda_server_get_port (server));
  g_autofree char *request = raw_peer_make_request ("/ws/1", NULL);
  g_autoptr (GByteArray) bytes = g_byte_array_new ();
  g_autofree char *head = NULL;

  g_byte_array_append (bytes, (guint8 *) request, (guint) strlen (request));
  append_text (bytes, "{\"clientId\": 1, \"login\": \"ann\"}");
  for (guint i = 0; i < 2000; i++)
    {
      g_autofree char *frame = g_strdup_printf ("{\"message\": \"number %u.\"}", i);

      append_text (bytes, frame);
    }
  raw_peer_send (ann, bytes->data, bytes->len);

  head = raw_peer_read_head (ann);
  for (guint i = 0; i < 2000; i++)
    {
      g_autofree char *part = g_strdup_printf ("number %u.", i);

      hear (ann, part);
    }

  g_clear_pointer (&ann, raw_peer_free);
  test_server_stop (server);
}

static char *
see_fingerprint (BesedaServer *server)
{
  g_autoptr (RawPeer) peer = raw_peer_new_tls (beseda_server_get_port (server));

  return raw_peer_make_fingerprint (peer);
}

static GMutex warnings_lock;
static GString *warnings;

static GLogWriterOutput
keep_warnings (GLogLevelFlags level, const GLogField *fields, gsize n_fields, gpointer user_data)
{
  g_autofree char *line = g_log_writer_format_fields (level, fields, n_fields, FALSE);

  g_mutex_lock (&warnings_lock);
  if (level & G_LOG_LEVEL_WARNING)
    g_string_append (warnings, line);
  g_mutex_unlock (&warnings_lock);

  return level & G_LOG_LEVEL_WARNING ? G_LOG_WRITER_HANDLED : g_log_writer_default (level, fields, n_fields, user_data);
}

static gboolean
was_warned (const char *part)
{
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&warnings_lock);

  return strstr (warnings->str, part) != NULL;
}

static void
test_reload (void)
{
  g_autofree char *folder = g_dir_make_tmp ("beseda-tls-XXXXXX", NULL);
  g_autofree char *file = g_build_filename (folder, "cert.pem", NULL);
  g_autofree char *other = g_build_filename (folder, "renewed.pem", NULL);
  g_autoptr (BesedaCredentials) first = beseda_credentials_open (file, "first", NULL);
  g_autoptr (BesedaCredentials) second = beseda_credentials_open (other, "second", NULL);
  BesedaServerOptions options = encrypting ();
  g_autofree char *seen = NULL;
  g_autoptr (RawPeer) ann = NULL;
  BesedaServer *server;

  options.tls_cert = options.tls_key = file;
  server = test_server_start (&options);
  ann = join (server, 1, "ann");
  seen = raw_peer_make_fingerprint (ann);
  g_assert_cmpstr (seen, ==, beseda_credentials_get_fingerprint (first));
  g_assert_null (beseda_server_get_fingerprint (server));

  g_assert_cmpint (g_rename (other, file), ==, 0);
  beseda_server_reload (server);
  do
    {
      g_free (seen);
      seen = see_fingerprint (server);
    }
  while (!g_str_equal (seen, beseda_credentials_get_fingerprint (second)));

  /* What cannot be used changes nothing. */
  g_assert_true (g_file_set_contents (file, "no certificate", -1, NULL));
  beseda_server_reload (server);
  while (!was_warned ("The certificate stays as it was. There is no certificate in "))
    g_usleep (1000);
  g_free (seen);
  seen = see_fingerprint (server);
  g_assert_cmpstr (seen, ==, beseda_credentials_get_fingerprint (second));

  say (ann, "noticed nothing");
  hear (ann, "noticed nothing");

  g_clear_pointer (&ann, raw_peer_free);
  test_server_stop (server);
  g_remove (file);
  g_rmdir (folder);
}

/* The same certificate at each start: what invitations name. */
static void
test_identity (void)
{
  g_autofree char *folder = g_dir_make_tmp ("beseda-tls-XXXXXX", NULL);
  g_autofree char *file = g_build_filename (folder, "room.pem", NULL);
  BesedaServerOptions options = encrypting ();
  g_autofree char *first = NULL;
  g_autoptr (GError) error = NULL;
  BesedaServer *server;

  options.identity = file;
  server = test_server_start (&options);
  first = g_strdup (beseda_server_get_fingerprint (server));
  test_server_stop (server);

  server = test_server_start (&options);
  g_assert_cmpstr (beseda_server_get_fingerprint (server), ==, first);
  test_server_stop (server);

  g_assert_true (g_file_set_contents (file, "damaged", -1, NULL));
  error = test_server_fail_to_start (&options);
  g_assert_error (error, BESEDA_SERVER_ERROR, BESEDA_SERVER_ERROR_CERTIFICATE);
  g_assert_nonnull (strstr (error->message, file));

  g_remove (file);
  g_rmdir (folder);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  warnings = g_string_new (NULL);
  g_log_set_always_fatal (G_LOG_FATAL_MASK | G_LOG_LEVEL_CRITICAL);
  g_log_set_writer_func (keep_warnings, NULL, NULL);

  g_test_add_func ("/tls/beside-plain", test_beside_plain);
  g_test_add_func ("/tls/gio", test_gio);
  g_test_add_func ("/tls/versions", test_versions);
  g_test_add_func ("/tls/no-renegotiation", test_no_renegotiation);
  g_test_add_func ("/tls/without-tls", test_without_tls);
  g_test_add_func ("/tls/plain-refused", test_plain_refused);
  g_test_add_func ("/tls/pages", test_pages);
  g_test_add_func ("/tls/silent-do-not-delay", test_silent_do_not_delay);
  g_test_add_func ("/tls/silent-are-cut", test_silent_are_cut);
  g_test_add_func ("/tls/slow-are-cut", test_slow_are_cut);
  g_test_add_func ("/tls/stop", test_stop);
  g_test_add_func ("/tls/garbage", test_garbage);
  g_test_add_func ("/tls/silence-limit", test_silence_limit);
  g_test_add_func ("/tls/ends", test_ends);
  g_test_add_func ("/tls/large", test_large);
  g_test_add_func ("/tls/small", test_small);
  g_test_add_func ("/tls/reload", test_reload);
  g_test_add_func ("/tls/identity", test_identity);

  return g_test_run ();
}
