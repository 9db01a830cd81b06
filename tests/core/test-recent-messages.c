/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "beseda-limits.h"
#include "beseda-recent-messages.h"

static BesedaEvent *
add (BesedaRecentMessages *recent, const char *login, const char *id)
{
  g_autoptr (BesedaEvent) event = beseda_event_new (BESEDA_EVENT_MESSAGE, 0, 7, login, "hello", id);

  beseda_recent_messages_add (recent, login, event);

  return event; /* the memory holds it */
}

static void
test_find (void)
{
  g_autoptr (BesedaRecentMessages) recent = beseda_recent_messages_new ();
  BesedaEvent *anns = add (recent, "ann", "m1");
  BesedaEvent *bens = add (recent, "ben", "m1");

  g_assert_true (beseda_recent_messages_find (recent, "ann", "m1") == anns);
  g_assert_true (beseda_recent_messages_find (recent, "ben", "m1") == bens);
  g_assert_null (beseda_recent_messages_find (recent, "ann", "m2"));
}

/* A line break in an id, which is what divides the two in a key, makes nobody somebody else. */
static void
test_ids_are_not_names (void)
{
  g_autoptr (BesedaRecentMessages) recent = beseda_recent_messages_new ();

  add (recent, "ann", "b\nm1");

  g_assert_null (beseda_recent_messages_find (recent, "b", "m1"));
  g_assert_null (beseda_recent_messages_find (recent, "ann", "m1"));
}

static void
test_oldest_goes_first (void)
{
  g_autoptr (BesedaRecentMessages) recent = beseda_recent_messages_new ();

  for (guint i = 0; i <= BESEDA_LIMIT_RECENT_IDS; i++)
    {
      g_autofree char *id = g_strdup_printf ("%u", i);

      add (recent, "ann", id);
    }

  g_assert_null (beseda_recent_messages_find (recent, "ann", "0"));
  g_assert_nonnull (beseda_recent_messages_find (recent, "ann", "1"));
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/recent-messages/find", test_find);
  g_test_add_func ("/recent-messages/ids-are-not-names", test_ids_are_not_names);
  g_test_add_func ("/recent-messages/oldest-goes-first", test_oldest_goes_first);

  return g_test_run ();
}
