/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "raw-peer.h"

#include <arpa/inet.h>
#include <errno.h>
#include <gnutls/gnutls.h>
#include <netinet/in.h>
#include <poll.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#define PATIENCE_MSECONDS 10000

struct _RawPeer
{
  int fd;
  gnutls_session_t session; /* NULL: plain */
  gnutls_certificate_credentials_t credentials;
  GByteArray *input;
};

RawPeer *
raw_peer_new (guint16 port)
{
  RawPeer *self = g_new0 (RawPeer, 1);
  struct sockaddr_in address = {
    .sin_family = AF_INET,
    .sin_port = htons (port),
    .sin_addr.s_addr = htonl (INADDR_LOOPBACK),
  };

  self->input = g_byte_array_new ();
  self->fd = socket (AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
  g_assert_cmpint (self->fd, >=, 0);
  if (connect (self->fd, (struct sockaddr *) &address, sizeof address) < 0)
    g_error ("connect: %s", g_strerror (errno));

  return self;
}

void
raw_peer_free (RawPeer *self)
{
  g_clear_pointer (&self->session, gnutls_deinit);
  g_clear_pointer (&self->credentials, gnutls_certificate_free_credentials);
  if (self->fd >= 0)
    close (self->fd);
  g_byte_array_unref (self->input);
  g_free (self);
}

void
raw_peer_begin_tls (RawPeer *self, const char *priorities)
{
  g_assert_cmpint (gnutls_init (&self->session, GNUTLS_CLIENT | GNUTLS_NO_SIGNAL), ==, 0);
  g_assert_cmpint (gnutls_certificate_allocate_credentials (&self->credentials), ==, 0);
  g_assert_cmpint (gnutls_credentials_set (self->session, GNUTLS_CRD_CERTIFICATE, self->credentials), ==, 0);
  g_assert_cmpint (gnutls_priority_set_direct (self->session, priorities, NULL), ==, 0);
  gnutls_transport_set_int (self->session, self->fd);
  gnutls_handshake_set_timeout (self->session, PATIENCE_MSECONDS);
}

int
raw_peer_shake_hands (RawPeer *self)
{
  int status;

  do
    status = gnutls_handshake (self->session);
  while (status < 0 && !gnutls_error_is_fatal (status));

  return status;
}

gnutls_session_t
raw_peer_get_session (RawPeer *self)
{
  return self->session;
}

char *
raw_peer_make_fingerprint (RawPeer *self)
{
  guint n = 0;
  const gnutls_datum_t *chain = gnutls_certificate_get_peers (self->session, &n);

  g_assert_cmpuint (n, >, 0);

  return g_compute_checksum_for_data (G_CHECKSUM_SHA256, chain->data, chain->size);
}

gboolean
raw_peer_try_send (RawPeer *self, const void *bytes, gsize n)
{
  const char *p = bytes;

  while (n > 0)
    {
      gssize sent = self->session != NULL ? gnutls_record_send (self->session, p, n)
                                          : send (self->fd, p, n, MSG_NOSIGNAL);

      if (sent < 0)
        return FALSE;

      p += sent;
      n -= (gsize) sent;
    }

  return TRUE;
}

/* The server may have had enough of us in the middle: the test finds out when it reads. */
void
raw_peer_send (RawPeer *self, const void *bytes, gsize n)
{
  raw_peer_try_send (self, bytes, n);
}

char *
raw_peer_make_request (const char *path, const char *protocols)
{
  g_autofree char *header = protocols != NULL ? g_strdup_printf ("Sec-WebSocket-Protocol: %s\r\n", protocols)
                                              : g_strdup ("");

  return g_strdup_printf ("GET %s HTTP/1.1\r\n"
                          "Host: localhost\r\n"
                          "Upgrade: websocket\r\n"
                          "Connection: Upgrade\r\n"
                          "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n"
                          "Sec-WebSocket-Version: 13\r\n"
                          "%s\r\n",
                          path, header);
}

GByteArray *
raw_peer_make_frame (guint first_byte, const void *payload, gsize n)
{
  static const guint8 mask[] = { 0x37, 0xfa, 0x21, 0x3d };
  GByteArray *frame = g_byte_array_new ();
  guint8 header[10] = { (guint8) first_byte };
  guint size = 2;

  if (n < 126)
    header[1] = 0x80 | (guint8) n;
  else if (n <= G_MAXUINT16)
    {
      header[1] = 0x80 | 126;
      header[2] = (guint8) (n >> 8);
      header[3] = (guint8) n;
      size = 4;
    }
  else
    {
      header[1] = 0x80 | 127;
      for (guint i = 0; i < 8; i++)
        header[2 + i] = (guint8) ((guint64) n >> (56 - 8 * i));
      size = 10;
    }

  g_byte_array_append (frame, header, size);
  g_byte_array_append (frame, mask, sizeof mask);
  g_byte_array_append (frame, payload, (guint) n);
  for (gsize i = 0; i < n; i++)
    frame->data[size + sizeof mask + i] ^= mask[i % 4];

  return frame;
}

void
raw_peer_send_frame (RawPeer *self, guint first_byte, const void *payload, gsize n)
{
  g_autoptr (GByteArray) frame = raw_peer_make_frame (first_byte, payload, n);

  raw_peer_send (self, frame->data, frame->len);
}

void
raw_peer_send_text (RawPeer *self, const char *text)
{
  raw_peer_send_frame (self, RAW_PEER_FIN | RAW_PEER_TEXT, text, strlen (text));
}

/* FALSE at the end of the stream, and after a reset. */
static gboolean
fill (RawPeer *self)
{
  struct pollfd pollfd = { .fd = self->fd, .events = POLLIN };
  guint8 buffer[65536];
  gssize n;

  if ((self->session == NULL || gnutls_record_check_pending (self->session) == 0) &&
      poll (&pollfd, 1, PATIENCE_MSECONDS) == 0)
    g_error ("The server says nothing; last came %.*s", (int) self->input->len, (const char *) self->input->data);

  n = self->session != NULL ? gnutls_record_recv (self->session, buffer, sizeof buffer)
                            : recv (self->fd, buffer, sizeof buffer, 0);
  if (n <= 0)
    return FALSE;

  g_byte_array_append (self->input, buffer, (guint) n);

  return TRUE;
}

static char *
take (RawPeer *self, gsize n)
{
  char *bytes = g_strndup ((const char *) self->input->data, n);

  g_byte_array_remove_range (self->input, 0, (guint) n);

  return bytes;
}

char *
raw_peer_read_head (RawPeer *self)
{
  for (;;)
    {
      const guint8 *end = self->input->len > 0 ? memmem (self->input->data, self->input->len, "\r\n\r\n", 4) : NULL;

      if (end != NULL)
        return take (self, (gsize) (end + 4 - self->input->data));
      if (!fill (self))
        g_error ("The server hung up before the end of the HTTP head");
    }
}

char *
raw_peer_read_all (RawPeer *self)
{
  while (fill (self))
    ;

  return take (self, self->input->len);
}

static void
need (RawPeer *self, gsize n)
{
  while (self->input->len < n)
    if (!fill (self))
      g_error ("The server hung up in the middle of a frame, or before one");
}

guint
raw_peer_read_frame (RawPeer *self, GByteArray **payload)
{
  guint first_byte;
  gsize n;
  gsize header = 2;

  need (self, 2);
  first_byte = self->input->data[0];
  n = self->input->data[1];
  g_assert_cmpuint (first_byte & 0x70, ==, 0);
  g_assert_cmpuint (n & 0x80, ==, 0);

  if (n >= 126)
    {
      guint n_bytes = n == 126 ? 2 : 8;

      header += n_bytes;
      need (self, header);
      n = 0;
      for (guint i = 0; i < n_bytes; i++)
        n = (n << 8) | self->input->data[2 + i];
      g_assert_cmpuint (n, >=, n_bytes == 2 ? 126 : 65536);
    }

  need (self, header + n);
  *payload = g_byte_array_new ();
  g_byte_array_append (*payload, self->input->data + header, (guint) n);
  g_byte_array_remove_range (self->input, 0, (guint) (header + n));

  return first_byte;
}

char *
raw_peer_read_text (RawPeer *self)
{
  for (;;)
    {
      g_autoptr (GByteArray) payload = NULL;
      guint first_byte = raw_peer_read_frame (self, &payload);

      if (first_byte == (RAW_PEER_FIN | RAW_PEER_TEXT))
        return g_strndup ((const char *) payload->data, payload->len);
      if (first_byte == (RAW_PEER_FIN | RAW_PEER_PING))
        raw_peer_send_frame (self, RAW_PEER_FIN | RAW_PEER_PONG, payload->data, payload->len);
      else
        g_error ("Expected a text, got the frame %02x %.*s", first_byte, (int) payload->len,
                 (const char *) payload->data);
    }
}

void
raw_peer_expect (RawPeer *self, ...)
{
  va_list arguments;
  const char *expected;

  va_start (arguments, self);
  while ((expected = va_arg (arguments, const char *)) != NULL)
    {
      g_autofree char *text = raw_peer_read_text (self);

      g_assert_cmpstr (text, ==, expected);
    }
  va_end (arguments);
}

guint
raw_peer_read_close (RawPeer *self, char **reason)
{
  for (;;)
    {
      g_autoptr (GByteArray) payload = NULL;

      if (raw_peer_read_frame (self, &payload) != (RAW_PEER_FIN | RAW_PEER_CLOSE))
        continue;

      g_assert_cmpuint (payload->len, !=, 1);
      if (reason != NULL)
        *reason = payload->len > 2 ? g_strndup ((const char *) payload->data + 2, payload->len - 2) : g_strdup ("");

      return payload->len >= 2 ? (guint) (payload->data[0] << 8 | payload->data[1]) : 0;
    }
}

void
raw_peer_wait_gone (RawPeer *self)
{
  while (fill (self))
    g_byte_array_set_size (self->input, 0);
}

void
raw_peer_reset (RawPeer *self)
{
  struct linger linger = { .l_onoff = 1, .l_linger = 0 };

  setsockopt (self->fd, SOL_SOCKET, SO_LINGER, &linger, sizeof linger);
  close (self->fd);
  self->fd = -1;
}

int
raw_peer_get_fd (RawPeer *self)
{
  return self->fd;
}

static RawPeer *
upgrade (RawPeer *self, const char *path, const char *protocols)
{
  g_autofree char *request = raw_peer_make_request (path, protocols);
  g_autofree char *head = NULL;

  raw_peer_send (self, request, strlen (request));
  head = raw_peer_read_head (self);
  if (!g_str_has_prefix (head, "HTTP/1.1 101 "))
    g_error ("No upgrade: %s", head);

  return self;
}

RawPeer *
raw_peer_join (guint16 port, const char *path, const char *protocols)
{
  return upgrade (raw_peer_new (port), path, protocols);
}

void
raw_peer_take_little (RawPeer *self)
{
  const int bytes = 32 * 1024; /* which the system doubles; socket (7) */

  g_assert_cmpint (setsockopt (self->fd, SOL_SOCKET, SO_RCVBUF, &bytes, sizeof bytes), ==, 0);
}

RawPeer *
raw_peer_new_tls (guint16 port)
{
  RawPeer *self = raw_peer_new (port);
  int status;

  raw_peer_begin_tls (self, "NORMAL");
  status = raw_peer_shake_hands (self);
  if (status < 0)
    g_error ("No TLS: %s", gnutls_strerror (status));

  return self;
}

RawPeer *
raw_peer_join_tls (guint16 port, const char *path, const char *protocols)
{
  return upgrade (raw_peer_new_tls (port), path, protocols);
}
