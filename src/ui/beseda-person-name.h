/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/*
 * What to call a person before they have said so. A pure look at the settings and the system's account.
 */

/* The name last used in a room (key "login"), or the account's full name, or its user name. (transfer full) */
char *beseda_person_name_dup (GSettings *settings);

G_END_DECLS
