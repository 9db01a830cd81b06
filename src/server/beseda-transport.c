/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "beseda-transport.h"

#include <errno.h>
#include <gnutls/gnutls.h>
#include <string.h>

#include "beseda-limits.h"
#include "beseda-system.h"

/* A TLS record that holds a handshake message: what a ClientHello comes in. */
#define TLS_HANDSHAKE 0x16

/* Forward secrecy and authenticated encryption only. */
#define PRIORITIES                                                                                                     \
  "NORMAL:-VERS-ALL:+VERS-TLS1.3:+VERS-TLS1.2:-RSA:-CIPHER-ALL:+AES-128-GCM:+AES-256-GCM:+CHACHA20-POLY1305"

/* Nobody resumes a session: a room's guests stay. */
#define FLAGS (GNUTLS_SERVER | GNUTLS_NONBLOCK | GNUTLS_NO_SIGNAL | GNUTLS_NO_TICKETS)

struct _BesedaTransport
{
  int fd;
  BesedaCaller *caller;
  gboolean known;  /* not a stranger of the caller's any more */
  gboolean secure; /* the handshake is done */
  gboolean ended;
  gboolean forgotten;
  guint silence;                  /* bytes that came since TLS has last given us any */
  gnutls_session_t session;       /* NULL: plain */
  BesedaCredentials *credentials; /* the session's */
};

static gnutls_priority_t
get_priorities (void)
{
  static gsize once = 0;
  static gnutls_priority_t priorities = NULL;

  if (g_once_init_enter (&once))
    {
      int status = gnutls_priority_init (&priorities, PRIORITIES, NULL);

      g_assert (status == GNUTLS_E_SUCCESS);
      g_once_init_leave (&once, 1);
    }

  return priorities;
}

/* How GnuTLS reads. It would put together whatever length a message claims to have: what leads to nothing is counted.
 */
static gssize
pull (gnutls_transport_ptr_t data, void *buffer, gsize size)
{
  BesedaTransport *self = data;
  gssize got = beseda_system_receive (self->fd, buffer, MIN (size, BESEDA_LIMIT_TLS_SILENCE + 1 - self->silence),
                                      FALSE);

  self->silence += (guint) MAX (got, 0);
  if (self->silence <= BESEDA_LIMIT_TLS_SILENCE)
    return got;

  errno = EPROTO;

  return -1;
}

static gboolean
read_plain (BesedaTransport *self, guint8 *buffer, gsize size, gsize *n)
{
  const gssize got = beseda_system_receive (self->fd, buffer, size, FALSE);

  *n = (gsize) MAX (got, 0);

  return got > 0 || (got < 0 && errno == EAGAIN);
}

/* Record by record, so long as a whole one has room: GnuTLS then keeps none back, and reads nothing ahead. */
static gboolean
read_secure (BesedaTransport *self, guint8 *buffer, gsize size, gsize *n)
{
  gssize got;

  do
    {
      got = gnutls_record_recv (self->session, buffer + *n, size - *n);
      *n += (gsize) MAX (got, 0);
      if (got > 0)
        self->silence = 0;
    }
  while (got == GNUTLS_E_INTERRUPTED || (got > 0 && size - *n >= BESEDA_TRANSPORT_RECORD));

  /* What came before the end is still worth something; the end is told next time. */
  if (*n > 0)
    return TRUE;

  /* A new handshake inside an old session is work that a stranger can ask for at no cost. */
  return got < 0 && got != GNUTLS_E_REHANDSHAKE && !gnutls_error_is_fatal ((int) got);
}

static gsize
sum (const GOutputVector *vectors, guint n_vectors)
{
  gsize size = 0;

  for (guint i = 0; i < n_vectors; i++)
    size += vectors[i].size;

  return size;
}

/* The bytes from `offset` on that go into one record: as they lie there, or put together in `scratch`. */
static const guint8 *
gather (const GOutputVector *vectors, guint n_vectors, gsize offset, guint8 *scratch, gsize *size)
{
  guint i = 0;

  while (offset >= vectors[i].size)
    offset -= vectors[i++].size;

  *size = MIN (vectors[i].size - offset, BESEDA_TRANSPORT_RECORD);
  if (*size == BESEDA_TRANSPORT_RECORD || i + 1 == n_vectors)
    return (const guint8 *) vectors[i].buffer + offset;

  for (*size = 0; i < n_vectors && *size < BESEDA_TRANSPORT_RECORD; i++, offset = 0)
    {
      gsize n = MIN (vectors[i].size - offset, BESEDA_TRANSPORT_RECORD - *size);

      memcpy (scratch + *size, (const guint8 *) vectors[i].buffer + offset, n);
      *size += n;
    }

  return scratch;
}

/* A record that the socket did not take is kept by GnuTLS, encrypted; it counts as written once it is gone. GnuTLS then
 * looks at none of what it is given again. */
static gssize
write_secure (BesedaTransport *self, const GOutputVector *vectors, guint n_vectors)
{
  const gsize all = sum (vectors, n_vectors);
  guint8 scratch[BESEDA_TRANSPORT_RECORD];
  gsize written = 0;

  while (written < all)
    {
      gsize size;
      const guint8 *data = gather (vectors, n_vectors, written, scratch, &size);
      gssize sent;

      do
        sent = gnutls_record_send (self->session, data, size);
      while (sent == GNUTLS_E_INTERRUPTED);

      if (sent == GNUTLS_E_AGAIN)
        break;
      if (sent < 0)
        return -1;
      written += (gsize) sent;
    }

  return (gssize) written;
}

static void
leave (BesedaTransport *self)
{
  beseda_transport_set_known (self);
  g_clear_pointer (&self->caller, beseda_caller_hang_up);
}

BesedaTransport *
beseda_transport_new (int fd, BesedaCaller *caller)
{
  BesedaTransport *self = g_new0 (BesedaTransport, 1);

  self->fd = fd;
  self->caller = caller;

  return self;
}

void
beseda_transport_free (BesedaTransport *self)
{
  g_clear_pointer (&self->session, gnutls_deinit);
  g_clear_pointer (&self->credentials, beseda_credentials_unref);
  leave (self);
  beseda_system_close_socket (self->fd, self->forgotten);
  g_free (self);
}

int
beseda_transport_get_fd (const BesedaTransport *self)
{
  return self->fd;
}

BesedaCaller *
beseda_transport_get_caller (const BesedaTransport *self)
{
  return self->caller;
}

void
beseda_transport_set_known (BesedaTransport *self)
{
  if (self->caller != NULL && !self->known)
    beseda_caller_log_in (self->caller);
  self->known = TRUE;
}

BesedaTransportSpeech
beseda_transport_listen (BesedaTransport *self)
{
  guint8 first;
  const gssize got = beseda_system_receive (self->fd, &first, 1, TRUE);

  if (got < 0 && errno == EAGAIN)
    return BESEDA_TRANSPORT_SILENT;
  if (got <= 0)
    return BESEDA_TRANSPORT_HUNG_UP;

  return first == TLS_HANDSHAKE ? BESEDA_TRANSPORT_SPEAKS_TLS : BESEDA_TRANSPORT_SPEAKS_PLAIN;
}

gboolean
beseda_transport_start_tls (BesedaTransport *self, BesedaCredentials *credentials)
{
  g_return_val_if_fail (self->session == NULL, FALSE);

  if (gnutls_init (&self->session, FLAGS) != GNUTLS_E_SUCCESS)
    return FALSE;

  self->credentials = beseda_credentials_ref (credentials);
  gnutls_transport_set_ptr2 (self->session, self, GINT_TO_POINTER (self->fd));
  gnutls_transport_set_pull_function (self->session, pull);

  return gnutls_priority_set (self->session, get_priorities ()) == GNUTLS_E_SUCCESS &&
         gnutls_credentials_set (self->session, GNUTLS_CRD_CERTIFICATE, beseda_credentials_get_native (credentials)) ==
             GNUTLS_E_SUCCESS;
}

BesedaTransportProgress
beseda_transport_go_on (BesedaTransport *self)
{
  int status;

  do
    status = gnutls_handshake (self->session);
  while (status == GNUTLS_E_INTERRUPTED);

  self->secure = status == GNUTLS_E_SUCCESS;
  if (self->secure)
    {
      self->silence = 0;
      return BESEDA_TRANSPORT_SECURE;
    }

  if (gnutls_error_is_fatal (status))
    {
      g_debug ("A guest's TLS handshake failed: %s", gnutls_strerror (status));
      gnutls_alert_send_appropriate (self->session, status);
      return BESEDA_TRANSPORT_REFUSED;
    }

  return gnutls_record_get_direction (self->session) == 0 ? BESEDA_TRANSPORT_WANTS_READ : BESEDA_TRANSPORT_WANTS_WRITE;
}

gboolean
beseda_transport_is_secure (const BesedaTransport *self)
{
  return self->secure;
}

gboolean
beseda_transport_read (BesedaTransport *self, guint8 *buffer, gsize size, gsize *n)
{
  *n = 0;

  return self->session != NULL ? read_secure (self, buffer, size, n) : read_plain (self, buffer, size, n);
}

gboolean
beseda_transport_has_pending (const BesedaTransport *self)
{
  return self->session != NULL && gnutls_record_check_pending (self->session) > 0;
}

gssize
beseda_transport_write (BesedaTransport *self, const GOutputVector *vectors, guint n_vectors)
{
  return self->session != NULL ? write_secure (self, vectors, n_vectors)
                               : beseda_system_send (self->fd, vectors, n_vectors);
}

void
beseda_transport_end (BesedaTransport *self)
{
  if (self->ended)
    return;

  self->ended = TRUE;
  if (self->secure)
    gnutls_bye (self->session, GNUTLS_SHUT_WR);
  beseda_system_shut_down (self->fd, FALSE);
}

void
beseda_transport_cut (BesedaTransport *self)
{
  beseda_system_shut_down (self->fd, TRUE);
  leave (self);
}

void
beseda_transport_forget (BesedaTransport *self)
{
  self->forgotten = TRUE;
}
