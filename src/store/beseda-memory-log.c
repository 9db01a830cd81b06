/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "beseda-memory-log.h"

#include "beseda-login.h"
#include "beseda-recent-messages.h"

struct _BesedaMemoryLog
{
  GObject parent_instance;

  BesedaPast *past;
  BesedaRecentMessages *recent;
  guint64 last_seq;
};

static void log_iface_init (BesedaLogInterface *iface);

G_DEFINE_FINAL_TYPE_WITH_CODE (BesedaMemoryLog,
                               beseda_memory_log,
                               G_TYPE_OBJECT,
                               G_IMPLEMENT_INTERFACE (BESEDA_TYPE_LOG, log_iface_init))

static const BesedaPast *
get_past (BesedaLog *log)
{
  return BESEDA_MEMORY_LOG (log)->past;
}

static guint64
get_first_seq (BesedaLog *log)
{
  return 0;
}

static guint64
get_last_seq (BesedaLog *log)
{
  return BESEDA_MEMORY_LOG (log)->last_seq;
}

/* Numbers the event at `index`, or puts the first one in its place. */
static void
take (BesedaMemoryLog *self, GPtrArray *events, guint index)
{
  BesedaEvent *event = events->pdata[index];
  const BesedaAct *act = beseda_event_get_act (event);
  const char *id = beseda_event_get_id (event);
  g_autofree char *key = id != NULL ? beseda_login_key (beseda_event_get_login (event)) : NULL;
  BesedaEvent *first = id != NULL ? beseda_recent_messages_find (self->recent, key, id) : NULL;

  if (first != NULL)
    {
      events->pdata[index] = beseda_event_ref (first);
      beseda_event_unref (event);
      return;
    }

  beseda_event_set_seq (event, ++self->last_seq);
  if (act != NULL && act->kind == BESEDA_ACT_REMOVE)
    beseda_recent_messages_remove (self->recent, act->target_seq);
  if (id != NULL)
    beseda_recent_messages_add (self->recent, key, event);
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
    take (self, events, i);

  g_task_return_boolean (task, TRUE);
}

static gboolean
append_finish (BesedaLog *log, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, log), FALSE);

  return g_task_propagate_boolean (G_TASK (result), error);
}

static void
read_async (BesedaLog *log,
            BesedaDirection direction,
            guint64 seq,
            guint limit,
            GCancellable *cancellable,
            GAsyncReadyCallback callback,
            gpointer user_data)
{
  g_autoptr (GTask) task = g_task_new (log, cancellable, callback, user_data);

  g_task_set_source_tag (task, read_async);
  g_task_return_pointer (task, g_ptr_array_new_with_free_func ((GDestroyNotify) beseda_event_unref),
                         (GDestroyNotify) g_ptr_array_unref);
}

static GPtrArray *
read_finish (BesedaLog *log, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, log), NULL);

  return g_task_propagate_pointer (G_TASK (result), error);
}

static void
prune (BesedaLog *log, gint64 now)
{
}

/* A room in memory has its door there. */
static void
set_door_async (
    BesedaLog *log, const BesedaDoor *door, GCancellable *cancellable, GAsyncReadyCallback callback, gpointer user_data)
{
  g_autoptr (GTask) task = g_task_new (log, cancellable, callback, user_data);

  g_task_set_source_tag (task, set_door_async);
  g_task_return_boolean (task, TRUE);
}

static gboolean
set_door_finish (BesedaLog *log, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, log), FALSE);

  return g_task_propagate_boolean (G_TASK (result), error);
}

static void
log_iface_init (BesedaLogInterface *iface)
{
  iface->get_past = get_past;
  iface->get_first_seq = get_first_seq;
  iface->get_last_seq = get_last_seq;
  iface->append_async = append_async;
  iface->append_finish = append_finish;
  iface->read_async = read_async;
  iface->read_finish = read_finish;
  iface->prune = prune;
  iface->set_door_async = set_door_async;
  iface->set_door_finish = set_door_finish;
}

static void
finalize (GObject *object)
{
  BesedaMemoryLog *self = BESEDA_MEMORY_LOG (object);

  beseda_recent_messages_free (self->recent);
  beseda_past_free (self->past);

  G_OBJECT_CLASS (beseda_memory_log_parent_class)->finalize (object);
}

static void
beseda_memory_log_class_init (BesedaMemoryLogClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = finalize;
}

static void
beseda_memory_log_init (BesedaMemoryLog *self)
{
  g_autofree char *room_id = g_uuid_string_random ();

  self->past = beseda_past_new (room_id);
  self->recent = beseda_recent_messages_new ();
}

BesedaLog *
beseda_memory_log_new (void)
{
  return g_object_new (BESEDA_TYPE_MEMORY_LOG, NULL);
}
