/* SPDX-License-Identifier: GPL-3.0-or-later */

/*
 * Well-behaved guests who talk at a steady pace, whatever else goes on in the room, and must lose nothing:
 *
 *   steady-guests PORT GUESTS PERIOD
 *
 * joins that many guests in the plain dialect and prints "in". On "go ROUNDS" on stdin each says that many things, one
 * every PERIOD milliseconds, evenly one after another; when everybody has heard everything, once and in order, it
 * prints "end DELIVERIES P50 P99 WORST" (latencies in microseconds). What others say is not listened to. Anything that
 * is wrong is a sentence on stderr and exit status 1. It ends with stdin.
 */

#include <arpa/inet.h>
#include <errno.h>
#include <glib-unix.h>
#include <netinet/tcp.h>
#include <stdio.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <unistd.h>

#define FIRST_ID 100000
#define SIGN "\"message\":\"steady " /* how a message of ours begins: talker, number, moment */
#define SIGN_WITHIN 200              /* bytes of a frame: what others say at length is to cost these guests nothing */
#define PATIENCE_USECONDS (30 * G_USEC_PER_SEC)

typedef struct
{
  int fd;
  GByteArray *input;
  guint said;
  guint *heard; /* of each guest */
} Guest;

static guint n_guests;
static Guest *guests;
static int epoll_fd;
static guint n_in;
static guint64 n_heard; /* since "go" */
static GArray *latencies;

static void G_GNUC_PRINTF (1, 2) G_GNUC_NORETURN die (const char *format, ...)
{
  va_list arguments;

  va_start (arguments, format);
  vfprintf (stderr, format, arguments);
  va_end (arguments);
  fputc ('\n', stderr);
  exit (1);
}

static void
write_all (Guest *guest, const guint8 *bytes, gsize n)
{
  while (n > 0)
    {
      const gssize written = send (guest->fd, bytes, n, MSG_NOSIGNAL);

      if (written < 0 && errno != EAGAIN && errno != EINTR)
        die ("steady-guests: guest %u could not write: %s", (guint) (guest - guests), g_strerror (errno));
      bytes += MAX (written, 0);
      n -= (gsize) MAX (written, 0);
    }
}

/* Masked with zeros; none of ours has more than 125 bytes. */
static void
send_frame (Guest *guest, guint8 first_byte, const char *payload, gsize n)
{
  guint8 frame[6 + 125] = { first_byte, (guint8) (0x80 | n) };

  g_assert (n <= 125);
  memcpy (frame + 6, payload, n);
  write_all (guest, frame, 6 + n);
}

static void
say (Guest *guest)
{
  g_autofree char *text = g_strdup_printf ("{\"message\":\"steady %u %u %" G_GINT64_FORMAT "\"}",
                                           (guint) (guest - guests), ++guest->said, g_get_monotonic_time ());

  send_frame (guest, 0x81, text, strlen (text));
}

static gboolean
is_own_online (Guest *guest, const char *payload, gsize n)
{
  g_autofree char *online = g_strdup_printf ("\"clientId\":%u,\"message\":\"Online\"",
                                             FIRST_ID + (guint) (guest - guests));

  return memmem (payload, n, online, strlen (online)) != NULL;
}

static void
hear (Guest *guest, const char *payload, gsize n)
{
  const char *ours = memmem (payload, MIN (n, SIGN_WITHIN), SIGN, strlen (SIGN));
  char *at;
  guint talker, number;
  guint32 latency;

  if (ours == NULL)
    {
      n_in += n_in < n_guests && is_own_online (guest, payload, n);
      return;
    }

  talker = (guint) strtoul (ours + strlen (SIGN), &at, 10);
  number = (guint) strtoul (at, &at, 10);
  latency = (guint32) MAX (g_get_monotonic_time () - strtoll (at, NULL, 10), 0);
  if (talker >= n_guests || number != ++guest->heard[talker])
    die ("steady-guests: guest %u heard message %u of guest %u, after %u of them", (guint) (guest - guests), number,
         talker, talker < n_guests ? guest->heard[talker] - 1 : 0);
  n_heard++;
  g_array_append_val (latencies, latency);
}

/* Hears the frame that the input has at `*offset`, and goes past it; FALSE: it is not all there. */
static gboolean
take_frame (Guest *guest, gsize *offset)
{
  const guint8 *in = guest->input->data + *offset;
  const gsize n = guest->input->len - *offset;
  gsize header = n < 2 ? 2 : in[1] == 126 ? 4 : in[1] == 127 ? 10 : 2;
  gsize length = 0;

  if (n < header)
    return FALSE;
  if (header == 2)
    length = in[1];
  for (gsize i = 2; i < header; i++)
    length = length << 8 | in[i];
  if (n < header + length)
    return FALSE;

  if (in[0] == 0x81)
    hear (guest, (const char *) in + header, length);
  else if (in[0] == 0x89)
    send_frame (guest, 0x8a, (const char *) in + header, length);
  else if (in[0] == 0x88)
    die ("steady-guests: the server closed guest %u: %u %.*s", (guint) (guest - guests),
         length < 2 ? 0 : (guint) in[header] << 8 | in[header + 1], (int) MAX (length, 2) - 2, in + header + 2);
  *offset += header + length;

  return TRUE;
}

static void
read_guest (Guest *guest)
{
  static guint8 buffer[256 * 1024];
  const gssize n = recv (guest->fd, buffer, sizeof buffer, 0);
  gsize taken = 0;

  if (n < 0 && (errno == EAGAIN || errno == EINTR))
    return;
  if (n <= 0)
    die ("steady-guests: the server let guest %u go", (guint) (guest - guests));

  g_byte_array_append (guest->input, buffer, (guint) n);
  while (take_frame (guest, &taken))
    ;
  g_byte_array_remove_range (guest->input, 0, (guint) taken);
}

static void
turn (gint64 until)
{
  struct epoll_event events[256];
  const gint64 left = until - g_get_monotonic_time ();
  const int n = epoll_wait (epoll_fd, events, G_N_ELEMENTS (events), (int) CLAMP ((left + 999) / 1000, 0, 1000));

  for (int i = 0; i < n; i++)
    read_guest (events[i].data.ptr);
}

static void
join (Guest *guest, guint16 port)
{
  const struct sockaddr_in address = { .sin_family = AF_INET,
                                       .sin_port = htons (port),
                                       .sin_addr.s_addr = htonl (INADDR_LOOPBACK) };
  const guint id = FIRST_ID + (guint) (guest - guests);
  g_autofree char *request = g_strdup_printf ("GET /ws/%u HTTP/1.1\r\nHost: localhost\r\nUpgrade: websocket\r\n"
                                              "Connection: Upgrade\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n"
                                              "Sec-WebSocket-Version: 13\r\n\r\n",
                                              id);
  g_autofree char *login = g_strdup_printf ("{\"clientId\":%u,\"login\":\"good %u\"}", id, id);
  struct epoll_event event = { .events = EPOLLIN, .data.ptr = guest };
  char answer[1024] = "";

  guest->input = g_byte_array_new ();
  guest->heard = g_new0 (guint, n_guests);
  guest->fd = socket (AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
  if (guest->fd < 0 || connect (guest->fd, (const struct sockaddr *) &address, sizeof address) < 0)
    die ("steady-guests: guest %u could not connect: %s", id, g_strerror (errno));
  setsockopt (guest->fd, IPPROTO_TCP, TCP_NODELAY, &(int){ 1 }, sizeof (int));

  write_all (guest, (const guint8 *) request, strlen (request));
  for (gsize n = 0; !g_str_has_suffix (answer, "\r\n\r\n"); n++)
    if (n == sizeof answer - 1 || recv (guest->fd, answer + n, 1, 0) != 1)
      die ("steady-guests: no handshake for guest %u: %s", id, answer);
  if (!g_str_has_prefix (answer, "HTTP/1.1 101"))
    die ("steady-guests: guest %u was answered: %s", id, answer);

  if (!g_unix_set_fd_nonblocking (guest->fd, TRUE, NULL) || epoll_ctl (epoll_fd, EPOLL_CTL_ADD, guest->fd, &event) < 0)
    die ("steady-guests: %s", g_strerror (errno));
  send_frame (guest, 0x81, login, strlen (login));
}

static int
compare (gconstpointer a, gconstpointer b)
{
  return *(const guint32 *) a < *(const guint32 *) b ? -1 : *(const guint32 *) a > *(const guint32 *) b;
}

static void
talk (guint rounds, guint period)
{
  const gint64 start = g_get_monotonic_time ();
  const guint64 n = (guint64) rounds * n_guests;
  guint64 n_said = 0;

  n_heard = 0;
  g_array_set_size (latencies, 0);
  while (n_heard < n * n_guests)
    {
      /* In turn, so that whose turn it is tells when. */
      const gint64 due = start + (gint64) n_said * period * 1000 / n_guests;

      if (g_get_monotonic_time () > start + (gint64) rounds * period * 1000 + PATIENCE_USECONDS)
        die ("steady-guests: %" G_GUINT64_FORMAT " of %" G_GUINT64_FORMAT " deliveries have not come",
             n * n_guests - n_heard, n * n_guests);
      if (n_said < n && g_get_monotonic_time () >= due)
        say (&guests[n_said++ % n_guests]);
      turn (n_said < n ? due : G_MAXINT64 / 2);
    }

  g_array_sort (latencies, compare);
  printf ("end %u %u %u %u\n", latencies->len, g_array_index (latencies, guint32, latencies->len / 2),
          g_array_index (latencies, guint32, latencies->len - 1 - latencies->len / 100),
          g_array_index (latencies, guint32, latencies->len - 1));
  fflush (stdout);
}

/* Between two rounds the others may have much to say. */
static gboolean
next_order (char *line, gsize size)
{
  GPollFD in = { .fd = STDIN_FILENO, .events = G_IO_IN };

  while (g_poll (&in, 1, 0) == 0)
    turn (g_get_monotonic_time () + 10000);

  return fgets (line, (int) size, stdin) != NULL;
}

int
main (int argc, char *argv[])
{
  char line[64];
  guint rounds;

  if (argc != 4)
    die ("usage: steady-guests PORT GUESTS PERIOD");

  n_guests = (guint) atoi (argv[2]);
  guests = g_new0 (Guest, n_guests);
  latencies = g_array_new (FALSE, FALSE, sizeof (guint32));
  epoll_fd = epoll_create1 (EPOLL_CLOEXEC);
  for (guint i = 0; i < n_guests; i++)
    join (&guests[i], (guint16) atoi (argv[1]));
  while (n_in < n_guests)
    turn (G_MAXINT64 / 2);
  puts ("in");
  fflush (stdout);

  while (next_order (line, sizeof line))
    {
      if (sscanf (line, "go %u", &rounds) != 1)
        die ("steady-guests: what is “%s”?", g_strchomp (line));
      talk (rounds, (guint) atoi (argv[3]));
    }

  return 0;
}
