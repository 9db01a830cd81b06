/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

#include "beseda-attention.h"
#include "beseda-export.h"
#include "beseda-hosting.h"
#include "beseda-profile.h"

G_BEGIN_DECLS

/*
 * What a tab holds: first a lobby, then the room that was joined in it, in the same place. Owned by the window's tab
 * view, on the main thread. It keeps the session and, where the room is the person's own, the hosted room; it ends both
 * when it is told to leave, never by itself.
 *
 * Properties that notify:
 *   "title", "subtitle" (string)   what the window shows above
 *   "session" (BesedaSession)      the room; NULL in a lobby
 *   "unread" (uint)                messages that the person hasn't seen
 *   "attention" (uint)             those of them that draw the person's attention
 *   "notifications" (string)       writable: beseda_attention_dup_choice() of the room; "default" in a lobby
 *   "active" (boolean)             writable: the selected tab of the window that has the focus
 *
 * Signal "hosted" (BesedaHostedRoom *room): a room of the person's own was opened again in the lobby, and is to be
 * joined with beseda_tab_join_hosted(), here or in another tab.
 * Signal "hosting-changed" (): beseda_tab_add_hosting() may add something else now.
 */
#define BESEDA_TYPE_TAB (beseda_tab_get_type ())
G_DECLARE_FINAL_TYPE (BesedaTab, beseda_tab, BESEDA, TAB, AdwBin)

BesedaTab *beseda_tab_new (BesedaProfile *profile);

/* Whether nothing has been joined here yet, nor is being joined. */
gboolean beseda_tab_is_idle_lobby (BesedaTab *self);

/* Such a lobby, with no address in it that somebody may still want. */
gboolean beseda_tab_is_blank (BesedaTab *self);

/* Whether it shows this room, joined as `login` (NULL: under any name) and not left. */
gboolean beseda_tab_is_in_room (BesedaTab *self, const char *login, const BesedaAddress *address);

/* As beseda_lobby_set_target(). Only in a lobby. */
void beseda_tab_set_target (BesedaTab *self, const char *login, const char *address);

/* Joins the person's own room, and keeps it. Only in a lobby. */
void beseda_tab_join_hosted (BesedaTab *self, BesedaHostedRoom *room);

void beseda_tab_focus_address (BesedaTab *self);

/* F6 and Shift+F6, as beseda_room_page_focus_region(). */
gboolean beseda_tab_focus_region (BesedaTab *self, GtkDirectionType direction);

/* Asks where to write what was said. Only in a room. */
void beseda_tab_export (BesedaTab *self, BesedaExportFormat format);

/* Adds the room, where it is the person's own. */
void beseda_tab_add_hosting (BesedaTab *self, BesedaHosting *hosting);

/* Whether the person has the newest before their eyes. */
gboolean beseda_tab_is_read_along (BesedaTab *self);

/* As beseda_reading_place_show_message(). Only in a room. */
void beseda_tab_show_message (BesedaTab *self, guint64 seq);

/* What the person wants to hear of the room. Only in a room. */
BesedaAttention beseda_tab_get_wanted_attention (BesedaTab *self);

/* Says good-bye, and closes the room where it is the person's own. */
void beseda_tab_leave (BesedaTab *self);

G_END_DECLS
