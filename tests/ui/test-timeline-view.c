/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "beseda-row-strip.h"
#include "beseda-timeline-view.h"
#include "beseda-timeline.h"
#include "ui-test.h"

#define MARGIN 12 /* below the newest row */

typedef struct
{
  GListStore *items;
  BesedaTimelineView *view;
  GtkAdjustment *adjustment;
  GtkWidget *window;
} Fixture;

/* `n` messages of one to thirty words, as a timeline would show them, so that they can be put anywhere. */
static GPtrArray *
make_items (guint n)
{
  GPtrArray *items = g_ptr_array_new_with_free_func (g_object_unref);

  if (n > 0)
    g_ptr_array_add (items, beseda_timeline_item_new_day (1700000000000));
  for (guint i = 0; i < n; i++)
    {
      g_autoptr (GString) words = g_string_new (NULL);
      BesedaTimelineItem *item;

      for (guint j = 0; j <= i * 7 % 30; j++)
        g_string_append_printf (words, "word%u ", i + j);
      item = beseda_timeline_item_new_message (NULL, i / 3 % 2 ? "Ann" : "Bob", words->str, 1700000000000 + i * 1000,
                                               FALSE, BESEDA_DELIVERY_SENT);
      beseda_timeline_item_join_group (item, items->pdata[items->len - 1]);
      g_ptr_array_add (items, item);
    }

  return items;
}

static void
splice (Fixture *fixture, guint position, guint removed, guint added)
{
  g_autoptr (GPtrArray) items = make_items (added);

  g_list_store_splice (fixture->items, position, removed, items->pdata, items->len);
}

static guint
count_items (Fixture *fixture)
{
  return g_list_model_get_n_items (G_LIST_MODEL (fixture->items));
}

static void
set_up (Fixture *fixture, gconstpointer n)
{
  GtkWidget *scrolled = gtk_scrolled_window_new ();

  fixture->items = g_list_store_new (BESEDA_TYPE_TIMELINE_ITEM);
  splice (fixture, 0, 0, GPOINTER_TO_UINT (n));
  fixture->view = BESEDA_TIMELINE_VIEW (beseda_timeline_view_new ());
  beseda_timeline_view_set_model (fixture->view, G_LIST_MODEL (fixture->items));
  gtk_scrolled_window_set_policy (GTK_SCROLLED_WINDOW (scrolled), GTK_POLICY_NEVER, GTK_POLICY_AUTOMATIC);
  gtk_scrolled_window_set_child (GTK_SCROLLED_WINDOW (scrolled), GTK_WIDGET (fixture->view));
  fixture->adjustment = gtk_scrolled_window_get_vadjustment (GTK_SCROLLED_WINDOW (scrolled));
  fixture->window = ui_test_show (scrolled, 700, 500);
}

static void
tear_down (Fixture *fixture, gconstpointer data)
{
  g_object_add_weak_pointer (G_OBJECT (fixture->view), (gpointer *) &fixture->view);
  ui_test_destroy (fixture->window);
  g_assert_null (fixture->view);
  g_assert_finalize_object (fixture->items);
}

static void
draw (Fixture *fixture)
{
  ui_test_draw (fixture->window, 3);
}

static void
go_to (Fixture *fixture, double value)
{
  gtk_adjustment_set_value (fixture->adjustment, value);
  draw (fixture);
}

/* What stands on the screen: item -> upper edge. */
static GHashTable *
look (Fixture *fixture)
{
  GHashTable *places = g_hash_table_new_full (NULL, NULL, g_object_unref, NULL);
  GtkWidget *view = GTK_WIDGET (fixture->view);

  for (GtkWidget *row = gtk_widget_get_first_child (view); row; row = gtk_widget_get_next_sibling (row))
    {
      BesedaTimelineItem *item = beseda_timeline_row_get_item (BESEDA_TIMELINE_ROW (row));
      graphene_rect_t bounds;

      if (item && gtk_widget_compute_bounds (row, view, &bounds) && bounds.origin.y + bounds.size.height > 0 &&
          bounds.origin.y < gtk_widget_get_height (view))
        g_hash_table_replace (places, g_object_ref (item), GINT_TO_POINTER ((int) bounds.origin.y));
    }
  return places;
}

/* Whatever was on the screen and still exists stands where it stood; at least `least` of it. */
static void
assert_nothing_moved (Fixture *fixture, GHashTable *before, guint least)
{
  g_autoptr (GHashTable) after = look (fixture);
  GHashTableIter iter;
  gpointer item, y, now;
  guint n = 0;

  g_hash_table_iter_init (&iter, before);
  while (g_hash_table_iter_next (&iter, &item, &y))
    if (g_hash_table_lookup_extended (after, item, NULL, &now))
      {
        g_assert_cmpint (GPOINTER_TO_INT (now), ==, GPOINTER_TO_INT (y));
        n++;
      }
  g_assert_cmpuint (n, >=, least);
}

static guint
count_rows (Fixture *fixture)
{
  guint n = 0;

  for (GtkWidget *row = gtk_widget_get_first_child (GTK_WIDGET (fixture->view)); row;
       row = gtk_widget_get_next_sibling (row))
    n++;
  return n;
}

static void
assert_at_bottom (Fixture *fixture)
{
  g_autoptr (GHashTable) places = look (fixture);
  g_autoptr (BesedaTimelineItem)
      last = g_list_model_get_item (G_LIST_MODEL (fixture->items), count_items (fixture) - 1);
  GtkWidget *view = GTK_WIDGET (fixture->view);
  gboolean found = FALSE;

  g_assert_true (beseda_timeline_view_get_at_bottom (fixture->view));
  g_assert_true (g_hash_table_contains (places, last));
  for (GtkWidget *row = gtk_widget_get_first_child (view); row; row = gtk_widget_get_next_sibling (row))
    if (beseda_timeline_row_get_item (BESEDA_TIMELINE_ROW (row)) == last)
      {
        graphene_rect_t bounds;

        found = gtk_widget_compute_bounds (row, view, &bounds);
        g_assert_cmpfloat (bounds.origin.y + bounds.size.height, ==, gtk_widget_get_height (view) - MARGIN);
      }
  g_assert_true (found);
  g_assert_cmpfloat_with_epsilon (gtk_adjustment_get_value (fixture->adjustment) +
                                      gtk_adjustment_get_page_size (fixture->adjustment),
                                  count_items (fixture), 1e-6);
}

static void
test_roles (Fixture *fixture, gconstpointer data)
{
  gtk_test_accessible_assert_role (fixture->view, GTK_ACCESSIBLE_ROLE_LOG);
  gtk_test_accessible_assert_property (fixture->view, GTK_ACCESSIBLE_PROPERTY_LABEL, "Messages");
}

static void
test_stays_at_bottom (Fixture *fixture, gconstpointer data)
{
  assert_at_bottom (fixture);
  splice (fixture, count_items (fixture), 0, 1);
  draw (fixture);
  assert_at_bottom (fixture);
  splice (fixture, count_items (fixture) - 1, 1, 60);
  draw (fixture);
  assert_at_bottom (fixture);
  splice (fixture, 0, 0, 70);
  draw (fixture);
  assert_at_bottom (fixture);
  gtk_window_set_default_size (GTK_WINDOW (fixture->window), 400, 650);
  draw (fixture);
  assert_at_bottom (fixture);
}

static void
test_never_moves (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GHashTable) before = NULL;
  guint above;

  go_to (fixture, 200.4);
  g_assert_false (beseda_timeline_view_get_at_bottom (fixture->view));
  before = look (fixture);
  g_assert_cmpuint (g_hash_table_size (before), >, 3);

  splice (fixture, count_items (fixture), 0, 3);
  draw (fixture);
  assert_nothing_moved (fixture, before, g_hash_table_size (before));
  splice (fixture, 0, 0, 100);
  draw (fixture);
  assert_nothing_moved (fixture, before, g_hash_table_size (before));
  splice (fixture, 10, 5, 1);
  draw (fixture);
  assert_nothing_moved (fixture, before, g_hash_table_size (before));

  above = (guint) gtk_adjustment_get_value (fixture->adjustment) - 2; /* a row that exists, above the screen */
  splice (fixture, above, 1, 2);
  draw (fixture);
  assert_nothing_moved (fixture, before, g_hash_table_size (before));
  splice (fixture, above, 0, 200);
  draw (fixture);
  assert_nothing_moved (fixture, before, g_hash_table_size (before));

  /* On the screen, what is above stays. */
  splice (fixture, (guint) gtk_adjustment_get_value (fixture->adjustment) + 4, 2, 40);
  draw (fixture);
  assert_nothing_moved (fixture, before, 4);
  splice (fixture, (guint) gtk_adjustment_get_value (fixture->adjustment) + 3, 1, 5);
  draw (fixture);
  assert_nothing_moved (fixture, before, 3);
}

static void
test_removed_anchor (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GHashTable) before = NULL;

  /* What stays of what is on the screen stands where it stood. */
  go_to (fixture, 200.0);
  before = look (fixture);
  splice (fixture, 200, 2, 0);
  draw (fixture);
  assert_nothing_moved (fixture, before, g_hash_table_size (before) - 3);

  go_to (fixture, 200.0);
  splice (fixture, 190, 100, 0);
  draw (fixture);
  g_assert_cmpuint (count_rows (fixture), >, 3);
  splice (fixture, 0, count_items (fixture), 0);
  draw (fixture);
  g_assert_true (beseda_timeline_view_get_at_bottom (fixture->view));
  splice (fixture, 0, 0, 2);
  draw (fixture);
  assert_at_bottom (fixture);
}

static void
test_jumps (Fixture *fixture, gconstpointer data)
{
  guint n = count_items (fixture);

  g_assert_cmpuint (n, >, 100000);
  for (guint i = 0; i < 40; i++)
    {
      double value = g_test_rand_double_range (0, n - 100);

      go_to (fixture, value);
      g_assert_cmpfloat_with_epsilon (gtk_adjustment_get_value (fixture->adjustment), value, 0.2);
      g_assert_cmpuint (count_rows (fixture), <, 150);
    }
  go_to (fixture, 0);
  g_assert_cmpfloat (gtk_adjustment_get_value (fixture->adjustment), ==, 0);
  go_to (fixture, n);
  assert_at_bottom (fixture);
}

/* Whether a screen reader knows of it. */
static gboolean
is_told (GtkWidget *row)
{
  g_autofree char *wrong = NULL;

  if (!gtk_test_accessible_has_state (GTK_ACCESSIBLE (row), GTK_ACCESSIBLE_STATE_HIDDEN))
    return TRUE;
  wrong = gtk_test_accessible_check_state (GTK_ACCESSIBLE (row), GTK_ACCESSIBLE_STATE_HIDDEN, FALSE);

  return wrong == NULL;
}

/* Rows that wait for their next item are kept, with what they said last. */
static void
test_spare_rows (Fixture *fixture, gconstpointer data)
{
  guint n_spare = 0;

  go_to (fixture, 0);
  go_to (fixture, 100);
  splice (fixture, 0, count_items (fixture), 1);
  draw (fixture);
  for (GtkWidget *row = gtk_widget_get_first_child (GTK_WIDGET (fixture->view)); row != NULL;
       row = gtk_widget_get_next_sibling (row))
    {
      const gboolean spare = beseda_timeline_row_get_item (BESEDA_TIMELINE_ROW (row)) == NULL;

      g_assert_true (is_told (row) != spare);
      n_spare += spare ? 1 : 0;
    }
  g_assert_cmpuint (n_spare, >, 0);
}

static void
test_keys (Fixture *fixture, gconstpointer data)
{
  GtkWidget *view = GTK_WIDGET (fixture->view);
  double value = gtk_adjustment_get_value (fixture->adjustment);
  g_autoptr (BesedaTimelineItem)
      twentieth = g_list_model_get_item (G_LIST_MODEL (fixture->items), count_items (fixture) - 20);
  GtkWidget *focus;

  gtk_widget_grab_focus (view);
  g_assert_true (ui_test_press (view, GDK_KEY_Page_Up, 0));
  draw (fixture);
  g_assert_cmpfloat (gtk_adjustment_get_value (fixture->adjustment), <, value);
  g_assert_true (ui_test_press (view, GDK_KEY_Page_Down, 0));
  draw (fixture);
  assert_at_bottom (fixture);

  g_assert_true (ui_test_press (view, GDK_KEY_Home, 0));
  draw (fixture);
  g_assert_cmpfloat (gtk_adjustment_get_value (fixture->adjustment), ==, 0);
  g_assert_true (ui_test_press (view, GDK_KEY_End, 0));
  draw (fixture);
  assert_at_bottom (fixture);

  for (guint i = 0; i < 20; i++)
    {
      g_assert_true (ui_test_press (view, GDK_KEY_Up, 0));
      draw (fixture);
    }
  focus = gtk_window_get_focus (GTK_WINDOW (fixture->window));
  g_assert_true (BESEDA_IS_TIMELINE_ROW (focus));
  g_assert_true (beseda_timeline_row_get_item (BESEDA_TIMELINE_ROW (focus)) == twentieth);
  go_to (fixture, 0); /* the focused row is gone, its view is not */
  g_assert_true (gtk_window_get_focus (GTK_WINDOW (fixture->window)) == view);
}

static void
test_few (Fixture *fixture, gconstpointer data)
{
  assert_at_bottom (fixture);
  g_assert_cmpfloat (gtk_adjustment_get_value (fixture->adjustment), ==, 0);
}

/* A window on a long room, that asks for what is near its ends. */
typedef struct
{
  Fixture base; /* `items` stays empty */
  BesedaTimeline *timeline;
  guint n_asked;
} Paged;

#define ROOM 2400u

static BesedaEvent *
new_event (guint64 seq)
{
  g_autoptr (GString) words = g_string_new (NULL);
  const gboolean presence = seq % 10 < 4;
  BesedaEvent *event;

  for (guint64 i = 0; i <= seq * 7 % 30; i++)
    g_string_append_printf (words, "word%" G_GUINT64_FORMAT " ", seq + i);
  event = beseda_event_new (!presence      ? BESEDA_EVENT_MESSAGE
                            : seq % 2 == 0 ? BESEDA_EVENT_ONLINE
                                           : BESEDA_EVENT_OFFLINE,
                            1700000000000 + (gint64) seq * 1000 * 1000, 1,
                            presence && seq % 3 == 0 ? "Eve"
                            : seq / 20 % 2           ? "Ann"
                                                     : "Bob",
                            presence ? NULL : words->str, NULL);
  beseda_event_set_seq (event, seq);
  return event;
}

static GPtrArray *
new_page (guint64 from, guint64 to)
{
  GPtrArray *page = g_ptr_array_new_with_free_func ((GDestroyNotify) beseda_event_unref);

  for (guint64 seq = from; seq <= to; seq++)
    g_ptr_array_add (page, new_event (seq));
  return page;
}

static void
on_near_start (Paged *paged)
{
  guint64 from = beseda_timeline_get_from_seq (paged->timeline);
  guint64 first = from > 53 ? from - 53 : 1;
  g_autoptr (GPtrArray) page = NULL;

  if (from == 1)
    return;
  paged->n_asked++;
  page = new_page (first, from - 1);
  beseda_timeline_add_older (paged->timeline, first, page);
}

static void
on_near_end (Paged *paged)
{
  guint64 to = beseda_timeline_get_to_seq (paged->timeline);
  guint64 last = MIN (to + 53, ROOM);
  g_autoptr (GPtrArray) page = NULL;

  if (to == ROOM)
    return;
  paged->n_asked++;
  page = new_page (to + 1, last);
  beseda_timeline_add_newer (paged->timeline, last, page, last == ROOM);
}

static void
on_at_end (BesedaTimeline *timeline, GParamSpec *property, BesedaTimelineView *view)
{
  beseda_timeline_view_set_follow (view, beseda_timeline_get_at_end (timeline));
}

static void
set_up_paged (Paged *paged, gconstpointer from)
{
  g_autoptr (GTimeZone) zone = g_time_zone_new_utc ();
  const guint64 first = GPOINTER_TO_UINT (from);
  const guint64 last = MIN (first + 15, ROOM);
  g_autoptr (GPtrArray) page = new_page (first, last);

  set_up (&paged->base, GUINT_TO_POINTER (0));
  paged->timeline = beseda_timeline_new (zone);
  g_signal_connect (paged->timeline, "notify::at-end", G_CALLBACK (on_at_end), paged->base.view);
  beseda_timeline_show (paged->timeline, first, last, page, last == ROOM);
  beseda_timeline_view_set_model (paged->base.view, G_LIST_MODEL (paged->timeline));
  g_signal_connect_swapped (paged->base.view, "near-start", G_CALLBACK (on_near_start), paged);
  g_signal_connect_swapped (paged->base.view, "near-end", G_CALLBACK (on_near_end), paged);
}

static void
tear_down_paged (Paged *paged, gconstpointer data)
{
  tear_down (&paged->base, NULL);
  g_assert_finalize_object (paged->timeline);
}

/* The number of the uppermost message in sight. */
static guint64
get_uppermost (Paged *paged)
{
  g_autoptr (GHashTable) places = look (&paged->base);
  GHashTableIter iter;
  gpointer item, y;
  guint64 least = G_MAXUINT64;

  g_hash_table_iter_init (&iter, places);
  while (g_hash_table_iter_next (&iter, &item, &y))
    if (beseda_timeline_item_get_kind (item) == BESEDA_TIMELINE_ITEM_MESSAGE)
      least = MIN (least, beseda_timeline_item_get_seq (item));
  return least;
}

/* What is in sight while pages come in above and below is the same, and where it was; it then asks for no more. */
static void
test_pages_move_nothing (Paged *paged, gconstpointer data)
{
  g_autoptr (GHashTable) before = NULL;
  guint n_asked;

  ui_test_draw (paged->base.window, 1);
  before = look (&paged->base);
  ui_test_draw (paged->base.window, 20);
  assert_nothing_moved (&paged->base, before, 4);
  g_assert_cmpuint (paged->n_asked, >, 1);
  g_assert_false (beseda_timeline_view_get_at_bottom (paged->base.view));

  n_asked = paged->n_asked;
  ui_test_draw (paged->base.window, 20);
  g_assert_cmpuint (paged->n_asked, ==, n_asked);
}

/* From one end of the room to the other, through many a seam, each message is passed, in order. */
static void
test_scrolls_through_all (Paged *paged, gconstpointer data)
{
  GtkWidget *view = GTK_WIDGET (paged->base.view);
  guint64 last = ROOM;

  draw (&paged->base);
  g_assert_true (beseda_timeline_view_get_at_bottom (paged->base.view));
  gtk_widget_grab_focus (view);
  for (guint i = 0; i < 5000 && last > 4; i++)
    {
      const guint64 before = get_uppermost (paged);
      g_autoptr (GHashTable) places = NULL;

      g_assert_cmpuint (before, <=, last);
      g_assert_cmpuint (last - before, <, 60);
      last = before;
      g_assert_true (ui_test_press (view, GDK_KEY_Page_Up, 0));
      ui_test_draw (paged->base.window, 1);
      places = look (&paged->base);
      ui_test_draw (paged->base.window, 1);
      assert_nothing_moved (&paged->base, places, 3);
    }
  g_assert_cmpuint (last, ==, 4);
  g_assert_false (beseda_timeline_get_at_end (paged->timeline));
  g_assert_cmpuint (count_rows (&paged->base), <, 150);

  for (guint i = 0; i < 5000 && !beseda_timeline_get_at_end (paged->timeline); i++)
    {
      g_autoptr (GHashTable) places = NULL;

      g_assert_true (ui_test_press (view, GDK_KEY_Page_Down, 0));
      ui_test_draw (paged->base.window, 1);
      places = look (&paged->base);
      ui_test_draw (paged->base.window, 1);
      assert_nothing_moved (&paged->base, places, 3);
    }
  g_assert_true (beseda_timeline_get_at_end (paged->timeline));
}

/* The line above what is new stands at a third of the height, at once when the view is shown too. */
static void
test_goes_to_unread (Paged *paged, gconstpointer data)
{
  const guint height = (guint) gtk_widget_get_height (GTK_WIDGET (paged->base.view));
  g_autoptr (GHashTable) places = NULL;
  g_autoptr (BesedaTimelineItem) line = NULL;
  guint position, last;
  gpointer y;

  ui_test_draw (paged->base.window, 20);
  beseda_timeline_set_read_seq (paged->timeline, 1208);
  g_assert_true (beseda_timeline_get_unread_position (paged->timeline, &position));
  beseda_timeline_view_scroll_to (paged->base.view, position);
  draw (&paged->base);

  g_assert_true (beseda_timeline_get_unread_position (paged->timeline, &position));
  line = g_list_model_get_item (G_LIST_MODEL (paged->timeline), position);
  places = look (&paged->base);
  g_assert_true (g_hash_table_lookup_extended (places, line, NULL, &y));
  g_assert_cmpint (ABS (GPOINTER_TO_INT (y) - (int) height / 3), <=, 1);

  g_assert_true (beseda_timeline_view_get_last_in_sight (paged->base.view, &last));
  g_assert_cmpuint (last, >, position);
  g_assert_cmpuint (beseda_timeline_get_seq_at (paged->timeline, last), >, 1208);
  g_assert_cmpuint (last, <, position + g_hash_table_size (places));
}

int
main (int argc, char **argv)
{
  ui_test_init (&argc, &argv);
#define ADD(name, n, function) g_test_add (name, Fixture, GUINT_TO_POINTER (n), set_up, function, tear_down)
  ADD ("/timeline-view/roles", 3, test_roles);
  ADD ("/timeline-view/few", 3, test_few);
  ADD ("/timeline-view/stays-at-bottom", 300, test_stays_at_bottom);
  ADD ("/timeline-view/never-moves", 500, test_never_moves);
  ADD ("/timeline-view/removed-anchor", 500, test_removed_anchor);
  ADD ("/timeline-view/jumps", 100000, test_jumps);
  ADD ("/timeline-view/spare-rows", 200, test_spare_rows);
  ADD ("/timeline-view/keys", 300, test_keys);
#define ADD_PAGED(name, from, function)                                                                                \
  g_test_add (name, Paged, GUINT_TO_POINTER (from), set_up_paged, function, tear_down_paged)
  ADD_PAGED ("/timeline-view/pages-move-nothing", 1200, test_pages_move_nothing);
  ADD_PAGED ("/timeline-view/goes-to-unread", 1200, test_goes_to_unread);
  ADD_PAGED ("/timeline-view/scrolls-through-all", ROOM - 15, test_scrolls_through_all);
  return g_test_run ();
}
