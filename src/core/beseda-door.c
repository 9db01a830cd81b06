/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "beseda-door.h"

#include <string.h>

static const char *const kinds[BESEDA_N_DOORS] = {
  [BESEDA_DOOR_OPEN] = "open",         [BESEDA_DOOR_LINK] = "link",       [BESEDA_DOOR_NETWORK] = "network",
  [BESEDA_DOOR_PASSWORD] = "password", [BESEDA_DOOR_APPROVE] = "approve",
};

/* Takes as long wherever the two differ, so that a secret cannot be found out piece by piece. */
static gboolean
is_same_secret (const char *secret, const char *given)
{
  const gsize length = secret != NULL ? strlen (secret) : 0;
  guint differ = 0;

  if (length == 0 || given == NULL || strlen (given) != length)
    return FALSE;

  for (gsize i = 0; i < length; i++)
    differ |= (guint) (secret[i] ^ given[i]);

  return differ == 0;
}

BesedaDoor *
beseda_door_new (BesedaDoorKind kind, const char *key, const char *owner)
{
  BesedaDoor *self = g_new0 (BesedaDoor, 1);

  self->kind = kind;
  self->key = g_strdup (key);
  self->owner = g_strdup (owner);

  return self;
}

BesedaDoor *
beseda_door_copy (const BesedaDoor *self)
{
  BesedaDoor *copy = beseda_door_new (self->kind, self->key, self->owner);

  copy->password = g_strdup (self->password);
  copy->plain_on_network = self->plain_on_network;

  return copy;
}

void
beseda_door_free (BesedaDoor *self)
{
  g_free (self->key);
  g_free (self->password);
  g_free (self->owner);
  g_free (self);
}

BesedaDoorVerdict
beseda_door_judge (const BesedaDoor *self, const BesedaRequest *login, BesedaDialect dialect, gboolean near)
{
  const gboolean plain = dialect == BESEDA_DIALECT_PLAIN;

  if (self->kind == BESEDA_DOOR_OPEN || (self->kind == BESEDA_DOOR_NETWORK && near))
    return BESEDA_DOOR_ADMITS;
  if (self->kind == BESEDA_DOOR_NETWORK)
    return BESEDA_DOOR_NEEDS_NETWORK;
  if (plain)
    return self->plain_on_network && near ? BESEDA_DOOR_ADMITS : BESEDA_DOOR_NEEDS_BESEDA;
  if (self->kind == BESEDA_DOOR_APPROVE)
    return BESEDA_DOOR_NEEDS_APPROVAL;
  if (self->kind == BESEDA_DOOR_LINK)
    return is_same_secret (self->key, login->key) ? BESEDA_DOOR_ADMITS : BESEDA_DOOR_NEEDS_LINK;

  return login->password != NULL ? BESEDA_DOOR_NEEDS_CHECK : BESEDA_DOOR_NEEDS_PASSWORD;
}

gboolean
beseda_door_is_owner (const BesedaDoor *self, const BesedaRequest *login)
{
  return is_same_secret (self->owner, login->owner);
}

const char *
beseda_door_kind_to_string (BesedaDoorKind kind)
{
  return kinds[kind];
}

gboolean
beseda_door_kind_from_string (const char *name, BesedaDoorKind *kind)
{
  for (guint i = 0; i < BESEDA_N_DOORS; i++)
    if (g_str_equal (name, kinds[i]))
      {
        *kind = i;
        return TRUE;
      }

  return FALSE;
}
