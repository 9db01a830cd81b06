/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "beseda-event.h"

G_BEGIN_DECLS

/* What an ACT says, as one line for people: "Ann muted Ben for 10 minutes: reason". A pure function. (transfer full) */
char *beseda_act_text_new (const BesedaEvent *event);

/* A span of time as people say it, in the largest unit that it is a whole number of: "10 minutes". (transfer full) */
char *beseda_act_text_new_span (gint64 seconds);

G_END_DECLS
