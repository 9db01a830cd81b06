/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "beseda-address.h"
#include "beseda-archive.h"
#include "beseda-codec.h"
#include "beseda-history.h"
#include "beseda-keyring.h"
#include "beseda-patience.h"
#include "beseda-roster.h"
#include "beseda-timeline.h"
#include "beseda-trust.h"

G_BEGIN_DECLS

typedef struct _BesedaOrder BesedaOrder;       /* beseda-order.h */
typedef struct _BesedaPresence BesedaPresence; /* beseda-presence.h */
typedef struct _BesedaTypists BesedaTypists;   /* beseda-typists.h */

/*
 * One person's part in one room, from joining to leaving, over as many connections as it takes: login, reconnecting,
 * the outbox, the copy that this computer keeps. What is sent while offline waits, shown as pending, and goes out in
 * order, one at a time, when the room is back. Lives on the main thread; a room page shows one.
 *
 * Signal "said" (BesedaEvent *message): somebody else has said something just now, and the timeline has it where it
 * reaches the newest. What comes in pages was said before.
 */

typedef enum
{
  BESEDA_SESSION_CONNECTING,   /* the first try; nothing to see yet */
  BESEDA_SESSION_ONLINE,       /* in the room */
  BESEDA_SESSION_RECONNECTING, /* was in the room, perhaps when the program last ran, and will be again */
  BESEDA_SESSION_REFUSED,      /* never got in: "problem" says why; nothing is tried any more */
  BESEDA_SESSION_CLOSED,       /* was in, and is not coming back: left, or "problem" says why */
} BesedaSessionState;

/* Why a session is REFUSED or RECONNECTING, for a lobby that shows the problem where it belongs. */
typedef enum
{
  BESEDA_SESSION_PROBLEM_NONE,
  BESEDA_SESSION_PROBLEM_ADDRESS,     /* nobody there, or no room of ours */
  BESEDA_SESSION_PROBLEM_CERTIFICATE, /* nobody vouches for it, or it is another: "trust" says which */
  BESEDA_SESSION_PROBLEM_LOGIN,       /* the name is taken, or not allowed */
  BESEDA_SESSION_PROBLEM_ROOM,        /* full, not allowed ... */
  BESEDA_SESSION_PROBLEM_PASSWORD,    /* it has one, and none or another was given */
  BESEDA_SESSION_PROBLEM_STOPPED,     /* while RECONNECTING: the host has closed it, and it has not come back yet */
} BesedaSessionProblem;

#define BESEDA_TYPE_SESSION_STATE (beseda_session_state_get_type ())
GType beseda_session_state_get_type (void);

#define BESEDA_TYPE_SESSION (beseda_session_get_type ())
G_DECLARE_FINAL_TYPE (BesedaSession, beseda_session, BESEDA, SESSION, GObject)

typedef struct
{
  BesedaKeyring *keyring;         /* where the name's token is; NULL: the room's lasts as long as the session */
  BesedaArchives *archives;       /* where a copy and the outbox are kept; NULL: nowhere */
  const char *place;              /* what the room is called there; NULL: its link */
  const char *known;              /* fingerprint of the certificate that the person trusted there; NULL: none */
  const char *password;           /* that opens the room's door; NULL: none is known */
  const BesedaPatience *patience; /* NULL: the usual one */
} BesedaSessionOptions;

/* `login` is normalised (beseda_login_normalize). Starts joining at once; where a copy of the room is kept, it is shown
 * meanwhile, and the session begins as RECONNECTING. `options` NULL: none. */
BesedaSession *beseda_session_new (BesedaAddress *address, const char *login, const BesedaSessionOptions *options);

BesedaAddress *beseda_session_get_address (BesedaSession *self);
const char *beseda_session_get_login (BesedaSession *self); /* property "login" */
BesedaTimeline *beseda_session_get_timeline (BesedaSession *self);
BesedaRoster *beseda_session_get_roster (BesedaSession *self);
BesedaOrder *beseda_session_get_order (BesedaSession *self);
BesedaPresence *beseda_session_get_presence (BesedaSession *self);
BesedaTypists *beseda_session_get_typists (BesedaSession *self);
BesedaHistory *beseda_session_get_history (BesedaSession *self); /* what the timeline is a window on */

/* Each a property of that name that notifies. */
BesedaSessionState beseda_session_get_state (BesedaSession *self); /* "state" */
const char *beseda_session_get_room_name (BesedaSession *self);    /* "room-name": told by the room, or host:port */
gboolean beseda_session_get_plain (BesedaSession *self);           /* "plain": the server speaks only plain */
const char *beseda_session_get_problem (BesedaSession *self);      /* "problem": nullable, one sentence; also why it
                                                                    * is not back yet, while RECONNECTING */
guint beseda_session_get_message_chars (BesedaSession *self);      /* "message-chars": the longest message */
guint beseda_session_get_n_pending (BesedaSession *self);          /* "n-pending": in the outbox */

gint64 beseda_session_get_keep (BesedaSession *self);        /* "keep": how long the room keeps messages, in
                                                              * seconds; -1: for ever; 0: not at all */
gboolean beseda_session_get_joined (BesedaSession *self);    /* "joined": was in the room since it began */
const char *beseda_session_get_notice (BesedaSession *self); /* "notice": nullable, one sentence about what waits */

/* How the server proved to be the one that is meant, or that it did not: property "trust". The fingerprint is that of
 * its certificate, NULL without encryption, and changes with "trust". */
BesedaTrust beseda_session_get_trust (BesedaSession *self);
const char *beseda_session_get_fingerprint (BesedaSession *self);

BesedaSessionProblem beseda_session_get_problem_kind (BesedaSession *self);

/* Names that are free, where the problem is the LOGIN: nullable, ends with NULL. */
const char *const *beseda_session_get_suggestions (BesedaSession *self);

/* Says `text` in the room, or keeps it for when that is possible; white space at its end and control characters are
 * left out. A connection that breaks before the room's echo makes it go out again with the same id: the room recognises
 * it, but one that speaks only the plain dialect may then show it twice. FALSE with a BESEDA_MESSAGE_TEXT_ERROR (one
 * sentence) when nothing was kept. */
gboolean beseda_session_send (BesedaSession *self, const char *text, GError **error);

/* For a message that is FAILED in the timeline. */
void beseda_session_retry (BesedaSession *self, const char *id);
void beseda_session_discard (BesedaSession *self, const char *id);

/* Doesn't wait for the back-off to end. */
void beseda_session_reconnect_now (BesedaSession *self);

/* Leaves the room: says good-bye and becomes CLOSED. */
void beseda_session_leave (BesedaSession *self);

G_END_DECLS
