/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "beseda-composer.h"
#include "beseda-door.h"
#include "beseda-order.h"
#include "beseda-room-page.h"
#include "script-server.h"
#include "test-server.h"
#include "ui-test.h"

/* What a host and a guest see of each other's doing, in two pages of the same room. */
typedef struct
{
  BesedaServer *server;
  BesedaSession *host;
  BesedaSession *guest;
  BesedaRoomPage *host_page;
  BesedaRoomPage *guest_page;
  GtkWidget *windows[2];
} Fixture;

static void
keep_link (GObject *source, GAsyncResult *result, gpointer user_data)
{
  *(char **) user_data = beseda_server_command_finish (BESEDA_SERVER (source), result, NULL);
}

static BesedaAddress *
get_owner_address (BesedaServer *server)
{
  const char *const words[] = { "owner-link", NULL };
  g_autofree char *link = NULL;

  beseda_server_command_async (server, words, NULL, keep_link, &link);
  wait_until (link != NULL);

  return beseda_address_parse (link, NULL);
}

static void
set_up (Fixture *fixture, gconstpointer door)
{
  BesedaServerOptions options = test_server_options ();
  g_autoptr (BesedaAddress) owner = NULL;
  g_autoptr (BesedaAddress) address = NULL;

  options.door = GPOINTER_TO_INT (door);
  fixture->server = test_server_start (&options);
  owner = get_owner_address (fixture->server);
  address = beseda_address_new ("127.0.0.1", beseda_server_get_port (fixture->server), NULL, FALSE);

  fixture->host = beseda_session_new (owner, "Ann", NULL);
  fixture->host_page = beseda_room_page_new (fixture->host);
  fixture->windows[0] = ui_test_show (GTK_WIDGET (fixture->host_page), 500, 400);
  wait_until (beseda_order_get_role (beseda_session_get_order (fixture->host)) == BESEDA_ROLE_OWNER);

  fixture->guest = beseda_session_new (address, "Ben", NULL);
  fixture->guest_page = beseda_room_page_new (fixture->guest);
  fixture->windows[1] = ui_test_show (GTK_WIDGET (fixture->guest_page), 360, 400);
}

static void
tear_down (Fixture *fixture, gconstpointer data)
{
  for (guint i = 0; i < G_N_ELEMENTS (fixture->windows); i++)
    ui_test_destroy (fixture->windows[i]);
  beseda_session_leave (fixture->host);
  beseda_session_leave (fixture->guest);
  g_assert_finalize_object (fixture->host);
  g_assert_finalize_object (fixture->guest);
  test_server_stop (fixture->server);
}

static GtkWidget *
find_label (BesedaRoomPage *page, const char *text)
{
  return ui_test_find (GTK_WIDGET (page), GTK_TYPE_LABEL, text);
}

static void
do_act (Fixture *fixture, const char *action, const char *format, ...)
{
  va_list arguments;

  va_start (arguments, format);
  g_assert_true (gtk_widget_activate_action_variant (GTK_WIDGET (fixture->host_page), action,
                                                     g_variant_new_va (format, NULL, &arguments)));
  va_end (arguments);
}

static gboolean
can_send (BesedaRoomPage *page)
{
  GtkWidget *composer = ui_test_find (GTK_WIDGET (page), BESEDA_TYPE_COMPOSER, NULL);

  return gtk_widget_get_sensitive (ui_test_find (composer, GTK_TYPE_BUTTON, NULL));
}

static gboolean
sees_prefix (BesedaRoomPage *page, const char *prefix)
{
  GtkWidget *bar = ui_test_find (GTK_WIDGET (page), g_type_from_name ("BesedaOrderBar"), NULL);
  GtkWidget *label = bar != NULL ? ui_test_find (bar, GTK_TYPE_LABEL, NULL) : NULL;

  return label != NULL && g_str_has_prefix (gtk_label_get_label (GTK_LABEL (label)), prefix);
}

static void
test_muted (Fixture *fixture, gconstpointer data)
{
  BesedaOrder *order;

  wait_until (beseda_session_get_state (fixture->guest) == BESEDA_SESSION_ONLINE);
  order = beseda_session_get_order (fixture->guest);
  beseda_composer_set_text (
      BESEDA_COMPOSER (ui_test_find (GTK_WIDGET (fixture->guest_page), BESEDA_TYPE_COMPOSER, NULL)), "But");
  g_assert_true (can_send (fixture->guest_page));

  do_act (fixture, "order.act", "(ssx)", "mute", "Ben", (gint64) 600);
  wait_until (beseda_order_get_muted (order));
  g_assert_true (sees_prefix (fixture->guest_page, "You are muted until "));
  g_assert_false (can_send (fixture->guest_page));

  do_act (fixture, "order.act", "(ssx)", "mute", "Ben", (gint64) 0);
  wait_until (beseda_order_get_muted_until (order) == G_MAXINT64);
  g_assert_true (sees_prefix (fixture->guest_page, "You are muted: "));

  do_act (fixture, "order.act", "(ssx)", "unmute", "Ben", (gint64) 0);
  wait_until (!beseda_order_get_muted (order));
  g_assert_true (can_send (fixture->guest_page));
  g_assert_null (ui_test_find (GTK_WIDGET (fixture->guest_page), g_type_from_name ("BesedaOrderBar"), NULL));
}

static void
test_knocks (Fixture *fixture, gconstpointer data)
{
  GtkWidget *label, *answer;

  wait_until ((label = find_label (fixture->host_page, "Ben wants to join")) != NULL);
  answer = ui_test_find (gtk_widget_get_parent (label), GTK_TYPE_BUTTON, "Let In");
  gtk_test_accessible_assert_property (answer, GTK_ACCESSIBLE_PROPERTY_LABEL, "Let Ben In");
  g_signal_emit_by_name (answer, "clicked");

  wait_until (beseda_session_get_state (fixture->guest) == BESEDA_SESSION_ONLINE);
  wait_until (find_label (fixture->host_page, "Ben wants to join") == NULL);
}

static void
test_denies (Fixture *fixture, gconstpointer data)
{
  GtkWidget *label;

  wait_until ((label = find_label (fixture->host_page, "Ben wants to join")) != NULL);
  g_signal_emit_by_name (ui_test_find (gtk_widget_get_parent (label), GTK_TYPE_BUTTON, "Not Now"), "clicked");

  wait_until (beseda_session_get_state (fixture->guest) == BESEDA_SESSION_REFUSED);
  g_assert_cmpstr (beseda_session_get_problem (fixture->guest), ==, "The host did not let you in.");
  wait_until (find_label (fixture->host_page, "Ben wants to join") == NULL);
}

static gboolean
is_enabled (BesedaRoomPage *page, const char *action)
{
  GtkWidget *button = gtk_button_new ();
  gboolean enabled;

  /* A button is sensitive where its action is enabled. */
  gtk_widget_insert_before (button, GTK_WIDGET (page), NULL);
  gtk_actionable_set_action_target (GTK_ACTIONABLE (button), "t", (guint64) 1);
  gtk_actionable_set_action_name (GTK_ACTIONABLE (button), action);
  enabled = gtk_widget_get_sensitive (button);
  gtk_widget_unparent (button);

  return enabled;
}

/* What nobody would hear cannot be done. */
static void
test_offline (Fixture *fixture, gconstpointer data)
{
  wait_until (beseda_session_get_state (fixture->guest) == BESEDA_SESSION_ONLINE);
  g_assert_true (is_enabled (fixture->guest_page, "order.remove-own"));
  g_assert_false (is_enabled (fixture->guest_page, "order.remove"));
  g_assert_true (is_enabled (fixture->host_page, "order.remove"));

  do_act (fixture, "order.act", "(ssx)", "kick", "Ben", (gint64) 0);
  wait_until (beseda_session_get_state (fixture->guest) == BESEDA_SESSION_CLOSED);
  g_assert_false (is_enabled (fixture->guest_page, "order.remove-own"));
}

/* A topic takes the lines that it needs, and the bar with it. */
static void
test_narrow (Fixture *fixture, gconstpointer data)
{
  static const char topic[] = "Which tea for the workshop, and who brings the biscuits? Three kinds are enough.";
  g_autoptr (BesedaAct) act = beseda_act_new (BESEDA_ACT_TOPIC, NULL, topic);
  GtkWidget *bar, *label;
  GtkAdjustment *scrolled;

  wait_until (beseda_session_get_state (fixture->guest) == BESEDA_SESSION_ONLINE);
  beseda_order_act (beseda_session_get_order (fixture->host), act, FALSE);
  wait_until (sees_prefix (fixture->guest_page, topic));
  bar = ui_test_find (GTK_WIDGET (fixture->guest_page), g_type_from_name ("BesedaOrderBar"), NULL);
  label = ui_test_find (bar, GTK_TYPE_LABEL, NULL);
  scrolled = gtk_scrolled_window_get_vadjustment (
      GTK_SCROLLED_WINDOW (gtk_widget_get_ancestor (bar, GTK_TYPE_SCROLLED_WINDOW)));

  wait_until (pango_layout_get_line_count (gtk_label_get_layout (GTK_LABEL (label))) == 2);
  wait_until (gtk_adjustment_get_page_size (scrolled) > 0 &&
              gtk_adjustment_get_page_size (scrolled) >= gtk_adjustment_get_upper (scrolled));
}

int
main (int argc, char *argv[])
{
  ui_test_init (&argc, &argv);

#define ADD(name, door, function) g_test_add (name, Fixture, GINT_TO_POINTER (door), set_up, function, tear_down)
  ADD ("/keeping-order/muted", BESEDA_DOOR_OPEN, test_muted);
  ADD ("/keeping-order/knocks", BESEDA_DOOR_APPROVE, test_knocks);
  ADD ("/keeping-order/denies", BESEDA_DOOR_APPROVE, test_denies);
  ADD ("/keeping-order/offline", BESEDA_DOOR_OPEN, test_offline);
  ADD ("/keeping-order/narrow", BESEDA_DOOR_OPEN, test_narrow);
  return g_test_run ();
}
