/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "beseda-session.h"

G_BEGIN_DECLS

/*
 * What draws a person's attention to a room, and what they want of it: the one rule that notifications, their sound, a
 * tab's mark and its number follow. Functions on the person's settings, on the main thread; they show nothing.
 */

typedef enum
{
  BESEDA_ATTENTION_DIRECT, /* what names the person, and what is said to them alone */
  BESEDA_ATTENTION_EVERYTHING,
  BESEDA_ATTENTION_NOTHING,
} BesedaAttention;

/* Whether a message draws attention. `named`: beseda_attention_names(); `alone`: beseda_attention_is_alone(). */
gboolean beseda_attention_is_drawn (BesedaAttention wanted, gboolean named, gboolean alone);

/* Whether `text` names `login` (normalised): as a word of its own, with or without "@", in whatever spelling counts as
 * the same name, and not only in a link or a mail address. */
gboolean beseda_attention_names (const char *login, const char *text);

/* Whether nobody but the person and at most one other is in the room, who then speaks to them. A plain server doesn't
 * tell. */
gboolean beseda_attention_is_alone (BesedaSession *session);

/* What the person wants of the room that is kept under `place`: what they chose for it, or else for all rooms. */
BesedaAttention beseda_attention_get (GSettings *settings, const char *place);

/* The choice for that room: "everything", "attention", "nothing", or "default" for the same as all rooms. (transfer
 * full) */
char *beseda_attention_dup_choice (GSettings *settings, const char *place);
void beseda_attention_set_choice (GSettings *settings, const char *place, const char *choice);

G_END_DECLS
