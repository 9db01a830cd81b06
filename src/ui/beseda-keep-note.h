/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

#include "beseda-session.h"

G_BEGIN_DECLS

/*
 * A quiet line that tells for how long a room keeps what is said in it. Not visible before the room has told, and where
 * messages are kept for ever only when it is asked to say that as well. On the main thread.
 *
 * Property "even-for-ever" (boolean): writable at construction, FALSE without it.
 */
#define BESEDA_TYPE_KEEP_NOTE (beseda_keep_note_get_type ())
G_DECLARE_FINAL_TYPE (BesedaKeepNote, beseda_keep_note, BESEDA, KEEP_NOTE, AdwBin)

/* Tells it of this session's room (nullable) from now on. */
void beseda_keep_note_set_session (BesedaKeepNote *self, BesedaSession *session);

G_END_DECLS
