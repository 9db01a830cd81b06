/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

#include "beseda-direction.h"
#include "beseda-event.h"
#include "beseda-unsent.h"

G_BEGIN_DECLS

/*
 * What this computer keeps of one room: a copy of what was said, as far as it was seen; what the person said and the
 * room has not confirmed; how far the person has read. An interface, so that a session needs to know no store; `rooms`
 * implements it. Used on the main thread and never blocks it: what is written is queued, in order, and what cannot be
 * written is logged and lost to the copy alone. Owned by a session.
 */

/* What was kept when the archive was opened. */
typedef struct
{
  char *room_id;     /* NULL: nothing of the room is kept */
  char *room_name;   /* NULL with it */
  guint64 last_seq;  /* of the newest event that is kept, 0: none is */
  guint64 read_seq;  /* how far the person read; 0: not known */
  GPtrArray *unsent; /* of BesedaUnsentMessage, in their order */
} BesedaArchiveState;

/* All that the room held from `from_seq` to `to_seq`, as far as it is kept. Nothing is known where from_seq > to_seq.
 */
typedef struct
{
  guint64 from_seq;
  guint64 to_seq;
  GPtrArray *events; /* of BesedaEvent, ascending */
} BesedaPage;

BesedaPage *beseda_page_new (guint64 from_seq, guint64 to_seq, GPtrArray *events); /* (transfer full) of events */
void beseda_page_free (BesedaPage *self);
void beseda_archive_state_free (BesedaArchiveState *self);

#define BESEDA_TYPE_ARCHIVE (beseda_archive_get_type ())
G_DECLARE_INTERFACE (BesedaArchive, beseda_archive, BESEDA, ARCHIVE, GObject)

struct _BesedaArchiveInterface
{
  GTypeInterface parent;

  void (*open_async) (BesedaArchive *self, GAsyncReadyCallback callback, gpointer user_data);
  BesedaArchiveState *(*open_finish) (BesedaArchive *self, GAsyncResult *result, GError **error);
  void (*set_room) (BesedaArchive *self, const char *room_id, const char *name, gint64 keep);
  void (*add) (BesedaArchive *self, guint64 from_seq, guint64 to_seq, GPtrArray *events);
  void (*read_async) (BesedaArchive *self,
                      BesedaDirection direction,
                      guint64 seq,
                      guint limit,
                      GAsyncReadyCallback callback,
                      gpointer user_data);
  BesedaPage *(*read_finish) (BesedaArchive *self, GAsyncResult *result, GError **error);
  void (*keep_unsent) (BesedaArchive *self, const BesedaUnsentMessage *message);
  void (*drop_unsent) (BesedaArchive *self, const char *id);
  void (*set_read) (BesedaArchive *self, guint64 seq);
};

/* Once, before anything else. Fails with one sentence for a person; the archive then keeps and knows nothing, and every
 * other call is harmless. (transfer full) */
void beseda_archive_open_async (BesedaArchive *self, GAsyncReadyCallback callback, gpointer user_data);
BesedaArchiveState *beseda_archive_open_finish (BesedaArchive *self, GAsyncResult *result, GError **error);

/* The room at this address is the one with `room_id`. Where it was another one until now, what was said there and how
 * far it was read are forgotten; what was not sent is kept. `keep` is how long messages are kept, in seconds, -1 for
 * ever: what is older is forgotten, with 0 none is kept at all. */
void beseda_archive_set_room (BesedaArchive *self, const char *room_id, const char *name, gint64 keep);

/* `events` (of BesedaEvent, numbered, ascending) are all that the room holds from `from_seq` to `to_seq`. What was
 * known of these numbers already stays. */
void beseda_archive_add (BesedaArchive *self, guint64 from_seq, guint64 to_seq, GPtrArray *events);

/* The events next to `seq` (itself not among them) in that direction, at most `limit`, without a gap: where what is
 * known ends, the page ends, and where nothing is known next to `seq` it is empty with from_seq > to_seq. With
 * BESEDA_BEFORE and G_MAXUINT64: the newest that are known. (transfer full) */
void beseda_archive_read_async (BesedaArchive *self,
                                BesedaDirection direction,
                                guint64 seq,
                                guint limit,
                                GAsyncReadyCallback callback,
                                gpointer user_data);
BesedaPage *beseda_archive_read_finish (BesedaArchive *self, GAsyncResult *result, GError **error);

/* Keeps a message that waits, or was refused, as it is now; or forgets it. */
void beseda_archive_keep_unsent (BesedaArchive *self, const BesedaUnsentMessage *message);
void beseda_archive_drop_unsent (BesedaArchive *self, const char *id);

void beseda_archive_set_read (BesedaArchive *self, guint64 seq);

/* All that this computer keeps. */
#define BESEDA_TYPE_ARCHIVES (beseda_archives_get_type ())
G_DECLARE_INTERFACE (BesedaArchives, beseda_archives, BESEDA, ARCHIVES, GObject)

struct _BesedaArchivesInterface
{
  GTypeInterface parent;

  BesedaArchive *(*get) (BesedaArchives *self, const char *place, const char *login);
  void (*forget) (BesedaArchives *self, const char *place);
};

/* The archive of one room for one name; `place` is any text that stands for the room: its link, or that of one's own.
 * While one of them lives the same is given out. (transfer full) */
BesedaArchive *beseda_archives_get (BesedaArchives *self, const char *place, const char *login);

/* Deletes what is kept of a room, for all names. */
void beseda_archives_forget (BesedaArchives *self, const char *place);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (BesedaPage, beseda_page_free)
G_DEFINE_AUTOPTR_CLEANUP_FUNC (BesedaArchiveState, beseda_archive_state_free)

G_END_DECLS
