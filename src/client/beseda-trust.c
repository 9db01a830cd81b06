/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "beseda-trust.h"

G_DEFINE_ENUM_TYPE (BesedaTrust,
                    beseda_trust,
                    G_DEFINE_ENUM_VALUE (BESEDA_TRUST_NONE, "none"),
                    G_DEFINE_ENUM_VALUE (BESEDA_TRUST_PINNED, "pinned"),
                    G_DEFINE_ENUM_VALUE (BESEDA_TRUST_AUTHORITY, "authority"),
                    G_DEFINE_ENUM_VALUE (BESEDA_TRUST_KNOWN, "known"),
                    G_DEFINE_ENUM_VALUE (BESEDA_TRUST_UNKNOWN, "unknown"),
                    G_DEFINE_ENUM_VALUE (BESEDA_TRUST_CHANGED, "changed"))

char *
beseda_trust_make_fingerprint (GTlsCertificate *certificate)
{
  g_autoptr (GByteArray) der = NULL;

  g_object_get (certificate, "certificate", &der, NULL);

  return g_compute_checksum_for_data (G_CHECKSUM_SHA256, der->data, der->len);
}

BesedaTrust
beseda_trust_judge (const char *pin, const char *known, const char *fingerprint, GTlsCertificateFlags errors)
{
  if (pin != NULL)
    return g_str_equal (pin, fingerprint) ? BESEDA_TRUST_PINNED : BESEDA_TRUST_CHANGED;

  if (errors == G_TLS_CERTIFICATE_NO_FLAGS)
    return BESEDA_TRUST_AUTHORITY;

  if (known != NULL)
    return g_str_equal (known, fingerprint) ? BESEDA_TRUST_KNOWN : BESEDA_TRUST_CHANGED;

  return BESEDA_TRUST_UNKNOWN;
}

gboolean
beseda_trust_is_enough (BesedaTrust trust)
{
  return trust != BESEDA_TRUST_UNKNOWN && trust != BESEDA_TRUST_CHANGED;
}
