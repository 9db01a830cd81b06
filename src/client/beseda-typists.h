/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "beseda-membership.h"

G_BEGIN_DECLS

/*
 * Who in the room is writing something just now, and telling the room that the person is. Owned by a session, on the
 * main thread. It never knows what is being written.
 *
 * Properties that notify: "logins" (GStrv), the others who write, the earliest first; "supported" (boolean), whether
 * the room passes it on.
 */
#define BESEDA_TYPE_TYPISTS (beseda_typists_get_type ())
G_DECLARE_FINAL_TYPE (BesedaTypists, beseda_typists, BESEDA, TYPISTS, GObject)

/* `lasting`: how long it holds that somebody writes, in milliseconds. `membership` has to outlive this. */
BesedaTypists *beseda_typists_new (BesedaMembership *membership, guint lasting);

const char *const *beseda_typists_get_logins (BesedaTypists *self);
gboolean beseda_typists_get_supported (BesedaTypists *self);

/* The person is writing: to be called whenever something is written; the room is told now and then. */
void beseda_typists_tell (BesedaTypists *self);

G_END_DECLS
