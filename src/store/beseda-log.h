/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

#include "beseda-direction.h"
#include "beseda-past.h"

G_BEGIN_DECLS

/*
 * What a room remembers: its events, in order, numbered from 1 without gaps, and what follows from them: whose names
 * are whose, who is there. An interface, so that a room may be kept in memory, in SQLite or by a distributed engine.
 * Used on the server's thread; an implementation does its own waiting elsewhere.
 */

/* Each message is one sentence for a person: which file, what happened, what to do. */
typedef enum
{
  BESEDA_LOG_ERROR_FULL,      /* no space is left */
  BESEDA_LOG_ERROR_READ_ONLY, /* the file, its folder or its disk cannot be written */
  BESEDA_LOG_ERROR_DAMAGED,   /* no database, or a broken one */
  BESEDA_LOG_ERROR_NEWER,     /* written by a newer program */
  BESEDA_LOG_ERROR_IN_USE,    /* another program has it */
  BESEDA_LOG_ERROR_DENIED,    /* this user may not read it, or not make it */
  BESEDA_LOG_ERROR_FAILED,    /* anything else */
} BesedaLogError;

#define BESEDA_LOG_ERROR (beseda_log_error_quark ())
GQuark beseda_log_error_quark (void);

#define BESEDA_TYPE_LOG (beseda_log_get_type ())
G_DECLARE_INTERFACE (BesedaLog, beseda_log, BESEDA, LOG, GObject)

struct _BesedaLogInterface
{
  GTypeInterface parent;

  const BesedaPast *(*get_past) (BesedaLog *self);
  guint64 (*get_first_seq) (BesedaLog *self);
  guint64 (*get_last_seq) (BesedaLog *self);
  void (*append_async) (
      BesedaLog *self, GPtrArray *events, GCancellable *cancellable, GAsyncReadyCallback callback, gpointer user_data);
  gboolean (*append_finish) (BesedaLog *self, GAsyncResult *result, GError **error);
  void (*read_async) (BesedaLog *self,
                      BesedaDirection direction,
                      guint64 seq,
                      guint limit,
                      GCancellable *cancellable,
                      GAsyncReadyCallback callback,
                      gpointer user_data);
  GPtrArray *(*read_finish) (BesedaLog *self, GAsyncResult *result, GError **error);
  void (*prune) (BesedaLog *self, gint64 now);
  void (*set_door_async) (BesedaLog *self,
                          const BesedaDoor *door,
                          GCancellable *cancellable,
                          GAsyncReadyCallback callback,
                          gpointer user_data);
  gboolean (*set_door_finish) (BesedaLog *self, GAsyncResult *result, GError **error);
};

/* What it held when it was opened. */
const BesedaPast *beseda_log_get_past (BesedaLog *self);

/* As of now: the number of the oldest event that is held, 0 for none; the last number given, 0 for none. */
guint64 beseda_log_get_first_seq (BesedaLog *self);
guint64 beseda_log_get_last_seq (BesedaLog *self);

/* Appends `events` (of BesedaEvent, at least one), all of them or none. One append at a time: who has more meanwhile
 * keeps it for the next call, so that what is said during a commit shares the next one. When it is finished with TRUE,
 * each event has its seq and is as durable as the implementation promises.
 *
 * An event by the same person (beseda_login_key) and with the same id as one that is held already is a repetition: it
 * is not stored, and the first one stands in its place in `events`. With a REMOVE the message that it is about has no
 * text any more, wherever it is held. */
void beseda_log_append_async (
    BesedaLog *self, GPtrArray *events, GCancellable *cancellable, GAsyncReadyCallback callback, gpointer user_data);
gboolean beseda_log_append_finish (BesedaLog *self, GAsyncResult *result, GError **error);

/* The events next to `seq` in that direction, at most `limit` (1 to BESEDA_LIMIT_PAGE), ascending, `seq` itself not
 * among them; fewer where their texts exceed BESEDA_LIMIT_PAGE_BYTES, but at least one where there is one. Sees
 * everything whose append is finished. (transfer full), of BesedaEvent */
void beseda_log_read_async (BesedaLog *self,
                            BesedaDirection direction,
                            guint64 seq,
                            guint limit,
                            GCancellable *cancellable,
                            GAsyncReadyCallback callback,
                            gpointer user_data);
GPtrArray *beseda_log_read_finish (BesedaLog *self, GAsyncResult *result, GError **error);

/* Begins to forget what is older than the log is to keep; `now` is UTC in milliseconds since the epoch. */
void beseda_log_prune (BesedaLog *self, gint64 now);

/* Keeps who can join, for when the room is opened again; `door` is copied. */
void beseda_log_set_door_async (BesedaLog *self,
                                const BesedaDoor *door,
                                GCancellable *cancellable,
                                GAsyncReadyCallback callback,
                                gpointer user_data);
gboolean beseda_log_set_door_finish (BesedaLog *self, GAsyncResult *result, GError **error);

G_END_DECLS
