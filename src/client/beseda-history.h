/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "beseda-archive.h"
#include "beseda-reply.h"
#include "beseda-request.h"
#include "beseda-timeline.h"

G_BEGIN_DECLS

/*
 * What was said in a room, where it comes from and where it goes: pages from this computer's archive, or else from the
 * room; what the room says now. It shows the part of it that the timeline is on, keeps all of it in the archive, and
 * knows how far it has come and how far the person has read. Only for rooms that number what is said. Owned by a
 * session, on the main thread.
 */

typedef struct
{
  /* Asks the room. FALSE: not in the room. */
  gboolean (*ask) (gpointer user_data, const BesedaRequest *request);

  /* There is a newer last event than before. */
  void (*advanced) (gpointer user_data);

  /* A message that has an id is in the room: perhaps one that the person said. */
  void (*settled) (gpointer user_data, BesedaEvent *message);

  /* Somebody came or went after the welcome, while what was said before was still being told. */
  void (*presence) (gpointer user_data, BesedaEvent *event);

  /* The timeline shows what the archive had. `state` is NULL where there was none. */
  void (*restored) (gpointer user_data, const BesedaArchiveState *state);
} BesedaHistoryCallbacks;

#define BESEDA_TYPE_HISTORY (beseda_history_get_type ())
G_DECLARE_FINAL_TYPE (BesedaHistory, beseda_history, BESEDA, HISTORY, GObject)

/* `archive` is not open yet; NULL: nothing is kept. */
BesedaHistory *beseda_history_new (BesedaTimeline *timeline,
                                   BesedaArchive *archive,
                                   const BesedaHistoryCallbacks *callbacks,
                                   gpointer user_data);

/* Nothing is called any more. */
void beseda_history_close (BesedaHistory *self);

/* Opens the archive and begins with what it has; `restored` is called then, at once where there is none. */
void beseda_history_start (BesedaHistory *self);

/* What the room says. Whoever lost the connection says so. */
void beseda_history_take_welcome (BesedaHistory *self, const BesedaWelcome *welcome);
void beseda_history_take_page (BesedaHistory *self, BesedaReply *page);
void beseda_history_take_event (BesedaHistory *self, BesedaEvent *event, gboolean own);
void beseda_history_take_refusal (BesedaHistory *self, const char *id);
void beseda_history_lose_connection (BesedaHistory *self);

/* The room that all this is of, NULL where that is not known; the newest event that is known, 0 for none. */
const char *beseda_history_get_room_id (BesedaHistory *self);
guint64 beseda_history_get_last_seq (BesedaHistory *self);

/* The timeline shall show more before or behind what it shows, or the end. Asked again while it is being done, or where
 * there is no more, they do nothing. */
void beseda_history_load_older (BesedaHistory *self);
void beseda_history_load_newer (BesedaHistory *self);
void beseda_history_show_end (BesedaHistory *self);

/* The person has read up to there; what was read stays read. */
void beseda_history_set_read (BesedaHistory *self, guint64 seq);
guint64 beseda_history_get_read (BesedaHistory *self);

/* From here on the timeline's line stands before what was not read; where none stands yet, none will. */
void beseda_history_draw_line (BesedaHistory *self);
void beseda_history_erase_idle_line (BesedaHistory *self);

/* Events next to `seq`, at most `limit` (up to BESEDA_LIMIT_PAGE), for whoever wants all of them: from the archive, or
 * where that does not know them from the room. Where nobody can tell, the page is empty (from_seq > to_seq). */
void beseda_history_read_async (BesedaHistory *self,
                                BesedaDirection direction,
                                guint64 seq,
                                guint limit,
                                GCancellable *cancellable,
                                GAsyncReadyCallback callback,
                                gpointer user_data);
BesedaPage *beseda_history_read_finish (BesedaHistory *self, GAsyncResult *result, GError **error);

G_END_DECLS
