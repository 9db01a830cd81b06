/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "beseda-known-certificates.h"

#include <gio/gio.h>
#include <glib/gi18n-lib.h>

#define KEY "fingerprint"

struct _BesedaKnownCertificates
{
  GObject parent_instance;

  char *file;           /* NULL: nowhere */
  gboolean readable;    /* or not there yet */
  GHashTable *by_place; /* host:port: fingerprint */
};

G_DEFINE_FINAL_TYPE (BesedaKnownCertificates, beseda_known_certificates, G_TYPE_OBJECT)

/* As the group of a key file can be called; no two places are the same. (transfer full) */
static char *
to_place (const BesedaAddress *address)
{
  g_autofree char *host = g_uri_escape_string (beseda_address_get_host (address), NULL, FALSE);

  return g_strdup_printf ("%s:%u", host, beseda_address_get_port (address));
}

static gboolean
read_file (BesedaKnownCertificates *self, GKeyFile *file, GError **error)
{
  g_auto (GStrv) places = g_key_file_get_groups (file, NULL);

  for (guint i = 0; places[i] != NULL; i++)
    {
      char *fingerprint = g_key_file_get_string (file, places[i], KEY, error);

      if (fingerprint == NULL)
        return FALSE;

      g_hash_table_insert (self->by_place, g_strdup (places[i]), fingerprint);
      if (!beseda_address_is_fingerprint (fingerprint))
        {
          g_set_error (error, G_IO_ERROR, G_IO_ERROR_INVALID_DATA, "%s has something that is no fingerprint",
                       places[i]);
          return FALSE;
        }
    }

  return TRUE;
}

/* What a damaged file says is not trusted at all. */
static void
load (BesedaKnownCertificates *self)
{
  g_autoptr (GKeyFile) file = g_key_file_new ();
  g_autoptr (GError) error = NULL;

  self->readable = (g_key_file_load_from_file (file, self->file, G_KEY_FILE_NONE, &error) &&
                    read_file (self, file, &error)) ||
                   g_error_matches (error, G_FILE_ERROR, G_FILE_ERROR_NOENT);
  if (self->readable)
    return;

  g_hash_table_remove_all (self->by_place);
  g_warning ("%s is damaged (%s). It stays as it is; you will be asked about the certificates in it again.", self->file,
             error->message);
}

static gboolean
save (BesedaKnownCertificates *self, GError **error)
{
  g_autoptr (GKeyFile) file = g_key_file_new ();
  g_autofree char *folder = NULL, *text = NULL;
  g_autoptr (GError) reason = NULL;
  const char *place, *fingerprint;
  GHashTableIter iter;
  gsize size;

  if (self->file == NULL)
    return TRUE;

  if (!self->readable)
    {
      g_set_error (error, G_IO_ERROR, G_IO_ERROR_INVALID_DATA,
                   _ ("This holds until Beseda is closed: the file %s is damaged; delete it, and decide again."),
                   self->file);
      return FALSE;
    }

  g_hash_table_iter_init (&iter, self->by_place);
  while (g_hash_table_iter_next (&iter, (gpointer *) &place, (gpointer *) &fingerprint))
    g_key_file_set_string (file, place, KEY, fingerprint);

  text = g_key_file_to_data (file, &size, NULL);
  folder = g_path_get_dirname (self->file);
  g_mkdir_with_parents (folder, 0700); /* what went wrong shows at once */
  if (g_file_set_contents_full (self->file, text, (gssize) size, G_FILE_SET_CONTENTS_CONSISTENT, 0600, &reason))
    return TRUE;

  g_warning ("%s", reason->message);
  g_set_error (error, G_IO_ERROR, G_IO_ERROR_FAILED,
               _ ("This holds until Beseda is closed: the file %s can’t be written."), self->file);

  return FALSE;
}

static void
beseda_known_certificates_finalize (GObject *object)
{
  BesedaKnownCertificates *self = BESEDA_KNOWN_CERTIFICATES (object);

  g_free (self->file);
  g_hash_table_unref (self->by_place);

  G_OBJECT_CLASS (beseda_known_certificates_parent_class)->finalize (object);
}

static void
beseda_known_certificates_class_init (BesedaKnownCertificatesClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = beseda_known_certificates_finalize;
}

static void
beseda_known_certificates_init (BesedaKnownCertificates *self)
{
  self->by_place = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
}

BesedaKnownCertificates *
beseda_known_certificates_new (const char *file)
{
  BesedaKnownCertificates *self = g_object_new (BESEDA_TYPE_KNOWN_CERTIFICATES, NULL);

  self->file = g_strdup (file);
  if (file != NULL)
    load (self);

  return self;
}

const char *
beseda_known_certificates_find (BesedaKnownCertificates *self, const BesedaAddress *address)
{
  g_autofree char *place = to_place (address);

  return g_hash_table_lookup (self->by_place, place);
}

gboolean
beseda_known_certificates_trust (BesedaKnownCertificates *self,
                                 const BesedaAddress *address,
                                 const char *fingerprint,
                                 GError **error)
{
  g_return_val_if_fail (BESEDA_IS_KNOWN_CERTIFICATES (self), FALSE);
  g_return_val_if_fail (beseda_address_is_fingerprint (fingerprint), FALSE);

  g_hash_table_replace (self->by_place, to_place (address), g_strdup (fingerprint));

  return save (self, error);
}

gboolean
beseda_known_certificates_forget (BesedaKnownCertificates *self, const BesedaAddress *address, GError **error)
{
  g_autofree char *place = to_place (address);

  g_return_val_if_fail (BESEDA_IS_KNOWN_CERTIFICATES (self), FALSE);

  return !g_hash_table_remove (self->by_place, place) || save (self, error);
}
