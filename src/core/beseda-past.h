/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "beseda-door.h"
#include "beseda-event.h"
#include "beseda-token.h"

G_BEGIN_DECLS

/*
 * What a log tells a room as it opens: which room it is, who can join, how far it came, whose names are whose, who was
 * in it, what order was kept, and the end of what was said. A plain value; everything in it is its own.
 */

typedef struct
{
  char *key; /* beseda_login_key() of the name */
  guint8 hash[BESEDA_TOKEN_HASH_BYTES];
} BesedaPastName;

typedef struct
{
  char *login;
  gint64 client_id;
} BesedaPastPerson;

typedef struct
{
  char *room_id;      /* the room's own for as long as its log lives, whatever it is called */
  guint64 first_seq;  /* of the oldest event that is held; 0: none is */
  guint64 last_seq;   /* the last number given; 0: none */
  gint64 last_at;     /* of the event with that number, UTC in milliseconds since the epoch */
  GPtrArray *names;   /* of BesedaPastName: the ones that are somebody's */
  GPtrArray *present; /* of BesedaPastPerson: whose Online the log has, and no Offline after it */
  GPtrArray *acts;    /* of BesedaEvent: the ACTs that hold, ascending */
  BesedaDoor *door;   /* NULL: the log says nothing of it */
  GPtrArray *tail;    /* of BesedaEvent: the last ones that are held, at most BESEDA_LIMIT_TAIL, ascending */
} BesedaPast;

/* One without any past. */
BesedaPast *beseda_past_new (const char *room_id);
void beseda_past_free (BesedaPast *self);

void beseda_past_add_name (BesedaPast *self, const char *key, const guint8 hash[BESEDA_TOKEN_HASH_BYTES]);
void beseda_past_add_person (BesedaPast *self, const char *login, gint64 client_id);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (BesedaPast, beseda_past_free)

G_END_DECLS
