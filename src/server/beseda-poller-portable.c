/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "beseda-poller.h"

#include "beseda-system.h"

struct _BesedaPollerWatch
{
  GSource parent;
  gpointer tag;
  GIOCondition condition; /* that it has */
  BesedaPoller *poller;
  BesedaPollerReady ready;
  gpointer owner;
};

struct _BesedaPoller
{
  GMainContext *context;
  GSource *turn_source; /* older than every watch, hence the first that the next turn dispatches */
  BesedaPollerTurnEnd turn_end;
  gpointer user_data;
};

typedef struct
{
  GSource parent;
  BesedaPoller *poller;
} TurnSource;

static gboolean
dispatch_turn_end (GSource *source, GSourceFunc callback, gpointer user_data)
{
  BesedaPoller *self = ((TurnSource *) source)->poller;

  g_source_set_ready_time (source, -1);
  self->turn_end (self->user_data);

  return G_SOURCE_CONTINUE;
}

static GSourceFuncs turn_funcs = { .dispatch = dispatch_turn_end };

static gboolean
check_watch (GSource *source)
{
  BesedaPollerWatch *watch = (BesedaPollerWatch *) source;

  watch->condition = beseda_system_watch_query (source, watch->tag);

  return watch->condition != 0;
}

static gboolean
dispatch_watch (GSource *source, GSourceFunc callback, gpointer user_data)
{
  BesedaPollerWatch *watch = (BesedaPollerWatch *) source;
  BesedaPollerEvents events = 0;

  if (watch->condition & (G_IO_IN | G_IO_HUP | G_IO_ERR))
    events |= BESEDA_POLLER_READ;
  if (watch->condition & G_IO_OUT)
    events |= BESEDA_POLLER_WRITE;

  beseda_poller_wake (watch->poller);
  watch->ready (watch->owner, events);

  return G_SOURCE_CONTINUE;
}

static GSourceFuncs watch_funcs = { .check = check_watch, .dispatch = dispatch_watch };

static GIOCondition
to_condition (BesedaPollerEvents events)
{
  return ((events & BESEDA_POLLER_READ) ? G_IO_IN : 0) | ((events & BESEDA_POLLER_WRITE) ? G_IO_OUT : 0);
}

BesedaPoller *
beseda_poller_new (BesedaPollerTurnEnd turn_end, gpointer user_data, GError **error)
{
  BesedaPoller *self = g_new0 (BesedaPoller, 1);

  self->context = g_main_context_ref_thread_default ();
  self->turn_end = turn_end;
  self->user_data = user_data;

  self->turn_source = g_source_new (&turn_funcs, sizeof (TurnSource));
  ((TurnSource *) self->turn_source)->poller = self;
  g_source_set_static_name (self->turn_source, "beseda-poller");
  g_source_attach (self->turn_source, self->context);

  return self;
}

void
beseda_poller_free (BesedaPoller *self)
{
  g_source_destroy (self->turn_source);
  g_source_unref (self->turn_source);
  g_main_context_unref (self->context);
  g_free (self);
}

BesedaPollerWatch *
beseda_poller_add (
    BesedaPoller *self, int fd, BesedaPollerEvents events, BesedaPollerReady ready, gpointer owner, GError **error)
{
  GSource *source = g_source_new (&watch_funcs, sizeof (BesedaPollerWatch));
  BesedaPollerWatch *watch = (BesedaPollerWatch *) source;

  watch->poller = self;
  watch->ready = ready;
  watch->owner = owner;
  watch->tag = beseda_system_watch_add (source, fd, to_condition (events));
  g_source_attach (source, self->context);

  return watch;
}

void
beseda_poller_set_events (BesedaPoller *self, BesedaPollerWatch *watch, BesedaPollerEvents events)
{
  beseda_system_watch_modify (&watch->parent, watch->tag, to_condition (events));
}

void
beseda_poller_remove (BesedaPoller *self, BesedaPollerWatch *watch)
{
  beseda_system_watch_remove (&watch->parent, watch->tag);
  g_source_destroy (&watch->parent);
  g_source_unref (&watch->parent);
}

void
beseda_poller_wake (BesedaPoller *self)
{
  g_source_set_ready_time (self->turn_source, 0);
}
