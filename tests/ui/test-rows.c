/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "beseda-habits.h"
#include "beseda-message-row.h"
#include "beseda-timeline.h"
#include "ui-test.h"

/* 2023-11-14 22:13:20 UTC */
#define THEN G_GINT64_CONSTANT (1700000000000)

typedef struct
{
  BesedaTimeline *timeline;
  GtkWidget *box;
  GtkWidget *window;
} Fixture;

static void
set_up (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GTimeZone) zone = g_time_zone_new_utc ();

  fixture->timeline = beseda_timeline_new (zone);
  fixture->box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 0);
}

static void
tear_down (Fixture *fixture, gconstpointer data)
{
  ui_test_destroy (fixture->window);
  g_assert_finalize_object (fixture->timeline);
}

static void
add (Fixture *fixture, BesedaEventKind kind, const char *login, const char *text, gboolean own)
{
  g_autoptr (BesedaEvent) event = beseda_event_new (kind, THEN, 1, login, text, NULL);

  beseda_timeline_add_event (fixture->timeline, event, own);
}

/* One row for each item. */
static void
show_rows (Fixture *fixture)
{
  GListModel *model = G_LIST_MODEL (fixture->timeline);

  for (guint i = 0; i < g_list_model_get_n_items (model); i++)
    {
      g_autoptr (BesedaTimelineItem) item = g_list_model_get_item (model, i);
      BesedaTimelineRow *row = beseda_timeline_row_new (beseda_timeline_item_get_kind (item));

      beseda_timeline_row_set_item (row, item);
      gtk_box_append (GTK_BOX (fixture->box), GTK_WIDGET (row));
      gtk_test_accessible_assert_role (row, GTK_ACCESSIBLE_ROLE_LIST_ITEM);
    }
  fixture->window = ui_test_show (fixture->box, 360, 600);
}

/* The line above what is new says so, to a screen reader too. */
static void
test_unread (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GPtrArray) events = g_ptr_array_new_with_free_func ((GDestroyNotify) beseda_event_unref);
  GtkWidget *line;

  for (guint64 seq = 1; seq <= 2; seq++)
    {
      BesedaEvent *event = beseda_event_new (BESEDA_EVENT_MESSAGE, THEN, 1, "Ann", "Hello", NULL);

      beseda_event_set_seq (event, seq);
      g_ptr_array_add (events, event);
    }
  beseda_timeline_show (fixture->timeline, 1, 2, events, TRUE);
  beseda_timeline_set_read_seq (fixture->timeline, 1);
  show_rows (fixture);

  line = gtk_widget_get_prev_sibling (gtk_widget_get_last_child (fixture->box));
  gtk_test_accessible_assert_property (line, GTK_ACCESSIBLE_PROPERTY_LABEL, "New Messages");
}

static GtkWidget *
get_last (Fixture *fixture)
{
  return gtk_widget_get_last_child (fixture->box);
}

static void
assert_shows (GtkWidget *row, const char *text)
{
  g_assert_nonnull (ui_test_find (row, GTK_TYPE_LABEL, text));
}

static void
test_message (Fixture *fixture, gconstpointer data)
{
  add (fixture, BESEDA_EVENT_MESSAGE, "Ann", "1 < 2, see https://example.org/", FALSE);
  show_rows (fixture);

  assert_shows (get_last (fixture), "Ann");
  assert_shows (get_last (fixture), "22:13");
  assert_shows (get_last (fixture), "1 < 2, see https://example.org/");
  g_assert_nonnull (ui_test_find (get_last (fixture), ADW_TYPE_AVATAR, NULL));
  gtk_test_accessible_assert_property (get_last (fixture), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                       "Ann, 22:13: 1 < 2, see https://example.org/");
}

/* The clock of what is shown already changes with the preference. */
static void
test_clock (Fixture *fixture, gconstpointer data)
{
  add (fixture, BESEDA_EVENT_MESSAGE, "Ann", "Late", FALSE);
  show_rows (fixture);

  g_object_set (beseda_habits_get_default (), "clock-format", "12h", NULL);
  assert_shows (get_last (fixture), "10:13 PM");
  gtk_test_accessible_assert_property (get_last (fixture), GTK_ACCESSIBLE_PROPERTY_LABEL, "Ann, 10:13 PM: Late");
  g_object_set (beseda_habits_get_default (), "clock-format", "24h", NULL);
  assert_shows (get_last (fixture), "22:13");
  g_object_set (beseda_habits_get_default (), "clock-format", "system", NULL);
}

static void
test_continuation (Fixture *fixture, gconstpointer data)
{
  add (fixture, BESEDA_EVENT_MESSAGE, "Ann", "One", FALSE);
  add (fixture, BESEDA_EVENT_MESSAGE, "Ann", "Two", FALSE);
  show_rows (fixture);

  assert_shows (get_last (fixture), "Two");
  g_assert_null (ui_test_find (get_last (fixture), GTK_TYPE_LABEL, "Ann"));
  g_assert_null (ui_test_find (get_last (fixture), ADW_TYPE_AVATAR, NULL));
  gtk_test_accessible_assert_property (get_last (fixture), GTK_ACCESSIBLE_PROPERTY_LABEL, "Ann, 22:13: Two");
}

static void
test_own (Fixture *fixture, gconstpointer data)
{
  graphene_rect_t bounds;
  GtkWidget *label;

  add (fixture, BESEDA_EVENT_MESSAGE, "Me", "Mine", TRUE);
  show_rows (fixture);

  label = ui_test_find (get_last (fixture), GTK_TYPE_LABEL, "Mine");
  g_assert_nonnull (label);
  g_assert_true (gtk_widget_compute_bounds (label, get_last (fixture), &bounds));
  g_assert_cmpfloat (bounds.origin.x + bounds.size.width, ==, gtk_widget_get_width (get_last (fixture)));
  g_assert_null (ui_test_find (get_last (fixture), GTK_TYPE_LABEL, "Me"));
}

/* A recycled row, of which nothing but the side changes. */
static void
test_other_side (Fixture *fixture, gconstpointer data)
{
  GListModel *model = G_LIST_MODEL (fixture->timeline);
  g_autoptr (BesedaTimelineItem) own = NULL;
  g_autoptr (BesedaTimelineItem) other = NULL;
  graphene_rect_t bounds;
  GtkWidget *label;
  guint n;

  add (fixture, BESEDA_EVENT_MESSAGE, "Me", "First", TRUE);
  add (fixture, BESEDA_EVENT_MESSAGE, "Me", "Same", TRUE);
  add (fixture, BESEDA_EVENT_MESSAGE, "Ann", "First", FALSE);
  add (fixture, BESEDA_EVENT_MESSAGE, "Ann", "Same", FALSE);
  show_rows (fixture);
  n = g_list_model_get_n_items (model);
  own = g_list_model_get_item (model, n - 3);
  other = g_list_model_get_item (model, n - 1);

  beseda_timeline_row_set_item (BESEDA_TIMELINE_ROW (get_last (fixture)), own);
  ui_test_draw (fixture->window, 2);
  label = ui_test_find (get_last (fixture), GTK_TYPE_LABEL, "Same");
  g_assert_true (gtk_widget_compute_bounds (label, get_last (fixture), &bounds));
  g_assert_cmpfloat (bounds.origin.x + bounds.size.width, ==, gtk_widget_get_width (get_last (fixture)));

  beseda_timeline_row_set_item (BESEDA_TIMELINE_ROW (get_last (fixture)), other);
  ui_test_draw (fixture->window, 2);
  g_assert_true (gtk_widget_compute_bounds (label, get_last (fixture), &bounds));
  g_assert_cmpfloat (bounds.origin.x, ==, 46);
}

static void
test_long_word (Fixture *fixture, gconstpointer data)
{
  g_autofree char *word = g_strnfill (500, 'W');

  add (fixture, BESEDA_EVENT_MESSAGE, "Ann", word, FALSE);
  show_rows (fixture);

  g_assert_cmpint (gtk_widget_get_width (fixture->window), <=, 360);
  assert_shows (get_last (fixture), word);
}

static void
test_delivery (Fixture *fixture, gconstpointer data)
{
  beseda_timeline_add_pending (fixture->timeline, "a", "Me", "Hello", THEN);
  show_rows (fixture);
  g_assert_nonnull (ui_test_find (get_last (fixture), GTK_TYPE_IMAGE, NULL));
  gtk_test_accessible_assert_property (get_last (fixture), GTK_ACCESSIBLE_PROPERTY_LABEL, "Me, 22:13, sending: Hello");

  beseda_timeline_fail_pending (fixture->timeline, "a", "The room is full.");
  assert_shows (get_last (fixture), "The room is full.");
  g_assert_nonnull (ui_test_find (get_last (fixture), GTK_TYPE_BUTTON, "Retry"));
  g_assert_nonnull (ui_test_find (get_last (fixture), GTK_TYPE_BUTTON, "Discard"));
  gtk_test_accessible_assert_property (get_last (fixture), GTK_ACCESSIBLE_PROPERTY_LABEL, "Me, 22:13, not sent: Hello");

  beseda_timeline_retry_pending (fixture->timeline, "a");
  g_assert_null (ui_test_find (get_last (fixture), GTK_TYPE_BUTTON, "Retry"));
}

static void
test_notice (Fixture *fixture, gconstpointer data)
{
  GtkWidget *row;

  add (fixture, BESEDA_EVENT_ONLINE, "Ann", NULL, FALSE);
  show_rows (fixture);
  row = get_last (fixture);
  assert_shows (row, "Ann joined");
  gtk_test_accessible_assert_property (row, GTK_ACCESSIBLE_PROPERTY_LABEL, "Ann joined");

  add (fixture, BESEDA_EVENT_ONLINE, "Bob", NULL, FALSE);
  assert_shows (row, "Ann and Bob joined");
  g_assert_null (ui_test_find (row, GTK_TYPE_TOGGLE_BUTTON, NULL));

  add (fixture, BESEDA_EVENT_ONLINE, "Carol", NULL, FALSE);
  add (fixture, BESEDA_EVENT_ONLINE, "Dan", NULL, FALSE);
  assert_shows (row, "Ann, Bob and 2 others joined");
  gtk_toggle_button_set_active (GTK_TOGGLE_BUTTON (ui_test_find (row, GTK_TYPE_TOGGLE_BUTTON, NULL)), TRUE);
  assert_shows (row, "Joined: Ann, Bob, Carol, Dan");
}

static void
test_day (Fixture *fixture, gconstpointer data)
{
  GtkWidget *row;

  add (fixture, BESEDA_EVENT_MESSAGE, "Ann", "Hello", FALSE);
  show_rows (fixture);

  row = gtk_widget_get_first_child (fixture->box);
  assert_shows (row, "Tuesday, 14 November 2023");
  gtk_test_accessible_assert_property (row, GTK_ACCESSIBLE_PROPERTY_LABEL, "Tuesday, 14 November 2023");
}

int
main (int argc, char **argv)
{
  ui_test_init (&argc, &argv);
#define ADD(name, function) g_test_add (name, Fixture, NULL, set_up, function, tear_down)
  ADD ("/rows/message", test_message);
  ADD ("/rows/clock", test_clock);
  ADD ("/rows/continuation", test_continuation);
  ADD ("/rows/own", test_own);
  ADD ("/rows/other-side", test_other_side);
  ADD ("/rows/long-word", test_long_word);
  ADD ("/rows/delivery", test_delivery);
  ADD ("/rows/notice", test_notice);
  ADD ("/rows/day", test_day);
  ADD ("/rows/unread", test_unread);
  return g_test_run ();
}
