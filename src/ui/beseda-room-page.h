/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

#include "beseda-export.h"
#include "beseda-reading-place.h"
#include "beseda-session.h"

G_BEGIN_DECLS

/*
 * A room in a tab: what was said, the connection's troubles, the composer. Owned by the tab that shows it, on the main
 * thread; it shows one session and never ends it (leaving is the window's affair).
 *
 * Properties that notify:
 *   "title" (string)       the room's name
 *   "subtitle" (string)    who is here, or the connection's state
 *   "unread" (uint)        messages of others since the page was last active and at the bottom
 *   "active" (boolean)     writable: the page is the selected tab of the window that has the focus
 *
 * Signals:
 *   "rejoin" ()            the session has ended and the person asks to join the same room anew
 *   "back" ()              the session has ended and the person wants another room
 */
#define BESEDA_TYPE_ROOM_PAGE (beseda_room_page_get_type ())
G_DECLARE_FINAL_TYPE (BesedaRoomPage, beseda_room_page, BESEDA, ROOM_PAGE, AdwBin)

BesedaRoomPage *beseda_room_page_new (BesedaSession *session);

BesedaSession *beseda_room_page_get_session (BesedaRoomPage *self);

/* Where the person reads in it; lives as long as the page shows its session. */
BesedaReadingPlace *beseda_room_page_get_place (BesedaRoomPage *self);

/* Puts `banner` (nullable) above the timeline, in place of the one that was there. */
void beseda_room_page_set_banner (BesedaRoomPage *self, GtkWidget *banner);

/* Asks where to write what was said. */
void beseda_room_page_export (BesedaRoomPage *self, BesedaExportFormat format);

/* F6 and Shift+F6: moves the focus to the next region of the page (timeline, composer), or the one before. FALSE where
 * there is none in that direction, so that the window goes on to its own; from outside of the page it enters the first
 * or the last. */
gboolean beseda_room_page_focus_region (BesedaRoomPage *self, GtkDirectionType direction);

G_END_DECLS
