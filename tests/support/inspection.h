/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

/*
 * Looks at what is on the screen for whoever has a small one, large letters or a screen reader: nothing is cut off, and
 * what has no words has them for who cannot see it, or what it means. It collects what it finds, and judges only what
 * is the program's own.
 */

/* The smallest screen that all must be reached on. */
#define INSPECTION_WIDTH 360
#define INSPECTION_HEIGHT 294

typedef struct
{
  GHashTable *seen; /* names of types that were on the screen */
  GString *wrong;   /* what was found, a line each */
  const char *scene;
} Inspection;

void inspection_init (Inspection *self);
void inspection_clear (Inspection *self);

/* Draws the window or dialog, and looks at all of it, its menus and popovers opened one after the other. */
void inspection_look (Inspection *self, GtkWidget *window, const char *scene);

/* For what only the test can judge. */
void inspection_find_wrong (Inspection *self, GtkWidget *widget, const char *format, ...) G_GNUC_PRINTF (3, 4);

/* Where animations are off nothing is drawn but what changes: comes to an end only if there is a moment without a
 * frame. */
void inspection_wait_for_rest (GtkWidget *window);

G_END_DECLS
