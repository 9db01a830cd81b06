/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

#include "beseda-deadlines.h"

G_BEGIN_DECLS

/*
 * A server with one room, on a thread of its own. This object is the handle that its owner keeps: it lives on the
 * owner's thread, and its callbacks and notifications arrive there (in the main context that was the thread's default
 * when it was made). Everything that serves lives on the server's thread and is never touched from here.
 */

typedef enum
{
  BESEDA_SERVER_ERROR_ADDRESS,     /* no IP address, or none that this computer has */
  BESEDA_SERVER_ERROR_PORT_TAKEN,  /* another program listens there */
  BESEDA_SERVER_ERROR_PORT_DENIED, /* a port that this user may not take */
  BESEDA_SERVER_ERROR_HISTORY,     /* the room's file cannot be used */
  BESEDA_SERVER_ERROR_CERTIFICATE, /* the file with a key or certificate cannot be used */
  BESEDA_SERVER_ERROR_FAILED,      /* anything else that the system refused */
} BesedaServerError;

#define BESEDA_SERVER_ERROR (beseda_server_error_quark ())
GQuark beseda_server_error_quark (void);

typedef struct
{
  const char *address;       /* an IPv4 or IPv6 address to listen on; "0.0.0.0" and "::" mean all of that family */
  guint16 port;              /* 0: any free one */
  const char *room;          /* the room's name as people see it */
  guint max_people;          /* 1 to BESEDA_LIMIT_PEOPLE_MAX */
  guint messages_per_second; /* of one peer; 0: unbounded, for benchmarks */
  const char *file;          /* where the room is kept; NULL: in memory, while the server runs */
  gint64 keep;               /* how long messages are kept, in seconds; -1: for ever; 0: not at all */
  int door;                  /* who can join, a BesedaDoorKind; -1: as the file says, or in a new room everybody */
  const char *password;      /* for BESEDA_DOOR_PASSWORD; NULL: the one that the file has */
  int plain_on_network;      /* TRUE: programs that have no secret may join from this network; -1: as the file says */
  const char *control;       /* where the control socket is to be; NULL: nowhere */
  const BesedaDeadlines *deadlines; /* NULL: the usual ones */

  gboolean announce; /* tell the local network of the room, where `address` is that of all networks */

  gboolean encrypt;     /* TLS on the same port */
  const char *identity; /* PEM file of the room's own key and certificate, made where there is none; NULL: in memory */
  const char *tls_cert; /* a certificate by a known authority instead, and its key, both PEM files; both or none */
  const char *tls_key;
  int allow_plain; /* also without TLS; -1: where programs that have no secret may join; always so where !encrypt */
} BesedaServerOptions;

#define BESEDA_TYPE_SERVER (beseda_server_get_type ())
G_DECLARE_FINAL_TYPE (BesedaServer, beseda_server, BESEDA, SERVER, GObject)

/* Copies the options. The server makes the room's log itself: its owners never see the store. */
BesedaServer *beseda_server_new (const BesedaServerOptions *options);

/* Starts the thread and listens. Fails with BESEDA_SERVER_ERROR; its message is one sentence for a person: what
 * happened and what to do. Once only. */
void beseda_server_start_async (BesedaServer *self,
                                GCancellable *cancellable,
                                GAsyncReadyCallback callback,
                                gpointer user_data);
gboolean beseda_server_start_finish (BesedaServer *self, GAsyncResult *result, GError **error);

/* Closes everybody with 1001, waits at most 2 s for them, ends the thread. Never fails. An owner that drops the last
 * reference without this ends it as well, but waits for the thread. */
void beseda_server_stop_async (BesedaServer *self, GAsyncReadyCallback callback, gpointer user_data);
void beseda_server_stop_finish (BesedaServer *self, GAsyncResult *result);

/* Says something to the server while it runs: `words` as beseda_commands_run() has them, NULL-terminated. The answer is
 * text; fails with one sentence for a person. (transfer full) */
void beseda_server_command_async (BesedaServer *self,
                                  const char *const *words,
                                  GCancellable *cancellable,
                                  GAsyncReadyCallback callback,
                                  gpointer user_data);
char *beseda_server_command_finish (BesedaServer *self, GAsyncResult *result, GError **error);

/* http://ADDRESS:PORT/, or https:// where it encrypts, with the port that is really listened on; NULL before the start.
 */
const char *beseda_server_get_uri (BesedaServer *self);
guint16 beseda_server_get_port (BesedaServer *self);

/* SHA-256 of the room's own certificate, 64 hexadecimal digits in lower case, which guests can know the server by. NULL
 * before the start, without encryption, and where the certificate is a known authority's: that one changes. */
const char *beseda_server_get_fingerprint (BesedaServer *self);

/* Reads tls_cert and tls_key again. Where they cannot be used the old ones stay, and a warning says why. Guests who are
 * there already notice nothing. */
void beseda_server_reload (BesedaServer *self);

G_END_DECLS
