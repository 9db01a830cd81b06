/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "authority.h"

#include <arpa/inet.h>
#include <glib/gstdio.h>
#include <gnutls/x509.h>
#include <string.h>
#include <time.h>

#define DAY ((time_t) 24 * 60 * 60)

/* Somebody who has a certificate. */
typedef struct
{
  gnutls_x509_crt_t certificate;
  gnutls_x509_privkey_t key;
} Holder;

struct _Authority
{
  char *folder;
  char *root_file;
  char *certificate_file;
  char *key_file;
  Holder root;
  Holder between;
  guint8 serial;
};

static void
holder_clear (Holder *holder)
{
  gnutls_x509_crt_deinit (holder->certificate);
  gnutls_x509_privkey_deinit (holder->key);
}

/* Certified by `issuer`; `address` NULL: may certify others itself. */
static void
holder_init (Holder *holder, const Holder *issuer, const char *name, const char *address, guint8 serial)
{
  gnutls_x509_crt_t certificate;
  struct in_addr ip;

  g_assert_cmpint (gnutls_x509_privkey_init (&holder->key), ==, 0);
  g_assert_cmpint (
      gnutls_x509_privkey_generate (holder->key, GNUTLS_PK_ECDSA, GNUTLS_CURVE_TO_BITS (GNUTLS_ECC_CURVE_SECP256R1), 0),
      ==, 0);
  g_assert_cmpint (gnutls_x509_crt_init (&certificate), ==, 0);
  gnutls_x509_crt_set_version (certificate, 3);
  gnutls_x509_crt_set_serial (certificate, &serial, sizeof serial);
  gnutls_x509_crt_set_dn_by_oid (certificate, GNUTLS_OID_X520_COMMON_NAME, 0, name, (guint) strlen (name));
  gnutls_x509_crt_set_activation_time (certificate, time (NULL) - DAY);
  gnutls_x509_crt_set_expiration_time (certificate, time (NULL) + DAY);
  gnutls_x509_crt_set_key (certificate, holder->key);
  gnutls_x509_crt_set_basic_constraints (certificate, address == NULL, -1);
  gnutls_x509_crt_set_key_usage (certificate,
                                 address == NULL ? GNUTLS_KEY_KEY_CERT_SIGN : GNUTLS_KEY_DIGITAL_SIGNATURE);
  if (address != NULL)
    {
      g_assert_cmpint (inet_pton (AF_INET, address, &ip), ==, 1);
      g_assert_cmpint (
          gnutls_x509_crt_set_subject_alt_name (certificate, GNUTLS_SAN_IPADDRESS, &ip, sizeof ip, GNUTLS_FSAN_SET), ==,
          0);
    }
  holder->certificate = certificate;
  if (issuer == NULL)
    issuer = holder;
  g_assert_cmpint (gnutls_x509_crt_sign2 (certificate, issuer->certificate, issuer->key, GNUTLS_DIG_SHA256, 0), ==, 0);
}

static char *
to_pem (gnutls_x509_crt_t certificate)
{
  gnutls_datum_t pem;
  char *text;

  g_assert_cmpint (gnutls_x509_crt_export2 (certificate, GNUTLS_X509_FMT_PEM, &pem), ==, 0);
  text = g_strndup ((const char *) pem.data, pem.size);
  gnutls_free (pem.data);

  return text;
}

Authority *
authority_new (void)
{
  Authority *self = g_new0 (Authority, 1);
  g_autofree char *pem = NULL;

  self->folder = g_dir_make_tmp ("beseda-authority-XXXXXX", NULL);
  self->root_file = g_build_filename (self->folder, "root.pem", NULL);
  self->certificate_file = g_build_filename (self->folder, "server.pem", NULL);
  self->key_file = g_build_filename (self->folder, "server.key", NULL);

  holder_init (&self->root, NULL, "Root", NULL, ++self->serial);
  holder_init (&self->between, &self->root, "Between", NULL, ++self->serial);
  pem = to_pem (self->root.certificate);
  g_assert_true (g_file_set_contents (self->root_file, pem, -1, NULL));

  return self;
}

void
authority_free (Authority *self)
{
  holder_clear (&self->root);
  holder_clear (&self->between);
  g_remove (self->root_file);
  g_remove (self->certificate_file);
  g_remove (self->key_file);
  g_assert_cmpint (g_rmdir (self->folder), ==, 0);
  g_free (self->root_file);
  g_free (self->certificate_file);
  g_free (self->key_file);
  g_free (self->folder);
  g_free (self);
}

const char *
authority_get_root (const Authority *self)
{
  return self->root_file;
}

const char *
authority_get_certificate (const Authority *self)
{
  return self->certificate_file;
}

const char *
authority_get_key (const Authority *self)
{
  return self->key_file;
}

void
authority_certify (Authority *self, const char *address, gboolean whole)
{
  Holder server;
  g_autofree char *certificate = NULL;
  g_autofree char *between = to_pem (self->between.certificate);
  g_autofree char *chain = NULL;
  gnutls_datum_t key;

  holder_init (&server, &self->between, "Server", address, ++self->serial);
  certificate = to_pem (server.certificate);
  chain = g_strconcat (certificate, whole ? between : NULL, NULL);
  g_assert_true (g_file_set_contents (self->certificate_file, chain, -1, NULL));

  g_assert_cmpint (gnutls_x509_privkey_export2 (server.key, GNUTLS_X509_FMT_PEM, &key), ==, 0);
  g_assert_true (g_file_set_contents (self->key_file, (const char *) key.data, key.size, NULL));
  gnutls_free (key.data);
  holder_clear (&server);
}
