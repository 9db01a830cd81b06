/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "beseda-limits.h"
#include "beseda-tail.h"

typedef struct
{
  BesedaClock *clock;
  BesedaTail *tail;
} Fixture;

static void
set_up (Fixture *fixture, gconstpointer data)
{
  fixture->clock = beseda_clock_new ();
  fixture->tail = beseda_tail_new (fixture->clock);
}

static void
tear_down (Fixture *fixture, gconstpointer data)
{
  beseda_tail_free (fixture->tail);
  beseda_clock_free (fixture->clock);
}

static void
add (Fixture *fixture, const char *text)
{
  g_autoptr (BesedaEvent) event = beseda_event_new (BESEDA_EVENT_MESSAGE, 0, 1, "ann", text, NULL);

  beseda_event_set_seq (event, beseda_tail_get_last_seq (fixture->tail) + 1);
  beseda_tail_add (fixture->tail, event);
}

/* So many events are at hand, and the next one costs the first its place. */
static void
test_events (Fixture *fixture, gconstpointer data)
{
  for (guint i = 0; i < BESEDA_LIMIT_TAIL; i++)
    add (fixture, "x");
  g_assert_cmpuint (beseda_tail_get_first_seq (fixture->tail), ==, 1);

  add (fixture, "x");
  g_assert_cmpuint (beseda_tail_get_first_seq (fixture->tail), ==, 2);
  g_assert_cmpuint (beseda_tail_get_last_seq (fixture->tail), ==, BESEDA_LIMIT_TAIL + 1);
}

/* However few they are, their text is bounded. */
static void
test_bytes (Fixture *fixture, gconstpointer data)
{
  g_autofree char *text = g_strnfill (BESEDA_LIMIT_TAIL_BYTES / 16, 'x');

  for (guint i = 0; i < 16; i++)
    add (fixture, text);
  g_assert_cmpuint (beseda_tail_get_first_seq (fixture->tail), ==, 1);

  add (fixture, "x");
  g_assert_cmpuint (beseda_tail_get_first_seq (fixture->tail), ==, 2);
  g_assert_nonnull (beseda_tail_get_text (fixture->tail, 17));
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);

  g_test_add ("/tail/events", Fixture, NULL, set_up, test_events, tear_down);
  g_test_add ("/tail/bytes", Fixture, NULL, set_up, test_bytes, tear_down);

  return g_test_run ();
}
