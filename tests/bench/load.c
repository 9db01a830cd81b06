/* SPDX-License-Identifier: GPL-3.0-or-later */

/*
 * The guests of a benchmark: N of them in one epoll loop, of which K talk, each saying its next message when its own
 * echo has come (closed loop). Cheap on purpose, so that the server is what is measured.
 *
 * Every guest hashes what it hears between two marks that guest 0 says, and guest 0 also checks message by message that
 * each talker's come once and in order; equal hashes then mean that everybody heard everything, once, in the same
 * order.
 *
 *   load ws|wss|bare PORT GUESTS TALKERS
 *
 * `bare` speaks to bench-bare, which copies bytes: the same frames, but made here. On "go MSECONDS" on stdin it prints
 * "begin" and waits for "talk"; after that time and the last echo it prints "end DELIVERIES SECONDS P50 P99" (latencies
 * in microseconds). Anything that is wrong is a sentence on stderr and exit status 1. It ends with stdin.
 */

#include <arpa/inet.h>
#include <errno.h>
#include <glib-unix.h>
#include <gnutls/gnutls.h>
#include <netinet/tcp.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <unistd.h>

#define READ_BYTES (256 * 1024)
#define FRAME_BYTES 512                               /* none of ours is longer */
#define CLIENT_ID "{\"time\":\"00:00\",\"clientId\":" /* what comes before the id in a frame */
#define TEXT_BYTES 100
#define MARK "mark"
#define PATIENCE_MSECONDS 60000

typedef struct
{
  int fd;
  gnutls_session_t session; /* NULL: plain */
  guint64 hash;
  guint64 heard; /* frames since the mark */
  gboolean hearing;
  gboolean done;
  guint n_kept;
  char kept[FRAME_BYTES]; /* the beginning of a frame whose end has not come */

  guint said; /* how many messages this guest has said */
  gint64 said_at;
  guint echoed; /* guest 0 counts for everybody: how many of this guest's came by */
} Guest;

static gboolean bare;
static gnutls_certificate_credentials_t credentials; /* NULL: no TLS */
static guint n_guests;
static guint n_talkers;
static Guest *guests;
static int epoll_fd;
static char *read_buffer;

static guint n_in; /* guests that have heard their own Online */
static guint n_talking;
static guint n_done;
static gint64 stop_at;
static GArray *latencies; /* of guint32, microseconds */

static void G_GNUC_PRINTF (1, 2) G_GNUC_NORETURN die (const char *format, ...)
{
  va_list arguments;

  va_start (arguments, format);
  vfprintf (stderr, format, arguments);
  va_end (arguments);
  fputc ('\n', stderr);
  exit (1);
}

/* Both as send() and recv() do. */
static gssize
send_some (Guest *guest, const char *bytes, gsize n)
{
  gssize sent;

  if (guest->session == NULL)
    return send (guest->fd, bytes, n, MSG_NOSIGNAL);

  sent = gnutls_record_send (guest->session, bytes, n);
  errno = sent == GNUTLS_E_AGAIN || sent == GNUTLS_E_INTERRUPTED ? EAGAIN : EPROTO;

  return sent;
}

static gssize
receive_some (Guest *guest, char *bytes, gsize n)
{
  gssize got;

  if (guest->session == NULL)
    return recv (guest->fd, bytes, n, 0);

  got = gnutls_record_recv (guest->session, bytes, n);
  errno = got == GNUTLS_E_AGAIN || got == GNUTLS_E_INTERRUPTED ? EAGAIN : EPROTO;

  return got;
}

static void
write_all (Guest *guest, const char *bytes, gsize n)
{
  while (n > 0)
    {
      const gssize written = send_some (guest, bytes, n);

      if (written < 0 && errno != EAGAIN && errno != EINTR)
        die ("load: a guest could not write: %s", g_strerror (errno));
      if (written > 0)
        {
          bytes += written;
          n -= written;
        }
    }
}

/* A frame as a client sends it (masked, RFC 6455, section 5.3), or, to the bare loop, as a server does. */
static void
send_text (Guest *guest, const char *text)
{
  const gsize n = strlen (text);
  char frame[FRAME_BYTES + 16];
  gsize at = 0;

  frame[at++] = (char) 0x81;
  if (n < 126)
    frame[at++] = (char) n;
  else
    {
      frame[at++] = 126;
      frame[at++] = (char) (n >> 8);
      frame[at++] = (char) n;
    }

  if (!bare)
    {
      static const char mask[4] = { 0x5a, 0x13, (char) 0xc7, 0x2e };

      frame[1] |= (char) 0x80;
      memcpy (frame + at, mask, sizeof mask);
      at += sizeof mask;
      for (gsize i = 0; i < n; i++)
        frame[at + i] = text[i] ^ mask[i % 4];
    }
  else
    memcpy (frame + at, text, n);

  write_all (guest, frame, at + n);
}

static void
say (Guest *guest, const char *text)
{
  const guint id = guest - guests;
  g_autofree char *frame = bare ? g_strdup_printf (CLIENT_ID "%u,\"message\":\"%s\",\"login\":\"g%u\"}", id, text, id)
                                : g_strdup_printf ("{\"message\":\"%s\"}", text);

  send_text (guest, frame);
}

static void
say_next (Guest *guest)
{
  char text[TEXT_BYTES + 1];

  memset (text, '.', TEXT_BYTES);
  text[TEXT_BYTES] = '\0';
  text[g_snprintf (text, sizeof text, "%u ", ++guest->said)] = '.';
  guest->said_at = g_get_monotonic_time ();
  say (guest, text);
}

/* Eight bytes a step; frames are hashed whole, so it does not matter how they came. */
static guint64
hash_frame (guint64 hash, const char *bytes, gsize n)
{
  guint64 word;

  for (; n >= 8; bytes += 8, n -= 8)
    {
      memcpy (&word, bytes, 8);
      hash = (hash ^ word) * G_GUINT64_CONSTANT (0x9e3779b97f4a7c15);
      hash ^= hash >> 29;
    }
  word = 0;
  memcpy (&word, bytes, n);
  hash = (hash ^ word) * G_GUINT64_CONSTANT (0x9e3779b97f4a7c15);

  return hash ^ (hash >> 29);
}

static void
hear_mark (Guest *guest)
{
  if (guest->hearing)
    {
      guest->done = TRUE;
      n_done++;
    }
  guest->hearing = !guest->hearing;
}

static void
check_order (Guest *talker, const char *text)
{
  const guint number = strtoul (text, NULL, 10);

  if (number != ++talker->echoed)
    die ("load: message %u of guest %u came where %u was due", number, (guint) (talker - guests), talker->echoed);
}

static void
hear (Guest *guest, const char *payload, gsize n)
{
  const gsize prefix = strlen (CLIENT_ID);
  char *after;
  guint id;

  if (n < prefix + 20)
    die ("load: a frame of %zu bytes: %.*s", n, (int) n, payload);

  id = strtoul (payload + prefix, &after, 10);
  if (id >= n_guests || strncmp (after, ",\"message\":\"", 12) != 0)
    die ("load: not a plain frame: %.*s", (int) n, payload);
  after += 12;

  if (*after == 'm')
    {
      hear_mark (guest);
      return;
    }
  if (*after == 'O')
    {
      n_in += guest == &guests[id];
      return;
    }
  if (!guest->hearing)
    die ("load: a message before the mark: %.*s", (int) n, payload);

  guest->heard++;
  /* Not the time, which may change from one minute to the next. */
  guest->hash = hash_frame (guest->hash, payload + prefix, n - prefix);
  if (guest == guests)
    check_order (&guests[id], after);

  if (guest == &guests[id])
    {
      const gint64 now = g_get_monotonic_time ();
      const guint32 latency = now - guest->said_at;

      g_array_append_val (latencies, latency);
      if (now < stop_at)
        say_next (guest);
      else if (--n_talking == 0)
        say (&guests[0], MARK);
    }
}

/* How long the frame at `bytes` is, header and all, and where its payload begins; 0 for too few bytes to tell. */
static gsize
measure (const char *bytes, gsize n, gsize *header)
{
  gsize length;

  if (n < 2)
    return 0;

  length = (guchar) bytes[1];
  *header = 2;
  if (length == 126)
    {
      if (n < 4)
        return 0;
      length = (guchar) bytes[2] << 8 | (guchar) bytes[3];
      *header = 4;
    }

  return *header + length;
}

static void
read_guest (Guest *guest)
{
  gssize n_read;
  const char *at = read_buffer;
  gsize left;

  memcpy (read_buffer, guest->kept, guest->n_kept);
  n_read = receive_some (guest, read_buffer + guest->n_kept, READ_BYTES);
  if (n_read < 0 && errno == EAGAIN)
    return;
  if (n_read <= 0)
    die ("load: the server let guest %u go", (guint) (guest - guests));

  left = guest->n_kept + n_read;
  while (left > 0)
    {
      gsize header;
      const gsize n = measure (at, left, &header);

      if (n == 0 || n > left)
        break;

      if ((guchar) *at == 0x81)
        hear (guest, at + header, n - header);
      else if ((guchar) *at == 0x88)
        die ("load: the server closed guest %u: %.*s", (guint) (guest - guests), (int) (n - header - 2),
             at + header + 2);
      else if ((guchar) *at != 0x89) /* pings come rarely, and a benchmark is over before one is missed */
        die ("load: a frame that begins with 0x%02x", (guchar) *at);

      at += n;
      left -= n;
    }

  if (left > FRAME_BYTES)
    die ("load: a frame of more than %d bytes", FRAME_BYTES);
  memcpy (guest->kept, at, left);
  guest->n_kept = left;
}

/* Nobody's buffer overflows with the others' coming. */
static void
read_ready (void)
{
  struct epoll_event events[1024];
  const int n = epoll_wait (epoll_fd, events, G_N_ELEMENTS (events), 0);

  for (int i = 0; i < n; i++)
    read_guest (events[i].data.ptr);
}

static void
run_until (gboolean (*reached) (void))
{
  const gint64 end = g_get_monotonic_time () + PATIENCE_MSECONDS * 1000;
  /* Whoever is ready is read in the same turn, so that those who only listen don't fall behind those who talk. */
  g_autofree struct epoll_event *events = g_new (struct epoll_event, n_guests);

  while (!reached ())
    {
      const int n = epoll_wait (epoll_fd, events, n_guests, 1000);

      for (int i = 0; i < n; i++)
        read_guest (events[i].data.ptr);
      if (g_get_monotonic_time () > end)
        die ("load: not everybody heard everything within %d s", PATIENCE_MSECONDS / 1000);
    }
}

static gboolean
all_hear (void)
{
  static guint n;

  while (n < n_guests && guests[n].hearing)
    n++;
  if (n < n_guests)
    return FALSE;

  n = 0;
  return TRUE;
}

static gboolean
all_in (void)
{
  return n_in == n_guests;
}

static gboolean
all_done (void)
{
  return n_done == n_guests;
}

static void
shake_hands (Guest *guest)
{
  g_autofree char *request = g_strdup_printf (
      "GET /ws/%u HTTP/1.1\r\nHost: localhost\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
      "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nSec-WebSocket-Version: 13\r\n\r\n",
      (guint) (guest - guests));
  char answer[1024];
  gsize n = 0;

  write_all (guest, request, strlen (request));
  do
    {
      const gssize n_read = receive_some (guest, answer + n, 1);

      if (n_read <= 0 || n == sizeof answer - 1)
        die ("load: no handshake for guest %u", (guint) (guest - guests));
      answer[++n] = '\0';
    }
  while (!g_str_has_suffix (answer, "\r\n\r\n"));

  if (!g_str_has_prefix (answer, "HTTP/1.1 101"))
    die ("load: guest %u was answered: %s", (guint) (guest - guests), answer);
}

static void
encrypt (Guest *guest)
{
  int status;

  gnutls_init (&guest->session, GNUTLS_CLIENT | GNUTLS_NO_SIGNAL);
  gnutls_set_default_priority (guest->session);
  gnutls_credentials_set (guest->session, GNUTLS_CRD_CERTIFICATE, credentials);
  gnutls_transport_set_int (guest->session, guest->fd);

  do
    status = gnutls_handshake (guest->session);
  while (status < 0 && !gnutls_error_is_fatal (status));
  if (status < 0)
    die ("load: no TLS for guest %u: %s", (guint) (guest - guests), gnutls_strerror (status));
}

static void
connect_guest (Guest *guest, guint16 port)
{
  const struct sockaddr_in address = { .sin_family = AF_INET,
                                       .sin_port = htons (port),
                                       .sin_addr.s_addr = htonl (INADDR_LOOPBACK) };
  const int on = 1;
  struct epoll_event event = { .events = EPOLLIN, .data.ptr = guest };

  guest->fd = socket (AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
  if (guest->fd < 0 || connect (guest->fd, (const struct sockaddr *) &address, sizeof address) < 0)
    die ("load: guest %u could not connect: %s", (guint) (guest - guests), g_strerror (errno));
  setsockopt (guest->fd, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
  if (credentials != NULL)
    encrypt (guest);
  if (!bare)
    shake_hands (guest);
  if (!g_unix_set_fd_nonblocking (guest->fd, TRUE, NULL) || epoll_ctl (epoll_fd, EPOLL_CTL_ADD, guest->fd, &event) < 0)
    die ("load: %s", g_strerror (errno));
}

static int
compare (gconstpointer a, gconstpointer b)
{
  return *(const guint32 *) a < *(const guint32 *) b ? -1 : *(const guint32 *) a > *(const guint32 *) b;
}

static void
run (guint mseconds)
{
  guint64 deliveries = 0;
  gint64 began, ended;
  char line[16];

  n_done = 0;
  n_talking = n_talkers;
  g_array_set_size (latencies, 0);
  for (guint i = 0; i < n_guests; i++)
    {
      guests[i].hearing = guests[i].done = FALSE;
      guests[i].hash = guests[i].heard = 0;
    }

  say (&guests[0], MARK);
  run_until (all_hear);

  /* Nobody talks before the server's CPU time has been read. */
  puts ("begin");
  fflush (stdout);
  if (fgets (line, sizeof line, stdin) == NULL || !g_str_equal (line, "talk\n"))
    die ("load: nobody said “talk”");
  began = g_get_monotonic_time ();
  stop_at = began + mseconds * 1000;
  for (guint i = 0; i < n_talkers; i++)
    say_next (&guests[i]);
  run_until (all_done);
  ended = g_get_monotonic_time ();

  for (guint i = 0; i < n_guests; i++)
    {
      if (guests[i].hash != guests[0].hash || guests[i].heard != guests[0].heard)
        die ("load: guest %u heard something else than guest 0", i);
      deliveries += guests[i].heard;
    }
  for (guint i = 0; i < n_guests; i++)
    if (guests[i].echoed != guests[i].said)
      die ("load: guest %u said %u messages, of which %u were heard", i, guests[i].said, guests[i].echoed);

  g_array_sort (latencies, compare);
  printf ("end %" G_GUINT64_FORMAT " %.6f %u %u\n", deliveries, (ended - began) / 1e6,
          g_array_index (latencies, guint32, latencies->len / 2),
          g_array_index (latencies, guint32, latencies->len * 99 / 100));
  fflush (stdout);
}

int
main (int argc, char *argv[])
{
  struct rlimit limit;
  char line[64];

  if (argc != 5)
    die ("load: usage: load ws|wss|bare PORT GUESTS TALKERS");

  bare = g_str_equal (argv[1], "bare");
  if (g_str_equal (argv[1], "wss"))
    gnutls_certificate_allocate_credentials (&credentials);
  n_guests = atoi (argv[3]);
  n_talkers = atoi (argv[4]);
  guests = g_new0 (Guest, n_guests);
  read_buffer = g_malloc (READ_BYTES + FRAME_BYTES);
  latencies = g_array_new (FALSE, FALSE, sizeof (guint32));
  epoll_fd = epoll_create1 (EPOLL_CLOEXEC);

  getrlimit (RLIMIT_NOFILE, &limit);
  limit.rlim_cur = limit.rlim_max;
  setrlimit (RLIMIT_NOFILE, &limit);

  for (guint i = 0; i < n_guests; i++)
    connect_guest (&guests[i], atoi (argv[2]));
  for (guint i = 0; !bare && i < n_guests; i++)
    {
      g_autofree char *login = g_strdup_printf ("{\"clientId\":%u,\"login\":\"g%u\"}", i, i);

      send_text (&guests[i], login);
      if (i % 64 == 0)
        read_ready ();
    }

  if (!bare)
    run_until (all_in);

  while (fgets (line, sizeof line, stdin) != NULL)
    {
      guint mseconds;

      if (sscanf (line, "go %u", &mseconds) != 1)
        die ("load: what is “%s”?", g_strchomp (line));
      run (mseconds);
    }

  return 0;
}
