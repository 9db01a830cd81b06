/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib-object.h>

#include "beseda-address.h"

G_BEGIN_DECLS

/*
 * The certificates that nobody but the person vouches for: one for each host and port, by its fingerprint. Kept in a
 * small key file that only this user may read; it is read once, and written when the person decides. Owned by the
 * profile, on the main thread. It never writes over a file that it cannot read.
 */
#define BESEDA_TYPE_KNOWN_CERTIFICATES (beseda_known_certificates_get_type ())
G_DECLARE_FINAL_TYPE (BesedaKnownCertificates, beseda_known_certificates, BESEDA, KNOWN_CERTIFICATES, GObject)

/* `file` NULL: what is trusted is trusted as long as this object lives. */
BesedaKnownCertificates *beseda_known_certificates_new (const char *file);

/* The fingerprint of the certificate that is trusted at the host and port of `address`; NULL: none is. */
const char *beseda_known_certificates_find (BesedaKnownCertificates *self, const BesedaAddress *address);

/* From now on that is the certificate there, or none. Holds in this object also where it cannot be kept, which is told
 * in one sentence for the person. */
gboolean beseda_known_certificates_trust (BesedaKnownCertificates *self,
                                          const BesedaAddress *address,
                                          const char *fingerprint,
                                          GError **error);
gboolean beseda_known_certificates_forget (BesedaKnownCertificates *self, const BesedaAddress *address, GError **error);

G_END_DECLS
