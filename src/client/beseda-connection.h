/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

#include "beseda-address.h"
#include "beseda-codec.h"
#include "beseda-patience.h"
#include "beseda-trust.h"

G_BEGIN_DECLS

/*
 * One connection to a server, from the first try until it ends; it is never opened again (the session makes a new one).
 * Owned by a session, on the main thread. It knows frames, not what they mean for a room. Abstract: the backend has the
 * one that is a WebSocket.
 *
 * Signals:
 *   "opened" ()                            the dialect is known from here on
 *   "reply" (BesedaReply *, const char *clock)   clock is the frame's HH:MM or NULL
 *   "closed" (guint code, const char *reason, GError *error)
 *                                          exactly once, the last signal. code 0 and `error` where there was no
 *                                          orderly close (refused, unreachable, cut, not a Beseda server ...); the
 *                                          error's message is one sentence for the person
 */

typedef enum
{
  BESEDA_CONNECTION_ERROR_UNREACHABLE, /* DNS, refused, no route, timed out: worth another try */
  BESEDA_CONNECTION_ERROR_LOST,        /* it was open and broke: worth another try */
  BESEDA_CONNECTION_ERROR_NOT_A_ROOM,  /* something answers there, but no WebSocket of ours (404, a web site ...) */
  BESEDA_CONNECTION_ERROR_TLS,
  BESEDA_CONNECTION_ERROR_UNKNOWN_CERTIFICATE, /* nobody vouches for the server: the person may */
  BESEDA_CONNECTION_ERROR_CHANGED_CERTIFICATE, /* it is not the server that is meant */
} BesedaConnectionError;

#define BESEDA_CONNECTION_ERROR (beseda_connection_error_quark ())
GQuark beseda_connection_error_quark (void);

#define BESEDA_TYPE_CONNECTION (beseda_connection_get_type ())
G_DECLARE_DERIVABLE_TYPE (BesedaConnection, beseda_connection, BESEDA, CONNECTION, GObject)

struct _BesedaConnectionClass
{
  GObjectClass parent_class;

  void (*set_known) (BesedaConnection *self, const char *fingerprint);
  BesedaDialect (*get_dialect) (BesedaConnection *self);
  gint64 (*get_client_id) (BesedaConnection *self);
  BesedaTrust (*get_trust) (BesedaConnection *self);
  const char *(*get_fingerprint) (BesedaConnection *self);
  void (*send) (BesedaConnection *self, const BesedaRequest *request);
  void (*close) (BesedaConnection *self);
};

/* Starts connecting at once. A server that doesn't know our subprotocol is asked again without it. The backend is
 * loaded. (transfer full) */
BesedaConnection *beseda_connection_new (BesedaAddress *address, gint64 client_id, const BesedaPatience *patience);

/* The fingerprint of the certificate that the person trusted there before; NULL: none. Right after it was made. */
void beseda_connection_set_known (BesedaConnection *self, const char *fingerprint);

BesedaDialect beseda_connection_get_dialect (BesedaConnection *self);
gint64 beseda_connection_get_client_id (BesedaConnection *self);

/* How the server proved to be the one that is meant, from "opened" or an error about its certificate on; and the
 * fingerprint of that, NULL without encryption. */
BesedaTrust beseda_connection_get_trust (BesedaConnection *self);
const char *beseda_connection_get_fingerprint (BesedaConnection *self);

/* Only after "opened" and before "closed". */
void beseda_connection_send (BesedaConnection *self, const BesedaRequest *request);

/* Says good-bye (1000), and lives until that is sent. "closed" follows. */
void beseda_connection_close (BesedaConnection *self);

/* For who implements it: the signals. */
void beseda_connection_opened (BesedaConnection *self);
void beseda_connection_replied (BesedaConnection *self, BesedaReply *reply, const char *clock);
void beseda_connection_closed (BesedaConnection *self, guint code, const char *reason, const GError *error);

/* To this computer itself, over no network. */
gboolean beseda_connection_leads_here (BesedaAddress *address);

G_END_DECLS
