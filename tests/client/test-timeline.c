/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "beseda-limits.h"
#include "beseda-timeline.h"

/* 2026-11-23 12:00 UTC */
#define NOON (1795435200 * G_GINT64_CONSTANT (1000))
#define MINUTE (60 * 1000)
#define HOUR (60 * MINUTE)

static BesedaTimeline *
new_timeline (const char *zone_name)
{
  g_autoptr (GTimeZone) zone = g_time_zone_new_identifier (zone_name);

  g_assert_nonnull (zone);

  return beseda_timeline_new (zone);
}

static void
say (BesedaTimeline *timeline, const char *login, const char *text, gint64 at)
{
  g_autoptr (BesedaEvent) event = beseda_event_new (BESEDA_EVENT_MESSAGE, at, 1, login, text, NULL);

  beseda_timeline_add_event (timeline, event, FALSE);
}

static void
echo (BesedaTimeline *timeline, const char *text, const char *id, gint64 at)
{
  g_autoptr (BesedaEvent) event = beseda_event_new (BESEDA_EVENT_MESSAGE, at, 7, "me", text, id);

  beseda_timeline_add_event (timeline, event, TRUE);
}

static void
presence (BesedaTimeline *timeline, const char *login, gboolean came, gint64 at)
{
  g_autoptr (BesedaEvent)
      event = beseda_event_new (came ? BESEDA_EVENT_ONLINE : BESEDA_EVENT_OFFLINE, at, 1, login, NULL, NULL);

  beseda_timeline_add_event (timeline, event, FALSE);
}

/* The timeline in one line: "day | +ann,bob -eve | ann: hello | : again | me: hi? " where a name stands only at the
 * first of a group, ? is pending and ! failed. (transfer full) */
static char *
tell (BesedaTimeline *timeline)
{
  GListModel *model = G_LIST_MODEL (timeline);
  GString *words = g_string_new (NULL);

  for (guint i = 0; i < g_list_model_get_n_items (model); i++)
    {
      g_autoptr (BesedaTimelineItem) item = g_list_model_get_item (model, i);

      if (i > 0)
        g_string_append (words, " | ");

      switch (beseda_timeline_item_get_kind (item))
        {
        case BESEDA_TIMELINE_ITEM_DAY:
          g_string_append (words, "day");
          break;
        case BESEDA_TIMELINE_ITEM_NOTICE:
          {
            g_autofree char *joined = g_strjoinv (",", (char **) beseda_timeline_item_get_joined (item));
            g_autofree char *left = g_strjoinv (",", (char **) beseda_timeline_item_get_left (item));

            g_string_append_printf (words, "+%s -%s", joined, left);
            break;
          }
        case BESEDA_TIMELINE_ITEM_MESSAGE:
          g_string_append_printf (words, "%s: %s",
                                  beseda_timeline_item_get_first_of_group (item) ? beseda_timeline_item_get_login (item)
                                                                                 : "",
                                  beseda_timeline_item_get_text (item));
          if (beseda_timeline_item_get_delivery (item) == BESEDA_DELIVERY_PENDING)
            g_string_append_c (words, '?');
          if (beseda_timeline_item_get_delivery (item) == BESEDA_DELIVERY_FAILED)
            g_string_append_printf (words, "! %s", beseda_timeline_item_get_problem (item));
          break;
        default:
          g_assert_not_reached ();
        }
    }

  return g_string_free (words, FALSE);
}

#define assert_tells(timeline, words)                                                                                  \
  G_STMT_START                                                                                                         \
  {                                                                                                                    \
    g_autofree char *told = tell (timeline);                                                                           \
    g_assert_cmpstr (told, ==, words);                                                                                 \
  }                                                                                                                    \
  G_STMT_END

static void
test_groups (void)
{
  BesedaTimeline *timeline = new_timeline ("UTC");

  say (timeline, "ann", "one", NOON);
  say (timeline, "ann", "two", NOON + 2 * MINUTE);
  say (timeline, "bob", "three", NOON + 3 * MINUTE);
  say (timeline, "ann", "four", NOON + 3 * MINUTE);
  say (timeline, "ann", "five", NOON + 8 * MINUTE - 1);
  say (timeline, "ann", "six", NOON + 8 * MINUTE);
  assert_tells (timeline, "day | ann: one | : two | bob: three | ann: four | : five | ann: six");

  g_assert_finalize_object (timeline);
}

static void
test_days_in_the_persons_own_zone (void)
{
  BesedaTimeline *timeline = new_timeline ("Asia/Tokyo");
  g_autoptr (BesedaTimelineItem) day = NULL;

  say (timeline, "ann", "before midnight", NOON + 3 * HOUR - 1);
  say (timeline, "ann", "after midnight", NOON + 3 * HOUR);
  assert_tells (timeline, "day | ann: before midnight | day | ann: after midnight");

  day = g_list_model_get_item (G_LIST_MODEL (timeline), 2);
  g_assert_cmpint (beseda_timeline_item_get_at (day), ==, NOON + 3 * HOUR);

  g_assert_finalize_object (timeline);
}

static void
test_notices_fold (void)
{
  BesedaTimeline *timeline = new_timeline ("UTC");

  presence (timeline, "ann", TRUE, NOON);
  presence (timeline, "bob", TRUE, NOON);
  presence (timeline, "eve", FALSE, NOON);
  assert_tells (timeline, "day | +ann,bob -eve");

  presence (timeline, "ann", FALSE, NOON);
  presence (timeline, "eve", TRUE, NOON);
  assert_tells (timeline, "day | +bob -");

  presence (timeline, "bob", FALSE, NOON);
  assert_tells (timeline, "");

  say (timeline, "ann", "hello", NOON);
  presence (timeline, "bob", TRUE, NOON);
  say (timeline, "ann", "again", NOON);
  presence (timeline, "bob", FALSE, NOON);
  assert_tells (timeline, "day | ann: hello | +bob - | ann: again | + -bob");

  g_assert_finalize_object (timeline);
}

static void
test_ones_own_coming_is_no_news (void)
{
  g_autoptr (BesedaTimeline) timeline = new_timeline ("UTC");
  g_autoptr (BesedaEvent) online = beseda_event_new (BESEDA_EVENT_ONLINE, NOON, 7, "me", NULL, NULL);

  beseda_timeline_add_event (timeline, online, TRUE);
  assert_tells (timeline, "");
}

static void
test_echo_takes_the_pending_place (void)
{
  BesedaTimeline *timeline = new_timeline ("UTC");
  g_autoptr (BesedaTimelineItem) pending = NULL;
  g_autoptr (BesedaTimelineItem) sent = NULL;

  say (timeline, "ann", "hello", NOON);
  beseda_timeline_add_pending (timeline, "a", "me", "one", NOON);
  beseda_timeline_add_pending (timeline, "b", "me", "two", NOON);
  pending = g_list_model_get_item (G_LIST_MODEL (timeline), 2);
  say (timeline, "ann", "are you there?", NOON);
  assert_tells (timeline, "day | ann: hello | : are you there? | me: one? | : two?");

  echo (timeline, "one", "a", NOON + MINUTE);
  assert_tells (timeline, "day | ann: hello | : are you there? | me: one | : two?");
  sent = g_list_model_get_item (G_LIST_MODEL (timeline), 3);
  g_assert_true (sent == pending);
  g_assert_cmpint (beseda_timeline_item_get_at (sent), ==, NOON + MINUTE);

  say (timeline, "ann", "ah", NOON + MINUTE);
  assert_tells (timeline, "day | ann: hello | : are you there? | me: one | ann: ah | me: two?");
  echo (timeline, "two", "b", NOON + MINUTE);
  assert_tells (timeline, "day | ann: hello | : are you there? | me: one | ann: ah | me: two");

  g_clear_object (&pending);
  g_clear_object (&sent);
  g_assert_finalize_object (timeline);
}

static void
test_plain_echo_is_known_by_its_text (void)
{
  g_autoptr (BesedaTimeline) timeline = new_timeline ("UTC");

  beseda_timeline_add_pending (timeline, "a", "me", "same", NOON);
  beseda_timeline_add_pending (timeline, "b", "me", "same", NOON);
  echo (timeline, "same", NULL, NOON);
  assert_tells (timeline, "day | me: same | : same?");
  echo (timeline, "from elsewhere", NULL, NOON);
  assert_tells (timeline, "day | me: same | : from elsewhere | : same?");
}

static void
test_failed_sinks_until_it_is_dealt_with (void)
{
  g_autoptr (BesedaTimeline) timeline = new_timeline ("UTC");

  beseda_timeline_add_pending (timeline, "a", "me", "bad", NOON);
  beseda_timeline_add_pending (timeline, "b", "me", "good", NOON);
  beseda_timeline_fail_pending (timeline, "a", "No.");
  assert_tells (timeline, "me: bad! No. | : good?");

  echo (timeline, "good", "b", NOON);
  assert_tells (timeline, "day | me: good | : bad! No.");

  beseda_timeline_retry_pending (timeline, "a");
  assert_tells (timeline, "day | me: good | : bad?");
  beseda_timeline_discard_pending (timeline, "a");
  assert_tells (timeline, "day | me: good");
}

/* Nothing is left to be told, of the notice or of its day. */
static void
test_empty_day_goes_away (void)
{
  g_autoptr (BesedaTimeline) timeline = new_timeline ("UTC");

  presence (timeline, "ann", TRUE, NOON);
  presence (timeline, "ann", FALSE, NOON);
  assert_tells (timeline, "");
  say (timeline, "bob", "hello", NOON);
  presence (timeline, "ann", TRUE, NOON + 24 * HOUR);
  assert_tells (timeline, "day | bob: hello | day | +ann -");
  presence (timeline, "ann", FALSE, NOON + 24 * HOUR);
  assert_tells (timeline, "day | bob: hello");
  say (timeline, "bob", "again", NOON + 24 * HOUR);
  assert_tells (timeline, "day | bob: hello | day | bob: again");
}

/* Were each message to look for the beginning of its group, or were none let go, this would take the test's time. */
static void
test_long_group (void)
{
  g_autoptr (BesedaTimeline) timeline = new_timeline ("UTC");

  for (guint i = 0; i < 300000; i++)
    say (timeline, "ann", "hello", NOON + i % 1000);
  g_assert_cmpuint (g_list_model_get_n_items (G_LIST_MODEL (timeline)), <=, BESEDA_LIMIT_TIMELINE + 1);
  g_assert_cmpuint (g_list_model_get_n_items (G_LIST_MODEL (timeline)), >, BESEDA_LIMIT_TIMELINE / 2);
}

static void
mirror (GListModel *model, guint position, guint removed, guint added, GPtrArray *copy)
{
  if (removed > 0)
    g_ptr_array_remove_range (copy, position, removed);
  for (guint i = 0; i < added; i++)
    g_ptr_array_insert (copy, position + i, g_list_model_get_item (model, position + i));
}

/* Whoever follows items-changed has what the model has, whatever happens. */
static void
test_changes_are_told_truly (void)
{
  static const char *const people[] = { "ann", "bob", "eve" };
  BesedaTimeline *timeline = new_timeline ("UTC");
  g_autoptr (GPtrArray) copy = g_ptr_array_new_with_free_func (g_object_unref);
  g_autoptr (GPtrArray) ids = g_ptr_array_new_with_free_func (g_free);
  gint64 now = NOON;

  g_signal_connect (timeline, "items-changed", G_CALLBACK (mirror), copy);

  for (guint i = 0; i < 5000; i++)
    {
      const char *who = people[g_test_rand_int_range (0, G_N_ELEMENTS (people))];
      const guint which = ids->len > 0 ? g_test_rand_int_range (0, ids->len) : 0;

      now += g_test_rand_int_range (0, 20) == 0 ? 10 * HOUR : MINUTE;
      switch (g_test_rand_int_range (0, 7))
        {
        case 0:
          say (timeline, who, "hello", now);
          break;
        case 1:
        case 2:
          presence (timeline, who, g_test_rand_bit (), now);
          break;
        case 3:
          g_ptr_array_add (ids, g_strdup_printf ("%u", i));
          beseda_timeline_add_pending (timeline, ids->pdata[ids->len - 1], "me", "pending", now);
          break;
        case 4:
          if (ids->len > 0)
            beseda_timeline_fail_pending (timeline, ids->pdata[which], "No.");
          break;
        default:
          if (ids->len > 0 && g_test_rand_bit ())
            echo (timeline, "pending", ids->pdata[which], now);
          else if (ids->len > 0)
            beseda_timeline_discard_pending (timeline, ids->pdata[which]);
          if (ids->len > 0)
            g_ptr_array_remove_index (ids, which);
        }

      g_assert_cmpuint (copy->len, ==, g_list_model_get_n_items (G_LIST_MODEL (timeline)));
      for (guint j = copy->len - MIN (copy->len, 30); j < copy->len; j++)
        {
          g_autoptr (GObject) item = g_list_model_get_item (G_LIST_MODEL (timeline), j);

          g_assert_true (item == copy->pdata[j]);
        }
    }

  g_ptr_array_set_size (copy, 0);
  g_assert_finalize_object (timeline);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/timeline/groups", test_groups);
  g_test_add_func ("/timeline/days-in-the-persons-own-zone", test_days_in_the_persons_own_zone);
  g_test_add_func ("/timeline/notices-fold", test_notices_fold);
  g_test_add_func ("/timeline/ones-own-coming-is-no-news", test_ones_own_coming_is_no_news);
  g_test_add_func ("/timeline/echo-takes-the-pending-place", test_echo_takes_the_pending_place);
  g_test_add_func ("/timeline/plain-echo-is-known-by-its-text", test_plain_echo_is_known_by_its_text);
  g_test_add_func ("/timeline/failed-sinks-until-it-is-dealt-with", test_failed_sinks_until_it_is_dealt_with);
  g_test_add_func ("/timeline/empty-day-goes-away", test_empty_day_goes_away);
  g_test_add_func ("/timeline/long-group", test_long_group);
  g_test_add_func ("/timeline/changes-are-told-truly", test_changes_are_told_truly);

  return g_test_run ();
}
