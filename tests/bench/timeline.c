/* SPDX-License-Identifier: GPL-3.0-or-later */

/* How long a frame of the timeline's view takes, with a long conversation: the first one, scrolling, and jumps. */

#include "beseda-timeline-item.h"
#include "beseda-timeline-view.h"
#include "ui-test.h"

#define N_MESSAGES 100000
#define N_SCROLLED 600
#define N_JUMPS 60
#define ROWS_A_FRAME 1.0

typedef struct
{
  GtkWidget *window;
  GtkWidget *view;
  GtkAdjustment *adjustment;
  GRand *rand;
  GArray *frames; /* of double: milliseconds */
  gint64 started;
} Bench;

static void
on_before_paint (GdkFrameClock *clock, Bench *bench)
{
  bench->started = g_get_monotonic_time ();
}

static void
on_after_paint (GdkFrameClock *clock, Bench *bench)
{
  double milliseconds = (g_get_monotonic_time () - bench->started) / 1000.0;

  g_array_append_val (bench->frames, milliseconds);
}

static int
compare (gconstpointer a, gconstpointer b)
{
  double difference = *(const double *) a - *(const double *) b;

  return difference < 0 ? -1 : difference > 0;
}

static void
report (Bench *bench, const char *what)
{
  double *frames = (double *) (gpointer) bench->frames->data;
  guint n = bench->frames->len, over_16 = 0, over_50 = 0;

  for (guint i = 0; i < n; i++)
    {
      over_16 += frames[i] > 16;
      over_50 += frames[i] > 50;
    }
  g_array_sort (bench->frames, compare);
  g_print ("%s: %u frames, median %.1f ms, p99 %.1f ms, longest %.1f ms, over 16 ms %.1f %%, over 50 ms %.1f %%\n",
           what, n, frames[n / 2], frames[n * 99 / 100], frames[n - 1], 100.0 * over_16 / n, 100.0 * over_50 / n);
  g_array_set_size (bench->frames, 0);
}

/* Messages of 1 to 40 words, each five-hundredth of 300. */
static GListModel *
make_timeline (GRand *rand)
{
  g_autoptr (GPtrArray) items = g_ptr_array_new_with_free_func (g_object_unref);
  GListStore *store = g_list_store_new (BESEDA_TYPE_TIMELINE_ITEM);

  for (guint i = 0; i < N_MESSAGES; i++)
    {
      g_autoptr (GString) words = g_string_new (NULL);
      BesedaTimelineItem *item;
      gboolean own = i / 3 % 2;

      for (int n = i % 500 ? g_rand_int_range (rand, 1, 41) : 300; n > 0; n--)
        g_string_append_printf (words, "word%d ", g_rand_int_range (rand, 0, 1000));
      item = beseda_timeline_item_new_message (NULL, own ? "Me" : "Ann", words->str,
                                               1700000000000 + i * G_GINT64_CONSTANT (60000), own,
                                               BESEDA_DELIVERY_SENT);
      beseda_timeline_item_join_group (item, i > 0 ? items->pdata[i - 1] : NULL);
      g_ptr_array_add (items, item);
    }
  g_list_store_splice (store, 0, 0, items->pdata, items->len);

  return G_LIST_MODEL (store);
}

static void
scroll (Bench *bench, double rows, const char *what)
{
  for (guint i = 0; i < N_SCROLLED; i++)
    {
      gtk_adjustment_set_value (bench->adjustment, gtk_adjustment_get_value (bench->adjustment) + rows);
      ui_test_draw (bench->window, 1);
    }
  report (bench, what);
}

static guint
count_rows (Bench *bench)
{
  guint n = 0;

  for (GtkWidget *row = gtk_widget_get_first_child (bench->view); row; row = gtk_widget_get_next_sibling (row))
    n++;
  return n;
}

int
main (int argc, char **argv)
{
  Bench bench = { .frames = g_array_new (FALSE, FALSE, sizeof (double)), .rand = g_rand_new_with_seed (7) };
  g_autoptr (GListModel) timeline = make_timeline (bench.rand);
  GtkWidget *scrolled;
  GdkFrameClock *clock;
  gint64 start;

  ui_test_init (&argc, &argv);
  bench.view = beseda_timeline_view_new ();
  beseda_timeline_view_set_model (BESEDA_TIMELINE_VIEW (bench.view), timeline);
  scrolled = gtk_scrolled_window_new ();
  gtk_scrolled_window_set_child (GTK_SCROLLED_WINDOW (scrolled), bench.view);
  gtk_scrolled_window_set_policy (GTK_SCROLLED_WINDOW (scrolled), GTK_POLICY_NEVER, GTK_POLICY_AUTOMATIC);
  bench.adjustment = gtk_scrolled_window_get_vadjustment (GTK_SCROLLED_WINDOW (scrolled));

  start = g_get_monotonic_time ();
  bench.window = ui_test_show (scrolled, 800, 700);
  g_print ("shown, at the bottom of %d messages: %.1f ms\n", N_MESSAGES, (g_get_monotonic_time () - start) / 1000.0);

  clock = gtk_widget_get_frame_clock (bench.window);
  g_signal_connect (clock, "before-paint", G_CALLBACK (on_before_paint), &bench);
  g_signal_connect (clock, "after-paint", G_CALLBACK (on_after_paint), &bench);
  ui_test_draw (bench.window, 20);
  g_array_set_size (bench.frames, 0);

  scroll (&bench, -ROWS_A_FRAME, "up");
  scroll (&bench, ROWS_A_FRAME, "down");
  for (guint i = 0; i < N_JUMPS; i++)
    {
      gtk_adjustment_set_value (bench.adjustment, g_rand_double_range (bench.rand, 0, N_MESSAGES - 100));
      ui_test_draw (bench.window, 1);
    }
  report (&bench, "jumps");
  g_print ("rows alive: %u\n", count_rows (&bench));

  ui_test_destroy (bench.window);
  g_array_unref (bench.frames);
  g_rand_free (bench.rand);
  return 0;
}
