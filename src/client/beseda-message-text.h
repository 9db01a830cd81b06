/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/*
 * What of a person's text goes into a room. Pure.
 */

/* Why nothing does; each message is one sentence. */
typedef enum
{
  BESEDA_MESSAGE_TEXT_ERROR_EMPTY,
  BESEDA_MESSAGE_TEXT_ERROR_TOO_LONG,
  BESEDA_MESSAGE_TEXT_ERROR_NOWHERE, /* there is no room to say it in any more */
} BesedaMessageTextError;

#define BESEDA_MESSAGE_TEXT_ERROR (beseda_message_text_error_quark ())
GQuark beseda_message_text_error_quark (void);

/* `text` without control characters but tabs and line breaks, which no room takes, and without white space at the end;
 * NULL where that is nothing, or more than `max_chars` characters. `text` is UTF-8. (transfer full) */
char *beseda_message_text_clean (const char *text, guint max_chars, GError **error);

G_END_DECLS
