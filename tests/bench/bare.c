/* SPDX-License-Identifier: GPL-3.0-or-later */

/*
 * What a server can't be cheaper than: whatever bytes came in one turn of an epoll loop are one buffer, and that goes
 * to every socket with one write. No frames, no JSON, no log, no names. Prints its port, and ends with stdin.
 */

#include <arpa/inet.h>
#include <errno.h>
#include <glib.h>
#include <netinet/tcp.h>
#include <stdio.h>
#include <sys/epoll.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <unistd.h>

#define READ_BYTES (64 * 1024) /* from one socket in one turn, as in the server */

typedef struct
{
  int fd;
  GByteArray *waiting; /* what the socket did not take; NULL for nothing */
  gsize taken;         /* of it, by now: nothing is moved for what is left */
} Peer;

static int epoll_fd;
static GPtrArray *peers;
static GByteArray *turn;

static void
watch (Peer *peer, int operation, guint32 events)
{
  struct epoll_event event = { .events = events, .data.ptr = peer };

  if (epoll_ctl (epoll_fd, operation, peer->fd, &event) < 0)
    g_error ("epoll_ctl: %s", g_strerror (errno));
}

static void
accept_all (int listener)
{
  int fd;

  while ((fd = accept4 (listener, NULL, NULL, SOCK_NONBLOCK | SOCK_CLOEXEC)) >= 0)
    {
      Peer *peer = g_new0 (Peer, 1);
      const int on = 1;

      peer->fd = fd;
      setsockopt (fd, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
      watch (peer, EPOLL_CTL_ADD, EPOLLIN);
      g_ptr_array_add (peers, peer);
    }
}

static void
write_peer (Peer *peer, const guint8 *bytes, gsize n)
{
  const gssize written = send (peer->fd, bytes, n, MSG_NOSIGNAL);
  const gsize taken = MAX (written, 0);

  if (taken == n)
    return;

  peer->waiting = g_byte_array_sized_new (n - taken);
  g_byte_array_append (peer->waiting, bytes + taken, n - taken);
  watch (peer, EPOLL_CTL_MOD, EPOLLIN | EPOLLOUT);
}

static void
write_waiting (Peer *peer)
{
  const gssize written = send (peer->fd, peer->waiting->data + peer->taken, peer->waiting->len - peer->taken,
                               MSG_NOSIGNAL);

  peer->taken += MAX (written, 0);
  if (peer->taken < peer->waiting->len)
    return;

  g_clear_pointer (&peer->waiting, g_byte_array_unref);
  peer->taken = 0;
  watch (peer, EPOLL_CTL_MOD, EPOLLIN);
}

/* FALSE when the socket has ended. */
static gboolean
read_peer (Peer *peer)
{
  const guint before = turn->len;
  gssize n;

  g_byte_array_set_size (turn, before + READ_BYTES);
  n = recv (peer->fd, turn->data + before, READ_BYTES, 0);
  g_byte_array_set_size (turn, before + MAX (n, 0));

  return n > 0 || (n < 0 && errno == EAGAIN);
}

int
main (void)
{
  struct sockaddr_in address = { .sin_family = AF_INET, .sin_addr.s_addr = htonl (INADDR_LOOPBACK) };
  socklen_t length = sizeof address;
  const int listener = socket (AF_INET, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
  Peer listening = { .fd = listener };
  Peer input = { .fd = STDIN_FILENO };
  struct epoll_event events[1024];
  struct rlimit limit;

  getrlimit (RLIMIT_NOFILE, &limit);
  limit.rlim_cur = limit.rlim_max;
  setrlimit (RLIMIT_NOFILE, &limit);

  epoll_fd = epoll_create1 (EPOLL_CLOEXEC);
  peers = g_ptr_array_new ();
  turn = g_byte_array_new ();
  if (bind (listener, (struct sockaddr *) &address, sizeof address) < 0 || listen (listener, 4096) < 0 ||
      getsockname (listener, (struct sockaddr *) &address, &length) < 0)
    g_error ("%s", g_strerror (errno));
  watch (&listening, EPOLL_CTL_ADD, EPOLLIN);
  watch (&input, EPOLL_CTL_ADD, EPOLLIN);
  printf ("%u\n", ntohs (address.sin_port));
  fflush (stdout);

  for (;;)
    {
      const int n = epoll_wait (epoll_fd, events, G_N_ELEMENTS (events), -1);

      accept_all (listener);
      for (int i = 0; i < n; i++)
        {
          Peer *peer = events[i].data.ptr;

          if (peer == &input)
            return 0;
          if (peer == &listening)
            continue;
          if (events[i].events & EPOLLOUT)
            write_waiting (peer);
          if ((events[i].events & ~EPOLLOUT) && !read_peer (peer))
            return 0; /* the load has gone */
        }

      for (guint i = 0; turn->len > 0 && i < peers->len; i++)
        {
          Peer *peer = peers->pdata[i];

          if (peer->waiting != NULL)
            g_byte_array_append (peer->waiting, turn->data, turn->len);
          else
            write_peer (peer, turn->data, turn->len);
        }
      g_byte_array_set_size (turn, 0);
    }
}
