/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/*
 * A certification authority for a test, with one between it and the servers, as known authorities have; in a folder of
 * its own, with its files in PEM.
 */
typedef struct _Authority Authority;

Authority *authority_new (void);
void authority_free (Authority *self); /* the folder as well */

const char *authority_get_root (const Authority *self);        /* the file that whoever trusts it has */
const char *authority_get_certificate (const Authority *self); /* a server's, written by authority_certify() */
const char *authority_get_key (const Authority *self);

/* Writes a new key and a certificate for a server at `address` (IPv4), with the one between behind it where `whole`. */
void authority_certify (Authority *self, const char *address, gboolean whole);

G_END_DECLS
