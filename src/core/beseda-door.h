/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "beseda-codec.h"

G_BEGIN_DECLS

/*
 * Who can join a room. A plain value, and the one function that judges a login by it. It says nothing of those whose
 * name is theirs already, nor of the owner: they come in whatever the door is.
 */

/* Numbers that files hold: never changed, only added to. */
typedef enum
{
  BESEDA_DOOR_OPEN,     /* whoever reaches the server */
  BESEDA_DOOR_LINK,     /* who has the link, which has `key` in it */
  BESEDA_DOOR_NETWORK,  /* who is on a network that the server is on */
  BESEDA_DOOR_PASSWORD, /* who knows the password */
  BESEDA_DOOR_APPROVE,  /* whom a moderator lets in */
} BesedaDoorKind;

#define BESEDA_N_DOORS (BESEDA_DOOR_APPROVE + 1)

typedef struct
{
  BesedaDoorKind kind;
  char *key;      /* BESEDA_KEY_CHARS characters: there for every kind, so that the link stays when it changes */
  char *password; /* its hash, as the server made it; NULL: none was ever set */
  char *owner;    /* the token that makes its bearer the owner */
  gboolean plain_on_network; /* peers of the plain dialect, which have no secrets, come in from the server's networks */
} BesedaDoor;

/* The strings are copied, and nullable. */
BesedaDoor *beseda_door_new (BesedaDoorKind kind, const char *key, const char *owner);
BesedaDoor *beseda_door_copy (const BesedaDoor *self);
void beseda_door_free (BesedaDoor *self);

typedef enum
{
  BESEDA_DOOR_ADMITS,
  BESEDA_DOOR_NEEDS_LINK,     /* the link's key is missing, or not that of today */
  BESEDA_DOOR_NEEDS_NETWORK,  /* it comes from elsewhere */
  BESEDA_DOOR_NEEDS_PASSWORD, /* none was given */
  BESEDA_DOOR_NEEDS_CHECK,    /* one was, and is to be compared with the hash */
  BESEDA_DOOR_NEEDS_APPROVAL,
  BESEDA_DOOR_NEEDS_BESEDA, /* the plain dialect cannot open it */
} BesedaDoorVerdict;

/* `near`: the peer is on a network that the server is on. */
BesedaDoorVerdict
beseda_door_judge (const BesedaDoor *self, const BesedaRequest *login, BesedaDialect dialect, gboolean near);

/* Whether a login proves to come from the owner. */
gboolean beseda_door_is_owner (const BesedaDoor *self, const BesedaRequest *login);

/* "open", "link", "network", "password", "approve"; and back, FALSE for what is none. */
const char *beseda_door_kind_to_string (BesedaDoorKind kind);
gboolean beseda_door_kind_from_string (const char *name, BesedaDoorKind *kind);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (BesedaDoor, beseda_door_free)

G_END_DECLS
