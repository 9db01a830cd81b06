/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib-object.h>

G_BEGIN_DECLS

/*
 * Where a room is: what a person types or pastes, made into one value. Immutable, reference-counted, pure.
 * `host`, `host:port`, `[v6]:port`, `ws://`, `wss://`, `http://`, `https://`, `beseda://`, each with or without a path
 * (`/`, `/rooms/NAME`, `/ws/7`, `/rooms/NAME/ws/7`) or spaces around.
 *
 * Behind a `#` a link may carry secrets, joined by `&`: `fp=`, by which the room's own certificate is known, `k=`, the
 * key that opens the door, and `owner=`, which makes its bearer the room's owner. They are never part of a request (RFC
 * 9110, section 4.2.5), of a label, nor of what makes two addresses equal.
 */

#define BESEDA_FINGERPRINT_CHARS 64 /* SHA-256 in lower-case hexadecimal digits */
#define BESEDA_KEY_CHARS 22         /* 128 bit in base64url (RFC 4648, section 5) without padding */

/* A link without a port means this one; for http, https, ws and wss forms it is 80 or 443 (RFC 6455, section 3). */
#define BESEDA_DEFAULT_PORT 8765

typedef enum
{
  BESEDA_ADDRESS_ERROR_EMPTY,
  BESEDA_ADDRESS_ERROR_TOO_LONG,
  BESEDA_ADDRESS_ERROR_SCHEME, /* not one of ours: ftp:// and the like */
  BESEDA_ADDRESS_ERROR_HOST,   /* missing, or no name or address of a host */
  BESEDA_ADDRESS_ERROR_PORT,   /* no number from 1 to 65535 */
  BESEDA_ADDRESS_ERROR_USER,   /* user:password@host */
  BESEDA_ADDRESS_ERROR_PATH,   /* names no room */
  BESEDA_ADDRESS_ERROR_SECRET, /* what stands behind the # is not whole */
} BesedaAddressError;

#define BESEDA_ADDRESS_ERROR (beseda_address_error_quark ())
GQuark beseda_address_error_quark (void);

typedef struct _BesedaAddress BesedaAddress;

#define BESEDA_TYPE_ADDRESS (beseda_address_get_type ())
GType beseda_address_get_type (void);

/* The error's message is one sentence for the person: what is wrong and what to write instead. */
BesedaAddress *beseda_address_parse (const char *text, GError **error);

/* `host` is a name or an IPv4 or IPv6 address without brackets; `room` is NULL for the server's first room. */
BesedaAddress *beseda_address_new (const char *host, guint16 port, const char *room, gboolean tls);

/* The same place with these secrets instead of its own; each may be NULL, for none, and must else be well-formed. With
 * a fingerprint the address is one for TLS. (transfer full) */
BesedaAddress *
beseda_address_with_secrets (const BesedaAddress *self, const char *fingerprint, const char *key, const char *owner);

BesedaAddress *beseda_address_ref (BesedaAddress *self);
void beseda_address_unref (BesedaAddress *self);

const char *beseda_address_get_host (const BesedaAddress *self); /* ASCII (IDNA), lower case, v6 without brackets */
guint16 beseda_address_get_port (const BesedaAddress *self);
gboolean beseda_address_get_tls (const BesedaAddress *self);
const char *beseda_address_get_room (const BesedaAddress *self); /* decoded; NULL for the first room */

/* The secrets, each nullable: SHA-256 of the certificate's DER form, the link's key, the owner's token. */
const char *beseda_address_get_fingerprint (const BesedaAddress *self);
const char *beseda_address_get_key (const BesedaAddress *self);
const char *beseda_address_get_owner (const BesedaAddress *self);

/* ws://host:port/ws/7, or with a room ws://host:port/rooms/NAME/ws/7. (transfer full) */
char *beseda_address_to_websocket_uri (const BesedaAddress *self, gint64 client_id);

/* http://host:port/ or http://host:port/rooms/NAME, and the secrets: the link that a person hands on; parses back to an
 * equal address with the same secrets. With a fingerprint it is beseda://host:port/, since no browser checks one.
 * (transfer full) */
char *beseda_address_to_link (const BesedaAddress *self);

/* What this computer keeps about the room is kept under this: without the secrets that give anybody anything, and the
 * same wherever the room moves to, where its certificate tells that it is the same. (transfer full) */
char *beseda_address_to_place (const BesedaAddress *self);

gboolean beseda_address_is_fingerprint (const char *text);

/* host:port, the host in its own script, without a scheme: for a title. (transfer full) */
char *beseda_address_to_label (const BesedaAddress *self);

gboolean beseda_address_equal (const BesedaAddress *a, const BesedaAddress *b);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (BesedaAddress, beseda_address_unref)

G_END_DECLS
