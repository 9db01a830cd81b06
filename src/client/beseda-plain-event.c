/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "beseda-plain-event.h"

BesedaEvent *
beseda_plain_event_complete (BesedaEvent *event, const BesedaUnsentMessage *said)
{
  static const char *const presence[] = {
    [BESEDA_EVENT_ONLINE] = "Online",
    [BESEDA_EVENT_OFFLINE] = "Offline",
  };
  BesedaEventKind kind = beseda_event_get_kind (event);
  const char *text = beseda_event_get_text (event);

  if (said != NULL && text == NULL && g_str_equal (said->text, presence[kind]))
    {
      kind = BESEDA_EVENT_MESSAGE;
      text = said->text;
    }

  return beseda_event_new (kind, g_get_real_time () / 1000, beseda_event_get_client_id (event),
                           beseda_event_get_login (event), text,
                           said != NULL && kind == BESEDA_EVENT_MESSAGE ? said->id : NULL);
}
