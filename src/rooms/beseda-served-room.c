/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "beseda-served-room.h"

#include "beseda-network-addresses.h"

struct _BesedaServedRoom
{
  GObject parent_instance;

  BesedaServer *server;
  char *handle;
  BesedaAddress *address; /* with the owner's secrets */
  gint64 keep;
  gboolean on_all_networks;
  gboolean on_ipv6; /* and then on IPv4 as well, where it is on all networks */
  gboolean on_loopback;
};

enum
{
  STOPPED,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

static void hosted_room_init (BesedaHostedRoomInterface *iface);

G_DEFINE_FINAL_TYPE_WITH_CODE (BesedaServedRoom,
                               beseda_served_room,
                               G_TYPE_OBJECT,
                               G_IMPLEMENT_INTERFACE (BESEDA_TYPE_HOSTED_ROOM, hosted_room_init))

static const char *
get_handle (BesedaHostedRoom *room)
{
  return BESEDA_SERVED_ROOM (room)->handle;
}

static BesedaAddress *
get_address (BesedaHostedRoom *room)
{
  return BESEDA_SERVED_ROOM (room)->address;
}

static gint64
get_keep (BesedaHostedRoom *room)
{
  return BESEDA_SERVED_ROOM (room)->keep;
}

/* What a guest needs, and no more. (transfer full) */
static BesedaAddress *
invite_to (BesedaServedRoom *self, const char *host)
{
  g_autoptr (BesedaAddress) bare = beseda_address_new (host, beseda_server_get_port (self->server), NULL, FALSE);

  return beseda_address_with_secrets (bare, beseda_address_get_fingerprint (self->address),
                                      beseda_address_get_key (self->address), NULL);
}

static GPtrArray *
dup_invitations (BesedaHostedRoom *room)
{
  BesedaServedRoom *self = BESEDA_SERVED_ROOM (room);
  GPtrArray *invitations = g_ptr_array_new_with_free_func ((GDestroyNotify) beseda_address_unref);

  if (self->on_all_networks)
    {
      g_autoptr (GPtrArray) hosts = beseda_network_addresses_dup (self->on_ipv6);

      for (guint i = 0; i < hosts->len; i++)
        g_ptr_array_add (invitations, invite_to (self, hosts->pdata[i]));
    }
  else if (!self->on_loopback)
    g_ptr_array_add (invitations, invite_to (self, beseda_address_get_host (self->address)));

  return invitations;
}

/* The answer to what may have changed the link is the link. */
static void
on_commanded (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  BesedaServedRoom *self = BESEDA_SERVED_ROOM (g_task_get_source_object (task));
  GError *error = NULL;
  char *text = beseda_server_command_finish (BESEDA_SERVER (source), result, &error);
  g_autoptr (BesedaAddress) link = text != NULL ? beseda_address_parse (text, NULL) : NULL;

  if (text == NULL)
    {
      g_task_return_error (task, error);
      return;
    }

  if (link != NULL && g_strcmp0 (beseda_address_get_key (link), beseda_address_get_key (self->address)) != 0)
    {
      g_autoptr (BesedaAddress) old = self->address;

      self->address = beseda_address_with_secrets (old, beseda_address_get_fingerprint (old),
                                                   beseda_address_get_key (link), beseda_address_get_owner (old));
      beseda_hosted_room_invitations_changed (BESEDA_HOSTED_ROOM (self));
    }
  g_task_return_pointer (task, text, g_free);
}

static void
command_async (BesedaHostedRoom *room,
               const char *const *words,
               GCancellable *cancellable,
               GAsyncReadyCallback callback,
               gpointer user_data)
{
  GTask *task = g_task_new (room, cancellable, callback, user_data);

  g_task_set_source_tag (task, command_async);
  beseda_server_command_async (BESEDA_SERVED_ROOM (room)->server, words, cancellable, on_commanded, task);
}

static void
on_stopped (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;

  beseda_server_stop_finish (BESEDA_SERVER (source), result);
  g_signal_emit (g_task_get_source_object (task), signals[STOPPED], 0);
  if (g_application_get_default () != NULL)
    g_application_release (g_application_get_default ());
  g_task_return_boolean (task, TRUE);
}

static void
stop_async (BesedaHostedRoom *room, GAsyncReadyCallback callback, gpointer user_data)
{
  BesedaServedRoom *self = BESEDA_SERVED_ROOM (room);
  GTask *task = g_task_new (self, NULL, callback, user_data);

  g_task_set_source_tag (task, stop_async);

  /* Guests are told good-bye also when the last window has gone. */
  if (g_application_get_default () != NULL)
    g_application_hold (g_application_get_default ());
  beseda_server_stop_async (self->server, on_stopped, task);
}

static void
hosted_room_init (BesedaHostedRoomInterface *iface)
{
  iface->get_handle = get_handle;
  iface->get_address = get_address;
  iface->get_keep = get_keep;
  iface->dup_invitations = dup_invitations;
  iface->command_async = command_async;
  iface->stop_async = stop_async;
}

static void
beseda_served_room_finalize (GObject *object)
{
  BesedaServedRoom *self = BESEDA_SERVED_ROOM (object);

  g_clear_object (&self->server);
  g_free (self->handle);
  g_clear_pointer (&self->address, beseda_address_unref);

  G_OBJECT_CLASS (beseda_served_room_parent_class)->finalize (object);
}

static void
beseda_served_room_class_init (BesedaServedRoomClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = beseda_served_room_finalize;

  signals[STOPPED] = g_signal_new ("stopped", BESEDA_TYPE_SERVED_ROOM, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                   G_TYPE_NONE, 0);
}

static void
beseda_served_room_init (BesedaServedRoom *self)
{
}

BesedaServedRoom *
beseda_served_room_new (
    BesedaServer *server, const char *handle, const char *address, gint64 keep, const char *owner_link)
{
  BesedaServedRoom *self = g_object_new (BESEDA_TYPE_SERVED_ROOM, NULL);
  g_autoptr (GInetAddress) listening = g_inet_address_new_from_string (address);
  g_autoptr (GInetAddress) loopback = NULL;
  g_autoptr (BesedaAddress) link = beseda_address_parse (owner_link, NULL);
  g_autoptr (BesedaAddress) own = NULL;
  g_autofree char *own_host = NULL;

  g_return_val_if_fail (listening != NULL && link != NULL, NULL);

  self->server = g_object_ref (server);
  self->handle = g_strdup (handle);
  self->keep = keep;
  self->on_all_networks = g_inet_address_get_is_any (listening);
  self->on_ipv6 = g_inet_address_get_family (listening) == G_SOCKET_FAMILY_IPV6;
  self->on_loopback = g_inet_address_get_is_loopback (listening);

  loopback = g_inet_address_new_loopback (g_inet_address_get_family (listening));
  own_host = g_inet_address_to_string (self->on_all_networks ? loopback : listening);
  own = beseda_address_new (own_host, beseda_server_get_port (server), NULL, FALSE);
  self->address = beseda_address_with_secrets (own, beseda_address_get_fingerprint (link),
                                               beseda_address_get_key (link), beseda_address_get_owner (link));

  return self;
}
