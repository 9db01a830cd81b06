/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "beseda-archive.h"
#include "beseda-file-locks.h"

G_BEGIN_DECLS

/*
 * The client's archive of one room, as a copy in the store. On the main thread; the file is opened, written and closed
 * on others.
 */
#define BESEDA_TYPE_COPY_ARCHIVE (beseda_copy_archive_get_type ())
G_DECLARE_FINAL_TYPE (BesedaCopyArchive, beseda_copy_archive, BESEDA, COPY_ARCHIVE, GObject)

/* The file is at `path`, and is one of `locks` from when it is about to be opened until it is closed. (transfer full)
 */
BesedaArchive *beseda_copy_archive_new (const char *path, BesedaFileLocks *locks);

G_END_DECLS
