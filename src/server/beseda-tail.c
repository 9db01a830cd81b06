/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "beseda-tail.h"

#include <string.h>

#include "beseda-limits.h"

typedef struct
{
  BesedaEvent *event;
  GBytes *text; /* NULL: nobody has asked for it yet */
} Entry;

struct _BesedaTail
{
  BesedaClock *clock;
  Entry ring[BESEDA_LIMIT_TAIL]; /* the event with the number n is at n modulo the size */
  guint64 first_seq;
  guint64 next_seq;
  gsize bytes; /* of text in the events */
};

static Entry *
entry_at (BesedaTail *self, guint64 seq)
{
  return &self->ring[seq % BESEDA_LIMIT_TAIL];
}

static gsize
size_of (const BesedaEvent *event)
{
  const char *text = beseda_event_get_text (event);

  return text != NULL ? strlen (text) : 0;
}

static void
forget_first (BesedaTail *self)
{
  Entry *entry = entry_at (self, self->first_seq++);

  self->bytes -= size_of (entry->event);
  g_clear_pointer (&entry->event, beseda_event_unref);
  g_clear_pointer (&entry->text, g_bytes_unref);
}

BesedaTail *
beseda_tail_new (BesedaClock *clock)
{
  BesedaTail *self = g_new0 (BesedaTail, 1);

  self->clock = clock;
  self->first_seq = self->next_seq = 1;

  return self;
}

void
beseda_tail_free (BesedaTail *self)
{
  while (self->first_seq < self->next_seq)
    forget_first (self);
  g_free (self);
}

static void
remove_text (BesedaTail *self, guint64 seq)
{
  Entry *entry = entry_at (self, seq);
  g_autoptr (BesedaEvent) message = NULL;

  if (seq < self->first_seq || seq >= self->next_seq || beseda_event_get_kind (entry->event) != BESEDA_EVENT_MESSAGE)
    return;

  message = entry->event;
  self->bytes -= size_of (message);
  entry->event = beseda_event_new_tombstone (message);
  g_clear_pointer (&entry->text, g_bytes_unref);
}

void
beseda_tail_add (BesedaTail *self, BesedaEvent *event)
{
  const BesedaAct *act = beseda_event_get_act (event);

  g_return_if_fail (beseda_event_get_seq (event) == self->next_seq);

  if (self->next_seq - self->first_seq == BESEDA_LIMIT_TAIL)
    forget_first (self);
  if (act != NULL && act->kind == BESEDA_ACT_REMOVE)
    remove_text (self, act->target_seq);
  entry_at (self, self->next_seq++)->event = beseda_event_ref (event);
  self->bytes += size_of (event);
  while (self->bytes > BESEDA_LIMIT_TAIL_BYTES)
    forget_first (self);
}

void
beseda_tail_forget_before (BesedaTail *self, gint64 at)
{
  while (self->first_seq < self->next_seq && beseda_event_get_at (entry_at (self, self->first_seq)->event) < at)
    forget_first (self);
}

guint64
beseda_tail_get_first_seq (const BesedaTail *self)
{
  return self->first_seq;
}

guint64
beseda_tail_get_last_seq (const BesedaTail *self)
{
  return self->next_seq - 1;
}

void
beseda_tail_start_after (BesedaTail *self, guint64 seq)
{
  g_return_if_fail (self->first_seq == self->next_seq);

  self->first_seq = self->next_seq = seq + 1;
}

GBytes *
beseda_tail_get_text (BesedaTail *self, guint64 seq)
{
  Entry *entry = entry_at (self, seq);

  g_return_val_if_fail (seq >= self->first_seq && seq < self->next_seq, NULL);

  if (entry->text == NULL)
    entry->text = beseda_codec_encode_event (BESEDA_DIALECT_BESEDA, entry->event,
                                             beseda_clock_format (self->clock, beseda_event_get_at (entry->event)));

  return entry->text;
}
