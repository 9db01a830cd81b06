/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>
#include <gnutls/gnutls.h>

G_BEGIN_DECLS

/*
 * A key and its certificate, which say to guests who the server is: the room's own, made here once and kept in one
 * file, or those of a known authority, from two files. It never changes: what is read again is another one, while
 * connections that began with the old one keep it. Its functions fail with BESEDA_SERVER_ERROR_CERTIFICATE and one
 * sentence that names the file and what to do.
 */
typedef struct _BesedaCredentials BesedaCredentials;

/* The room's own: from `file`, made where there is none (folders too); `file` NULL: made now and kept nowhere. A file
 * that cannot be used is left as it is. `room` is the name that a new certificate carries. Blocks. */
BesedaCredentials *beseda_credentials_open (const char *file, const char *room, GError **error);

/* A certificate (and what leads from it to the authority) and its key, both PEM. Blocks. */
BesedaCredentials *beseda_credentials_load (const char *certificate_file, const char *key_file, GError **error);

BesedaCredentials *beseda_credentials_ref (BesedaCredentials *self);
void beseda_credentials_unref (BesedaCredentials *self);

/* SHA-256 of the certificate's DER, 64 hexadecimal digits in lower case. */
const char *beseda_credentials_get_fingerprint (const BesedaCredentials *self);

/* For sessions; lent. */
gnutls_certificate_credentials_t beseda_credentials_get_native (const BesedaCredentials *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (BesedaCredentials, beseda_credentials_unref)

G_END_DECLS
