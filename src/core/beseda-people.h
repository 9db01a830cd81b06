/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "beseda-past.h"

G_BEGIN_DECLS

/*
 * Who is in a room: people with a name and a client id, each with a peer (a connection) or away. Finds them by name,
 * knows the order in which they came and in which those who are away are given up, and which client ids are taken.
 * Decides nothing. Owned by a room, on its thread.
 */
typedef struct _BesedaPeople BesedaPeople;

/* Read it; write only what the comments leave to the room. */
typedef struct
{
  GList link;      /* in the order of coming */
  GList away_link; /* in the order of being given up */
  guint64 id;      /* never used twice */
  char *login;
  char *key; /* beseda_login_key() of it */
  gint64 client_id;
  guint64 peer;       /* 0: away. The room's */
  gint64 gone_at;     /* when it is given up, UTC in milliseconds; 0: it is not away */
  gboolean present;   /* everybody may know; FALSE: its Online is on the way to the log */
  gboolean announced; /* its Online is in the log, or on the way there. The room's */
  guint64 since_seq;  /* where it came in. The room's */
  gboolean idle;      /* its peer has told that nobody sits there. The room's */
  guint64 idle_news;  /* the number of that news; 0: it was always so. The room's */
} BesedaInhabitant;

/* Those who were there when the log ended are there, announced, without a peer. */
BesedaPeople *beseda_people_new (const BesedaPast *past);
void beseda_people_free (BesedaPeople *self);

guint beseda_people_get_n (const BesedaPeople *self);

/* Somebody comes, whose name nobody has. Lent, as long as it is not removed. */
BesedaInhabitant *beseda_people_add (BesedaPeople *self, const char *login, gint64 client_id, guint64 peer);
void beseda_people_remove (BesedaPeople *self, BesedaInhabitant *person);

BesedaInhabitant *beseda_people_find (const BesedaPeople *self, const char *key); /* nullable */
BesedaInhabitant *beseda_people_get (const BesedaPeople *self, guint64 id);       /* nullable */

/* From here on it is among those who are listed. */
void beseda_people_set_present (BesedaPeople *self, BesedaInhabitant *person);

/* It has no peer, and is given up at `gone_at`, which is not before that of those who went away earlier; or it is back.
 */
void beseda_people_go_away (BesedaPeople *self, BesedaInhabitant *person, gint64 gone_at);
void beseda_people_come_back (BesedaPeople *self, BesedaInhabitant *person, guint64 peer);

/* Who is present, the earliest first, each link's data a BesedaInhabitant; and who is given up next, or NULL. */
const GList *beseda_people_get_present (const BesedaPeople *self);
BesedaInhabitant *beseda_people_get_longest_away (const BesedaPeople *self);

/* A client id may be held more than once: by a person, and by the connection that it came with. */
gboolean beseda_people_has_client_id (const BesedaPeople *self, gint64 client_id);
void beseda_people_hold_client_id (BesedaPeople *self, gint64 client_id);
void beseda_people_release_client_id (BesedaPeople *self, gint64 client_id);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (BesedaPeople, beseda_people_free)

G_END_DECLS
