/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "beseda-database.h"
#include "beseda-past.h"

G_BEGIN_DECLS

/*
 * What acts leave behind in a file: messages without their text, and in a table `acts` those that hold. For jobs of a
 * database.
 */

/* The message with that number has no text any more; nothing where there is none. */
gboolean beseda_act_rows_remove_text (BesedaDatabase *database, guint64 seq, GError **error);

/* The act with the number `seq` holds, instead of the one with the same scope. */
gboolean beseda_act_rows_settle (BesedaDatabase *database, const BesedaEvent *event, guint64 seq, GError **error);

/* Adds those that hold to the past. */
gboolean beseda_act_rows_read (BesedaDatabase *database, BesedaPast *past, GError **error);

G_END_DECLS
