/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "beseda-archive.h"

G_BEGIN_DECLS

/*
 * The client's archive of one room, as a copy in the store. On the main thread; the file is opened, written and closed
 * on others.
 */
#define BESEDA_TYPE_COPY_ARCHIVE (beseda_copy_archive_get_type ())
G_DECLARE_FINAL_TYPE (BesedaCopyArchive, beseda_copy_archive, BESEDA, COPY_ARCHIVE, GObject)

/* The files that are in use: who wants to open one that is being closed waits. Reference-counted, for any thread. */
typedef struct _BesedaCopyLocks BesedaCopyLocks;

BesedaCopyLocks *beseda_copy_locks_new (void);
BesedaCopyLocks *beseda_copy_locks_ref (BesedaCopyLocks *self);
void beseda_copy_locks_unref (BesedaCopyLocks *self);

/* Blocks until nobody has the file at `path`; NULL: any. */
void beseda_copy_locks_wait (BesedaCopyLocks *self, const char *path);

BesedaArchive *beseda_copy_archive_new (const char *path, BesedaCopyLocks *locks);

G_END_DECLS
