/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <string.h>

#include "beseda-act-text.h"
#include "beseda-address.h"
#include "beseda-limits.h"
#include "beseda-standing.h"
#include "beseda-tries.h"
#include "room-stage.h"

/* tests/support/room-stage.h says what a scenario is. The owner's token is "o", the link's key "k", the password's hash
 * "hash"; ann, ben and the moderator mod have been here before: their names are theirs (tokens "a", "b", "m"). */
typedef struct
{
  const char *name;
  BesedaDoorKind door;
  gboolean plain_on_network;
  const char *transcript;
} Scenario;

#define COMES(peer, id) "> connect " peer " " id " beseda\n> from " peer " 192.0.2." peer "\n"
#define COMES_PLAIN(peer, id) "> connect " peer " " id " plain\n> from " peer " 192.0.2." peer "\n"
#define IS_NEAR(peer) "> from " peer " 10.0.0." peer " near\n"

/* clang-format off */
static const Scenario scenarios[] = {
  { "/order/door/link", BESEDA_DOOR_LINK, FALSE,
    COMES ("1", "1") "> enter 1 eve\n"
                     "send 1 error not-allowed\n"
                     "> enter 1 eve key x\n"
                     "send 1 error not-allowed\n"
                     "> enter 1 eve key k\n"
                     "append online eve/1\n" COMES_PLAIN ("2", "2") IS_NEAR ("2") "> login 2 2 bob\n"
                                                                                  "close 2 4003\n"
    /* Who was here before needs no link, nor does the owner. */
    COMES ("3", "3") "> enter 3 ann token a\n"
                     "append online ann/3\n" COMES ("4", "4") "> enter 4 zoe token z owner x\n"
                                                              "send 4 error not-allowed\n"
                                                              "> enter 4 zoe token z owner o\n"
                                                              "append online zoe/4 claimed\n"
                                                              "append act zoe/4 own zoe claimed\n" },
  { "/order/door/reset-link", BESEDA_DOOR_LINK, FALSE,
    COMES ("1", "1") "> enter 1 eve key k\n"
                     "append online eve/1\n"
                     "> door link n\n"
                     "append act /0 door (link)\n" COMES ("2", "2") "> enter 2 bob key k\n"
                                                                    "send 2 error not-allowed\n"
                                                                    "> enter 2 bob key n\n"
                                                                    "append online bob/2\n" },
  { "/order/door/plain-on-network", BESEDA_DOOR_LINK, TRUE,
    COMES_PLAIN ("1", "1") "> login 1 1 eve\n"
                           "close 1 4003\n" COMES_PLAIN ("2", "2") IS_NEAR ("2") "> login 2 2 bob\n"
                                                                                 "append online bob/2\n"
    /* The Beseda dialect has a way to carry the key. */
    COMES ("3", "3") IS_NEAR ("3") "> enter 3 kim\n"
                                   "send 3 error not-allowed\n" },
  { "/order/door/network", BESEDA_DOOR_NETWORK, FALSE,
    COMES ("1", "1") "> enter 1 eve key k\n"
                     "send 1 error not-allowed\n" COMES ("2", "2") IS_NEAR ("2") "> enter 2 bob\n"
                                                                                 "append online bob/2\n" COMES_PLAIN (
                                                                                     "3", "3")
                                                                                     IS_NEAR ("3") "> login 3 3 kim\n"
                                                                                                   "append online "
                                                                                                   "kim/3\n" },
  { "/order/door/password", BESEDA_DOOR_PASSWORD, FALSE,
    COMES ("1", "1") "> enter 1 eve key k\n"
                     "send 1 error wrong-password\n"
                     "> enter 1 eve password one\n"
                     "wait 1\n"
                     "check 1 one hash\n"
                     "> enter 1 eve password two\n"
                     "send 1 error not-allowed\n" COMES ("2", "2") "> enter 2 bob token t password three\n"
                                                                   "wait 2\n"
    /* One at a time. */
    "> wrong 1\n"
    "send 1 error wrong-password\n"
    "check 2 three hash\n"
    "> right 2\n"
    "append online bob/2 claimed\n"
    "> leave 1\n" COMES ("3", "3") "> enter 3 kim password x\n"
                                   "wait 3\n"
                                   "check 3 x hash\n"
                                   "> leave 3\n" COMES ("4", "4") "> enter 4 lou password y\n"
                                                                  "wait 4\n"
                                                                  "> right 3\n"
                                                                  "check 4 y hash\n"
                                                                  "> right 4\n"
                                                                  "append online lou/4\n" },
  { "/order/door/guessing", BESEDA_DOOR_PASSWORD, FALSE,
    COMES ("1", "1") "> enter 1 eve password 1\nwait 1\ncheck 1 1 hash\n> wrong 1\nsend 1 error wrong-password\n"
                     "> enter 1 eve password 2\nwait 1\ncheck 1 2 hash\n> wrong 1\nsend 1 error wrong-password\n"
                     "> enter 1 eve password 3\nwait 1\ncheck 1 3 hash\n> wrong 1\nsend 1 error wrong-password\n"
                     "> enter 1 eve password 4\nwait 1\ncheck 1 4 hash\n> wrong 1\nsend 1 error wrong-password\n"
                     "> enter 1 eve password 5\nwait 1\ncheck 1 5 hash\n> wrong 1\nsend 1 error wrong-password\n"
                     "> enter 1 eve password 6\nwait 1\nsend 1 error rate-limited in 60000\n"
    /* Others are not punished for it. */
    COMES ("2", "2") "> enter 2 bob password x\nwait 2\ncheck 2 x hash\n> right 2\nappend online bob/2\n"
                     "> at 60999\n"
                     "> enter 1 eve password 6\nwait 1\nsend 1 error rate-limited in 1\n"
                     "> at 61000\n"
                     "> enter 1 eve password 6\nwait 1\ncheck 1 6 hash\n" },
  { "/order/door/approve", BESEDA_DOOR_APPROVE, FALSE,
    COMES ("1", "1") "> enter 1 eve\n"
                     "wait 1\n"
                     "send 1 waiting\n" COMES ("2", "2") "> enter 2 EVE\n"
                                                         "send 2 error login-taken EVE2 EVE3 EVE4\n"
                                                         "> enter 2 Ann\n"
                                                         "send 2 error login-taken Ann2 Ann3 Ann4\n"
                                                         "> enter 2 bob\n"
                                                         "wait 2\n"
                                                         "send 2 waiting\n"
    /* Who comes to moderate is told. */
    COMES ("3", "3") "> enter 3 mod token m\n"
                     "append online mod/3(moderator)\n"
                     "> takes\n"
                     "send 3 welcome room mod/3 1: mod/3(moderator) token m\n"
                     "admit 3 from 1\n"
                     "send 3 knock eve\n"
                     "send 3 knock bob\n"
                     "broadcast 1 online mod/3(moderator)\n"
                     "> admit 3 nobody\n"
                     "send 3 error not-found\n"
                     "> admit 3 Eve\n"
                     "send 3 knock eve gone\n"
                     "append online eve/1\n"
                     "> takes\n"
                     "send 1 welcome room eve/1 2: mod/3(moderator) eve/1\n"
                     "admit 1 from 1\n"
                     "broadcast 2 online eve/1\n"
                     "> deny 1 bob\n"
                     "send 1 error not-allowed\n"
                     "> deny 3 bob\n"
                     "send 3 knock bob gone\n"
                     "send 2 error not-allowed\n"
                     "close 2 4003\n" COMES ("4", "4") "> enter 4 kim\n"
                                                       "wait 4\n"
                                                       "send 4 waiting\n"
                                                       "send 3 knock kim\n"
                                                       "> break 4\n"
                                                       "send 3 knock kim gone\n" },
  { "/order/lock", BESEDA_DOOR_OPEN, FALSE,
    COMES ("1", "1") "> enter 1 mod token m\n"
                     "append online mod/1(moderator)\n"
                     "> takes\n"
                     "send 1 welcome room mod/1 1: mod/1(moderator) token m\n"
                     "admit 1 from 1\n"
                     "broadcast 1 online mod/1(moderator)\n"
                     "> act 1 lock\n"
                     "append act mod/1 lock\n"
                     "> takes\n"
                     "broadcast 2 act mod/1 lock\n" COMES ("2", "2") "> enter 2 eve key k\n"
                                                                     "send 2 error not-allowed\n"
                                                                     "> enter 2 ann token a\n"
                                                                     "append online ann/2\n"
                                                                     "> takes\n"
                                                                     "send 2 welcome room ann/2 3: mod/1(moderator) "
                                                                     "ann/2 token a locked\n"
                                                                     "admit 2 from 1\n"
                                                                     "broadcast 3 online ann/2\n"
                                                                     "> act 1 unlock\n"
                                                                     "append act mod/1 unlock\n"
                                                                     "> takes\n"
                                                                     "broadcast 4 act mod/1 unlock\n" COMES (
                                                                         "3", "3") "> enter 3 eve\n"
                                                                                   "append online eve/3\n" },
  { "/order/who-may", BESEDA_DOOR_OPEN, FALSE,
    COMES ("1", "1") "> enter 1 mod token m\n"
                     "append online mod/1(moderator)\n> takes\n"
                     "send 1 welcome room mod/1 1: mod/1(moderator) token m\nadmit 1 from 1\nbroadcast 1 online mod/1(moderator)\n"
    COMES ("2", "2") "> enter 2 own token o owner o\n"
                     "append online own/2 claimed\nappend act own/2 own own claimed\n> takes\n"
                     "send 2 welcome room own/2 2: mod/1(moderator) own/2 token o\nadmit 2 from 1\n"
                     "broadcast 2 online own/2\n> takes\nbroadcast 3 act own/2 own own\n"
    COMES ("3", "3") "> enter 3 ann token a\n"
                     "append online ann/3\n> takes\n"
                     "send 3 welcome room ann/3 4: mod/1(moderator) own/2(owner) ann/3 token a\nadmit 3 from 1\n"
                     "broadcast 4 online ann/3\n"
                     "> act 3 kick mod\nsend 3 error not-allowed\n"
                     "> act 3 topic mine\nsend 3 error not-allowed\n"
                     "> act 1 mute own\nsend 1 error not-allowed\n"
                     "> act 1 promote ann\nsend 1 error not-allowed\n"
                     "> act 1 mute nobody\nsend 1 error not-found\n"
                     "> act 1 own mod\nsend 1 error not-allowed\n"
                     "> act 2 door\nsend 2 error not-allowed\n"
                     "> act 2 promote ann\nappend act own/2 promote ann claimed\n> takes\nbroadcast 5 act own/2 promote ann\n"
                     "> act 3 mute mod\nsend 3 error not-allowed\n"
                     "> act 2 demote mod\nappend act own/2 demote mod claimed\n> takes\nbroadcast 6 act own/2 demote mod\n"
                     "> act 3 topic tea\nappend act ann/3 topic (tea)\n> takes\nbroadcast 7 act ann/3 topic (tea)\n"
                     "> act 1 topic mine\nsend 1 error not-allowed\n"
    /* Whoever runs the server is asked by nobody. */
    "> act 0 kick own\nrefused\n"
    "> act 0 kick ann\nappend act /0 kick ann\n> takes\nbroadcast 8 act /0 kick ann\n"
    "send 3 error not-allowed\nclose 3 4003\nappend offline ann/3\n" },
  { "/order/mute", BESEDA_DOOR_OPEN, FALSE,
    COMES ("1", "1") "> enter 1 mod token m\n"
                     "append online mod/1(moderator)\n> takes\n"
                     "send 1 welcome room mod/1 1: mod/1(moderator) token m\nadmit 1 from 1\nbroadcast 1 online mod/1(moderator)\n"
    COMES ("2", "2") "> enter 2 eve\n"
                     "append online eve/2\n> takes\n"
                     "send 2 welcome room eve/2 2: mod/1(moderator) eve/2\nadmit 2 from 1\nbroadcast 2 online eve/2\n"
                     "> act 1 mute EVE 10\nappend act mod/1 mute eve 10s\n"
                     "> say 2 x one\nappend message eve/2 #x one\n"
                     "> takes\nbroadcast 3 act mod/1 mute eve 10s\n> takes\nbroadcast 4 message eve/2 #x one\n"
                     "> say 2 y two\nsend 2 error not-allowed #y\n"
                     "> at 10999\n> say 2 y two\nsend 2 error not-allowed #y\n"
                     "> at 11000\n> say 2 y two\nappend message eve/2 #y two\n> takes\nbroadcast 5 message eve/2 #y two\n"
                     "> act 1 mute eve\nappend act mod/1 mute eve\n> takes\nbroadcast 6 act mod/1 mute eve\n"
                     "> at 99000000\n> say 2 z more\nsend 2 error not-allowed #z\n"
                     "> act 1 unmute eve\nappend act mod/1 unmute eve\n> takes\nbroadcast 7 act mod/1 unmute eve\n"
                     "> say 2 z more\nappend message eve/2 #z more\n" },
  /* A token is muted with the name: under another one it is still the same person. */
  { "/order/mute/token", BESEDA_DOOR_OPEN, FALSE,
    COMES ("1", "1") "> enter 1 mod token m\n"
                     "append online mod/1(moderator)\n> takes\n"
                     "send 1 welcome room mod/1 1: mod/1(moderator) token m\nadmit 1 from 1\nbroadcast 1 online mod/1(moderator)\n"
    COMES ("2", "2") "> enter 2 eve token z\n"
                     "append online eve/2 claimed\n> takes\n"
                     "send 2 welcome room eve/2 2: mod/1(moderator) eve/2 token z\nadmit 2 from 1\n"
                     "broadcast 2 online eve/2\n"
                     "> act 1 mute eve 10\nappend act mod/1 mute eve 10s claimed\n"
                     "> takes\nbroadcast 3 act mod/1 mute eve 10s\n"
                     "> leave 2\nappend offline eve/2\n> takes\nbroadcast 4 offline eve/2\n"
                     "> at 3000\n"
    COMES ("3", "3") "> enter 3 kim token z\n"
                     "append online kim/3(muted 8s) claimed\n> takes\n"
                     "send 3 welcome room kim/3 5: mod/1(moderator) kim/3(muted 8s) token z\nadmit 3 from 1\n"
                     "broadcast 5 online kim/3(muted 8s)\n"
                     "> say 3 x one\nsend 3 error not-allowed #x\n"
                     "> act 1 unmute kim\nappend act mod/1 unmute kim claimed\n"
                     "> takes\nbroadcast 6 act mod/1 unmute kim\n"
                     "> say 3 x one\nappend message kim/3 #x one\n" },
  /* And what they may do. */
  { "/order/role/token", BESEDA_DOOR_OPEN, FALSE,
    COMES ("1", "1") "> enter 1 own token o owner o\n"
                     "append online own/1 claimed\nappend act own/1 own own claimed\n> takes\n"
                     "send 1 welcome room own/1 1: own/1 token o\nadmit 1 from 1\n"
                     "broadcast 1 online own/1\n> takes\nbroadcast 2 act own/1 own own\n"
                     "> act 1 promote ann\nappend act own/1 promote ann claimed\n"
                     "> takes\nbroadcast 3 act own/1 promote ann\n"
    COMES ("2", "2") "> enter 2 kim token a\n"
                     "append online kim/2(moderator) claimed\n> takes\n"
                     "send 2 welcome room kim/2 4: own/1(owner) kim/2(moderator) token a\nadmit 2 from 1\n"
                     "broadcast 4 online kim/2(moderator)\n"
                     "> act 2 topic tea\nappend act kim/2 topic (tea)\n> takes\nbroadcast 5 act kim/2 topic (tea)\n"
    COMES ("3", "3") "> enter 3 boss token o\n"
                     "append online boss/3(owner) claimed\n> takes\n"
                     "send 3 welcome room boss/3 6: own/1(owner) kim/2(moderator) boss/3(owner) token o topic tea\n"
                     "admit 3 from 1\nbroadcast 6 online boss/3(owner)\n"
                     "> act 2 ban boss\nsend 2 error not-allowed\n"
                     "> act 3 demote kim\nappend act boss/3 demote kim claimed\n"
                     "> takes\nbroadcast 7 act boss/3 demote kim\n"
                     "> act 2 topic mine\nsend 2 error not-allowed\n"
    COMES ("4", "4") "> enter 4 ann token a\n"
                     "append online ann/4\n> takes\n"
                     "send 4 welcome room ann/4 8: own/1(owner) kim/2 boss/3(owner) ann/4 token a topic tea\n"
                     "admit 4 from 1\nbroadcast 8 online ann/4\n" },
  { "/order/slow/token", BESEDA_DOOR_OPEN, FALSE,
    COMES ("1", "1") "> enter 1 mod token m\n"
                     "append online mod/1(moderator)\n> takes\n"
                     "send 1 welcome room mod/1 1: mod/1(moderator) token m\nadmit 1 from 1\nbroadcast 1 online mod/1(moderator)\n"
                     "> act 1 slow 10\nappend act mod/1 slow 10s\n> takes\nbroadcast 2 act mod/1 slow 10s\n"
    COMES ("2", "2") "> enter 2 eve token z\n"
                     "append online eve/2 claimed\n> takes\n"
                     "send 2 welcome room eve/2 3: mod/1(moderator) eve/2 token z slow 10s\nadmit 2 from 1\n"
                     "broadcast 3 online eve/2\n"
                     "> say 2 x one\nappend message eve/2 #x one\n> takes\nbroadcast 4 message eve/2 #x one\n"
                     "> leave 2\nappend offline eve/2\n> takes\nbroadcast 5 offline eve/2\n"
    COMES ("3", "3") "> enter 3 kim token z\n"
                     "append online kim/3 claimed\n> takes\n"
                     "send 3 welcome room kim/3 6: mod/1(moderator) kim/3 token z slow 10s\nadmit 3 from 1\n"
                     "broadcast 6 online kim/3\n"
                     "> at 10999\n> say 3 y two\nsend 3 error rate-limited in 1 #y\n"
                     "> at 11000\n> say 3 y two\nappend message kim/3 #y two\n" },
  { "/order/slow", BESEDA_DOOR_OPEN, FALSE,
    COMES ("1", "1") "> enter 1 mod token m\n"
                     "append online mod/1(moderator)\n> takes\n"
                     "send 1 welcome room mod/1 1: mod/1(moderator) token m\nadmit 1 from 1\nbroadcast 1 online mod/1(moderator)\n"
                     "> act 1 slow 10\nappend act mod/1 slow 10s\n> takes\nbroadcast 2 act mod/1 slow 10s\n"
    COMES ("2", "2") "> enter 2 eve\n"
                     "append online eve/2\n> takes\n"
                     "send 2 welcome room eve/2 3: mod/1(moderator) eve/2 slow 10s\nadmit 2 from 1\n"
                     "broadcast 3 online eve/2\n"
                     "> say 2 x one\nappend message eve/2 #x one\n"
                     "> at 10999\n> say 2 y two\nsend 2 error rate-limited in 1 #y\n"
                     "> say 1 a one\nappend message mod/1 #a one\n> say 1 b two\nappend message mod/1 #b two\n"
                     "> at 11000\n> say 2 y two\nappend message eve/2 #y two\n" },
  { "/order/remove", BESEDA_DOOR_OPEN, FALSE,
    COMES ("1", "1") "> enter 1 ann token a\n"
                     "append online ann/1\n> takes\n"
                     "send 1 welcome room ann/1 1: ann/1 token a\nadmit 1 from 1\nbroadcast 1 online ann/1\n"
                     "> say 1 x one\nappend message ann/1 #x one\n> takes\nbroadcast 2 message ann/1 #x one\n"
    COMES ("2", "2") "> enter 2 ben token b\n"
                     "append online ben/2\n> takes\n"
                     "send 2 welcome room ben/2 3: ann/1 ben/2 token b\nadmit 2 from 1\nbroadcast 3 online ben/2\n"
                     "> act 2 remove 2\nsend 2 error not-allowed\n"
                     "> act 1 remove 3\nsend 1 error not-allowed\n"
                     "> act 1 remove 2\nappend act ann/1 remove 2\n> takes\nbroadcast 4 act ann/1 remove 2\n"
                     "> act 0 remove 5\nrefused\n"
                     "> act 0 remove 4\nappend act /0 remove 4\n" },
  { "/order/ban", BESEDA_DOOR_OPEN, FALSE,
    COMES ("1", "1") "> enter 1 mod token m\n"
                     "append online mod/1(moderator)\n> takes\n"
                     "send 1 welcome room mod/1 1: mod/1(moderator) token m\nadmit 1 from 1\nbroadcast 1 online mod/1(moderator)\n"
    COMES ("2", "2") "> enter 2 eve token e\n"
                     "append online eve/2 claimed\n> takes\n"
                     "send 2 welcome room eve/2 2: mod/1(moderator) eve/2 token e\nadmit 2 from 1\n"
                     "broadcast 2 online eve/2\n"
                     "> act 1 ban eve\nappend act mod/1 ban eve claimed\n> takes\nbroadcast 3 act mod/1 ban eve\n"
                     "send 2 error banned\nclose 2 4003\nappend offline eve/2\n"
    /* Neither coming again helps, nor another name, nor to have lost the token. */
    COMES ("3", "3") "> enter 3 eve token e\nsend 3 error banned\nclose 3 4003\n"
    COMES ("4", "4") "> enter 4 evelyn token e\nsend 4 error banned\nclose 4 4003\n"
    COMES ("5", "5") "> enter 5 eve\nsend 5 error banned\nclose 5 4003\n"
    COMES_PLAIN ("6", "6") "> login 6 6 eve\nclose 6 4003\n"
    COMES ("7", "7") "> enter 7 bob\nappend online bob/7\n"
                     "> act 1 unban eve\nappend act mod/1 unban eve claimed\n> takes\nbroadcast 4 offline eve/2\n"
                     "> takes\nsend 7 welcome room bob/7 5: mod/1(moderator) bob/7\nadmit 7 from 1\n"
                     "broadcast 5 online bob/7\n> takes\nbroadcast 6 act mod/1 unban eve\n"
    COMES ("8", "8") "> enter 8 eve token e\nappend online eve/8\n" },
  { "/order/ban-by-address", BESEDA_DOOR_OPEN, FALSE,
    COMES ("1", "1") "> enter 1 mod token m\n"
                     "append online mod/1(moderator)\n> takes\n"
                     "send 1 welcome room mod/1 1: mod/1(moderator) token m\nadmit 1 from 1\nbroadcast 1 online mod/1(moderator)\n"
    COMES ("2", "2") IS_NEAR ("9") "> enter 2 eve\n"
                                   "append online eve/2\n> takes\n"
                                   "send 2 welcome room eve/2 2: mod/1(moderator) eve/2\nadmit 2 from 1\n"
                                   "broadcast 2 online eve/2\n"
                                   "> act 1 ban eve address\nappend act mod/1 ban eve from 192.0.2.2\n> takes\n"
                                   "broadcast 3 act mod/1 ban eve\n"
                                   "send 2 error banned\nclose 2 4003\nappend offline eve/2\n"
    /* From the same address: somebody new, and somebody who was here before. */
    "> connect 3 3 plain\n> from 3 192.0.2.2\n> login 3 3 bob\nclose 3 4003\n"
    "> connect 4 4 beseda\n> from 4 192.0.2.2\n> enter 4 ann token a\nappend online ann/4\n" },
};
/* clang-format on */

static void
add_name (BesedaPast *past, const char *key)
{
  g_autofree char *token = g_strnfill (2 * BESEDA_TOKEN_BYTES, key[0]);
  guint8 hash[BESEDA_TOKEN_HASH_BYTES];

  beseda_token_hash (token, hash);
  beseda_past_add_name (past, key, hash);
}

static void
test_scenario (gconstpointer data)
{
  const Scenario *scenario = data;
  const BesedaRoomOptions options = { .name = "room", .max_people = 20, .messages_per_second = 0, .keep = -1 };
  g_autofree char *key = g_strnfill (BESEDA_KEY_CHARS, 'k');
  g_autofree char *owner = g_strnfill (2 * BESEDA_TOKEN_BYTES, 'o');
  g_autoptr (BesedaAct) promotion = beseda_act_new (BESEDA_ACT_PROMOTE, "mod", NULL);
  g_autoptr (BesedaPast) past = beseda_past_new ("id");
  g_autoptr (BesedaRoom) room = NULL;

  past->door = beseda_door_new (scenario->door, key, owner);
  past->door->password = g_strdup ("hash");
  past->door->plain_on_network = scenario->plain_on_network;
  add_name (past, "ann");
  add_name (past, "ben");
  add_name (past, "mod");
  g_ptr_array_add (past->acts, beseda_event_new_act (1, 0, "", promotion, NULL));
  room = beseda_room_new (&options, past);

  room_stage_play (room, scenario->transcript, 0);
}

static void
test_tries (void)
{
  g_autoptr (BesedaTries) tries = beseda_tries_new ();

  for (guint i = 0; i < BESEDA_LIMIT_PASSWORD_TRIES; i++)
    {
      g_autofree char *address = g_strdup_printf ("192.0.2.%u", i / BESEDA_LIMIT_PASSWORD_TRIES_OF_ADDRESS);

      g_assert_cmpuint (beseda_tries_get_wait (tries, address, 1000 + i), ==, 0);
      beseda_tries_add (tries, address, 1000 + i);
      if ((i + 1) % BESEDA_LIMIT_PASSWORD_TRIES_OF_ADDRESS == 0)
        g_assert_cmpuint (beseda_tries_get_wait (tries, address, 1000 + i), >, 0);
    }

  /* Nobody may any more, until the oldest of all is a minute old. */
  g_assert_cmpuint (beseda_tries_get_wait (tries, "198.51.100.1", 1030), ==, 59970);
  g_assert_cmpuint (beseda_tries_get_wait (tries, "198.51.100.1", 60999), ==, 1);
  g_assert_cmpuint (beseda_tries_get_wait (tries, "198.51.100.1", 61000), ==, 0);
}

/* What holds comes from the log as well as from what happens. */
static void
test_standing (void)
{
  g_autoptr (BesedaPast) past = beseda_past_new ("id");
  g_autoptr (BesedaAct) topic = beseda_act_new (BESEDA_ACT_TOPIC, NULL, "Tea");
  g_autoptr (BesedaAct) ban = beseda_act_new (BESEDA_ACT_BAN, "Eve", NULL);
  g_autoptr (BesedaAct) mute = beseda_act_new (BESEDA_ACT_MUTE, "Ben", NULL);
  g_autoptr (BesedaAct) unmute = beseda_act_new (BESEDA_ACT_UNMUTE, "Zoe", NULL);
  g_autoptr (BesedaAct) promote = beseda_act_new (BESEDA_ACT_PROMOTE, "Ben", NULL);
  g_autoptr (BesedaAct) demote = beseda_act_new (BESEDA_ACT_DEMOTE, "Zoe", NULL);
  g_autoptr (BesedaEvent) unmuted = beseda_event_new_act (7, 7, "ann", unmute, NULL);
  g_autoptr (BesedaEvent) demoted = beseda_event_new_act (8, 7, "ann", demote, NULL);
  BesedaEvent *promoted = beseda_event_new_act (6, 7, "ann", promote, NULL);
  BesedaEvent *banned = beseda_event_new_act (5, 7, "ann", ban, NULL);
  BesedaEvent *muted;
  g_autoptr (BesedaStanding) standing = NULL;
  guint8 hash[BESEDA_TOKEN_HASH_BYTES] = { 1, 2, 3 };
  guint8 other[BESEDA_TOKEN_HASH_BYTES] = { 1, 2, 4 };

  mute->seconds = 60;
  muted = beseda_event_new_act (1000, 7, "ann", mute, NULL);
  beseda_event_set_claim (banned, hash);
  beseda_event_set_claim (muted, other);
  beseda_event_set_claim (promoted, other);
  beseda_event_set_address (banned, "192.0.2.1");
  g_ptr_array_add (past->acts, beseda_event_new_act (4, 7, "ann", topic, NULL));
  g_ptr_array_add (past->acts, banned);
  g_ptr_array_add (past->acts, muted);
  g_ptr_array_add (past->acts, promoted);
  standing = beseda_standing_new (past);

  g_assert_cmpstr (beseda_standing_get_topic (standing), ==, "Tea");
  g_assert_cmpint (beseda_standing_get_muted_until (standing, "ben", NULL), ==, 61000);
  g_assert_cmpint (beseda_standing_get_muted_until (standing, "zoe", NULL), ==, 0);
  g_assert_cmpint (beseda_standing_get_muted_until (standing, "zoe", hash), ==, 0);
  g_assert_cmpint (beseda_standing_get_muted_until (standing, "zoe", other), ==, 61000);
  g_assert_true (beseda_standing_is_banned (standing, "eve", NULL, NULL, FALSE));
  g_assert_true (beseda_standing_is_banned (standing, "zoe", hash, NULL, FALSE));
  g_assert_false (beseda_standing_is_banned (standing, "zoe", other, NULL, FALSE));
  g_assert_true (beseda_standing_is_banned (standing, "zoe", other, "192.0.2.1", FALSE));
  g_assert_false (beseda_standing_is_banned (standing, "zoe", other, "192.0.2.1", TRUE));
  g_assert_cmpuint (beseda_standing_get_n (standing), ==, 2);

  g_assert_cmpint (beseda_standing_get_role (standing, "ben", NULL), ==, BESEDA_ROLE_MODERATOR);
  g_assert_cmpint (beseda_standing_get_role (standing, "zoe", other), ==, BESEDA_ROLE_MODERATOR);
  g_assert_cmpint (beseda_standing_get_role (standing, "zoe", hash), ==, BESEDA_ROLE_GUEST);

  beseda_event_set_claim (unmuted, other);
  beseda_standing_apply (standing, unmuted);
  g_assert_cmpint (beseda_standing_get_muted_until (standing, "ben", other), ==, 0);
  g_assert_cmpint (beseda_standing_get_role (standing, "zoe", other), ==, BESEDA_ROLE_MODERATOR);
  beseda_event_set_claim (demoted, other);
  beseda_standing_apply (standing, demoted);
  g_assert_cmpint (beseda_standing_get_role (standing, "ben", other), ==, BESEDA_ROLE_GUEST);
  g_assert_cmpuint (beseda_standing_get_n (standing), ==, 1); /* Eve */
}

static void
test_text (void)
{
  static const struct
  {
    BesedaActKind kind;
    gint64 seconds;
    const char *text;
    const char *login;
    const char *says;
  } acts[] = {
    { BESEDA_ACT_MUTE, 600, "too loud", "Ann", "\u2068Ann\u2069 muted \u2068Ben\u2069 for 10 minutes: too loud" },
    { BESEDA_ACT_MUTE, 0, "", "", "The host muted \u2068Ben\u2069" },
    { BESEDA_ACT_SLOW, 3600, "", "Ann", "\u2068Ann\u2069 turned slow mode on: one message in 1 hour" },
    { BESEDA_ACT_TOPIC, 0, "Tea", "Ann", "\u2068Ann\u2069 set the topic: Tea" },
    { BESEDA_ACT_DOOR, 0, "link", "", "Anyone with the link can join this room now" },
    { BESEDA_ACT_DOOR, 0, "new-link", "", "The room’s link was changed" },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (acts); i++)
    {
      g_autoptr (BesedaAct)
          act = beseda_act_new (acts[i].kind, beseda_act_kind_has_target (acts[i].kind) ? "Ben" : NULL, acts[i].text);
      g_autoptr (BesedaEvent) event = NULL;
      g_autofree char *text = NULL;

      act->seconds = acts[i].seconds;
      event = beseda_event_new_act (1, 7, acts[i].login, act, NULL);
      text = beseda_act_text_new (event);
      g_assert_cmpstr (text, ==, acts[i].says);
    }
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  for (gsize i = 0; i < G_N_ELEMENTS (scenarios); i++)
    g_test_add_data_func (scenarios[i].name, &scenarios[i], test_scenario);
  g_test_add_func ("/order/tries", test_tries);
  g_test_add_func ("/order/standing", test_standing);
  g_test_add_func ("/order/text", test_text);

  return g_test_run ();
}
