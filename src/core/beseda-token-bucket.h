/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/*
 * How much somebody may do: so much at once, so much sustained. A plain value, all zero for a full bucket; it belongs
 * to whoever it bounds and reads no clock.
 */
typedef struct
{
  gint64 full_at; /* when it will be full again, microseconds since the epoch */
} BesedaTokenBucket;

/* Takes a token out of a bucket that holds `burst` of them, at least 1, and gets `per_second` new ones, at least 1.
 * `now` is in milliseconds since the epoch; where it jumps back, the bucket is as good as new after filling once.
 * Returns 0, or, where there is no token, in how many milliseconds there will be one. */
guint beseda_token_bucket_take (BesedaTokenBucket *self, guint per_second, guint burst, gint64 now);

/* The same for what is taken already, however much, and counted later: `n` tokens of what may be an empty bucket, which
 * owes them then. Returns 0, or, where it owes any, in how many milliseconds it will owe none. */
guint beseda_token_bucket_spend (BesedaTokenBucket *self, gsize n, guint per_second, guint burst, gint64 now);

G_END_DECLS
