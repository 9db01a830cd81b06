/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/*
 * A disk that misbehaves when it is told to: a file system below SQLite, between it and the real one, for every file
 * that is opened after fault_vfs_install(). Faults are counted over all files. Settings are for when nothing is being
 * written.
 */
typedef enum
{
  FAULT_NONE,
  FAULT_FULL,      /* the n-th write and all after it find no space */
  FAULT_WRITE,     /* the n-th write fails once */
  FAULT_SYNC,      /* the n-th sync fails once */
  FAULT_READ_ONLY, /* files that are opened now can only be read, and none is made */
  FAULT_TORN,      /* the n-th write is half done, and then the power fails: nothing is read or written any more */
} Fault;

void fault_vfs_install (void);

/* From now on; counting starts anew. FAULT_NONE mends everything. */
void fault_vfs_set (Fault fault, guint n);

/* Since then. */
guint fault_vfs_count_writes (void);
guint fault_vfs_count_syncs (void);

G_END_DECLS
