/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

#include "beseda-profile.h"

G_BEGIN_DECLS

/*
 * The person's own rooms, in a lobby: each can be opened again where it was, or elsewhere when that cannot be, or
 * deleted for good, after a question. What goes wrong shows below the list. It is not visible while it is empty. Owned
 * by the lobby, on the main thread; it shows no room: its caller does that.
 *
 * Signal "hosted" (BesedaHostedRoom *room): a room is open again.
 */
#define BESEDA_TYPE_KEPT_LIST (beseda_kept_list_get_type ())
G_DECLARE_FINAL_TYPE (BesedaKeptList, beseda_kept_list, BESEDA, KEPT_LIST, AdwBin)

/* Once. */
void beseda_kept_list_set_profile (BesedaKeptList *self, BesedaProfile *profile);

G_END_DECLS
