/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "beseda-listener.h"

#include <errno.h>
#include <gio/gnetworking.h>
#include <glib/gi18n-lib.h>
#include <glib/gstdio.h>

#include "beseda-limits.h"
#include "beseda-server.h"
#include "beseda-system.h"

/* How long to leave the backlog alone when not even turning guests away works. */
#define PAUSE_MSECONDS 100

struct _BesedaListener
{
  int fd;
  int spare_fd; /* given up for a moment to accept, and close, a guest when the process has no descriptor left */
  int highest_fd;
  char *place;
  guint16 port;
  BesedaPoller *poller;
  BesedaPollerWatch *watch;
  GSource *pause;
  gboolean warned;
  BesedaListenerAccepted accepted;
  gpointer user_data;
};

static gboolean
resume (gpointer user_data)
{
  BesedaListener *self = user_data;

  g_clear_pointer (&self->pause, g_source_unref);
  beseda_poller_set_events (self->poller, self->watch, BESEDA_POLLER_READ);

  return G_SOURCE_REMOVE;
}

static void
pause_accepting (BesedaListener *self)
{
  if (self->pause != NULL)
    return;

  beseda_poller_set_events (self->poller, self->watch, 0);
  self->pause = g_timeout_source_new (PAUSE_MSECONDS);
  g_source_set_callback (self->pause, resume, self, NULL);
  g_source_attach (self->pause, g_main_context_get_thread_default ());
}

/* The backlog would keep a level-triggered socket ready for ever: somebody has to be turned away. */
static void
turn_one_away (BesedaListener *self, int reason)
{
  int fd;

  if (!self->warned)
    g_warning ("Guests are turned away: %s; raise the limit of open files (RLIMIT_NOFILE)", g_strerror (reason));
  self->warned = TRUE;

  if (self->spare_fd >= 0)
    g_close (self->spare_fd, NULL);
  fd = beseda_system_accept (self->fd);
  if (fd >= 0)
    beseda_listener_refuse (fd);
  else if (errno != EAGAIN)
    pause_accepting (self);
  self->spare_fd = beseda_system_open_spare ();
}

static void
ready (gpointer owner, BesedaPollerEvents events)
{
  BesedaListener *self = owner;

  for (guint i = 0; i < BESEDA_LIMIT_ACCEPTS_PER_TURN && self->pause == NULL; i++)
    {
      int fd = beseda_system_accept (self->fd);

      if (fd > self->highest_fd)
        beseda_listener_refuse (fd);
      else if (fd >= 0)
        self->accepted (self->user_data, fd);
      else if (errno == EAGAIN)
        break;
      else
        turn_one_away (self, errno);
    }
}

/* As many descriptors as the system lets us have, some of them kept for the rest of the process. A descriptor's number
 * tells how many are open: the lowest free one is given. */
static int
find_highest_fd (void)
{
  const int most = beseda_system_raise_descriptors ();

  return most < G_MAXINT ? most - MIN (BESEDA_LIMIT_SPARE_DESCRIPTORS, most / 4) : most;
}

static void
set_error (GError **error, int number, const char *address, guint16 port)
{
  switch (number)
    {
    case EADDRINUSE:
      g_set_error (error, BESEDA_SERVER_ERROR, BESEDA_SERVER_ERROR_PORT_TAKEN,
                   _ ("Port %u is taken by another program; choose another port, or 0 for any free one."), port);
      break;
    case EACCES:
    case EPERM:
      g_set_error (error, BESEDA_SERVER_ERROR, BESEDA_SERVER_ERROR_PORT_DENIED,
                   _ ("You may not listen on port %u; choose a port from 1024 to 65535."), port);
      break;
    case EADDRNOTAVAIL:
    case EAFNOSUPPORT:
    case ENODEV:
      g_set_error (error, BESEDA_SERVER_ERROR, BESEDA_SERVER_ERROR_ADDRESS,
                   _ ("This computer doesn't have the address %s; use one that it has, or 0.0.0.0 for all."), address);
      break;
    default:
      g_set_error (error, BESEDA_SERVER_ERROR, BESEDA_SERVER_ERROR_FAILED,
                   _ ("Listening on address %s, port %u failed: %s."), address, port, g_strerror (number));
      break;
    }
}

static gboolean
bind_and_listen (int fd, GSocketAddress *address)
{
  struct sockaddr_storage native;
  gssize size = g_socket_address_get_native_size (address);

  if (!g_socket_address_to_native (address, &native, sizeof native, NULL))
    {
      errno = EAFNOSUPPORT;
      return FALSE;
    }

  beseda_system_set_option (fd, SOL_SOCKET, SO_REUSEADDR, 1);
  if (g_socket_address_get_family (address) == G_SOCKET_FAMILY_IPV6)
    beseda_system_set_option (fd, IPPROTO_IPV6, IPV6_V6ONLY, 0);

  return bind (fd, (struct sockaddr *) &native, (socklen_t) size) == 0 && listen (fd, BESEDA_LIMIT_LISTEN) == 0;
}

static gboolean
learn_address (BesedaListener *self)
{
  struct sockaddr_storage native;
  socklen_t size = sizeof native;
  g_autoptr (GSocketAddress) address = NULL;

  if (getsockname (self->fd, (struct sockaddr *) &native, &size) < 0)
    return FALSE;

  address = g_socket_address_new_from_native (&native, size);
  self->port = g_inet_socket_address_get_port (G_INET_SOCKET_ADDRESS (address));
  self->place = g_socket_connectable_to_string (G_SOCKET_CONNECTABLE (address));

  return TRUE;
}

BesedaListener *
beseda_listener_new (const char *address, guint16 port, GError **error)
{
  g_autoptr (BesedaListener) self = g_new0 (BesedaListener, 1);
  g_autoptr (GSocketAddress) socket_address = g_inet_socket_address_new_from_string (address, port);

  self->fd = -1;
  self->spare_fd = beseda_system_open_spare ();
  self->highest_fd = find_highest_fd ();

  if (socket_address == NULL)
    {
      g_set_error (error, BESEDA_SERVER_ERROR, BESEDA_SERVER_ERROR_ADDRESS,
                   _ ("“%s” is no IP address; use one such as 192.168.1.5, or 0.0.0.0 for all."), address);
      return NULL;
    }

  self->fd = beseda_system_open_socket (g_socket_address_get_family (socket_address));
  if (self->fd < 0 || !bind_and_listen (self->fd, socket_address) || !learn_address (self))
    {
      set_error (error, errno, address, port);
      return NULL;
    }

  return g_steal_pointer (&self);
}

void
beseda_listener_free (BesedaListener *self)
{
  if (self->pause != NULL)
    g_source_destroy (self->pause);
  g_clear_pointer (&self->pause, g_source_unref);
  if (self->watch != NULL)
    beseda_poller_remove (self->poller, self->watch);
  if (self->fd >= 0)
    beseda_system_close_socket (self->fd, FALSE);
  if (self->spare_fd >= 0)
    g_close (self->spare_fd, NULL);
  g_free (self->place);
  g_free (self);
}

gboolean
beseda_listener_start (
    BesedaListener *self, BesedaPoller *poller, BesedaListenerAccepted accepted, gpointer user_data, GError **error)
{
  g_autoptr (GError) local_error = NULL;

  self->poller = poller;
  self->accepted = accepted;
  self->user_data = user_data;
  self->watch = beseda_poller_add (poller, self->fd, BESEDA_POLLER_READ, ready, self, &local_error);

  if (self->watch == NULL)
    {
      g_set_error_literal (error, BESEDA_SERVER_ERROR, BESEDA_SERVER_ERROR_FAILED, local_error->message);
      return FALSE;
    }

  return TRUE;
}

const char *
beseda_listener_get_place (BesedaListener *self)
{
  return self->place;
}

guint16
beseda_listener_get_port (BesedaListener *self)
{
  return self->port;
}

void
beseda_listener_refuse (int fd)
{
  static const char answer[] = "HTTP/1.1 503 Service Unavailable\r\n"
                               "Content-Type: text/plain; charset=utf-8\r\n"
                               "Content-Length: 41\r\n"
                               "Connection: close\r\n"
                               "\r\n"
                               "This server is full; try again in a while";
  const GOutputVector vector = { .buffer = answer, .size = sizeof answer - 1 };

  /* A guest that doesn't get it sees a closed connection: that says as much. */
  beseda_system_send (fd, &vector, 1);
  beseda_system_close_socket (fd, FALSE);
}
