/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "beseda-limits.h"
#include "room-stage.h"

/* tests/support/room-stage.h says what a scenario is. */
typedef struct
{
  const char *name;
  guint max_people;
  const char *transcript;
} Scenario;

/* In a room whose log has four events: ann and ben were in it, her name is her own (token "a"). */
static const Scenario reopened[] = {
  { "/room/reopened", 9,
    "> open\n"
    "append offline ben/8\n"
    "> connect 1 9 beseda\n"
    "> prove 1 9 b 4 ann\n"
    "send 1 error login-taken ann2 ann3 ann4\n"
    "> prove 1 9 a 4 ann\n"
    "send 1 welcome room ann/7 4: ann/7 token a\n"
    "admit 1 from 5\n"
    "> takes\n"
    "broadcast 5 offline ben/8\n"
    "> connect 2 8 plain\n"
    "> login 2 8 ben\n"
    "append online ben/8\n" },
  { "/room/reopened-and-never-back", 9,
    "> open\n"
    "append offline ben/8\n"
    "> at 15999\n"
    "> at 16000\n"
    "append offline ann/7\n" },
  { "/room/stopped", 9,
    "> open\n"
    "append offline ben/8\n"
    "> connect 1 9 beseda\n"
    "> prove 1 9 a 4 ann\n"
    "send 1 welcome room ann/7 4: ann/7 token a\n"
    "admit 1 from 5\n"
    "> stop\n"
    "> leave 1\n" },
};

/* In a room that keeps nothing. */
static const Scenario forgetful[] = {
  { "/room/forgetful", 9,
    "> connect 1 7 beseda\n"
    "> prove 1 7 a -1 ann\n"
    "append online ann/7 claimed\n"
    "> takes\n"
    "send 1 welcome room ann/7 1: ann/7 token a\n"
    "admit 1 from 1\n"
    "broadcast 1 online ann/7\n"
    "> say 1 x hi\n"
    "append message ann/7 #x hi\n"
    "> takes\n"
    "broadcast 2 message ann/7 #x hi\n"
    "> connect 2 8 beseda\n"
    "> prove 2 8 b 0 ben\n"
    "append online ben/8 claimed\n"
    "> takes\n"
    "send 2 welcome room ben/8 3: ann/7 ben/8 token b\n"
    "admit 2 from 3\n"
    "broadcast 3 online ben/8\n"
    "> history 2 h 3\n"
    "send 2 nothing 1-2\n"
    /* Only who was there is told what was missed. */
    "> break 1\n"
    "> connect 3 9 beseda\n"
    "> prove 3 9 a 1 ann\n"
    "send 3 welcome room ann/7 3: ann/7 ben/8 token a\n"
    "admit 3 from 2\n" },
};

static const Scenario scenarios[] = {
  { "/room/talk", 9,
    "> connect 1 7 plain\n"
    "> login 1 7 ann\n"
    "append online ann/7\n"
    "> takes\n"
    "admit 1\n"
    "broadcast 1 online ann/7\n"
    "> connect 2 8 beseda\n"
    "> login 2 8 ben\n"
    "append online ben/8\n"
    "> takes\n"
    "send 2 welcome room ben/8 2: ann/7 ben/8\n"
    "admit 2 from 1\n"
    "broadcast 2 online ben/8\n"
    "> say 1 - Offline\n"
    "append message ann/7 Offline\n"
    "> say 2 x hi\n"
    "append message ben/8 #x hi\n"
    "> takes\n"
    "broadcast 3 message ann/7 Offline\n"
    "> leave 1\n"
    "append offline ann/7\n"
    "> takes\n"
    "broadcast 4 message ben/8 #x hi\n"
    "> takes\n"
    "broadcast 5 offline ann/7\n"
    "> leave 1\n" },
  { "/room/login-without-client-id", 9,
    "> connect 1 7 plain\n"
    "> login 1 - ann\n"
    "append online ann/7\n" },
  { "/room/name-is-normalised", 9,
    "> connect 1 7 beseda\n"
    "> login 1 7  Ann   Lee \n"
    "append online Ann Lee/7\n"
    "> connect 2 8 beseda\n"
    "> login 2 8 ann lee\n"
    "send 2 error login-taken ann lee2 ann lee3 ann lee4\n" },
  { "/room/login-taken", 9,
    "> connect 1 7 beseda\n"
    "> connect 2 8 beseda\n"
    "> connect 3 9 plain\n"
    "> login 1 7 ann\n"
    "append online ann/7\n"
    "> login 2 8 ANN\n"
    "send 2 error login-taken ANN2 ANN3 ANN4\n"
    "> login 3 9 Ann\n"
    "close 3 4001\n"
    "> say 3 - I am nobody\n"
    "> login 2 8 ben\n"
    "append online ben/8\n" },
  { "/room/login-invalid", 9,
    "> connect 1 7 beseda\n"
    "> connect 2 8 plain\n"
    "> login 1 7  \n"
    "send 1 error login-invalid\n"
    "> login 2 8 a\u202eb\n"
    "close 2 1008\n" },
  { "/room/message-before-login", 9,
    "> connect 1 7 beseda\n"
    "> connect 2 8 plain\n"
    "> say 1 x hi\n"
    "send 1 error not-logged-in #x\n"
    "> say 2 - hi\n"
    "close 2 1008\n" },
  { "/room/second-login", 9,
    "> connect 1 7 beseda\n"
    "> login 1 7 ann\n"
    "append online ann/7\n"
    "> login 1 7 ben\n"
    "send 1 error not-allowed\n"
    "> connect 2 8 plain\n"
    "> login 2 8 cyd\n"
    "append online cyd/8\n"
    "> takes\n"
    "send 1 welcome room ann/7 1: ann/7\n"
    "admit 1 from 1\n"
    "broadcast 1 online ann/7\n"
    "> takes\n"
    "admit 2\n"
    "broadcast 2 online cyd/8\n"
    "> login 2 8 cyd\n"
    "close 2 1008\n"
    "append offline cyd/8\n" },
  { "/room/speaking-for-another", 9,
    "> connect 1 7 beseda\n"
    "> connect 2 8 plain\n"
    "> login 1 8 ann\n"
    "send 1 error not-allowed\n"
    "> login 2 7 ann\n"
    "close 2 4003\n" },
  { "/room/client-id-taken", 9,
    "> connect 1 7 plain\n"
    "> connect 2 7 plain\n"
    "close 2 4003\n"
    "> login 2 7 ann\n"
    "> connect 3 7 beseda\n"
    "> login 3 7 ann\n"
    "close 3 4003\n"
    "> leave 1\n"
    "> connect 4 7 beseda\n"
    "> login 4 7 ann\n"
    "append online ann/7\n" },
  { "/room/full", 1,
    "> connect 1 1 beseda\n"
    "> connect 2 2 beseda\n"
    "> connect 3 3 plain\n"
    "> login 1 1 ann\n"
    "append online ann/1\n"
    "> login 2 2 ben\n"
    "send 2 error room-full\n"
    "> login 3 3 cyd\n"
    "close 3 1013\n"
    "> leave 1\n"
    "append offline ann/1\n"
    "> login 2 2 ben\n"
    "append online ben/2\n" },
  { "/room/pipelined-behind-login", 9,
    "> connect 1 7 beseda\n"
    "> login 1 7 ann\n"
    "append online ann/7\n"
    "> say 1 a one\n"
    "append message ann/7 #a one\n"
    "> takes\n"
    "send 1 welcome room ann/7 1: ann/7\n"
    "admit 1 from 1\n"
    "broadcast 1 online ann/7\n"
    "> takes\n"
    "broadcast 2 message ann/7 #a one\n" },
  { "/room/leaves-while-joining", 9,
    "> connect 1 7 beseda\n"
    "> login 1 7 ann\n"
    "append online ann/7\n"
    "> leave 1\n"
    "append offline ann/7\n"
    "> connect 2 8 beseda\n"
    "> login 2 8 ann\n"
    "append online ann/8\n"
    "> takes\n"
    "broadcast 1 online ann/7\n"
    "> takes\n"
    "broadcast 2 offline ann/7\n"
    "> takes\n"
    "send 2 welcome room ann/8 3: ann/8\n"
    "admit 2 from 1\n"
    "broadcast 3 online ann/8\n" },
  { "/room/welcome-lists-the-admitted-only", 9,
    "> connect 1 7 beseda\n"
    "> connect 2 8 beseda\n"
    "> login 1 7 ann\n"
    "append online ann/7\n"
    "> login 2 8 ben\n"
    "append online ben/8\n"
    "> takes\n"
    "send 1 welcome room ann/7 1: ann/7\n"
    "admit 1 from 1\n"
    "broadcast 1 online ann/7\n"
    "> takes\n"
    "send 2 welcome room ben/8 2: ann/7 ben/8\n"
    "admit 2 from 1\n"
    "broadcast 2 online ben/8\n" },
  { "/room/repeated-message", 9,
    "> connect 1 7 beseda\n"
    "> login 1 7 ann\n"
    "append online ann/7\n"
    "> takes\n"
    "send 1 welcome room ann/7 1: ann/7\n"
    "admit 1 from 1\n"
    "broadcast 1 online ann/7\n"
    "> say 1 a one\n"
    "append message ann/7 #a one\n"
    "> say 1 a one\n"
    "append message ann/7 #a one\n"
    "> takes\n"
    "broadcast 2 message ann/7 #a one\n"
    "> repeats 2\n"
    "send 1 message 2 ann/7 #a one\n"
    "> say 1 a one\n"
    "append message ann/7 #a one\n"
    "> leave 1\n"
    "append offline ann/7\n"
    "> repeats 2\n"
    "> takes\n"
    "broadcast 3 offline ann/7\n" },
  { "/room/name-is-claimed", 9,
    "> connect 1 7 beseda\n"
    "> prove 1 7 a -1 ann\n"
    "append online ann/7 claimed\n"
    "> takes\n"
    "send 1 welcome room ann/7 1: ann/7 token a\n"
    "admit 1 from 1\n"
    "broadcast 1 online ann/7\n"
    "> leave 1\n"
    "append offline ann/7\n"
    "> takes\n"
    "broadcast 2 offline ann/7\n"
    /* Nobody else gets it, with another token or none, in either dialect. */
    "> connect 2 8 beseda\n"
    "> login 2 8 Ann\n"
    "send 2 error login-taken Ann2 Ann3 Ann4\n"
    "> prove 2 8 b -1 ann\n"
    "send 2 error login-taken ann2 ann3 ann4\n"
    "> connect 3 9 plain\n"
    "> prove 3 9 a -1 ann\n"
    "close 3 4001\n"
    /* Its owner does, and claims it no more. */
    "> prove 2 8 a -1 ann\n"
    "append online ann/8\n"
    "> takes\n"
    "send 2 welcome room ann/8 3: ann/8 token a\n"
    "admit 2 from 1\n"
    "broadcast 3 online ann/8\n" },
  { "/room/plain-name-is-nobody's", 9,
    "> connect 1 7 plain\n"
    "> prove 1 7 a -1 ann\n"
    "append online ann/7\n"
    "> takes\n"
    "admit 1\n"
    "broadcast 1 online ann/7\n"
    "> break 1\n"
    "append offline ann/7\n" },
  { "/room/claim-fails", 9,
    "> connect 1 7 beseda\n"
    "> prove 1 7 a -1 ann\n"
    "append online ann/7 claimed\n"
    "> fails\n"
    "send 1 welcome room ann/7 0: ann/7\n"
    "admit 1 from 1\n"
    "> break 1\n"
    "> connect 2 8 beseda\n"
    "> prove 2 8 b -1 ann\n"
    "append online ann/8 claimed\n" },
  { "/room/gap", 9,
    "> connect 1 7 beseda\n"
    "> prove 1 7 a -1 ann\n"
    "append online ann/7 claimed\n"
    "> takes\n"
    "send 1 welcome room ann/7 1: ann/7 token a\n"
    "admit 1 from 1\n"
    "broadcast 1 online ann/7\n"
    "> break 1\n"
    "> connect 2 8 beseda\n"
    "> login 2 8 ben\n"
    "append online ben/8\n"
    "> takes\n"
    "send 2 welcome room ben/8 2: ann/7 ben/8\n"
    "admit 2 from 1\n"
    "broadcast 2 online ben/8\n"
    /* Just in time, over another connection: who she was for the others she is still. */
    "> at 15999\n"
    "> connect 3 9 beseda\n"
    "> prove 3 9 a 1 ann\n"
    "send 3 welcome room ann/7 2: ann/7 ben/8 token a\n"
    "admit 3 from 2\n"
    "> at 99000\n"
    "> say 3 x hi\n"
    "append message ann/7 #x hi\n"
    "> break 3\n"
    "> at 113999\n"
    "> at 114000\n"
    "append offline ann/7\n" },
  { "/room/half-dead-connection", 9,
    "> connect 1 7 beseda\n"
    "> prove 1 7 a -1 ann\n"
    "append online ann/7 claimed\n"
    /* While her Online is on the way, and when she is in. */
    "> connect 2 7 beseda\n"
    "> prove 2 7 a -1 ann\n"
    "close 1 4001\n"
    "> takes\n"
    "send 2 welcome room ann/7 1: ann/7 token a\n"
    "admit 2 from 1\n"
    "broadcast 1 online ann/7\n"
    "> connect 3 7 beseda\n"
    "> prove 3 7 a 1 ann\n"
    "close 2 4001\n"
    "send 3 welcome room ann/7 1: ann/7 token a\n"
    "admit 3 from 2\n"
    "> break 2\n"
    "> say 2 x hi\n"
    "> leave 3\n"
    "append offline ann/7\n" },
  { "/room/absent-people-make-place", 1,
    "> connect 1 7 beseda\n"
    "> prove 1 7 a -1 ann\n"
    "append online ann/7 claimed\n"
    "> takes\n"
    "send 1 welcome room ann/7 1: ann/7 token a\n"
    "admit 1 from 1\n"
    "broadcast 1 online ann/7\n"
    "> break 1\n"
    "> connect 2 8 beseda\n"
    "> login 2 8 ben\n"
    "append offline ann/7\n"
    "append online ben/8\n" },
  { "/room/read-only", 9,
    "> connect 1 7 beseda\n"
    "> login 1 7 ann\n"
    "append online ann/7\n"
    "> fails\n"
    "send 1 welcome room ann/7 0: ann/7\n"
    "admit 1 from 1\n"
    "> history 1 h 5\n"
    "read 1 50 before 5 #h\n"
    "> say 1 x hi\n"
    "append online ann/7\n"
    "append message ann/7 #x hi\n"
    "> fails\n"
    "> fails\n"
    "send 1 error unavailable #x\n"
    "> say 1 x hi\n"
    "append online ann/7\n"
    "append message ann/7 #x hi\n"
    "> takes\n"
    "broadcast 1 online ann/7\n"
    "> takes\n"
    "broadcast 2 message ann/7 #x hi\n"
    "> say 1 y there\n"
    "append message ann/7 #y there\n" },
  { "/room/history", 9,
    "> connect 1 7 beseda\n"
    "> history 1 h 5\n"
    "send 1 error not-logged-in #h\n"
    "> login 1 7 ann\n"
    "append online ann/7\n"
    "> history 1 h 5\n"
    "send 1 error not-logged-in #h\n"
    "> connect 2 8 plain\n"
    "> login 2 8 ben\n"
    "append online ben/8\n"
    "> takes\n"
    "send 1 welcome room ann/7 1: ann/7\n"
    "admit 1 from 1\n"
    "broadcast 1 online ann/7\n"
    "> takes\n"
    "admit 2\n"
    "broadcast 2 online ben/8\n"
    "> history 1 h 5\n"
    "read 1 50 before 5 #h\n"
    "> history 2 h 5\n"
    "close 2 1008\n"
    "append offline ben/8\n" },
  { "/room/message-fails", 9,
    "> connect 1 7 beseda\n"
    "> connect 2 8 plain\n"
    "> login 1 7 ann\n"
    "append online ann/7\n"
    "> login 2 8 ben\n"
    "append online ben/8\n"
    "> takes\n"
    "send 1 welcome room ann/7 1: ann/7\n"
    "admit 1 from 1\n"
    "broadcast 1 online ann/7\n"
    "> takes\n"
    "admit 2\n"
    "broadcast 2 online ben/8\n"
    "> say 1 a one\n"
    "append message ann/7 #a one\n"
    "> say 2 - two\n"
    "append message ben/8 two\n"
    "> fails\n"
    "send 1 error unavailable #a\n"
    "> fails\n"
    "close 2 1011\n"
    "append offline ben/8\n"
    "> say 1 a one\n"
    "append message ann/7 #a one\n" },
  { "/room/online-fails", 9,
    "> connect 1 7 plain\n"
    "> login 1 7 ann\n"
    "append online ann/7\n"
    "> fails\n"
    "close 1 1011\n"
    "> connect 2 7 plain\n"
    "> login 2 7 ann\n"
    "append online ann/7\n" },
  { "/room/typing", 9,
    "> connect 1 7 beseda\n"
    "> type 1\n"
    "send 1 error not-logged-in\n"
    "> login 1 7 ann\n"
    "append online ann/7\n"
    "> type 1\n"
    "> takes\n"
    "send 1 welcome room ann/7 1: ann/7\n"
    "admit 1 from 1\n"
    "broadcast 1 online ann/7\n"
    "> type 1\n"
    "> connect 2 8 beseda\n"
    "> login 2 8 ben\n"
    "append online ben/8\n"
    "> type 1\n"
    "> takes\n"
    "send 2 welcome room ben/8 2: ann/7 ben/8\n"
    "admit 2 from 1\n"
    "broadcast 2 online ben/8\n"
    "> connect 3 9 plain\n"
    "> login 3 9 cat\n"
    "append online cat/9\n"
    "> takes\n"
    "admit 3\n"
    "broadcast 3 online cat/9\n"
    "> type 1\n"
    "send 2 typing ann\n"
    "> type 2\n"
    "send 1 typing ben\n"
    /* Once more than is passed on at a time, and later again. */
    "> type 1\n"
    "send 2 typing ann\n"
    "> type 1\n"
    "send 2 typing ann\n"
    "> type 1\n"
    "send 2 typing ann\n"
    "> type 1\n"
    "send 2 typing ann\n"
    "> type 1\n"
    "send 2 typing ann\n"
    "> type 1\n"
    "send 2 typing ann\n"
    "> type 1\n"
    "> at 2000\n"
    "> type 1\n"
    "send 2 typing ann\n" },
  { "/room/presence", 9,
    "> connect 1 7 beseda\n"
    "> away 1\n"
    "send 1 error not-logged-in\n"
    "> prove 1 7 a -1 ann\n"
    "append online ann/7 claimed\n"
    "> away 1\n" /* who has not been welcomed is not there */
    "> takes\n"
    "send 1 welcome room ann/7 1: ann/7 token a\n"
    "admit 1 from 1\n"
    "broadcast 1 online ann/7\n"
    "> connect 2 8 beseda\n"
    "> login 2 8 ben\n"
    "append online ben/8\n"
    "> takes\n"
    "send 2 welcome room ben/8 2: ann/7 ben/8\n"
    "admit 2 from 1\n"
    "broadcast 2 online ben/8\n"
    "> connect 3 9 plain\n"
    "> login 3 9 cat\n"
    "append online cat/9\n"
    "> takes\n"
    "admit 3\n"
    "broadcast 3 online cat/9\n"
    /* All are told, and only what is news. */
    "> away 1\n"
    "tell presence ann away\n"
    "> away 1\n"
    "> back 2\n"
    "> connect 4 10 beseda\n"
    "> login 4 10 dan\n"
    "append online dan/10\n"
    "> takes\n"
    "send 4 welcome room dan/10 4: ann/7 away ben/8 cat/9 dan/10\n"
    "admit 4 from 1\n"
    "broadcast 4 online dan/10\n"
    /* Who is still told what was said before learns the rest when that is over. */
    "> away 2\n"
    "tell presence ben away\n"
    "> back 2\n"
    "tell presence ben back\n"
    "> away 2\n"
    "tell presence ben away\n"
    "> caught-up 4\n"
    "send 4 presence ben away\n"
    "> caught-up 4\n"
    /* A lost connection changes nothing; another one says how it is. */
    "> break 1\n"
    "> connect 5 11 beseda\n"
    "> enter 5 ann token a away yes\n"
    "send 5 welcome room ann/7 4: ann/7 away ben/8 away cat/9 dan/10 token a\n"
    "admit 5 from 1\n"
    "> break 5\n"
    "> connect 6 12 beseda\n"
    "> enter 6 ann token a\n"
    "tell presence ann back\n"
    "send 6 welcome room ann/7 4: ann/7 ben/8 away cat/9 dan/10 token a\n"
    "admit 6 from 1\n"
    /* Who comes in away is so from the first. */
    "> connect 7 13 beseda\n"
    "> enter 7 eve token e away yes\n"
    "append online eve/13 away claimed\n"
    "> takes\n"
    "send 7 welcome room eve/13 5: ann/7 ben/8 away cat/9 dan/10 eve/13 away token e\n"
    "admit 7 from 1\n"
    "broadcast 5 online eve/13 away\n"
    "> caught-up 4\n"
    "send 4 presence ann back\n"
    "send 4 presence eve away\n"
    /* Who is away when leaving is not when coming. */
    "> leave 2\n"
    "append offline ben/8\n"
    "> takes\n"
    "broadcast 6 offline ben/8\n"
    "> connect 8 14 beseda\n"
    "> login 8 14 ben\n"
    "append online ben/14\n" },
  { "/room/bad-frame", 9,
    "> connect 1 7 beseda\n"
    "> connect 2 8 plain\n"
    "> connect 3 9 plain\n"
    "> bad 1 x\n"
    "send 1 error bad-frame #x\n"
    "> large 1 -\n"
    "send 1 error too-large\n"
    "> bad 2 -\n"
    "close 2 1008\n"
    "> large 3 -\n"
    "close 3 1009\n"
    "> bad 3 -\n" },
  { "/room/flood", 9,
    "> connect 1 7 beseda\n"
    "> connect 2 8 plain\n"
    "> login 1 7 ann\n"
    "append online ann/7\n"
    "> login 2 8 ben\n"
    "append online ben/8\n"
    "> flood 1 199\n"
    "199 effects\n"
    "> flood 2 199\n"
    "199 effects\n"
    "> say 1 x more\n"
    "send 1 error rate-limited in 20 #x\n"
    "> say 2 - more\n"
    "close 2 1008\n"
    "append offline ben/8\n"
    "> at 1020\n"
    "> say 1 x more\n"
    "append message ann/7 #x more\n"
    "> say 1 y and more\n"
    "send 1 error rate-limited in 20 #y\n" },
};

static BesedaRoom *
new_room (guint max_people, guint messages_per_second, gboolean again, gboolean forgets)
{
  const BesedaRoomOptions options = {
    .name = "room", .max_people = max_people, .messages_per_second = messages_per_second, .keep = forgets ? 0 : -1
  };
  g_autoptr (BesedaPast) past = beseda_past_new ("id");

  if (again)
    {
      g_autofree char *token = g_strnfill (2 * BESEDA_TOKEN_BYTES, 'a');
      guint8 hash[BESEDA_TOKEN_HASH_BYTES];

      beseda_token_hash (token, hash);
      beseda_past_add_name (past, "ann", hash);
      beseda_past_add_person (past, "ann", 7);
      beseda_past_add_person (past, "ben", 8);
      past->last_seq = 4;
      past->last_at = 900;
    }

  return beseda_room_new (&options, past);
}

static void
test_scenario (gconstpointer data)
{
  const Scenario *scenario = data;
  const gboolean again = scenario >= reopened && scenario < reopened + G_N_ELEMENTS (reopened);
  const gboolean forgets = scenario >= forgetful && scenario < forgetful + G_N_ELEMENTS (forgetful);
  g_autoptr (BesedaRoom) room = new_room (scenario->max_people, BESEDA_LIMIT_MESSAGES_PER_SECOND, again, forgets);

  room_stage_play (room, scenario->transcript, again ? 4 : 0);
}

/* The last of them is answered, the next one is too much. */
static void
test_bad_frames (void)
{
  g_autoptr (BesedaRoom) room = new_room (9, 0, FALSE, FALSE);
  g_autoptr (BesedaEffects) effects = beseda_effects_new ();
  g_autoptr (GError) error = g_error_new_literal (BESEDA_CODEC_ERROR, BESEDA_CODEC_ERROR_BAD_FRAME, "It is bad.");

  beseda_room_connect (room, 1, 7, BESEDA_DIALECT_BESEDA, 1000, effects);
  for (guint i = 0; i <= BESEDA_LIMIT_BAD_FRAMES + 1; i++)
    beseda_room_bad_frame (room, 1, NULL, error, 1000, effects);

  g_assert_cmpuint (beseda_effects_get_length (effects), ==, BESEDA_LIMIT_BAD_FRAMES + 1);
  for (guint i = 0; i < BESEDA_LIMIT_BAD_FRAMES; i++)
    g_assert_cmpint (beseda_effects_get (effects, i)->kind, ==, BESEDA_EFFECT_SEND);
  g_assert_cmpint (beseda_effects_get (effects, BESEDA_LIMIT_BAD_FRAMES)->kind, ==, BESEDA_EFFECT_CLOSE);
  g_assert_cmpint (beseda_effects_get (effects, BESEDA_LIMIT_BAD_FRAMES)->close_code, ==, 1008);
}

/* The clock of the machine jumps back; what was dated stays in order. */
static void
test_time_never_goes_back (void)
{
  g_autoptr (BesedaRoom) room = new_room (9, 0, FALSE, FALSE);
  g_autoptr (BesedaEffects) effects = beseda_effects_new ();
  g_autoptr (BesedaRequest) login = beseda_request_new_login ("ann", 7);

  beseda_room_connect (room, 1, 7, BESEDA_DIALECT_PLAIN, 5000, effects);
  beseda_room_request (room, 1, login, 5000, effects);
  beseda_room_disconnect (room, 1, TRUE, 4000, effects);

  g_assert_cmpint (beseda_event_get_at (beseda_effects_get (effects, 0)->event), ==, 5000);
  g_assert_cmpint (beseda_event_get_at (beseda_effects_get (effects, 1)->event), ==, 5000);
}

/* A log that doesn't finish must not make the server's memory grow. */
static void
test_pending_is_bounded (void)
{
  g_autoptr (BesedaRoom) room = new_room (9, 0, FALSE, FALSE);
  g_autoptr (BesedaEffects) effects = beseda_effects_new ();
  g_autofree char *text = g_strnfill (BESEDA_LIMIT_MESSAGE_CHARS, 'x');
  g_autoptr (BesedaRequest) login = beseda_request_new_login ("ann", 7);
  g_autoptr (BesedaRequest) message = beseda_request_new_message (text, NULL);
  guint n = 0;

  beseda_room_connect (room, 1, 7, BESEDA_DIALECT_PLAIN, 0, effects);
  beseda_room_request (room, 1, login, 0, effects);
  do
    {
      beseda_effects_clear (effects);
      beseda_room_request (room, 1, message, 0, effects);
    }
  while (beseda_effects_get (effects, 0)->kind == BESEDA_EFFECT_APPEND &&
         ++n <= BESEDA_LIMIT_PENDING / BESEDA_LIMIT_MESSAGE_CHARS);

  g_assert_cmpint (beseda_effects_get (effects, 0)->kind, ==, BESEDA_EFFECT_CLOSE);
  g_assert_cmpint (beseda_effects_get (effects, 0)->close_code, ==, 1013);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  for (gsize i = 0; i < G_N_ELEMENTS (scenarios); i++)
    g_test_add_data_func (scenarios[i].name, &scenarios[i], test_scenario);
  for (gsize i = 0; i < G_N_ELEMENTS (reopened); i++)
    g_test_add_data_func (reopened[i].name, &reopened[i], test_scenario);
  for (gsize i = 0; i < G_N_ELEMENTS (forgetful); i++)
    g_test_add_data_func (forgetful[i].name, &forgetful[i], test_scenario);
  g_test_add_func ("/room/bad-frames-are-counted", test_bad_frames);
  g_test_add_func ("/room/time-never-goes-back", test_time_never_goes_back);
  g_test_add_func ("/room/pending-is-bounded", test_pending_is_bounded);

  return g_test_run ();
}
