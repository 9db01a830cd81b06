/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "beseda-trust.h"

#define ONE "1111111111111111111111111111111111111111111111111111111111111111"
#define TWO "2222222222222222222222222222222222222222222222222222222222222222"

/* Self-signed, for the name "Room 5". */
static const char CERTIFICATE[] = "-----BEGIN CERTIFICATE-----\n"
                                  "MIIBdzCCAR2gAwIBAgIULO4y+rlmBvYKTbPIyBIDeXTRsRAwCgYIKoZIzj0EAwIw\n"
                                  "ETEPMA0GA1UEAwwGUm9vbSA1MB4XDTI2MTEyMzExMjMyOFoXDTQ2MTExODExMjMy\n"
                                  "OFowETEPMA0GA1UEAwwGUm9vbSA1MFkwEwYHKoZIzj0CAQYIKoZIzj0DAQcDQgAE\n"
                                  "RNwUdybW4doKva0If5ajLY1azXgjHIP5OnNIdpQGqb2t+ST9/Opcm8ur2WoarE9t\n"
                                  "95y4f4oT20TEKJZvu9EsH6NTMFEwHQYDVR0OBBYEFPM9umouIOBYDCqqLBjBBaXB\n"
                                  "eguDMB8GA1UdIwQYMBaAFPM9umouIOBYDCqqLBjBBaXBeguDMA8GA1UdEwEB/wQF\n"
                                  "MAMBAf8wCgYIKoZIzj0EAwIDSAAwRQIhANWRNDLYehMtoKj709ENWvJSzDL53F0q\n"
                                  "urs7rR3ZDN6vAiAhh2VvkcXSB98NMaEHm9gYwFtdtKm/thcM5q9SFdpY2A==\n"
                                  "-----END CERTIFICATE-----\n";

static void
test_judge (void)
{
  static const struct
  {
    const char *pin;
    const char *known;
    const char *shown;
    GTlsCertificateFlags errors;
    BesedaTrust trust;
  } cases[] = {
    /* A link's word is the last, in both directions. */
    { ONE, NULL, ONE, G_TLS_CERTIFICATE_UNKNOWN_CA, BESEDA_TRUST_PINNED },
    { ONE, NULL, ONE, G_TLS_CERTIFICATE_VALIDATE_ALL, BESEDA_TRUST_PINNED },
    { ONE, TWO, ONE, 0, BESEDA_TRUST_PINNED },
    { ONE, NULL, TWO, G_TLS_CERTIFICATE_UNKNOWN_CA, BESEDA_TRUST_CHANGED },
    { ONE, NULL, TWO, 0, BESEDA_TRUST_CHANGED },
    { ONE, TWO, TWO, 0, BESEDA_TRUST_CHANGED },
    /* An authority's certificates change. */
    { NULL, NULL, TWO, 0, BESEDA_TRUST_AUTHORITY },
    { NULL, ONE, TWO, 0, BESEDA_TRUST_AUTHORITY },
    /* What only the person vouches for does not. */
    { NULL, TWO, TWO, G_TLS_CERTIFICATE_UNKNOWN_CA, BESEDA_TRUST_KNOWN },
    { NULL, TWO, TWO, G_TLS_CERTIFICATE_EXPIRED, BESEDA_TRUST_KNOWN },
    { NULL, ONE, TWO, G_TLS_CERTIFICATE_UNKNOWN_CA, BESEDA_TRUST_CHANGED },
    { NULL, NULL, TWO, G_TLS_CERTIFICATE_UNKNOWN_CA, BESEDA_TRUST_UNKNOWN },
    { NULL, NULL, TWO, G_TLS_CERTIFICATE_BAD_IDENTITY, BESEDA_TRUST_UNKNOWN },
    { NULL, NULL, TWO, G_TLS_CERTIFICATE_EXPIRED, BESEDA_TRUST_UNKNOWN },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    g_assert_cmpint (beseda_trust_judge (cases[i].pin, cases[i].known, cases[i].shown, cases[i].errors), ==,
                     cases[i].trust);
}

static void
test_enough (void)
{
  g_assert_true (beseda_trust_is_enough (BESEDA_TRUST_PINNED));
  g_assert_true (beseda_trust_is_enough (BESEDA_TRUST_AUTHORITY));
  g_assert_true (beseda_trust_is_enough (BESEDA_TRUST_KNOWN));
  g_assert_false (beseda_trust_is_enough (BESEDA_TRUST_UNKNOWN));
  g_assert_false (beseda_trust_is_enough (BESEDA_TRUST_CHANGED));
}

/* As `openssl x509 -noout -fingerprint -sha256` has it. */
static void
test_fingerprint (void)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GTlsCertificate) certificate = g_tls_certificate_new_from_pem (CERTIFICATE, -1, &error);
  g_autofree char *fingerprint = NULL;

  g_assert_no_error (error);
  fingerprint = beseda_trust_make_fingerprint (certificate);
  g_assert_cmpstr (fingerprint, ==, "456378a6a69908f8a160101d73393a2e4b891472d271245964abf92abd7c1166");
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/trust/judge", test_judge);
  g_test_add_func ("/trust/enough", test_enough);
  g_test_add_func ("/trust/fingerprint", test_fingerprint);

  return g_test_run ();
}
