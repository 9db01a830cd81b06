/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "beseda-act.h"

static const struct
{
  const char *name;
  const char *scope;
  gboolean has_target;
  gboolean lifts;
} kinds[BESEDA_N_ACTS] = {
  [BESEDA_ACT_REMOVE] = { "remove", NULL, FALSE, FALSE },    [BESEDA_ACT_MUTE] = { "mute", "mute", TRUE, FALSE },
  [BESEDA_ACT_UNMUTE] = { "unmute", "mute", TRUE, TRUE },    [BESEDA_ACT_KICK] = { "kick", NULL, TRUE, FALSE },
  [BESEDA_ACT_BAN] = { "ban", "ban", TRUE, FALSE },          [BESEDA_ACT_UNBAN] = { "unban", "ban", TRUE, TRUE },
  [BESEDA_ACT_PROMOTE] = { "promote", "role", TRUE, FALSE }, [BESEDA_ACT_DEMOTE] = { "demote", "role", TRUE, TRUE },
  [BESEDA_ACT_OWN] = { "own", "role", TRUE, FALSE },         [BESEDA_ACT_LOCK] = { "lock", "lock", FALSE, FALSE },
  [BESEDA_ACT_UNLOCK] = { "unlock", "lock", FALSE, TRUE },   [BESEDA_ACT_TOPIC] = { "topic", "topic", FALSE, FALSE },
  [BESEDA_ACT_SLOW] = { "slow", "slow", FALSE, FALSE },      [BESEDA_ACT_DOOR] = { "door", NULL, FALSE, FALSE },
};

static const char *const roles[] = {
  [BESEDA_ROLE_GUEST] = "guest",
  [BESEDA_ROLE_MODERATOR] = "moderator",
  [BESEDA_ROLE_OWNER] = "owner",
};

BesedaAct *
beseda_act_new (BesedaActKind kind, const char *target, const char *text)
{
  BesedaAct *self = g_new0 (BesedaAct, 1);

  self->kind = kind;
  self->target = g_strdup (target);
  self->text = g_strdup (text != NULL ? text : "");

  return self;
}

BesedaAct *
beseda_act_copy (const BesedaAct *self)
{
  BesedaAct *copy;

  if (self == NULL)
    return NULL;

  copy = beseda_act_new (self->kind, self->target, self->text);
  copy->target_seq = self->target_seq;
  copy->seconds = self->seconds;

  return copy;
}

void
beseda_act_free (BesedaAct *self)
{
  g_free (self->target);
  g_free (self->text);
  g_free (self);
}

const char *
beseda_act_kind_to_string (BesedaActKind kind)
{
  return kinds[kind].name;
}

gboolean
beseda_act_kind_from_string (const char *name, BesedaActKind *kind)
{
  for (guint i = 0; i < BESEDA_N_ACTS; i++)
    if (g_str_equal (name, kinds[i].name))
      {
        *kind = i;
        return TRUE;
      }

  return FALSE;
}

gboolean
beseda_act_kind_has_target (BesedaActKind kind)
{
  return kinds[kind].has_target;
}

const char *
beseda_act_kind_get_scope (BesedaActKind kind)
{
  return kinds[kind].scope;
}

gboolean
beseda_act_is_lifting (const BesedaAct *self)
{
  return kinds[self->kind].lifts || (self->kind == BESEDA_ACT_TOPIC && *self->text == '\0') ||
         (self->kind == BESEDA_ACT_SLOW && self->seconds == 0);
}

const char *
beseda_role_to_string (BesedaRole role)
{
  return roles[role];
}

BesedaRole
beseda_role_from_string (const char *name)
{
  for (guint i = 0; i < G_N_ELEMENTS (roles); i++)
    if (g_strcmp0 (name, roles[i]) == 0)
      return i;

  return BESEDA_ROLE_GUEST;
}
