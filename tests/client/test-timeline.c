/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "beseda-timeline.h"

#include "beseda-limits.h"

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
        case BESEDA_TIMELINE_ITEM_UNREAD:
          g_string_append (words, "new");
          break;
        case BESEDA_TIMELINE_ITEM_ACT:
          g_string_append (words, beseda_timeline_item_get_text (item));
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

/* Pages. */

/* Number `seq` of a room: "ann: 7", or a coming or going. (transfer full) */
static BesedaEvent *
new_numbered (guint64 seq, BesedaEventKind kind, const char *login, gint64 at)
{
  g_autofree char *text = kind == BESEDA_EVENT_MESSAGE ? g_strdup_printf ("%" G_GUINT64_FORMAT, seq) : NULL;
  BesedaEvent *event = beseda_event_new (kind, at, 1, login, text, text);

  beseda_event_set_seq (event, seq);

  return event;
}

/* Messages of ann, a minute apart, one of them each fifth being mine: `n` of them. */
static GPtrArray *
new_room (guint n)
{
  GPtrArray *room = g_ptr_array_new_with_free_func ((GDestroyNotify) beseda_event_unref);

  for (guint i = 1; i <= n; i++)
    g_ptr_array_add (room, new_numbered (i, BESEDA_EVENT_MESSAGE, i % 5 == 0 ? "me" : "ann", NOON + i * MINUTE));

  return room;
}

/* The events from number `from` to `to`. (transfer full) */
static GPtrArray *
page (GPtrArray *room, guint64 from, guint64 to)
{
  GPtrArray *events = g_ptr_array_new_with_free_func ((GDestroyNotify) beseda_event_unref);

  for (guint64 i = from; i <= to; i++)
    g_ptr_array_add (events, beseda_event_ref (room->pdata[i - 1]));

  return events;
}

static void
show (BesedaTimeline *timeline, GPtrArray *room, guint64 from, guint64 to)
{
  g_autoptr (GPtrArray) events = page (room, from, to);

  beseda_timeline_show (timeline, from, to, events, to == room->len);
}

static void
add_older (BesedaTimeline *timeline, GPtrArray *room, guint64 from)
{
  g_autoptr (GPtrArray) events = page (room, from, beseda_timeline_get_from_seq (timeline) - 1);

  beseda_timeline_add_older (timeline, from, events);
}

static void
add_newer (BesedaTimeline *timeline, GPtrArray *room, guint64 to)
{
  g_autoptr (GPtrArray) events = page (room, beseda_timeline_get_to_seq (timeline) + 1, to);

  beseda_timeline_add_newer (timeline, to, events, to == room->len);
}

static void
add_live (BesedaTimeline *timeline, GPtrArray *room, guint64 seq)
{
  BesedaEvent *event = room->pdata[seq - 1];

  beseda_timeline_add_event (timeline, event, g_str_equal (beseda_event_get_login (event), "me"));
}

static BesedaTimeline *
new_window (GPtrArray *room, guint64 from, guint64 to)
{
  BesedaTimeline *timeline = new_timeline ("UTC");

  beseda_timeline_set_login (timeline, "Me");
  show (timeline, room, from, to);

  return timeline;
}

#define assert_covers(timeline, from, to, end)                                                                         \
  G_STMT_START                                                                                                         \
  {                                                                                                                    \
    g_assert_cmpuint (beseda_timeline_get_from_seq (timeline), ==, from);                                              \
    g_assert_cmpuint (beseda_timeline_get_to_seq (timeline), ==, to);                                                  \
    g_assert_cmpint (beseda_timeline_get_at_end (timeline), ==, end);                                                  \
  }                                                                                                                    \
  G_STMT_END

static void
test_pages (void)
{
  g_autoptr (GPtrArray) room = new_room (12);
  g_autoptr (BesedaTimeline) timeline = new_window (room, 6, 8);

  assert_covers (timeline, 6, 8, FALSE);
  assert_tells (timeline, "day | ann: 6 | : 7 | : 8");
  add_older (timeline, room, 4);
  assert_covers (timeline, 4, 8, FALSE);
  assert_tells (timeline, "day | ann: 4 | me: 5 | ann: 6 | : 7 | : 8");
  add_newer (timeline, room, 10);
  assert_covers (timeline, 4, 10, FALSE);
  add_newer (timeline, room, 12);
  assert_covers (timeline, 4, 12, TRUE);
  assert_tells (timeline, "day | ann: 4 | me: 5 | ann: 6 | : 7 | : 8 | : 9 | me: 10 | ann: 11 | : 12");

  show (timeline, room, 1, 3);
  assert_covers (timeline, 1, 3, FALSE);
  assert_tells (timeline, "day | ann: 1 | : 2 | : 3");
}

/* Whatever a page holds that isn't asked for, isn't in order or is here already, is not shown, not even twice. */
static void
test_overlaps (void)
{
  g_autoptr (GPtrArray) room = new_room (12);
  g_autoptr (GPtrArray) all = page (room, 1, 12);
  g_autoptr (BesedaTimeline) timeline = new_window (room, 6, 8);
  g_autoptr (BesedaEvent) unnumbered = beseda_event_new (BESEDA_EVENT_MESSAGE, NOON, 1, "ann", "?", NULL);

  g_ptr_array_add (all, beseda_event_ref (room->pdata[6]));
  beseda_timeline_add_older (timeline, 5, all);
  assert_tells (timeline, "day | me: 5 | ann: 6 | : 7 | : 8");
  beseda_timeline_add_older (timeline, 5, all);
  beseda_timeline_add_newer (timeline, 9, all, TRUE);
  assert_tells (timeline, "day | me: 5 | ann: 6 | : 7 | : 8 | : 9");

  add_live (timeline, room, 9);
  beseda_timeline_add_event (timeline, unnumbered, FALSE);
  assert_covers (timeline, 5, 9, TRUE);
  add_live (timeline, room, 10);
  assert_covers (timeline, 5, 10, TRUE);
  assert_tells (timeline, "day | me: 5 | ann: 6 | : 7 | : 8 | : 9 | me: 10");
}

static void
on_notify (GObject *object, GParamSpec *property, guint *n)
{
  (*n)++;
}

static void
test_window_is_bounded (void)
{
  g_autoptr (GPtrArray) room = new_room (3 * BESEDA_LIMIT_TIMELINE);
  g_autoptr (BesedaTimeline) timeline = new_window (room, room->len - 99, room->len);
  g_autoptr (BesedaEvent) next = new_numbered (room->len + 1, BESEDA_EVENT_MESSAGE, "ann", NOON);
  guint n_notified = 0;

  g_signal_connect (timeline, "notify::at-end", G_CALLBACK (on_notify), &n_notified);
  add_older (timeline, room, room->len - BESEDA_LIMIT_TIMELINE + 1);
  assert_covers (timeline, room->len - BESEDA_LIMIT_TIMELINE + 1, room->len, TRUE);
  add_older (timeline, room, room->len - BESEDA_LIMIT_TIMELINE - 99);
  assert_covers (timeline, room->len - BESEDA_LIMIT_TIMELINE - 99, room->len - 100, FALSE);
  g_assert_cmpuint (n_notified, ==, 1);

  beseda_timeline_add_event (timeline, next, FALSE);
  assert_covers (timeline, room->len - BESEDA_LIMIT_TIMELINE - 99, room->len - 100, FALSE);
  add_newer (timeline, room, room->len);
  assert_covers (timeline, room->len - BESEDA_LIMIT_TIMELINE + 1, room->len, TRUE);
  g_assert_cmpuint (n_notified, ==, 2);

  beseda_timeline_add_event (timeline, next, FALSE);
  g_assert_cmpuint (beseda_timeline_get_to_seq (timeline), ==, room->len + 1);
  g_assert_cmpuint (beseda_timeline_get_from_seq (timeline), >, room->len - BESEDA_LIMIT_TIMELINE + 1);
  g_assert_cmpuint (beseda_timeline_get_from_seq (timeline), <, room->len - BESEDA_LIMIT_TIMELINE / 2);
}

/* Who reads what is older keeps it: a full window lets go of its end instead. */
static void
test_live_events_take_nothing_from_a_reader (void)
{
  g_autoptr (GPtrArray) room = new_room (BESEDA_LIMIT_TIMELINE);
  g_autoptr (BesedaTimeline) timeline = new_window (room, 1, room->len);
  g_autoptr (BesedaEvent) next = new_numbered (room->len + 1, BESEDA_EVENT_MESSAGE, "ann", NOON);

  beseda_timeline_set_following (timeline, FALSE);
  beseda_timeline_add_pending (timeline, "a", "me", "hidden", NOON);
  beseda_timeline_add_event (timeline, next, FALSE);
  assert_covers (timeline, 1, room->len, FALSE);
  g_assert_cmpuint (g_list_model_get_n_items (G_LIST_MODEL (timeline)), <=, BESEDA_LIMIT_TIMELINE + 10);
}

static void
test_pending_in_a_window (void)
{
  g_autoptr (GPtrArray) room = new_room (12);
  g_autoptr (BesedaTimeline) timeline = new_window (room, 1, 3);

  beseda_timeline_add_pending (timeline, "10", "me", "10", NOON);
  beseda_timeline_add_pending (timeline, "b", "me", "more", NOON);
  beseda_timeline_add_pending (timeline, "c", "me", "bad", NOON);
  beseda_timeline_fail_pending (timeline, "c", "No.");
  assert_tells (timeline, "day | ann: 1 | : 2 | : 3");

  show (timeline, room, 9, 12);
  assert_tells (timeline, "day | ann: 9 | me: 10 | ann: 11 | : 12 | me: more? | : bad! No.");
  show (timeline, room, 1, 3);
  beseda_timeline_discard_pending (timeline, "b");
  show (timeline, room, 11, 12);
  assert_tells (timeline, "day | ann: 11 | : 12 | me: bad! No.");
}

/* What one sent is echoed though the window doesn't reach that far: it will come with its page. */
static void
test_echo_beyond_the_window (void)
{
  g_autoptr (GPtrArray) room = new_room (10);
  g_autoptr (BesedaTimeline) timeline = new_window (room, 1, 3);

  beseda_timeline_add_pending (timeline, "10", "me", "10", NOON);
  add_live (timeline, room, 10);
  assert_covers (timeline, 1, 3, FALSE);
  add_newer (timeline, room, 10);
  assert_tells (timeline, "day | ann: 1 | : 2 | : 3 | : 4 | me: 5 | ann: 6 | : 7 | : 8 | : 9 | me: 10");
}

static void
test_unread (void)
{
  g_autoptr (GPtrArray) room = new_room (12);
  g_autoptr (BesedaTimeline) timeline = new_window (room, 6, 9);
  guint position;

  beseda_timeline_set_read_seq (timeline, 4);
  assert_tells (timeline, "day | ann: 6 | : 7 | : 8 | : 9");
  g_assert_false (beseda_timeline_get_unread_position (timeline, &position));
  add_older (timeline, room, 4);
  assert_tells (timeline, "day | ann: 4 | me: 5 | new | ann: 6 | : 7 | : 8 | : 9");
  g_assert_true (beseda_timeline_get_unread_position (timeline, &position));
  g_assert_cmpuint (position, ==, 3);

  beseda_timeline_set_read_seq (timeline, 8);
  assert_tells (timeline, "day | ann: 4 | me: 5 | ann: 6 | : 7 | : 8 | new | ann: 9");
  beseda_timeline_set_read_seq (timeline, 10);
  add_newer (timeline, room, 10);
  assert_tells (timeline, "day | ann: 4 | me: 5 | ann: 6 | : 7 | : 8 | : 9 | me: 10");
  beseda_timeline_add_newer (timeline, 10, room, TRUE);
  add_live (timeline, room, 11);
  add_live (timeline, room, 12);
  assert_tells (timeline, "day | ann: 4 | me: 5 | ann: 6 | : 7 | : 8 | : 9 | me: 10 | new | ann: 11 | : 12");
  beseda_timeline_set_read_seq (timeline, 0);
  g_assert_false (beseda_timeline_get_unread_position (timeline, &position));
}

static void
test_last_seq (void)
{
  g_autoptr (BesedaTimeline) timeline = new_timeline ("UTC");
  g_autoptr (GPtrArray) events = g_ptr_array_new_with_free_func ((GDestroyNotify) beseda_event_unref);

  g_ptr_array_add (events, new_numbered (3, BESEDA_EVENT_MESSAGE, "ann", NOON));
  g_ptr_array_add (events, new_numbered (4, BESEDA_EVENT_ONLINE, "bob", NOON));
  g_ptr_array_add (events, new_numbered (6, BESEDA_EVENT_ONLINE, "eve", NOON));
  g_ptr_array_add (events, new_numbered (7, BESEDA_EVENT_MESSAGE, "ann", NOON + 24 * HOUR));
  beseda_timeline_show (timeline, 2, 9, events, TRUE);
  beseda_timeline_add_pending (timeline, "a", "me", "one", NOON);
  assert_tells (timeline, "day | ann: 3 | +bob,eve - | day | ann: 7 | me: one?");

  g_assert_cmpuint (beseda_timeline_get_seq_at (timeline, 0), ==, 2);
  g_assert_cmpuint (beseda_timeline_get_seq_at (timeline, 1), ==, 3);
  g_assert_cmpuint (beseda_timeline_get_seq_at (timeline, 2), ==, 6);
  g_assert_cmpuint (beseda_timeline_get_seq_at (timeline, 3), ==, 6);
  g_assert_cmpuint (beseda_timeline_get_seq_at (timeline, 4), ==, 9);
  g_assert_cmpuint (beseda_timeline_get_seq_at (timeline, 5), ==, 9);
}

/* Were each message to look at all that are there, this would take minutes, and the test's time be over. */
static void
test_long_group (void)
{
  g_autoptr (BesedaTimeline) timeline = new_timeline ("UTC");

  beseda_timeline_add_pending (timeline, "a", "me", "pending", NOON);
  for (guint i = 0; i < 300000; i++)
    say (timeline, "ann", "hello", NOON + i % 1000);
  g_assert_cmpuint (g_list_model_get_n_items (G_LIST_MODEL (timeline)), <=, BESEDA_LIMIT_TIMELINE + 2);
}

/* A page of 100 into a full window takes a fraction of a millisecond; the bound is for a machine that does much else.
 */
static void
test_pages_are_cheap (void)
{
  g_autoptr (GPtrArray) room = new_room (100 * BESEDA_LIMIT_TIMELINE);
  g_autoptr (BesedaTimeline) timeline = new_window (room, room->len - 99, room->len);
  double seconds;
  guint n = 0;

  g_test_timer_start ();
  for (; beseda_timeline_get_from_seq (timeline) > 100; n++)
    add_older (timeline, room, beseda_timeline_get_from_seq (timeline) - 100);
  seconds = g_test_timer_elapsed ();

  g_test_message ("a page of 100: %.3f ms", seconds * 1000 / n);
  g_assert_cmpfloat (seconds / n, <, 0.02);
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

/* Some of all that can happen: runs of comings and goings over midnight, groups that follow each other closely. */
static GPtrArray *
new_random_room (guint n)
{
  static const char *const people[] = { "ann", "bob", "me", "eve" };
  GPtrArray *room = g_ptr_array_new_with_free_func ((GDestroyNotify) beseda_event_unref);
  gint64 now = NOON;
  gboolean is_here[G_N_ELEMENTS (people)] = { FALSE, TRUE, TRUE, FALSE };
  gboolean busy = FALSE;

  for (guint i = 1; i <= n; i++)
    {
      const guint who = (guint) g_test_rand_int_range (0, busy ? 4 : 3);
      BesedaEventKind kind = BESEDA_EVENT_MESSAGE;

      busy = g_test_rand_int_range (0, 8) == 0 ? !busy : busy;
      if (busy || g_test_rand_int_range (0, 6) == 0)
        {
          is_here[who] = !is_here[who];
          kind = is_here[who] ? BESEDA_EVENT_ONLINE : BESEDA_EVENT_OFFLINE;
        }
      now += g_test_rand_int_range (0, 30) == 0 ? 10 * HOUR : g_test_rand_int_range (0, 2 * MINUTE);
      g_ptr_array_add (room, new_numbered (i, kind, people[who], now));
    }

  return room;
}

/* Somebody whose line breaks all the time fills pages, but no window: to page on would push out nothing, and back. */
static void
test_many_comings_are_one_row (void)
{
  g_autoptr (GPtrArray) room = g_ptr_array_new_with_free_func ((GDestroyNotify) beseda_event_unref);
  g_autoptr (BesedaTimeline) timeline = NULL;

  g_ptr_array_add (room, new_numbered (1, BESEDA_EVENT_MESSAGE, "ann", NOON));
  for (guint i = 2; i <= 20000; i++)
    g_ptr_array_add (room, new_numbered (i, i % 2 == 0 ? BESEDA_EVENT_ONLINE : BESEDA_EVENT_OFFLINE, "bob", NOON + i));

  timeline = new_window (room, 19900, 20000);
  assert_tells (timeline, "day | +bob -");
  while (beseda_timeline_get_from_seq (timeline) > 1)
    add_older (timeline, room,
               beseda_timeline_get_from_seq (timeline) - MIN (99, beseda_timeline_get_from_seq (timeline) - 1));
  assert_covers (timeline, 1, 20000, TRUE);
  assert_tells (timeline, "day | ann: 1 | +bob -");
}

/* What a timeline looks like that got just these, one after the other. */
static char *
tell_anew (GPtrArray *room, guint64 from, guint64 to, guint64 read)
{
  BesedaTimeline *timeline = new_timeline ("UTC");
  g_autofree char *told = NULL;

  beseda_timeline_set_login (timeline, "me");
  beseda_timeline_set_read_seq (timeline, read);
  if (from < to)
    show (timeline, room, from, from);
  else
    show (timeline, room, from, to);
  beseda_timeline_add_newer (timeline, from, room, TRUE);
  for (guint64 i = from + 1; i <= to; i++)
    add_live (timeline, room, i);
  told = tell (timeline);
  g_assert_finalize_object (timeline);

  return g_steal_pointer (&told);
}

static void
assert_mirrored (BesedaTimeline *timeline, GPtrArray *copy)
{
  g_assert_cmpuint (copy->len, ==, g_list_model_get_n_items (G_LIST_MODEL (timeline)));
  for (guint i = 0; i < copy->len; i++)
    {
      g_autoptr (GObject) item = g_list_model_get_item (G_LIST_MODEL (timeline), i);

      g_assert_true (item == copy->pdata[i]);
    }
}

/* Messages by their text, which is their number. */
static GHashTable *
get_messages (GPtrArray *items)
{
  GHashTable *messages = g_hash_table_new_full (g_str_hash, g_str_equal, NULL, g_object_unref);

  for (guint i = 0; i < items->len; i++)
    if (beseda_timeline_item_get_kind (items->pdata[i]) == BESEDA_TIMELINE_ITEM_MESSAGE)
      g_hash_table_replace (messages, (gpointer) beseda_timeline_item_get_text (items->pdata[i]),
                            g_object_ref (items->pdata[i]));

  return messages;
}

static void
count_added (GListModel *model, guint position, guint removed, guint added, guint *n)
{
  *n += added;
}

/* However a window came about, it looks as if it had been made at once; what stays in it stays the same items, and
 * hardly anything else than what comes is put in. */
static void
test_any_way_leads_to_the_same (void)
{
  g_autoptr (GPtrArray) room = new_random_room (6000);
  BesedaTimeline *timeline = new_window (room, 3000, 3050);
  g_autoptr (GPtrArray) copy = g_ptr_array_new_with_free_func (g_object_unref);
  guint64 read = 0;
  guint n_added = 0;

  mirror (G_LIST_MODEL (timeline), 0, 0, g_list_model_get_n_items (G_LIST_MODEL (timeline)), copy);
  g_signal_connect (timeline, "items-changed", G_CALLBACK (mirror), copy);
  g_signal_connect (timeline, "items-changed", G_CALLBACK (count_added), &n_added);

  for (guint i = 0; i < 1500; i++)
    {
      const guint64 from = beseda_timeline_get_from_seq (timeline);
      const guint64 to = beseda_timeline_get_to_seq (timeline);
      const guint64 n = (guint64) g_test_rand_int_range (1, 150);
      g_autoptr (GHashTable) before = get_messages (copy);
      g_autofree char *told = NULL;
      g_autofree char *expected = NULL;
      GHashTableIter iter;
      gpointer text, item;
      gboolean jumps = FALSE;

      n_added = 0;
      switch (g_test_rand_int_range (0, 20))
        {
        case 0:
          show (timeline, room, n * 30, n * 31);
          jumps = TRUE;
          break;
        case 1:
          read = g_test_rand_bit () ? 0 : from + (guint64) g_test_rand_int_range (-20, (gint32) (to - from) + 20);
          beseda_timeline_set_read_seq (timeline, read);
          break;
        case 2:
        case 3:
          for (guint64 j = 1; j <= n && beseda_timeline_get_at_end (timeline); j++)
            add_live (timeline, room, MIN (to + j, room->len));
          break;
        default:
          if (i / 40 % 2 == 0 && from > 1)
            add_older (timeline, room, from > n ? from - n : 1);
          else if (to < room->len)
            add_newer (timeline, room, MIN (to + n, room->len));
        }

      assert_mirrored (timeline, copy);
      told = tell (timeline);
      expected = tell_anew (room, beseda_timeline_get_from_seq (timeline), beseda_timeline_get_to_seq (timeline), read);
      g_assert_cmpstr (told, ==, expected);

      if (jumps)
        continue;
      g_assert_cmpuint (n_added, <=, 2 * n + 8);
      g_hash_table_iter_init (&iter, before);
      while (g_hash_table_iter_next (&iter, &text, &item))
        {
          const guint64 seq = beseda_timeline_item_get_seq (item);

          if (seq >= beseda_timeline_get_from_seq (timeline) && seq <= beseda_timeline_get_to_seq (timeline))
            g_assert_true (g_ptr_array_find (copy, item, NULL));
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
  g_test_add_func ("/timeline/pages", test_pages);
  g_test_add_func ("/timeline/overlaps", test_overlaps);
  g_test_add_func ("/timeline/window-is-bounded", test_window_is_bounded);
  g_test_add_func ("/timeline/live-events-take-nothing-from-a-reader", test_live_events_take_nothing_from_a_reader);
  g_test_add_func ("/timeline/pending-in-a-window", test_pending_in_a_window);
  g_test_add_func ("/timeline/echo-beyond-the-window", test_echo_beyond_the_window);
  g_test_add_func ("/timeline/unread", test_unread);
  g_test_add_func ("/timeline/last-seq", test_last_seq);
  g_test_add_func ("/timeline/long-group", test_long_group);
  g_test_add_func ("/timeline/pages-are-cheap", test_pages_are_cheap);
  g_test_add_func ("/timeline/changes-are-told-truly", test_changes_are_told_truly);
  g_test_add_func ("/timeline/many-comings-are-one-row", test_many_comings_are_one_row);
  g_test_add_func ("/timeline/any-way-leads-to-the-same", test_any_way_leads_to_the_same);

  return g_test_run ();
}
