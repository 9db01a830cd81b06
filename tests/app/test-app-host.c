/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <string.h>

#include "beseda-app-host.h"
#include "beseda-network-addresses.h"

static void
keep_result (GObject *source, GAsyncResult *result, gpointer user_data)
{
  *(GAsyncResult **) user_data = g_object_ref (result);
}

static BesedaHostedRoom *
open_room (const char *address, guint16 port, GError **error)
{
  g_autoptr (BesedaHost) host = beseda_app_host_new ();
  const BesedaHostOptions options = { .room = "Tea", .address = address, .port = port, .keep = -1 };
  g_autoptr (GAsyncResult) result = NULL;

  beseda_host_open_async (host, &options, NULL, keep_result, &result);
  while (result == NULL)
    g_main_context_iteration (NULL, TRUE);

  return beseda_host_open_finish (host, result, error);
}

static void
stop (BesedaHostedRoom *room)
{
  g_autoptr (GAsyncResult) result = NULL;

  beseda_hosted_room_stop_async (room, keep_result, &result);
  while (result == NULL)
    g_main_context_iteration (NULL, TRUE);

  beseda_hosted_room_stop_finish (room, result);
  g_clear_object (&result);
  g_assert_finalize_object (room);
}

static void
assert_joined_at (BesedaHostedRoom *room)
{
  BesedaAddress *address = beseda_hosted_room_get_address (room);
  g_autoptr (GSocketClient) client = g_socket_client_new ();
  g_autoptr (GError) error = NULL;
  g_autoptr (GSocketConnection) connection = g_socket_client_connect_to_host (
      client, beseda_address_get_host (address), beseda_address_get_port (address), NULL, &error);

  g_assert_no_error (error);
  g_assert_nonnull (connection);
}

static void
test_loopback_invites_nobody (void)
{
  g_autoptr (GError) error = NULL;
  BesedaHostedRoom *room = open_room ("127.0.0.1", 0, &error);
  g_autoptr (GPtrArray) invitations = NULL;

  g_assert_no_error (error);
  g_assert_cmpstr (beseda_address_get_host (beseda_hosted_room_get_address (room)), ==, "127.0.0.1");
  assert_joined_at (room);

  invitations = beseda_hosted_room_dup_invitations (room);
  g_assert_cmpuint (invitations->len, ==, 0);

  stop (room);
}

/* A room on all IPv4 networks can't be reached by IPv6: no link of that kind is handed out. */
static void
test_invitations_lead_to_the_room (void)
{
  g_autoptr (GError) error = NULL;
  BesedaHostedRoom *room = open_room ("0.0.0.0", 0, &error);
  g_autoptr (GPtrArray) hosts = beseda_network_addresses_dup (FALSE);
  g_autoptr (GPtrArray) invitations = NULL;

  g_assert_no_error (error);
  g_assert_cmpstr (beseda_address_get_host (beseda_hosted_room_get_address (room)), ==, "127.0.0.1");
  assert_joined_at (room);

  invitations = beseda_hosted_room_dup_invitations (room);
  g_assert_cmpuint (invitations->len, ==, hosts->len);
  for (guint i = 0; i < invitations->len; i++)
    {
      BesedaAddress *invitation = invitations->pdata[i];

      g_assert_cmpstr (beseda_address_get_host (invitation), ==, hosts->pdata[i]);
      g_assert_null (strchr (beseda_address_get_host (invitation), ':'));
      g_assert_cmpuint (beseda_address_get_port (invitation), ==,
                        beseda_address_get_port (beseda_hosted_room_get_address (room)));
    }

  stop (room);
}

static void
test_a_taken_port_is_a_sentence (void)
{
  g_autoptr (GError) error = NULL;
  BesedaHostedRoom *room = open_room ("127.0.0.1", 0, &error);
  const guint16 port = beseda_address_get_port (beseda_hosted_room_get_address (room));
  g_autofree char *number = g_strdup_printf ("%u", port);

  g_assert_no_error (error);
  g_assert_null (open_room ("127.0.0.1", port, &error));
  g_assert_error (error, BESEDA_HOST_ERROR, BESEDA_HOST_ERROR_PORT);
  g_assert_nonnull (strstr (error->message, number));

  stop (room);
}

static void
test_an_address_of_another_network_is_a_sentence (void)
{
  g_autoptr (GError) error = NULL;

  g_assert_null (open_room ("192.0.2.7", 0, &error));
  g_assert_error (error, BESEDA_HOST_ERROR, BESEDA_HOST_ERROR_ADDRESS);
  g_assert_nonnull (strstr (error->message, "192.0.2.7"));
}

static void
test_a_stopped_room_frees_its_port (void)
{
  g_autoptr (GError) error = NULL;
  BesedaHostedRoom *room = open_room ("127.0.0.1", 0, &error);
  const guint16 port = beseda_address_get_port (beseda_hosted_room_get_address (room));

  g_assert_no_error (error);
  stop (room);

  room = open_room ("127.0.0.1", port, &error);
  g_assert_no_error (error);
  stop (room);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/app-host/loopback-invites-nobody", test_loopback_invites_nobody);
  g_test_add_func ("/app-host/invitations-lead-to-the-room", test_invitations_lead_to_the_room);
  g_test_add_func ("/app-host/a-taken-port-is-a-sentence", test_a_taken_port_is_a_sentence);
  g_test_add_func ("/app-host/an-address-of-another-network-is-a-sentence",
                   test_an_address_of_another_network_is_a_sentence);
  g_test_add_func ("/app-host/a-stopped-room-frees-its-port", test_a_stopped_room_frees_its_port);

  return g_test_run ();
}
