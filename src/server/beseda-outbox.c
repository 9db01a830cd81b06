/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "beseda-outbox.h"

#define GATHER_MAX 64

/* What a slice takes beside its bytes: itself, the GBytes and its memory block's header, in round numbers. */
#define SLICE_WEIGHT 128

typedef struct
{
  GBytes *bytes;
  gsize offset;
} Slice;

struct _BesedaOutbox
{
  GArray *slices;
  guint head; /* the slices before it are written */
  gsize size;
};

static void
clear_slice (gpointer data)
{
  Slice *slice = data;

  g_clear_pointer (&slice->bytes, g_bytes_unref);
}

BesedaOutbox *
beseda_outbox_new (void)
{
  BesedaOutbox *self = g_new0 (BesedaOutbox, 1);

  self->slices = g_array_sized_new (FALSE, FALSE, sizeof (Slice), 2);
  g_array_set_clear_func (self->slices, clear_slice);

  return self;
}

void
beseda_outbox_free (BesedaOutbox *self)
{
  g_array_unref (self->slices);
  g_free (self);
}

void
beseda_outbox_push (BesedaOutbox *self, GBytes *bytes, gsize offset)
{
  Slice slice = { .bytes = bytes, .offset = offset };

  g_return_if_fail (offset < g_bytes_get_size (bytes));

  g_bytes_ref (bytes);
  g_array_append_val (self->slices, slice);
  self->size += g_bytes_get_size (bytes) - offset;
}

gsize
beseda_outbox_get_weight (const BesedaOutbox *self)
{
  return self->size + (gsize) (self->slices->len - self->head) * SLICE_WEIGHT;
}

static void
drop_written (BesedaOutbox *self, gsize written)
{
  self->size -= written;

  while (written > 0)
    {
      Slice *slice = &g_array_index (self->slices, Slice, self->head);
      gsize rest = g_bytes_get_size (slice->bytes) - slice->offset;

      if (written < rest)
        {
          slice->offset += written;
          break;
        }

      written -= rest;
      clear_slice (slice);
      self->head++;
    }

  /* Moving what is left pays once half is empty. */
  if (self->head * 2 >= self->slices->len)
    {
      g_array_remove_range (self->slices, 0, self->head);
      self->head = 0;
    }
}

BesedaOutboxState
beseda_outbox_write (BesedaOutbox *self, BesedaTransport *transport)
{
  while (self->size > 0)
    {
      GOutputVector vectors[GATHER_MAX];
      guint n = 0;
      gsize offered = 0;
      gssize written;

      for (guint i = self->head; i < self->slices->len && n < GATHER_MAX; i++)
        {
          Slice *slice = &g_array_index (self->slices, Slice, i);
          gsize size;
          const char *data = g_bytes_get_data (slice->bytes, &size);

          vectors[n].buffer = data + slice->offset;
          vectors[n].size = size - slice->offset;
          offered += vectors[n++].size;
        }

      written = beseda_transport_write (transport, vectors, n);
      if (written < 0)
        return BESEDA_OUTBOX_BROKEN;

      drop_written (self, (gsize) written);
      if ((gsize) written < offered)
        return BESEDA_OUTBOX_BLOCKED;
    }

  return BESEDA_OUTBOX_EMPTY;
}
