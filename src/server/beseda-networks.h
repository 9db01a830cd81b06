/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/* Whether an address is this computer's own, or on a network that one of its interfaces is on, by that interface's own
 * mask. What comes through a router from elsewhere is not. Asks the system each time, which takes some 50 µs. */
gboolean beseda_networks_has (GInetAddress *address);

/* Whether an address to listen on stands for all of them: "0.0.0.0", "::". */
gboolean beseda_networks_are_all (const char *address);

G_END_DECLS
