/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

#include "beseda-profile.h"

G_BEGIN_DECLS

/*
 * What a person is asked, or told, where a room's certificate stands between them and the room: to trust one that
 * nobody vouches for, or another than before. Where their link names another one there is nothing to decide. Main
 * thread; the dialog belongs to the window that `widget` is in.
 */

/* `session` has ended with BESEDA_SESSION_PROBLEM_CERTIFICATE. What the person trusts is remembered in `profile`. */
void beseda_trust_dialog_ask_async (GtkWidget *widget,
                                    BesedaProfile *profile,
                                    BesedaSession *session,
                                    GAsyncReadyCallback callback,
                                    gpointer user_data);

/* TRUE: joining again will do. FALSE with G_IO_ERROR_CANCELLED for anything else. */
gboolean beseda_trust_dialog_ask_finish (GtkWidget *widget, GAsyncResult *result, GError **error);

G_END_DECLS
