/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "beseda-keyring.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "beseda-backend.h"
#include "beseda-token-file.h"

/* How long a token may take to be stored in the Secret Service before the file keeps it as well. */
#define STORE_SECONDS 3

struct _BesedaKeyring
{
  GObject parent_instance;

  char *file;
  GHashTable *proofs;     /* room -> Proof */
  GHashTable *forgetting; /* of the rooms that are being forgotten; who asks for a token there waits */
  gboolean complained;    /* of the Secret Service */
};

/* A room on its way out. */
typedef struct
{
  BesedaKeyring *keyring;
  char *room;
} Farewell;

/* Either known, or asked for: then it holds the keyring, and `tasks` wait for it. A step on the way to the token takes
 * a reference, for it may end when the room is forgotten already. */
typedef struct
{
  char *room;
  char *token;            /* NULL until it is known; a new one is not given to anybody before it is kept */
  GPtrArray *tasks;       /* of GTask */
  BesedaKeyring *keyring; /* NULL: it is not asked for yet, or it is known */
  gboolean service;       /* whether the Secret Service may keep it */
  guint slow;             /* fires when storing takes too long; 0: it does not, or has fired */
} Proof;

G_DEFINE_FINAL_TYPE (BesedaKeyring, beseda_keyring, G_TYPE_OBJECT)

static void
farewell_free (Farewell *farewell)
{
  g_object_unref (farewell->keyring);
  g_free (farewell->room);
  g_free (farewell);
}

static Proof *
proof_new (const char *room)
{
  Proof *proof = g_rc_box_new0 (Proof);

  proof->room = g_strdup (room);
  proof->tasks = g_ptr_array_new_with_free_func (g_object_unref);

  return proof;
}

static void
proof_clear (gpointer data)
{
  Proof *proof = data;

  g_clear_handle_id (&proof->slow, g_source_remove);
  g_ptr_array_unref (proof->tasks);
  g_free (proof->room);
  g_free (proof->token);
}

static void
proof_unref (gpointer proof)
{
  g_rc_box_release_full (proof, proof_clear);
}

G_DEFINE_AUTOPTR_CLEANUP_FUNC (Proof, proof_unref)

static void
complain (BesedaKeyring *self, const char *why)
{
  if (!self->complained)
    g_message ("The Secret Service is of no use (%s); tokens of names are kept in %s.", why, self->file);
  self->complained = TRUE;
}

static void
finish (Proof *proof)
{
  g_autoptr (GPtrArray) tasks = g_steal_pointer (&proof->tasks);
  g_autoptr (BesedaKeyring) self = g_steal_pointer (&proof->keyring);

  proof->tasks = g_ptr_array_new_with_free_func (g_object_unref);
  for (guint i = 0; i < tasks->len; i++)
    {
      g_task_set_task_data (tasks->pdata[i], NULL, NULL); /* the cancellable is watched no more */
      g_task_return_pointer (tasks->pdata[i], g_strdup (proof->token), g_free);
    }
}

/* In a thread; reads what does not change. */
static void
find_in_file (GTask *task, gpointer source, gpointer data, GCancellable *cancellable)
{
  const Proof *proof = data;
  GError *error = NULL;
  char *token = beseda_token_file_find (proof->keyring->file, proof->room, &error);

  if (error != NULL)
    g_task_return_error (task, error);
  else
    g_task_return_pointer (task, token, g_free);
}

static void
keep_in_file (GTask *task, gpointer source, gpointer data, GCancellable *cancellable)
{
  const Proof *proof = data;
  GError *error = NULL;
  char *token = beseda_token_file_keep (proof->keyring->file, proof->room, proof->token, &error);

  if (token == NULL)
    g_task_return_error (task, error);
  else
    g_task_return_pointer (task, token, g_free);
}

/* `function` lives on the proof's texts, and on the keyring that it holds until it is finished. The task has no source,
 * for the thread may be the last to let go of it. */
static void
run_in_thread (Proof *proof, GTaskThreadFunc function, GAsyncReadyCallback callback)
{
  g_autoptr (GTask) task = g_task_new (NULL, NULL, callback, g_rc_box_acquire (proof));

  g_task_set_source_tag (task, run_in_thread);
  g_task_set_task_data (task, proof, NULL);
  g_task_run_in_thread (task, function);
}

/* Where the token can be kept nowhere, it lasts as long as we do. */
static void
on_kept_in_file (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (Proof) proof = user_data;
  g_autoptr (GError) error = NULL;
  char *token = g_task_propagate_pointer (G_TASK (result), &error);

  if (token != NULL)
    {
      g_free (proof->token);
      proof->token = token;
    }
  else
    g_warning ("The token of the room “%s” cannot be kept, and names there are lost when Beseda is closed: %s",
               proof->room, error->message);
  finish (proof);
}

/* The store is not cancelled: somebody may still be typing the password that unlocks the Secret Service. What it then
 * keeps is the same token. */
static gboolean
on_store_is_slow (gpointer user_data)
{
  Proof *proof = user_data;

  proof->slow = 0;
  complain (proof->keyring, "it does not answer");
  run_in_thread (proof, keep_in_file, on_kept_in_file);

  return G_SOURCE_REMOVE;
}

static void
on_stored (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (Proof) proof = user_data;
  g_autoptr (GError) error = NULL;
  const gboolean stored = beseda_backend_get ()->store_token_finish (result, &error);

  if (proof->slow == 0)
    return; /* it came too late, and the file has the token */

  g_clear_handle_id (&proof->slow, g_source_remove);
  if (stored)
    finish (proof);
  else
    {
      complain (proof->keyring, error->message);
      run_in_thread (proof, keep_in_file, on_kept_in_file);
    }
}

static void
store_in_service (Proof *proof)
{
  /* Translators: how the desktop's program for passwords lists the proof that one's names in a room are one's own. */
  g_autofree char *label = g_strdup_printf (_ ("Beseda: your names in %s"), proof->room);

  proof->slow = g_timeout_add_seconds (STORE_SECONDS, on_store_is_slow, proof);
  beseda_backend_get ()->store_token_async (proof->room, label, proof->token, on_stored, g_rc_box_acquire (proof));
}

static void
on_found_in_file (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (Proof) proof = user_data;
  g_autoptr (GError) error = NULL;

  proof->token = g_task_propagate_pointer (G_TASK (result), &error);
  if (error != NULL)
    g_warning ("%s", error->message);

  if (proof->token != NULL)
    {
      finish (proof);
      return;
    }

  proof->token = beseda_backend_get ()->make_token ();
  if (proof->service)
    store_in_service (proof);
  else
    run_in_thread (proof, keep_in_file, on_kept_in_file);
}

/* Whatever went wrong there, the service gets no new token for this room: it could take an old one's place. */
static void
on_found_in_service (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (Proof) proof = user_data;
  g_autoptr (GError) error = NULL;

  proof->token = beseda_backend_get ()->find_token_finish (result, &error);
  if (proof->token != NULL)
    {
      finish (proof);
      return;
    }

  if (error != NULL)
    complain (proof->keyring, error->message);
  proof->service = error == NULL;
  run_in_thread (proof, find_in_file, on_found_in_file);
}

static void
begin (BesedaKeyring *self, Proof *proof)
{
  proof->keyring = g_object_ref (self);
  beseda_backend_get ()->find_token_async (proof->room, on_found_in_service, g_rc_box_acquire (proof));
}

/* Who cancels gets its answer at once; the token is found or made nevertheless. */
static gboolean
on_cancelled (GCancellable *cancellable, gpointer user_data)
{
  GTask *task = user_data;
  BesedaKeyring *self = g_task_get_source_object (task);
  GHashTableIter iter;
  gpointer proof;

  g_task_return_error_if_cancelled (task);
  g_hash_table_iter_init (&iter, self->proofs);
  while (g_hash_table_iter_next (&iter, NULL, &proof))
    g_ptr_array_remove (((Proof *) proof)->tasks, task);

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
  Proof *proof;

  if (!g_task_propagate_boolean (G_TASK (result), &error))
    g_warning ("The tokens of the room “%s” cannot be forgotten: %s", farewell->room, error->message);

  g_hash_table_remove (self->forgetting, farewell->room);
  proof = g_hash_table_lookup (self->proofs, farewell->room);
  if (proof != NULL && proof->keyring == NULL && proof->tasks->len > 0)
    begin (self, proof);

  farewell_free (farewell);
}

static void
on_forgotten_in_service (GObject *source, GAsyncResult *result, gpointer user_data)
{
  Farewell *farewell = user_data;
  g_autoptr (GError) error = NULL;
  g_autoptr (GTask) task = g_task_new (NULL, NULL, on_forgotten_in_file, farewell);

  if (!beseda_backend_get ()->forget_token_finish (result, &error))
    complain (farewell->keyring, error->message);

  g_task_set_source_tag (task, on_forgotten_in_service);
  g_task_set_task_data (task, farewell, NULL);
  g_task_run_in_thread (task, forget_in_file);
}

static void
beseda_keyring_finalize (GObject *object)
{
  BesedaKeyring *self = BESEDA_KEYRING (object);

  g_hash_table_unref (self->proofs);
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
  self->proofs = g_hash_table_new_full (g_str_hash, g_str_equal, NULL, proof_unref);
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
beseda_keyring_get_token_async (
    BesedaKeyring *self, const char *room, GCancellable *cancellable, GAsyncReadyCallback callback, gpointer user_data)
{
  g_autoptr (GTask) task = NULL;
  Proof *proof;

  g_return_if_fail (BESEDA_IS_KEYRING (self));
  g_return_if_fail (*room != '\0');

  task = g_task_new (self, cancellable, callback, user_data);
  g_task_set_source_tag (task, beseda_keyring_get_token_async);

  proof = g_hash_table_lookup (self->proofs, room);
  if (proof == NULL)
    {
      proof = proof_new (room);
      g_hash_table_insert (self->proofs, proof->room, proof);
    }

  if (proof->token != NULL && proof->keyring == NULL)
    {
      g_task_return_pointer (task, g_strdup (proof->token), g_free);
      return;
    }

  if (cancellable != NULL)
    watch_cancellable (task);
  g_ptr_array_add (proof->tasks, g_steal_pointer (&task));
  if (proof->keyring == NULL && !g_hash_table_contains (self->forgetting, room))
    begin (self, proof);
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
  Proof *proof;

  g_return_if_fail (BESEDA_IS_KEYRING (self));
  g_return_if_fail (*room != '\0');

  proof = g_hash_table_lookup (self->proofs, room);
  if (proof != NULL && proof->keyring == NULL && proof->tasks->len == 0)
    g_hash_table_remove (self->proofs, room);
  if (!g_hash_table_add (self->forgetting, g_strdup (room)))
    return;

  farewell = g_new0 (Farewell, 1);
  farewell->keyring = g_object_ref (self);
  farewell->room = g_strdup (room);
  beseda_backend_get ()->forget_token_async (room, on_forgotten_in_service, farewell);
}
