/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "beseda-archive.h"

G_BEGIN_DECLS

/*
 * What this computer keeps of the rooms that a person joins, once the layer `rooms` is there: who asks for an archive
 * had it loaded. Owned by the application, on the main thread.
 */
#define BESEDA_TYPE_LAZY_ARCHIVES (beseda_lazy_archives_get_type ())
G_DECLARE_FINAL_TYPE (BesedaLazyArchives, beseda_lazy_archives, BESEDA, LAZY_ARCHIVES, GObject)

/* `folder` is where they are. */
BesedaArchives *beseda_lazy_archives_new (const char *folder);

G_END_DECLS
