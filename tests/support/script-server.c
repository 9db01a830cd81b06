/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "script-server.h"

struct _ScriptServer
{
  SoupServer *soup;
  BesedaAddress *address;
  BesedaDialect dialect;
  ScriptHeard heard;
  gpointer user_data;
  GPtrArray *guests;   /* of ScriptGuest */
  GPtrArray *requests; /* of char * */
  guint64 seq;
  gboolean typing;
  gboolean presence;
};

static void
free_guest (gpointer data)
{
  ScriptGuest *guest = data;

  g_signal_handlers_disconnect_by_data (guest->websocket, guest);
  g_object_unref (guest->websocket);
  g_object_unref (guest->socket);
  g_free (guest->login);
  g_free (guest);
}

static const char *
name_request (const BesedaRequest *request)
{
  switch (request->kind)
    {
    case BESEDA_REQUEST_LOGIN:
      return request->login;
    case BESEDA_REQUEST_TYPING:
      return "(typing)";
    case BESEDA_REQUEST_PRESENCE:
      return request->away ? "(away)" : "(back)";
    default:
      return request->text;
    }
}

static void
on_message (ScriptGuest *guest, SoupWebsocketDataType type, GBytes *message)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (BesedaRequest) request = beseda_codec_decode_request (g_bytes_get_data (message, NULL),
                                                                   g_bytes_get_size (message), NULL, &error);

  g_assert_no_error (error);
  if (request->kind == BESEDA_REQUEST_LOGIN)
    {
      g_assert_cmpint (request->client_id, ==, guest->client_id);
      g_free (guest->login);
      guest->login = g_strdup (request->login);
    }
  g_ptr_array_add (guest->server->requests, g_strdup (name_request (request)));
  if (guest->server->heard != NULL)
    guest->server->heard (guest, request, guest->server->user_data);
}

static void
on_closed (ScriptGuest *guest)
{
  g_ptr_array_remove (guest->server->guests, guest);
}

static void
on_guest (SoupServer *soup,
          SoupServerMessage *message,
          const char *path,
          SoupWebsocketConnection *websocket,
          gpointer user_data)
{
  ScriptServer *self = user_data;
  ScriptGuest *guest = g_new0 (ScriptGuest, 1);

  guest->server = self;
  guest->websocket = g_object_ref (websocket);
  guest->socket = g_object_ref (soup_server_message_get_socket (message));
  g_assert_true (g_ascii_string_to_signed (path + strlen ("/ws/"), 10, 1, G_MAXINT32, &guest->client_id, NULL));
  g_signal_connect_swapped (websocket, "message", G_CALLBACK (on_message), guest);
  g_signal_connect_swapped (websocket, "closed", G_CALLBACK (on_closed), guest);
  g_ptr_array_add (self->guests, guest);
}

static void
send_bytes (ScriptGuest *guest, GBytes *bytes)
{
  g_autofree char *text = g_strndup (g_bytes_get_data (bytes, NULL), g_bytes_get_size (bytes));

  soup_websocket_connection_send_text (guest->websocket, text);
}

static void
send_reply (ScriptGuest *guest, BesedaReply *reply)
{
  g_autoptr (GBytes) bytes = beseda_codec_encode_reply (BESEDA_DIALECT_BESEDA, reply, "09:07");

  send_bytes (guest, bytes);
}

ScriptServer *
script_server_new (guint16 port, BesedaDialect dialect, ScriptHeard heard, gpointer user_data)
{
  ScriptServer *self = g_new0 (ScriptServer, 1);
  char *protocols[] = { (char *) BESEDA_SUBPROTOCOL, NULL };
  g_autoptr (GError) error = NULL;
  GSList *uris;

  self->dialect = dialect;
  self->heard = heard;
  self->user_data = user_data;
  self->guests = g_ptr_array_new_with_free_func (free_guest);
  self->requests = g_ptr_array_new_with_free_func (g_free);
  self->soup = soup_server_new (NULL, NULL);
  soup_server_add_websocket_handler (self->soup, "/ws", NULL, dialect == BESEDA_DIALECT_BESEDA ? protocols : NULL,
                                     on_guest, self, NULL);
  soup_server_listen_local (self->soup, port, SOUP_SERVER_LISTEN_IPV4_ONLY, &error);
  g_assert_no_error (error);

  uris = soup_server_get_uris (self->soup);
  self->address = beseda_address_new ("127.0.0.1", g_uri_get_port (uris->data), NULL, FALSE);
  g_slist_free_full (uris, (GDestroyNotify) g_uri_unref);

  return self;
}

void
script_server_free (ScriptServer *self)
{
  for (guint i = 0; i < self->guests->len; i++)
    script_guest_cut (self->guests->pdata[i]);
  g_ptr_array_unref (self->guests);
  g_ptr_array_unref (self->requests);
  soup_server_disconnect (self->soup);
  g_object_unref (self->soup);
  beseda_address_unref (self->address);
  g_free (self);
}

BesedaAddress *
script_server_get_address (ScriptServer *self)
{
  return self->address;
}

guint16
script_server_get_port (ScriptServer *self)
{
  return beseda_address_get_port (self->address);
}

ScriptGuest *
script_server_get_newest (ScriptServer *self)
{
  return self->guests->len > 0 ? self->guests->pdata[self->guests->len - 1] : NULL;
}

GPtrArray *
script_server_get_heard (ScriptServer *self)
{
  return self->requests;
}

void
script_server_offer_typing (ScriptServer *self)
{
  self->typing = TRUE;
}

void
script_server_offer_presence (ScriptServer *self)
{
  self->presence = TRUE;
}

void
script_server_tell (ScriptServer *self, ScriptGuest *guest, BesedaEventKind kind, const char *text, const char *id)
{
  g_autoptr (BesedaEvent) event = beseda_event_new (kind, G_GINT64_CONSTANT (1767258420000) + (gint64) self->seq * 1000,
                                                    guest->client_id, guest->login, text, id);
  g_autoptr (GBytes) bytes = NULL;

  beseda_event_set_seq (event, ++self->seq);
  bytes = beseda_codec_encode_event (self->dialect, event, "09:07");
  for (guint i = 0; i < self->guests->len; i++)
    send_bytes (self->guests->pdata[i], bytes);
}

void
script_guest_welcome (ScriptGuest *guest)
{
  BesedaWelcome *welcome = beseda_welcome_new ("Kitchen", guest->login, guest->client_id);
  g_autoptr (BesedaReply) reply = NULL;

  for (guint i = 0; i < guest->server->guests->len; i++)
    {
      ScriptGuest *other = guest->server->guests->pdata[i];

      g_ptr_array_add (welcome->people,
                       beseda_person_new (other->client_id, other->login != NULL ? other->login : "?"));
    }
  welcome->last_seq = guest->server->seq;
  welcome->typing = guest->server->typing;
  welcome->presence = guest->server->presence;
  reply = beseda_reply_new_welcome (welcome);
  send_reply (guest, reply);
  script_server_tell (guest->server, guest, BESEDA_EVENT_ONLINE, NULL, NULL);
}

void
script_guest_refuse (ScriptGuest *guest, BesedaRefusal refusal, const char *id)
{
  g_autoptr (BesedaReply) reply = beseda_reply_new_error (refusal, "No.", id);

  send_reply (guest, reply);
}

void
script_guest_send_raw (ScriptGuest *guest, gconstpointer bytes, gsize length)
{
  for (gsize sent = 0; sent < length;)
    {
      g_autoptr (GError) error = NULL;
      gssize n = g_socket_send (guest->socket, (const char *) bytes + sent, length - sent, NULL, &error);

      if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_WOULD_BLOCK))
        g_main_context_iteration (NULL, TRUE);
      else if (n < 0)
        return;
      else
        sent += n;
    }
}

void
script_guest_close (ScriptGuest *guest, guint code)
{
  const guint8 frame[] = { 0x88, 5, code >> 8, code & 0xff, 'N', 'o', '.' };

  /* libsoup 3.2 does not send the codes that were registered after RFC 6455. */
  script_guest_send_raw (guest, frame, sizeof frame);
  g_socket_shutdown (guest->socket, FALSE, TRUE, NULL);
}

void
script_guest_cut (ScriptGuest *guest)
{
  g_socket_shutdown (guest->socket, TRUE, TRUE, NULL);
}

void
script_plain_room (ScriptGuest *guest, const BesedaRequest *request, gpointer user_data)
{
  if (request->kind == BESEDA_REQUEST_LOGIN)
    script_server_tell (guest->server, guest, BESEDA_EVENT_ONLINE, NULL, NULL);
  else
    script_server_tell (guest->server, guest, BESEDA_EVENT_MESSAGE, request->text, NULL);
}

void
script_beseda_room (ScriptGuest *guest, const BesedaRequest *request, gpointer user_data)
{
  if (request->kind == BESEDA_REQUEST_LOGIN)
    script_guest_welcome (guest);
  else if (request->kind == BESEDA_REQUEST_MESSAGE)
    script_server_tell (guest->server, guest, BESEDA_EVENT_MESSAGE, request->text, request->id);
}
