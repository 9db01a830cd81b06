/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "beseda-own-backend.h"

/*
 * For programs that are linked with the backend: it is there from the start.
 */

const BesedaBackend *
beseda_backend_get (void)
{
  return &BESEDA_OWN_BACKEND;
}

void
beseda_backend_load_async (GAsyncReadyCallback callback, gpointer user_data)
{
  g_autoptr (GTask) task = g_task_new (NULL, NULL, callback, user_data);

  g_task_set_source_tag (task, beseda_backend_load_async);
  g_task_return_boolean (task, TRUE);
}

gboolean
beseda_backend_load_finish (GAsyncResult *result, GError **error)
{
  return g_task_propagate_boolean (G_TASK (result), error);
}
