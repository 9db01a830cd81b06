/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

G_BEGIN_DECLS

/*
 * The desktop program: one process for each person, however often it is started; it opens windows, and tabs for the
 * rooms that it is given. On the main thread.
 */
#define BESEDA_TYPE_APPLICATION (beseda_application_get_type ())
G_DECLARE_FINAL_TYPE (BesedaApplication, beseda_application, BESEDA, APPLICATION, AdwApplication)

BesedaApplication *beseda_application_new (void);

G_END_DECLS
