/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "beseda-credentials.h"

#include <errno.h>
#include <gio/gio.h>
#include <glib/gi18n-lib.h>
#include <glib/gstdio.h>
#include <gnutls/crypto.h>
#include <gnutls/x509.h>
#include <string.h>

#include "beseda-server.h"

#define SECONDS_PER_DAY ((time_t) 24 * 60 * 60)
#define VALID_DAYS (20 * 365)
#define SERIAL_BYTES 16
#define SHA256_BYTES 32

struct _BesedaCredentials
{
  gnutls_certificate_credentials_t native;
  char fingerprint[2 * SHA256_BYTES + 1];
};

typedef struct gnutls_x509_crt_int X509;
typedef struct gnutls_x509_privkey_int PrivateKey;

G_DEFINE_AUTOPTR_CLEANUP_FUNC (X509, gnutls_x509_crt_deinit)
G_DEFINE_AUTOPTR_CLEANUP_FUNC (PrivateKey, gnutls_x509_privkey_deinit)

/* The desktop program has GnuTLS set itself up no earlier. */
static BesedaCredentials *
create (void)
{
  gnutls_global_init ();

  return g_rc_box_new0 (BesedaCredentials);
}

G_GNUC_PRINTF (2, 3)
static void
set_error (GError **error, const char *format, ...)
{
  va_list arguments;
  g_autofree char *sentence = NULL;

  va_start (arguments, format);
  sentence = g_strdup_vprintf (format, arguments);
  va_end (arguments);
  g_set_error_literal (error, BESEDA_SERVER_ERROR, BESEDA_SERVER_ERROR_CERTIFICATE, sentence);
}

static void
clear (gpointer data)
{
  BesedaCredentials *self = data;

  g_clear_pointer (&self->native, gnutls_certificate_free_credentials);
}

typedef enum
{
  VERDICT_GOOD,
  VERDICT_NO_CERTIFICATE,
  VERDICT_NO_KEY,
  VERDICT_LOCKED_KEY,
  VERDICT_STRANGE_KEY, /* of another certificate */
} Verdict;

static gnutls_datum_t
as_datum (const char *text)
{
  return (gnutls_datum_t){ .data = (guchar *) text, .size = (guint) strlen (text) };
}

static void
note_fingerprint (BesedaCredentials *self)
{
  guint8 digest[SHA256_BYTES];
  gnutls_datum_t der;
  int status = gnutls_certificate_get_crt_raw (self->native, 0, 0, &der);

  if (status >= 0)
    status = gnutls_fingerprint (GNUTLS_DIG_SHA256, &der, digest, &(gsize){ sizeof digest });
  g_assert (status >= 0);

  for (guint i = 0; i < sizeof digest; i++)
    g_snprintf (self->fingerprint + 2 * i, 3, "%02x", digest[i]);
}

static Verdict
take_chain (BesedaCredentials *self, X509 **chain, guint n, const char *key_pem)
{
  const gnutls_datum_t datum = as_datum (key_pem);
  g_autoptr (PrivateKey) key = NULL;
  int status = gnutls_x509_privkey_init (&key);

  if (status >= 0)
    status = gnutls_x509_privkey_import2 (key, &datum, GNUTLS_X509_FMT_PEM, NULL, 0);
  if (status < 0)
    return status == GNUTLS_E_DECRYPTION_FAILED ? VERDICT_LOCKED_KEY : VERDICT_NO_KEY;

  if (gnutls_certificate_allocate_credentials (&self->native) < 0 ||
      gnutls_certificate_set_x509_key (self->native, chain, (int) n, key) < 0)
    return VERDICT_STRANGE_KEY;

  note_fingerprint (self);

  return VERDICT_GOOD;
}

/* Takes both from PEM. `until` (out) is when the certificate ends. */
static Verdict
take (BesedaCredentials *self, const char *chain_pem, const char *key_pem, time_t *until)
{
  const gnutls_datum_t datum = as_datum (chain_pem);
  X509 **chain;
  guint n;
  Verdict verdict;

  if (gnutls_x509_crt_list_import2 (&chain, &n, &datum, GNUTLS_X509_FMT_PEM, 0) < 0)
    return VERDICT_NO_CERTIFICATE;

  *until = gnutls_x509_crt_get_expiration_time (chain[0]);
  verdict = take_chain (self, chain, n, key_pem);

  for (guint i = 0; i < n; i++)
    gnutls_x509_crt_deinit (chain[i]);
  gnutls_free (chain);

  return verdict;
}

static int
describe (X509 *certificate, PrivateKey *key, const char *room)
{
  const time_t now = time (NULL);
  guint8 serial[SERIAL_BYTES];
  guint8 key_id[SHA256_BYTES];
  gsize key_id_size = sizeof key_id;
  int status = gnutls_rnd (GNUTLS_RND_NONCE, serial, sizeof serial);

  /* A serial number is positive, and not 0 (RFC 5280, section 4.1.2.2). */
  serial[0] = (serial[0] & 0x3f) | 0x40;

  if (status >= 0)
    status = gnutls_x509_crt_set_version (certificate, 3);
  if (status >= 0)
    status = gnutls_x509_crt_set_serial (certificate, serial, sizeof serial);
  if (status >= 0)
    status = gnutls_x509_crt_set_dn_by_oid (certificate, GNUTLS_OID_X520_COMMON_NAME, 0, room, (guint) strlen (room));
  /* The guest's clock may be behind ours. */
  if (status >= 0)
    status = gnutls_x509_crt_set_activation_time (certificate, now - SECONDS_PER_DAY);
  if (status >= 0)
    status = gnutls_x509_crt_set_expiration_time (certificate, now + VALID_DAYS * SECONDS_PER_DAY);
  if (status >= 0)
    status = gnutls_x509_crt_set_key (certificate, key);
  if (status >= 0)
    status = gnutls_x509_crt_get_key_id (certificate, 0, key_id, &key_id_size);
  if (status >= 0)
    status = gnutls_x509_crt_set_subject_key_id (certificate, key_id, key_id_size);
  if (status >= 0)
    status = gnutls_x509_crt_set_basic_constraints (certificate, 0, -1);
  if (status >= 0)
    status = gnutls_x509_crt_set_key_usage (certificate, GNUTLS_KEY_DIGITAL_SIGNATURE);
  if (status >= 0)
    status = gnutls_x509_crt_set_key_purpose_oid (certificate, GNUTLS_KP_TLS_WWW_SERVER, 0);

  return status >= 0 ? gnutls_x509_crt_sign2 (certificate, certificate, key, GNUTLS_DIG_SHA256, 0) : status;
}

/* A new key and its certificate, one behind the other in PEM. (transfer full) */
static char *
make (const char *room, GError **error)
{
  g_autoptr (PrivateKey) key = NULL;
  g_autoptr (X509) certificate = NULL;
  gnutls_datum_t key_pem = { 0 };
  gnutls_datum_t certificate_pem = { 0 };
  char *pem = NULL;
  int status;

  status = gnutls_x509_privkey_init (&key);
  if (status >= 0)
    status = gnutls_x509_privkey_generate (key, GNUTLS_PK_ECDSA, GNUTLS_CURVE_TO_BITS (GNUTLS_ECC_CURVE_SECP256R1), 0);
  if (status >= 0)
    status = gnutls_x509_crt_init (&certificate);
  if (status >= 0)
    status = describe (certificate, key, room);
  if (status >= 0)
    status = gnutls_x509_privkey_export2_pkcs8 (key, GNUTLS_X509_FMT_PEM, NULL, GNUTLS_PKCS_PLAIN, &key_pem);
  if (status >= 0)
    status = gnutls_x509_crt_export2 (certificate, GNUTLS_X509_FMT_PEM, &certificate_pem);

  if (status >= 0)
    pem = g_strdup_printf ("%s%s", (const char *) key_pem.data, (const char *) certificate_pem.data);
  else
    set_error (error, _ ("A key for the room could not be made: %s."), gnutls_strerror (status));

  gnutls_free (key_pem.data);
  gnutls_free (certificate_pem.data);

  return pem;
}

/* What is at `file`, made where there is nothing. (transfer full) */
static char *
read_or_make (const char *file, const char *room, GError **error)
{
  g_autofree char *folder = g_path_get_dirname (file);
  g_autofree char *pem = NULL;
  g_autoptr (GError) local_error = NULL;

  if (g_file_get_contents (file, &pem, NULL, &local_error))
    return g_steal_pointer (&pem);

  if (!g_error_matches (local_error, G_FILE_ERROR, G_FILE_ERROR_NOENT))
    {
      set_error (error, _ ("The room's key %s cannot be read; make it readable for this user, or move it away: %s."),
                 file, local_error->message);
      return NULL;
    }

  g_clear_error (&local_error);
  pem = make (room, error);
  if (pem == NULL)
    return NULL;

  if (g_mkdir_with_parents (folder, 0700) < 0)
    g_set_error_literal (&local_error, G_FILE_ERROR, g_file_error_from_errno (errno), g_strerror (errno));
  else
    g_file_set_contents_full (file, pem, -1, G_FILE_SET_CONTENTS_CONSISTENT | G_FILE_SET_CONTENTS_DURABLE, 0600,
                              &local_error);

  if (local_error != NULL)
    {
      set_error (error, _ ("The room's key cannot be written to %s; use a folder that this user may write to: %s."),
                 file, local_error->message);
      return NULL;
    }

  return g_steal_pointer (&pem);
}

BesedaCredentials *
beseda_credentials_open (const char *file, const char *room, GError **error)
{
  g_autoptr (BesedaCredentials) self = create ();
  g_autofree char *pem = file != NULL ? read_or_make (file, room, error) : make (room, error);
  time_t until;

  if (pem == NULL)
    return NULL;

  if (take (self, pem, pem, &until) != VERDICT_GOOD)
    {
      set_error (error,
                 _ ("The room's key %s is damaged; put a copy back, or move it away: then a new one is made, and "
                    "invitations with the old one are refused."),
                 file != NULL ? file : "");
      return NULL;
    }

  return g_steal_pointer (&self);
}

static void
blame (Verdict verdict, const char *certificate_file, const char *key_file, GError **error)
{
  switch (verdict)
    {
    case VERDICT_NO_CERTIFICATE:
      set_error (error, _ ("There is no certificate in %s; name a PEM file that begins with the server's."),
                 certificate_file);
      break;
    case VERDICT_NO_KEY:
      set_error (error, _ ("There is no usable key in %s; name the PEM file with the certificate's private key."),
                 key_file);
      break;
    case VERDICT_LOCKED_KEY:
      set_error (error, _ ("The key %s is protected by a password; store it without one."), key_file);
      break;
    case VERDICT_STRANGE_KEY:
      set_error (error, _ ("The key %s does not belong to the certificate %s; name the one it was made for."), key_file,
                 certificate_file);
      break;
    case VERDICT_GOOD:
      break;
    }
}

BesedaCredentials *
beseda_credentials_load (const char *certificate_file, const char *key_file, GError **error)
{
  g_autoptr (BesedaCredentials) self = create ();
  g_autofree char *certificate = NULL;
  g_autofree char *key = NULL;
  g_autoptr (GError) local_error = NULL;
  Verdict verdict;
  time_t until;

  if (!g_file_get_contents (certificate_file, &certificate, NULL, &local_error))
    {
      set_error (error, _ ("The certificate %s cannot be read; name a file that this user may read: %s."),
                 certificate_file, local_error->message);
      return NULL;
    }

  if (!g_file_get_contents (key_file, &key, NULL, &local_error))
    {
      set_error (error, _ ("The key %s cannot be read; name a file that this user may read: %s."), key_file,
                 local_error->message);
      return NULL;
    }

  verdict = take (self, certificate, key, &until);
  if (verdict != VERDICT_GOOD)
    {
      blame (verdict, certificate_file, key_file, error);
      return NULL;
    }

  if (until < time (NULL))
    g_warning ("The certificate in %s is no longer valid: guests will refuse it; renew it", certificate_file);

  return g_steal_pointer (&self);
}

BesedaCredentials *
beseda_credentials_ref (BesedaCredentials *self)
{
  return g_rc_box_acquire (self);
}

void
beseda_credentials_unref (BesedaCredentials *self)
{
  g_rc_box_release_full (self, clear);
}

const char *
beseda_credentials_get_fingerprint (const BesedaCredentials *self)
{
  return self->fingerprint;
}

gnutls_certificate_credentials_t
beseda_credentials_get_native (const BesedaCredentials *self)
{
  return self->native;
}
