/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "beseda-system.h"

#include <gio/gnetworking.h>

/* That one call takes. */
#define MOST_VECTORS 64

#ifdef G_OS_WIN32

#include <io.h>
#include <iphlpapi.h>
#include <windows.h>

void
beseda_system_prepare (void)
{
}

/* Windows ends programs by their windows; a console is closed with its programs. */
void
beseda_system_on_end (GSourceFunc function, gpointer user_data)
{
}

void
beseda_system_on_hang_up (GSourceFunc function, gpointer user_data)
{
}

void
beseda_system_return_memory (void)
{
}

gboolean
beseda_system_is_root (void)
{
  return FALSE;
}

gboolean
beseda_system_is_watched (void)
{
  return _isatty (2) != 0;
}

gboolean
beseda_system_lock_file (int fd)
{
  OVERLAPPED from_start = { 0 };

  if (LockFileEx ((HANDLE) _get_osfhandle (fd), LOCKFILE_EXCLUSIVE_LOCK, 0, MAXDWORD, MAXDWORD, &from_start))
    return TRUE;

  errno = EACCES;
  return FALSE;
}

static int
make_silent (SOCKET socket)
{
  if (socket == INVALID_SOCKET)
    return -1;

  ioctlsocket (socket, FIONBIO, &(u_long){ 1 });
  SetHandleInformation ((HANDLE) socket, HANDLE_FLAG_INHERIT, 0);

  return (int) socket;
}

int
beseda_system_open_socket (GSocketFamily family)
{
  return make_silent (socket (family, SOCK_STREAM, 0));
}

int
beseda_system_accept (int fd)
{
  return make_silent (accept ((SOCKET) fd, NULL, NULL));
}

/* errno as POSIX has it. */
static gssize
tell_error (void)
{
  errno = WSAGetLastError () == WSAEWOULDBLOCK ? EAGAIN : EIO;

  return -1;
}

gssize
beseda_system_receive (int fd, void *buffer, gsize size, gboolean stay)
{
  const int got = recv ((SOCKET) fd, buffer, (int) MIN (size, G_MAXINT), stay ? MSG_PEEK : 0);

  return got >= 0 ? got : tell_error ();
}

gssize
beseda_system_send (int fd, const GOutputVector *vectors, guint n_vectors)
{
  WSABUF native[MOST_VECTORS];
  DWORD sent;

  n_vectors = MIN (n_vectors, MOST_VECTORS);
  for (guint i = 0; i < n_vectors; i++)
    native[i] = (WSABUF){ .len = (ULONG) vectors[i].size, .buf = (char *) vectors[i].buffer };

  if (WSASend ((SOCKET) fd, native, n_vectors, &sent, 0, NULL, NULL) == 0)
    return (gssize) sent;

  return tell_error () < 0 && errno == EAGAIN ? 0 : -1;
}

void
beseda_system_shut_down (int fd, gboolean entirely)
{
  shutdown ((SOCKET) fd, entirely ? SD_BOTH : SD_SEND);
}

void
beseda_system_close_socket (int fd, gboolean reset)
{
  if (reset)
    setsockopt ((SOCKET) fd, SOL_SOCKET, SO_LINGER, (char *) &(LINGER){ .l_onoff = 1 }, sizeof (LINGER));
  closesocket ((SOCKET) fd);
}

/* A socket's file is in a folder of the person's own. */
void
beseda_system_make_private (int fd)
{
}

void
beseda_system_set_option (int fd, int level, int option, int value)
{
  setsockopt ((SOCKET) fd, level, option, (char *) &value, sizeof value);
}

/* A main loop waits for events, not for sockets. */
typedef struct
{
  SOCKET socket;
  WSAEVENT event;
  GPollFD poll;
} Watch;

gpointer
beseda_system_watch_add (GSource *source, int fd, GIOCondition condition)
{
  Watch *watch = g_new0 (Watch, 1);

  watch->socket = (SOCKET) fd;
  watch->event = WSACreateEvent ();
  watch->poll.fd = (gintptr) watch->event;
  watch->poll.events = G_IO_IN;
  g_source_add_poll (source, &watch->poll);
  beseda_system_watch_modify (source, watch, condition);

  return watch;
}

void
beseda_system_watch_modify (GSource *source, gpointer tag, GIOCondition condition)
{
  Watch *watch = tag;

  WSAEventSelect (watch->socket, watch->event,
                  FD_CLOSE | ((condition & G_IO_IN) ? FD_READ | FD_ACCEPT : 0) |
                      ((condition & G_IO_OUT) ? FD_WRITE : 0));
}

GIOCondition
beseda_system_watch_query (GSource *source, gpointer tag)
{
  Watch *watch = tag;
  WSANETWORKEVENTS seen = { 0 };

  if (watch->poll.revents == 0 || WSAEnumNetworkEvents (watch->socket, watch->event, &seen) != 0)
    return 0;

  return ((seen.lNetworkEvents & (FD_READ | FD_ACCEPT)) ? G_IO_IN : 0) |
         ((seen.lNetworkEvents & FD_WRITE) ? G_IO_OUT : 0) | ((seen.lNetworkEvents & FD_CLOSE) ? G_IO_HUP : 0);
}

void
beseda_system_watch_remove (GSource *source, gpointer tag)
{
  Watch *watch = tag;

  g_source_remove_poll (source, &watch->poll);
  WSAEventSelect (watch->socket, watch->event, 0);
  WSACloseEvent (watch->event);
  g_free (watch);
}

GSource *
beseda_system_create_source (int fd, GIOCondition condition)
{
  GIOChannel *channel = g_io_channel_win32_new_socket (fd);
  GSource *source = g_io_create_watch (channel, condition);

  g_io_channel_unref (channel);

  return source;
}

int
beseda_system_raise_descriptors (void)
{
  return G_MAXINT;
}

int
beseda_system_open_spare (void)
{
  return -1;
}

gboolean
beseda_system_write (int fd, const char *data, gsize size)
{
  while (size > 0)
    {
      const int n = _write (fd, data, (unsigned int) MIN (size, G_MAXINT));

      if (n < 0)
        return FALSE;
      data += n;
      size -= (gsize) n;
    }

  return TRUE;
}

gboolean
beseda_system_link (const char *path, const char *name)
{
  g_autofree gunichar2 *native_path = g_utf8_to_utf16 (path, -1, NULL, NULL, NULL);
  g_autofree gunichar2 *native_name = g_utf8_to_utf16 (name, -1, NULL, NULL, NULL);

  if (CreateHardLinkW ((LPCWSTR) native_name, (LPCWSTR) native_path, NULL))
    return TRUE;

  errno = GetLastError () == ERROR_ALREADY_EXISTS ? EEXIST : EIO;

  return FALSE;
}

gboolean
beseda_system_find_network (BesedaSystemNetworkFunc function, gpointer user_data)
{
  ULONG size = 64 * 1024;
  g_autofree IP_ADAPTER_ADDRESSES *adapters = g_malloc (size);
  const ULONG flags = GAA_FLAG_SKIP_ANYCAST | GAA_FLAG_SKIP_MULTICAST | GAA_FLAG_SKIP_DNS_SERVER;

  if (GetAdaptersAddresses (AF_UNSPEC, flags, NULL, adapters, &size) != NO_ERROR)
    return FALSE;

  for (const IP_ADAPTER_ADDRESSES *adapter = adapters; adapter != NULL; adapter = adapter->Next)
    for (const IP_ADAPTER_UNICAST_ADDRESS *at = adapter->FirstUnicastAddress; at != NULL; at = at->Next)
      {
        g_autoptr (GSocketAddress)
            address = g_socket_address_new_from_native (at->Address.lpSockaddr, (gsize) at->Address.iSockaddrLength);
        g_autofree char *name = g_utf16_to_utf8 ((const gunichar2 *) adapter->FriendlyName, -1, NULL, NULL, NULL);
        guint8 mask[16] = { 0 };

        if (adapter->OperStatus != IfOperStatusUp || !G_IS_INET_SOCKET_ADDRESS (address))
          continue;
        for (guint bit = 0; bit < MIN (at->OnLinkPrefixLength, 128u); bit++)
          mask[bit / 8] |= (guint8) (0x80 >> bit % 8);
        if (function (name != NULL ? name : "", g_inet_socket_address_get_address (G_INET_SOCKET_ADDRESS (address)),
                      mask, user_data))
          return TRUE;
      }

  return FALSE;
}

#else /* POSIX */

#include <fcntl.h>
#include <glib-unix.h>
#include <ifaddrs.h>
#include <net/if.h>
#ifdef __GLIBC__
#include <malloc.h>
#endif
#include <signal.h>
#include <sys/file.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/uio.h>
#include <unistd.h>

void
beseda_system_prepare (void)
{
  signal (SIGPIPE, SIG_IGN);
}

void
beseda_system_on_end (GSourceFunc function, gpointer user_data)
{
  g_unix_signal_add (SIGINT, function, user_data);
  g_unix_signal_add (SIGTERM, function, user_data);
}

void
beseda_system_on_hang_up (GSourceFunc function, gpointer user_data)
{
  g_unix_signal_add (SIGHUP, function, user_data);
}

void
beseda_system_return_memory (void)
{
#ifdef __GLIBC__
  malloc_trim (0);
#endif
}

gboolean
beseda_system_is_root (void)
{
  return geteuid () == 0;
}

gboolean
beseda_system_is_watched (void)
{
  return isatty (STDERR_FILENO);
}

gboolean
beseda_system_lock_file (int fd)
{
  int done;

  do
    done = flock (fd, LOCK_EX);
  while (done != 0 && errno == EINTR);

  return done == 0;
}

#ifdef SOCK_NONBLOCK

int
beseda_system_open_socket (GSocketFamily family)
{
  return socket (family, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
}

static int
accept_one (int fd)
{
  return accept4 (fd, NULL, NULL, SOCK_NONBLOCK | SOCK_CLOEXEC);
}

#else /* macOS */

static int
make_silent (int fd)
{
  if (fd >= 0)
    {
      fcntl (fd, F_SETFD, FD_CLOEXEC);
      fcntl (fd, F_SETFL, fcntl (fd, F_GETFL) | O_NONBLOCK);
    }

  return fd;
}

int
beseda_system_open_socket (GSocketFamily family)
{
  return make_silent (socket (family, SOCK_STREAM, 0));
}

static int
accept_one (int fd)
{
  return make_silent (accept (fd, NULL, NULL));
}

#endif

int
beseda_system_accept (int fd)
{
  int guest;

  do
    guest = accept_one (fd);
  while (guest < 0 && (errno == EINTR || errno == ECONNABORTED || errno == EPROTO));

  return guest;
}

/* The address's bytes, or NULL for another kind of address. */
static const guint8 *
get_bytes (const struct sockaddr *address, int family)
{
  if (address == NULL || address->sa_family != family)
    return NULL;
  if (family == AF_INET)
    return (const guint8 *) &((const struct sockaddr_in *) address)->sin_addr;
  if (family == AF_INET6)
    return (const guint8 *) &((const struct sockaddr_in6 *) address)->sin6_addr;

  return NULL;
}

gssize
beseda_system_receive (int fd, void *buffer, gsize size, gboolean stay)
{
  gssize got;

  do
    got = recv (fd, buffer, size, MSG_DONTWAIT | (stay ? MSG_PEEK : 0));
  while (got < 0 && errno == EINTR);

  return got;
}

gssize
beseda_system_send (int fd, const GOutputVector *vectors, guint n_vectors)
{
  struct iovec native[MOST_VECTORS];
  const struct msghdr message = { .msg_iov = native, .msg_iovlen = MIN (n_vectors, MOST_VECTORS) };
  gssize sent;

  for (guint i = 0; i < message.msg_iovlen; i++)
    native[i] = (struct iovec){ .iov_base = (gpointer) vectors[i].buffer, .iov_len = vectors[i].size };

  do
    sent = sendmsg (fd, &message, MSG_NOSIGNAL | MSG_DONTWAIT);
  while (sent < 0 && errno == EINTR);

  return sent < 0 && errno == EAGAIN ? 0 : sent;
}

void
beseda_system_shut_down (int fd, gboolean entirely)
{
  shutdown (fd, entirely ? SHUT_RDWR : SHUT_WR);
}

void
beseda_system_close_socket (int fd, gboolean reset)
{
  if (reset)
    setsockopt (fd, SOL_SOCKET, SO_LINGER, &(struct linger){ .l_onoff = 1 }, sizeof (struct linger));
  close (fd);
}

/* The socket's mode is what its file has from the first moment on: unix(7). */
void
beseda_system_make_private (int fd)
{
  fchmod (fd, 0600);
}

void
beseda_system_set_option (int fd, int level, int option, int value)
{
  setsockopt (fd, level, option, &value, sizeof value);
}

gpointer
beseda_system_watch_add (GSource *source, int fd, GIOCondition condition)
{
  return g_source_add_unix_fd (source, fd, condition);
}

void
beseda_system_watch_modify (GSource *source, gpointer tag, GIOCondition condition)
{
  g_source_modify_unix_fd (source, tag, condition);
}

GIOCondition
beseda_system_watch_query (GSource *source, gpointer tag)
{
  return g_source_query_unix_fd (source, tag);
}

void
beseda_system_watch_remove (GSource *source, gpointer tag)
{
  g_source_remove_unix_fd (source, tag);
}

GSource *
beseda_system_create_source (int fd, GIOCondition condition)
{
  return g_unix_fd_source_new (fd, condition);
}

int
beseda_system_raise_descriptors (void)
{
  struct rlimit limit;

  if (getrlimit (RLIMIT_NOFILE, &limit) < 0)
    return G_MAXINT;

  if (limit.rlim_cur < limit.rlim_max)
    {
      struct rlimit raised = { .rlim_cur = limit.rlim_max, .rlim_max = limit.rlim_max };

      if (setrlimit (RLIMIT_NOFILE, &raised) == 0)
        limit = raised;
    }

  return (int) MIN (limit.rlim_cur, G_MAXINT);
}

int
beseda_system_open_spare (void)
{
  return open ("/dev/null", O_RDONLY | O_CLOEXEC);
}

gboolean
beseda_system_write (int fd, const char *data, gsize size)
{
  while (size > 0)
    {
      const gssize n = write (fd, data, size);

      if (n < 0 && errno != EINTR)
        return FALSE;
      data += MAX (n, 0);
      size -= (gsize) MAX (n, 0);
    }

  return TRUE;
}

gboolean
beseda_system_link (const char *path, const char *name)
{
  return link (path, name) == 0;
}

gboolean
beseda_system_find_network (BesedaSystemNetworkFunc function, gpointer user_data)
{
  struct ifaddrs *interfaces = NULL;
  gboolean found = FALSE;

  if (getifaddrs (&interfaces) != 0)
    return FALSE;

  for (const struct ifaddrs *at = interfaces; at != NULL && !found; at = at->ifa_next)
    {
      const int family = at->ifa_addr != NULL ? at->ifa_addr->sa_family : AF_UNSPEC;
      const guint8 *bytes = get_bytes (at->ifa_addr, family);
      const guint8 *mask = get_bytes (at->ifa_netmask, family);
      g_autoptr (GInetAddress) address = NULL;

      if (bytes == NULL || mask == NULL || !(at->ifa_flags & IFF_UP))
        continue;
      address = g_inet_address_new_from_bytes (bytes, (GSocketFamily) family);
      found = function (at->ifa_name, address, mask, user_data);
    }
  freeifaddrs (interfaces);

  return found;
}

#endif
