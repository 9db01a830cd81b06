/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

#include "beseda-direction.h"
#include "beseda-event.h"

G_BEGIN_DECLS

/*
 * What a guest's computer keeps of one room, in an SQLite file: what was said, as far as it was seen, and of which
 * numbers all is known; what the person said and the room has not confirmed; how far the person read. What is written
 * is queued and done in order on a thread of its own; what cannot be written is logged. Used on one thread.
 */
typedef struct _BesedaCopy BesedaCopy;

typedef struct
{
  char *id;
  char *text;
  gint64 at;     /* UTC in milliseconds since the epoch */
  char *problem; /* NULL: it waits */
} BesedaCopyUnsent;

/* As it was when it was opened. */
typedef struct
{
  char *room_id; /* NULL: nothing of the room is kept */
  char *name;
  guint64 last_seq; /* the newest of which something is known; 0: nothing is */
  guint64 read_seq;
  GPtrArray *unsent; /* of BesedaCopyUnsent, in their order */
} BesedaCopyState;

/* All that is known from `from_seq` to `to_seq`; nothing where from_seq > to_seq. */
typedef struct
{
  guint64 from_seq;
  guint64 to_seq;
  GPtrArray *events; /* of BesedaEvent, ascending */
} BesedaCopyPage;

void beseda_copy_page_free (BesedaCopyPage *self);

/* Both block. Fails with BESEDA_LOG_ERROR, one sentence for a person. */
BesedaCopy *beseda_copy_open (const char *path, GError **error);
void beseda_copy_close (BesedaCopy *self);

const BesedaCopyState *beseda_copy_get_state (const BesedaCopy *self);

/* It is a copy of the room with that id: where it was one of another, what was said there and how far it was read are
 * forgotten. What is older than `keep` seconds (-1: nothing is too old; 0: everything is) is forgotten as well. */
void beseda_copy_set_room (BesedaCopy *self, const char *room_id, const char *name, gint64 keep);

/* `events` (of BesedaEvent) are all that the room holds from `from_seq` to `to_seq`. */
void beseda_copy_add (BesedaCopy *self, guint64 from_seq, guint64 to_seq, GPtrArray *events);

void beseda_copy_put_unsent (BesedaCopy *self, const char *id, const char *text, gint64 at, const char *problem);
void beseda_copy_drop_unsent (BesedaCopy *self, const char *id);
void beseda_copy_set_read (BesedaCopy *self, guint64 seq);

/* The events next to `seq` in that direction, at most `limit`, as far as all is known; with BESEDA_BEFORE and
 * G_MAXUINT64 the newest. The task's result is a BesedaCopyPage (transfer full of task). */
void beseda_copy_read (BesedaCopy *self, GTask *task, BesedaDirection direction, guint64 seq, guint limit);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (BesedaCopy, beseda_copy_close)
G_DEFINE_AUTOPTR_CLEANUP_FUNC (BesedaCopyPage, beseda_copy_page_free)

G_END_DECLS
