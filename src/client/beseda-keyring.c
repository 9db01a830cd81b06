/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "beseda-keyring.h"

#include <glib/gi18n-lib.h>
#include <gnutls/crypto.h>
#include <gnutls/gnutls.h>
#include <string.h>

#include "beseda-login.h"
#include "beseda-token-file.h"
#include "beseda-token-service.h"
#include "beseda-token.h"

/* How long a token may take to be stored in the Secret Service before the file keeps it as well. */
#define STORE_SECONDS 3

struct _BesedaKeyring
{
  GObject parent_instance;

  char *file;
  GHashTable *names;      /* of Name, by its id */
  GHashTable *forgetting; /* of the rooms that are being forgotten; who asks for a name there waits */
  gboolean complained;    /* of the Secret Service */
};

/* A room on its way out. */
typedef struct
{
  BesedaKeyring *keyring;
  char *room;
} Farewell;

/* Either known, or asked for: then it holds the keyring, and `tasks` wait for it. A step on the way to the token takes
 * a reference, for it may end when the name is forgotten already. */
typedef struct
{
  char *room;
  char *login;
  char *key;
  char *token;            /* NULL until it is known; a new one is not given to anybody before it is kept */
  GPtrArray *tasks;       /* of GTask */
  BesedaKeyring *keyring; /* NULL: it is not asked for yet, or it is known */
  gboolean service;       /* whether the Secret Service may keep it */
  guint slow;             /* fires when storing takes too long; 0: it does not, or has fired */
} Name;

G_DEFINE_FINAL_TYPE (BesedaKeyring, beseda_keyring, G_TYPE_OBJECT)

static void
farewell_free (Farewell *farewell)
{
  g_object_unref (farewell->keyring);
  g_free (farewell->room);
  g_free (farewell);
}

static char *
name_id (const char *room, const char *key)
{
  return g_strdup_printf ("%zu %s %s", strlen (room), room, key);
}

static Name *
name_new (const char *room, const char *login, const char *key)
{
  Name *name = g_rc_box_new0 (Name);

  name->room = g_strdup (room);
  name->login = g_strdup (login);
  name->key = g_strdup (key);
  name->tasks = g_ptr_array_new_with_free_func (g_object_unref);

  return name;
}

static void
name_clear (gpointer data)
{
  Name *name = data;

  g_clear_handle_id (&name->slow, g_source_remove);
  g_ptr_array_unref (name->tasks);
  g_free (name->room);
  g_free (name->login);
  g_free (name->key);
  g_free (name->token);
}

static void
name_unref (gpointer name)
{
  g_rc_box_release_full (name, name_clear);
}

G_DEFINE_AUTOPTR_CLEANUP_FUNC (Name, name_unref)

static char *
make_token (void)
{
  guint8 bytes[BESEDA_TOKEN_BYTES];

  if (gnutls_rnd (GNUTLS_RND_KEY, bytes, sizeof bytes) < 0)
    g_error ("This computer has no random numbers to give.");

  return beseda_token_new (bytes);
}

static void
complain (BesedaKeyring *self, const char *why)
{
  if (!self->complained)
    g_message ("The Secret Service is of no use (%s); tokens of names are kept in %s.", why, self->file);
  self->complained = TRUE;
}

static void
finish (Name *name)
{
  g_autoptr (GPtrArray) tasks = g_steal_pointer (&name->tasks);
  g_autoptr (BesedaKeyring) self = g_steal_pointer (&name->keyring);

  name->tasks = g_ptr_array_new_with_free_func (g_object_unref);
  for (guint i = 0; i < tasks->len; i++)
    {
      g_task_set_task_data (tasks->pdata[i], NULL, NULL); /* the cancellable is watched no more */
      g_task_return_pointer (tasks->pdata[i], g_strdup (name->token), g_free);
    }
}

/* In a thread; reads what does not change. */
static void
find_in_file (GTask *task, gpointer source, gpointer data, GCancellable *cancellable)
{
  const Name *name = data;
  GError *error = NULL;
  char *token = beseda_token_file_find (name->keyring->file, name->room, name->key, &error);

  if (error != NULL)
    g_task_return_error (task, error);
  else
    g_task_return_pointer (task, token, g_free);
}

static void
keep_in_file (GTask *task, gpointer source, gpointer data, GCancellable *cancellable)
{
  const Name *name = data;
  GError *error = NULL;
  char *token = beseda_token_file_keep (name->keyring->file, name->room, name->key, name->token, &error);

  if (token == NULL)
    g_task_return_error (task, error);
  else
    g_task_return_pointer (task, token, g_free);
}

/* `function` lives on the name's texts, and on the keyring that it holds until it is finished. The task has no source,
 * for the thread may be the last to let go of it. */
static void
run_in_thread (Name *name, GTaskThreadFunc function, GAsyncReadyCallback callback)
{
  g_autoptr (GTask) task = g_task_new (NULL, NULL, callback, g_rc_box_acquire (name));

  g_task_set_source_tag (task, run_in_thread);
  g_task_set_task_data (task, name, NULL);
  g_task_run_in_thread (task, function);
}

/* Where the token can be kept nowhere, it lasts as long as we do. */
static void
on_kept_in_file (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (Name) name = user_data;
  g_autoptr (GError) error = NULL;
  char *token = g_task_propagate_pointer (G_TASK (result), &error);

  if (token != NULL)
    {
      g_free (name->token);
      name->token = token;
    }
  else
    g_warning ("The token of the name “%s” cannot be kept, and the name is lost when Beseda is closed: %s", name->login,
               error->message);
  finish (name);
}

/* The store is not cancelled: somebody may still be typing the password that unlocks the Secret Service. What it then
 * keeps is the same token. */
static gboolean
on_store_is_slow (gpointer user_data)
{
  Name *name = user_data;

  name->slow = 0;
  complain (name->keyring, "it does not answer");
  run_in_thread (name, keep_in_file, on_kept_in_file);

  return G_SOURCE_REMOVE;
}

static void
on_stored (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (Name) name = user_data;
  g_autoptr (GError) error = NULL;
  const gboolean stored = beseda_token_service_store_finish (result, &error);

  if (name->slow == 0)
    return; /* it came too late, and the file has the token */

  g_clear_handle_id (&name->slow, g_source_remove);
  if (stored)
    finish (name);
  else
    {
      complain (name->keyring, error->message);
      run_in_thread (name, keep_in_file, on_kept_in_file);
    }
}

static void
store_in_service (Name *name)
{
  /* Translators: how the desktop's program for passwords lists the proof that a name in a room is one's own. The first
   * %s is the name, the second one the room. */
  g_autofree char *label = g_strdup_printf (_ ("Beseda: %s in %s"), name->login, name->room);

  name->slow = g_timeout_add_seconds (STORE_SECONDS, on_store_is_slow, name);
  beseda_token_service_store_async (name->room, name->key, label, name->token, on_stored, g_rc_box_acquire (name));
}

static void
on_found_in_file (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (Name) name = user_data;
  g_autoptr (GError) error = NULL;

  name->token = g_task_propagate_pointer (G_TASK (result), &error);
  if (error != NULL)
    g_warning ("%s", error->message);

  if (name->token != NULL)
    {
      finish (name);
      return;
    }

  name->token = make_token ();
  if (name->service)
    store_in_service (name);
  else
    run_in_thread (name, keep_in_file, on_kept_in_file);
}

/* Whatever went wrong there, the service gets no new token for this name: it could take an old one's place. */
static void
on_found_in_service (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (Name) name = user_data;
  g_autoptr (GError) error = NULL;

  name->token = beseda_token_service_find_finish (result, &error);
  if (name->token != NULL)
    {
      finish (name);
      return;
    }

  if (error != NULL)
    complain (name->keyring, error->message);
  name->service = error == NULL;
  run_in_thread (name, find_in_file, on_found_in_file);
}

static void
begin (BesedaKeyring *self, Name *name)
{
  name->keyring = g_object_ref (self);
  beseda_token_service_find_async (name->room, name->key, on_found_in_service, g_rc_box_acquire (name));
}

/* Who cancels gets its answer at once; the token is found or made nevertheless. */
static gboolean
on_cancelled (GCancellable *cancellable, gpointer user_data)
{
  GTask *task = user_data;
  BesedaKeyring *self = g_task_get_source_object (task);
  GHashTableIter iter;
  gpointer name;

  g_task_return_error_if_cancelled (task);
  g_hash_table_iter_init (&iter, self->names);
  while (g_hash_table_iter_next (&iter, NULL, &name))
    g_ptr_array_remove (((Name *) name)->tasks, task);

  return G_SOURCE_REMOVE;
}

static void
destroy_source (gpointer source)
{
  g_source_destroy (source);
  g_source_unref (source);
}

static void
watch_cancellable (GTask *task)
{
  GSource *source = g_cancellable_source_new (g_task_get_cancellable (task));

  g_task_attach_source (task, source, G_SOURCE_FUNC (on_cancelled));
  g_task_set_task_data (task, source, destroy_source);
}

/* In a thread. */
static void
forget_in_file (GTask *task, gpointer source, gpointer data, GCancellable *cancellable)
{
  const Farewell *farewell = data;
  GError *error = NULL;

  if (beseda_token_file_forget (farewell->keyring->file, farewell->room, &error))
    g_task_return_boolean (task, TRUE);
  else
    g_task_return_error (task, error);
}

static void
on_forgotten_in_file (GObject *source, GAsyncResult *result, gpointer user_data)
{
  Farewell *farewell = user_data;
  BesedaKeyring *self = farewell->keyring;
  g_autoptr (GError) error = NULL;
  GHashTableIter iter;
  gpointer value;

  if (!g_task_propagate_boolean (G_TASK (result), &error))
    g_warning ("The tokens of the room “%s” cannot be forgotten: %s", farewell->room, error->message);

  g_hash_table_remove (self->forgetting, farewell->room);
  g_hash_table_iter_init (&iter, self->names);
  while (g_hash_table_iter_next (&iter, NULL, &value))
    {
      Name *name = value;

      if (g_str_equal (name->room, farewell->room) && name->keyring == NULL && name->tasks->len > 0)
        begin (self, name);
    }

  farewell_free (farewell);
}

static void
on_forgotten_in_service (GObject *source, GAsyncResult *result, gpointer user_data)
{
  Farewell *farewell = user_data;
  g_autoptr (GError) error = NULL;
  g_autoptr (GTask) task = g_task_new (NULL, NULL, on_forgotten_in_file, farewell);

  if (!beseda_token_service_forget_finish (result, &error))
    complain (farewell->keyring, error->message);

  g_task_set_source_tag (task, on_forgotten_in_service);
  g_task_set_task_data (task, farewell, NULL);
  g_task_run_in_thread (task, forget_in_file);
}

static gboolean
is_known_in_room (gpointer id, gpointer value, gpointer room)
{
  const Name *name = value;

  return g_str_equal (name->room, room) && name->keyring == NULL && name->tasks->len == 0;
}

static void
beseda_keyring_finalize (GObject *object)
{
  BesedaKeyring *self = BESEDA_KEYRING (object);

  g_hash_table_unref (self->names);
  g_hash_table_unref (self->forgetting);
  g_free (self->file);

  G_OBJECT_CLASS (beseda_keyring_parent_class)->finalize (object);
}

static void
beseda_keyring_class_init (BesedaKeyringClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = beseda_keyring_finalize;
}

static void
beseda_keyring_init (BesedaKeyring *self)
{
  self->names = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, name_unref);
  self->forgetting = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
}

BesedaKeyring *
beseda_keyring_new (const char *file)
{
  BesedaKeyring *self = g_object_new (BESEDA_TYPE_KEYRING, NULL);

  self->file = g_strdup (file);

  return self;
}

void
beseda_keyring_get_token_async (BesedaKeyring *self,
                                const char *room,
                                const char *login,
                                GCancellable *cancellable,
                                GAsyncReadyCallback callback,
                                gpointer user_data)
{
  g_autoptr (GTask) task = NULL;
  g_autofree char *key = NULL;
  g_autofree char *id = NULL;
  Name *name;

  g_return_if_fail (BESEDA_IS_KEYRING (self));
  g_return_if_fail (*room != '\0' && *login != '\0');

  task = g_task_new (self, cancellable, callback, user_data);
  g_task_set_source_tag (task, beseda_keyring_get_token_async);

  key = beseda_login_key (login);
  id = name_id (room, key);
  name = g_hash_table_lookup (self->names, id);
  if (name == NULL)
    {
      name = name_new (room, login, key);
      g_hash_table_insert (self->names, g_steal_pointer (&id), name);
    }

  if (name->token != NULL && name->keyring == NULL)
    {
      g_task_return_pointer (task, g_strdup (name->token), g_free);
      return;
    }

  if (cancellable != NULL)
    watch_cancellable (task);
  g_ptr_array_add (name->tasks, g_steal_pointer (&task));
  if (name->keyring == NULL && !g_hash_table_contains (self->forgetting, room))
    begin (self, name);
}

char *
beseda_keyring_get_token_finish (BesedaKeyring *self, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), NULL);

  return g_task_propagate_pointer (G_TASK (result), error);
}

void
beseda_keyring_forget (BesedaKeyring *self, const char *room)
{
  Farewell *farewell;

  g_return_if_fail (BESEDA_IS_KEYRING (self));
  g_return_if_fail (*room != '\0');

  g_hash_table_foreach_remove (self->names, is_known_in_room, (gpointer) room);
  if (!g_hash_table_add (self->forgetting, g_strdup (room)))
    return;

  farewell = g_new0 (Farewell, 1);
  farewell->keyring = g_object_ref (self);
  farewell->room = g_strdup (room);
  beseda_token_service_forget_async (room, on_forgotten_in_service, farewell);
}
