/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "beseda-token-service.h"

#include <libsecret/secret.h>

#include "beseda-token.h"

#define PATIENCE_SECONDS 3
#define UNLOCK_SECONDS 60

/* Earlier versions kept one for each name in the room, with its "key"; any of them proves who one is. */
static const SecretSchema SCHEMA = {
  .name = "chat.beseda.Beseda.Name",
  .flags = SECRET_SCHEMA_NONE,
  .attributes = { { "room", SECRET_SCHEMA_ATTRIBUTE_STRING }, { "key", SECRET_SCHEMA_ATTRIBUTE_STRING } },
};

/* What is wanted of the service, with our patience while it answers: the data of a task. */
typedef struct
{
  char *room;
  GCancellable *patience;
  guint timeout;
} Wish;

static void
wish_free (gpointer data)
{
  Wish *wish = data;

  g_clear_handle_id (&wish->timeout, g_source_remove);
  g_clear_object (&wish->patience);
  g_free (wish->room);
  g_free (wish);
}

static GTask *
make_task (const char *room, GAsyncReadyCallback callback, gpointer user_data)
{
  GTask *task = g_task_new (NULL, NULL, callback, user_data);
  Wish *wish = g_new0 (Wish, 1);

  wish->room = g_strdup (room);
  g_task_set_task_data (task, wish, wish_free);

  return task;
}

static gboolean
on_out_of_patience (gpointer user_data)
{
  Wish *wish = user_data;

  wish->timeout = 0;
  g_cancellable_cancel (wish->patience);

  return G_SOURCE_REMOVE;
}

static GCancellable *
be_patient (Wish *wish, guint seconds)
{
  g_clear_handle_id (&wish->timeout, g_source_remove);
  g_clear_object (&wish->patience);
  wish->patience = g_cancellable_new ();
  wish->timeout = g_timeout_add_seconds (seconds, on_out_of_patience, wish);

  return wish->patience;
}

static void
fail (GTask *task, GError *error)
{
  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    g_task_return_new_error (task, G_IO_ERROR, G_IO_ERROR_TIMED_OUT, "it does not answer");
  else
    g_task_return_error (task, g_error_copy (error));
}

static void
on_looked_up (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  g_autoptr (GError) error = NULL;
  char *token = secret_password_lookup_finish (result, &error);

  if (error != NULL)
    fail (task, error);
  else if (token == NULL)
    g_task_return_new_error (task, G_IO_ERROR, G_IO_ERROR_PERMISSION_DENIED, "it stays locked");
  else if (!beseda_token_is_valid (token))
    g_task_return_new_error (task, G_IO_ERROR, G_IO_ERROR_PERMISSION_DENIED, "somebody changed what it keeps for us");
  else
    g_task_return_pointer (task, g_strdup (token), g_free);

  secret_password_free (token);
}

/* A search never makes the service ask anybody, a lookup may. */
static void
on_searched (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  g_autoptr (GError) error = NULL;
  Wish *wish = g_task_get_task_data (task);
  GList *items = secret_password_search_finish (result, &error);

  if (error != NULL)
    fail (task, error);
  else if (items == NULL)
    g_task_return_pointer (task, NULL, NULL);
  else
    {
      const gboolean locked = SECRET_IS_ITEM (items->data) && secret_item_get_locked (items->data);

      secret_password_lookup (&SCHEMA, be_patient (wish, locked ? UNLOCK_SECONDS : PATIENCE_SECONDS), on_looked_up,
                              g_steal_pointer (&task), "room", wish->room, NULL);
    }

  g_list_free_full (items, g_object_unref);
}

static void
on_cleared (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  g_autoptr (GError) error = NULL;

  secret_password_clear_finish (result, &error);
  if (error != NULL)
    fail (task, error);
  else
    g_task_return_boolean (task, TRUE);
}

void
beseda_token_service_find_async (const char *room, GAsyncReadyCallback callback, gpointer user_data)
{
  GTask *task = make_task (room, callback, user_data);
  Wish *wish = g_task_get_task_data (task);

  g_task_set_source_tag (task, beseda_token_service_find_async);
  secret_password_search (&SCHEMA, SECRET_SEARCH_NONE, be_patient (wish, PATIENCE_SECONDS), on_searched, task, "room",
                          wish->room, NULL);
}

char *
beseda_token_service_find_finish (GAsyncResult *result, GError **error)
{
  return g_task_propagate_pointer (G_TASK (result), error);
}

void
beseda_token_service_store_async (
    const char *room, const char *label, const char *token, GAsyncReadyCallback callback, gpointer user_data)
{
  secret_password_store (&SCHEMA, SECRET_COLLECTION_DEFAULT, label, token, NULL, callback, user_data, "room", room,
                         NULL);
}

gboolean
beseda_token_service_store_finish (GAsyncResult *result, GError **error)
{
  return secret_password_store_finish (result, error);
}

void
beseda_token_service_forget_async (const char *room, GAsyncReadyCallback callback, gpointer user_data)
{
  GTask *task = make_task (room, callback, user_data);
  Wish *wish = g_task_get_task_data (task);

  g_task_set_source_tag (task, beseda_token_service_forget_async);
  secret_password_clear (&SCHEMA, be_patient (wish, PATIENCE_SECONDS), on_cleared, task, "room", wish->room, NULL);
}

gboolean
beseda_token_service_forget_finish (GAsyncResult *result, GError **error)
{
  return g_task_propagate_boolean (G_TASK (result), error);
}
