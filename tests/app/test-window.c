/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <string.h>

#include "beseda-app-host.h"
#include "beseda-session.h"
#include "beseda-window.h"
#include "ui-test.h"

/* The window with everything behind it that the program has. */
typedef struct
{
  GSettings *settings;
  BesedaRecentRooms *recent;
  BesedaHost *host;
  BesedaWindow *window; /* NULL when it has closed */
} Fixture;

static void
set_up (Fixture *fixture, gconstpointer data)
{
  fixture->settings = g_settings_new ("chat.beseda.Beseda");
  g_settings_set_string (fixture->settings, "login", "Mira");
  g_settings_reset (fixture->settings, "recent-rooms");
  fixture->recent = beseda_recent_rooms_new (fixture->settings);
  fixture->host = beseda_app_host_new ();
  fixture->window = beseda_window_new (NULL, fixture->host, fixture->settings, fixture->recent);
  g_object_add_weak_pointer (G_OBJECT (fixture->window), (gpointer *) &fixture->window);
  gtk_window_present (GTK_WINDOW (fixture->window));
  ui_test_draw (GTK_WIDGET (fixture->window), 2);
}

static void
tear_down (Fixture *fixture, gconstpointer data)
{
  if (fixture->window != NULL)
    beseda_window_leave_all (fixture->window);
  while (fixture->window != NULL)
    g_main_context_iteration (NULL, TRUE);

  g_clear_object (&fixture->recent);
  g_clear_object (&fixture->host);
  g_clear_object (&fixture->settings);
}

#define wait_for(condition)                                                                                            \
  G_STMT_START                                                                                                         \
  {                                                                                                                    \
    while (!(condition))                                                                                               \
      g_main_context_iteration (NULL, TRUE);                                                                           \
  }                                                                                                                    \
  G_STMT_END

static AdwTabView *
get_tabs (Fixture *fixture)
{
  return ADW_TAB_VIEW (ui_test_find (GTK_WIDGET (fixture->window), ADW_TYPE_TAB_VIEW, NULL));
}

static guint
count_tabs (Fixture *fixture)
{
  return adw_tab_view_get_n_pages (get_tabs (fixture));
}

static void
activate (Fixture *fixture, const char *action)
{
  g_assert_true (gtk_widget_activate_action (GTK_WIDGET (fixture->window), action, NULL));
}

/* Another window of the program, of this type name, or NULL. */
static GtkWindow *
find_window (const char *type)
{
  GListModel *windows = gtk_window_get_toplevels ();

  for (guint i = 0; i < g_list_model_get_n_items (windows); i++)
    {
      g_autoptr (GtkWindow) window = g_list_model_get_item (windows, i);

      if (g_str_equal (G_OBJECT_TYPE_NAME (window), type) && gtk_widget_get_visible (GTK_WIDGET (window)))
        return window;
    }

  return NULL;
}

static void
answer (const char *response)
{
  GtkWindow *dialog;

  wait_for (find_window ("AdwMessageDialog") != NULL);
  dialog = find_window ("AdwMessageDialog");
  adw_message_dialog_response (ADW_MESSAGE_DIALOG (dialog), response);
  gtk_window_destroy (dialog); /* which the dialog's own buttons do */
  while (g_main_context_pending (NULL))
    g_main_context_iteration (NULL, FALSE);
}

static gboolean
shows (Fixture *fixture, const char *text)
{
  return ui_test_find (GTK_WIDGET (fixture->window), GTK_TYPE_LABEL, text) != NULL;
}

static void
keep_room (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GError) error = NULL;

  *(BesedaHostedRoom **) user_data = beseda_host_open_finish (BESEDA_HOST (source), result, &error);
  g_assert_no_error (error);
}

/* As the dialog does when its person has chosen: on loopback, at any free port. (transfer full) */
static BesedaHostedRoom *
host_room (Fixture *fixture)
{
  BesedaHostedRoom *room = NULL;

  activate (fixture, "win.host");
  wait_for (find_window ("BesedaHostDialog") != NULL);
  beseda_host_open_async (fixture->host, "Tea", "127.0.0.1", 0, NULL, keep_room, &room);
  wait_for (room != NULL);

  g_signal_emit_by_name (find_window ("BesedaHostDialog"), "hosted", room);
  gtk_window_close (find_window ("BesedaHostDialog"));
  wait_for (g_str_equal (gtk_window_get_title (GTK_WINDOW (fixture->window)), "Tea"));

  return room;
}

/* Whether somebody listens there still. */
static gboolean
is_open (BesedaAddress *address)
{
  g_autoptr (GSocketClient) client = g_socket_client_new ();
  g_autoptr (GSocketConnection) connection = g_socket_client_connect_to_host (
      client, beseda_address_get_host (address), beseda_address_get_port (address), NULL, NULL);

  return connection != NULL;
}

static void
test_tabs_come_and_go (Fixture *fixture, gconstpointer data)
{
  g_assert_cmpuint (count_tabs (fixture), ==, 1);
  g_assert_cmpstr (gtk_window_get_title (GTK_WINDOW (fixture->window)), ==, "Beseda");

  activate (fixture, "win.new-tab");
  activate (fixture, "win.new-tab");
  g_assert_cmpuint (count_tabs (fixture), ==, 3);

  activate (fixture, "win.close-tab");
  wait_for (count_tabs (fixture) == 2);
  activate (fixture, "win.close-tab");
  wait_for (count_tabs (fixture) == 1);

  activate (fixture, "win.close-tab");
  wait_for (fixture->window == NULL);
}

static void
test_a_bad_link_is_said_in_the_lobby (Fixture *fixture, gconstpointer data)
{
  beseda_window_join (fixture->window, NULL, "ftp://example.org");
  g_assert_cmpuint (count_tabs (fixture), ==, 1);
  g_assert_true (
      shows (fixture, "“ftp://” doesn’t lead to a room; a room’s link starts with http, https, ws, wss or beseda."));
}

static void
test_one_hosts_another_joins (Fixture *fixture, gconstpointer data)
{
  g_autoptr (BesedaHostedRoom) room = host_room (fixture);
  g_autoptr (BesedaSession) tom = beseda_session_new (beseda_hosted_room_get_address (room), "Tom");

  g_assert_cmpuint (count_tabs (fixture), ==, 1);
  wait_for (shows (fixture, "2 people"));
  wait_for (shows (fixture, "Hosting — 1 guest"));

  activate (fixture, "win.new-tab");
  g_assert_cmpstr (gtk_window_get_title (GTK_WINDOW (fixture->window)), ==, "Beseda");
  wait_for (beseda_session_get_state (tom) == BESEDA_SESSION_ONLINE);
  g_assert_true (beseda_session_send (tom, "hello", NULL));
  wait_for (adw_tab_page_get_needs_attention (adw_tab_view_get_nth_page (get_tabs (fixture), 0)));

  beseda_session_leave (tom);
  activate (fixture, "win.close-tab");
  wait_for (shows (fixture, "1 person"));
}

static void
test_closing_the_own_room_asks (Fixture *fixture, gconstpointer data)
{
  g_autoptr (BesedaHostedRoom) room = host_room (fixture);
  g_autoptr (BesedaAddress) address = beseda_address_ref (beseda_hosted_room_get_address (room));

  activate (fixture, "win.close-tab");
  answer ("cancel");
  g_assert_cmpuint (count_tabs (fixture), ==, 1);
  g_assert_true (is_open (address));

  gtk_window_close (GTK_WINDOW (fixture->window));
  answer ("cancel");
  g_assert_nonnull (fixture->window);

  activate (fixture, "win.close-tab");
  answer ("confirm");
  wait_for (fixture->window == NULL);
  wait_for (!is_open (address));
}

static void
test_closing_the_window_closes_the_own_room (Fixture *fixture, gconstpointer data)
{
  g_autoptr (BesedaHostedRoom) room = host_room (fixture);
  g_autoptr (BesedaAddress) address = beseda_address_ref (beseda_hosted_room_get_address (room));

  gtk_window_close (GTK_WINDOW (fixture->window));
  answer ("confirm");
  wait_for (fixture->window == NULL);
  wait_for (!is_open (address));
}

static void
test_a_joined_room_is_remembered (Fixture *fixture, gconstpointer data)
{
  BesedaHostedRoom *room = NULL;
  g_autofree char *link = NULL;
  g_autoptr (BesedaRecentRoom) recent = NULL;

  beseda_host_open_async (fixture->host, "Tea", "127.0.0.1", 0, NULL, keep_room, &room);
  wait_for (room != NULL);
  link = beseda_address_to_link (beseda_hosted_room_get_address (room));

  beseda_window_join (fixture->window, "Ann", link);
  wait_for (g_str_equal (gtk_window_get_title (GTK_WINDOW (fixture->window)), "Tea"));
  g_assert_cmpuint (g_list_model_get_n_items (G_LIST_MODEL (fixture->recent)), ==, 1);
  recent = g_list_model_get_item (G_LIST_MODEL (fixture->recent), 0);
  g_assert_cmpstr (beseda_recent_room_get_name (recent), ==, "Tea");

  beseda_hosted_room_stop_async (room, NULL, NULL);
  g_clear_object (&room);
}

/* Header, tabs, timeline, composer, and round again; the other way, too. */
static void
test_regions_go_round (Fixture *fixture, gconstpointer data)
{
  g_autoptr (BesedaHostedRoom) room = host_room (fixture);
  GtkWidget *composer, *header;

  wait_for (gtk_root_get_focus (GTK_ROOT (fixture->window)) != NULL);
  composer = gtk_root_get_focus (GTK_ROOT (fixture->window));
  g_assert_true (GTK_IS_TEXT_VIEW (composer));

  activate (fixture, "win.next-region");
  header = gtk_root_get_focus (GTK_ROOT (fixture->window));
  g_assert_nonnull (gtk_widget_get_ancestor (header, ADW_TYPE_HEADER_BAR));

  activate (fixture, "win.next-region");
  g_assert_true (gtk_root_get_focus (GTK_ROOT (fixture->window)) != header);
  activate (fixture, "win.next-region");
  g_assert_true (gtk_root_get_focus (GTK_ROOT (fixture->window)) == composer);

  activate (fixture, "win.previous-region");
  activate (fixture, "win.previous-region");
  g_assert_true (gtk_root_get_focus (GTK_ROOT (fixture->window)) == header);
  activate (fixture, "win.previous-region");
  g_assert_true (gtk_root_get_focus (GTK_ROOT (fixture->window)) == composer);
}

/* A button with no words on it has a tooltip; its accessible name is asserted where its template is tested. */
static void
assert_buttons_explain_themselves (GtkWidget *widget)
{
  const gboolean is_ours = gtk_widget_get_ancestor (widget, GTK_TYPE_WINDOW_CONTROLS) == NULL &&
                           gtk_widget_get_ancestor (widget, ADW_TYPE_TAB_BAR) == NULL;
  const char *icon = NULL;
  const char *label = NULL;

  if (GTK_IS_BUTTON (widget) && !GTK_IS_TOGGLE_BUTTON (widget))
    {
      icon = gtk_button_get_icon_name (GTK_BUTTON (widget));
      label = gtk_button_get_label (GTK_BUTTON (widget));
    }
  else if (GTK_IS_MENU_BUTTON (widget))
    {
      icon = gtk_menu_button_get_icon_name (GTK_MENU_BUTTON (widget));
      label = gtk_menu_button_get_label (GTK_MENU_BUTTON (widget));
    }

  if (is_ours && icon != NULL && !g_str_has_prefix (icon, "adw-") && label == NULL)
    {
      g_test_message ("%s", icon);
      g_assert_nonnull (gtk_widget_get_tooltip_text (widget));
      gtk_test_accessible_assert_property (GTK_ACCESSIBLE (widget), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                           gtk_widget_get_tooltip_text (widget));
    }

  for (GtkWidget *child = gtk_widget_get_first_child (widget); child; child = gtk_widget_get_next_sibling (child))
    assert_buttons_explain_themselves (child);
}

static void
test_buttons_explain_themselves (Fixture *fixture, gconstpointer data)
{
  g_autoptr (BesedaHostedRoom) room = NULL;

  assert_buttons_explain_themselves (GTK_WIDGET (fixture->window));
  room = host_room (fixture);
  assert_buttons_explain_themselves (GTK_WIDGET (fixture->window));
}

#define add(path, function) g_test_add (path, Fixture, NULL, set_up, function, tear_down)

int
main (int argc, char *argv[])
{
  ui_test_init (&argc, &argv);

  add ("/window/tabs-come-and-go", test_tabs_come_and_go);
  add ("/window/a-bad-link-is-said-in-the-lobby", test_a_bad_link_is_said_in_the_lobby);
  add ("/window/one-hosts-another-joins", test_one_hosts_another_joins);
  add ("/window/closing-the-own-room-asks", test_closing_the_own_room_asks);
  add ("/window/closing-the-window-closes-the-own-room", test_closing_the_window_closes_the_own_room);
  add ("/window/a-joined-room-is-remembered", test_a_joined_room_is_remembered);
  add ("/window/regions-go-round", test_regions_go_round);
  add ("/window/buttons-explain-themselves", test_buttons_explain_themselves);

  return g_test_run ();
}
