/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "beseda-token-bucket.h"

G_BEGIN_DECLS

/*
 * Where connections come from, and how much may come from one place: an IPv4 address, or an IPv6 network of 64 bits,
 * which is what one customer gets. What comes from the computer that the server runs on is not counted: a proxy there
 * brings everybody. Owned by the engine, on the server's thread; it outlives every connection. Times are milliseconds
 * of any clock.
 */
typedef struct _BesedaCallers BesedaCallers;

/* One place; it is there as long as anything is known of it. */
typedef struct _BesedaCaller BesedaCaller;

/* `most` is how many connections there may be at a time; of one place at most a quarter of them, and
 * BESEDA_LIMIT_ADDRESS_CONNECTIONS, and BESEDA_LIMIT_ADDRESS_STRANGERS that have not logged in. Unless it is `bounded`,
 * everybody may send as much as they like. */
BesedaCallers *beseda_callers_new (guint most, gboolean bounded);
void beseda_callers_free (BesedaCallers *self);

/* Whose connection the socket `fd` is, which counts until beseda_caller_hang_up(); NULL: there are too many, in all or
 * of that place, or they come too fast. */
BesedaCaller *beseda_callers_admit (BesedaCallers *self, int fd, gint64 now);
void beseda_caller_hang_up (BesedaCaller *self);

/* One of its connections, whose number is bounded until then, has logged in; or is about to hang up without. */
void beseda_caller_log_in (BesedaCaller *self);

guint beseda_callers_get_n (const BesedaCallers *self); /* places of which something is known */

/* So many bytes came from there over a connection whose own budget is `bucket`. For how long nothing more should be
 * read, in milliseconds. */
guint beseda_caller_spend (BesedaCaller *self, BesedaTokenBucket *bucket, gsize bytes, gint64 now);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (BesedaCallers, beseda_callers_free)

G_END_DECLS
