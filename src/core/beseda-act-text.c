/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "beseda-act-text.h"

#include <glib/gi18n-lib.h>

#include "beseda-door.h"

/* A name written from right to left must not turn the sentence around it: Unicode Standard Annex 9, section 2.4. */
static char *
isolate (const char *name)
{
  return g_strconcat ("\u2068", name, "\u2069", NULL);
}

static char *
describe_door (const char *kind)
{
  BesedaDoorKind door;

  if (!beseda_door_kind_from_string (kind, &door))
    return g_strdup (_ ("The room’s link was changed"));

  switch (door)
    {
    case BESEDA_DOOR_OPEN:
      return g_strdup (_ ("Anyone can join this room now"));
    case BESEDA_DOOR_LINK:
      return g_strdup (_ ("Anyone with the link can join this room now"));
    case BESEDA_DOOR_NETWORK:
      return g_strdup (_ ("Anyone on the host’s network can join this room now"));
    case BESEDA_DOOR_PASSWORD:
      return g_strdup (_ ("Anyone who knows the password can join this room now"));
    case BESEDA_DOOR_APPROVE:
    default:
      return g_strdup (_ ("Whoever wants to join this room has to be let in now"));
    }
}

static char *
describe_slow (const char *who, gint64 seconds)
{
  g_autofree char *span = beseda_act_text_new_span (seconds);

  if (seconds == 0)
    return g_strdup_printf (_ ("%s turned slow mode off"), who);

  /* Translators: the second is a span of time, as in "10 seconds" */
  return g_strdup_printf (_ ("%s turned slow mode on: one message in %s"), who, span);
}

static char *
describe (const BesedaAct *act, const char *who, const char *whom)
{
  g_autofree char *span = NULL;

  switch (act->kind)
    {
    case BESEDA_ACT_REMOVE:
      return g_strdup_printf (_ ("%s removed a message"), who);
    case BESEDA_ACT_MUTE:
      span = act->seconds > 0 ? beseda_act_text_new_span (act->seconds) : NULL;
      /* Translators: who, whom, and a span of time, as in "10 minutes" */
      return span != NULL ? g_strdup_printf (_ ("%s muted %s for %s"), who, whom, span)
                          : g_strdup_printf (_ ("%s muted %s"), who, whom);
    case BESEDA_ACT_UNMUTE:
      return g_strdup_printf (_ ("%s lets %s write again"), who, whom);
    case BESEDA_ACT_KICK:
      return g_strdup_printf (_ ("%s sent %s out of the room"), who, whom);
    case BESEDA_ACT_BAN:
      return g_strdup_printf (_ ("%s banned %s"), who, whom);
    case BESEDA_ACT_UNBAN:
      return g_strdup_printf (_ ("%s lifted the ban on %s"), who, whom);
    case BESEDA_ACT_PROMOTE:
      return g_strdup_printf (_ ("%s made %s a moderator"), who, whom);
    case BESEDA_ACT_DEMOTE:
      return g_strdup_printf (_ ("%s took the moderator’s rights from %s"), who, whom);
    case BESEDA_ACT_OWN:
      return g_strdup_printf (_ ("%s is the host"), whom);
    case BESEDA_ACT_LOCK:
      return g_strdup_printf (_ ("%s locked the room: nobody new can join"), who);
    case BESEDA_ACT_UNLOCK:
      return g_strdup_printf (_ ("%s unlocked the room"), who);
    case BESEDA_ACT_TOPIC:
      return *act->text != '\0' ? g_strdup_printf (_ ("%s set the topic"), who)
                                : g_strdup_printf (_ ("%s removed the topic"), who);
    case BESEDA_ACT_SLOW:
      return describe_slow (who, act->seconds);
    case BESEDA_ACT_DOOR:
    default:
      return describe_door (act->text);
    }
}

char *
beseda_act_text_new (const BesedaEvent *event)
{
  const BesedaAct *act = beseda_event_get_act (event);
  const char *login = beseda_event_get_login (event);
  g_autofree char *who = *login != '\0' ? isolate (login) : g_strdup (_ ("The host"));
  g_autofree char *whom = act->target != NULL ? isolate (act->target) : NULL;
  g_autofree char *line = describe (act, who, whom);

  if (act->kind == BESEDA_ACT_DOOR || *act->text == '\0')
    return g_steal_pointer (&line);

  /* Translators: what was done, and why: "Ann muted Ben: too loud" */
  return g_strdup_printf (_ ("%s: %s"), line, act->text);
}

char *
beseda_act_text_new_span (gint64 seconds)
{
  const gint64 day = 24 * 60 * 60;

  if (seconds > 0 && seconds % day == 0)
    return g_strdup_printf (g_dngettext (GETTEXT_PACKAGE, "%d day", "%d days", (gulong) (seconds / day)),
                            (int) (seconds / day));
  if (seconds > 0 && seconds % 3600 == 0)
    return g_strdup_printf (g_dngettext (GETTEXT_PACKAGE, "%d hour", "%d hours", (gulong) (seconds / 3600)),
                            (int) (seconds / 3600));
  if (seconds > 0 && seconds % 60 == 0)
    return g_strdup_printf (g_dngettext (GETTEXT_PACKAGE, "%d minute", "%d minutes", (gulong) (seconds / 60)),
                            (int) (seconds / 60));

  return g_strdup_printf (g_dngettext (GETTEXT_PACKAGE, "%d second", "%d seconds", (gulong) seconds), (int) seconds);
}
