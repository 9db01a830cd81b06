/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <glib/gi18n.h>
#include <locale.h>

#include "beseda-lazy-host.h"
#include "beseda-composer.h"
#include "beseda-dialogs.h"
#include "beseda-link-dialog.h"
#include "beseda-lobby.h"
#include "beseda-preferences.h"
#include "beseda-shortcuts.h"
#include "beseda-timeline-row.h"
#include "beseda-toolkit.h"
#include "beseda-window.h"
#include "inspection.h"
#include "ui-test.h"

/*
 * Every window, dialog, popover and page in a window as small as a phone's screen, in the language of the environment:
 * nothing is cut off, and what has no words has them for who cannot see it, or what it means.
 */

#define wait_for(condition)                                                                                            \
  G_STMT_START                                                                                                         \
  {                                                                                                                    \
    while (!(condition))                                                                                               \
      g_main_context_iteration (NULL, TRUE);                                                                           \
  }                                                                                                                    \
  G_STMT_END

typedef struct
{
  GSettings *settings;
  BesedaHost *host;
  BesedaProfile *profile;
  BesedaWindow *window; /* NULL when it has closed */
  Inspection inspection;
} Fixture;

/* Looks at the dialog that has just been asked for, of one of these types, and takes it away. */
static void
look_at_dialog (Fixture *fixture, const char *newer, const char *older, const char *scene)
{
  GtkWidget *dialog = NULL;
  const char *type;
  GtkRoot *root;

  wait_for ((dialog = ui_test_find_dialog (newer)) != NULL || (dialog = ui_test_find_dialog (older)) != NULL);
  type = G_OBJECT_TYPE_NAME (dialog);
  inspection_look (&fixture->inspection, dialog, scene);
  /* GTK 4.8's password entry stumbles when it goes with the focus. */
  root = gtk_widget_get_root (dialog);
  if (root != NULL)
    gtk_root_set_focus (root, NULL);
  beseda_toolkit_close (dialog);
  wait_for (ui_test_find_dialog (type) == NULL);
}

static void
look_at_alert (Fixture *fixture, const char *scene)
{
  look_at_dialog (fixture, "AdwAlertDialog", "AdwMessageDialog", scene);
}

/* Where nobody draws shadows, a newer GTK takes the window's frame from what it has asked for. */
static void
make_room_for_frame (GtkWindow *window)
{
  const int frame = INSPECTION_WIDTH - gtk_widget_get_width (GTK_WIDGET (window));

  if (frame <= 0)
    return;

  gtk_window_set_default_size (window, INSPECTION_WIDTH + frame, INSPECTION_HEIGHT + frame);
  ui_test_draw (GTK_WIDGET (window), 2);
}

static void
set_up (Fixture *fixture, gconstpointer data)
{
  g_autofree char *folder = g_build_filename (g_get_user_data_dir (), "everybody-XXXXXX", NULL);
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
  g_settings_set_int (fixture->settings, "window-width", INSPECTION_WIDTH);
  g_settings_set_int (fixture->settings, "window-height", INSPECTION_HEIGHT);
  g_settings_reset (fixture->settings, "recent-rooms");
  fixture->host = beseda_lazy_host_new (rooms);
  fixture->profile = beseda_profile_new (fixture->settings, fixture->host, keyring, NULL, NULL);
  inspection_init (&fixture->inspection);
  fixture->window = beseda_window_new (NULL, fixture->profile);
  g_object_add_weak_pointer (G_OBJECT (fixture->window), (gpointer *) &fixture->window);
  gtk_window_present (GTK_WINDOW (fixture->window));
  ui_test_draw (GTK_WIDGET (fixture->window), 2);
  make_room_for_frame (GTK_WINDOW (fixture->window));
}

static void
tear_down (Fixture *fixture, gconstpointer data)
{
  if (fixture->window != NULL)
    beseda_window_leave_all (fixture->window);
  while (fixture->window != NULL)
    g_main_context_iteration (NULL, TRUE);
  g_clear_object (&fixture->profile);
  g_object_add_weak_pointer (G_OBJECT (fixture->host), (gpointer *) &fixture->host);
  g_object_unref (fixture->host);
  while (fixture->host != NULL)
    g_main_context_iteration (NULL, TRUE);
  g_clear_object (&fixture->settings);
  inspection_clear (&fixture->inspection);
}

static void
keep_room (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GError) error = NULL;

  *(BesedaHostedRoom **) user_data = beseda_host_open_finish (BESEDA_HOST (source), result, &error);
  g_assert_no_error (error);
}

/* The person's own room, as the dialog has opened it. (transfer full) */
static BesedaHostedRoom *
host_room (Fixture *fixture)
{
  const BesedaHostOptions options = { .room = "Tea", .address = "127.0.0.1", .keep = -1, .allow_plain = TRUE };
  GtkWidget *window = GTK_WIDGET (fixture->window);
  BesedaHostedRoom *room = NULL;

  g_assert_true (gtk_widget_activate_action (window, "win.host", NULL));
  wait_for (ui_test_find_dialog ("BesedaHostDialog") != NULL);
  inspection_look (&fixture->inspection, ui_test_find_dialog ("BesedaHostDialog"), "host");
  adw_expander_row_set_expanded (
      ADW_EXPANDER_ROW (ui_test_find (ui_test_find_dialog ("BesedaHostDialog"), ADW_TYPE_EXPANDER_ROW, NULL)), TRUE);
  inspection_look (&fixture->inspection, ui_test_find_dialog ("BesedaHostDialog"), "host, with everything");
  beseda_host_open_async (fixture->host, &options, NULL, keep_room, &room);
  wait_for (room != NULL);
  g_signal_emit_by_name (ui_test_find_dialog ("BesedaHostDialog"), "hosted", room);
  gtk_window_close (GTK_WINDOW (ui_test_find_dialog ("BesedaHostDialog")));
  wait_for (g_str_equal (gtk_window_get_title (GTK_WINDOW (fixture->window)), "Tea"));
  return room;
}

static void
on_done (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *answer = beseda_hosted_room_command_finish (BESEDA_HOSTED_ROOM (source), result, &error);

  g_assert_no_error (error);
  *(gboolean *) user_data = TRUE;
}

static void
command (BesedaHostedRoom *room, const char *const *words)
{
  gboolean done = FALSE;

  beseda_hosted_room_command_async (room, words, NULL, on_done, &done);
  wait_for (done);
}

static float
get_middle (GtkWidget *widget)
{
  graphene_rect_t place;

  g_assert_true (gtk_widget_compute_bounds (widget, GTK_WIDGET (gtk_widget_get_root (widget)), &place));

  return place.origin.x + place.size.width / 2;
}

/* What leads the way stands where a line begins, and what was said too. */
static void
look_for_mirror (Fixture *fixture)
{
  const gboolean mirrored = gtk_widget_get_default_direction () == GTK_TEXT_DIR_RTL;
  GtkWidget *window = GTK_WIDGET (fixture->window);
  GtkWidget *menu = ui_test_find (window, GTK_TYPE_MENU_BUTTON, NULL);
  GtkWidget *composer = ui_test_find (window, BESEDA_TYPE_COMPOSER, NULL);
  GtkWidget *send = ui_test_find (composer, GTK_TYPE_BUTTON, NULL);
  GtkWidget *avatar = ui_test_find (window, ADW_TYPE_AVATAR, NULL);
  const float middle = gtk_widget_get_width (window) / 2.0f;

  if ((get_middle (menu) < middle) != mirrored)
    inspection_find_wrong (&fixture->inspection, menu, "is on the other side");
  if ((get_middle (send) < middle) != mirrored)
    inspection_find_wrong (&fixture->inspection, send, "is on the other side");
  if (avatar != NULL && (get_middle (avatar) > middle) != mirrored)
    inspection_find_wrong (&fixture->inspection, avatar, "is on the other side");
}

static void
look_at_lobby (Fixture *fixture)
{
  GtkWidget *window = GTK_WIDGET (fixture->window);

  inspection_look (&fixture->inspection, window, "lobby");
  inspection_wait_for_rest (window);
  beseda_window_join (fixture->window, NULL, "ftp://example.org");
  inspection_look (&fixture->inspection, window, "lobby, with an error");
}

static void
note_stopped (GObject *source, GAsyncResult *result, gpointer user_data)
{
  beseda_hosted_room_stop_finish (BESEDA_HOSTED_ROOM (source), result);
  *(gboolean *) user_data = TRUE;
}

/* Its tab stops it again when that goes; until it has stopped, that would be the second time at once. */
static void
stop_room (BesedaHostedRoom *room)
{
  gboolean stopped = FALSE;

  beseda_hosted_room_stop_async (room, note_stopped, &stopped);
  wait_for (stopped);
}

static void
look_at_room (Fixture *fixture)
{
  GtkWidget *window = GTK_WIDGET (fixture->window);
  g_autoptr (BesedaHostedRoom) room = host_room (fixture);
  BesedaAddress *address = beseda_hosted_room_get_address (room);
  g_autoptr (BesedaSession) tom = beseda_session_new (address, "Featherstonehaugh", NULL);
  g_autoptr (BesedaAddress) without_key = beseda_address_new (beseda_address_get_host (address),
                                                              beseda_address_get_port (address), NULL, FALSE);
  g_autoptr (BesedaSession) eve = NULL;
  g_autofree char *plain = g_strdup_printf ("wss://%s:%u", beseda_address_get_host (address),
                                            beseda_address_get_port (address));

  inspection_look (&fixture->inspection, window, "room, with nothing said");
  wait_for (beseda_session_get_state (tom) == BESEDA_SESSION_ONLINE);
  g_assert_true (beseda_session_send (
      tom, "The handouts: https://example.org/a/long/path/that/goes/on/and/on/and/never/ends.pdf", NULL));
  command (room, (const char *const[]){ "topic", "Whatever has been said of it, and of everything besides", NULL });
  command (room, (const char *const[]){ "slow", "10s", NULL });
  command (room, (const char *const[]){ "door", "approve", NULL });
  eve = beseda_session_new (without_key, "Eve", NULL);
  wait_for (ui_test_find (window, GTK_TYPE_BUTTON, _ ("Let In")) != NULL);
  inspection_look (&fixture->inspection, window, "room, with everything");
  look_for_mirror (fixture);
  inspection_wait_for_rest (window);

  g_assert_true (gtk_widget_activate_action (window, "win.close-tab", NULL));
  look_at_alert (fixture, "closing a room");

  /* From without, as a stranger. */
  g_assert_true (gtk_widget_activate_action (window, "win.new-tab", NULL));
  beseda_window_join (fixture->window, "Nadia", plain);
  look_at_alert (fixture, "trust");
  beseda_session_leave (tom);
  beseda_session_leave (eve);
  stop_room (room);
  inspection_look (&fixture->inspection, window, "lobby, with rooms");
}

/* A room of others: one reads on where one was, and finds it again later. */
static void
look_at_joined_room (Fixture *fixture)
{
  const BesedaHostOptions options = { .room = "Cake", .address = "127.0.0.1", .keep = -1 };
  GtkWidget *window = GTK_WIDGET (fixture->window);
  AdwTabView *tabs = ADW_TAB_VIEW (ui_test_find (window, ADW_TYPE_TAB_VIEW, NULL));
  g_autoptr (BesedaHostedRoom) room = NULL;
  g_autoptr (BesedaSession) tom = NULL;
  g_autofree char *link = NULL;
  AdwTabPage *page;

  beseda_host_open_async (fixture->host, &options, NULL, keep_room, &room);
  wait_for (room != NULL);
  link = beseda_address_to_link (beseda_hosted_room_get_address (room));
  beseda_window_join (fixture->window, NULL, link);
  wait_for (g_str_equal (gtk_window_get_title (GTK_WINDOW (window)), "Cake"));
  tom = beseda_session_new (beseda_hosted_room_get_address (room), "Featherstonehaugh", NULL);
  wait_for (beseda_session_get_state (tom) == BESEDA_SESSION_ONLINE);

  page = adw_tab_view_get_selected_page (tabs);
  g_assert_true (gtk_widget_activate_action (window, "win.new-tab", NULL));
  g_assert_true (beseda_session_send (tom, "Are you there?", NULL));
  wait_for (adw_tab_page_get_needs_attention (page));
  adw_tab_view_set_selected_page (tabs, page);
  inspection_look (&fixture->inspection, window, "room, with something unread");

  beseda_session_leave (tom);
  stop_room (room);
  wait_for (ui_test_find (window, GTK_TYPE_BUTTON, _ ("Try Now")) != NULL);
  inspection_look (&fixture->inspection, window, "room, away");
  inspection_wait_for_rest (window);
  g_assert_true (gtk_widget_activate_action (window, "win.new-tab", NULL));
  inspection_look (&fixture->inspection, window, "lobby, with rooms of others");
}

/* The line above what came while nobody looked: a window that never has the focus shows none by itself. And the line of
 * a day, which large text may push out of the smallest window. */
static void
look_at_lines (Fixture *fixture)
{
  static const BesedaTimelineItemKind kinds[] = { BESEDA_TIMELINE_ITEM_UNREAD, BESEDA_TIMELINE_ITEM_DAY };

  for (guint i = 0; i < G_N_ELEMENTS (kinds); i++)
    {
      GtkWidget *row = GTK_WIDGET (beseda_timeline_row_new (kinds[i]));
      GtkWidget *window = ui_test_show (row, INSPECTION_WIDTH, INSPECTION_HEIGHT);

      inspection_look (&fixture->inspection, window, i == 0 ? "unread" : "day");
      ui_test_destroy (window);
    }
}

static void
look_at_dialogs (Fixture *fixture)
{
  GtkWindow *window = GTK_WINDOW (fixture->window);
  const BesedaTextQuestion question = {
    .heading = _ ("Topic of the Room"),
    .body = _ ("Everybody in the room sees it above what is said."),
    .label = _ ("Topic"),
    .check = _ ("Let nobody new in from the same network address"),
    .confirm = _ ("_Set Topic"),
  };

  beseda_dialogs_ask_password_async (window, _ ("This room has a password."), NULL, NULL);
  look_at_alert (fixture, "password");
  beseda_dialogs_ask_text_async (window, &question, NULL, NULL);
  look_at_alert (fixture, "a question");
  beseda_dialogs_tell (window, _ ("The Room Was Not Exported"),
                       _ ("This server keeps no history, so that there is nothing to export."));
  look_at_alert (fixture, "a trouble");
  beseda_link_dialog_show (window, "https://example.org/a/long/path/that/goes/on/and/on/and/never/ends.pdf?and=more");
  look_at_alert (fixture, "link");
  beseda_preferences_show (window, fixture->settings);
  look_at_dialog (fixture, "AdwPreferencesDialog", "AdwPreferencesWindow", "preferences");
  beseda_shortcuts_show (window);
  look_at_dialog (fixture, "AdwShortcutsDialog", "GtkShortcutsWindow", "shortcuts");
  beseda_dialogs_show_about (window, "GTK: 4");
  look_at_dialog (fixture, "AdwAboutDialog", "AdwAboutWindow", "about");
}

/* What is not on the screen in any scene is not looked at either. */
static void
find_unseen (Fixture *fixture)
{
  static const char folder[] = "/chat/beseda/Beseda/ui";
  g_auto (GStrv) names = g_resources_enumerate_children (folder, 0, NULL);

  for (guint i = 0; names[i] != NULL; i++)
    {
      g_autofree char *path = g_build_path ("/", folder, names[i], NULL);
      g_autoptr (GBytes) bytes = g_resources_lookup_data (path, 0, NULL);
      g_autoptr (GRegex) template = g_regex_new ("template class=\"(Beseda\\w+)\"", 0, 0, NULL);
      g_autoptr (GMatchInfo) match = NULL;

      if (g_regex_match_full (template, g_bytes_get_data (bytes, NULL), g_bytes_get_size (bytes), 0, 0, &match, NULL))
        {
          g_autofree char *type = g_match_info_fetch (match, 1);

          if (!g_hash_table_contains (fixture->inspection.seen, type))
            g_string_append_printf (fixture->inspection.wrong, "%s is in no scene here\n", type);
        }
    }
}

static void
test_everything (Fixture *fixture, gconstpointer data)
{
  look_at_lobby (fixture);
  look_at_dialogs (fixture);
  look_at_lines (fixture);
  look_at_joined_room (fixture);
  look_at_room (fixture);
  find_unseen (fixture);
  if (fixture->inspection.wrong->len > 0)
    g_test_message ("%s", fixture->inspection.wrong->str);
  g_assert_cmpuint (fixture->inspection.wrong->len, ==, 0);
}

int
main (int argc, char **argv)
{
  g_autofree char *catalogues = g_build_filename (g_getenv ("BESEDA_TEST_BUILDDIR"), "po", NULL);
  GtkSettings *settings;

  ui_test_init (&argc, &argv);
  /* gtk_test_init() speaks C. */
  setlocale (LC_ALL, "C.UTF-8");
  bindtextdomain (GETTEXT_PACKAGE, catalogues);
  bind_textdomain_codeset (GETTEXT_PACKAGE, "UTF-8");
  textdomain (GETTEXT_PACKAGE);
  settings = gtk_settings_get_default ();
  g_object_set (settings, "gtk-enable-animations", FALSE, "gtk-cursor-blink", FALSE, "gtk-decoration-layout", ":close",
                NULL);
  if (g_getenv ("BESEDA_TEST_RIGHT_TO_LEFT") != NULL)
    gtk_widget_set_default_direction (GTK_TEXT_DIR_RTL);
  if (g_getenv ("BESEDA_TEST_TEXT_SIZE") != NULL)
    g_object_set (settings, "gtk-xft-dpi", atoi (g_getenv ("BESEDA_TEST_TEXT_SIZE")) * 96 * 1024 / 100, NULL);
  g_test_add ("/everybody/everything", Fixture, NULL, set_up, test_everything, tear_down);
  return g_test_run ();
}
