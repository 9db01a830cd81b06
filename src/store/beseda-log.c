/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "beseda-log.h"

#include "beseda-limits.h"

G_DEFINE_QUARK (beseda_log_error, beseda_log_error)
G_DEFINE_INTERFACE (BesedaLog, beseda_log, G_TYPE_OBJECT)

static void
beseda_log_default_init (BesedaLogInterface *iface)
{
}

const BesedaPast *
beseda_log_get_past (BesedaLog *self)
{
  return BESEDA_LOG_GET_IFACE (self)->get_past (self);
}

guint64
beseda_log_get_first_seq (BesedaLog *self)
{
  return BESEDA_LOG_GET_IFACE (self)->get_first_seq (self);
}

guint64
beseda_log_get_last_seq (BesedaLog *self)
{
  return BESEDA_LOG_GET_IFACE (self)->get_last_seq (self);
}

void
beseda_log_append_async (
    BesedaLog *self, GPtrArray *events, GCancellable *cancellable, GAsyncReadyCallback callback, gpointer user_data)
{
  g_return_if_fail (events->len > 0);

  BESEDA_LOG_GET_IFACE (self)->append_async (self, events, cancellable, callback, user_data);
}

gboolean
beseda_log_append_finish (BesedaLog *self, GAsyncResult *result, GError **error)
{
  return BESEDA_LOG_GET_IFACE (self)->append_finish (self, result, error);
}

void
beseda_log_read_async (BesedaLog *self,
                       BesedaDirection direction,
                       guint64 seq,
                       guint limit,
                       GCancellable *cancellable,
                       GAsyncReadyCallback callback,
                       gpointer user_data)
{
  g_return_if_fail (limit > 0 && limit <= BESEDA_LIMIT_PAGE);

  BESEDA_LOG_GET_IFACE (self)->read_async (self, direction, seq, limit, cancellable, callback, user_data);
}

GPtrArray *
beseda_log_read_finish (BesedaLog *self, GAsyncResult *result, GError **error)
{
  return BESEDA_LOG_GET_IFACE (self)->read_finish (self, result, error);
}

void
beseda_log_prune (BesedaLog *self, gint64 now)
{
  BESEDA_LOG_GET_IFACE (self)->prune (self, now);
}

void
beseda_log_set_door_async (BesedaLog *self,
                           const BesedaDoor *door,
                           GCancellable *cancellable,
                           GAsyncReadyCallback callback,
                           gpointer user_data)
{
  g_return_if_fail (BESEDA_IS_LOG (self) && door != NULL);

  BESEDA_LOG_GET_IFACE (self)->set_door_async (self, door, cancellable, callback, user_data);
}

gboolean
beseda_log_set_door_finish (BesedaLog *self, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (BESEDA_IS_LOG (self), FALSE);

  return BESEDA_LOG_GET_IFACE (self)->set_door_finish (self, result, error);
}
