/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

#include "beseda-session.h"

G_BEGIN_DECLS

/*
 * Whether others can read along with a room: a lock, or the mark that there is none, which tells more when it is
 * pressed, and the fingerprint for others to compare. Main thread, owned by the window's header. It shows what the
 * session found out, and decides nothing. Unseen as long as nothing was found out.
 */
#define BESEDA_TYPE_SECURITY_BUTTON (beseda_security_button_get_type ())
G_DECLARE_FINAL_TYPE (BesedaSecurityButton, beseda_security_button, BESEDA, SECURITY_BUTTON, AdwBin)

GtkWidget *beseda_security_button_new (void);

/* Shows the room of `session` (nullable) from now on. */
void beseda_security_button_set_session (BesedaSecurityButton *self, BesedaSession *session);

G_END_DECLS
