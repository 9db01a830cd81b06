/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "beseda-direction.h"
#include "beseda-reply.h"

G_BEGIN_DECLS

/*
 * What follows from a request: values that the room decides on and the server performs, in their order. Tests read
 * them.
 */

typedef enum
{
  BESEDA_EFFECT_APPEND, /* `event` goes to the log; the room is told when it is there */
  BESEDA_EFFECT_SEND,   /* `reply` goes to `peer` alone */
  BESEDA_EFFECT_ADMIT,  /* what was broadcast from the number `seq` on goes to `peer`, and what will be; 0: only that */
  BESEDA_EFFECT_READ,   /* at most `limit` events next to `seq` in `direction` go to `peer`, as the answer to `id` */
  BESEDA_EFFECT_BROADCAST, /* `event` goes to everybody who was admitted */
  BESEDA_EFFECT_TELL,      /* `reply` goes to everybody who was admitted and speaks the Beseda dialect */
  BESEDA_EFFECT_WAIT,      /* `peer` waits at the door: its login came in time */
  BESEDA_EFFECT_CHECK,     /* whether `password` is that of `hash`; the room is told (beseda_room_checked) */
  BESEDA_EFFECT_CLOSE,     /* `peer` is closed with `close_code` and `reason`; the room has forgotten it already */
} BesedaEffectKind;

typedef struct
{
  BesedaEffectKind kind;
  guint64 peer;
  guint16 close_code;
  BesedaEvent *event; /* owned */
  BesedaReply *reply; /* owned */
  guint64 seq;
  BesedaDirection direction;
  guint limit;
  char *id;       /* owned, nullable */
  char *password; /* owned */
  char *hash;     /* owned */
  char *reason;   /* owned; at most BESEDA_LIMIT_CLOSE_REASON bytes of UTF-8 */
} BesedaEffect;

/* A growing array of effects that the server empties after performing them and uses again. */
typedef struct _BesedaEffects BesedaEffects;

BesedaEffects *beseda_effects_new (void);
void beseda_effects_free (BesedaEffects *self);
guint beseda_effects_get_length (const BesedaEffects *self);
const BesedaEffect *beseda_effects_get (const BesedaEffects *self, guint index);
void beseda_effects_clear (BesedaEffects *self);

void beseda_effects_append (BesedaEffects *self, BesedaEvent *event);
void beseda_effects_send (BesedaEffects *self, guint64 peer, BesedaReply *reply); /* (transfer full) of reply */
void beseda_effects_admit (BesedaEffects *self, guint64 peer, guint64 from_seq);
void beseda_effects_read (
    BesedaEffects *self, guint64 peer, BesedaDirection direction, guint64 seq, guint limit, const char *id);
void beseda_effects_broadcast (BesedaEffects *self, BesedaEvent *event);
void beseda_effects_tell (BesedaEffects *self, BesedaReply *reply); /* (transfer full) of reply */

void beseda_effects_wait (BesedaEffects *self, guint64 peer);
void beseda_effects_check (BesedaEffects *self, guint64 peer, const char *password, const char *hash);

/* A longer `reason` than BESEDA_LIMIT_CLOSE_REASON bytes is cut. */
void beseda_effects_close (BesedaEffects *self, guint64 peer, guint16 close_code, const char *reason);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (BesedaEffects, beseda_effects_free)

G_END_DECLS
