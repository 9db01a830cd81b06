/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

#include "beseda-transport.h"

G_BEGIN_DECLS

/*
 * A transport as libsoup wants to have it, for as long as libsoup reads and answers the request. Owned by libsoup and
 * the handshake, on the server's thread. It is pollable and never blocks, not even where the interface's name says so:
 * then there is G_IO_ERROR_WOULD_BLOCK. Of a request that is larger than BESEDA_LIMIT_HTTP_REQUEST libsoup gets no
 * more, and the guest an answer.
 */
#define BESEDA_TYPE_TRANSPORT_STREAM (beseda_transport_stream_get_type ())
G_DECLARE_FINAL_TYPE (BesedaTransportStream, beseda_transport_stream, BESEDA, TRANSPORT_STREAM, GIOStream)

BesedaTransportStream *beseda_transport_stream_new (BesedaTransport *transport); /* (transfer full) */

/* The request is read: what comes next is not bounded to BESEDA_LIMIT_HTTP_REQUEST. */
void beseda_transport_stream_end_request (BesedaTransportStream *self);

/* Lent; NULL once the stream is closed, or its transport taken back. */
BesedaTransport *beseda_transport_stream_get_transport (BesedaTransportStream *self);

/* Takes the transport back: the stream is as good as closed. (transfer full) */
BesedaTransport *beseda_transport_stream_steal_transport (BesedaTransportStream *self);

G_END_DECLS
