/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "beseda-doorkeeper.h"

#include <gio/gnetworking.h>

#include "beseda-networks.h"
#include "beseda-secret.h"

/* Reference-counted: the owner has one, each check on its way another. */
struct _BesedaDoorkeeper
{
  BesedaDoorkeeperChecked checked; /* NULL: freed */
  gpointer user_data;
};

typedef struct
{
  BesedaDoorkeeper *doorkeeper;
  guint64 peer;
  char *password;
  char *hash;
} Check;

/* By whoever lets go last, which may be the thread. */
static void
check_free (gpointer data)
{
  Check *self = data;

  g_atomic_rc_box_release (self->doorkeeper);
  g_free (self->password);
  g_free (self->hash);
  g_free (self);
}

/* On a thread of its own. */
static void
check (GTask *task, gpointer source, gpointer data, GCancellable *cancellable)
{
  const Check *self = data;

  g_task_return_boolean (task, beseda_secret_is_password (self->password, self->hash));
}

static void
on_checked (GObject *source, GAsyncResult *result, gpointer user_data)
{
  const Check *self = g_task_get_task_data (G_TASK (result));
  const gboolean right = g_task_propagate_boolean (G_TASK (result), NULL);

  if (self->doorkeeper->checked != NULL)
    self->doorkeeper->checked (self->doorkeeper->user_data, self->peer, right);
}

/* (transfer full), NULL where the peer has gone already */
static GInetAddress *
get_address (int fd)
{
  struct sockaddr_storage storage;
  socklen_t size = sizeof storage;
  g_autoptr (GSocketAddress) address = NULL;

  if (getpeername (fd, (struct sockaddr *) &storage, &size) != 0)
    return NULL;

  address = g_socket_address_new_from_native (&storage, size);
  if (!G_IS_INET_SOCKET_ADDRESS (address))
    return NULL;

  return g_object_ref (g_inet_socket_address_get_address (G_INET_SOCKET_ADDRESS (address)));
}

BesedaDoorkeeper *
beseda_doorkeeper_new (BesedaDoorkeeperChecked checked, gpointer user_data)
{
  BesedaDoorkeeper *self = g_atomic_rc_box_new0 (BesedaDoorkeeper);

  self->checked = checked;
  self->user_data = user_data;

  return self;
}

void
beseda_doorkeeper_free (BesedaDoorkeeper *self)
{
  self->checked = NULL;
  g_atomic_rc_box_release (self);
}

void
beseda_doorkeeper_tell_origin (BesedaDoorkeeper *self, BesedaRoom *room, guint64 peer, int fd)
{
  g_autoptr (GInetAddress) address = get_address (fd);
  g_autofree char *text = address != NULL ? g_inet_address_to_string (address) : NULL;

  beseda_room_set_origin (room, peer, text, address != NULL && beseda_networks_has (address));
}

void
beseda_doorkeeper_check (BesedaDoorkeeper *self, guint64 peer, const char *password, const char *hash)
{
  g_autoptr (GTask) task = g_task_new (NULL, NULL, on_checked, NULL);
  Check *data = g_new0 (Check, 1);

  data->doorkeeper = g_atomic_rc_box_acquire (self);
  data->peer = peer;
  data->password = g_strdup (password);
  data->hash = g_strdup (hash);
  g_task_set_source_tag (task, beseda_doorkeeper_check);
  g_task_set_task_data (task, data, check_free);
  g_task_run_in_thread (task, check);
}
