/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "beseda-token-bucket.h"

static void
test_burst_then_refill (void)
{
  BesedaTokenBucket bucket = { 0 };

  for (guint i = 0; i < 5; i++)
    g_assert_cmpuint (beseda_token_bucket_take (&bucket, 3, 5, 10000), ==, 0);
  g_assert_cmpuint (beseda_token_bucket_take (&bucket, 3, 5, 10000), ==, 334);
  g_assert_cmpuint (beseda_token_bucket_take (&bucket, 3, 5, 10333), ==, 1);
  g_assert_cmpuint (beseda_token_bucket_take (&bucket, 3, 5, 10334), ==, 0);
  g_assert_cmpuint (beseda_token_bucket_take (&bucket, 3, 5, 10334), >, 0);
}

/* However long nothing happened, it holds no more than the burst. */
static void
test_overflows (void)
{
  BesedaTokenBucket bucket = { 0 };
  guint n = 0;

  g_assert_cmpuint (beseda_token_bucket_take (&bucket, 50, 200, 1000), ==, 0);
  while (beseda_token_bucket_take (&bucket, 50, 200, 100000000) == 0)
    n++;

  g_assert_cmpuint (n, ==, 200);
}

static void
test_sustained (void)
{
  BesedaTokenBucket bucket = { 0 };
  guint n = 0;

  for (gint64 now = 1000; now < 11000; now++)
    n += beseda_token_bucket_take (&bucket, 50, 200, now) == 0;

  g_assert_cmpuint (n, >=, 200 + 499);
  g_assert_cmpuint (n, <=, 200 + 500);
}

/* Nobody is locked out for the hour by which a clock was set back. */
static void
test_clock_set_back (void)
{
  BesedaTokenBucket bucket = { 0 };

  g_assert_cmpuint (beseda_token_bucket_take (&bucket, 50, 200, 3700000), ==, 0);
  g_assert_cmpuint (beseda_token_bucket_take (&bucket, 50, 200, 100000), <=, 20);
  g_assert_cmpuint (beseda_token_bucket_take (&bucket, 50, 200, 100020), ==, 0);
}

/* What is read is read: it is paid for afterwards, and then the bucket is what it was. */
static void
test_spend (void)
{
  BesedaTokenBucket bucket = { 0 };

  g_assert_cmpuint (beseda_token_bucket_spend (&bucket, 500, 100, 500, 1000), ==, 0);
  g_assert_cmpuint (beseda_token_bucket_spend (&bucket, 1, 100, 500, 1000), ==, 10);
  g_assert_cmpuint (beseda_token_bucket_spend (&bucket, 1000, 100, 500, 1000), ==, 10010);
  g_assert_cmpuint (beseda_token_bucket_spend (&bucket, 0, 100, 500, 11009), ==, 1);
  g_assert_cmpuint (beseda_token_bucket_spend (&bucket, 0, 100, 500, 11010), ==, 0);
  g_assert_cmpuint (beseda_token_bucket_spend (&bucket, 500, 100, 500, 16010), ==, 0);
  g_assert_cmpuint (beseda_token_bucket_spend (&bucket, 1, 100, 500, 16010), ==, 10);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/token-bucket/burst-then-refill", test_burst_then_refill);
  g_test_add_func ("/token-bucket/overflows", test_overflows);
  g_test_add_func ("/token-bucket/sustained", test_sustained);
  g_test_add_func ("/token-bucket/clock-set-back", test_clock_set_back);

  g_test_add_func ("/token-bucket/spend", test_spend);

  return g_test_run ();
}
