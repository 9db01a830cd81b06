/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "beseda-connection.h"

#include "beseda-backend.h"

enum
{
  OPENED,
  REPLY,
  CLOSED,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

G_DEFINE_QUARK (beseda_connection_error, beseda_connection_error)
G_DEFINE_ABSTRACT_TYPE (BesedaConnection, beseda_connection, G_TYPE_OBJECT)

static void
beseda_connection_class_init (BesedaConnectionClass *klass)
{
  signals[OPENED] = g_signal_new ("opened", BESEDA_TYPE_CONNECTION, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE,
                                  0);
  signals[REPLY] = g_signal_new ("reply", BESEDA_TYPE_CONNECTION, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE,
                                 2, G_TYPE_POINTER, G_TYPE_STRING);
  signals[CLOSED] = g_signal_new ("closed", BESEDA_TYPE_CONNECTION, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE,
                                  3, G_TYPE_UINT, G_TYPE_STRING, G_TYPE_ERROR | G_SIGNAL_TYPE_STATIC_SCOPE);
}

static void
beseda_connection_init (BesedaConnection *self)
{
}

BesedaConnection *
beseda_connection_new (BesedaAddress *address, gint64 client_id, const BesedaPatience *patience)
{
  return beseda_backend_get ()->connect (address, client_id, patience);
}

void
beseda_connection_set_known (BesedaConnection *self, const char *fingerprint)
{
  g_return_if_fail (BESEDA_IS_CONNECTION (self));

  BESEDA_CONNECTION_GET_CLASS (self)->set_known (self, fingerprint);
}

BesedaDialect
beseda_connection_get_dialect (BesedaConnection *self)
{
  return BESEDA_CONNECTION_GET_CLASS (self)->get_dialect (self);
}

gint64
beseda_connection_get_client_id (BesedaConnection *self)
{
  return BESEDA_CONNECTION_GET_CLASS (self)->get_client_id (self);
}

BesedaTrust
beseda_connection_get_trust (BesedaConnection *self)
{
  return BESEDA_CONNECTION_GET_CLASS (self)->get_trust (self);
}

const char *
beseda_connection_get_fingerprint (BesedaConnection *self)
{
  return BESEDA_CONNECTION_GET_CLASS (self)->get_fingerprint (self);
}

void
beseda_connection_send (BesedaConnection *self, const BesedaRequest *request)
{
  g_return_if_fail (BESEDA_IS_CONNECTION (self));

  BESEDA_CONNECTION_GET_CLASS (self)->send (self, request);
}

void
beseda_connection_close (BesedaConnection *self)
{
  g_return_if_fail (BESEDA_IS_CONNECTION (self));

  BESEDA_CONNECTION_GET_CLASS (self)->close (self);
}

void
beseda_connection_opened (BesedaConnection *self)
{
  g_signal_emit (self, signals[OPENED], 0);
}

void
beseda_connection_replied (BesedaConnection *self, BesedaReply *reply, const char *clock)
{
  g_signal_emit (self, signals[REPLY], 0, reply, clock);
}

void
beseda_connection_closed (BesedaConnection *self, guint code, const char *reason, const GError *error)
{
  g_signal_emit (self, signals[CLOSED], 0, code, reason, error);
}

gboolean
beseda_connection_leads_here (BesedaAddress *address)
{
  const char *host = beseda_address_get_host (address);
  g_autoptr (GInetAddress) inet = g_inet_address_new_from_string (host);

  return inet != NULL ? g_inet_address_get_is_loopback (inet) : g_str_equal (host, "localhost");
}
