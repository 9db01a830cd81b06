/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

#include "beseda-callers.h"
#include "beseda-credentials.h"

G_BEGIN_DECLS

/*
 * The wire to one guest: a socket, or TLS upon it. Owned by whoever has the guest just now (the entrance, then the
 * stream that libsoup reads, then the peer), on the server's thread. All that the server says to GnuTLS about a
 * connection, and all that it refuses there, is in here. It never waits: who owns it asks the poller about its
 * descriptor.
 */
typedef struct _BesedaTransport BesedaTransport;

/* What a read into this many bytes leaves behind is in the socket, where a poller sees it, and not in GnuTLS. */
#define BESEDA_TRANSPORT_RECORD (16 * 1024)

/* Takes the socket `fd`, which doesn't block, and with it the connection of `caller` (NULL: nobody counts it). */
BesedaTransport *beseda_transport_new (int fd, BesedaCaller *caller);

/* Closes the socket. */
void beseda_transport_free (BesedaTransport *self);

int beseda_transport_get_fd (const BesedaTransport *self);
BesedaCaller *beseda_transport_get_caller (const BesedaTransport *self);

/* Who is connected has logged in. */
void beseda_transport_set_known (BesedaTransport *self);

typedef enum
{
  BESEDA_TRANSPORT_SILENT, /* there is none yet: listen again when there is something to read */
  BESEDA_TRANSPORT_SPEAKS_PLAIN,
  BESEDA_TRANSPORT_SPEAKS_TLS,
  BESEDA_TRANSPORT_HUNG_UP,
} BesedaTransportSpeech;

/* What the guest's first byte says, which stays to be read. */
BesedaTransportSpeech beseda_transport_listen (BesedaTransport *self);

typedef enum
{
  BESEDA_TRANSPORT_SECURE,
  BESEDA_TRANSPORT_WANTS_READ,
  BESEDA_TRANSPORT_WANTS_WRITE,
  BESEDA_TRANSPORT_REFUSED, /* no handshake of ours; an alert is sent where that helps */
} BesedaTransportProgress;

/* Puts TLS upon the socket; then go on with the handshake, and each time that the poller tells what it wants. */
gboolean beseda_transport_start_tls (BesedaTransport *self, BesedaCredentials *credentials);
BesedaTransportProgress beseda_transport_go_on (BesedaTransport *self);
gboolean beseda_transport_is_secure (const BesedaTransport *self);

/* Reads what is there. FALSE when the guest has hung up or broken; else `n` is what came, perhaps 0. */
gboolean beseda_transport_read (BesedaTransport *self, guint8 *buffer, gsize size, gsize *n);

/* Whether there is something to read that no poller knows of; never after a read into BESEDA_TRANSPORT_RECORD bytes. */
gboolean beseda_transport_has_pending (const BesedaTransport *self);

/* Writes as much as the wire takes now, small pieces together; returns how much, -1 when it is broken. Where that is
 * not everything, the next write is to start with the rest. */
gssize beseda_transport_write (BesedaTransport *self, const GOutputVector *vectors, guint n_vectors);

/* Nothing more will be written; what the guest still says can be read. */
void beseda_transport_end (BesedaTransport *self);

/* Nothing more is read or written, and the connection counts no more: the guest, and who waits for the descriptor, see
 * the end. */
void beseda_transport_cut (BesedaTransport *self);

/* Freeing throws away what the system still holds for the guest. */
void beseda_transport_forget (BesedaTransport *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (BesedaTransport, beseda_transport_free)

G_END_DECLS
