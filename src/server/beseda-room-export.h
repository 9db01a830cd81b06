/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

#include "beseda-export.h"

G_BEGIN_DECLS

/*
 * Copies what a room's file holds into a file for people or programs. Blocks, and iterates the thread's default main
 * context meanwhile; made for a program that has nothing else to do. Memory does not grow with the room.
 */

typedef enum
{
  BESEDA_ROOM_EXPORT_ERROR_NO_ROOM, /* there is no such file */
  BESEDA_ROOM_EXPORT_ERROR_EXISTS,  /* the target is there already, and was not to be replaced */
  BESEDA_ROOM_EXPORT_ERROR_ROOM,    /* the room's file cannot be read */
  BESEDA_ROOM_EXPORT_ERROR_TARGET,  /* the target cannot be written */
} BesedaRoomExportError;

#define BESEDA_ROOM_EXPORT_ERROR (beseda_room_export_error_quark ())
GQuark beseda_room_export_error_quark (void);

typedef struct
{
  const char *file;   /* the room's; no program may have it open */
  const char *target; /* NULL: the standard output */
  BesedaExportFormat format;
  gboolean replace; /* the target, if it is there */
} BesedaRoomExportOptions;

/* How far it is, in numbers of events. */
typedef void (*BesedaRoomExportProgress) (guint64 seq, guint64 last_seq, gpointer user_data);

/* The target appears when it is complete, or not at all. Returns how many messages there were, or -1 with
 * BESEDA_ROOM_EXPORT_ERROR and one sentence for a person, or with G_IO_ERROR_CANCELLED. */
gint64 beseda_room_export_run (const BesedaRoomExportOptions *options,
                               BesedaRoomExportProgress progress,
                               gpointer user_data,
                               GCancellable *cancellable,
                               GError **error);

G_END_DECLS
