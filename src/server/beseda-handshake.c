/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "beseda-room-name.h"
#include "beseda-handshake.h"

#include <gio/gnetworking.h>
#include <glib/gi18n-lib.h>
#include <libsoup/soup.h>

#include "beseda-limits.h"
#include "beseda-origin.h"
#include "beseda-transport-stream.h"

/* RFC 9110, section 15.5.22; libsoup has no name for it. */
#define UPGRADE_REQUIRED 426

#define VERSION "13"

struct _BesedaHandshake
{
  SoupServer *server; /* without a listener of its own */
  char *room;
  char *slug;
  gboolean refuse_plain;
  gint64 started; /* monotonic */
  BesedaHandshakeCallbacks callbacks;
  gpointer user_data;
  GQueue pending; /* of Pending, the earliest due first */
};

/* One connection while libsoup has it. It hangs on the connection's remote address, and goes with it. */
typedef struct
{
  BesedaHandshake *owner; /* NULL: the owner is gone */
  BesedaTransportStream *stream;
  gint64 due;
  GList link;
  gint64 client_id;
  BesedaDialect dialect;
} Pending;

static GQuark
pending_quark (void)
{
  return g_quark_from_static_string ("beseda-handshake-pending");
}

static void
unlink_pending (Pending *pending)
{
  if (pending->owner != NULL)
    g_queue_unlink (&pending->owner->pending, &pending->link);
  pending->owner = NULL;
}

static void
free_pending (gpointer data)
{
  Pending *pending = data;

  unlink_pending (pending);
  g_clear_object (&pending->stream);
  g_free (pending);
}

/* The stream is libsoup's to close; it notices the end. */
static void
cut (Pending *pending)
{
  BesedaTransport *transport = beseda_transport_stream_get_transport (pending->stream);

  unlink_pending (pending);
  if (transport != NULL)
    beseda_transport_cut (transport);
}

/* `segment` as it stands in the request, percent-encoded. */
static gboolean
is_our_room (BesedaHandshake *self, const char *segment)
{
  g_autofree char *name = g_uri_unescape_string (segment, NULL);
  g_autofree char *slug = NULL;

  if (name == NULL || !g_utf8_validate (name, -1, NULL))
    return FALSE;

  slug = beseda_room_name_to_slug (name);

  return g_str_equal (name, self->room) || (*slug != '\0' && g_str_equal (slug, self->slug));
}

static void
answer (SoupServerMessage *message, guint status, const char *type, const char *text)
{
  const char *reason = status == UPGRADE_REQUIRED ? "Upgrade Required" : NULL;
  SoupMessageHeaders *headers = soup_server_message_get_response_headers (message);

  soup_message_headers_replace (headers, "Connection", "close");
  soup_message_headers_replace (headers, "Cache-Control", "no-store");
  soup_server_message_set_status (message, status, reason);
  soup_server_message_set_response (message, type, SOUP_MEMORY_COPY, text, strlen (text));
}

static void
answer_text (SoupServerMessage *message, guint status, const char *sentence)
{
  g_autofree char *text = g_strconcat (sentence, "\n", NULL);

  answer (message, status, "text/plain; charset=utf-8", text);
}

static void
answer_health (BesedaHandshake *self, SoupServerMessage *message)
{
  g_autofree char *text = g_strdup_printf ("{\"status\": \"ok\", \"people\": %u, \"uptime\": %" G_GINT64_FORMAT "}\n",
                                           self->callbacks.count_people (self->user_data),
                                           (g_get_monotonic_time () - self->started) / G_USEC_PER_SEC);

  answer (message, SOUP_STATUS_OK, "application/json", text);
}

static void
answer_front_page (BesedaHandshake *self, SoupServerMessage *message)
{
  g_autofree char *text = g_strdup_printf (
      "This is “%s”, a room for talking. To join, open this address in the Beseda app, "
      "or connect a WebSocket to /ws/NUMBER",
      self->room);

  answer_text (message, SOUP_STATUS_OK, text);
}

static gboolean
offers_beseda (SoupServerMessage *message)
{
  return soup_message_headers_header_contains (soup_server_message_get_request_headers (message),
                                               "Sec-WebSocket-Protocol", BESEDA_SUBPROTOCOL);
}

/* What came behind the request: libsoup has read ahead, and where it read a part of a record TLS holds the rest. */
static gsize
drain (GIOStream *stream, guint8 *buffer)
{
  GPollableInputStream *input = G_POLLABLE_INPUT_STREAM (g_io_stream_get_input_stream (stream));
  gsize n = 0;
  gssize got;

  do
    {
      got = g_pollable_input_stream_read_nonblocking (input, buffer + n, BESEDA_LIMIT_HTTP_BEHIND - n, NULL, NULL);
      n += (gsize) MAX (got, 0);
    }
  while (got > 0 && BESEDA_LIMIT_HTTP_BEHIND - n >= BESEDA_TRANSPORT_RECORD);

  return n;
}

/* The answer to the upgrade is written, and libsoup has nothing more to do here. The transport leaves, so that nothing
 * of libsoup or GIO needs to live as long as the WebSocket. */
static void
leave_libsoup (SoupServerMessage *message, gpointer user_data)
{
  Pending *pending = user_data;
  BesedaHandshake *self = pending->owner;
  g_autoptr (BesedaTransportStream) stream = g_object_ref (pending->stream);
  g_autoptr (GIOStream) stolen = NULL;
  g_autofree guint8 *behind = NULL;
  BesedaUpgrade upgrade = { .client_id = pending->client_id, .dialect = pending->dialect };

  /* Stealing may end the life of `pending`. */
  unlink_pending (pending);
  stolen = soup_server_message_steal_connection (message);
  if (self == NULL)
    return;

  upgrade.behind = behind = g_malloc (BESEDA_LIMIT_HTTP_BEHIND);
  beseda_transport_stream_end_request (stream);
  upgrade.n_behind = drain (stolen, behind);
  upgrade.transport = beseda_transport_stream_steal_transport (stream);
  if (upgrade.transport != NULL)
    self->callbacks.upgraded (self->user_data, &upgrade);
}

static Pending *
find_pending (SoupServerMessage *message)
{
  return g_object_get_qdata (G_OBJECT (soup_server_message_get_remote_address (message)), pending_quark ());
}

static gboolean
is_secure (Pending *pending)
{
  BesedaTransport *transport = beseda_transport_stream_get_transport (pending->stream);

  return transport != NULL && beseda_transport_is_secure (transport);
}

/* A browser tells which page it is that wants to connect; nobody else does. */
static gboolean
comes_from_elsewhere (SoupMessageHeaders *headers, gboolean secure)
{
  const char *origin = soup_message_headers_get_list (headers, "Origin");
  const char *host = soup_message_headers_get_list (headers, "Host");

  return origin != NULL && !beseda_origin_is_own (origin, host, secure);
}

static void
upgrade (BesedaHandshake *self, SoupServerMessage *message, const char *id)
{
  Pending *pending = find_pending (message);
  SoupMessageHeaders *headers = soup_server_message_get_request_headers (message);
  char *ours[] = { (char *) BESEDA_SUBPROTOCOL, NULL };
  gboolean beseda = offers_beseda (message);

  g_assert (pending != NULL);

  if (!g_ascii_string_to_signed (id, 10, G_MININT64, G_MAXINT64, &pending->client_id, NULL))
    {
      answer_text (message, SOUP_STATUS_BAD_REQUEST,
                   "The last part of the address must be a whole number, such as /ws/7.");
      return;
    }

  if (!soup_message_headers_header_contains (headers, "Upgrade", "websocket"))
    {
      soup_message_headers_replace (soup_server_message_get_response_headers (message), "Upgrade", "websocket");
      answer_text (message, UPGRADE_REQUIRED, "This address is for WebSocket connections.");
      return;
    }

  /* RFC 6455, section 4.4. */
  if (g_strcmp0 (soup_message_headers_get_one (headers, "Sec-WebSocket-Version"), VERSION) != 0)
    {
      soup_message_headers_replace (soup_server_message_get_response_headers (message), "Sec-WebSocket-Version",
                                    VERSION);
      answer_text (message, UPGRADE_REQUIRED, "This address is for WebSocket connections of version 13.");
      return;
    }

  if (comes_from_elsewhere (headers, is_secure (pending)))
    {
      answer_text (message, SOUP_STATUS_FORBIDDEN, "Web pages from elsewhere may not connect to this server.");
      return;
    }

  /* libsoup reads one header of perhaps several. */
  if (beseda)
    soup_message_headers_replace (headers, "Sec-WebSocket-Protocol", BESEDA_SUBPROTOCOL);

  /* It refuses a guest that offers only what it doesn't know; such a guest gets the plain dialect, and no subprotocol
   * header (RFC 6455, section 4.2.2). */
  if (!soup_websocket_server_process_handshake (message, NULL, beseda ? ours : NULL, NULL, NULL))
    {
      answer_text (message, soup_server_message_get_status (message), "This is no valid WebSocket handshake.");
      return;
    }

  pending->dialect = beseda ? BESEDA_DIALECT_BESEDA : BESEDA_DIALECT_PLAIN;
  g_signal_connect (message, "wrote-informational", G_CALLBACK (leave_libsoup), pending);
}

/* Where only encrypted connections are served, what comes without is told so, whatever it asks for. */
static gboolean
refuses (BesedaHandshake *self, SoupServerMessage *message)
{
  return self->refuse_plain && !is_secure (find_pending (message));
}

/* Runs before the body is read: nobody here wants one, and a stranger's may be without end. */
static void
ignore_body (SoupServer *server, SoupServerMessage *message, const char *path, GHashTable *query, gpointer user_data)
{
  soup_message_body_set_accumulate (soup_server_message_get_request_body (message), FALSE);
}

static void
route (SoupServer *server, SoupServerMessage *message, const char *path, GHashTable *query, gpointer user_data)
{
  BesedaHandshake *self = user_data;
  const char *method = soup_server_message_get_method (message);
  g_auto (GStrv) parts = g_strsplit (path + (*path == '/'), "/", 6);
  guint n = g_strv_length (parts);

  if (refuses (self, message))
    {
      soup_message_headers_replace (soup_server_message_get_response_headers (message), "Upgrade", "TLS/1.2, HTTP/1.1");
      answer_text (message, UPGRADE_REQUIRED, "This room takes encrypted connections only: use https:// or wss://");
    }
  else if (method != SOUP_METHOD_GET && method != SOUP_METHOD_HEAD)
    {
      soup_message_headers_replace (soup_server_message_get_response_headers (message), "Allow", "GET, HEAD");
      answer_text (message, SOUP_STATUS_METHOD_NOT_ALLOWED, "Only GET works here.");
    }
  else if (n == 2 && g_str_equal (parts[0], "ws"))
    upgrade (self, message, parts[1]);
  else if (n == 4 && g_str_equal (parts[0], "rooms") && g_str_equal (parts[2], "ws") && is_our_room (self, parts[1]))
    upgrade (self, message, parts[3]);
  else if (g_str_equal (path, "/health"))
    answer_health (self, message);
  else if (n <= 1 && *path == '/' && path[1] == '\0')
    answer_front_page (self, message);
  else if (n == 2 && g_str_equal (parts[0], "rooms") && is_our_room (self, parts[1]))
    answer_front_page (self, message);
  else
    answer_text (message, SOUP_STATUS_NOT_FOUND, "There is nothing at this address; the room is at /");
}

/* Who shook hands slowly has less time left than others who are here already. */
static void
insert_pending (BesedaHandshake *self, Pending *pending)
{
  GList *earlier = self->pending.tail;

  while (earlier != NULL && ((Pending *) earlier->data)->due > pending->due)
    earlier = earlier->prev;

  g_queue_insert_after_link (&self->pending, earlier, &pending->link);
}

/* One end's address, NULL where there is none any more. (transfer full) */
static GSocketAddress *
get_address (int fd, gboolean peer)
{
  struct sockaddr_storage storage;
  struct sockaddr *native = (struct sockaddr *) &storage;
  socklen_t size = sizeof storage;
  const int status = peer ? getpeername (fd, native, &size) : getsockname (fd, native, &size);

  return status == 0 ? g_socket_address_new_from_native (native, (gsize) size) : NULL;
}

BesedaHandshake *
beseda_handshake_new (const char *room,
                      gboolean refuse_plain,
                      const BesedaHandshakeCallbacks *callbacks,
                      gpointer user_data)
{
  BesedaHandshake *self = g_new0 (BesedaHandshake, 1);

  self->room = g_strdup (room);
  self->slug = beseda_room_name_to_slug (room);
  self->refuse_plain = refuse_plain;
  self->started = g_get_monotonic_time ();
  self->callbacks = *callbacks;
  self->user_data = user_data;
  g_queue_init (&self->pending);

  self->server = soup_server_new ("raw-paths", TRUE, "server-header", "Beseda", NULL);
  soup_server_add_early_handler (self->server, NULL, ignore_body, NULL, NULL);
  soup_server_add_handler (self->server, NULL, route, self, NULL);

  return self;
}

void
beseda_handshake_free (BesedaHandshake *self)
{
  Pending *pending;

  while ((pending = g_queue_peek_head (&self->pending)) != NULL)
    cut (pending);

  soup_server_disconnect (self->server);
  g_clear_object (&self->server);
  g_free (self->room);
  g_free (self->slug);
  g_free (self);
}

void
beseda_handshake_take (BesedaHandshake *self, BesedaTransport *transport, gint64 due)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (BesedaTransportStream) stream = beseda_transport_stream_new (transport);
  g_autoptr (GSocketAddress) local = get_address (beseda_transport_get_fd (transport), FALSE);
  g_autoptr (GSocketAddress) remote = get_address (beseda_transport_get_fd (transport), TRUE);
  Pending *pending;

  if (local == NULL || remote == NULL)
    {
      g_debug ("A guest was gone before the handshake");
      return;
    }

  pending = g_new0 (Pending, 1);
  pending->owner = self;
  pending->stream = g_object_ref (stream);
  pending->due = due;
  pending->link.data = pending;
  insert_pending (self, pending);

  /* libsoup gives this very object back with the request. */
  g_object_set_qdata_full (G_OBJECT (remote), pending_quark (), pending, free_pending);

  if (!soup_server_accept_iostream (self->server, G_IO_STREAM (stream), local, remote, &error))
    g_debug ("libsoup refused a guest: %s", error->message);
}

gint64
beseda_handshake_expire (BesedaHandshake *self, gint64 now)
{
  Pending *pending;

  while ((pending = g_queue_peek_head (&self->pending)) != NULL && pending->due <= now)
    cut (pending);

  return beseda_handshake_get_due (self);
}

guint
beseda_handshake_get_n (const BesedaHandshake *self)
{
  return self->pending.length;
}

gint64
beseda_handshake_get_due (const BesedaHandshake *self)
{
  const Pending *pending = self->pending.head != NULL ? self->pending.head->data : NULL;

  return pending != NULL ? pending->due : G_MAXINT64;
}
