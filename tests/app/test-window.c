/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <glib/gstdio.h>
#include <string.h>

#include "beseda-lazy-host.h"
#include "beseda-lobby.h"
#include "beseda-room-page.h"
#include "beseda-session.h"
#include "beseda-tabs.h"
#include "beseda-window.h"
#include "beseda-toolkit.h"
#include "script-server.h"
#include "ui-test.h"

/* The window with everything behind it that the program has. */
typedef struct
{
  GSettings *settings;
  BesedaHost *host;
  BesedaProfile *profile;
  BesedaRecentRooms *recent; /* the profile's */
  BesedaWindow *window;      /* NULL when it has closed */
} Fixture;

static void
set_up (Fixture *fixture, gconstpointer data)
{
  g_autofree char *folder = g_build_filename (g_get_user_data_dir (), "window-XXXXXX", NULL);
  g_autofree char *rooms = NULL;
  g_autofree char *tokens = NULL;
  g_autoptr (BesedaKeyring) keyring = NULL;

  g_mkdir_with_parents (g_get_user_data_dir (), 0700);
  g_assert_nonnull (g_mkdtemp (folder));
  rooms = g_build_filename (folder, "rooms", NULL);
  tokens = g_build_filename (folder, "tokens", NULL);
  keyring = beseda_keyring_new (tokens);

  fixture->settings = g_settings_new ("chat.beseda.Beseda");
  g_settings_set_string (fixture->settings, "login", "Mira");
  g_settings_reset (fixture->settings, "recent-rooms");
  fixture->host = beseda_lazy_host_new (rooms);
  fixture->profile = beseda_profile_new (fixture->settings, fixture->host, keyring, NULL, NULL);
  fixture->recent = beseda_profile_get_recent_rooms (fixture->profile);
  fixture->window = beseda_window_new (NULL, fixture->profile);
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

  /* Its threads are done as well. */
  g_clear_object (&fixture->profile);
  g_object_add_weak_pointer (G_OBJECT (fixture->host), (gpointer *) &fixture->host);
  g_object_unref (fixture->host);
  while (fixture->host != NULL)
    g_main_context_iteration (NULL, TRUE);
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
  wait_for (ui_test_find_alert () != NULL);
  ui_test_answer (response);
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

/* On loopback, at any free port; nobody is in it. (transfer full) */
static BesedaHostedRoom *
open_room (Fixture *fixture)
{
  const BesedaHostOptions options = { .room = "Tea", .address = "127.0.0.1", .keep = -1 };
  BesedaHostedRoom *room = NULL;

  beseda_host_open_async (fixture->host, &options, NULL, keep_room, &room);
  wait_for (room != NULL);

  return room;
}

static void
join (Fixture *fixture, BesedaHostedRoom *room)
{
  g_autofree char *link = beseda_address_to_link (beseda_hosted_room_get_address (room));

  beseda_window_join (fixture->window, NULL, link);
}

/* The lobby, or the page of the room, that is shown. */
static GtkWidget *
find_page (Fixture *fixture, GType type)
{
  return ui_test_find (GTK_WIDGET (fixture->window), type, NULL);
}

/* As the dialog does when its person has chosen. (transfer full) */
static BesedaHostedRoom *
host_room (Fixture *fixture)
{
  BesedaHostedRoom *room;

  activate (fixture, "win.host");
  wait_for (find_window ("BesedaHostDialog") != NULL);
  room = open_room (fixture);

  g_signal_emit_by_name (find_window ("BesedaHostDialog"), "hosted", room);
  gtk_window_close (find_window ("BesedaHostDialog"));
  wait_for (g_str_equal (gtk_window_get_title (GTK_WINDOW (fixture->window)), "Tea"));

  return room;
}

/* The button of the room that was open last. */
static GtkWidget *
find_resume (Fixture *fixture)
{
  return ui_test_find (GTK_WIDGET (fixture->window), GTK_TYPE_BUTTON, "Resume");
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
  g_autoptr (BesedaSession) tom = beseda_session_new (beseda_hosted_room_get_address (room), "Tom", NULL);

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
  answer ("close-room");
  wait_for (fixture->window == NULL);
  wait_for (!is_open (address));
}

/* However often the desktop closes it. */
static void
test_closing_the_window_asks_once (Fixture *fixture, gconstpointer data)
{
  g_autoptr (BesedaHostedRoom) room = host_room (fixture);

  for (guint i = 0; i < 2; i++)
    {
      GtkWidget *alert;

      gtk_window_close (GTK_WINDOW (fixture->window));
      wait_for (ui_test_find_alert () != NULL);
      alert = ui_test_find_alert ();
      g_object_add_weak_pointer (G_OBJECT (alert), (gpointer *) &alert);
      gtk_window_close (GTK_WINDOW (fixture->window));
#if !ADW_CHECK_VERSION(1, 5, 0) /* otherwise it is the question that is closed */
      answer ("cancel");
#endif
      wait_for (alert == NULL);
      while (g_main_context_iteration (NULL, FALSE))
        ;
      g_assert_null (ui_test_find_alert ());
      g_assert_true (is_open (beseda_hosted_room_get_address (room)));
    }
}

/* Nothing here has the focus by itself. */
static gboolean pretends_to_be_active;

gboolean __wrap_gtk_window_is_active (GtkWindow *window);
gboolean
__wrap_gtk_window_is_active (GtkWindow *window)
{
  return pretends_to_be_active;
}

static void
count_active (BesedaTab *tab, GParamSpec *pspec, guint *n)
{
  gboolean active;

  g_object_get (tab, "active", &active, NULL);
  *n += active;
}

static void
hear (ScriptGuest *guest, const BesedaRequest *request, gpointer user_data)
{
  *(ScriptGuest **) user_data = guest;
}

/* Rooms go on while there is no window, and whatever happens there asks nobody. */
static void
test_tabs_in_no_window (Fixture *fixture, gconstpointer data)
{
  ScriptGuest *guest = NULL;
  g_autoptr (ScriptServer) server = script_server_new (0, BESEDA_DIALECT_BESEDA, hear, &guest);
  g_autofree char *link = beseda_address_to_link (script_server_get_address (server));
  g_autoptr (BesedaHostedRoom) room = host_room (fixture);
  g_autoptr (BesedaHosting) hosting = beseda_hosting_new ();
  g_autoptr (AdwTabView) tabs = g_object_ref_sink (ADW_TAB_VIEW (adw_tab_view_new ()));
  GtkWidget *first = adw_tab_page_get_child (adw_tab_view_get_nth_page (get_tabs (fixture), 0));
  BesedaTab *lobby;
  guint n_active = 0;

  activate (fixture, "win.new-tab");
  beseda_window_join (fixture->window, NULL, link);
  lobby = BESEDA_TAB (adw_tab_page_get_child (adw_tab_view_get_selected_page (get_tabs (fixture))));
  wait_for (guest != NULL);

  /* What the person did not look at, they have not read. */
  adw_tab_view_set_selected_page (get_tabs (fixture), adw_tab_view_get_nth_page (get_tabs (fixture), 0));
  pretends_to_be_active = TRUE;
  g_signal_connect (lobby, "notify::active", G_CALLBACK (count_active), &n_active);
  beseda_window_give_tabs (fixture->window, tabs);
  pretends_to_be_active = FALSE;
  g_assert_cmpuint (n_active, ==, 0);
  g_signal_handlers_disconnect_by_func (lobby, count_active, &n_active);

  wait_for (fixture->window == NULL);
  g_assert_cmpint (adw_tab_view_get_n_pages (tabs), ==, 2);
  g_assert_true (is_open (beseda_hosted_room_get_address (room)));
  beseda_tabs_add_hosting (tabs, hosting);
  g_assert_cmpuint (hosting->n_rooms, ==, 1);

  g_assert_false (beseda_tab_is_idle_lobby (lobby));
  script_guest_refuse (guest, BESEDA_REFUSAL_WRONG_PASSWORD, NULL);
  wait_for (beseda_tab_is_idle_lobby (lobby));
  g_assert_null (ui_test_find_alert ());

  fixture->window = beseda_window_new_with_tabs (NULL, fixture->profile, tabs);
  g_object_add_weak_pointer (G_OBJECT (fixture->window), (gpointer *) &fixture->window);
  ui_test_draw (GTK_WIDGET (fixture->window), 2);
  g_assert_cmpint (adw_tab_view_get_n_pages (tabs), ==, 0);
  g_assert_cmpint (adw_tab_view_get_n_pages (get_tabs (fixture)), ==, 2);
  g_assert_true (adw_tab_page_get_child (adw_tab_view_get_nth_page (get_tabs (fixture), 0)) == first);
  g_assert_true (adw_tab_page_get_child (adw_tab_view_get_selected_page (get_tabs (fixture))) == first);
}

static void
count_up (guint *n)
{
  ++*n;
}

static void
test_closing_the_window_as_it_was_remembered (Fixture *fixture, gconstpointer data)
{
  g_autoptr (BesedaHostedRoom) room = host_room (fixture);
  g_autoptr (BesedaAddress) address = beseda_address_ref (beseda_hosted_room_get_address (room));
  g_autoptr (BesedaHosting) hosting = beseda_hosting_new ();
  g_autofree char *status = NULL;
  guint n = 0;

  beseda_window_add_hosting (fixture->window, hosting);
  g_assert_cmpuint (hosting->n_rooms, ==, 1);
  g_assert_cmpstr (hosting->handles->pdata[0], ==, beseda_hosted_room_get_handle (room));
  status = beseda_hosting_describe_status (hosting);
  g_assert_cmpstr (status, ==, "0 guests — Tea");

  g_signal_connect_swapped (fixture->window, "keep-running", G_CALLBACK (count_up), &n);
  gtk_window_close (GTK_WINDOW (fixture->window));
  answer ("keep-running");
  wait_for (n == 1);
  g_assert_true (is_open (address));

  g_settings_set_string (fixture->settings, "when-closed", "keep-running");
  gtk_window_close (GTK_WINDOW (fixture->window));
  wait_for (n == 2);
  g_assert_true (is_open (address));

  g_settings_set_string (fixture->settings, "when-closed", "close-room");
  gtk_window_close (GTK_WINDOW (fixture->window));
  wait_for (fixture->window == NULL);
  wait_for (!is_open (address));
  g_settings_reset (fixture->settings, "when-closed");
}

static void
test_a_long_name_is_cut_at_a_character (void)
{
  g_autoptr (BesedaHosting) hosting = beseda_hosting_new ();
  g_autofree char *name = g_strnfill (3 * 120, ' ');
  g_autofree char *status = NULL;

  for (int i = 0; i < 120; i++)
    memcpy (name + 3 * i, "☕", 3);
  beseda_hosting_add (hosting, "handle", name, 2, TRUE);
  status = beseda_hosting_describe_status (hosting);
  g_assert_true (g_utf8_validate (status, -1, NULL));
  g_assert_cmpint (g_utf8_strlen (status, -1), ==, 96);
  g_assert_true (g_str_has_prefix (status, "2 guests — ☕"));
}

static void
test_a_joined_room_is_remembered (Fixture *fixture, gconstpointer data)
{
  g_autoptr (BesedaHostedRoom) room = open_room (fixture);
  g_autoptr (BesedaRecentRoom) recent = NULL;

  join (fixture, room);
  wait_for (g_str_equal (gtk_window_get_title (GTK_WINDOW (fixture->window)), "Tea"));
  g_assert_cmpuint (g_list_model_get_n_items (G_LIST_MODEL (fixture->recent)), ==, 1);
  recent = g_list_model_get_item (G_LIST_MODEL (fixture->recent), 0);
  g_assert_cmpstr (beseda_recent_room_get_name (recent), ==, "Tea");

  beseda_hosted_room_stop_async (room, NULL, NULL);
}

static void
test_leaving_says_good_bye (Fixture *fixture, gconstpointer data)
{
  g_autoptr (BesedaHostedRoom) room = open_room (fixture);
  g_autoptr (BesedaSession) tom = beseda_session_new (beseda_hosted_room_get_address (room), "Tom", NULL);

  join (fixture, room);
  wait_for (beseda_roster_get_n_people (beseda_session_get_roster (tom)) == 2);
  activate (fixture, "win.close-tab");
  wait_for (beseda_roster_get_n_people (beseda_session_get_roster (tom)) == 1);

  beseda_session_leave (tom);
  beseda_hosted_room_stop_async (room, NULL, NULL);
}

/* Whoever opens several links at once gets them all, and what is wrong with each. */
static void
test_another_link_leaves_a_bad_one_alone (Fixture *fixture, gconstpointer data)
{
  g_autoptr (BesedaHostedRoom) room = open_room (fixture);

  beseda_window_join (fixture->window, NULL, "ftp://example.org");
  join (fixture, room);
  g_assert_cmpuint (count_tabs (fixture), ==, 2);
  wait_for (find_page (fixture, BESEDA_TYPE_ROOM_PAGE) != NULL);

  adw_tab_view_set_selected_page (get_tabs (fixture), adw_tab_view_get_nth_page (get_tabs (fixture), 0));
  g_assert_true (beseda_lobby_has_address (BESEDA_LOBBY (find_page (fixture, BESEDA_TYPE_LOBBY))));
  beseda_hosted_room_stop_async (room, NULL, NULL);
}

/* A room that one is in knows one's name already, and would refuse it a second time. */
static void
test_the_link_of_a_joined_room_shows_it (Fixture *fixture, gconstpointer data)
{
  g_autoptr (BesedaHostedRoom) room = open_room (fixture);

  join (fixture, room);
  wait_for (find_page (fixture, BESEDA_TYPE_ROOM_PAGE) != NULL);
  activate (fixture, "win.new-tab");
  join (fixture, room);
  g_assert_nonnull (find_page (fixture, BESEDA_TYPE_ROOM_PAGE));
  g_assert_cmpuint (count_tabs (fixture), ==, 2);
  beseda_hosted_room_stop_async (room, NULL, NULL);
}

static void
test_an_address_is_written_in_a_lobby (Fixture *fixture, gconstpointer data)
{
  g_autoptr (BesedaHostedRoom) room = open_room (fixture);

  activate (fixture, "win.join");
  g_assert_cmpuint (count_tabs (fixture), ==, 1);

  join (fixture, room);
  wait_for (find_page (fixture, BESEDA_TYPE_ROOM_PAGE) != NULL);
  activate (fixture, "win.join");
  g_assert_cmpuint (count_tabs (fixture), ==, 2);
  g_assert_nonnull (find_page (fixture, BESEDA_TYPE_LOBBY));
  beseda_hosted_room_stop_async (room, NULL, NULL);
}

/* The dialog knows the name: what stands in the lobby's entry just now leaves no room without its host. */
static void
test_hosts_although_the_name_was_erased (Fixture *fixture, gconstpointer data)
{
  g_autoptr (BesedaHostedRoom) room = NULL;
  GtkWidget *name = ui_test_find (GTK_WIDGET (fixture->window), ADW_TYPE_ENTRY_ROW, NULL);

  g_assert_cmpstr (gtk_editable_get_text (GTK_EDITABLE (name)), ==, "Mira");
  gtk_editable_set_text (GTK_EDITABLE (name), "");
  room = host_room (fixture);
  g_assert_true (shows (fixture, "Hosting — 0 guests"));
  g_assert_cmpuint (g_list_model_get_n_items (G_LIST_MODEL (fixture->recent)), ==, 0);
}

static void
test_only_the_own_room_is_hosted (Fixture *fixture, gconstpointer data)
{
  g_autoptr (BesedaHostedRoom) room = host_room (fixture);
  g_autoptr (BesedaHostedRoom) other = open_room (fixture);
  g_autofree char *link = beseda_address_to_link (beseda_hosted_room_get_address (other));
  GtkWidget *page = find_page (fixture, BESEDA_TYPE_ROOM_PAGE);

  beseda_session_leave (beseda_room_page_get_session (BESEDA_ROOM_PAGE (page)));
  g_signal_emit_by_name (page, "back");
  beseda_lobby_set_target (BESEDA_LOBBY (find_page (fixture, BESEDA_TYPE_LOBBY)), NULL, link);
  wait_for (find_page (fixture, BESEDA_TYPE_ROOM_PAGE) != NULL);
  g_assert_false (shows (fixture, "Hosting — 0 guests"));

  /* It is open still, and so is asked about. */
  activate (fixture, "win.close-tab");
  answer ("confirm");
  wait_for (fixture->window == NULL);
  wait_for (!is_open (beseda_hosted_room_get_address (room)));
  beseda_hosted_room_stop_async (other, NULL, NULL);
}

/* As when a signal ends the program: nobody answers any more. */
static void
test_ends_while_it_asks (Fixture *fixture, gconstpointer data)
{
  g_autoptr (BesedaHostedRoom) room = host_room (fixture);

  activate (fixture, "win.close-tab");
  wait_for (ui_test_find_alert () != NULL);
  beseda_window_leave_all (fixture->window);
  wait_for (fixture->window == NULL);
  wait_for (!is_open (beseda_hosted_room_get_address (room)));
  g_assert_null (ui_test_find_alert ());
}

static void
test_its_size_is_remembered (Fixture *fixture, gconstpointer data)
{
  gtk_window_set_default_size (GTK_WINDOW (fixture->window), 700, 500);
  ui_test_draw (GTK_WIDGET (fixture->window), 2);
  activate (fixture, "win.close-tab");
  wait_for (fixture->window == NULL);
  g_assert_cmpint (g_settings_get_int (fixture->settings, "window-width"), ==, 700);
  g_assert_cmpint (g_settings_get_int (fixture->settings, "window-height"), ==, 500);
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

/* GTK 4.8 falls over when a screen reader asks for a window that was never shown. */
static void
test_no_window_waits_unseen (Fixture *fixture, gconstpointer data)
{
  GListModel *windows = gtk_window_get_toplevels ();
  GtkWidget *shortcuts;

  for (guint i = 0; i < g_list_model_get_n_items (windows); i++)
    {
      g_autoptr (GtkWidget) window = g_list_model_get_item (windows, i);

      g_assert_true (gtk_widget_get_visible (window));
    }

  activate (fixture, "win.show-help-overlay");
  shortcuts = ui_test_find_dialog ("AdwShortcutsDialog");
  if (shortcuts == NULL)
    shortcuts = ui_test_find_dialog ("GtkShortcutsWindow");
  g_assert_nonnull (shortcuts);
  beseda_toolkit_close (shortcuts);
  g_assert_cmpuint (g_list_model_get_n_items (windows), ==, 1);
}

static void
test_the_own_room_is_resumed (Fixture *fixture, gconstpointer data)
{
  g_autoptr (BesedaHostedRoom) room = host_room (fixture);
  g_autoptr (BesedaAddress) address = beseda_address_ref (beseda_hosted_room_get_address (room));

  activate (fixture, "win.new-tab");
  adw_tab_view_close_page (get_tabs (fixture), adw_tab_view_get_nth_page (get_tabs (fixture), 0));
  answer ("confirm");
  wait_for (count_tabs (fixture) == 1);
  wait_for (find_resume (fixture) != NULL);
  g_assert_false (is_open (address));

  g_signal_emit_by_name (find_resume (fixture), "clicked");
  wait_for (shows (fixture, "Hosting — 0 guests"));
  g_assert_cmpuint (count_tabs (fixture), ==, 1);
  g_assert_true (is_open (address));

  activate (fixture, "win.close-tab");
  answer ("confirm");
  wait_for (fixture->window == NULL);
}

#define add(path, function) g_test_add (path, Fixture, NULL, set_up, function, tear_down)

int
main (int argc, char *argv[])
{
  ui_test_init (&argc, &argv);

  add ("/window/no-window-waits-unseen", test_no_window_waits_unseen);
  add ("/window/tabs-come-and-go", test_tabs_come_and_go);
  add ("/window/a-bad-link-is-said-in-the-lobby", test_a_bad_link_is_said_in_the_lobby);
  add ("/window/one-hosts-another-joins", test_one_hosts_another_joins);
  add ("/window/closing-the-own-room-asks", test_closing_the_own_room_asks);
  add ("/window/closing-the-window-closes-the-own-room", test_closing_the_window_closes_the_own_room);
  add ("/window/closing-the-window-asks-once", test_closing_the_window_asks_once);
  add ("/window/tabs-in-no-window", test_tabs_in_no_window);
  add ("/window/closing-the-window-as-it-was-remembered", test_closing_the_window_as_it_was_remembered);
  g_test_add_func ("/window/a-long-name-is-cut-at-a-character", test_a_long_name_is_cut_at_a_character);
  add ("/window/a-joined-room-is-remembered", test_a_joined_room_is_remembered);
  add ("/window/leaving-says-good-bye", test_leaving_says_good_bye);
  add ("/window/another-link-leaves-a-bad-one-alone", test_another_link_leaves_a_bad_one_alone);
  add ("/window/the-link-of-a-joined-room-shows-it", test_the_link_of_a_joined_room_shows_it);
  add ("/window/an-address-is-written-in-a-lobby", test_an_address_is_written_in_a_lobby);
  add ("/window/hosts-although-the-name-was-erased", test_hosts_although_the_name_was_erased);
  add ("/window/only-the-own-room-is-hosted", test_only_the_own_room_is_hosted);
  add ("/window/ends-while-it-asks", test_ends_while_it_asks);
  add ("/window/its-size-is-remembered", test_its_size_is_remembered);
  add ("/window/regions-go-round", test_regions_go_round);
  add ("/window/the-own-room-is-resumed", test_the_own_room_is_resumed);

  return g_test_run ();
}
