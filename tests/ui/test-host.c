/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "beseda-host-banner.h"
#include "beseda-host-dialog.h"
#include "beseda-people-popover.h"
#include "fake-host.h"
#include "script-server.h"
#include "ui-test.h"

static void
on_hosted (BesedaHostDialog *dialog, BesedaHostedRoom *room, gboolean *hosted)
{
  *hosted = TRUE;
}

static GtkWidget *
show_dialog (FakeHost *host, const char *login, gboolean *hosted)
{
  g_autoptr (GSettings) settings = g_settings_new ("chat.beseda.Beseda");
  GtkWidget *dialog;

  g_settings_set_string (settings, "login", login);
  dialog = beseda_host_dialog_new (BESEDA_HOST (host), settings);
  g_signal_connect (dialog, "hosted", G_CALLBACK (on_hosted), hosted);
  gtk_window_present (GTK_WINDOW (dialog));
  return dialog;
}

static void
click_host (GtkWidget *dialog)
{
  g_signal_emit_by_name (ui_test_find (dialog, GTK_TYPE_BUTTON, "_Host"), "clicked");
}

static void
test_defaults (void)
{
  FakeHost *host = g_object_new (FAKE_TYPE_HOST, NULL);
  gboolean hosted = FALSE;

  click_host (show_dialog (host, "Ann", &hosted));
  while (!hosted)
    g_main_context_iteration (NULL, TRUE);
  g_assert_cmpstr (host->room, ==, "Ann’s Room");
  g_assert_cmpstr (host->address, ==, "0.0.0.0");
  g_assert_cmpuint (host->port, ==, BESEDA_DEFAULT_PORT);
  g_assert_cmpint (host->keep, ==, -1);
  g_assert_null (host->resumed);
  while (G_OBJECT (host)->ref_count > 1)
    g_main_context_iteration (NULL, FALSE);
  g_assert_finalize_object (host);
}

static void
test_any_free_port (void)
{
  FakeHost *host = g_object_new (FAKE_TYPE_HOST, NULL);
  gboolean hosted = FALSE;

  host->n_refusals = 1;
  click_host (show_dialog (host, "Ann", &hosted));
  while (!hosted)
    g_main_context_iteration (NULL, TRUE);
  g_assert_cmpuint (host->n_opened, ==, 2);
  g_assert_cmpuint (host->port, ==, 0);
  g_object_unref (host);
}

static AdwComboRow *
find_keep (GtkWidget *dialog)
{
  return ADW_COMBO_ROW (
      gtk_widget_get_ancestor (ui_test_find (dialog, GTK_TYPE_LABEL, "Keep History"), ADW_TYPE_COMBO_ROW));
}

static void
test_keep (void)
{
  FakeHost *host = g_object_new (FAKE_TYPE_HOST, NULL);
  g_autoptr (GSettings) settings = g_settings_new ("chat.beseda.Beseda");
  g_autofree char *kept = NULL;
  gboolean hosted = FALSE;
  GtkWidget *dialog = show_dialog (host, "Ann", &hosted);

  g_assert_nonnull (ui_test_find (dialog, GTK_TYPE_LABEL, "Guests who come later can read everything that was said."));
  adw_combo_row_set_selected (find_keep (dialog), 1);
  g_assert_nonnull (ui_test_find (dialog, GTK_TYPE_LABEL, "Guests who come later can read the last 30 days."));
  click_host (dialog);
  while (!hosted)
    g_main_context_iteration (NULL, TRUE);
  g_assert_cmpint (host->keep, ==, 30 * 24 * 60 * 60);

  kept = g_settings_get_string (settings, "keep-history");
  g_assert_cmpstr (kept, ==, "30-days");
  dialog = show_dialog (host, "Ann", &hosted);
  g_assert_cmpuint (adw_combo_row_get_selected (find_keep (dialog)), ==, 1);
  gtk_window_destroy (GTK_WINDOW (dialog));
  g_settings_reset (settings, "keep-history");
  g_object_unref (host);
}

/* Only who asks for it lets others on the way read along. */
static void
test_allow_plain (void)
{
  FakeHost *host = g_object_new (FAKE_TYPE_HOST, NULL);
  gboolean hosted = FALSE;
  GtkWidget *dialog = show_dialog (host, "Ann", &hosted);
  GtkWidget *row;

  click_host (dialog);
  while (!hosted)
    g_main_context_iteration (NULL, TRUE);
  g_assert_false (host->allow_plain);

  hosted = FALSE;
  dialog = show_dialog (host, "Ann", &hosted);
  adw_expander_row_set_expanded (ADW_EXPANDER_ROW (ui_test_find (dialog, ADW_TYPE_EXPANDER_ROW, NULL)), TRUE);
  row = gtk_widget_get_ancestor (ui_test_find (dialog, GTK_TYPE_LABEL, "Allow Unencrypted Connections"),
                                 ADW_TYPE_ACTION_ROW);
  gtk_switch_set_active (GTK_SWITCH (ui_test_find (row, GTK_TYPE_SWITCH, NULL)), TRUE);
  click_host (dialog);
  while (!hosted)
    g_main_context_iteration (NULL, TRUE);
  g_assert_true (host->allow_plain);
  g_object_unref (host);
}

/* What another port does not mend is not tried again. */
static void
test_failure_of_another_kind (void)
{
  FakeHost *host = g_object_new (FAKE_TYPE_HOST, NULL);
  gboolean hosted = FALSE;
  GtkWidget *dialog = show_dialog (host, "Ann", &hosted);

  host->n_refusals = 1;
  host->refusal = BESEDA_HOST_ERROR_FAILED;
  click_host (dialog);
  while (!ui_test_find (dialog, GTK_TYPE_LABEL, "It cannot be there."))
    g_main_context_iteration (NULL, TRUE);
  g_assert_cmpuint (host->n_opened, ==, 1);
  gtk_window_destroy (GTK_WINDOW (dialog));
  g_object_unref (host);
}

static void
test_failure (void)
{
  FakeHost *host = g_object_new (FAKE_TYPE_HOST, NULL);
  gboolean hosted = FALSE;
  GtkWidget *dialog = show_dialog (host, "Ann", &hosted);

  host->n_refusals = 2;
  click_host (dialog);
  while (!ui_test_find (dialog, GTK_TYPE_LABEL, "It cannot be there."))
    g_main_context_iteration (NULL, TRUE);
  g_assert_false (hosted);

  click_host (dialog);
  g_assert_null (ui_test_find (dialog, GTK_TYPE_LABEL, "It cannot be there."));
  while (!hosted)
    g_main_context_iteration (NULL, TRUE);
  g_object_unref (host);
}

static void
test_banner (void)
{
  FakeHost *host = g_object_new (FAKE_TYPE_HOST, NULL);
  BesedaRoster *roster = beseda_roster_new ();
  GtkWidget *banner = beseda_host_banner_new (BESEDA_HOSTED_ROOM (host), roster);
  GtkWidget *window = ui_test_show (banner, 360, 300);
  GtkWidget *button = ui_test_find (banner, GTK_TYPE_MENU_BUTTON, NULL);
  GtkWidget *popover = GTK_WIDGET (gtk_menu_button_get_popover (GTK_MENU_BUTTON (button)));
  GtkWidget *copy;

  beseda_roster_add (roster, 1, "Ann", TRUE);
  g_assert_nonnull (ui_test_find (banner, GTK_TYPE_LABEL, "Hosting — 0 guests"));

  gtk_popover_popup (GTK_POPOVER (popover));
  g_assert_nonnull (ui_test_find (popover, GTK_TYPE_LABEL, "http://127.0.0.1:8765/"));
  gtk_popover_popdown (GTK_POPOVER (popover));

  beseda_roster_add (roster, 2, "Bob", FALSE);
  g_assert_nonnull (ui_test_find (banner, GTK_TYPE_LABEL, "Hosting — 1 guest"));
  host->on_network = TRUE;
  gtk_popover_popup (GTK_POPOVER (popover));
  g_assert_nonnull (ui_test_find (popover, GTK_TYPE_LABEL, "http://192.0.2.7:8765/"));
  copy = ui_test_find (popover, GTK_TYPE_BUTTON, NULL);
  gtk_test_accessible_assert_property (copy, GTK_ACCESSIBLE_PROPERTY_LABEL, "Copy http://192.0.2.7:8765/");
  g_signal_emit_by_name (copy, "clicked");
  gtk_test_accessible_assert_property (copy, GTK_ACCESSIBLE_PROPERTY_LABEL, "Copied");

  /* GTK 4.8 keeps a popover that was once shown, and so what that refers to. */
  ui_test_destroy (window);
  g_object_unref (roster);
  g_object_unref (host);
}

static void
test_people (void)
{
  GtkWidget *button = gtk_menu_button_new ();
  GtkWidget *popover = beseda_people_popover_new ();
  GtkWidget *window = ui_test_show (button, 360, 300);
  ScriptServer *server = script_server_new (0, BESEDA_DIALECT_BESEDA, script_beseda_room, NULL);
  BesedaSession *session = beseda_session_new (script_server_get_address (server), "Ann", NULL);
  BesedaRoster *roster = beseda_session_get_roster (session);

  gtk_menu_button_set_popover (GTK_MENU_BUTTON (button), popover);
  gtk_popover_popup (GTK_POPOVER (popover));
  beseda_people_popover_set_session (BESEDA_PEOPLE_POPOVER (popover), session);
  g_assert_null (ui_test_find (popover, GTK_TYPE_LABEL, "Messages are kept for ever."));
  wait_until (beseda_session_get_state (session) == BESEDA_SESSION_ONLINE);

  beseda_roster_add (roster, 2, "Bob", FALSE);
  ui_test_draw (window, 2);
  g_assert_nonnull (ui_test_find (popover, GTK_TYPE_LABEL, "2 people here"));
  g_assert_nonnull (ui_test_find (popover, GTK_TYPE_LABEL, "Ann"));
  g_assert_nonnull (ui_test_find (popover, GTK_TYPE_LABEL, "You"));
  g_assert_nonnull (ui_test_find (popover, GTK_TYPE_LABEL, "Messages are kept for ever."));
  gtk_test_accessible_assert_role (ui_test_find (popover, GTK_TYPE_LIST_VIEW, NULL), GTK_ACCESSIBLE_ROLE_LIST);

  g_assert_null (ui_test_find (popover, GTK_TYPE_LABEL, "Away"));
  beseda_roster_set_away (roster, "Bob", TRUE);
  g_assert_nonnull (ui_test_find (popover, GTK_TYPE_LABEL, "Away"));
  beseda_roster_set_away (roster, "Bob", FALSE);
  g_assert_null (ui_test_find (popover, GTK_TYPE_LABEL, "Away"));

  beseda_roster_remove (roster, 2);
  g_assert_nonnull (ui_test_find (popover, GTK_TYPE_LABEL, "1 person here"));

  beseda_people_popover_set_session (BESEDA_PEOPLE_POPOVER (popover), NULL);
  g_assert_null (ui_test_find (popover, GTK_TYPE_LABEL, "Messages are kept for ever."));
  ui_test_destroy (window);
  beseda_session_leave (session);
  g_object_unref (session);
  script_server_free (server);
}

int
main (int argc, char **argv)
{
  ui_test_init (&argc, &argv);

  g_test_add_func ("/host/defaults", test_defaults);
  g_test_add_func ("/host/any-free-port", test_any_free_port);
  g_test_add_func ("/host/failure", test_failure);
  g_test_add_func ("/host/allow-plain", test_allow_plain);
  g_test_add_func ("/host/failure-of-another-kind", test_failure_of_another_kind);
  g_test_add_func ("/host/keep", test_keep);
  g_test_add_func ("/host/banner", test_banner);
  g_test_add_func ("/people/popover", test_people);

  return g_test_run ();
}
