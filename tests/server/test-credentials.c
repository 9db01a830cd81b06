/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "beseda-credentials.h"

#include <glib/gstdio.h>
#include <gnutls/abstract.h>
#include <gnutls/x509.h>
#include <string.h>
#include <sys/stat.h>

#include "beseda-server.h"

typedef struct
{
  char *folder;
  char *file;  /* the room's own, not there yet */
  char *other; /* another one's, not there yet */
  char *bad;   /* for whatever a test writes */
} Fixture;

static void
set_up (Fixture *fixture, gconstpointer unused)
{
  fixture->folder = g_dir_make_tmp ("beseda-credentials-XXXXXX", NULL);
  fixture->file = g_build_filename (fixture->folder, "rooms", "room.pem", NULL);
  fixture->other = g_build_filename (fixture->folder, "other.pem", NULL);
  fixture->bad = g_build_filename (fixture->folder, "bad.pem", NULL);
}

static void
tear_down (Fixture *fixture, gconstpointer unused)
{
  g_autofree char *rooms = g_build_filename (fixture->folder, "rooms", NULL);

  g_remove (fixture->file);
  g_remove (fixture->other);
  g_remove (fixture->bad);
  g_rmdir (rooms);
  g_assert_cmpint (g_rmdir (fixture->folder), ==, 0);
  g_free (fixture->folder);
  g_free (fixture->file);
  g_free (fixture->other);
  g_free (fixture->bad);
}

static BesedaCredentials *
open_file (const char *file)
{
  g_autoptr (GError) error = NULL;
  BesedaCredentials *credentials = beseda_credentials_open (file, "Комната 5", &error);

  g_assert_no_error (error);

  return credentials;
}

static char *
read_file (const char *file)
{
  char *text = NULL;

  g_assert_true (g_file_get_contents (file, &text, NULL, NULL));

  return text;
}

static void
import (gnutls_x509_crt_t *certificate, const char *text)
{
  const gnutls_datum_t pem = { .data = (guchar *) text, .size = (guint) strlen (text) };

  g_assert_cmpint (gnutls_x509_crt_init (certificate), ==, 0);
  g_assert_cmpint (gnutls_x509_crt_import (*certificate, &pem, GNUTLS_X509_FMT_PEM), ==, 0);
}

static void
test_made_once (Fixture *fixture, gconstpointer unused)
{
  g_autoptr (BesedaCredentials) made = open_file (fixture->file);
  g_autoptr (BesedaCredentials) again = open_file (fixture->file);
  g_autoptr (BesedaCredentials) another = open_file (fixture->other);
  g_autoptr (BesedaCredentials) unkept = open_file (NULL);
  const char *fingerprint = beseda_credentials_get_fingerprint (made);
  GStatBuf info;

  g_assert_cmpstr (beseda_credentials_get_fingerprint (again), ==, fingerprint);
  g_assert_cmpstr (beseda_credentials_get_fingerprint (another), !=, fingerprint);
  g_assert_cmpstr (beseda_credentials_get_fingerprint (unkept), !=, fingerprint);
  g_assert_cmpuint (strspn (fingerprint, "0123456789abcdef"), ==, 64);
  g_assert_cmpuint (strlen (fingerprint), ==, 64);

  g_assert_cmpint (g_stat (fixture->file, &info), ==, 0);
  g_assert_cmpuint (info.st_mode & 07777, ==, 0600);
}

static void
test_certificate (Fixture *fixture, gconstpointer unused)
{
  g_autoptr (BesedaCredentials) made = open_file (fixture->file);
  g_autofree char *pem = read_file (fixture->file);
  const gint64 years_19 = (gint64) 19 * 365 * 24 * 60 * 60;
  gnutls_x509_crt_t certificate;
  g_autofree char *digest = NULL;
  gnutls_datum_t der;
  char name[256];
  gsize size = sizeof name;
  guint bits;
  guint result;

  import (&certificate, pem);

  g_assert_cmpint (gnutls_x509_crt_get_dn_by_oid (certificate, GNUTLS_OID_X520_COMMON_NAME, 0, 0, name, &size), ==, 0);
  g_assert_cmpstr (name, ==, "Комната 5");
  g_assert_cmpint (gnutls_x509_crt_get_pk_algorithm (certificate, &bits), ==, GNUTLS_PK_ECDSA);
  g_assert_cmpuint (bits, ==, 256);
  g_assert_cmpint (gnutls_x509_crt_get_activation_time (certificate), <, time (NULL));
  g_assert_cmpint (gnutls_x509_crt_get_expiration_time (certificate), >, time (NULL) + years_19);
  g_assert_cmpint (gnutls_x509_crt_get_ca_status (certificate, NULL), ==, 0);
  g_assert_cmpint (gnutls_x509_crt_verify (certificate, &certificate, 1, 0, &result), ==, 0);
  g_assert_cmpuint (result & GNUTLS_CERT_SIGNATURE_FAILURE, ==, 0);

  g_assert_cmpint (gnutls_x509_crt_export2 (certificate, GNUTLS_X509_FMT_DER, &der), ==, 0);
  digest = g_compute_checksum_for_data (G_CHECKSUM_SHA256, der.data, der.size);
  g_assert_cmpstr (digest, ==, beseda_credentials_get_fingerprint (made));

  gnutls_free (der.data);
  gnutls_x509_crt_deinit (certificate);
}

static void
expect_error (BesedaCredentials *credentials, GError **where, const char *begins, const char *file, const char *todo)
{
  g_autoptr (GError) error = g_steal_pointer (where);

  g_assert_null (credentials);
  g_assert_error (error, BESEDA_SERVER_ERROR, BESEDA_SERVER_ERROR_CERTIFICATE);
  g_assert_nonnull (strstr (error->message, begins));
  g_assert_nonnull (strstr (error->message, file));
  g_assert_nonnull (strstr (error->message, todo));
}

/* What cannot be used says so, and stays as it is: somebody may have a copy of the rest. */
static void
test_bad_own (Fixture *fixture, gconstpointer unused)
{
  g_autoptr (BesedaCredentials) made = open_file (fixture->other);
  g_autofree char *pem = read_file (fixture->other);
  g_autofree char *half = g_strndup (pem, strlen (pem) / 2);
  const char *const contents[] = { "", "no key", half, strstr (pem, "-----BEGIN CERTIFICATE") };
  GError *error = NULL;

  for (guint i = 0; i < G_N_ELEMENTS (contents); i++)
    {
      g_autofree char *left = NULL;

      g_assert_true (g_file_set_contents (fixture->bad, contents[i], -1, NULL));
      expect_error (beseda_credentials_open (fixture->bad, "Room", &error), &error, "The room's key ", fixture->bad,
                    "put a copy back, or move it away");
      left = read_file (fixture->bad);
      g_assert_cmpstr (left, ==, contents[i]);
    }

  expect_error (beseda_credentials_open (fixture->folder, "Room", &error), &error, "The room's key ", fixture->folder,
                "cannot be read");
  expect_error (beseda_credentials_open ("/dev/null/room.pem", "Room", &error), &error, "The room's key ",
                "/dev/null/room.pem", "cannot be read");
}

static void
test_known_authority (Fixture *fixture, gconstpointer unused)
{
  g_autoptr (BesedaCredentials) made = open_file (fixture->file);
  g_autoptr (BesedaCredentials) another = open_file (fixture->other);
  g_autoptr (BesedaCredentials) loaded = beseda_credentials_load (fixture->file, fixture->file, NULL);
  GError *error = NULL;

  g_assert_cmpstr (beseda_credentials_get_fingerprint (loaded), ==, beseda_credentials_get_fingerprint (made));

  expect_error (beseda_credentials_load (fixture->bad, fixture->file, &error), &error, "The certificate ", fixture->bad,
                "cannot be read");
  expect_error (beseda_credentials_load (fixture->file, fixture->bad, &error), &error, "The key ", fixture->bad,
                "cannot be read");
  expect_error (beseda_credentials_load (fixture->file, fixture->other, &error), &error, "The key ", fixture->other,
                "does not belong to the certificate");

  g_assert_true (g_file_set_contents (fixture->bad, "neither", -1, NULL));
  expect_error (beseda_credentials_load (fixture->bad, fixture->file, &error), &error, "There is no certificate in ",
                fixture->bad, "PEM");
  expect_error (beseda_credentials_load (fixture->file, fixture->bad, &error), &error, "There is no usable key in ",
                fixture->bad, "PEM");
}

static void
test_password (Fixture *fixture, gconstpointer unused)
{
  g_autoptr (BesedaCredentials) made = open_file (fixture->file);
  g_autofree char *text = read_file (fixture->file);
  const gnutls_datum_t pem = { .data = (guchar *) text, .size = (guint) strlen (text) };
  gnutls_x509_privkey_t key;
  gnutls_datum_t locked;
  GError *error = NULL;

  g_assert_cmpint (gnutls_x509_privkey_init (&key), ==, 0);
  g_assert_cmpint (gnutls_x509_privkey_import (key, &pem, GNUTLS_X509_FMT_PEM), ==, 0);
  g_assert_cmpint (
      gnutls_x509_privkey_export2_pkcs8 (key, GNUTLS_X509_FMT_PEM, "secret", GNUTLS_PKCS_PBES2_AES_256, &locked), ==,
      0);
  g_assert_true (g_file_set_contents (fixture->bad, (char *) locked.data, -1, NULL));

  expect_error (beseda_credentials_load (fixture->file, fixture->bad, &error), &error, "The key ", fixture->bad,
                "is protected by a password");

  gnutls_free (locked.data);
  gnutls_x509_privkey_deinit (key);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);

  g_test_add ("/credentials/made-once", Fixture, NULL, set_up, test_made_once, tear_down);
  g_test_add ("/credentials/certificate", Fixture, NULL, set_up, test_certificate, tear_down);
  g_test_add ("/credentials/bad-own", Fixture, NULL, set_up, test_bad_own, tear_down);
  g_test_add ("/credentials/known-authority", Fixture, NULL, set_up, test_known_authority, tear_down);
  g_test_add ("/credentials/password", Fixture, NULL, set_up, test_password, tear_down);

  return g_test_run ();
}
