/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "beseda-lobby.h"
#include "beseda-security-button.h"
#include "fake-host.h"
#include "test-server.h"
#include "ui-test.h"

#define OTHER "1111111111111111111111111111111111111111111111111111111111111111"

typedef struct
{
  GSettings *settings;
  FakeHost *host;
  BesedaProfile *profile;
  BesedaServer *server;
  BesedaAddress *address; /* without a fingerprint */
  BesedaLobby *lobby;
  GtkWidget *window;
  BesedaSession *joined;
} Fixture;

static void
on_joined (BesedaLobby *lobby, BesedaSession *session, Fixture *fixture)
{
  g_assert_null (fixture->joined);
  fixture->joined = g_object_ref (session);
}

static void
set_up (Fixture *fixture, gconstpointer data)
{
  BesedaServerOptions options = test_server_options ();

  options.encrypt = TRUE;
  fixture->settings = g_settings_new ("chat.beseda.Beseda");
  fixture->host = g_object_new (FAKE_TYPE_HOST, NULL);
  fixture->profile = beseda_profile_new (fixture->settings, BESEDA_HOST (fixture->host), NULL, NULL, NULL);
  fixture->server = test_server_start (&options);
  fixture->address = beseda_address_new ("127.0.0.1", beseda_server_get_port (fixture->server), NULL, TRUE);
  fixture->lobby = beseda_lobby_new (fixture->profile);
  g_signal_connect (fixture->lobby, "joined", G_CALLBACK (on_joined), fixture);
  fixture->window = ui_test_show (GTK_WIDGET (fixture->lobby), 360, 640);
}

static void
tear_down (Fixture *fixture, gconstpointer data)
{
  ui_test_destroy (fixture->window);
  if (fixture->joined)
    beseda_session_leave (fixture->joined);
  g_clear_object (&fixture->joined);
  test_server_stop (fixture->server);
  beseda_address_unref (fixture->address);
  g_assert_finalize_object (fixture->profile);
  g_assert_finalize_object (fixture->host);
  g_clear_object (&fixture->settings);
}

/* Each time under a new name: the room may not have noticed yet that the last one left. */
static void
join (Fixture *fixture, const char *pin)
{
  static guint n;
  g_autofree char *login = g_strdup_printf ("Guest %u", ++n);
  g_autoptr (BesedaAddress) address = beseda_address_with_secrets (fixture->address, pin, NULL, NULL);
  g_autofree char *link = beseda_address_to_link (address);

  beseda_lobby_set_target (fixture->lobby, login, link);
}

static GtkWidget *
wait_for_dialog (const char *heading)
{
  g_autofree char *shown = NULL;

  while (!ui_test_find_alert ())
    g_main_context_iteration (NULL, TRUE);
  shown = ui_test_get_string (ui_test_find_alert (), "heading");
  g_assert_cmpstr (shown, ==, heading);

  return ui_test_find_alert ();
}

/* As the person sees it: with the fingerprint of what answers, unless there is nothing to decide. */
static void
assert_shows_fingerprint (Fixture *fixture, GtkWidget *dialog)
{
  g_autoptr (GtkWidget) label = NULL;
  g_auto (GStrv) groups = NULL;
  g_autofree char *shown = NULL;

  g_object_get (dialog, "extra-child", &label, NULL);
  groups = g_strsplit_set (gtk_label_get_text (GTK_LABEL (label)), " \n", -1);
  shown = g_strjoinv ("", groups);
  g_assert_cmpuint (g_strv_length (groups), ==, 16);
  g_assert_cmpstr (shown, ==, beseda_server_get_fingerprint (fixture->server));
}

/* Which may still be on its way to the screen. */
static GtkWidget *
wait_for_button (GtkWidget *dialog, const char *label)
{
  GtkWidget *button;

  while ((button = ui_test_find (dialog, GTK_TYPE_BUTTON, label)) == NULL)
    g_main_context_iteration (NULL, TRUE);

  return button;
}

static void
press (GtkWidget *dialog, const char *label)
{
  g_signal_emit_by_name (wait_for_button (dialog, label), "clicked");
  while (ui_test_find_alert ())
    g_main_context_iteration (NULL, TRUE);
}

static void
wait_until_joined (Fixture *fixture, BesedaTrust trust)
{
  while (!fixture->joined)
    g_main_context_iteration (NULL, TRUE);
  g_assert_cmpint (beseda_session_get_trust (fixture->joined), ==, trust);
  g_assert_null (ui_test_find_alert ());
}

static void
leave (Fixture *fixture)
{
  beseda_session_leave (fixture->joined);
  g_clear_object (&fixture->joined);
}

static const char *
find_known (Fixture *fixture)
{
  return beseda_known_certificates_find (beseda_profile_get_known_certificates (fixture->profile), fixture->address);
}

static void
trust (Fixture *fixture, const char *fingerprint)
{
  g_assert_true (beseda_known_certificates_trust (beseda_profile_get_known_certificates (fixture->profile),
                                                  fixture->address, fingerprint, NULL));
}

static void
test_invited (Fixture *fixture, gconstpointer data)
{
  join (fixture, beseda_server_get_fingerprint (fixture->server));
  wait_until_joined (fixture, BESEDA_TRUST_PINNED);
  g_assert_null (find_known (fixture));
}

static void
test_asks_once (Fixture *fixture, gconstpointer data)
{
  GtkWidget *dialog;
  g_autofree char *normal = NULL;

  join (fixture, NULL);
  dialog = wait_for_dialog ("Is This the Right Room?");
  assert_shows_fingerprint (fixture, dialog);
  normal = ui_test_get_string (dialog, "default-response");
  g_assert_cmpstr (normal, ==, "cancel");
  press (dialog, "_Trust and Join");
  wait_until_joined (fixture, BESEDA_TRUST_KNOWN);
  g_assert_cmpstr (find_known (fixture), ==, beseda_server_get_fingerprint (fixture->server));

  leave (fixture);
  join (fixture, NULL);
  wait_until_joined (fixture, BESEDA_TRUST_KNOWN);
}

/* Then nothing is remembered, and the lobby says why one is not in the room. */
static void
test_declined (Fixture *fixture, gconstpointer data)
{
  join (fixture, NULL);
  press (wait_for_dialog ("Is This the Right Room?"), "_Cancel");
  g_assert_null (ui_test_find_alert ());
  g_assert_null (find_known (fixture));
  g_assert_null (fixture->joined);
  g_assert_false (beseda_lobby_is_joining (fixture->lobby));
}

static void
test_changed (Fixture *fixture, gconstpointer data)
{
  GtkWidget *dialog;
  g_autofree char *normal = NULL;
  g_autofree char *close = NULL;

  trust (fixture, OTHER);
  join (fixture, NULL);
  dialog = wait_for_dialog ("This May Be Somebody Else");
  g_object_get (dialog, "default-response", &normal, "close-response", &close, NULL);
  g_assert_cmpstr (normal, ==, "cancel");
  g_assert_cmpstr (close, ==, "cancel");
  g_assert_true (ui_test_is_destructive (dialog, "confirm"));
  assert_shows_fingerprint (fixture, dialog);
  press (dialog, "_Don’t Join");
  g_assert_cmpstr (find_known (fixture), ==, OTHER);
  g_assert_null (fixture->joined);

  join (fixture, NULL);
  press (wait_for_dialog ("This May Be Somebody Else"), "_Trust the New One");
  wait_until_joined (fixture, BESEDA_TRUST_KNOWN);
  g_assert_cmpstr (find_known (fixture), ==, beseda_server_get_fingerprint (fixture->server));
}

/* The link's word cannot be taken back here, not even where the person trusted that very certificate. */
static void
test_other_than_the_link_says (Fixture *fixture, gconstpointer data)
{
  GtkWidget *dialog;

  trust (fixture, beseda_server_get_fingerprint (fixture->server));
  join (fixture, OTHER);
  dialog = wait_for_dialog ("This Is Not the Room of Your Link");
  g_assert_null (ui_test_find_response (dialog, "confirm"));
  press (dialog, "_Close");
  g_assert_null (ui_test_find_alert ());
  g_assert_null (fixture->joined);
}

/* What the header says of the room, to who sees and who listens. NULL: nothing. */
static void
assert_says (BesedaSession *session, const char *words, gboolean warns, gboolean fingerprint)
{
  GtkWidget *security = beseda_security_button_new ();
  GtkWidget *window = ui_test_show (gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 0), 360, 200);
  GtkWidget *button, *popover;

  gtk_box_append (GTK_BOX (adw_window_get_content (ADW_WINDOW (window))), security);
  g_assert_false (gtk_widget_get_visible (security));
  beseda_security_button_set_session (BESEDA_SECURITY_BUTTON (security), session);
  g_assert_true (gtk_widget_get_visible (security));
  button = adw_bin_get_child (ADW_BIN (security));
  g_assert_cmpstr (gtk_widget_get_tooltip_text (button), ==, words);
  gtk_test_accessible_assert_property (button, GTK_ACCESSIBLE_PROPERTY_LABEL, words);
  g_assert_true (gtk_widget_has_css_class (button, "warning") == warns);

  popover = gtk_popover_get_child (gtk_menu_button_get_popover (GTK_MENU_BUTTON (button)));
  g_assert_nonnull (ui_test_find (popover, GTK_TYPE_LABEL, words));
  g_assert_true ((ui_test_find (popover, GTK_TYPE_LABEL, "The room’s fingerprint, to compare:") != NULL) ==
                 fingerprint);
  beseda_security_button_set_session (BESEDA_SECURITY_BUTTON (security), NULL);
  g_assert_false (gtk_widget_get_visible (security));
  ui_test_destroy (window);
}

static void
test_header (Fixture *fixture, gconstpointer data)
{
  BesedaServer *plain = test_server_start (NULL);
  g_autoptr (BesedaAddress) local = beseda_address_new ("127.0.0.1", beseda_server_get_port (plain), NULL, FALSE);
  g_autoptr (BesedaAddress) afar = beseda_address_new ("192.0.2.1", 8765, NULL, FALSE);
  BesedaSession *session;

  join (fixture, beseda_server_get_fingerprint (fixture->server));
  wait_until_joined (fixture, BESEDA_TRUST_PINNED);
  assert_says (fixture->joined, "Encrypted, checked against the link", FALSE, TRUE);
  leave (fixture);

  trust (fixture, beseda_server_get_fingerprint (fixture->server));
  join (fixture, NULL);
  wait_until_joined (fixture, BESEDA_TRUST_KNOWN);
  assert_says (fixture->joined, "Encrypted, trusted by you", FALSE, TRUE);

  session = beseda_session_new (local, "Ann", NULL);
  while (beseda_session_get_state (session) != BESEDA_SESSION_ONLINE)
    g_main_context_iteration (NULL, TRUE);
  assert_says (session, "On this computer", FALSE, FALSE);
  beseda_session_leave (session);
  g_object_unref (session);
  test_server_stop (plain);

  session = beseda_session_new (afar, "Ann", NULL);
  assert_says (session, "Not encrypted", TRUE, FALSE);
  beseda_session_leave (session);
  g_object_unref (session);
}

int
main (int argc, char **argv)
{
  ui_test_init (&argc, &argv);

#define ADD(path, function) g_test_add (path, Fixture, NULL, set_up, function, tear_down)
  ADD ("/trust/invited", test_invited);
  ADD ("/trust/asks-once", test_asks_once);
  ADD ("/trust/declined", test_declined);
  ADD ("/trust/changed", test_changed);
  ADD ("/trust/other-than-the-link-says", test_other_than_the_link_says);
  ADD ("/trust/header", test_header);
#undef ADD

  return g_test_run ();
}
