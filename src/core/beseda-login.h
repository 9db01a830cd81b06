/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/*
 * The rules of a person's name in a room. Pure functions.
 */

typedef enum
{
  BESEDA_LOGIN_ERROR_EMPTY,
  BESEDA_LOGIN_ERROR_TOO_LONG,
  BESEDA_LOGIN_ERROR_FORBIDDEN, /* a character that shows nothing or turns text around, or too many marks */
} BesedaLoginError;

#define BESEDA_LOGIN_ERROR (beseda_login_error_quark ())
GQuark beseda_login_error_quark (void);

/* The name as it will be shown: white space at the ends dropped, inner runs of it made one space, Unicode NFC (UAX
 * #15), 1 to BESEDA_LIMIT_LOGIN_CHARS characters. Control, format (bidi, joiners, zero width), unassigned and private
 * characters are refused; the emoji selector U+FE0F may follow a symbol. The error's message is one sentence for the
 * person. (transfer full)
 */
char *beseda_login_normalize (const char *login, GError **error);

/* What two spellings of one name have in common (NFKC and case folded; "Ann" and "ann" are one). `login` is normalised.
 * (transfer full) */
char *beseda_login_key (const char *login);

G_END_DECLS
