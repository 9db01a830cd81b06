/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "fault-vfs.h"

#include <sqlite3.h>

typedef struct
{
  sqlite3_file base;
  sqlite3_file *real; /* behind this */
} FaultFile;

static sqlite3_vfs vfs;
static sqlite3_vfs *below;

static Fault armed;
static guint when;
static guint writes;
static guint syncs;
static gboolean dead;

static sqlite3_file *
get_real (sqlite3_file *file)
{
  return ((FaultFile *) file)->real;
}

static int
close_file (sqlite3_file *file)
{
  return get_real (file)->pMethods->xClose (get_real (file));
}

static int
read_file (sqlite3_file *file, void *data, int size, sqlite3_int64 offset)
{
  return dead ? SQLITE_IOERR_READ : get_real (file)->pMethods->xRead (get_real (file), data, size, offset);
}

static int
write_file (sqlite3_file *file, const void *data, int size, sqlite3_int64 offset)
{
  const sqlite3_io_methods *real = get_real (file)->pMethods;

  writes++;
  if (dead)
    return SQLITE_IOERR_WRITE;
  if (armed == FAULT_FULL && writes >= when)
    return SQLITE_FULL;
  if (armed == FAULT_WRITE && writes == when)
    return SQLITE_IOERR_WRITE;
  if (armed == FAULT_TORN && writes == when)
    {
      real->xWrite (get_real (file), data, size / 2, offset);
      dead = TRUE;
      return SQLITE_IOERR_WRITE;
    }

  return real->xWrite (get_real (file), data, size, offset);
}

static int
truncate_file (sqlite3_file *file, sqlite3_int64 size)
{
  return dead ? SQLITE_IOERR_TRUNCATE : get_real (file)->pMethods->xTruncate (get_real (file), size);
}

/* The system's cache outlives a test's crash, so that nothing need really reach the disk. */
static int
sync_file (sqlite3_file *file, int flags)
{
  syncs++;

  return dead || (armed == FAULT_SYNC && syncs == when) ? SQLITE_IOERR_FSYNC : SQLITE_OK;
}

static int
get_size (sqlite3_file *file, sqlite3_int64 *size)
{
  return dead ? SQLITE_IOERR_FSTAT : get_real (file)->pMethods->xFileSize (get_real (file), size);
}

static int
lock_file (sqlite3_file *file, int level)
{
  return get_real (file)->pMethods->xLock (get_real (file), level);
}

static int
unlock_file (sqlite3_file *file, int level)
{
  return get_real (file)->pMethods->xUnlock (get_real (file), level);
}

static int
is_reserved (sqlite3_file *file, int *reserved)
{
  return get_real (file)->pMethods->xCheckReservedLock (get_real (file), reserved);
}

static int
control_file (sqlite3_file *file, int operation, void *argument)
{
  return get_real (file)->pMethods->xFileControl (get_real (file), operation, argument);
}

static int
get_sector_size (sqlite3_file *file)
{
  return get_real (file)->pMethods->xSectorSize (get_real (file));
}

static int
get_device (sqlite3_file *file)
{
  return get_real (file)->pMethods->xDeviceCharacteristics (get_real (file));
}

/* Version 1: without memory that processes share, which who has a file alone needs not. */
static const sqlite3_io_methods methods = {
  .iVersion = 1,
  .xClose = close_file,
  .xRead = read_file,
  .xWrite = write_file,
  .xTruncate = truncate_file,
  .xSync = sync_file,
  .xFileSize = get_size,
  .xLock = lock_file,
  .xUnlock = unlock_file,
  .xCheckReservedLock = is_reserved,
  .xFileControl = control_file,
  .xSectorSize = get_sector_size,
  .xDeviceCharacteristics = get_device,
};

static int
open_file (sqlite3_vfs *self, const char *name, sqlite3_file *file, int flags, int *got_flags)
{
  FaultFile *fault_file = (FaultFile *) file;
  int code;

  fault_file->real = (sqlite3_file *) (fault_file + 1);
  file->pMethods = NULL;
  if (armed == FAULT_READ_ONLY && (flags & SQLITE_OPEN_READWRITE) != 0)
    {
      if ((flags & SQLITE_OPEN_MAIN_DB) == 0)
        return SQLITE_CANTOPEN;
      flags = (flags & ~(SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE)) | SQLITE_OPEN_READONLY;
    }
  code = dead ? SQLITE_IOERR : below->xOpen (below, name, fault_file->real, flags, got_flags);
  file->pMethods = code == SQLITE_OK ? &methods : NULL;

  return code;
}

static int
delete_file (sqlite3_vfs *self, const char *name, int sync_folder)
{
  return dead ? SQLITE_IOERR_DELETE : below->xDelete (below, name, 0);
}

void
fault_vfs_install (void)
{
  below = sqlite3_vfs_find (NULL);
  vfs = *below;
  vfs.zName = "fault";
  vfs.szOsFile = (int) sizeof (FaultFile) + below->szOsFile;
  vfs.xOpen = open_file;
  vfs.xDelete = delete_file;
  g_assert_cmpint (sqlite3_vfs_register (&vfs, TRUE), ==, SQLITE_OK);
}

void
fault_vfs_set (Fault fault, guint n)
{
  armed = fault;
  when = n;
  writes = syncs = 0;
  dead = FALSE;
}

guint
fault_vfs_count_writes (void)
{
  return writes;
}

guint
fault_vfs_count_syncs (void)
{
  return syncs;
}
