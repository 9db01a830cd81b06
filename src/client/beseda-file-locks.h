/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/*
 * Which files this program has in use: who wants one that is still being closed waits. Reference-counted, for any
 * thread; other programs know nothing of it.
 */
typedef struct _BesedaFileLocks BesedaFileLocks;

BesedaFileLocks *beseda_file_locks_new (void);
BesedaFileLocks *beseda_file_locks_ref (BesedaFileLocks *self);
void beseda_file_locks_unref (BesedaFileLocks *self);

/* Blocks until nobody has the file at `path`, and has it then. */
void beseda_file_locks_lock (BesedaFileLocks *self, const char *path);
void beseda_file_locks_unlock (BesedaFileLocks *self, const char *path);

/* Blocks until nobody has the file at `path`; NULL: any. */
void beseda_file_locks_wait (BesedaFileLocks *self, const char *path);

G_END_DECLS
