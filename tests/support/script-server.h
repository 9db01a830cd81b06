/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <libsoup/soup.h>

#include "beseda-address.h"
#include "beseda-codec.h"

G_BEGIN_DECLS

/*
 * A server for tests of the client, on loopback in the test's own loop, of which the test decides every word: it speaks
 * the plain dialect or Beseda's, and what it does when a guest says something is the test's function. Not a room: for
 * that there is the real server.
 */
typedef struct _ScriptServer ScriptServer;

typedef struct
{
  ScriptServer *server;
  SoupWebsocketConnection *websocket;
  GSocket *socket;
  gint64 client_id;
  char *login; /* NULL before the login */
} ScriptGuest;

typedef void (*ScriptHeard) (ScriptGuest *guest, const BesedaRequest *request, gpointer user_data);

/* `port` 0 takes any free one. */
ScriptServer *script_server_new (guint16 port, BesedaDialect dialect, ScriptHeard heard, gpointer user_data);

/* Cuts everybody off, and frees the port. */
void script_server_free (ScriptServer *self);

BesedaAddress *script_server_get_address (ScriptServer *self);
guint16 script_server_get_port (ScriptServer *self);

/* Who is connected, the newest last. */
ScriptGuest *script_server_get_newest (ScriptServer *self);

/* Every request that was ever heard, as its login, its message, "(typing)", "(away)" or "(back)", in order. */
GPtrArray *script_server_get_heard (ScriptServer *self);

/* Its welcomes say from now on that it tells who writes. */
void script_server_offer_typing (ScriptServer *self);

/* The same for who is away. */
void script_server_offer_presence (ScriptServer *self);

/* Tells everybody, in the server's dialect, what `guest` does; `id` is the message's, or NULL. */
void
script_server_tell (ScriptServer *self, ScriptGuest *guest, BesedaEventKind kind, const char *text, const char *id);

/* Lets `guest` in: with a welcome, and Online to everybody. */
void script_guest_welcome (ScriptGuest *guest);
void script_guest_refuse (ScriptGuest *guest, BesedaRefusal refusal, const char *id);
/* Writes to the socket, past libsoup; less of it when the guest is gone. */
void script_guest_send_raw (ScriptGuest *guest, gconstpointer bytes, gsize length);
void script_guest_close (ScriptGuest *guest, guint code);

/* Cuts the TCP connection, without a Close. */
void script_guest_cut (ScriptGuest *guest);

/* What the system that this project was born from does. */
void script_plain_room (ScriptGuest *guest, const BesedaRequest *request, gpointer user_data);

/* Welcomes everybody and echoes everything. */
void script_beseda_room (ScriptGuest *guest, const BesedaRequest *request, gpointer user_data);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (ScriptServer, script_server_free)

/* Runs the loop until `condition` holds; the test's own time limit ends one that never does. */
#define wait_until(condition)                                                                                          \
  while (!(condition))                                                                                                 \
  g_main_context_iteration (NULL, TRUE)

G_END_DECLS
