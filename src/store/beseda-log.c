/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "beseda-log.h"

G_DEFINE_INTERFACE (BesedaLog, beseda_log, G_TYPE_OBJECT)

static void
beseda_log_default_init (BesedaLogInterface *iface)
{
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
