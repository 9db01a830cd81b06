/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "beseda-unsent.h"

static void
add (BesedaUnsent *unsent, const char *id, const char *text)
{
  beseda_unsent_add (unsent, beseda_unsent_message_new (id, text, 0, NULL));
}

static void
assert_next (BesedaUnsent *unsent, const char *id)
{
  const BesedaUnsentMessage *next = beseda_unsent_send_next (unsent);

  g_assert_cmpstr (next != NULL ? next->id : NULL, ==, id);
}

static void
test_order (void)
{
  g_autoptr (BesedaUnsent) unsent = beseda_unsent_new ();

  assert_next (unsent, NULL);
  add (unsent, "a", "1");
  add (unsent, "b", "2");
  g_assert_null (beseda_unsent_get_on_its_way (unsent));
  assert_next (unsent, "a");
  g_assert_cmpstr (beseda_unsent_get_on_its_way (unsent)->text, ==, "1");

  /* One at a time. */
  assert_next (unsent, NULL);
  beseda_unsent_rewind (unsent);
  assert_next (unsent, "a");
  g_assert_true (beseda_unsent_confirm (unsent, "a"));
  g_assert_false (beseda_unsent_confirm (unsent, "a"));
  assert_next (unsent, "b");
  g_assert_cmpuint (beseda_unsent_get_n_waiting (unsent), ==, 1);
}

static void
test_refusal (void)
{
  g_autoptr (BesedaUnsent) unsent = beseda_unsent_new ();

  add (unsent, "a", "1");
  add (unsent, "b", "2");
  assert_next (unsent, "a");
  g_assert_false (beseda_unsent_retry (unsent, "a"));
  g_assert_false (beseda_unsent_discard (unsent, "a"));
  g_assert_true (beseda_unsent_refuse (unsent, "a", "No."));
  g_assert_false (beseda_unsent_refuse (unsent, "a", "No."));
  g_assert_cmpuint (beseda_unsent_get_n_waiting (unsent), ==, 1);

  /* The others go on, and who is tried again is the last. */
  assert_next (unsent, "b");
  g_assert_true (beseda_unsent_retry (unsent, "a"));
  g_assert_cmpuint (beseda_unsent_get_n_waiting (unsent), ==, 2);
  g_assert_cmpstr (beseda_unsent_get_on_its_way (unsent)->id, ==, "b");
  g_assert_true (beseda_unsent_confirm (unsent, "b"));
  assert_next (unsent, "a");
  g_assert_true (beseda_unsent_refuse (unsent, "a", "No."));
  g_assert_true (beseda_unsent_discard (unsent, "a"));
  g_assert_false (beseda_unsent_retry (unsent, "a"));
  assert_next (unsent, NULL);
}

/* Confirmed out of turn: the room had it from an earlier connection. */
static void
test_late_confirmation (void)
{
  g_autoptr (BesedaUnsent) unsent = beseda_unsent_new ();

  add (unsent, "a", "1");
  add (unsent, "b", "2");
  add (unsent, "c", "3");
  assert_next (unsent, "a");
  g_assert_true (beseda_unsent_confirm (unsent, "b"));
  g_assert_cmpstr (beseda_unsent_get_on_its_way (unsent)->id, ==, "a");
  g_assert_true (beseda_unsent_refuse (unsent, "a", "No."));
  g_assert_true (beseda_unsent_confirm (unsent, "a"));
  assert_next (unsent, "c");
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/unsent/order", test_order);
  g_test_add_func ("/unsent/refusal", test_refusal);
  g_test_add_func ("/unsent/late-confirmation", test_late_confirmation);

  return g_test_run ();
}
