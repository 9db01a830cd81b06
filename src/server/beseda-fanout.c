/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "beseda-fanout.h"

#include "beseda-frame-writer.h"

#define N_DIALECTS (BESEDA_DIALECT_BESEDA + 1)

/* Those who speak one dialect, and what they have not been told yet. */
typedef struct
{
  GPtrArray *members;
  GByteArray *pending;
} Audience;

struct _BesedaFanout
{
  Audience audiences[N_DIALECTS];
  BesedaFanoutFailed failed;
  gpointer user_data;
};

static Audience *
audience_of (BesedaFanout *self, BesedaPeer *peer)
{
  return &self->audiences[beseda_peer_get_dialect (peer)];
}

static void
flush_audience (BesedaFanout *self, Audience *audience)
{
  g_autoptr (GBytes) bytes = NULL;
  gsize size;

  if (audience->pending->len == 0)
    return;

  bytes = g_byte_array_free_to_bytes (audience->pending);
  audience->pending = g_byte_array_new ();
  size = g_bytes_get_size (bytes);

  for (guint i = 0; i < audience->members->len; i++)
    {
      BesedaPeer *peer = g_ptr_array_index (audience->members, i);
      BesedaPeerShare *share = beseda_peer_get_share (peer);
      guint offset = share->offset;

      share->offset = 0;
      if (offset < size && !beseda_peer_write (peer, bytes, offset))
        self->failed (self->user_data, peer);
    }
}

static void
append (Audience *audience, GBytes *text)
{
  const gsize size = g_bytes_get_size (text);
  guint8 header[BESEDA_FRAME_HEADER_MAX];

  g_byte_array_append (audience->pending, header, beseda_frame_write_header (header, BESEDA_OPCODE_TEXT, size));
  g_byte_array_append (audience->pending, g_bytes_get_data (text, NULL), size);
}

BesedaFanout *
beseda_fanout_new (BesedaFanoutFailed failed, gpointer user_data)
{
  BesedaFanout *self = g_new0 (BesedaFanout, 1);

  self->failed = failed;
  self->user_data = user_data;

  for (guint i = 0; i < N_DIALECTS; i++)
    {
      self->audiences[i].members = g_ptr_array_new ();
      self->audiences[i].pending = g_byte_array_new ();
    }

  return self;
}

void
beseda_fanout_free (BesedaFanout *self)
{
  for (guint i = 0; i < N_DIALECTS; i++)
    {
      g_ptr_array_unref (self->audiences[i].members);
      g_byte_array_unref (self->audiences[i].pending);
    }

  g_free (self);
}

void
beseda_fanout_add (BesedaFanout *self, BesedaPeer *peer)
{
  Audience *audience = audience_of (self, peer);
  BesedaPeerShare *share = beseda_peer_get_share (peer);

  g_return_if_fail (share->place == 0);

  g_ptr_array_add (audience->members, peer);
  share->place = audience->members->len;
  share->offset = audience->pending->len;
}

void
beseda_fanout_remove (BesedaFanout *self, BesedaPeer *peer)
{
  Audience *audience = audience_of (self, peer);
  BesedaPeerShare *share = beseda_peer_get_share (peer);

  if (share->place == 0)
    return;

  g_ptr_array_remove_index_fast (audience->members, share->place - 1);

  /* The last member has taken the free place. */
  if (share->place <= audience->members->len)
    beseda_peer_get_share (g_ptr_array_index (audience->members, share->place - 1))->place = share->place;
  share->place = 0;
}

void
beseda_fanout_say (BesedaFanout *self, BesedaEvent *event, const char *clock)
{
  for (guint dialect = 0; dialect < N_DIALECTS; dialect++)
    {
      Audience *audience = &self->audiences[dialect];
      g_autoptr (GBytes) text = NULL;

      if (audience->members->len > 0)
        text = beseda_codec_encode_event (dialect, event, clock);
      if (text != NULL)
        append (audience, text);
    }
}

void
beseda_fanout_tell (BesedaFanout *self, BesedaReply *reply)
{
  Audience *audience = &self->audiences[BESEDA_DIALECT_BESEDA];
  g_autoptr (GBytes) text = NULL;

  if (audience->members->len == 0)
    return;

  text = beseda_codec_encode_reply (BESEDA_DIALECT_BESEDA, reply, NULL);
  append (audience, text);
}

gboolean
beseda_fanout_is_pending (BesedaFanout *self)
{
  for (guint i = 0; i < N_DIALECTS; i++)
    if (self->audiences[i].pending->len > 0)
      return TRUE;

  return FALSE;
}

void
beseda_fanout_flush (BesedaFanout *self)
{
  for (guint i = 0; i < N_DIALECTS; i++)
    flush_audience (self, &self->audiences[i]);
}
