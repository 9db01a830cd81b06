/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "beseda-profile.h"

G_BEGIN_DECLS

/*
 * Whether the person is away from the computer, for all rooms that they are in: while the screen is locked, where the
 * desktop tells that (the Inhibit portal), and where the settings say that others may know. It asks the desktop when
 * the first room is joined. Owned by the application, on the main thread.
 *
 * Property "away" (boolean), which notifies.
 */
#define BESEDA_TYPE_ABSENCE (beseda_absence_get_type ())
G_DECLARE_FINAL_TYPE (BesedaAbsence, beseda_absence, BESEDA, ABSENCE, GObject)

/* Follows each session that `profile` begins from now on. */
BesedaAbsence *beseda_absence_new (BesedaProfile *profile);

G_END_DECLS
