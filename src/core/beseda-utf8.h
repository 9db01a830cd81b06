/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/*
 * Tells whether text that comes in pieces is UTF-8 (RFC 3629), at the first byte that can't be. A plain value, all
 * zeros at the start of a text; no memory of its own.
 */
typedef struct
{
  guint8 n_missing; /* bytes that the character begun still lacks */
  guint8 low, high; /* the range of the next one of them */
} BesedaUtf8;

/* FALSE where no text goes on like this; the value is of no use then. U+0000 is a character like others. */
gboolean beseda_utf8_feed (BesedaUtf8 *self, const guint8 *bytes, gsize length);

/* Whether the text may end here, not within a character. */
gboolean beseda_utf8_is_whole (const BesedaUtf8 *self);

G_END_DECLS
