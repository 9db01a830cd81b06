/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "beseda-websocket.h"

#include <glib/gi18n-lib.h>
#include <libsoup/soup.h>

#include "beseda-close-code.h"
#include "beseda-limits.h"

#define UPGRADE_REQUIRED 426 /* RFC 9110, section 15.5.22; here to TLS */

typedef enum
{
  STATE_OPENING,
  STATE_OPEN,
  STATE_CLOSING, /* our Close is on its way; a reference to ourselves is held until it arrived */
  STATE_CLOSED,
} State;

struct _BesedaWebsocket
{
  BesedaConnection parent_instance;

  BesedaAddress *address;
  BesedaPatience patience;
  BesedaDialect dialect;
  gint64 client_id;

  State state;
  GCancellable *cancellable;
  SoupMessage *handshake;
  char *known; /* the fingerprint that the person trusted before; NULL: none */
  BesedaTrust trust;
  char *fingerprint; /* of the certificate that the server showed */
  SoupWebsocketConnection *websocket;
  guint deadline;    /* of the opening, then of the silence */
  gint64 last_heard; /* monotonic */
};

G_DEFINE_FINAL_TYPE (BesedaWebsocket, beseda_websocket, BESEDA_TYPE_CONNECTION)

static void
drop_transport (BesedaWebsocket *self)
{
  g_cancellable_cancel (self->cancellable);
  g_clear_handle_id (&self->deadline, g_source_remove);
  if (self->handshake != NULL)
    g_signal_handlers_disconnect_by_data (self->handshake, self);
  g_clear_object (&self->handshake);

  if (self->websocket != NULL)
    {
      g_signal_handlers_disconnect_by_data (self->websocket, self);
      /* libsoup 3.2 goes on reading after a handler returns, without a reference of its own. */
      g_idle_add_once (g_object_unref, g_steal_pointer (&self->websocket));
    }
}

/* The end, however it came about. */
static void
finish (BesedaWebsocket *self, guint code, const char *reason, const GError *error)
{
  const gboolean closing = self->state == STATE_CLOSING;

  self->state = STATE_CLOSED;
  drop_transport (self);
  beseda_connection_closed (BESEDA_CONNECTION (self), code, reason, error);

  if (closing)
    g_object_unref (self);
}

/* Makes of what libsoup and GIO say one sentence for the person. (transfer full) */
static GError *
explain (BesedaWebsocket *self, const GError *cause)
{
  g_autofree char *label = beseda_address_to_label (self->address);
  const guint status = self->handshake != NULL ? soup_message_get_status (self->handshake) : 0;

  g_debug ("No connection to %s: %s", label, cause->message);

  if (g_error_matches (cause, G_RESOLVER_ERROR, G_RESOLVER_ERROR_NOT_FOUND))
    return g_error_new (BESEDA_CONNECTION_ERROR, BESEDA_CONNECTION_ERROR_UNREACHABLE,
                        _ ("No computer was found for %s; check the address."), label);

  if (cause->domain == G_RESOLVER_ERROR)
    return g_error_new (BESEDA_CONNECTION_ERROR, BESEDA_CONNECTION_ERROR_UNREACHABLE,
                        _ ("The name in %s could not be looked up; check your network."), label);

  if (self->trust == BESEDA_TRUST_CHANGED && beseda_address_get_fingerprint (self->address) == NULL)
    return g_error_new (BESEDA_CONNECTION_ERROR, BESEDA_CONNECTION_ERROR_CHANGED_CERTIFICATE,
                        _ ("The certificate of %s is not the one that you trusted; ask the host before you join."),
                        label);

  if (self->trust == BESEDA_TRUST_CHANGED)
    return g_error_new (
        BESEDA_CONNECTION_ERROR, BESEDA_CONNECTION_ERROR_CHANGED_CERTIFICATE,
        _ ("What answers at %s is not the room that your link is of, or somebody is in between; ask the "
           "host for a new link."),
        label);

  if (self->trust == BESEDA_TRUST_UNKNOWN)
    return g_error_new (
        BESEDA_CONNECTION_ERROR, BESEDA_CONNECTION_ERROR_UNKNOWN_CERTIFICATE,
        _ ("Nobody vouches for the certificate of %s; ask the host for a link that has its fingerprint."), label);

  if (cause->domain == G_TLS_ERROR)
    return g_error_new (BESEDA_CONNECTION_ERROR, BESEDA_CONNECTION_ERROR_TLS,
                        _ ("No secure connection to %s is possible; try the link with http:// in front."), label);

  if (status == UPGRADE_REQUIRED && !beseda_address_get_tls (self->address))
    return g_error_new (
        BESEDA_CONNECTION_ERROR, BESEDA_CONNECTION_ERROR_TLS,
        _ ("The room at %s is encrypted; use the host’s link, or write wss:// in front of the address."), label);

  if (SOUP_STATUS_IS_SERVER_ERROR (status))
    return g_error_new (BESEDA_CONNECTION_ERROR, BESEDA_CONNECTION_ERROR_UNREACHABLE,
                        _ ("The server at %s can’t let anybody in right now; try again in a moment."), label);

  if (cause->domain == SOUP_WEBSOCKET_ERROR || cause->domain == SOUP_SESSION_ERROR)
    return g_error_new (BESEDA_CONNECTION_ERROR, BESEDA_CONNECTION_ERROR_NOT_A_ROOM,
                        _ ("Something answers at %s, but it is no room; check the address."), label);

  if (g_error_matches (cause, G_IO_ERROR, G_IO_ERROR_NETWORK_UNREACHABLE))
    return g_error_new (BESEDA_CONNECTION_ERROR, BESEDA_CONNECTION_ERROR_UNREACHABLE,
                        _ ("There is no way to %s; check your network."), label);

  if (g_error_matches (cause, G_IO_ERROR, G_IO_ERROR_PARTIAL_INPUT) ||
      g_error_matches (cause, G_IO_ERROR, G_IO_ERROR_CONNECTION_CLOSED))
    return g_error_new (BESEDA_CONNECTION_ERROR, BESEDA_CONNECTION_ERROR_UNREACHABLE,
                        _ ("Something at %s hung up at once; check the address, or try again in a moment."), label);

  return g_error_new (BESEDA_CONNECTION_ERROR, BESEDA_CONNECTION_ERROR_UNREACHABLE,
                      _ ("Nobody answers at %s; check the address, and whether the room is open."), label);
}

static void
fail (BesedaWebsocket *self, const GError *cause)
{
  g_autoptr (GError) error = explain (self, cause);

  finish (self, 0, NULL, error);
}

static void
lose (BesedaWebsocket *self)
{
  g_autofree char *label = beseda_address_to_label (self->address);
  g_autoptr (GError) error = g_error_new (BESEDA_CONNECTION_ERROR, BESEDA_CONNECTION_ERROR_LOST,
                                          _ ("The connection to %s was lost."), label);

  finish (self, 0, NULL, error);
}

static void
note_life (BesedaWebsocket *self)
{
  self->last_heard = g_get_monotonic_time ();
}

static void
on_message (BesedaWebsocket *self, SoupWebsocketDataType type, GBytes *message)
{
  g_autoptr (BesedaReply) reply = NULL;
  g_autofree char *clock = NULL;
  g_autoptr (GError) error = NULL;
  gconstpointer text;
  gsize length;

  note_life (self);
  if (type != SOUP_WEBSOCKET_DATA_TEXT)
    {
      g_debug ("A binary frame was passed over");
      return;
    }

  text = g_bytes_get_data (message, &length);
  reply = beseda_codec_decode_reply (text, length, &clock, &error);
  if (reply == NULL)
    {
      g_debug ("A frame was passed over: %s", error->message);
      return;
    }

  beseda_connection_replied (BESEDA_CONNECTION (self), reply, clock);
}

static void
on_pong (BesedaWebsocket *self)
{
  note_life (self);
}

static void
on_websocket_closed (BesedaWebsocket *self)
{
  const guint code = soup_websocket_connection_get_close_code (self->websocket);
  g_autofree char *reason = g_strdup (soup_websocket_connection_get_close_data (self->websocket));

  if (self->state == STATE_CLOSING)
    finish (self, BESEDA_CLOSE_NORMAL, NULL, NULL);
  else if (code == 0 || code == SOUP_WEBSOCKET_CLOSE_ABNORMAL)
    lose (self);
  else
    finish (self, code, reason, NULL);
}

/* libsoup would wait for the peer's answer to its Close, however long that takes. It also takes for an error what a
 * peer may well say: a Close with a code that was registered after RFC 6455. */
static void
on_error (BesedaWebsocket *self, const GError *error)
{
  g_debug ("The WebSocket broke: %s", error->message);
  on_websocket_closed (self);
}

static gboolean
on_silence (gpointer user_data)
{
  BesedaWebsocket *self = user_data;
  const gint64 silent = (g_get_monotonic_time () - self->last_heard) / 1000;

  if (silent < self->patience.silence)
    self->deadline = g_timeout_add (self->patience.silence - silent, on_silence, self);
  else
    {
      self->deadline = 0;
      g_debug ("Nothing was heard for %" G_GINT64_FORMAT " ms", silent);
      lose (self);
    }

  return G_SOURCE_REMOVE;
}

static void
take_websocket (BesedaWebsocket *self, SoupWebsocketConnection *websocket)
{
  const char *protocol = soup_websocket_connection_get_protocol (websocket);

  self->websocket = g_object_ref (websocket);
  self->state = STATE_OPEN;
  self->dialect = g_strcmp0 (protocol, BESEDA_SUBPROTOCOL) == 0 ? BESEDA_DIALECT_BESEDA : BESEDA_DIALECT_PLAIN;
  g_clear_object (&self->handshake);

  soup_websocket_connection_set_max_incoming_payload_size (websocket, BESEDA_LIMIT_REPLY);
  /* All fragments of a message together, which libsoup 3.2 cannot bound, and newer ones can. */
  if (g_object_class_find_property (G_OBJECT_GET_CLASS (websocket), "max-total-message-size") != NULL)
    g_object_set (websocket, "max-total-message-size", (guint64) BESEDA_LIMIT_REPLY, NULL);
  soup_websocket_connection_set_keepalive_interval (websocket, MAX (self->patience.ping / 1000, 1));
  g_signal_connect_swapped (websocket, "message", G_CALLBACK (on_message), self);
  g_signal_connect_swapped (websocket, "pong", G_CALLBACK (on_pong), self);
  g_signal_connect_swapped (websocket, "error", G_CALLBACK (on_error), self);
  g_signal_connect_swapped (websocket, "closed", G_CALLBACK (on_websocket_closed), self);

  note_life (self);
  g_clear_handle_id (&self->deadline, g_source_remove);
  self->deadline = g_timeout_add (self->patience.silence, on_silence, self);

  beseda_connection_opened (BESEDA_CONNECTION (self));
}

static void shake_hands (BesedaWebsocket *self, BesedaDialect dialect);

static gboolean
judge (BesedaWebsocket *self, GTlsCertificate *certificate, GTlsCertificateFlags errors)
{
  g_free (self->fingerprint);
  self->fingerprint = beseda_trust_make_fingerprint (certificate);
  self->trust = beseda_trust_judge (beseda_address_get_fingerprint (self->address), self->known, self->fingerprint,
                                    errors);

  return beseda_trust_is_enough (self->trust);
}

/* libsoup asks only about a certificate that something is wrong with; the login must not go to the wrong server either
 * where nothing is. */
static gboolean
is_meant (BesedaWebsocket *self)
{
  GTlsCertificate *certificate = soup_message_get_tls_peer_certificate (self->handshake);

  if (certificate == NULL)
    return !beseda_address_get_tls (self->address);

  return judge (self, certificate, soup_message_get_tls_peer_certificate_errors (self->handshake));
}

static void
on_handshake (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (SoupWebsocketConnection)
      websocket = soup_session_websocket_connect_finish (SOUP_SESSION (source), result, &error);
  BesedaWebsocket *self = user_data;

  /* Then `self` may be gone. */
  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    return;

  if (websocket != NULL && is_meant (self))
    take_websocket (self, websocket);
  else if (websocket != NULL)
    {
      error = g_error_new_literal (G_TLS_ERROR, G_TLS_ERROR_BAD_CERTIFICATE, "not the certificate that is meant");
      fail (self, error);
    }
  else if (error->domain == SOUP_WEBSOCKET_ERROR && self->dialect == BESEDA_DIALECT_BESEDA)
    shake_hands (self, BESEDA_DIALECT_PLAIN);
  else
    fail (self, error);
}

/* One HTTP session for each try: nothing is shared between rooms, and nothing remembered. */
static void
shake_hands (BesedaWebsocket *self, BesedaDialect dialect)
{
  g_autofree char *uri = beseda_address_to_websocket_uri (self->address, self->client_id);
  g_autoptr (SoupSession) session = soup_session_new_with_options ("user-agent", "Beseda", NULL);
  char *ours[] = { (char *) BESEDA_SUBPROTOCOL, NULL };
  g_autoptr (GError) error = NULL;

  /* This computer itself is behind no proxy, whatever the desktop says of proxies, or cannot say. */
  if (beseda_connection_leads_here (self->address))
    soup_session_set_proxy_resolver (session, NULL);

  self->dialect = dialect;
  g_clear_object (&self->handshake);
  self->handshake = soup_message_new (SOUP_METHOD_GET, uri);
  if (self->handshake == NULL)
    {
      error = g_error_new_literal (G_RESOLVER_ERROR, G_RESOLVER_ERROR_NOT_FOUND, uri);
      fail (self, error);
      return;
    }

  /* What a stranger compresses has no bound in libsoup 3.2. */
  soup_session_remove_feature_by_type (session, SOUP_TYPE_WEBSOCKET_EXTENSION_MANAGER);
  soup_message_add_flags (self->handshake, SOUP_MESSAGE_NO_REDIRECT);
  g_signal_connect_swapped (self->handshake, "accept-certificate", G_CALLBACK (judge), self);
  soup_session_websocket_connect_async (session, self->handshake, NULL, dialect == BESEDA_DIALECT_BESEDA ? ours : NULL,
                                        G_PRIORITY_DEFAULT, self->cancellable, on_handshake, self);
}

static gboolean
on_open_deadline (gpointer user_data)
{
  g_autoptr (GError) error = g_error_new_literal (G_IO_ERROR, G_IO_ERROR_TIMED_OUT, "too slow to open");
  BesedaWebsocket *self = user_data;

  self->deadline = 0;
  fail (self, error);

  return G_SOURCE_REMOVE;
}

static gboolean
start (gpointer user_data)
{
  BesedaWebsocket *self = user_data;

  self->deadline = g_timeout_add (self->patience.open, on_open_deadline, self);
  shake_hands (self, BESEDA_DIALECT_BESEDA);

  return G_SOURCE_REMOVE;
}

static void
set_known (BesedaConnection *connection, const char *fingerprint)
{
  BesedaWebsocket *self = BESEDA_WEBSOCKET (connection);

  g_return_if_fail (self->handshake == NULL);

  g_free (self->known);
  self->known = g_strdup (fingerprint);
}

static BesedaDialect
get_dialect (BesedaConnection *connection)
{
  return BESEDA_WEBSOCKET (connection)->dialect;
}

static gint64
get_client_id (BesedaConnection *connection)
{
  return BESEDA_WEBSOCKET (connection)->client_id;
}

static BesedaTrust
get_trust (BesedaConnection *connection)
{
  return BESEDA_WEBSOCKET (connection)->trust;
}

static const char *
get_fingerprint (BesedaConnection *connection)
{
  return BESEDA_WEBSOCKET (connection)->fingerprint;
}

static void
send_request (BesedaConnection *connection, const BesedaRequest *request)
{
  BesedaWebsocket *self = BESEDA_WEBSOCKET (connection);
  g_autofree char *text = NULL;

  g_return_if_fail (self->state != STATE_OPENING);

  /* The peer may have begun to close a moment ago. */
  if (self->state != STATE_OPEN || soup_websocket_connection_get_state (self->websocket) != SOUP_WEBSOCKET_STATE_OPEN)
    return;

  text = beseda_codec_encode_request (self->dialect, request);
  soup_websocket_connection_send_text (self->websocket, text);
}

static void
say_goodbye (BesedaConnection *connection)
{
  BesedaWebsocket *self = BESEDA_WEBSOCKET (connection);

  if (self->state == STATE_OPENING)
    finish (self, BESEDA_CLOSE_NORMAL, NULL, NULL);
  else if (self->state == STATE_OPEN)
    {
      self->state = STATE_CLOSING;
      g_object_ref (self);
      if (soup_websocket_connection_get_state (self->websocket) == SOUP_WEBSOCKET_STATE_OPEN)
        soup_websocket_connection_close (self->websocket, BESEDA_CLOSE_NORMAL, NULL);
    }
}

static void
beseda_websocket_dispose (GObject *object)
{
  BesedaWebsocket *self = BESEDA_WEBSOCKET (object);

  drop_transport (self);
  g_clear_object (&self->cancellable);
  g_clear_pointer (&self->address, beseda_address_unref);
  g_clear_pointer (&self->known, g_free);
  g_clear_pointer (&self->fingerprint, g_free);

  G_OBJECT_CLASS (beseda_websocket_parent_class)->dispose (object);
}

static void
beseda_websocket_class_init (BesedaWebsocketClass *klass)
{
  BesedaConnectionClass *connection_class = BESEDA_CONNECTION_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = beseda_websocket_dispose;

  connection_class->set_known = set_known;
  connection_class->get_dialect = get_dialect;
  connection_class->get_client_id = get_client_id;
  connection_class->get_trust = get_trust;
  connection_class->get_fingerprint = get_fingerprint;
  connection_class->send = send_request;
  connection_class->close = say_goodbye;
}

static void
beseda_websocket_init (BesedaWebsocket *self)
{
  self->cancellable = g_cancellable_new ();
}

BesedaConnection *
beseda_websocket_new (BesedaAddress *address, gint64 client_id, const BesedaPatience *patience)
{
  BesedaWebsocket *self = g_object_new (BESEDA_TYPE_WEBSOCKET, NULL);

  self->address = beseda_address_ref (address);
  self->client_id = client_id;
  self->patience = *patience;
  /* Not before the caller could connect to the signals; but before a window is drawn again, which may take all the time
   * that there is, as long as a spinner turns. */
  self->deadline = g_idle_add_full (G_PRIORITY_DEFAULT, start, self, NULL);

  return BESEDA_CONNECTION (self);
}
