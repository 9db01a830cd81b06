/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "beseda-poller.h"

#include <errno.h>
#include <sys/epoll.h>
#include <unistd.h>

/* Room for everybody of a large room who speaks at once: the more a turn reads, the fewer writes answer it. */
#define BATCH 1024

struct _BesedaPollerWatch
{
  int fd;
  BesedaPollerReady ready; /* NULL: removed, and freed at the end of the turn */
  gpointer owner;
  BesedaPollerWatch *next_removed;
};

struct _BesedaPoller
{
  GSource *source;
  int epoll_fd;
  BesedaPollerTurnEnd turn_end;
  gpointer user_data;
  gboolean in_turn;
  BesedaPollerWatch *removed;
  struct epoll_event batch[BATCH];
};

typedef struct
{
  GSource parent;
  BesedaPoller *poller;
} PollerSource;

static guint32
to_epoll (BesedaPollerEvents events)
{
  return ((events & BESEDA_POLLER_READ) ? EPOLLIN : 0) | ((events & BESEDA_POLLER_WRITE) ? EPOLLOUT : 0);
}

static BesedaPollerEvents
from_epoll (guint32 events)
{
  return ((events & (EPOLLIN | EPOLLHUP | EPOLLERR)) ? BESEDA_POLLER_READ : 0) |
         ((events & EPOLLOUT) ? BESEDA_POLLER_WRITE : 0);
}

static void
free_removed (BesedaPoller *self)
{
  while (self->removed != NULL)
    {
      BesedaPollerWatch *watch = self->removed;

      self->removed = watch->next_removed;
      g_free (watch);
    }
}

static gboolean
dispatch (GSource *source, GSourceFunc callback, gpointer user_data)
{
  BesedaPoller *self = ((PollerSource *) source)->poller;
  int n;

  g_source_set_ready_time (source, -1);
  n = epoll_wait (self->epoll_fd, self->batch, BATCH, 0);

  self->in_turn = TRUE;

  for (int i = 0; i < n; i++)
    {
      BesedaPollerWatch *watch = self->batch[i].data.ptr;

      if (watch->ready != NULL)
        watch->ready (watch->owner, from_epoll (self->batch[i].events));
    }

  self->turn_end (self->user_data);

  self->in_turn = FALSE;
  free_removed (self);

  return G_SOURCE_CONTINUE;
}

static GSourceFuncs source_funcs = { .dispatch = dispatch };

static void
set_error (GError **error)
{
  int number = errno;

  g_set_error (error, G_FILE_ERROR, g_file_error_from_errno (number), "epoll: %s", g_strerror (number));
}

BesedaPoller *
beseda_poller_new (BesedaPollerTurnEnd turn_end, gpointer user_data, GError **error)
{
  BesedaPoller *self;
  int fd = epoll_create1 (EPOLL_CLOEXEC);

  if (fd < 0)
    {
      set_error (error);
      return NULL;
    }

  self = g_new0 (BesedaPoller, 1);
  self->epoll_fd = fd;
  self->turn_end = turn_end;
  self->user_data = user_data;

  self->source = g_source_new (&source_funcs, sizeof (PollerSource));
  ((PollerSource *) self->source)->poller = self;
  g_source_set_static_name (self->source, "beseda-poller");
  g_source_add_unix_fd (self->source, fd, G_IO_IN);
  g_source_attach (self->source, g_main_context_get_thread_default ());

  return self;
}

void
beseda_poller_free (BesedaPoller *self)
{
  g_assert (!self->in_turn);

  g_source_destroy (self->source);
  g_source_unref (self->source);
  close (self->epoll_fd);
  g_free (self);
}

BesedaPollerWatch *
beseda_poller_add (
    BesedaPoller *self, int fd, BesedaPollerEvents events, BesedaPollerReady ready, gpointer owner, GError **error)
{
  g_autofree BesedaPollerWatch *watch = g_new0 (BesedaPollerWatch, 1);
  struct epoll_event event = { .events = to_epoll (events), .data.ptr = watch };

  watch->fd = fd;
  watch->ready = ready;
  watch->owner = owner;

  if (epoll_ctl (self->epoll_fd, EPOLL_CTL_ADD, fd, &event) < 0)
    {
      set_error (error);
      return NULL;
    }

  return g_steal_pointer (&watch);
}

void
beseda_poller_set_events (BesedaPoller *self, BesedaPollerWatch *watch, BesedaPollerEvents events)
{
  struct epoll_event event = { .events = to_epoll (events), .data.ptr = watch };

  if (epoll_ctl (self->epoll_fd, EPOLL_CTL_MOD, watch->fd, &event) < 0)
    g_critical ("epoll_ctl: %s", g_strerror (errno));
}

void
beseda_poller_remove (BesedaPoller *self, BesedaPollerWatch *watch)
{
  if (epoll_ctl (self->epoll_fd, EPOLL_CTL_DEL, watch->fd, NULL) < 0)
    g_critical ("epoll_ctl: %s", g_strerror (errno));

  /* The batch of this turn may still name it. */
  watch->ready = NULL;
  watch->next_removed = self->removed;
  self->removed = watch;

  if (!self->in_turn)
    free_removed (self);
}

void
beseda_poller_wake (BesedaPoller *self)
{
  g_source_set_ready_time (self->source, 0);
}
