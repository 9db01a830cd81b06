/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

G_BEGIN_DECLS

/*
 * What the tests of widgets share: a window, its frames, and finding things in it as a person would.
 */

/* gtk_test_init with libadwaita and the program's style. */
void ui_test_init (int *argc, char ***argv);

/* A window on the screen with `child` in it, drawn once. */
GtkWidget *ui_test_show (GtkWidget *child, int width, int height);
void ui_test_destroy (GtkWidget *window);

/* Lets the window draw `n` frames. */
void ui_test_draw (GtkWidget *window, guint n);

/* The first visible descendant of this type (and with this text, for labels and buttons, unless it is NULL), or NULL.
 */
GtkWidget *ui_test_find (GtkWidget *widget, GType type, const char *text);

/* The dialog of this type, a window or in one, or NULL; the one that asks something, whichever type that is of. */
GtkWidget *ui_test_find_dialog (const char *type);
GtkWidget *ui_test_find_alert (void);

/* A property of it. (transfer full) */
char *ui_test_get_string (gpointer object, const char *property);

/* The button of an alert that gives this response, or NULL. */
GtkWidget *ui_test_find_response (GtkWidget *alert, const char *response);

/* Whether it is shown as one that takes something away. */
gboolean ui_test_is_destructive (GtkWidget *alert, const char *response);

/* Presses that button of the alert that is open, and waits until it is gone. */
void ui_test_answer (const char *response);

/* As if this key were pressed on the widget, for handlers that ask only which one it is. */
gboolean ui_test_press (GtkWidget *widget, guint key, GdkModifierType state);

/* Presses a key on the keyboard: `key` as xdotool(1) names it. FALSE without xdotool. */
gboolean ui_test_type (GtkWidget *window, const char *key);

G_END_DECLS
