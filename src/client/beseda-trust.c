/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "beseda-trust.h"

char *
beseda_trust_make_fingerprint (GTlsCertificate *certificate)
{
  g_autoptr (GByteArray) der = NULL;

  g_object_get (certificate, "certificate", &der, NULL);

  return g_compute_checksum_for_data (G_CHECKSUM_SHA256, der->data, der->len);
}

BesedaTrust
beseda_trust_judge (const char *pin, const char *fingerprint, GTlsCertificateFlags errors)
{
  if (pin != NULL)
    return g_str_equal (pin, fingerprint) ? BESEDA_TRUST_PINNED : BESEDA_TRUST_CHANGED;

  return errors == G_TLS_CERTIFICATE_NO_FLAGS ? BESEDA_TRUST_AUTHORITY : BESEDA_TRUST_UNKNOWN;
}

gboolean
beseda_trust_is_enough (BesedaTrust trust)
{
  return trust != BESEDA_TRUST_UNKNOWN && trust != BESEDA_TRUST_CHANGED;
}
