/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "beseda-pending.h"

#include <string.h>

#include "beseda-limits.h"

struct _BesedaPending
{
  GQueue queue; /* of BesedaPendingEvent, the oldest first */
  gsize size;
};

static gsize
size_of (const BesedaPendingEvent *pending)
{
  const char *text = beseda_event_get_text (pending->event);

  return sizeof *pending + sizeof (GList) + 2 * BESEDA_LIMIT_LOGIN_CHARS + (text != NULL ? strlen (text) : 0);
}

static void
free_event (gpointer data)
{
  beseda_pending_event_free (data);
}

BesedaPending *
beseda_pending_new (void)
{
  return g_new0 (BesedaPending, 1);
}

void
beseda_pending_free (BesedaPending *self)
{
  g_queue_clear_full (&self->queue, free_event);
  g_free (self);
}

gsize
beseda_pending_get_size (const BesedaPending *self)
{
  return self->size;
}

void
beseda_pending_push (BesedaPending *self, BesedaEvent *event, guint64 peer, guint64 person)
{
  BesedaPendingEvent *pending = g_new (BesedaPendingEvent, 1);

  pending->event = beseda_event_ref (event);
  pending->peer = peer;
  pending->person = person;
  self->size += size_of (pending);
  g_queue_push_tail (&self->queue, pending);
}

BesedaPendingEvent *
beseda_pending_pop (BesedaPending *self)
{
  BesedaPendingEvent *pending = g_queue_pop_head (&self->queue);

  if (pending != NULL)
    self->size -= size_of (pending);

  return pending;
}

void
beseda_pending_event_free (BesedaPendingEvent *self)
{
  beseda_event_unref (self->event);
  g_free (self);
}
