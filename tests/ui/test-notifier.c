/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "beseda-door.h"
#include "beseda-notifier.h"
#include "beseda-order.h"
#include "beseda-timeline-view.h"
#include "beseda-window.h"
#include "fake-host.h"
#include "raw-peer.h"
#include "test-server.h"
#include "ui-test.h"

#define DESKTOP_XML                                                                                                    \
  "<node><interface name='org.gtk.Notifications'>"                                                                     \
  "<method name='AddNotification'><arg type='s' direction='in'/><arg type='s' direction='in'/>"                        \
  "<arg type='a{sv}' direction='in'/></method>"                                                                        \
  "<method name='RemoveNotification'><arg type='s' direction='in'/><arg type='s' direction='in'/></method>"            \
  "</interface></node>"

/* A desktop that shows notifications, and a room with Ann in it; the person, Mira, is in a window's first tab. */
typedef struct
{
  GDBusConnection *desktop;
  guint name;
  guint object;
  GHashTable *shown; /* id -> GVariant: what each shows */
  guint n_told;

  GtkApplication *application;
  GSettings *settings;
  FakeHost *host;
  BesedaProfile *profile;
  BesedaNotifier *notifier;
  BesedaServer *server;
  RawPeer *ann;
  BesedaWindow *window;
  BesedaTab *tab;
  BesedaSession *session;
} Fixture;

#define wait_for(condition)                                                                                            \
  while (!(condition))                                                                                                 \
  g_main_context_iteration (NULL, TRUE)

static void
on_call (GDBusConnection *connection,
         const char *sender,
         const char *path,
         const char *interface,
         const char *method,
         GVariant *parameters,
         GDBusMethodInvocation *invocation,
         gpointer user_data)
{
  Fixture *fixture = user_data;
  const char *id;

  g_variant_get_child (parameters, 1, "&s", &id);
  if (g_str_equal (method, "AddNotification"))
    {
      fixture->n_told++;
      g_hash_table_replace (fixture->shown, g_strdup (id), g_variant_get_child_value (parameters, 2));
    }
  else
    g_hash_table_remove (fixture->shown, id);
  g_dbus_method_invocation_return_value (invocation, NULL);
}

static void
on_named (GDBusConnection *connection, const char *name, gpointer user_data)
{
  *(gboolean *) user_data = TRUE;
}

static void
start_desktop (Fixture *fixture)
{
  static const GDBusInterfaceVTable vtable = { .method_call = on_call };
  g_autofree char *address = g_dbus_address_get_for_bus_sync (G_BUS_TYPE_SESSION, NULL, NULL);
  g_autoptr (GDBusNodeInfo) node = g_dbus_node_info_new_for_xml (DESKTOP_XML, NULL);
  gboolean named = FALSE;

  fixture->shown = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, (GDestroyNotify) g_variant_unref);
  fixture->desktop = g_dbus_connection_new_for_address_sync (
      address, G_DBUS_CONNECTION_FLAGS_AUTHENTICATION_CLIENT | G_DBUS_CONNECTION_FLAGS_MESSAGE_BUS_CONNECTION, NULL,
      NULL, NULL);
  g_assert_nonnull (fixture->desktop);
  fixture->object = g_dbus_connection_register_object (fixture->desktop, "/org/gtk/Notifications", node->interfaces[0],
                                                       &vtable, fixture, NULL, NULL);
  fixture->name = g_bus_own_name_on_connection (fixture->desktop, "org.gtk.Notifications", 0, on_named, NULL, &named,
                                                NULL);
  wait_for (named);
}

static void
on_session (Fixture *fixture)
{
  g_clear_object (&fixture->session);
  g_object_get (fixture->tab, "session", &fixture->session, NULL);
}

static void
on_tab (Fixture *fixture, BesedaTab *tab)
{
  fixture->tab = tab;
  g_signal_connect_swapped (tab, "notify::session", G_CALLBACK (on_session), fixture);
}

static void
join (Fixture *fixture)
{
  g_autofree char *link = g_strdup_printf ("127.0.0.1:%u", beseda_server_get_port (fixture->server));

  beseda_window_join (fixture->window, "Mira", link);
  wait_for (fixture->session != NULL && beseda_session_get_state (fixture->session) == BESEDA_SESSION_ONLINE);
  ui_test_draw (GTK_WIDGET (fixture->window), 2);
}

static void
keep_link (GObject *source, GAsyncResult *result, gpointer user_data)
{
  *(char **) user_data = beseda_server_command_finish (BESEDA_SERVER (source), result, NULL);
}

/* As the one whose room it is. */
static void
join_as_owner (Fixture *fixture)
{
  const char *const words[] = { "owner-link", NULL };
  g_autofree char *link = NULL;

  beseda_server_command_async (fixture->server, words, NULL, keep_link, &link);
  wait_for (link != NULL);
  beseda_window_join (fixture->window, "Mira", link);
  wait_for (fixture->session != NULL &&
            beseda_order_get_role (beseda_session_get_order (fixture->session)) == BESEDA_ROLE_OWNER);
}

static guint
count_messages (Fixture *fixture)
{
  GListModel *timeline = G_LIST_MODEL (beseda_session_get_timeline (fixture->session));
  guint n = 0;

  for (guint i = 0; i < g_list_model_get_n_items (timeline); i++)
    {
      g_autoptr (BesedaTimelineItem) item = g_list_model_get_item (timeline, i);

      n += beseda_timeline_item_get_kind (item) == BESEDA_TIMELINE_ITEM_MESSAGE;
    }

  return n;
}

/* What was sent through the bus before has come to where it belongs; or to here. */
static void
pass_on (GDBusConnection *connection)
{
  g_autoptr (GVariant)
      answer = g_dbus_connection_call_sync (connection, "org.freedesktop.DBus", "/org/freedesktop/DBus",
                                            "org.freedesktop.DBus", "GetId", NULL, NULL, 0, -1, NULL, NULL);

  g_assert_nonnull (answer);
}

/* Ann says it, and it has arrived, with what it told the desktop. */
static void
hear (Fixture *fixture, const char *text)
{
  g_autofree char *frame = g_strdup_printf ("{\"message\":\"%s\"}", text);
  const guint n = count_messages (fixture);

  raw_peer_send_text (fixture->ann, frame);
  wait_for (count_messages (fixture) > n);
  pass_on (g_application_get_dbus_connection (G_APPLICATION (fixture->application)));
  pass_on (fixture->desktop);
  while (g_main_context_iteration (NULL, FALSE))
    ;
}

static GVariant *
get_shown (Fixture *fixture)
{
  GHashTableIter iter;
  gpointer notification = NULL;

  g_hash_table_iter_init (&iter, fixture->shown);
  g_hash_table_iter_next (&iter, NULL, &notification);

  return notification;
}

static void
assert_shown (Fixture *fixture, const char *expected)
{
  const char *body;

  g_assert_cmpuint (g_hash_table_size (fixture->shown), ==, expected != NULL);
  if (expected == NULL)
    return;

  g_assert_true (g_variant_lookup (get_shown (fixture), "body", "&s", &body));
  g_assert_cmpstr (body, ==, expected);
}

static guint
get_attention (Fixture *fixture)
{
  guint n;

  g_object_get (fixture->tab, "attention", &n, NULL);

  return n;
}

static void
set_up (Fixture *fixture, gconstpointer door)
{
  BesedaServerOptions options = test_server_options ();

  start_desktop (fixture);
  fixture->settings = g_settings_new ("chat.beseda.Beseda");
  g_settings_reset (fixture->settings, "recent-rooms");
  g_settings_reset (fixture->settings, "notifications");
  g_settings_reset (fixture->settings, "room-notifications");
  g_settings_reset (fixture->settings, "notification-text");

  fixture->application = GTK_APPLICATION (g_application_get_default ());
  fixture->host = g_object_new (FAKE_TYPE_HOST, NULL);
  fixture->profile = beseda_profile_new (fixture->settings, BESEDA_HOST (fixture->host), NULL, NULL, NULL);
  fixture->notifier = beseda_notifier_new (fixture->application, fixture->settings);

  options.door = GPOINTER_TO_INT (door);
  fixture->server = test_server_start (&options);
  if (options.door == BESEDA_DOOR_OPEN)
    fixture->ann = test_server_join_plain (fixture->server, 1, "Ann");
  fixture->window = beseda_window_new (fixture->application, fixture->profile);
  g_signal_connect_swapped (fixture->window, "tab-attached", G_CALLBACK (on_tab), fixture);
  gtk_window_present (GTK_WINDOW (fixture->window));
  on_tab (fixture, BESEDA_TAB (ui_test_find (GTK_WIDGET (fixture->window), BESEDA_TYPE_TAB, NULL)));
}

static void
tear_down (Fixture *fixture, gconstpointer data)
{
  beseda_window_leave_all (fixture->window);
  while (g_main_context_iteration (NULL, FALSE))
    ;
  wait_for (g_hash_table_size (fixture->shown) == 0);
  g_assert_finalize_object (fixture->session);
  g_clear_pointer (&fixture->ann, raw_peer_free);
  test_server_stop (fixture->server);
  g_assert_finalize_object (fixture->notifier);
  g_assert_finalize_object (fixture->profile);
  g_clear_object (&fixture->host);
  g_clear_object (&fixture->settings);

  g_dbus_connection_unregister_object (fixture->desktop, fixture->object);
  g_bus_unown_name (fixture->name);
  g_dbus_connection_close_sync (fixture->desktop, NULL, NULL);
  g_clear_object (&fixture->desktop);
  g_hash_table_unref (fixture->shown);
}

static RawPeer *
let_in_a_third (Fixture *fixture)
{
  RawPeer *third = test_server_join_plain (fixture->server, 2, "Cid");

  wait_for (beseda_roster_get_n_people (beseda_session_get_roster (fixture->session)) == 3);

  return third;
}

static void
look (Fixture *fixture, gboolean active)
{
  g_object_set (fixture->tab, "active", active, NULL);
}

static void
test_one_to_one (Fixture *fixture, gconstpointer data)
{
  const char *title;

  join (fixture);
  look (fixture, FALSE);
  hear (fixture, "good morning");
  assert_shown (fixture, "Ann: good morning");
  g_assert_true (g_variant_lookup (get_shown (fixture), "title", "&s", &title));
  g_assert_cmpstr (title, ==, beseda_session_get_room_name (fixture->session));
  g_assert_cmpuint (get_attention (fixture), ==, 1);

  hear (fixture, "<b>tea</b>?");
  assert_shown (fixture, "2 new messages\nAnn: <\u2060b>tea<\u2060/b>?");
  g_assert_cmpuint (get_attention (fixture), ==, 2);

  look (fixture, TRUE);
  wait_for (g_hash_table_size (fixture->shown) == 0);
  g_assert_cmpuint (get_attention (fixture), ==, 0);

  hear (fixture, "there you are");
  assert_shown (fixture, NULL);

  look (fixture, FALSE);
  hear (fixture, "bye");
  assert_shown (fixture, "Ann: bye");
}

/* Whether the message looks like one that names the person. */
static gboolean
is_marked (Fixture *fixture, const char *text)
{
  GtkWidget *label = ui_test_find (GTK_WIDGET (fixture->tab), GTK_TYPE_LABEL, text);

  g_assert_nonnull (label);

  return gtk_widget_has_css_class (gtk_widget_get_parent (label), "named");
}

static void
test_mentions (Fixture *fixture, gconstpointer data)
{
  g_autoptr (RawPeer) third = NULL;

  join (fixture);
  third = let_in_a_third (fixture);
  look (fixture, FALSE);
  hear (fixture, "hello everybody");
  assert_shown (fixture, NULL);
  g_assert_cmpuint (get_attention (fixture), ==, 0);

  hear (fixture, "and you, mira?");
  assert_shown (fixture, "Ann: and you, mira?");
  g_assert_cmpuint (get_attention (fixture), ==, 1);

  ui_test_draw (GTK_WIDGET (fixture->window), 3);
  g_assert_false (is_marked (fixture, "hello everybody"));
  g_assert_true (is_marked (fixture, "and you, mira?"));
}

static void
test_levels (Fixture *fixture, gconstpointer data)
{
  g_autoptr (RawPeer) third = NULL;
  g_autofree char *choice = NULL;

  join (fixture);
  third = let_in_a_third (fixture);
  look (fixture, FALSE);

  g_settings_set_string (fixture->settings, "notifications", "nothing");
  hear (fixture, "Mira!");
  assert_shown (fixture, NULL);
  g_assert_cmpuint (get_attention (fixture), ==, 0);

  gtk_widget_activate_action (GTK_WIDGET (fixture->window), "win.notifications", "s", "everything");
  hear (fixture, "rain");
  assert_shown (fixture, "Ann: rain");
  g_assert_cmpuint (get_attention (fixture), ==, 2);

  g_settings_set_string (fixture->settings, "notifications", "everything");
  gtk_widget_activate_action (GTK_WIDGET (fixture->window), "win.notifications", "s", "attention");
  g_assert_cmpuint (get_attention (fixture), ==, 1);
  hear (fixture, "sun");
  assert_shown (fixture, "Ann: rain");

  gtk_widget_activate_action (GTK_WIDGET (fixture->window), "win.notifications", "s", "default");
  g_object_get (fixture->tab, "notifications", &choice, NULL);
  g_assert_cmpstr (choice, ==, "default");
  g_assert_cmpuint (get_attention (fixture), ==, 3);
}

static void
test_keeps_text_to_itself (Fixture *fixture, gconstpointer data)
{
  join (fixture);
  look (fixture, FALSE);
  g_settings_set_boolean (fixture->settings, "notification-text", FALSE);
  hear (fixture, "a secret");
  assert_shown (fixture, "New message from Ann");
  hear (fixture, "another");
  assert_shown (fixture, "2 new messages");
}

static void
test_never_for_what_was_said_before (Fixture *fixture, gconstpointer data)
{
  g_autofree char *echo = NULL;

  raw_peer_send_text (fixture->ann, "{\"message\":\"Mira, are you there?\"}");
  echo = raw_peer_read_text (fixture->ann);
  join (fixture);
  look (fixture, FALSE);
  wait_for (count_messages (fixture) == 1);
  hear (fixture, "ah, there you are");
  assert_shown (fixture, "Ann: ah, there you are");
  g_assert_cmpuint (fixture->n_told, ==, 1);
}

static void
test_leads_to_the_message (Fixture *fixture, gconstpointer data)
{
  AdwTabView *tabs = ADW_TAB_VIEW (ui_test_find (GTK_WIDGET (fixture->window), ADW_TYPE_TAB_VIEW, NULL));
  BesedaTab *room = fixture->tab;
  g_autoptr (GVariant) target = NULL;
  const char *action;

  join (fixture);
  gtk_widget_activate_action (GTK_WIDGET (fixture->window), "win.new-tab", NULL);
  g_assert_true (fixture->tab != room);
  g_assert_true (adw_tab_page_get_child (adw_tab_view_get_selected_page (tabs)) == GTK_WIDGET (fixture->tab));
  fixture->tab = room;
  hear (fixture, "come back");
  assert_shown (fixture, "Ann: come back");
  g_assert_true (adw_tab_page_get_needs_attention (adw_tab_view_get_page (tabs, GTK_WIDGET (room))));

  g_assert_true (g_variant_lookup (get_shown (fixture), "default-action", "&s", &action));
  g_assert_cmpstr (action, ==, "app.show-message");
  target = g_variant_lookup_value (get_shown (fixture), "default-action-target", G_VARIANT_TYPE ("(st)"));
  g_action_group_activate_action (G_ACTION_GROUP (fixture->application), "show-message", target);
  g_assert_true (adw_tab_page_get_child (adw_tab_view_get_selected_page (tabs)) == GTK_WIDGET (room));
  wait_for (g_hash_table_size (fixture->shown) == 0);
}

static void
test_opens_at_the_first (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GVariant) target = NULL;
  BesedaTimelineView *view;

  join (fixture);
  view = BESEDA_TIMELINE_VIEW (ui_test_find (GTK_WIDGET (fixture->tab), BESEDA_TYPE_TIMELINE_VIEW, NULL));
  look (fixture, FALSE);
  for (guint i = 0; i < 40; i++)
    hear (fixture, "a line of many");
  ui_test_draw (GTK_WIDGET (fixture->window), 2);
  g_assert_true (beseda_timeline_view_get_at_bottom (view));
  assert_shown (fixture, "40 new messages\nAnn: a line of many");

  target = g_variant_lookup_value (get_shown (fixture), "default-action-target", G_VARIANT_TYPE ("(st)"));
  g_action_group_activate_action (G_ACTION_GROUP (fixture->application), "show-message", target);
  ui_test_draw (GTK_WIDGET (fixture->window), 3);
  g_assert_false (beseda_timeline_view_get_at_bottom (view));
}

static void
test_who_waits_at_the_door (Fixture *fixture, gconstpointer data)
{
  g_autoptr (BesedaAddress)
      address = beseda_address_new ("127.0.0.1", beseda_server_get_port (fixture->server), NULL, FALSE);
  g_autoptr (BesedaSession) ben = NULL;

  join_as_owner (fixture);
  look (fixture, FALSE);
  ben = beseda_session_new (address, "Ben", NULL);
  wait_for (g_hash_table_size (fixture->shown) == 1);
  assert_shown (fixture, "Ben wants to join");

  beseda_order_answer (beseda_session_get_order (fixture->session), "Ben", TRUE);
  wait_for (g_hash_table_size (fixture->shown) == 0);
  wait_for (beseda_session_get_state (ben) == BESEDA_SESSION_ONLINE);
  beseda_session_leave (ben);
}

int
main (int argc, char **argv)
{
  g_autoptr (GtkApplication) application = NULL;

  ui_test_init (&argc, &argv);
  application = gtk_application_new ("chat.beseda.Test", G_APPLICATION_DEFAULT_FLAGS);
  g_assert_true (g_application_register (G_APPLICATION (application), NULL, NULL));

#define ADD(path, test) g_test_add (path, Fixture, GINT_TO_POINTER (BESEDA_DOOR_OPEN), set_up, test, tear_down)
  ADD ("/notifier/one-to-one", test_one_to_one);
  ADD ("/notifier/mentions", test_mentions);
  ADD ("/notifier/levels", test_levels);
  ADD ("/notifier/keeps-text-to-itself", test_keeps_text_to_itself);
  ADD ("/notifier/never-for-what-was-said-before", test_never_for_what_was_said_before);
  ADD ("/notifier/leads-to-the-message", test_leads_to_the_message);

  ADD ("/notifier/opens-at-the-first", test_opens_at_the_first);
  g_test_add ("/notifier/who-waits-at-the-door", Fixture, GINT_TO_POINTER (BESEDA_DOOR_APPROVE), set_up,
              test_who_waits_at_the_door, tear_down);

  return g_test_run ();
}
