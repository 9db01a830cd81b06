/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "beseda-host-banner.h"
#include "beseda-host-dialog.h"
#include "beseda-people-popover.h"
#include "ui-test.h"

/* A host, and a room, that do what the test says. */
#define TEST_TYPE_HOST (test_host_get_type ())
G_DECLARE_FINAL_TYPE (TestHost, test_host, TEST, HOST, GObject)

struct _TestHost
{
  GObject parent_instance;

  guint n_opened;
  guint n_refusals; /* so many times it refuses */
  char *room;
  char *address;
  guint16 port;
};

static BesedaAddress *
get_address (BesedaHostedRoom *room)
{
  return g_object_get_data (G_OBJECT (room), "address");
}

static GPtrArray *
dup_invitations (BesedaHostedRoom *room)
{
  GPtrArray *invitations = g_ptr_array_new_with_free_func ((GDestroyNotify) beseda_address_unref);

  if (g_object_get_data (G_OBJECT (room), "network"))
    g_ptr_array_add (invitations, beseda_address_new ("192.0.2.7", 8765, NULL, FALSE));
  return invitations;
}

static void
open_async (BesedaHost *host,
            const char *room,
            const char *address,
            guint16 port,
            GCancellable *cancellable,
            GAsyncReadyCallback callback,
            gpointer user_data)
{
  TestHost *self = TEST_HOST (host);
  g_autoptr (GTask) task = g_task_new (host, cancellable, callback, user_data);

  g_free (self->room);
  g_free (self->address);
  self->room = g_strdup (room);
  self->address = g_strdup (address);
  self->port = port;
  if (self->n_opened++ < self->n_refusals)
    g_task_return_new_error (task, G_IO_ERROR, G_IO_ERROR_FAILED, "Another program has that port.");
  else
    g_task_return_pointer (task, g_object_ref (host), g_object_unref);
}

static BesedaHostedRoom *
open_finish (BesedaHost *host, GAsyncResult *result, GError **error)
{
  return g_task_propagate_pointer (G_TASK (result), error);
}

static void
host_iface_init (BesedaHostInterface *iface)
{
  iface->open_async = open_async;
  iface->open_finish = open_finish;
}

static void
room_iface_init (BesedaHostedRoomInterface *iface)
{
  iface->get_address = get_address;
  iface->dup_invitations = dup_invitations;
}

G_DEFINE_FINAL_TYPE_WITH_CODE (TestHost,
                               test_host,
                               G_TYPE_OBJECT,
                               G_IMPLEMENT_INTERFACE (BESEDA_TYPE_HOST, host_iface_init)
                                   G_IMPLEMENT_INTERFACE (BESEDA_TYPE_HOSTED_ROOM, room_iface_init))

static void
test_host_finalize (GObject *object)
{
  g_free (TEST_HOST (object)->room);
  g_free (TEST_HOST (object)->address);

  G_OBJECT_CLASS (test_host_parent_class)->finalize (object);
}

static void
test_host_class_init (TestHostClass *class)
{
  G_OBJECT_CLASS (class)->finalize = test_host_finalize;
}

static void
test_host_init (TestHost *self)
{
  g_object_set_data_full (G_OBJECT (self), "address", beseda_address_new ("127.0.0.1", 8765, NULL, FALSE),
                          (GDestroyNotify) beseda_address_unref);
}

static void
on_hosted (BesedaHostDialog *dialog, BesedaHostedRoom *room, gboolean *hosted)
{
  *hosted = TRUE;
}

static GtkWidget *
show_dialog (TestHost *host, const char *login, gboolean *hosted)
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
  TestHost *host = g_object_new (TEST_TYPE_HOST, NULL);
  gboolean hosted = FALSE;

  click_host (show_dialog (host, "Ann", &hosted));
  while (!hosted)
    g_main_context_iteration (NULL, TRUE);
  g_assert_cmpstr (host->room, ==, "Ann’s Room");
  g_assert_cmpstr (host->address, ==, "0.0.0.0");
  g_assert_cmpuint (host->port, ==, BESEDA_DEFAULT_PORT);
  while (G_OBJECT (host)->ref_count > 1)
    g_main_context_iteration (NULL, FALSE);
  g_assert_finalize_object (host);
}

static void
test_any_free_port (void)
{
  TestHost *host = g_object_new (TEST_TYPE_HOST, NULL);
  gboolean hosted = FALSE;

  host->n_refusals = 1;
  click_host (show_dialog (host, "Ann", &hosted));
  while (!hosted)
    g_main_context_iteration (NULL, TRUE);
  g_assert_cmpuint (host->n_opened, ==, 2);
  g_assert_cmpuint (host->port, ==, 0);
  g_object_unref (host);
}

static void
test_failure (void)
{
  TestHost *host = g_object_new (TEST_TYPE_HOST, NULL);
  gboolean hosted = FALSE;
  GtkWidget *dialog = show_dialog (host, "Ann", &hosted);

  host->n_refusals = 2;
  click_host (dialog);
  while (!ui_test_find (dialog, GTK_TYPE_LABEL, "Another program has that port."))
    g_main_context_iteration (NULL, TRUE);
  g_assert_false (hosted);

  click_host (dialog);
  g_assert_null (ui_test_find (dialog, GTK_TYPE_LABEL, "Another program has that port."));
  while (!hosted)
    g_main_context_iteration (NULL, TRUE);
  g_object_unref (host);
}

static void
test_banner (void)
{
  TestHost *host = g_object_new (TEST_TYPE_HOST, NULL);
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
  g_object_set_data (G_OBJECT (host), "network", host);
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
  BesedaRoster *roster = beseda_roster_new ();
  GtkWidget *button = gtk_menu_button_new ();
  GtkWidget *popover = beseda_people_popover_new ();
  GtkWidget *window = ui_test_show (button, 360, 300);

  gtk_menu_button_set_popover (GTK_MENU_BUTTON (button), popover);
  beseda_people_popover_set_roster (BESEDA_PEOPLE_POPOVER (popover), roster);
  beseda_roster_add (roster, 2, "Bob", FALSE);
  beseda_roster_add (roster, 1, "Ann", TRUE);
  gtk_popover_popup (GTK_POPOVER (popover));
  ui_test_draw (window, 2);
  g_assert_nonnull (ui_test_find (popover, GTK_TYPE_LABEL, "2 people here"));
  g_assert_nonnull (ui_test_find (popover, GTK_TYPE_LABEL, "Ann"));
  g_assert_nonnull (ui_test_find (popover, GTK_TYPE_LABEL, "You"));
  gtk_test_accessible_assert_role (ui_test_find (popover, GTK_TYPE_LIST_VIEW, NULL), GTK_ACCESSIBLE_ROLE_LIST);

  beseda_roster_remove (roster, 2);
  g_assert_nonnull (ui_test_find (popover, GTK_TYPE_LABEL, "1 person here"));

  ui_test_destroy (window);
  g_object_unref (roster);
}

int
main (int argc, char **argv)
{
  ui_test_init (&argc, &argv);

  g_test_add_func ("/host/defaults", test_defaults);
  g_test_add_func ("/host/any-free-port", test_any_free_port);
  g_test_add_func ("/host/failure", test_failure);
  g_test_add_func ("/host/banner", test_banner);
  g_test_add_func ("/people/popover", test_people);

  return g_test_run ();
}
