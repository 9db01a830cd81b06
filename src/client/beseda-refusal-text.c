/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "beseda-refusal-text.h"

#include <glib/gi18n-lib.h>

BesedaRefusal
beseda_refusal_from_close_code (guint code)
{
  switch (code)
    {
    case BESEDA_CLOSE_LOGIN_TAKEN:
      return BESEDA_REFUSAL_LOGIN_TAKEN;
    case BESEDA_CLOSE_NOT_ALLOWED:
      return BESEDA_REFUSAL_NOT_ALLOWED;
    case BESEDA_CLOSE_OVERLOADED:
      return BESEDA_REFUSAL_ROOM_FULL;
    case BESEDA_CLOSE_TOO_BIG:
      return BESEDA_REFUSAL_TOO_LARGE;
    case BESEDA_CLOSE_POLICY:
    case BESEDA_CLOSE_UNSUPPORTED:
    case BESEDA_CLOSE_NOT_UTF8:
      return BESEDA_REFUSAL_BAD_FRAME;
    default:
      return BESEDA_REFUSAL_UNKNOWN;
    }
}

gboolean
beseda_refusal_is_final (BesedaRefusal refusal)
{
  switch (refusal)
    {
    case BESEDA_REFUSAL_LOGIN_TAKEN: /* perhaps by our own lost connection */
    case BESEDA_REFUSAL_ROOM_FULL:
    case BESEDA_REFUSAL_RATE_LIMITED:
    case BESEDA_REFUSAL_UNAVAILABLE:
    case BESEDA_REFUSAL_UNKNOWN:
      return FALSE;
    default:
      return TRUE;
    }
}

BesedaSessionProblem
beseda_refusal_get_problem (BesedaRefusal refusal)
{
  switch (refusal)
    {
    case BESEDA_REFUSAL_LOGIN_TAKEN:
    case BESEDA_REFUSAL_LOGIN_INVALID:
    case BESEDA_REFUSAL_BAD_FRAME: /* a plain server has one code for all that it dislikes; we said only our name */
    case BESEDA_REFUSAL_TOO_LARGE:
      return BESEDA_SESSION_PROBLEM_LOGIN;
    case BESEDA_REFUSAL_NOT_FOUND:
      return BESEDA_SESSION_PROBLEM_ADDRESS;
    case BESEDA_REFUSAL_WRONG_PASSWORD:
      return BESEDA_SESSION_PROBLEM_PASSWORD;
    default:
      return BESEDA_SESSION_PROBLEM_ROOM;
    }
}

char *
beseda_refusal_describe_join (BesedaRefusal refusal, const char *login, BesedaReply *reply)
{
  const char *said = reply != NULL ? beseda_reply_get_text (reply) : NULL;

  switch (refusal)
    {
    case BESEDA_REFUSAL_LOGIN_TAKEN:
      return g_strdup_printf (_ ("Somebody here is called “%s” already; choose another name."), login);
    case BESEDA_REFUSAL_LOGIN_INVALID:
    case BESEDA_REFUSAL_BAD_FRAME:
    case BESEDA_REFUSAL_TOO_LARGE:
      return g_strdup_printf (_ ("The room does not take the name “%s”; choose another one."), login);
    case BESEDA_REFUSAL_ROOM_FULL:
      return g_strdup (_ ("The room is full; try again when somebody has left."));
    case BESEDA_REFUSAL_WRONG_PASSWORD:
      return g_strdup (said != NULL ? said : _ ("The room asks for a password; ask whoever runs it."));
    case BESEDA_REFUSAL_BANNED:
    case BESEDA_REFUSAL_NOT_ALLOWED:
    case BESEDA_REFUSAL_NOT_LOGGED_IN:
      return g_strdup (said != NULL ? said : _ ("The room does not let you in; ask whoever runs it."));
    case BESEDA_REFUSAL_NOT_FOUND:
      return g_strdup (_ ("There is no such room; check the address."));
    case BESEDA_REFUSAL_RATE_LIMITED:
    case BESEDA_REFUSAL_UNAVAILABLE:
    case BESEDA_REFUSAL_UNKNOWN:
      break;
    }

  return g_strdup (said != NULL ? said : _ ("The room can’t let you in right now; try again in a moment."));
}

const char *
beseda_refusal_describe_message (BesedaRefusal refusal)
{
  switch (refusal)
    {
    case BESEDA_REFUSAL_TOO_LARGE:
      return _ ("The message is too long for this room.");
    case BESEDA_REFUSAL_BAD_FRAME:
      return _ ("The room can’t take a message like this.");
    case BESEDA_REFUSAL_NOT_ALLOWED:
    case BESEDA_REFUSAL_BANNED:
      return _ ("You are not allowed to write here.");
    default:
      return _ ("The room did not take the message.");
    }
}
