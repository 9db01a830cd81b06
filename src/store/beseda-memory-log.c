/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "beseda-memory-log.h"

struct _BesedaMemoryLog
{
  GObject parent_instance;

  guint64 last_seq;
};

static void log_iface_init (BesedaLogInterface *iface);

G_DEFINE_FINAL_TYPE_WITH_CODE (BesedaMemoryLog,
                               beseda_memory_log,
                               G_TYPE_OBJECT,
                               G_IMPLEMENT_INTERFACE (BESEDA_TYPE_LOG, log_iface_init))

static guint64
get_last_seq (BesedaLog *log)
{
  return BESEDA_MEMORY_LOG (log)->last_seq;
}

static void
append_async (
    BesedaLog *log, GPtrArray *events, GCancellable *cancellable, GAsyncReadyCallback callback, gpointer user_data)
{
  BesedaMemoryLog *self = BESEDA_MEMORY_LOG (log);
  g_autoptr (GTask) task = g_task_new (self, cancellable, callback, user_data);

  g_task_set_source_tag (task, append_async);

  if (g_task_return_error_if_cancelled (task))
    return;

  for (guint i = 0; i < events->len; i++)
    beseda_event_set_seq (g_ptr_array_index (events, i), ++self->last_seq);

  g_task_return_boolean (task, TRUE);
}

static gboolean
append_finish (BesedaLog *log, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, log), FALSE);

  return g_task_propagate_boolean (G_TASK (result), error);
}

static void
log_iface_init (BesedaLogInterface *iface)
{
  iface->get_last_seq = get_last_seq;
  iface->append_async = append_async;
  iface->append_finish = append_finish;
}

static void
beseda_memory_log_class_init (BesedaMemoryLogClass *klass)
{
}

static void
beseda_memory_log_init (BesedaMemoryLog *self)
{
}

BesedaLog *
beseda_memory_log_new (void)
{
  return g_object_new (BESEDA_TYPE_MEMORY_LOG, NULL);
}
