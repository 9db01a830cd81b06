/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>
#include <gnutls/gnutls.h>

G_BEGIN_DECLS

/*
 * A guest made of a socket and nothing else, for tests that want to be sure of every byte, or to misbehave. It blocks
 * until what it waits for is there; what takes longer than ten seconds fails the test. The server must run on another
 * thread.
 */
typedef struct _RawPeer RawPeer;

typedef enum
{
  RAW_PEER_FIN = 0x80,
  RAW_PEER_CONTINUATION = 0x0,
  RAW_PEER_TEXT = 0x1,
  RAW_PEER_BINARY = 0x2,
  RAW_PEER_CLOSE = 0x8,
  RAW_PEER_PING = 0x9,
  RAW_PEER_PONG = 0xa,
} RawPeerFrame;

/* Connects to 127.0.0.1. */
RawPeer *raw_peer_new (guint16 port);
void raw_peer_free (RawPeer *self);

/* A peer that has upgraded at `path`, offering `protocols` (NULL: none). */
RawPeer *raw_peer_join (guint16 port, const char *path, const char *protocols);

/* From now on the system keeps 64 KiB for it at most that it has not read. */
void raw_peer_take_little (RawPeer *self);

/* The same two over TLS, whatever the server's certificate is. */
RawPeer *raw_peer_new_tls (guint16 port);
RawPeer *raw_peer_join_tls (guint16 port, const char *path, const char *protocols);

/* Puts TLS upon the connection, with GnuTLS's priorities; then the handshake, which returns what GnuTLS does. */
void raw_peer_begin_tls (RawPeer *self, const char *priorities);
int raw_peer_shake_hands (RawPeer *self);
gnutls_session_t raw_peer_get_session (RawPeer *self);

/* SHA-256 of the server's certificate, in hexadecimal. (transfer full) */
char *raw_peer_make_fingerprint (RawPeer *self);

/* Both send everything; only the first tells whether the server was still there to take it. */
gboolean raw_peer_try_send (RawPeer *self, const void *bytes, gsize n);
void raw_peer_send (RawPeer *self, const void *bytes, gsize n);

/* What the upgrade's request looks like; and one masked frame of it. Both (transfer full). */
char *raw_peer_make_request (const char *path, const char *protocols);
GByteArray *raw_peer_make_frame (guint first_byte, const void *payload, gsize n);

void raw_peer_send_frame (RawPeer *self, guint first_byte, const void *payload, gsize n);
void raw_peer_send_text (RawPeer *self, const char *text);

/* Waits for an HTTP answer's head, up to the empty line. (transfer full) */
char *raw_peer_read_head (RawPeer *self);

/* Waits for the end of the stream; what came before it. (transfer full) */
char *raw_peer_read_all (RawPeer *self);

/* Waits for the next text frame (pings are answered and skipped). (transfer full) */
char *raw_peer_read_text (RawPeer *self);

/* The same, for any frame. */
guint raw_peer_read_frame (RawPeer *self, GByteArray **payload);

/* Fails unless the next text frames are these; the last argument is NULL. */
void raw_peer_expect (RawPeer *self, ...) G_GNUC_NULL_TERMINATED;

/* Waits for a Close, skipping everything before; its code, 0 for none. `reason` is optional (transfer full). */
guint raw_peer_read_close (RawPeer *self, char **reason);

/* Waits until the server has hung up, or reset the connection; skips everything before. */
void raw_peer_wait_gone (RawPeer *self);

/* Closes with a reset. */
void raw_peer_reset (RawPeer *self);

int raw_peer_get_fd (RawPeer *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (RawPeer, raw_peer_free)

G_END_DECLS
