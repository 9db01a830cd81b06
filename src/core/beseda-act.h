/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/*
 * What somebody who keeps order in a room does: to a message, to a person, or to the room. A plain value.
 */

/* Numbers that files hold: never changed, only added to. */
typedef enum
{
  BESEDA_ACT_REMOVE,  /* the message with `target_seq` loses its text */
  BESEDA_ACT_MUTE,    /* `target` may only listen, for `seconds` (0: until UNMUTE) */
  BESEDA_ACT_UNMUTE,  /* */
  BESEDA_ACT_KICK,    /* `target` is sent away, and may come again */
  BESEDA_ACT_BAN,     /* `target` is sent away, and may not come again until UNBAN */
  BESEDA_ACT_UNBAN,   /* */
  BESEDA_ACT_PROMOTE, /* `target` is a moderator */
  BESEDA_ACT_DEMOTE,  /* and is none any more */
  BESEDA_ACT_OWN,     /* who does it has proved to be the room's owner; nobody can ask for it otherwise */
  BESEDA_ACT_LOCK,    /* nobody new may come in until UNLOCK */
  BESEDA_ACT_UNLOCK,  /* */
  BESEDA_ACT_TOPIC,   /* `text` is what the room is about; "": nothing in particular */
  BESEDA_ACT_SLOW,    /* a person may write once in `seconds`; 0: as it likes */
  BESEDA_ACT_DOOR,    /* who can join is another now; `text` says who, as PROTOCOL.md has it */
} BesedaActKind;

#define BESEDA_N_ACTS (BESEDA_ACT_DOOR + 1)

/* What a person may do in a room. Each may what the one before may. */
typedef enum
{
  BESEDA_ROLE_GUEST,
  BESEDA_ROLE_MODERATOR,
  BESEDA_ROLE_OWNER,
} BesedaRole;

typedef struct
{
  BesedaActKind kind;
  char *target; /* the login of whom it is done to; NULL: it is done to nobody */
  guint64 target_seq;
  gint64 seconds;
  char *text; /* the reason, or what the kind says; "" for none */
} BesedaAct;

/* One to nothing and nobody, with `text` (nullable: ""); the fields are the maker's to fill. */
BesedaAct *beseda_act_new (BesedaActKind kind, const char *target, const char *text);
BesedaAct *beseda_act_copy (const BesedaAct *self); /* nullable, NULL then */
void beseda_act_free (BesedaAct *self);

/* As it stands on the wire, "remove"; and back, FALSE for one that we don't know. */
const char *beseda_act_kind_to_string (BesedaActKind kind);
gboolean beseda_act_kind_from_string (const char *name, BesedaActKind *kind);

/* Whether it is done to a person. */
gboolean beseda_act_kind_has_target (BesedaActKind kind);

/* What it settles, for its target or the room: the last act with that scope holds. NULL: it is done and over. */
const char *beseda_act_kind_get_scope (BesedaActKind kind);

/* Whether with it all is as if nothing had been settled. */
gboolean beseda_act_is_lifting (const BesedaAct *self);

/* "owner", "moderator", "guest"; and back, GUEST for what we don't know. */
const char *beseda_role_to_string (BesedaRole role);
BesedaRole beseda_role_from_string (const char *name); /* nullable */

G_DEFINE_AUTOPTR_CLEANUP_FUNC (BesedaAct, beseda_act_free)

G_END_DECLS
