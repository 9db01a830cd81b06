/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <json-glib/json-glib.h>

G_BEGIN_DECLS

/*
 * JSON as RFC 8259 has it, from strangers. json-glib builds the tree, but forgives comments, `var x =`, single quotes,
 * hexadecimal, integers that don't fit and more, and recurses; so the text is scanned first, in one pass without
 * recursion or allocation. And JSON for them, as strict. Pure functions, callable on any thread.
 */

typedef enum
{
  BESEDA_JSON_ERROR_SYNTAX,    /* not RFC 8259, half a surrogate pair, U+0000 in a string */
  BESEDA_JSON_ERROR_DEPTH,     /* more than BESEDA_LIMIT_JSON_DEPTH objects and arrays inside each other */
  BESEDA_JSON_ERROR_RANGE,     /* an integer that 64 bits don't hold */
  BESEDA_JSON_ERROR_DUPLICATE, /* two members of one name in the outermost object */
  BESEDA_JSON_ERROR_FIELD,     /* a member is missing or of another kind */
} BesedaJsonError;

#define BESEDA_JSON_ERROR (beseda_json_error_quark ())
GQuark beseda_json_error_quark (void);

/* `text` is one object and nothing else, UTF-8, `length` bytes, not necessarily terminated. (transfer full) */
JsonObject *beseda_json_parse (const char *text, gsize length, GError **error);

/* The other way: `node` on one line. json-glib lets U+001F pass as it is, which RFC 8259 forbids. (transfer full) */
char *beseda_json_write (JsonNode *node);

/* A member that must be there and be of that kind; lent. The error names it. */
const char *beseda_json_get_string (JsonObject *object, const char *name, GError **error);
JsonObject *beseda_json_get_object (JsonObject *object, const char *name, GError **error);
JsonArray *beseda_json_get_array (JsonObject *object, const char *name, GError **error);

/* An integer from `least` up; 7.0 and "7" are none. */
gboolean beseda_json_get_integer (JsonObject *object, const char *name, gint64 least, gint64 *value, GError **error);

/* TRUE where the member is `true`; FALSE where it is missing or anything else. */
gboolean beseda_json_get_boolean (JsonObject *object, const char *name);

G_END_DECLS
