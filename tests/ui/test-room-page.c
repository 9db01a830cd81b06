/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "beseda-composer.h"
#include "beseda-habits.h"
#include "beseda-room-page.h"
#include "beseda-timeline-view.h"
#include "script-server.h"
#include "ui-test.h"

typedef struct
{
  ScriptServer *server;
  BesedaSession *session;
  BesedaRoomPage *page;
  GtkWidget *window;
} Fixture;

static GtkWidget *
find (Fixture *fixture, GType type, const char *text)
{
  return ui_test_find (GTK_WIDGET (fixture->page), type, text);
}

static void
assert_string (Fixture *fixture, const char *property, const char *expected)
{
  g_autofree char *value = NULL;

  g_object_get (fixture->page, property, &value, NULL);
  g_assert_cmpstr (value, ==, expected);
}

static void
set_up (Fixture *fixture, gconstpointer dialect)
{
  gboolean plain = GPOINTER_TO_UINT (dialect) == BESEDA_DIALECT_PLAIN;

  fixture->server = script_server_new (0, GPOINTER_TO_UINT (dialect), plain ? script_plain_room : script_beseda_room,
                                       NULL);
  script_server_offer_typing (fixture->server);
  fixture->session = beseda_session_new (script_server_get_address (fixture->server), "me", NULL);
  fixture->page = beseda_room_page_new (fixture->session);
  assert_string (fixture, "subtitle", "Connecting…");
  g_assert_nonnull (find (fixture, GTK_TYPE_LABEL, "Connecting…"));
  fixture->window = ui_test_show (GTK_WIDGET (fixture->page), 500, 400);
}

static void
tear_down (Fixture *fixture, gconstpointer data)
{
  g_object_add_weak_pointer (G_OBJECT (fixture->page), (gpointer *) &fixture->page);
  ui_test_destroy (fixture->window);
  g_assert_null (fixture->page);
  beseda_session_leave (fixture->session);
  g_clear_object (&fixture->session);
  g_clear_pointer (&fixture->server, script_server_free);
}

static gboolean
is_online (Fixture *fixture)
{
  return beseda_session_get_state (fixture->session) == BESEDA_SESSION_ONLINE;
}

static guint
get_unread (Fixture *fixture)
{
  guint unread;

  g_object_get (fixture->page, "unread", &unread, NULL);
  return unread;
}

static BesedaComposer *
get_composer (Fixture *fixture)
{
  return BESEDA_COMPOSER (find (fixture, BESEDA_TYPE_COMPOSER, NULL));
}

static void
hear (Fixture *fixture, const char *text)
{
  static gint64 at = 1700000000000;
  BesedaTimeline *timeline = beseda_session_get_timeline (fixture->session);
  g_autoptr (BesedaEvent) event = beseda_event_new (BESEDA_EVENT_MESSAGE, at += 1000, 9, "Ann", text, NULL);

  beseda_event_set_seq (event, beseda_timeline_get_to_seq (timeline) + 1);
  beseda_timeline_add_event (timeline, event, FALSE);
}

static void
test_joins_and_talks (Fixture *fixture, gconstpointer data)
{
  wait_until (is_online (fixture));
  assert_string (fixture, "subtitle", "1 person");
  g_assert_nonnull (find (fixture, GTK_TYPE_LABEL, "Nothing Said Yet"));

  beseda_composer_set_text (get_composer (fixture), "hello");
  gtk_widget_activate_action (GTK_WIDGET (get_composer (fixture)), "composer.send", NULL);
  wait_until (beseda_session_get_n_pending (fixture->session) == 0);
  ui_test_draw (fixture->window, 3);
  g_assert_nonnull (find (fixture, GTK_TYPE_LABEL, "hello"));
  g_assert_null (find (fixture, GTK_TYPE_LABEL, "Nothing Said Yet"));
  g_assert_cmpuint (get_unread (fixture), ==, 0);
}

/* As a hand does. */
static void
write_by_hand (Fixture *fixture, const char *text)
{
  GtkTextView *view = GTK_TEXT_VIEW (ui_test_find (GTK_WIDGET (get_composer (fixture)), GTK_TYPE_TEXT_VIEW, NULL));

  gtk_text_buffer_insert_interactive_at_cursor (gtk_text_view_get_buffer (view), text, -1, TRUE);
}

static void
send (Fixture *fixture)
{
  gtk_widget_activate_action (GTK_WIDGET (get_composer (fixture)), "composer.send", NULL);
  wait_until (beseda_session_get_n_pending (fixture->session) == 0);
}

/* That one writes is told unless the person would rather not; a draft that comes back was not written now. */
static void
test_typing (Fixture *fixture, gconstpointer data)
{
  GPtrArray *heard = script_server_get_heard (fixture->server);

  wait_until (is_online (fixture));
  g_object_set (beseda_habits_get_default (), "share-typing", FALSE, NULL);
  write_by_hand (fixture, "quiet");
  send (fixture);
  g_object_set (beseda_habits_get_default (), "share-typing", TRUE, NULL);
  beseda_composer_set_text (get_composer (fixture), "draft ");
  send (fixture);
  write_by_hand (fixture, "loud");
  send (fixture);

  g_assert_cmpuint (heard->len, ==, 5);
  g_assert_cmpstr (heard->pdata[0], ==, "me");
  g_assert_cmpstr (heard->pdata[1], ==, "quiet");
  g_assert_cmpstr (heard->pdata[2], ==, "draft");
  g_assert_cmpstr (heard->pdata[3], ==, "(typing)");
  g_assert_cmpstr (heard->pdata[4], ==, "loud");
}

static void
test_plain_note (Fixture *fixture, gconstpointer data)
{
  wait_until (is_online (fixture));
  g_assert_nonnull (
      find (fixture, GTK_TYPE_LABEL, "This server keeps no history: you see what is said while you are here."));
}

static void
test_news (Fixture *fixture, gconstpointer data)
{
  BesedaTimelineView *view = BESEDA_TIMELINE_VIEW (find (fixture, BESEDA_TYPE_TIMELINE_VIEW, NULL));
  GtkWidget *button;

  wait_until (is_online (fixture));
  hear (fixture, "unseen");
  g_assert_cmpuint (get_unread (fixture), ==, 1);
  g_object_set (fixture->page, "active", TRUE, NULL);
  g_assert_cmpuint (get_unread (fixture), ==, 0);

  for (guint i = 0; i < 50; i++)
    hear (fixture, "seen");
  g_assert_cmpuint (get_unread (fixture), ==, 0);
  ui_test_draw (fixture->window, 3);
  g_assert_null (find (fixture, GTK_TYPE_LABEL, "1 New Message"));

  g_assert_true (ui_test_press (GTK_WIDGET (view), GDK_KEY_Home, 0));
  wait_until (!beseda_timeline_view_get_at_bottom (view));
  hear (fixture, "below");
  ui_test_draw (fixture->window, 3);
  g_assert_cmpuint (get_unread (fixture), ==, 1);
  button = gtk_widget_get_ancestor (find (fixture, GTK_TYPE_LABEL, "1 New Message"), GTK_TYPE_BUTTON);
  gtk_test_accessible_assert_property (button, GTK_ACCESSIBLE_PROPERTY_LABEL, "1 New Message");

  g_signal_emit_by_name (button, "clicked");
  wait_until (beseda_timeline_view_get_at_bottom (view));
  g_assert_cmpuint (get_unread (fixture), ==, 0);
  g_assert_nonnull (find (fixture, GTK_TYPE_LABEL, "below"));
}

static void
test_reconnects (Fixture *fixture, gconstpointer data)
{
  wait_until (is_online (fixture));
  script_guest_cut (script_server_get_newest (fixture->server));
  wait_until (beseda_session_get_state (fixture->session) == BESEDA_SESSION_RECONNECTING);
  assert_string (fixture, "subtitle", "1 person");
  g_assert_null (find (fixture, GTK_TYPE_BUTTON, "Try Now"));
  gtk_widget_activate_action (GTK_WIDGET (fixture->page), "room.reconnect", NULL);
  wait_until (is_online (fixture));
}

static void
test_is_lost (Fixture *fixture, gconstpointer data)
{
  wait_until (is_online (fixture));
  g_clear_pointer (&fixture->server, script_server_free);
  wait_until (find (fixture, GTK_TYPE_BUTTON, "Try Now"));
  assert_string (fixture, "subtitle", "Reconnecting…");
  g_assert_nonnull (find (fixture, GTK_TYPE_LABEL, "The connection is lost. Reconnecting…"));
  g_assert_true (beseda_session_send (fixture->session, "later", NULL));
  g_assert_nonnull (find (fixture, GTK_TYPE_LABEL, "The connection is lost. Reconnecting… 1 message waits."));
}

static void
count (BesedaRoomPage *page, guint *n)
{
  (*n)++;
}

static void
test_ends (Fixture *fixture, gconstpointer data)
{
  guint n = 0;

  wait_until (is_online (fixture));
  g_signal_connect (fixture->page, "rejoin", G_CALLBACK (count), &n);
  g_signal_connect (fixture->page, "back", G_CALLBACK (count), &n);
  gtk_widget_activate_action (GTK_WIDGET (fixture->page), "room.rejoin", NULL);
  g_assert_cmpuint (n, ==, 0);

  beseda_session_leave (fixture->session);
  wait_until (beseda_session_get_state (fixture->session) == BESEDA_SESSION_CLOSED);
  g_assert_nonnull (find (fixture, GTK_TYPE_LABEL, "You have left the room."));
  g_assert_false (gtk_widget_get_sensitive (GTK_WIDGET (get_composer (fixture))));
  g_signal_emit_by_name (find (fixture, GTK_TYPE_BUTTON, "Join Again"), "clicked");
  g_signal_emit_by_name (find (fixture, GTK_TYPE_BUTTON, "Back"), "clicked");
  g_assert_cmpuint (n, ==, 2);
}

static void
test_draft (Fixture *fixture, gconstpointer data)
{
  GtkWidget *again = GTK_WIDGET (g_object_ref_sink (beseda_room_page_new (fixture->session)));
  g_autofree char *none = beseda_composer_dup_text (get_composer (fixture));
  g_autofree char *kept = NULL;

  g_assert_cmpstr (none, ==, "");
  g_object_unref (again);
  beseda_composer_set_text (get_composer (fixture), "half a thought");
  again = GTK_WIDGET (g_object_ref_sink (beseda_room_page_new (fixture->session)));
  kept = beseda_composer_dup_text (BESEDA_COMPOSER (ui_test_find (again, BESEDA_TYPE_COMPOSER, NULL)));
  g_assert_cmpstr (kept, ==, "half a thought");
  g_assert_finalize_object (again);
  beseda_composer_set_text (get_composer (fixture), "");
}

static gboolean
has_focus (Fixture *fixture, GType region)
{
  GtkWidget *focus = gtk_window_get_focus (GTK_WINDOW (fixture->window));

  return focus && (G_OBJECT_TYPE (focus) == region || gtk_widget_get_ancestor (focus, region));
}

static void
test_regions (Fixture *fixture, gconstpointer data)
{
  wait_until (is_online (fixture));
  g_assert_true (has_focus (fixture, BESEDA_TYPE_COMPOSER));
  g_assert_false (beseda_room_page_focus_region (fixture->page, GTK_DIR_TAB_FORWARD));
  g_assert_true (beseda_room_page_focus_region (fixture->page, GTK_DIR_TAB_BACKWARD));
  g_assert_true (has_focus (fixture, BESEDA_TYPE_TIMELINE_VIEW));
  g_assert_false (beseda_room_page_focus_region (fixture->page, GTK_DIR_TAB_BACKWARD));
  if (ui_test_type (fixture->window, "x"))
    {
      g_autofree char *text = beseda_composer_dup_text (get_composer (fixture));

      g_assert_true (has_focus (fixture, BESEDA_TYPE_COMPOSER));
      g_assert_cmpstr (text, ==, "x");
      beseda_composer_set_text (get_composer (fixture), "");
    }
}

int
main (int argc, char **argv)
{
  ui_test_init (&argc, &argv);
#define ADD(name, dialect, function) g_test_add (name, Fixture, GUINT_TO_POINTER (dialect), set_up, function, tear_down)
  ADD ("/room-page/joins-and-talks", BESEDA_DIALECT_BESEDA, test_joins_and_talks);
  ADD ("/room-page/typing", BESEDA_DIALECT_BESEDA, test_typing);
  ADD ("/room-page/plain-note", BESEDA_DIALECT_PLAIN, test_plain_note);
  ADD ("/room-page/news", BESEDA_DIALECT_BESEDA, test_news);
  ADD ("/room-page/reconnects", BESEDA_DIALECT_BESEDA, test_reconnects);
  ADD ("/room-page/is-lost", BESEDA_DIALECT_BESEDA, test_is_lost);
  ADD ("/room-page/ends", BESEDA_DIALECT_BESEDA, test_ends);
  ADD ("/room-page/draft", BESEDA_DIALECT_BESEDA, test_draft);
  ADD ("/room-page/regions", BESEDA_DIALECT_BESEDA, test_regions);
  return g_test_run ();
}
