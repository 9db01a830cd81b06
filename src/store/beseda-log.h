/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

#include "beseda-event.h"

G_BEGIN_DECLS

/*
 * What a room remembers: its events, in order, numbered from 1 without gaps. An interface, so that a room may be kept
 * in memory, in SQLite or by a distributed engine. Used on the server's thread; an implementation does its own waiting
 * elsewhere.
 */
#define BESEDA_TYPE_LOG (beseda_log_get_type ())
G_DECLARE_INTERFACE (BesedaLog, beseda_log, BESEDA, LOG, GObject)

struct _BesedaLogInterface
{
  GTypeInterface parent;

  guint64 (*get_last_seq) (BesedaLog *self);
  void (*append_async) (
      BesedaLog *self, GPtrArray *events, GCancellable *cancellable, GAsyncReadyCallback callback, gpointer user_data);
  gboolean (*append_finish) (BesedaLog *self, GAsyncResult *result, GError **error);
};

/* The number of the newest event, 0 for an empty log. */
guint64 beseda_log_get_last_seq (BesedaLog *self);

/* Appends `events` (of BesedaEvent, at least one), all of them or none. One append at a time: who has more meanwhile
 * keeps it for the next call, so that what is said during a commit shares the next one. When it is finished with TRUE,
 * each event has its seq and is as durable as the implementation promises. */
void beseda_log_append_async (
    BesedaLog *self, GPtrArray *events, GCancellable *cancellable, GAsyncReadyCallback callback, gpointer user_data);
gboolean beseda_log_append_finish (BesedaLog *self, GAsyncResult *result, GError **error);

G_END_DECLS
