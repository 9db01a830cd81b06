/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "beseda-archive.h"

G_BEGIN_DECLS

/*
 * What this computer keeps of the rooms that a person joins: the client's archives, each a file of the layer `rooms`;
 * who asks for one had that loaded. Owned by the application, on the main thread, which it never blocks until it goes:
 * then it waits for what is still to be written.
 */
#define BESEDA_TYPE_COPIES (beseda_copies_get_type ())
G_DECLARE_FINAL_TYPE (BesedaCopies, beseda_copies, BESEDA, COPIES, GObject)

/* `folder` is where the copies are. */
BesedaArchives *beseda_copies_new (const char *folder);

G_END_DECLS
