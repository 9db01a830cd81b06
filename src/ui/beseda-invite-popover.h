/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

#include "beseda-host.h"
#include "beseda-roster.h"

G_BEGIN_DECLS

/*
 * The links that bring others into a room that one hosts, each with a button that copies it, and an honest word on who
 * can reach it. Asks for the links anew each time it opens, since networks change. Owned by the banner's button, on the
 * main thread.
 */
#define BESEDA_TYPE_INVITE_POPOVER (beseda_invite_popover_get_type ())
G_DECLARE_FINAL_TYPE (BesedaInvitePopover, beseda_invite_popover, BESEDA, INVITE_POPOVER, GtkPopover)

GtkWidget *beseda_invite_popover_new (BesedaHostedRoom *room, BesedaRoster *roster);

G_END_DECLS
