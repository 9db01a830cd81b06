/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/*
 * Whether a server is the one that is meant, by its certificate: the one place where that is decided. Pure functions.
 */

typedef enum
{
  BESEDA_TRUST_NONE,      /* the connection is not encrypted */
  BESEDA_TRUST_PINNED,    /* the certificate is the one that the link, or the person, names */
  BESEDA_TRUST_AUTHORITY, /* an authority that this computer trusts vouches for the server's name */
  BESEDA_TRUST_UNKNOWN,   /* nobody vouches for it: the person has to */
  BESEDA_TRUST_CHANGED,   /* it is another than the one that is named */
} BesedaTrust;

/* SHA-256 of the certificate in DER form, as 64 lower-case hexadecimal digits. (transfer full) */
char *beseda_trust_make_fingerprint (GTlsCertificate *certificate);

/* `pin` is the fingerprint that is named, NULL for none; then nothing else counts, an authority's word neither.
 * `errors` is what is wrong with the certificate otherwise. */
BesedaTrust beseda_trust_judge (const char *pin, const char *fingerprint, GTlsCertificateFlags errors);

/* Whether to go on with such a server. */
gboolean beseda_trust_is_enough (BesedaTrust trust);

G_END_DECLS
