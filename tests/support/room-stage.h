/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "beseda-room.h"

G_BEGIN_DECLS

/*
 * Each scenario is a transcript: what happens to the room, after ">", and what the room wants done then.
 *
 *   connect PEER CLIENT-ID DIALECT     login PEER CLIENT-ID|- NAME      say PEER ID|- TEXT      leave PEER
 *   prove PEER CLIENT-ID TOKEN SINCE NAME (logs in with a token)         break PEER (its connection breaks)
 *   bad PEER ID|-    large PEER ID|-   flood PEER N (says something N times)   history PEER ID BEFORE
 *   type PEER (is writing)
 *   takes / fails / repeats SEQ (the log, with the oldest event that it was given)
 *   at MILLISECONDS      open      stop
 *
 *   enter PEER NAME [token T] [owner T] [key K] [password P]      from PEER ADDRESS [near]
 *   act PEER|0 KIND [TARGET [SECONDS|address]]      admit PEER NAME      deny PEER NAME
 *   right PEER      wrong PEER (the password)      door KIND KEY
 *
 * The room is at 1000 ms; `seq` is the last number that its log has given.
 */
void room_stage_play (BesedaRoom *room, const char *scenario, guint64 seq);

G_END_DECLS
