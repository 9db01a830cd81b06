/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "beseda-host.h"

G_BEGIN_DECLS

/*
 * Opens rooms in this process, each with a server on a thread of its own, and keeps each in a file of its own, from
 * which it is opened again. On the main thread; files are read and deleted on other threads.
 */
#define BESEDA_TYPE_APP_HOST (beseda_app_host_get_type ())
G_DECLARE_FINAL_TYPE (BesedaAppHost, beseda_app_host, BESEDA, APP_HOST, GObject)

/* Rooms are kept in the first of `folders`, which is made where it is missing, and found in all. */
BesedaHost *beseda_app_host_new (const char *const *folders);

/* From now on these. */
void beseda_app_host_set_folders (BesedaAppHost *self, const char *const *folders);

/* Whether the local network is told of the rooms that are opened from now on; at first it is. */
void beseda_app_host_set_announces (BesedaAppHost *self, gboolean announces);

G_END_DECLS
