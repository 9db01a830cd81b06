/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "beseda-close-code.h"
#include "beseda-limits.h"
#include "beseda-login.h"
#include "beseda-names.h"
#include "beseda-pace.h"
#include "beseda-pending.h"
#include "beseda-people.h"
#include "beseda-room.h"
#include "beseda-standing.h"
#include "beseda-token-bucket.h"
#include "beseda-tries.h"

G_BEGIN_DECLS

/*
 * What the parts of a room share: beseda-room.c (peers, and what is said), beseda-room-entry.c (who comes in, and how),
 * beseda-room-acts.c (keeping order). For nobody else.
 */

typedef enum
{
  BESEDA_WAITING_FOR_NOTHING,
  BESEDA_WAITING_FOR_CHECK, /* of its password */
  BESEDA_WAITING_FOR_APPROVAL,
} BesedaWaiting;

typedef struct
{
  guint64 id;
  gint64 client_id; /* by which it came */
  BesedaDialect dialect;
  char *address; /* nullable */
  gboolean near;
  BesedaInhabitant *person; /* NULL until it logs in */
  gint64 since;             /* while it comes in: what this peer has seen, or -1 */
  char *token;              /* while it comes in, nullable */
  BesedaWaiting waiting;
  GList waiting_link; /* in `knocks` or `checks` */
  char *login;        /* while it waits: normalised */
  char *password;     /* while it waits for the check */
  char *request_id;   /* while it waits: of the login, nullable */
  guint bad_frames;
  BesedaTokenBucket bucket;
  BesedaTokenBucket presence; /* for telling whether it is away */
  gboolean away;              /* as it said when it logged in */
  guint64 heard_news;         /* of who is away: the number of the last that its welcome had */
} BesedaRoomPeer;

struct _BesedaRoom
{
  char *name;
  char *room_id;
  BesedaRoomOptions options; /* its name is ours */
  guint64 last_seq;
  gint64 last_at;
  gint64 now; /* when somebody logged in last */
  gboolean closed;

  GHashTable *peers; /* of BesedaRoomPeer, by id; owns them */
  BesedaPeople *people;
  BesedaNames *names;
  BesedaPending *pending;

  BesedaDoor *door;
  BesedaStanding *standing;
  BesedaPace *pace;
  BesedaTries *tries;
  GQueue knocks;    /* of BesedaRoomPeer: waiting for approval */
  GQueue checks;    /* of BesedaRoomPeer: waiting for the check of their passwords */
  guint64 checking; /* the peer whose password is being checked; 0: nobody's */

  BesedaTokenBucket typing; /* for telling of all who write */
  guint64 idle_news;        /* how often somebody went away or came back */

  char *authors[BESEDA_LIMIT_TAIL]; /* the key of who wrote the message with the number n, at n modulo the size */
};

/* beseda-room.c */

/* `request` is the MESSAGE's. Lent by `effects`. */
BesedaEvent *beseda_room_append (BesedaRoom *self,
                                 const BesedaInhabitant *person,
                                 BesedaEventKind kind,
                                 const BesedaRequest *request,
                                 gint64 now,
                                 BesedaEffects *effects);

/* By nobody: by the server itself. Lent by `effects`. */
BesedaEvent *beseda_room_append_act (BesedaRoom *self,
                                     const BesedaInhabitant *person,
                                     const BesedaAct *act,
                                     const char *id,
                                     gint64 now,
                                     BesedaEffects *effects);

/* Says no: in an error frame where the peer's dialect has one, else with a Close. */
void beseda_room_refuse (BesedaRoom *self,
                         BesedaRoomPeer *peer,
                         BesedaRefusal code,
                         guint16 close_code,
                         const char *text,
                         const char *id,
                         gint64 now,
                         BesedaEffects *effects);

/* The same for being too fast: `wait` is in milliseconds. */
void beseda_room_refuse_for_now (
    BesedaRoom *self, BesedaRoomPeer *peer, guint wait, const char *id, gint64 now, BesedaEffects *effects);

/* The peer is closed, and the person, if it has one, leaves. */
void beseda_room_close_peer (
    BesedaRoom *self, BesedaRoomPeer *peer, guint16 close_code, const char *reason, gint64 now, BesedaEffects *effects);

/* Says no for good: with an error frame where the dialect has one, and a Close. */
void beseda_room_send_away (BesedaRoom *self,
                            BesedaRoomPeer *peer,
                            BesedaRefusal code,
                            const char *text,
                            const char *id,
                            gint64 now,
                            BesedaEffects *effects);

/* The person has no peer any more, and its peer is nobody's. */
void beseda_room_part (BesedaRoom *self, BesedaInhabitant *person);

/* The person is out of the room. `now` 0: at the time of the last event. */
void beseda_room_leave (BesedaRoom *self, BesedaInhabitant *person, gint64 now, BesedaEffects *effects);

/* The person is away from the computer, or back: the others are told where it is news. */
void beseda_room_set_away (BesedaRoom *self, BesedaInhabitant *person, gboolean away, BesedaEffects *effects);

/* beseda-room-entry.c */

void beseda_room_log_in (
    BesedaRoom *self, BesedaRoomPeer *peer, const BesedaRequest *request, gint64 now, BesedaEffects *effects);

/* Writes down that the person is in. Lent by `effects`. */
BesedaEvent *beseda_room_announce (BesedaRoom *self, BesedaInhabitant *person, gint64 now, BesedaEffects *effects);

/* The person is in, with its Online in the log or without. */
void beseda_room_enter (BesedaRoom *self, BesedaInhabitant *person, BesedaEffects *effects);

/* The peer does not wait at the door any more; those who were told that it does are told. */
void beseda_room_stop_waiting (BesedaRoom *self, BesedaRoomPeer *peer, BesedaEffects *effects);

/* A moderator lets somebody in, or doesn't. */
void beseda_room_answer (
    BesedaRoom *self, BesedaRoomPeer *peer, const BesedaRequest *request, gint64 now, BesedaEffects *effects);

/* Tells a moderator who waits at the door. */
void beseda_room_tell_knocks (BesedaRoom *self, const BesedaRoomPeer *peer, BesedaEffects *effects);

/* beseda-room-acts.c */

/* A role is that of whoever has the name's token, and so no more than a guest's where the name is nobody's. */
BesedaRole beseda_room_get_role (const BesedaRoom *self, const char *key);
gint64
beseda_room_get_muted_until (const BesedaRoom *self, const char *key); /* see beseda_standing_get_muted_until() */

/* What others are told of somebody. (transfer full) */
BesedaPerson *beseda_room_describe (const BesedaRoom *self, const BesedaInhabitant *person, gint64 now);

void beseda_room_act (
    BesedaRoom *self, BesedaRoomPeer *peer, const BesedaRequest *request, gint64 now, BesedaEffects *effects);

/* The log has the ACT, and everybody was told: what follows from it. */
void beseda_room_acted (BesedaRoom *self, const BesedaEvent *event, BesedaEffects *effects);

/* Remembers whose the event is, for who wants to take it back. */
void beseda_room_note_author (BesedaRoom *self, const BesedaEvent *event);

/* Whether the person may write now; it is told where not. */
gboolean beseda_room_may_say (
    BesedaRoom *self, BesedaRoomPeer *peer, const BesedaRequest *request, gint64 now, BesedaEffects *effects);

G_END_DECLS
