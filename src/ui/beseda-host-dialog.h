/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

#include "beseda-host.h"

G_BEGIN_DECLS

/*
 * Asks what to call the room that one hosts, and where it listens, and opens it. A window of its own, on the main
 * thread; it shows no room: its caller does that. Nothing typed is lost when opening fails.
 *
 * Signal "hosted" (BesedaHostedRoom *room): the room is open; the dialog closes after it.
 */
#define BESEDA_TYPE_HOST_DIALOG (beseda_host_dialog_get_type ())
G_DECLARE_FINAL_TYPE (BesedaHostDialog, beseda_host_dialog, BESEDA, HOST_DIALOG, AdwWindow)

/* The caller sets transient-for and presents it. Asks for the person's name where `settings` know none, and keeps it.
 */
GtkWidget *beseda_host_dialog_new (BesedaHost *host, GSettings *settings);

G_END_DECLS
