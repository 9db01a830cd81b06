/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "beseda-close-code.h"
#include "beseda-reply.h"
#include "beseda-session.h"

G_BEGIN_DECLS

/*
 * What a room's refusals mean for the person, in their own language: pure functions. The server's own sentence is in
 * the server's language, and goes to the log.
 */

/* The refusal that a plain server can only tell with the code of its Close; UNKNOWN where it refuses nothing. */
BesedaRefusal beseda_refusal_from_close_code (guint code);

/* Whether asking again later is of no use. */
gboolean beseda_refusal_is_final (BesedaRefusal refusal);

/* Where the problem lies, for somebody whom the room did not let in. */
BesedaSessionProblem beseda_refusal_get_problem (BesedaRefusal refusal);

/* Why the room does not let `login` in, one sentence; `reply` is what it said itself, NULL where that is nothing.
 * (transfer full) */
char *beseda_refusal_describe_join (BesedaRefusal refusal, const char *login, BesedaReply *reply);

/* Why the room does not take a message, one sentence. */
const char *beseda_refusal_describe_message (BesedaRefusal refusal);

G_END_DECLS
