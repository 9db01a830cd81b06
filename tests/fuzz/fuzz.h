/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/*
 * What each target is: one function that is given any bytes and aborts where the product breaks a promise. libFuzzer
 * calls it from its own main; replay.c calls it with the seeds.
 */
int LLVMFuzzerTestOneInput (const guint8 *data, gsize size);

/* The bytes as text, cut at the first byte 0; NULL: they are not UTF-8. (transfer full) */
static inline char *
fuzz_dup_text (const guint8 *data, gsize size)
{
  g_autofree char *text = g_strndup ((const char *) data, size);

  return g_utf8_validate (text, -1, NULL) ? g_steal_pointer (&text) : NULL;
}

/* A refusal is one sentence, whatever the stranger wrote. */
static inline void
fuzz_assert_sentence (const GError *error, GQuark domain)
{
  g_assert_nonnull (error);
  g_assert_true (error->domain == domain);
  g_assert_true (g_utf8_validate (error->message, -1, NULL));
  g_assert_cmpuint (strlen (error->message), >, 0);
  g_assert_cmpuint (strlen (error->message), <, 2048);
}

G_END_DECLS
