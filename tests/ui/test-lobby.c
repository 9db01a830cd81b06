/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "beseda-lobby.h"
#include "fake-host.h"
#include "test-server.h"
#include "ui-test.h"

typedef struct
{
  GSettings *settings;
  FakeHost *host;
  BesedaProfile *profile;
  BesedaRecentRooms *recent; /* the profile's */
  BesedaServer *server;
  BesedaLobby *lobby;
  GtkWidget *window;
  BesedaSession *joined;
  BesedaHostedRoom *hosted;
} Fixture;

/* Archives of which nobody may want one. */
#define NO_TYPE_ARCHIVES (no_archives_get_type ())
G_DECLARE_FINAL_TYPE (NoArchives, no_archives, NO, ARCHIVES, GObject)

struct _NoArchives
{
  GObject parent_instance;
};

static BesedaArchive *
get_none (BesedaArchives *archives, const char *place, const char *login)
{
  g_assert_not_reached ();
}

static void
no_archives_iface_init (BesedaArchivesInterface *iface)
{
  iface->get = get_none;
}

G_DEFINE_FINAL_TYPE_WITH_CODE (NoArchives,
                               no_archives,
                               G_TYPE_OBJECT,
                               G_IMPLEMENT_INTERFACE (BESEDA_TYPE_ARCHIVES, no_archives_iface_init))

static void
no_archives_class_init (NoArchivesClass *class)
{
}

static void
no_archives_init (NoArchives *self)
{
}

static void
on_joined (BesedaLobby *lobby, BesedaSession *session, Fixture *fixture)
{
  g_assert_null (fixture->joined);
  fixture->joined = g_object_ref (session);
}

static void
on_hosted (BesedaLobby *lobby, BesedaHostedRoom *room, Fixture *fixture)
{
  g_assert_null (fixture->hosted);
  fixture->hosted = g_object_ref (room);
}

static void
set_up (Fixture *fixture, gconstpointer data)
{
  fixture->settings = g_settings_new ("chat.beseda.Beseda");
  g_settings_reset (fixture->settings, "login");
  g_settings_reset (fixture->settings, "recent-rooms");
  fixture->host = g_object_new (FAKE_TYPE_HOST, NULL);
  fixture->profile = beseda_profile_new (fixture->settings, BESEDA_HOST (fixture->host), NULL, NULL, NULL);
  fixture->recent = beseda_profile_get_recent_rooms (fixture->profile);
  fixture->server = test_server_start (NULL);
  fixture->lobby = beseda_lobby_new (fixture->profile);
  g_signal_connect (fixture->lobby, "joined", G_CALLBACK (on_joined), fixture);
  g_signal_connect (fixture->lobby, "hosted", G_CALLBACK (on_hosted), fixture);
  fixture->window = ui_test_show (GTK_WIDGET (fixture->lobby), 360, 640);
}

static void
tear_down (Fixture *fixture, gconstpointer data)
{
  ui_test_destroy (fixture->window);
  if (fixture->joined)
    beseda_session_leave (fixture->joined);
  g_clear_object (&fixture->joined);
  g_clear_object (&fixture->hosted);
  test_server_stop (fixture->server);
  g_assert_finalize_object (fixture->profile);
  g_assert_finalize_object (fixture->host);
  g_clear_object (&fixture->settings);
}

static char *
dup_link (Fixture *fixture)
{
  return g_strdup_printf ("127.0.0.1:%u", beseda_server_get_port (fixture->server));
}

/* The entry of that title. */
static AdwEntryRow *
find_entry (GtkWidget *widget, const char *title)
{
  if (ADW_IS_ENTRY_ROW (widget) && g_str_equal (adw_preferences_row_get_title (ADW_PREFERENCES_ROW (widget)), title))
    return ADW_ENTRY_ROW (widget);
  for (GtkWidget *child = gtk_widget_get_first_child (widget); child; child = gtk_widget_get_next_sibling (child))
    {
      AdwEntryRow *found = find_entry (child, title);
      if (found)
        return found;
    }
  return NULL;
}

static gboolean
is_wrong (Fixture *fixture, const char *title)
{
  return gtk_widget_has_css_class (GTK_WIDGET (find_entry (GTK_WIDGET (fixture->lobby), title)), "error");
}

static void
test_joins (Fixture *fixture, gconstpointer data)
{
  g_autofree char *link = dup_link (fixture);
  g_autofree char *login = NULL;

  beseda_lobby_set_target (fixture->lobby, "  Ann ", link);
  g_assert_false (gtk_widget_is_sensitive (GTK_WIDGET (find_entry (GTK_WIDGET (fixture->lobby), "Your Name"))));
  while (!fixture->joined)
    g_main_context_iteration (NULL, TRUE);
  g_assert_cmpint (beseda_session_get_state (fixture->joined), ==, BESEDA_SESSION_ONLINE);
  g_assert_true (gtk_widget_is_sensitive (GTK_WIDGET (find_entry (GTK_WIDGET (fixture->lobby), "Your Name"))));
  login = g_settings_get_string (fixture->settings, "login");
  g_assert_cmpstr (login, ==, "Ann");
}

static void
test_refuses_address (Fixture *fixture, gconstpointer data)
{
  AdwEntryRow *row = find_entry (GTK_WIDGET (fixture->lobby), "Room Link or Address");

  beseda_lobby_set_target (fixture->lobby, "Ann", "ftp://somewhere");
  g_assert_true (is_wrong (fixture, "Room Link or Address"));
  g_assert_false (is_wrong (fixture, "Your Name"));
  gtk_test_accessible_assert_state (row, GTK_ACCESSIBLE_STATE_INVALID, GTK_ACCESSIBLE_INVALID_TRUE);
  g_assert_cmpstr (gtk_editable_get_text (GTK_EDITABLE (row)), ==, "ftp://somewhere");

  gtk_editable_set_text (GTK_EDITABLE (row), "somewhere");
  g_assert_false (is_wrong (fixture, "Room Link or Address"));
}

static void
test_refuses_empty_name (Fixture *fixture, gconstpointer data)
{
  g_autofree char *link = dup_link (fixture);

  beseda_lobby_set_target (fixture->lobby, " ", link);
  g_assert_true (is_wrong (fixture, "Your Name"));
  g_assert_false (beseda_lobby_is_joining (fixture->lobby));
}

/* A name that was only guessed from the account is nobody's choice yet. */
static void
test_asks_for_the_first_name (Fixture *fixture, gconstpointer data)
{
  g_autofree char *link = dup_link (fixture);
  GtkWidget *name = GTK_WIDGET (find_entry (GTK_WIDGET (fixture->lobby), "Your Name"));

  beseda_lobby_set_target (fixture->lobby, NULL, link);
  g_assert_false (beseda_lobby_is_joining (fixture->lobby));
  g_assert_true (gtk_widget_is_ancestor (gtk_root_get_focus (GTK_ROOT (fixture->window)), name));

  g_settings_set_string (fixture->settings, "login", "Ann");
  beseda_lobby_set_target (fixture->lobby, NULL, link);
  g_assert_true (beseda_lobby_is_joining (fixture->lobby));
}

static void
test_name_taken (Fixture *fixture, gconstpointer data)
{
  g_autofree char *link = dup_link (fixture);
  RawPeer *other = test_server_join_beseda (fixture->server, 7, "ann");

  beseda_lobby_set_target (fixture->lobby, "Ann", link);
  while (!is_wrong (fixture, "Your Name"))
    g_main_context_iteration (NULL, TRUE);
  g_assert_null (fixture->joined);
  g_assert_false (is_wrong (fixture, "Room Link or Address"));
  raw_peer_free (other);
}

/* What the room offers instead is taken with one press, for that room. */
static void
test_suggestion (Fixture *fixture, gconstpointer data)
{
  g_autofree char *link = dup_link (fixture);
  RawPeer *other = test_server_join_beseda (fixture->server, 7, "Ann");
  AdwEntryRow *row = find_entry (GTK_WIDGET (fixture->lobby), "Your Name");
  g_autofree char *login = NULL;
  GtkWidget *button;

  g_settings_set_string (fixture->settings, "login", "Ann");
  beseda_lobby_set_target (fixture->lobby, NULL, link);
  while (!(button = ui_test_find (GTK_WIDGET (fixture->lobby), GTK_TYPE_BUTTON, "Ann2")))
    g_main_context_iteration (NULL, TRUE);
  gtk_test_accessible_assert_property (button, GTK_ACCESSIBLE_PROPERTY_LABEL, "Join as Ann2");

  /* They go with the name that they were for. */
  gtk_editable_set_text (GTK_EDITABLE (row), "Anna");
  g_assert_null (ui_test_find (GTK_WIDGET (fixture->lobby), GTK_TYPE_BUTTON, "Ann2"));

  beseda_lobby_set_target (fixture->lobby, "Ann", link);
  while (!(button = ui_test_find (GTK_WIDGET (fixture->lobby), GTK_TYPE_BUTTON, "Ann2")))
    g_main_context_iteration (NULL, TRUE);
  g_signal_emit_by_name (button, "clicked");
  g_assert_null (ui_test_find (GTK_WIDGET (fixture->lobby), GTK_TYPE_BUTTON, "Ann2"));
  while (!fixture->joined)
    g_main_context_iteration (NULL, TRUE);
  g_assert_cmpstr (gtk_editable_get_text (GTK_EDITABLE (row)), ==, "Ann2");
  g_assert_cmpstr (beseda_session_get_login (fixture->joined), ==, "Ann2");
  login = g_settings_get_string (fixture->settings, "login");
  g_assert_cmpstr (login, ==, "Ann");
  raw_peer_free (other);
}

static void
test_nobody_there (Fixture *fixture, gconstpointer data)
{
  beseda_lobby_set_target (fixture->lobby, "Ann", "127.0.0.1:1");
  while (!is_wrong (fixture, "Room Link or Address"))
    g_main_context_iteration (NULL, TRUE);
  g_assert_null (fixture->joined);
}

static void
test_cancel (Fixture *fixture, gconstpointer data)
{
  g_autofree char *link = dup_link (fixture);

  beseda_lobby_set_target (fixture->lobby, "Ann", link);
  g_signal_emit_by_name (ui_test_find (GTK_WIDGET (fixture->lobby), GTK_TYPE_BUTTON, "_Cancel"), "clicked");
  g_assert_true (gtk_widget_is_sensitive (GTK_WIDGET (find_entry (GTK_WIDGET (fixture->lobby), "Your Name"))));
  ui_test_draw (fixture->window, 3);
  g_assert_null (fixture->joined);
}

/* Nothing is asked for what is kept of the room. */
static void
test_given_up_while_it_begins (Fixture *fixture, gconstpointer data)
{
  g_autofree char *link = dup_link (fixture);
  g_autoptr (BesedaArchives) archives = g_object_new (NO_TYPE_ARCHIVES, NULL);
  g_autoptr (BesedaProfile)
      profile = beseda_profile_new (fixture->settings, BESEDA_HOST (fixture->host), NULL, archives, NULL);
  BesedaLobby *lobby = beseda_lobby_new (profile);
  GtkWidget *window = ui_test_show (GTK_WIDGET (lobby), 360, 640);

  beseda_lobby_set_target (lobby, "Ann", link);
  g_assert_true (beseda_lobby_is_joining (lobby));
  beseda_lobby_give_up (lobby);
  g_assert_false (beseda_lobby_is_joining (lobby));
  ui_test_draw (window, 3);
  ui_test_destroy (window);
}

static void
test_recent (Fixture *fixture, gconstpointer data)
{
  g_autoptr (BesedaAddress)
      address = beseda_address_new ("127.0.0.1", beseda_server_get_port (fixture->server), NULL, FALSE);
  GtkWidget *row;

  g_assert_null (ui_test_find (GTK_WIDGET (fixture->lobby), GTK_TYPE_LABEL, "Recent Rooms"));
  beseda_recent_rooms_touch (fixture->recent, address, "A <b>Room</b>", NULL, 1);
  g_assert_nonnull (ui_test_find (GTK_WIDGET (fixture->lobby), GTK_TYPE_LABEL, "A <b>Room</b>"));

  row = ui_test_find (GTK_WIDGET (fixture->lobby), ADW_TYPE_ACTION_ROW, NULL);
  gtk_test_accessible_assert_property (ui_test_find (row, GTK_TYPE_BUTTON, NULL), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                       "Forget A <b>Room</b>");
  g_settings_set_string (fixture->settings, "login", "Ann");
  gtk_widget_activate (row);
  while (!fixture->joined)
    g_main_context_iteration (NULL, TRUE);

  g_signal_emit_by_name (ui_test_find (row, GTK_TYPE_BUTTON, NULL), "clicked");
  g_assert_null (ui_test_find (GTK_WIDGET (fixture->lobby), GTK_TYPE_LABEL, "Recent Rooms"));
}

/* Where one had to take another name, one is known by it: coming back goes by that, and changes nothing elsewhere. */
static void
test_recent_under_another_name (Fixture *fixture, gconstpointer data)
{
  g_autoptr (BesedaAddress)
      address = beseda_address_new ("127.0.0.1", beseda_server_get_port (fixture->server), NULL, FALSE);
  g_autofree char *login = NULL;

  g_settings_set_string (fixture->settings, "login", "Ann");
  beseda_recent_rooms_touch (fixture->recent, address, "Tea", "ann2", 1);
  gtk_widget_activate (ui_test_find (GTK_WIDGET (fixture->lobby), ADW_TYPE_ACTION_ROW, NULL));
  while (!fixture->joined)
    g_main_context_iteration (NULL, TRUE);
  g_assert_cmpstr (beseda_session_get_login (fixture->joined), ==, "ann2");
  login = g_settings_get_string (fixture->settings, "login");
  g_assert_cmpstr (login, ==, "Ann");
}

static void
click (GtkWidget *button)
{
  g_assert_nonnull (button);
  g_signal_emit_by_name (button, "clicked");
}

static void
wait_for_text (Fixture *fixture, GType type, const char *text)
{
  while (!ui_test_find (GTK_WIDGET (fixture->lobby), type, text))
    g_main_context_iteration (NULL, TRUE);
}

static void
test_resume (Fixture *fixture, gconstpointer data)
{
  g_assert_null (ui_test_find (GTK_WIDGET (fixture->lobby), GTK_TYPE_LABEL, "Your Rooms"));
  fake_host_keep (fixture->host, "one", "A <b>Room</b>");
  wait_for_text (fixture, GTK_TYPE_LABEL, "A <b>Room</b>");
  g_assert_nonnull (ui_test_find (GTK_WIDGET (fixture->lobby), GTK_TYPE_LABEL, "Your Rooms"));

  click (ui_test_find (GTK_WIDGET (fixture->lobby), GTK_TYPE_BUTTON, "Resume"));
  while (!fixture->hosted)
    g_main_context_iteration (NULL, TRUE);
  g_assert_cmpstr (fixture->host->resumed, ==, "one");
  g_assert_cmpstr (fixture->host->room, ==, "A <b>Room</b>");
  g_assert_cmpstr (fixture->host->address, ==, "192.0.2.7");
  g_assert_cmpuint (fixture->host->port, ==, 8765);
  g_assert_cmpint (fixture->host->keep, ==, -1);

  /* It is open now. */
  while (ui_test_find (GTK_WIDGET (fixture->lobby), GTK_TYPE_LABEL, "Your Rooms"))
    g_main_context_iteration (NULL, TRUE);
}

static void
test_resume_on_another_port (Fixture *fixture, gconstpointer data)
{
  fixture->host->n_refusals = 1;
  fixture->host->refusal = BESEDA_HOST_ERROR_PORT;
  fake_host_keep (fixture->host, "one", "Tea");
  wait_for_text (fixture, GTK_TYPE_BUTTON, "Resume");
  click (ui_test_find (GTK_WIDGET (fixture->lobby), GTK_TYPE_BUTTON, "Resume"));
  wait_for_text (fixture, GTK_TYPE_BUTTON, "Open on Another Port");
  g_assert_null (fixture->hosted);

  click (ui_test_find (GTK_WIDGET (fixture->lobby), GTK_TYPE_BUTTON, "Open on Another Port"));
  g_assert_null (ui_test_find (GTK_WIDGET (fixture->lobby), GTK_TYPE_BUTTON, "Open on Another Port"));
  while (!fixture->hosted)
    g_main_context_iteration (NULL, TRUE);
  g_assert_cmpstr (fixture->host->resumed, ==, "one");
  g_assert_cmpstr (fixture->host->address, ==, "192.0.2.7");
  g_assert_cmpuint (fixture->host->port, ==, 0);
}

static void
test_resume_on_another_network (Fixture *fixture, gconstpointer data)
{
  fixture->host->n_refusals = 1;
  fixture->host->refusal = BESEDA_HOST_ERROR_ADDRESS;
  fake_host_keep (fixture->host, "one", "Tea");
  wait_for_text (fixture, GTK_TYPE_BUTTON, "Resume");
  click (ui_test_find (GTK_WIDGET (fixture->lobby), GTK_TYPE_BUTTON, "Resume"));
  wait_for_text (fixture, GTK_TYPE_BUTTON, "Open on All Networks");

  click (ui_test_find (GTK_WIDGET (fixture->lobby), GTK_TYPE_BUTTON, "Open on All Networks"));
  while (!fixture->hosted)
    g_main_context_iteration (NULL, TRUE);
  g_assert_cmpstr (fixture->host->address, ==, "0.0.0.0");
  g_assert_cmpuint (fixture->host->port, ==, 8765);
}

static void
test_resume_fails (Fixture *fixture, gconstpointer data)
{
  fixture->host->n_refusals = 1;
  fixture->host->refusal = BESEDA_HOST_ERROR_FAILED;
  fake_host_keep (fixture->host, "one", "Tea");
  wait_for_text (fixture, GTK_TYPE_BUTTON, "Resume");
  click (ui_test_find (GTK_WIDGET (fixture->lobby), GTK_TYPE_BUTTON, "Resume"));
  wait_for_text (fixture, GTK_TYPE_LABEL, "It cannot be there.");
  g_assert_true (gtk_widget_is_sensitive (ui_test_find (GTK_WIDGET (fixture->lobby), GTK_TYPE_BUTTON, "Resume")));
}

static void
test_unreadable (Fixture *fixture, gconstpointer data)
{
  g_ptr_array_add (fixture->host->kept,
                   beseda_kept_room_new_unreadable ("one", "Unreadable Room", "The file one.db is damaged."));
  beseda_host_kept_changed (BESEDA_HOST (fixture->host));
  wait_for_text (fixture, GTK_TYPE_LABEL, "The file one.db is damaged.");
  g_assert_null (ui_test_find (GTK_WIDGET (fixture->lobby), GTK_TYPE_BUTTON, "Resume"));
  g_assert_nonnull (ui_test_find (GTK_WIDGET (ui_test_find (GTK_WIDGET (fixture->lobby), ADW_TYPE_ACTION_ROW, NULL)),
                                  GTK_TYPE_BUTTON, NULL));
}

/* It stands for rooms that nobody can look into. */
static void
test_all_unreadable (Fixture *fixture, gconstpointer data)
{
  g_ptr_array_add (fixture->host->kept, beseda_kept_room_new_unreadable ("", "Unreadable Rooms", "Start it again."));
  beseda_host_kept_changed (BESEDA_HOST (fixture->host));
  wait_for_text (fixture, GTK_TYPE_LABEL, "Start it again.");
  g_assert_null (ui_test_find (GTK_WIDGET (ui_test_find (GTK_WIDGET (fixture->lobby), ADW_TYPE_ACTION_ROW, NULL)),
                               GTK_TYPE_BUTTON, NULL));
}

/* Nobody is left with a room open that no tab shows. */
static void
test_gone_while_it_resumes (Fixture *fixture, gconstpointer data)
{
  fake_host_keep (fixture->host, "one", "Tea");
  wait_for_text (fixture, GTK_TYPE_BUTTON, "Resume");
  click (ui_test_find (GTK_WIDGET (fixture->lobby), GTK_TYPE_BUTTON, "Resume"));
  adw_window_set_content (ADW_WINDOW (fixture->window), NULL);
  while (g_main_context_iteration (NULL, FALSE))
    ;
  g_assert_null (fixture->hosted);
  g_assert_cmpuint (fixture->host->n_stopped, ==, fixture->host->n_opened);
}

static void
test_delete (Fixture *fixture, gconstpointer data)
{
  g_autofree char *heading = NULL;
  g_autofree char *body = NULL;
  GtkWidget *button;

  fake_host_keep (fixture->host, "one", "Tea");
  wait_for_text (fixture, GTK_TYPE_BUTTON, "Resume");
  button = ui_test_find (ui_test_find (GTK_WIDGET (fixture->lobby), ADW_TYPE_ACTION_ROW, NULL), GTK_TYPE_BUTTON, NULL);
  gtk_test_accessible_assert_property (button, GTK_ACCESSIBLE_PROPERTY_LABEL, "Delete Tea…");

  click (button);
  g_object_get (ui_test_find_alert (), "heading", &heading, "body", &body, NULL);
  g_assert_cmpstr (heading, ==, "Delete “Tea”?");
  g_assert_nonnull (strstr (body, "for everybody"));
  ui_test_answer ("cancel");
  g_assert_null (fixture->host->forgotten);

  click (button);
  ui_test_answer ("confirm");
  g_assert_cmpstr (fixture->host->forgotten, ==, "one");
  g_assert_null (ui_test_find (GTK_WIDGET (fixture->lobby), GTK_TYPE_LABEL, "Your Rooms"));
}

int
main (int argc, char **argv)
{
  ui_test_init (&argc, &argv);

#define ADD(path, test) g_test_add (path, Fixture, NULL, set_up, test, tear_down)
  ADD ("/lobby/joins", test_joins);
  ADD ("/lobby/refuses-address", test_refuses_address);
  ADD ("/lobby/refuses-empty-name", test_refuses_empty_name);
  ADD ("/lobby/asks-for-the-first-name", test_asks_for_the_first_name);
  ADD ("/lobby/name-taken", test_name_taken);
  ADD ("/lobby/suggestion", test_suggestion);
  ADD ("/lobby/nobody-there", test_nobody_there);
  ADD ("/lobby/cancel", test_cancel);
  ADD ("/lobby/given-up-while-it-begins", test_given_up_while_it_begins);
  ADD ("/lobby/recent", test_recent);
  ADD ("/lobby/recent-under-another-name", test_recent_under_another_name);
  ADD ("/lobby/resume", test_resume);
  ADD ("/lobby/resume-on-another-port", test_resume_on_another_port);
  ADD ("/lobby/resume-on-another-network", test_resume_on_another_network);
  ADD ("/lobby/resume-fails", test_resume_fails);
  ADD ("/lobby/unreadable", test_unreadable);
  ADD ("/lobby/all-unreadable", test_all_unreadable);
  ADD ("/lobby/gone-while-it-resumes", test_gone_while_it_resumes);
  ADD ("/lobby/delete", test_delete);
#undef ADD

  return g_test_run ();
}
