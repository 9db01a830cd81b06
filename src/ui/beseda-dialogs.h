/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

/*
 * What is told and asked in small dialogs of a few words. Main thread. Each dialog
 * belongs to its parent and goes with it.
 */

/* `debug_information` is for the person to copy into a report. */
void beseda_dialogs_show_about (GtkWindow *parent, const char *debug_information);

/* Tells what went wrong, where that takes a whole sentence. */
void beseda_dialogs_tell (GtkWindow *parent, const char *heading, const char *body);

/* Asks for the password of a room; `body` says why. NULL: the person gave none. (transfer full) */
void beseda_dialogs_ask_password_async (GtkWindow *parent,
                                        const char *body,
                                        GAsyncReadyCallback callback,
                                        gpointer user_data);
char *beseda_dialogs_ask_password_finish (GAsyncResult *result);

/* What a dialog asks. */
typedef struct
{
  const char *heading;
  const char *body;
  GtkWidget *details;   /* below the text, taken; nullable */
  const char *cancel;   /* the button that Enter and Escape mean */
  const char *confirm;  /* the one that does it; NULL: there is nothing to do but to know */
  gboolean destructive; /* cannot be taken back */
  gboolean loud;        /* warns of danger; what is confirmed is then destructive */
} BesedaQuestion;

/* The same with beseda_dialogs_confirm_finish() as below. */
void beseda_dialogs_ask_async (GtkWindow *parent,
                               const BesedaQuestion *question,
                               GAsyncReadyCallback callback,
                               gpointer user_data);

/* A question whose answer is a line of text. */
typedef struct
{
  const char *heading;
  const char *body;
  const char *label;   /* what the line is, for who cannot see the dialog; also its placeholder */
  const char *text;    /* that is there to begin with; NULL: none */
  const char *check;   /* something to be ticked beside; NULL: nothing */
  const char *confirm; /* the button, with its mnemonic */
  gboolean destructive;
  gboolean may_be_empty;
} BesedaTextQuestion;

/* The text, NULL where the person chose otherwise; `checked` (out, optional) is whether the box is ticked. (transfer
 * full) */
void beseda_dialogs_ask_text_async (GtkWindow *parent,
                                    const BesedaTextQuestion *question,
                                    GAsyncReadyCallback callback,
                                    gpointer user_data);
char *beseda_dialogs_ask_text_finish (GAsyncResult *result, gboolean *checked);

/* Asks before something that cannot be taken back: `confirm` is the button that does it, `cancel` the one that Enter
 * and Escape mean. */
void beseda_dialogs_confirm_async (GtkWindow *parent,
                                   const char *heading,
                                   const char *body,
                                   const char *cancel,
                                   const char *confirm,
                                   GAsyncReadyCallback callback,
                                   gpointer user_data);

/* TRUE where the person chose `confirm`; FALSE with G_IO_ERROR_CANCELLED for anything else. */
gboolean beseda_dialogs_confirm_finish (GAsyncResult *result, GError **error);

G_END_DECLS
