/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "beseda-reply.h"
#include "beseda-request.h"

G_BEGIN_DECLS

/*
 * The wire's JSON, both dialects, both directions; PROTOCOL.md is its specification and tests/vectors its examples.
 * Pure functions, callable on any thread. Sizes are checked before parsing, nesting before json-glib sees it; unknown
 * fields are ignored, unknown types are refused.
 */

typedef enum
{
  BESEDA_DIALECT_PLAIN,
  BESEDA_DIALECT_BESEDA,
} BesedaDialect;

/* The WebSocket subprotocol that negotiates BESEDA_DIALECT_BESEDA; RFC 6455, section 1.9. */
#define BESEDA_SUBPROTOCOL "beseda.1"

typedef enum
{
  BESEDA_CODEC_ERROR_BAD_FRAME, /* not JSON, not an object, a field missing or of another kind, too deep, unknown type
                                 */
  BESEDA_CODEC_ERROR_TOO_LARGE, /* the frame, or the text in it */
} BesedaCodecError;

#define BESEDA_CODEC_ERROR (beseda_codec_error_quark ())
GQuark beseda_codec_error_quark (void);

/* Server side. `text` is UTF-8 of `length` bytes, not necessarily terminated. Where the frame was an object with a
 * string `id` of 1 to BESEDA_LIMIT_MESSAGE_ID bytes, `id` (out, optional, transfer full) is that, also on error, so
 * that the refusal can name the request. */
BesedaRequest *beseda_codec_decode_request (const char *text, gsize length, char **id, GError **error);

/* `clock` is "HH:MM" in the server's local time at the event's `at` (see the room: one string a minute); used for
 * events only, NULL for the others. Returns NULL, without an error, where the dialect has nothing to say it with: a
 * plain peer gets no welcome, no error, and no ACT. History has a function of its own. The bytes are the JSON text, not
 * terminated, without a WebSocket header. */
GBytes *beseda_codec_encode_reply (BesedaDialect dialect, BesedaReply *reply, const char *clock);
GBytes *beseda_codec_encode_event (BesedaDialect dialect, BesedaEvent *event, const char *clock);

/* A history frame of the Beseda dialect, whose events are there as beseda_codec_encode_event() wrote them: `events`
 * holds GBytes. `id` is the request's, or NULL. */
GBytes *beseda_codec_encode_history (guint64 from_seq, guint64 to_seq, GPtrArray *events, const char *id);

/* Client side. A plain server's frame is told by having no `type`: "Online" and "Offline" become those events then.
 * `clock` (out, optional, transfer full) is the frame's HH:MM where there is one. */
BesedaReply *beseda_codec_decode_reply (const char *text, gsize length, char **clock, GError **error);

/* A plain server knows logins and messages alone. */
char *beseda_codec_encode_request (BesedaDialect dialect, const BesedaRequest *request);

G_END_DECLS
