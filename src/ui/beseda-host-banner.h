/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

#include "beseda-host.h"
#include "beseda-roster.h"

G_BEGIN_DECLS

/*
 * A slim bar above the timeline of a room that one hosts: how many guests there are, and a way to invite more. Owned by
 * the room page, on the main thread; it never stops the room.
 */
#define BESEDA_TYPE_HOST_BANNER (beseda_host_banner_get_type ())
G_DECLARE_FINAL_TYPE (BesedaHostBanner, beseda_host_banner, BESEDA, HOST_BANNER, AdwBin)

GtkWidget *beseda_host_banner_new (BesedaHostedRoom *room, BesedaRoster *roster);

G_END_DECLS
