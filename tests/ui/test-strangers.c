/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "beseda-limits.h"
#include "beseda-linkify.h"
#include "beseda-message-row.h"
#include "beseda-people-popover.h"
#include "beseda-shown-text.h"
#include "beseda-timeline.h"
#include "script-server.h"
#include "ui-test.h"

/* 2023-11-14 22:13:20 UTC */
#define THEN G_GINT64_CONSTANT (1700000000000)

/* One frame on the screen is 16 ms; a hundred of them are noticed. Far more than is needed, for slow computers under
 * sanitizers; without bounds it is many times as much. */
#define FREEZE 1.6

static char *
repeat (const char *piece, guint n)
{
  g_autoptr (GString) text = g_string_new ("x");

  while (n-- > 0)
    g_string_append (text, piece);
  return g_string_free (g_steal_pointer (&text), FALSE);
}

static void
test_layout_time (void)
{
  g_autofree char *word = g_strnfill (64 * 1024, 'W');
  g_autofree char *marks = repeat ("\u0301", 10000);
  g_autofree char *stacks = repeat ("o\u0301\u0323\u0336\u0489\u034a\u0321\u0301\u0323\u0336\u0489\u034a\u0321", 800);
  g_autofree char *lines = repeat ("\n", 8000);
  g_autofree char *joiners = repeat ("\u200d", 8000);
  g_autofree char *directions = repeat ("\u2067a", 4000);
  g_autofree char *arabic = repeat ("ﷺ", 8000);
  const struct
  {
    const char *name, *text;
  } cases[] = {
    { "a word of 64 KiB", word },      { "10,000 marks", marks },   { "800 stacks", stacks },
    { "8000 lines", lines },           { "8000 joiners", joiners }, { "4000 directions", directions },
    { "8000 wide ligatures", arabic },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (GTimeZone) zone = g_time_zone_new_utc ();
      BesedaTimeline *timeline = beseda_timeline_new (zone);
      g_autoptr (BesedaEvent) event = beseda_event_new (BESEDA_EVENT_MESSAGE, THEN, 1, "Eve", cases[i].text, NULL);
      g_autoptr (BesedaTimelineItem) item = NULL;
      BesedaTimelineRow *row = beseda_timeline_row_new (BESEDA_TIMELINE_ITEM_MESSAGE);
      GtkWidget *scrolled = gtk_scrolled_window_new ();
      GtkWidget *window;
      double took;

      beseda_timeline_add_event (timeline, event, FALSE);
      item = g_list_model_get_item (G_LIST_MODEL (timeline), g_list_model_get_n_items (G_LIST_MODEL (timeline)) - 1);
      gtk_scrolled_window_set_policy (GTK_SCROLLED_WINDOW (scrolled), GTK_POLICY_NEVER, GTK_POLICY_AUTOMATIC);
      gtk_scrolled_window_set_child (GTK_SCROLLED_WINDOW (scrolled), GTK_WIDGET (row));
      window = ui_test_show (scrolled, 360, 600);

      g_test_timer_start ();
      beseda_timeline_row_set_item (row, item);
      ui_test_draw (window, 2);
      took = g_test_timer_elapsed ();
      g_test_message ("%s: %.0f ms", cases[i].name, took * 1000);
      g_assert_cmpfloat (took, <, FREEZE);

      ui_test_destroy (window);
      g_clear_object (&item);
      g_assert_finalize_object (timeline);
    }
}

/* A row, for somebody's message. */
static GtkWidget *
show_message (const char *login, const char *text, GtkWidget **window)
{
  g_autoptr (GTimeZone) zone = g_time_zone_new_utc ();
  g_autoptr (BesedaTimeline) timeline = beseda_timeline_new (zone);
  g_autoptr (BesedaEvent) event = beseda_event_new (BESEDA_EVENT_MESSAGE, THEN, 1, login, text, NULL);
  g_autoptr (BesedaTimelineItem) item = NULL;
  BesedaTimelineRow *row = beseda_timeline_row_new (BESEDA_TIMELINE_ITEM_MESSAGE);

  beseda_timeline_add_event (timeline, event, FALSE);
  item = g_list_model_get_item (G_LIST_MODEL (timeline), g_list_model_get_n_items (G_LIST_MODEL (timeline)) - 1);
  beseda_timeline_row_set_item (row, item);
  *window = ui_test_show (GTK_WIDGET (row), 360, 600);
  return GTK_WIDGET (row);
}

static void
assert_name (const char *written, const char *shown, const char *inside)
{
  g_autofree char *alone = beseda_shown_name (written);
  g_autofree char *in_sentence = beseda_shown_name_inside (written);

  g_assert_cmpstr (alone, ==, shown);
  g_assert_cmpstr (in_sentence, ==, inside);
}

static void
test_names (void)
{
  g_autofree char *longest = g_strnfill (BESEDA_LIMIT_SHOWN_NAME_CHARS, 'a');
  g_autofree char *too_long = g_strconcat (longest, "a", NULL);
  g_autofree char *cut = g_strconcat (longest, "…", NULL);

  assert_name ("Ann", "Ann", "Ann");
  assert_name ("Ann\u202e22:13", "Ann22:13", "Ann22:13");
  assert_name ("\u2066\u2067\u2068Ann\u2069\u202a\u202b\u202c\u202d", "Ann", "Ann");
  assert_name ("דנה", "דנה", "\u2068דנה\u2069");
  assert_name ("\u2069דנה", "דנה", "\u2068דנה\u2069");
  assert_name ("Ann\nBob\r\nEve\u2028Dan\a", "Ann Bob Eve Dan", "Ann Bob Eve Dan");
  assert_name (longest, longest, longest);
  assert_name (too_long, cut, cut);
}

static void
test_marks (void)
{
  g_autofree char *most = g_strconcat ("o", "\u0301\u0301\u0301\u0301\u0301\u0301\u0301\u0301", "k", NULL);
  g_autofree char *more = g_strconcat ("o", "\u0301\u0301\u0301\u0301\u0301\u0301\u0301\u0301", "\u0301", "k", NULL);
  g_autofree char *shown = beseda_shown_text (most, FALSE, NULL);
  g_autofree char *less = beseda_shown_text (more, FALSE, NULL);
  g_autofree char *family = beseda_shown_text (
      "👩‍👩‍👧‍👦 🏴\U000e0067\U000e0062\U000e0073\U000e0063\U000e0074\U000e007f", FALSE, NULL);

  g_assert_cmpstr (shown, ==, most);
  g_assert_cmpstr (less, ==, most);
  g_assert_cmpstr (family, ==,
                   "👩‍👩‍👧‍👦 🏴\U000e0067\U000e0062\U000e0073\U000e0063\U000e0074\U000e007f");
}

static void
assert_cut (const char *text, gboolean expected)
{
  gboolean cut;
  g_autofree char *shown = beseda_shown_text (text, FALSE, &cut);

  g_assert_cmpint (cut, ==, expected);
  if (!cut)
    g_assert_cmpstr (shown, ==, text);
  else
    g_assert_true (g_str_has_suffix (shown, "…"));
}

static void
test_length (void)
{
  g_autofree char *most = g_strnfill (BESEDA_LIMIT_SHOWN_CHARS, 'a');
  g_autofree char *more = g_strnfill (BESEDA_LIMIT_SHOWN_CHARS + 1, 'a');
  g_autofree char *most_lines = repeat ("\nx", BESEDA_LIMIT_SHOWN_LINES - 1);
  g_autofree char *more_lines = repeat ("\nx", BESEDA_LIMIT_SHOWN_LINES);
  g_autofree char *endless = g_strnfill (1024 * 1024, 'a');
  gboolean cut;
  g_autofree char *whole = beseda_shown_text (endless, TRUE, &cut);

  assert_cut (most, FALSE);
  assert_cut (more, TRUE);
  assert_cut (most_lines, FALSE);
  assert_cut (more_lines, TRUE);
  g_assert_true (cut);
  g_assert_cmpint (g_utf8_strlen (whole, -1), ==, BESEDA_LIMIT_SHOWN_WHOLE_CHARS + 1);
}

static void
test_markup (void)
{
  GtkWidget *window;
  GtkWidget *row = show_message ("<b>Eve</b>&amp;", "<span size=\"99999\">big</span> &lt; </a>\x01", &window);

  g_assert_nonnull (ui_test_find (row, GTK_TYPE_LABEL, "<b>Eve</b>&amp;"));
  g_assert_nonnull (ui_test_find (row, GTK_TYPE_LABEL, "<span size=\"99999\">big</span> &lt; </a>"));
  ui_test_destroy (window);
}

static void
test_direction (void)
{
  GtkWidget *window;
  GtkWidget *row = show_message ("Eve\u202e", "pay to \u202etac.elpmaxe", &window);

  g_assert_nonnull (ui_test_find (row, GTK_TYPE_LABEL, "Eve"));
  g_assert_nonnull (ui_test_find (row, GTK_TYPE_LABEL, "pay to tac.elpmaxe"));
  ui_test_destroy (window);
}

/* All of a long text is there for who asks, and its row is long only meanwhile. */
static void
test_more (void)
{
  g_autofree char *lines = repeat ("\nx", 1000);
  GtkWidget *scrolled = gtk_scrolled_window_new ();
  GtkWidget *row, *window, *button;
  int folded;

  row = show_message ("Eve", lines, &window);
  g_object_ref (row);
  adw_window_set_content (ADW_WINDOW (window), NULL);
  gtk_scrolled_window_set_child (GTK_SCROLLED_WINDOW (scrolled), row);
  g_object_unref (row);
  adw_window_set_content (ADW_WINDOW (window), scrolled);
  ui_test_draw (window, 3);
  folded = gtk_widget_get_height (row);
  g_assert_null (ui_test_find (row, GTK_TYPE_LABEL, lines));

  button = ui_test_find (row, GTK_TYPE_BUTTON, "Show More");
  g_assert_nonnull (button);
  g_signal_emit_by_name (button, "clicked");
  ui_test_draw (window, 3);
  g_assert_nonnull (ui_test_find (row, GTK_TYPE_LABEL, lines));
  g_assert_cmpint (gtk_widget_get_height (row), >, 20 * folded);

  g_signal_emit_by_name (ui_test_find (row, GTK_TYPE_BUTTON, "Show Less"), "clicked");
  ui_test_draw (window, 3);
  g_assert_cmpint (gtk_widget_get_height (row), ==, folded);
  ui_test_destroy (window);
}

/* The dialog that a click on the link opens. */
static GtkWidget *
follow (GtkWidget *row, const char *text, const char *link)
{
  GtkWidget *label = ui_test_find (row, GTK_TYPE_LABEL, text);
  gboolean handled = FALSE;

  g_assert_nonnull (label);
  g_signal_emit_by_name (label, "activate-link", link, &handled);
  g_assert_true (handled);
  return ui_test_find_alert ();
}

static void
on_read (GObject *source, GAsyncResult *result, gpointer user_data)
{
  char **text = user_data;

  *text = gdk_clipboard_read_text_finish (GDK_CLIPBOARD (source), result, NULL);
  g_assert_nonnull (*text);
}

/* Nothing opens before the real host was shown; what is copied is what was shown. */
static void
test_link (void)
{
  static const char text[] = "https://пример.example/a";
  static const char ascii[] = "https://xn--e1afmkfd.example/a";
  GtkWidget *window;
  GtkWidget *row = show_message ("Eve", text, &window);
  GtkWidget *dialog = follow (row, text, text);
  g_autofree char *heading = NULL;
  g_autofree char *body = NULL;
  g_autofree char *close = NULL;
  g_autofree char *copied = NULL;

  g_assert_nonnull (dialog);
  ui_test_draw (window, 2);
  g_object_get (dialog, "heading", &heading, "body", &body, "close-response", &close, NULL);
  g_assert_cmpstr (heading, ==, "Open xn--e1afmkfd.example?");
  g_assert_nonnull (strstr (body, text));
  g_assert_nonnull (ui_test_find (dialog, GTK_TYPE_LABEL, ascii));
  g_assert_cmpstr (close, ==, "cancel");

  ui_test_answer ("copy");
  gdk_clipboard_read_text_async (gtk_widget_get_clipboard (window), NULL, on_read, &copied);
  while (copied == NULL)
    g_main_context_iteration (NULL, TRUE);
  g_assert_cmpstr (copied, ==, ascii);

  /* It asks again each time. */
  g_assert_nonnull (follow (row, text, text));
  ui_test_destroy (window);
}

static void
test_link_to_nowhere (void)
{
  static const char text[] = "https://%65vil.example/";
  GtkWidget *window;
  GtkWidget *row = show_message ("Eve", text, &window);
  GtkLabel *label = GTK_LABEL (ui_test_find (row, GTK_TYPE_LABEL, text));

  g_assert_null (strstr (gtk_label_get_label (label), "<a "));
  g_assert_null (follow (row, text, text));
  ui_test_destroy (window);
}

/* A tooltip is markup too. */
static void
test_link_tooltip (void)
{
  g_autofree char *markup = beseda_linkify ("https://пример.example/?a=1&b=2");
  g_autofree char *escaped = NULL;
  g_autofree char *tooltip = NULL;
  const char *title = strstr (markup, " title=\"");

  g_assert_nonnull (title);
  title += strlen (" title=\"");
  escaped = g_strndup (title, strcspn (title, "\""));
  g_assert_true (pango_parse_markup (escaped, -1, 0, NULL, &tooltip, NULL, NULL));
  g_assert_cmpstr (tooltip, ==, "https://xn--e1afmkfd.example/?a=1&amp;b=2");
}

/* A server can say whatever it likes about who is there. */
static void
invent_somebody (ScriptGuest *guest, const BesedaRequest *request, gpointer user_data)
{
  ScriptGuest somebody;

  script_plain_room (guest, request, NULL);
  somebody = *guest;
  somebody.client_id = guest->client_id + 1;
  somebody.login = user_data;
  script_server_tell (guest->server, &somebody, BESEDA_EVENT_ONLINE, NULL, NULL);
}

static void
test_people (void)
{
  char login[] = "<i>Eve</i>\u202e\n22:13";
  g_autoptr (ScriptServer) server = script_server_new (0, BESEDA_DIALECT_PLAIN, invent_somebody, login);
  BesedaSession *session = beseda_session_new (script_server_get_address (server), "me", NULL);
  GtkWidget *button = gtk_menu_button_new ();
  GtkWidget *popover = beseda_people_popover_new ();
  GtkWidget *window;

  gtk_menu_button_set_popover (GTK_MENU_BUTTON (button), popover);
  beseda_people_popover_set_session (BESEDA_PEOPLE_POPOVER (popover), session);
  window = ui_test_show (button, 360, 600);
  wait_until (beseda_roster_get_n_people (beseda_session_get_roster (session)) == 2);
  gtk_menu_button_popup (GTK_MENU_BUTTON (button));
  wait_until (gtk_widget_get_mapped (popover));
  ui_test_draw (window, 2);

  g_assert_nonnull (ui_test_find (popover, GTK_TYPE_LABEL, "me"));
  g_assert_nonnull (ui_test_find (popover, GTK_TYPE_LABEL, "<i>Eve</i> 22:13"));

  gtk_menu_button_popdown (GTK_MENU_BUTTON (button));
  wait_until (!gtk_widget_get_mapped (popover));
  ui_test_destroy (window);
  beseda_session_leave (session);
  g_object_unref (session);
}

int
main (int argc, char **argv)
{
  ui_test_init (&argc, &argv);
  g_test_add_func ("/strangers/names", test_names);
  g_test_add_func ("/strangers/marks", test_marks);
  g_test_add_func ("/strangers/length", test_length);
  g_test_add_func ("/strangers/markup", test_markup);
  g_test_add_func ("/strangers/direction", test_direction);
  g_test_add_func ("/strangers/more", test_more);
  g_test_add_func ("/strangers/people", test_people);
  g_test_add_func ("/strangers/link", test_link);
  g_test_add_func ("/strangers/link-to-nowhere", test_link_to_nowhere);
  g_test_add_func ("/strangers/link-tooltip", test_link_tooltip);
  g_test_add_func ("/strangers/layout-time", test_layout_time);
  return g_test_run ();
}
