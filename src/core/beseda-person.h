/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "beseda-act.h"

G_BEGIN_DECLS

/*
 * Somebody in a room, as the others are told of them: who it is, what is settled for them at that moment, and whether
 * they are away. A plain value; decides nothing. Owned by who made it.
 */
typedef struct
{
  gint64 client_id;
  char *login;
  BesedaRole role;
  gboolean muted;
  gint64 muted_seconds; /* for how long still; 0: until somebody unmutes them */
  gboolean away;        /* from the computer, and wants it known */
} BesedaPerson;

/* A guest who may write. */
BesedaPerson *beseda_person_new (gint64 client_id, const char *login);
void beseda_person_free (BesedaPerson *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (BesedaPerson, beseda_person_free)

G_END_DECLS
