/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "beseda-backend.h"

G_BEGIN_DECLS

/* What this layer has for the client. */
extern const BesedaBackend BESEDA_OWN_BACKEND;

/* libsoup's. (transfer full) */
char *beseda_own_backend_dup_soup_version (void);

G_END_DECLS
