/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "beseda-person.h"

BesedaPerson *
beseda_person_new (gint64 client_id, const char *login)
{
  BesedaPerson *self = g_new0 (BesedaPerson, 1);

  self->client_id = client_id;
  self->login = g_strdup (login);

  return self;
}

void
beseda_person_free (BesedaPerson *self)
{
  g_free (self->login);
  g_free (self);
}
