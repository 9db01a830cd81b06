/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "fake-host.h"

static void host_init (BesedaHostInterface *iface);
static void hosted_room_init (BesedaHostedRoomInterface *iface);

G_DEFINE_FINAL_TYPE_WITH_CODE (FakeHost,
                               fake_host,
                               G_TYPE_OBJECT,
                               G_IMPLEMENT_INTERFACE (BESEDA_TYPE_HOST, host_init)
                                   G_IMPLEMENT_INTERFACE (BESEDA_TYPE_HOSTED_ROOM, hosted_room_init))

static const char *
get_handle (BesedaHostedRoom *room)
{
  const char *resumed = FAKE_HOST (room)->resumed;

  return resumed != NULL ? resumed : "new";
}

static BesedaAddress *
get_address (BesedaHostedRoom *room)
{
  return g_object_get_data (G_OBJECT (room), "address");
}

static gint64
get_keep (BesedaHostedRoom *room)
{
  return FAKE_HOST (room)->keep;
}

static GPtrArray *
dup_invitations (BesedaHostedRoom *room)
{
  GPtrArray *invitations = g_ptr_array_new_with_free_func ((GDestroyNotify) beseda_address_unref);

  if (FAKE_HOST (room)->on_network)
    g_ptr_array_add (invitations, beseda_address_new ("192.0.2.7", 8765, NULL, FALSE));

  return invitations;
}

/* It does what it is told, and remembers it. */
static void
command_async (BesedaHostedRoom *room,
               const char *const *words,
               GCancellable *cancellable,
               GAsyncReadyCallback callback,
               gpointer user_data)
{
  g_autoptr (GTask) task = g_task_new (room, cancellable, callback, user_data);

  g_free (FAKE_HOST (room)->command);
  FAKE_HOST (room)->command = g_strjoinv (" ", (char **) words);
  beseda_hosted_room_invitations_changed (room);
  g_task_return_pointer (task, g_strdup ("Done."), g_free);
}

static void
stop_async (BesedaHostedRoom *room, GAsyncReadyCallback callback, gpointer user_data)
{
  g_autoptr (GTask) task = g_task_new (room, NULL, callback, user_data);

  FAKE_HOST (room)->n_stopped++;
  g_task_return_boolean (task, TRUE);
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
take_out (FakeHost *self, const char *handle)
{
  for (guint i = self->kept->len; i > 0; i--)
    if (g_strcmp0 (beseda_kept_room_get_handle (self->kept->pdata[i - 1]), handle) == 0)
      {
        g_ptr_array_remove_index (self->kept, i - 1);
        beseda_host_kept_changed (BESEDA_HOST (self));
      }
}

static void
open_async (BesedaHost *host,
            const BesedaHostOptions *options,
            GCancellable *cancellable,
            GAsyncReadyCallback callback,
            gpointer user_data)
{
  FakeHost *self = FAKE_HOST (host);
  g_autoptr (GTask) task = g_task_new (host, cancellable, callback, user_data);

  g_free (self->room);
  g_free (self->address);
  g_free (self->resumed);
  self->room = g_strdup (options->room);
  self->address = g_strdup (options->address);
  self->port = options->port;
  self->keep = options->keep;
  self->allow_plain = options->allow_plain;
  self->resumed = g_strdup (options->kept);

  if (self->n_opened++ < self->n_refusals)
    {
      g_task_return_new_error (task, BESEDA_HOST_ERROR, self->refusal, "It cannot be there.");
      return;
    }

  take_out (self, options->kept);
  g_task_return_pointer (task, g_object_ref (host), g_object_unref);
}

static gpointer
copy_room (gconstpointer room, gpointer user_data)
{
  return g_object_ref ((gpointer) room);
}

static void
list_async (BesedaHost *host, GCancellable *cancellable, GAsyncReadyCallback callback, gpointer user_data)
{
  g_autoptr (GTask) task = g_task_new (host, cancellable, callback, user_data);

  g_task_return_pointer (task, g_ptr_array_copy (FAKE_HOST (host)->kept, copy_room, NULL),
                         (GDestroyNotify) g_ptr_array_unref);
}

static void
forget_async (
    BesedaHost *host, const char *handle, GCancellable *cancellable, GAsyncReadyCallback callback, gpointer user_data)
{
  FakeHost *self = FAKE_HOST (host);
  g_autoptr (GTask) task = g_task_new (host, cancellable, callback, user_data);

  g_free (self->forgotten);
  self->forgotten = g_strdup (handle);
  take_out (self, handle);
  g_task_return_boolean (task, TRUE);
}

static void
host_init (BesedaHostInterface *iface)
{
  iface->open_async = open_async;
  iface->list_async = list_async;
  iface->forget_async = forget_async;
}

static void
fake_host_finalize (GObject *object)
{
  FakeHost *self = FAKE_HOST (object);

  g_ptr_array_unref (self->kept);
  g_free (self->room);
  g_free (self->address);
  g_free (self->resumed);
  g_free (self->command);
  g_free (self->forgotten);

  G_OBJECT_CLASS (fake_host_parent_class)->finalize (object);
}

static void
fake_host_class_init (FakeHostClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = fake_host_finalize;
}

static void
fake_host_init (FakeHost *self)
{
  self->kept = g_ptr_array_new_with_free_func (g_object_unref);
  g_object_set_data_full (G_OBJECT (self), "address", beseda_address_new ("127.0.0.1", 8765, NULL, FALSE),
                          (GDestroyNotify) beseda_address_unref);
}

void
fake_host_keep (FakeHost *self, const char *handle, const char *name)
{
  const gint64 now = g_get_real_time () / 1000;

  g_ptr_array_insert (self->kept, 0, beseda_kept_room_new (handle, name, "192.0.2.7", 8765, -1, now));
  beseda_host_kept_changed (BESEDA_HOST (self));
}
