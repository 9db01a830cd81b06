/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "beseda-profile.h"

#include "beseda-attention.h"
#include "beseda-backend.h"

struct _BesedaProfile
{
  GObject parent_instance;

  GSettings *settings;
  BesedaHost *host;
  BesedaKeyring *keyring;   /* nullable */
  BesedaArchives *archives; /* nullable */
  BesedaKnownCertificates *known;
  BesedaRecentRooms *recent;
  BesedaKeptRooms *kept;
  BesedaNearbyRooms *nearby;
};

static guint begun; /* the signal */

G_DEFINE_FINAL_TYPE (BesedaProfile, beseda_profile, G_TYPE_OBJECT)

/* What the person's own room is called where things are kept; no link looks like it. (transfer full) */
static char *
dup_place (const char *handle)
{
  return g_strconcat ("hosted:", handle, NULL);
}

static void
beseda_profile_dispose (GObject *object)
{
  BesedaProfile *self = BESEDA_PROFILE (object);

  g_clear_object (&self->nearby);
  g_clear_object (&self->kept);
  g_clear_object (&self->recent);
  g_clear_object (&self->known);
  g_clear_object (&self->archives);
  g_clear_object (&self->keyring);
  g_clear_object (&self->host);
  g_clear_object (&self->settings);

  G_OBJECT_CLASS (beseda_profile_parent_class)->dispose (object);
}

static void
beseda_profile_class_init (BesedaProfileClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = beseda_profile_dispose;

  begun = g_signal_new ("begun", BESEDA_TYPE_PROFILE, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 1,
                        BESEDA_TYPE_SESSION);
}

static void
beseda_profile_init (BesedaProfile *self)
{
}

BesedaProfile *
beseda_profile_new (GSettings *settings,
                    BesedaHost *host,
                    BesedaKeyring *keyring,
                    BesedaArchives *archives,
                    BesedaKnownCertificates *known)
{
  BesedaProfile *self = g_object_new (BESEDA_TYPE_PROFILE, NULL);

  g_set_object (&self->settings, settings);
  g_set_object (&self->host, host);
  g_set_object (&self->keyring, keyring);
  g_set_object (&self->archives, archives);
  self->known = known != NULL ? g_object_ref (known) : beseda_known_certificates_new (NULL);
  self->recent = beseda_recent_rooms_new (settings);
  self->kept = beseda_kept_rooms_new (host);
  self->nearby = beseda_nearby_rooms_new ();

  return self;
}

GSettings *
beseda_profile_get_settings (BesedaProfile *self)
{
  return self->settings;
}

BesedaHost *
beseda_profile_get_host (BesedaProfile *self)
{
  return self->host;
}

BesedaRecentRooms *
beseda_profile_get_recent_rooms (BesedaProfile *self)
{
  return self->recent;
}

BesedaKeptRooms *
beseda_profile_get_kept_rooms (BesedaProfile *self)
{
  return self->kept;
}

BesedaNearbyRooms *
beseda_profile_get_nearby_rooms (BesedaProfile *self)
{
  return self->nearby;
}

BesedaKnownCertificates *
beseda_profile_get_known_certificates (BesedaProfile *self)
{
  return self->known;
}

char *
beseda_profile_dup_place (BesedaAddress *address, BesedaHostedRoom *hosted)
{
  return hosted != NULL ? dup_place (beseda_hosted_room_get_handle (hosted)) : beseda_address_to_place (address);
}

/* Whom to join, and as whom: the data of a task. */
typedef struct
{
  BesedaAddress *address;
  char *login;
  char *password; /* nullable */
  char *place;
} Wish;

static void
wish_free (gpointer data)
{
  Wish *wish = data;

  beseda_address_unref (wish->address);
  g_free (wish->login);
  g_free (wish->password);
  g_free (wish->place);
  g_free (wish);
}

static void
on_loaded (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  GError *error = NULL;

  if (beseda_backend_load_finish (result, &error))
    g_task_return_boolean (task, TRUE);
  else
    g_task_return_error (task, error);
}

void
beseda_profile_join_async (BesedaProfile *self,
                           BesedaAddress *address,
                           const char *login,
                           const char *password,
                           BesedaHostedRoom *hosted,
                           GCancellable *cancellable,
                           GAsyncReadyCallback callback,
                           gpointer user_data)
{
  GTask *task = g_task_new (self, cancellable, callback, user_data);
  Wish *wish = g_new0 (Wish, 1);

  wish->address = beseda_address_ref (address);
  wish->login = g_strdup (login);
  wish->password = g_strdup (password);
  wish->place = beseda_profile_dup_place (address, hosted);
  g_task_set_source_tag (task, beseda_profile_join_async);
  g_task_set_task_data (task, wish, wish_free);
  beseda_backend_load_async (on_loaded, task);
}

BesedaSession *
beseda_profile_join_finish (BesedaProfile *self, GAsyncResult *result, GError **error)
{
  const Wish *wish;
  BesedaSession *session;

  g_return_val_if_fail (g_task_is_valid (result, self), NULL);

  if (!g_task_propagate_boolean (G_TASK (result), error))
    return NULL;

  wish = g_task_get_task_data (G_TASK (result));

  session = beseda_session_new (wish->address, wish->login,
                                &(BesedaSessionOptions){
                                    .keyring = self->keyring,
                                    .archives = self->archives,
                                    .place = wish->place,
                                    .known = beseda_known_certificates_find (self->known, wish->address),
                                    .password = wish->password,
                                });
  g_signal_emit (self, begun, 0, session);

  return session;
}

void
beseda_profile_forget_recent (BesedaProfile *self, BesedaAddress *address)
{
  g_autofree char *place = beseda_address_to_place (address);
  g_autoptr (GError) error = NULL;

  beseda_recent_rooms_forget (self->recent, address);
  beseda_attention_set_choice (self->settings, place, "default");
  if (self->archives != NULL)
    beseda_archives_forget (self->archives, place);
  if (!beseda_known_certificates_forget (self->known, address, &error))
    g_warning ("%s", error->message);
}

void
beseda_profile_forget_hosted (BesedaProfile *self, const char *handle)
{
  g_autofree char *place = dup_place (handle);

  beseda_attention_set_choice (self->settings, place, "default");
  if (self->archives != NULL)
    beseda_archives_forget (self->archives, place);
  if (self->keyring != NULL)
    beseda_keyring_forget (self->keyring, place);
}
