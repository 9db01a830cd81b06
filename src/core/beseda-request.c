/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "beseda-request.h"

BesedaRequest *
beseda_request_new_login (const char *login, gint64 client_id)
{
  BesedaRequest *self = g_new0 (BesedaRequest, 1);

  self->kind = BESEDA_REQUEST_LOGIN;
  self->login = g_strdup (login);
  self->client_id = client_id;
  self->has_client_id = TRUE;
  self->since = -1;

  return self;
}

BesedaRequest *
beseda_request_new_message (const char *text, const char *id)
{
  BesedaRequest *self = g_new0 (BesedaRequest, 1);

  self->kind = BESEDA_REQUEST_MESSAGE;
  self->text = g_strdup (text);
  self->id = g_strdup (id);

  return self;
}

BesedaRequest *
beseda_request_new_history (BesedaDirection direction, guint64 seq, guint limit, const char *id)
{
  BesedaRequest *self = g_new0 (BesedaRequest, 1);

  self->kind = BESEDA_REQUEST_HISTORY;
  self->direction = direction;
  self->seq = seq;
  self->limit = limit;
  self->id = g_strdup (id);

  return self;
}

BesedaRequest *
beseda_request_new_act (const BesedaAct *act, const char *id)
{
  BesedaRequest *self = g_new0 (BesedaRequest, 1);

  self->kind = BESEDA_REQUEST_ACT;
  self->act = beseda_act_copy (act);
  self->id = g_strdup (id);

  return self;
}

BesedaRequest *
beseda_request_new_answer (const char *login, gboolean admit, const char *id)
{
  BesedaRequest *self = g_new0 (BesedaRequest, 1);

  self->kind = BESEDA_REQUEST_ANSWER;
  self->login = g_strdup (login);
  self->admit = admit;
  self->id = g_strdup (id);

  return self;
}

BesedaRequest *
beseda_request_new_typing (void)
{
  BesedaRequest *self = g_new0 (BesedaRequest, 1);

  self->kind = BESEDA_REQUEST_TYPING;

  return self;
}

BesedaRequest *
beseda_request_new_presence (gboolean away, const char *id)
{
  BesedaRequest *self = g_new0 (BesedaRequest, 1);

  self->kind = BESEDA_REQUEST_PRESENCE;
  self->away = away;
  self->id = g_strdup (id);

  return self;
}

void
beseda_request_free (BesedaRequest *self)
{
  g_clear_pointer (&self->act, beseda_act_free);
  g_free (self->owner);
  g_free (self->key);
  g_free (self->password);
  g_free (self->token);
  g_free (self->room_id);
  g_free (self->id);
  g_free (self->login);
  g_free (self->text);
  g_free (self);
}
