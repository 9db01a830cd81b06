/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

#include "beseda-kept-room.h"

G_BEGIN_DECLS

/*
 * A room that was hosted here, in the list of such: when it was last open, and the buttons to resume and to delete it,
 * neither of which it does itself. Owned by the list, on the main thread.
 *
 * Signals:
 *   "resume" ()    the person wants it open again
 *   "delete" ()    the person wants it gone
 */
#define BESEDA_TYPE_KEPT_ROW (beseda_kept_row_get_type ())
G_DECLARE_FINAL_TYPE (BesedaKeptRow, beseda_kept_row, BESEDA, KEPT_ROW, AdwActionRow)

GtkWidget *beseda_kept_row_new (BesedaKeptRoom *room);

BesedaKeptRoom *beseda_kept_row_get_room (BesedaKeptRow *self);

G_END_DECLS
