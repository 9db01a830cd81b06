/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "beseda-effect.h"

#include "beseda-limits.h"

struct _BesedaEffects
{
  GArray *array;
};

static void
clear (gpointer data)
{
  BesedaEffect *effect = data;

  g_clear_pointer (&effect->event, beseda_event_unref);
  g_clear_pointer (&effect->reply, beseda_reply_unref);
  g_clear_pointer (&effect->id, g_free);
  g_clear_pointer (&effect->password, g_free);
  g_clear_pointer (&effect->hash, g_free);
  g_clear_pointer (&effect->reason, g_free);
}

BesedaEffects *
beseda_effects_new (void)
{
  BesedaEffects *self = g_new0 (BesedaEffects, 1);

  self->array = g_array_new (FALSE, FALSE, sizeof (BesedaEffect));
  g_array_set_clear_func (self->array, clear);

  return self;
}

void
beseda_effects_free (BesedaEffects *self)
{
  g_array_unref (self->array);
  g_free (self);
}

guint
beseda_effects_get_length (const BesedaEffects *self)
{
  return self->array->len;
}

const BesedaEffect *
beseda_effects_get (const BesedaEffects *self, guint index)
{
  g_return_val_if_fail (index < self->array->len, NULL);

  return &g_array_index (self->array, BesedaEffect, index);
}

void
beseda_effects_clear (BesedaEffects *self)
{
  g_array_set_size (self->array, 0);
}

static void
add (BesedaEffects *self, BesedaEffect effect)
{
  g_array_append_val (self->array, effect);
}

void
beseda_effects_append (BesedaEffects *self, BesedaEvent *event)
{
  add (self, (BesedaEffect){ .kind = BESEDA_EFFECT_APPEND, .event = beseda_event_ref (event) });
}

void
beseda_effects_send (BesedaEffects *self, guint64 peer, BesedaReply *reply)
{
  add (self, (BesedaEffect){ .kind = BESEDA_EFFECT_SEND, .peer = peer, .reply = reply });
}

void
beseda_effects_admit (BesedaEffects *self, guint64 peer, guint64 from_seq)
{
  add (self, (BesedaEffect){ .kind = BESEDA_EFFECT_ADMIT, .peer = peer, .seq = from_seq });
}

void
beseda_effects_read (
    BesedaEffects *self, guint64 peer, BesedaDirection direction, guint64 seq, guint limit, const char *id)
{
  add (self, (BesedaEffect){ .kind = BESEDA_EFFECT_READ,
                             .peer = peer,
                             .direction = direction,
                             .seq = seq,
                             .limit = limit,
                             .id = g_strdup (id) });
}

void
beseda_effects_broadcast (BesedaEffects *self, BesedaEvent *event)
{
  add (self, (BesedaEffect){ .kind = BESEDA_EFFECT_BROADCAST, .event = beseda_event_ref (event) });
}

void
beseda_effects_tell (BesedaEffects *self, BesedaReply *reply)
{
  add (self, (BesedaEffect){ .kind = BESEDA_EFFECT_TELL, .reply = reply });
}

void
beseda_effects_wait (BesedaEffects *self, guint64 peer)
{
  add (self, (BesedaEffect){ .kind = BESEDA_EFFECT_WAIT, .peer = peer });
}

void
beseda_effects_check (BesedaEffects *self, guint64 peer, const char *password, const char *hash)
{
  add (self, (BesedaEffect){
                 .kind = BESEDA_EFFECT_CHECK, .peer = peer, .password = g_strdup (password), .hash = g_strdup (hash) });
}

void
beseda_effects_close (BesedaEffects *self, guint64 peer, guint16 close_code, const char *reason)
{
  gsize length = MIN (strlen (reason), BESEDA_LIMIT_CLOSE_REASON);
  const char *end;

  /* Cut at a character's border. */
  g_utf8_validate_len (reason, length, &end);
  add (self, (BesedaEffect){ .kind = BESEDA_EFFECT_CLOSE,
                             .peer = peer,
                             .close_code = close_code,
                             .reason = g_strndup (reason, end - reason) });
}
