/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib-object.h>

#include "beseda-person.h"
#include "beseda-token.h"

G_BEGIN_DECLS

/*
 * Something that happened in a room and that its log holds: a message, somebody's coming, somebody's going, or what was
 * done to keep order.
 * A reference-counted value (atomically, so it may cross threads) that never changes after the log gave it its number.
 */

typedef enum
{
  BESEDA_EVENT_MESSAGE,
  BESEDA_EVENT_ONLINE,
  BESEDA_EVENT_OFFLINE,
  BESEDA_EVENT_ACT,
} BesedaEventKind;

typedef struct _BesedaEvent BesedaEvent;

#define BESEDA_TYPE_EVENT (beseda_event_get_type ())
GType beseda_event_get_type (void);

/* `at` is UTC in milliseconds since the epoch, or 0 where a plain server told only HH:MM. `login` is the person's name
 * as they write it. `text` is NULL unless `kind` is a message, and for a message that was removed. `id` is the sender's
 * own id of the message, or NULL. */
BesedaEvent *beseda_event_new (
    BesedaEventKind kind, gint64 at, gint64 client_id, const char *login, const char *text, const char *id);

/* An ACT; `act` is copied. `login` is who does it, "" for the server itself. */
BesedaEvent *
beseda_event_new_act (gint64 at, gint64 client_id, const char *login, const BesedaAct *act, const char *id);

/* What is left of a message that was removed: the same without its text. (transfer full) */
BesedaEvent *beseda_event_new_tombstone (const BesedaEvent *message);

BesedaEvent *beseda_event_ref (BesedaEvent *self);
void beseda_event_unref (BesedaEvent *self);

/* Gives the event its place in the room's log, from 1. Once, by the log, before anybody else sees the event. */
void beseda_event_set_seq (BesedaEvent *self, guint64 seq);

/* The hash of a token that the event is about: with an ONLINE the name becomes that of whoever has the token, a BAN
 * bans them whatever they call themselves. It goes to the log and nowhere else, and so does `address`, from which
 * nobody new may come any more with a BAN. Once, by the room, before anybody else sees the event. */
void beseda_event_set_claim (BesedaEvent *self, const guint8 hash[BESEDA_TOKEN_HASH_BYTES]);
const guint8 *beseda_event_get_claim (const BesedaEvent *self); /* nullable */
void beseda_event_set_address (BesedaEvent *self, const char *address);
const char *beseda_event_get_address (const BesedaEvent *self); /* nullable */

/* How somebody who comes stands in the room just then; it goes to whoever is told at once, no log keeps it. Once, by
 * the room or the codec, before anybody else sees the ONLINE. (transfer full) */
void beseda_event_set_person (BesedaEvent *self, BesedaPerson *person);
const BesedaPerson *beseda_event_get_person (const BesedaEvent *self); /* nullable */

BesedaEventKind beseda_event_get_kind (const BesedaEvent *self);
guint64 beseda_event_get_seq (const BesedaEvent *self); /* 0: not numbered (yet, or by a plain server never) */
gint64 beseda_event_get_at (const BesedaEvent *self);
gint64 beseda_event_get_client_id (const BesedaEvent *self);
const char *beseda_event_get_login (const BesedaEvent *self);
const char *beseda_event_get_text (const BesedaEvent *self);     /* nullable */
const BesedaAct *beseda_event_get_act (const BesedaEvent *self); /* NULL unless it is an ACT */
const char *beseda_event_get_id (const BesedaEvent *self);       /* nullable */

G_DEFINE_AUTOPTR_CLEANUP_FUNC (BesedaEvent, beseda_event_unref)

G_END_DECLS
