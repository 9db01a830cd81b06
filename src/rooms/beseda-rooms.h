/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "beseda-archive.h"
#include "beseda-backend.h"
#include "beseda-file-locks.h"
#include "beseda-host.h"

G_BEGIN_DECLS

/*
 * All that this layer is to the rest of the program, and the one header of it that others include. Where there are
 * loadable modules it is one, which is loaded when somebody hosts or joins a room: most of the libraries that the
 * program uses are used here alone, and the window comes sooner without them.
 */
typedef struct
{
  const char *version; /* the program's that it was built with; another one may know another structure */
  const BesedaBackend *backend;

  /* What opens rooms in this process, and keeps each in a file in the first of `folders`, which is made where it is
   * missing; rooms are found in all of them. (transfer full) */
  BesedaHost *(*new_host) (const char *const *folders);
  void (*set_folders) (BesedaHost *host, const char *const *folders);

  /* Whether the local network is told of the rooms that are opened from now on; at first it is. */
  void (*set_announces) (BesedaHost *host, gboolean announces);

  /* What is kept of a room that the person joins, in the file at `path`; as beseda_copy_archive_new(). (transfer full)
   */
  BesedaArchive *(*new_archive) (const char *path, BesedaFileLocks *locks);

  /* Names and versions of libraries in turn, NULL-terminated. (transfer full) */
  GStrv (*dup_libraries) (void);
} BesedaRooms;

/* On any thread. (transfer none) */
G_MODULE_EXPORT const BesedaRooms *beseda_rooms_get (void);

/* The name of the function above, to look for in the module. */
#define BESEDA_ROOMS_SYMBOL "beseda_rooms_get"

G_END_DECLS
