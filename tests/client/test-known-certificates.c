/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "beseda-known-certificates.h"

#include <gio/gio.h>
#include <glib/gstdio.h>
#include <sys/stat.h>

#define ONE "1111111111111111111111111111111111111111111111111111111111111111"
#define TWO "2222222222222222222222222222222222222222222222222222222222222222"

static guint n_warnings;

static GLogWriterOutput
count_warnings (GLogLevelFlags level, const GLogField *fields, gsize n_fields, gpointer user_data)
{
  n_warnings += level == G_LOG_LEVEL_WARNING;

  return g_log_writer_default (level, fields, n_fields, user_data);
}

typedef struct
{
  char *folder;
  char *file;
  BesedaAddress *ann; /* three places that differ by little */
  BesedaAddress *other_port;
  BesedaAddress *v6;
} Fixture;

static void
set_up (Fixture *fixture, gconstpointer data)
{
  fixture->folder = g_dir_make_tmp ("beseda-XXXXXX", NULL);
  fixture->file = g_build_filename (fixture->folder, "data", "certificates", NULL);
  fixture->ann = beseda_address_new ("ann.example", 8765, NULL, TRUE);
  fixture->other_port = beseda_address_new ("ann.example", 8766, NULL, TRUE);
  fixture->v6 = beseda_address_new ("fe80::1%eth0", 8765, "Kitchen [2]", TRUE);
}

static void
tear_down (Fixture *fixture, gconstpointer data)
{
  g_autofree char *parent = g_path_get_dirname (fixture->file);

  g_unlink (fixture->file);
  g_rmdir (parent);
  g_assert_cmpint (g_rmdir (fixture->folder), ==, 0);
  beseda_address_unref (fixture->ann);
  beseda_address_unref (fixture->other_port);
  beseda_address_unref (fixture->v6);
  g_free (fixture->folder);
  g_free (fixture->file);
}

static void
trust (BesedaKnownCertificates *known, const BesedaAddress *address, const char *fingerprint)
{
  g_autoptr (GError) error = NULL;

  beseda_known_certificates_trust (known, address, fingerprint, &error);
  g_assert_no_error (error);
}

static void
test_keeps (Fixture *fixture, gconstpointer data)
{
  BesedaKnownCertificates *known = beseda_known_certificates_new (fixture->file);
  g_autoptr (BesedaAddress) other_room = beseda_address_new ("ann.example", 8765, "Kitchen", TRUE);
  GStatBuf status;

  g_assert_null (beseda_known_certificates_find (known, fixture->ann));
  trust (known, fixture->ann, ONE);
  trust (known, fixture->v6, ONE);
  trust (known, fixture->v6, TWO);
  g_assert_finalize_object (known);

  g_assert_cmpint (g_stat (fixture->file, &status), ==, 0);
  g_assert_cmpint (status.st_mode & 0777, ==, 0600);

  known = beseda_known_certificates_new (fixture->file);
  g_assert_cmpstr (beseda_known_certificates_find (known, fixture->ann), ==, ONE);
  g_assert_cmpstr (beseda_known_certificates_find (known, other_room), ==, ONE);
  g_assert_cmpstr (beseda_known_certificates_find (known, fixture->v6), ==, TWO);
  g_assert_null (beseda_known_certificates_find (known, fixture->other_port));
  g_assert_finalize_object (known);
}

static void
test_forgets (Fixture *fixture, gconstpointer data)
{
  BesedaKnownCertificates *known = beseda_known_certificates_new (fixture->file);
  g_autoptr (GError) error = NULL;

  trust (known, fixture->ann, ONE);
  trust (known, fixture->other_port, TWO);
  g_assert_true (beseda_known_certificates_forget (known, fixture->ann, &error));
  g_assert_true (beseda_known_certificates_forget (known, fixture->v6, &error));
  g_assert_finalize_object (known);

  known = beseda_known_certificates_new (fixture->file);
  g_assert_null (beseda_known_certificates_find (known, fixture->ann));
  g_assert_cmpstr (beseda_known_certificates_find (known, fixture->other_port), ==, TWO);
  g_assert_finalize_object (known);
}

/* Nothing of it is trusted, not even what can still be read; and it is not written over. */
static void
test_damaged (Fixture *fixture, gconstpointer data)
{
  static const char *const damages[] = {
    "[ann.example:8765]\nfingerprint=" ONE "\n[ann",
    "[ann.example:8765]\nfingerprint=" ONE "\n[fe80:1]\nfingerprint=1234\n",
    "[ann.example:8765]\nfingerprint=" ONE "\n[fe80:1]\n",
  };
  g_autofree char *folder = g_path_get_dirname (fixture->file);

  g_mkdir_with_parents (folder, 0700);
  for (gsize i = 0; i < G_N_ELEMENTS (damages); i++)
    {
      g_autoptr (GError) error = NULL;
      g_autofree char *told = NULL, *left = NULL;
      BesedaKnownCertificates *known;

      g_assert_true (g_file_set_contents (fixture->file, damages[i], -1, NULL));
      n_warnings = 0;
      known = beseda_known_certificates_new (fixture->file);
      g_assert_cmpuint (n_warnings, ==, 1);
      g_assert_null (beseda_known_certificates_find (known, fixture->ann));

      g_assert_false (beseda_known_certificates_trust (known, fixture->ann, TWO, &error));
      told = g_strdup_printf ("This holds until Beseda is closed: the file %s is damaged; delete it, and decide again.",
                              fixture->file);
      g_assert_error (error, G_IO_ERROR, G_IO_ERROR_INVALID_DATA);
      g_assert_cmpstr (error->message, ==, told);
      g_assert_cmpstr (beseda_known_certificates_find (known, fixture->ann), ==, TWO);
      g_assert_finalize_object (known);

      g_assert_true (g_file_get_contents (fixture->file, &left, NULL, NULL));
      g_assert_cmpstr (left, ==, damages[i]);
    }
}

static void
test_nowhere_to_write (Fixture *fixture, gconstpointer data)
{
  g_autofree char *inside = g_build_filename (fixture->file, "certificates", NULL);
  g_autofree char *folder = g_path_get_dirname (fixture->file);
  g_autoptr (GError) error = NULL;
  BesedaKnownCertificates *known = beseda_known_certificates_new (inside);

  g_mkdir_with_parents (folder, 0700);
  g_assert_true (g_file_set_contents (fixture->file, "a file, and no folder", -1, NULL));
  g_assert_false (beseda_known_certificates_trust (known, fixture->ann, ONE, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_FAILED);
  g_assert_cmpstr (beseda_known_certificates_find (known, fixture->ann), ==, ONE);
  g_assert_finalize_object (known);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_log_set_always_fatal (G_LOG_FATAL_MASK | G_LOG_LEVEL_CRITICAL);
  g_log_set_writer_func (count_warnings, NULL, NULL);
  g_test_add ("/known-certificates/keeps", Fixture, NULL, set_up, test_keeps, tear_down);
  g_test_add ("/known-certificates/forgets", Fixture, NULL, set_up, test_forgets, tear_down);
  g_test_add ("/known-certificates/damaged", Fixture, NULL, set_up, test_damaged, tear_down);
  g_test_add ("/known-certificates/nowhere-to-write", Fixture, NULL, set_up, test_nowhere_to_write, tear_down);

  return g_test_run ();
}
