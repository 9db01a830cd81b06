/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "beseda-hosting.h"

#include <glib/gi18n.h>

#include "beseda-toolkit.h"

/* What the Background portal takes. */
#define STATUS_CHARS 96

BesedaHosting *
beseda_hosting_new (void)
{
  BesedaHosting *self = g_new0 (BesedaHosting, 1);

  self->handles = g_ptr_array_new_with_free_func (g_free);

  return self;
}

void
beseda_hosting_free (BesedaHosting *self)
{
  g_free (self->room);
  g_ptr_array_unref (self->handles);
  g_free (self);
}

void
beseda_hosting_add (BesedaHosting *self, const char *handle, const char *room, guint n_guests, gboolean keeps_history)
{
  self->n_rooms++;
  self->n_guests += n_guests;
  self->loses_history |= !keeps_history;
  if (self->room == NULL)
    self->room = g_strdup (room);
  g_ptr_array_add (self->handles, g_strdup (handle));
}

char *
beseda_hosting_describe_closing (const BesedaHosting *self)
{
  const char *afterwards = self->loses_history ? _ ("You can resume it from a new tab, but what was said is gone.")
                                               : _ ("You can resume it from a new tab, with all that was said.");
  const guint n = self->n_guests;
  g_autofree char *people = NULL;

  if (n == 0)
    people = g_strdup (_ ("Nobody else is in it."));
  else if (self->n_rooms == 1 && self->room != NULL)
    /* Translators: NUMBER guests are in “ROOM” */
    people = g_strdup_printf (
        ngettext ("%u guest is in “%s” and has to leave.", "%u guests are in “%s” and have to leave.", n), n,
        self->room);
  else
    people = g_strdup_printf (
        ngettext ("%u guest is in your rooms and has to leave.", "%u guests are in your rooms and have to leave.", n),
        n);

  return g_strjoin (" ", people, afterwards, NULL);
}

char *
beseda_hosting_describe_status (const BesedaHosting *self)
{
  const guint n = self->n_guests;
  g_autofree char *guests = g_strdup_printf (ngettext ("%u guest", "%u guests", n), n);
  g_autofree char *room = NULL;
  g_autofree char *status = NULL;

  if (self->n_rooms == 1 && self->room != NULL)
    room = g_strdup (self->room);
  else
    room = g_strdup_printf (ngettext ("%u room", "%u rooms", self->n_rooms), self->n_rooms);

  /* Guests first, since a long name is cut. Translators: GUESTS in ROOM, as in “2 guests — Tea House” */
  status = g_strdup_printf (_ ("%s — %s"), guests, room);

  return g_utf8_substring (status, 0, MIN (STATUS_CHARS, g_utf8_strlen (status, -1)));
}

static void
on_response (GtkWidget *dialog, const char *response)
{
  GTask *task = g_object_get_data (G_OBJECT (dialog), "task");
  GtkCheckButton *check = g_object_get_data (G_OBJECT (dialog), "check");
  GSettings *settings = g_object_get_data (G_OBJECT (dialog), "settings");
  BesedaClosing closing = BESEDA_CLOSING_STAY;

  if (g_strcmp0 (response, "keep-running") == 0)
    closing = BESEDA_CLOSING_KEEP_RUNNING;
  else if (g_strcmp0 (response, "close-room") == 0)
    closing = BESEDA_CLOSING_CLOSE_ROOM;

  if (closing != BESEDA_CLOSING_STAY && settings != NULL && gtk_check_button_get_active (check))
    g_settings_set_string (settings, "when-closed", response);
  g_task_set_task_data (task, GINT_TO_POINTER (closing), NULL);
}

/* The dialog is gone, by an answer or with its parent. */
static void
return_answer (gpointer data)
{
  g_autoptr (GTask) task = data;

  g_task_return_int (task, GPOINTER_TO_INT (g_task_get_task_data (task)));
}

static void
ask_closing (const BesedaHosting *self, GtkWindow *parent, GSettings *settings, GTask *task)
{
  const guint n = self->n_rooms;
  g_autofree char *body = beseda_hosting_describe_closing (self);
  GtkWidget *check = settings != NULL ? gtk_check_button_new_with_mnemonic (_ ("_Remember this choice")) : NULL;
  GtkWidget *dialog = beseda_toolkit_alert_new (ngettext ("Close Your Room?", "Close Your Rooms?", n), body, check);

  beseda_toolkit_alert_add_response (dialog, "cancel", _ ("_Cancel"), ADW_RESPONSE_DEFAULT);
  beseda_toolkit_alert_add_response (dialog, "close-room", ngettext ("_Close Room", "_Close Rooms", n),
                                     ADW_RESPONSE_DESTRUCTIVE);
  if (settings != NULL)
    {
      beseda_toolkit_alert_add_response (dialog, "keep-running", _ ("Keep R_unning"), ADW_RESPONSE_SUGGESTED);
      gtk_widget_set_halign (check, GTK_ALIGN_CENTER);
      g_object_set_data (G_OBJECT (dialog), "check", check);
      g_object_set_data_full (G_OBJECT (dialog), "settings", g_object_ref (settings), g_object_unref);
    }
  g_object_set (dialog, "default-response", settings != NULL ? "keep-running" : "cancel", "close-response", "cancel",
                NULL);
  g_object_set_data_full (G_OBJECT (dialog), "task", task, return_answer);
  g_signal_connect (dialog, "response", G_CALLBACK (on_response), NULL);
  beseda_toolkit_present (dialog, parent);
}

void
beseda_hosting_decide_closing_async (
    const BesedaHosting *self, GtkWindow *parent, GSettings *settings, GAsyncReadyCallback callback, gpointer user_data)
{
  g_autoptr (GTask) task = g_task_new (parent, NULL, callback, user_data);
  g_autofree char *choice = settings != NULL ? g_settings_get_string (settings, "when-closed") : NULL;

  g_task_set_source_tag (task, beseda_hosting_decide_closing_async);
  if (g_strcmp0 (choice, "keep-running") == 0)
    g_task_return_int (task, BESEDA_CLOSING_KEEP_RUNNING);
  else if (g_strcmp0 (choice, "close-room") == 0)
    g_task_return_int (task, BESEDA_CLOSING_CLOSE_ROOM);
  else
    ask_closing (self, parent, settings, g_steal_pointer (&task));
}

BesedaClosing
beseda_hosting_decide_closing_finish (GAsyncResult *result)
{
  return (BesedaClosing) g_task_propagate_int (G_TASK (result), NULL);
}
