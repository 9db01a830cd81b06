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
  BESEDA_TRUST_PINNED,    /* the certificate is the one that the link names */
  BESEDA_TRUST_AUTHORITY, /* an authority that this computer trusts vouches for the server's name */
  BESEDA_TRUST_KNOWN,     /* it is the one that the person trusted before */
  BESEDA_TRUST_UNKNOWN,   /* nobody vouches for it: the person has to */
  BESEDA_TRUST_CHANGED,   /* it is another than the one that the link names, or the person trusted */
} BesedaTrust;

#define BESEDA_TYPE_TRUST (beseda_trust_get_type ())
GType beseda_trust_get_type (void);

/* SHA-256 of the certificate in DER form, as 64 lower-case hexadecimal digits. (transfer full) */
char *beseda_trust_make_fingerprint (GTlsCertificate *certificate);

/* `pin` is the fingerprint that the link names, NULL for none; with one nothing else counts, an authority's word
 * neither. `known` is the one that the person trusted before, NULL for none. `errors` is what is wrong with the
 * certificate otherwise. */
BesedaTrust
beseda_trust_judge (const char *pin, const char *known, const char *fingerprint, GTlsCertificateFlags errors);

/* Whether to go on with such a server. */
gboolean beseda_trust_is_enough (BesedaTrust trust);

G_END_DECLS
