/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "beseda-dialogs.h"

#include <glib/gi18n.h>

#include "beseda-limits.h"
#include "beseda-release-notes.h"
#include "beseda-toolkit.h"

static void
on_response (GtkWidget *dialog, const char *response)
{
  GTask *task = g_object_get_data (G_OBJECT (dialog), "task");

  g_task_set_task_data (task, GINT_TO_POINTER (g_strcmp0 (response, "confirm") == 0), NULL);
}

/* The dialog is gone, by an answer or with its parent. Not earlier, since the answer may be the end of the parent, and
 * GTK's dialogs still look at that on their way out. */
static void
answer (gpointer data)
{
  g_autoptr (GTask) task = data;

  if (GPOINTER_TO_INT (g_task_get_task_data (task)))
    g_task_return_boolean (task, TRUE);
  else
    g_task_return_new_error (task, G_IO_ERROR, G_IO_ERROR_CANCELLED, "the person chose otherwise");
}

void
beseda_dialogs_show_about (GtkWindow *parent, const char *debug_information)
{
  static const char *developers[] = { "The Beseda authors", NULL };
  GtkWidget *about = beseda_toolkit_about_new ();
  g_autofree char *news = beseda_release_notes_dup (BESEDA_VERSION);

  g_object_set (about, "application-name", _ ("Beseda"), "application-icon", "chat.beseda.Beseda", "version",
                BESEDA_VERSION, "developer-name", _ ("The Beseda authors"), "developers", developers, "copyright",
                _ ("© The Beseda authors"), "license-type", GTK_LICENSE_GPL_3_0, "comments",
                _ ("Talk in rooms that live on your own computers."),
                /* Translators: your names, one a line */
                "translator-credits", _ ("translator-credits"), "release-notes", news, "release-notes-version",
                BESEDA_VERSION, "debug-info", debug_information, "debug-info-filename", "beseda-debug-info.txt",
                "website", "https://beseda.chat/", NULL);
  beseda_toolkit_present (about, parent);
}

void
beseda_dialogs_tell (GtkWindow *parent, const char *heading, const char *body)
{
  GtkWidget *dialog = beseda_toolkit_alert_new (heading, body, NULL);

  beseda_toolkit_alert_add_response (dialog, "close", _ ("_Close"), ADW_RESPONSE_DEFAULT);
  beseda_toolkit_present (dialog, parent);
}

void
beseda_dialogs_ask_async (GtkWindow *parent,
                          const BesedaQuestion *question,
                          GAsyncReadyCallback callback,
                          gpointer user_data)
{
  g_autoptr (GTask) task = g_task_new (parent, NULL, callback, user_data);
  GtkWidget *dialog = beseda_toolkit_alert_new (question->heading, question->body, question->details);

  g_task_set_source_tag (task, beseda_dialogs_ask_async);
  beseda_toolkit_alert_add_response (dialog, "cancel", question->cancel, ADW_RESPONSE_DEFAULT);
  if (question->confirm != NULL)
    beseda_toolkit_alert_add_response (dialog, "confirm", question->confirm,
                                       question->destructive || question->loud ? ADW_RESPONSE_DESTRUCTIVE
                                                                               : ADW_RESPONSE_SUGGESTED);
  if (question->loud)
    gtk_widget_add_css_class (dialog, "loud");
  g_object_set (dialog, "default-response", "cancel", "close-response", "cancel", NULL);
  g_object_set_data_full (G_OBJECT (dialog), "task", g_steal_pointer (&task), answer);
  g_signal_connect (dialog, "response", G_CALLBACK (on_response), NULL);
  beseda_toolkit_present (dialog, parent);
}

void
beseda_dialogs_confirm_async (GtkWindow *parent,
                              const char *heading,
                              const char *body,
                              const char *cancel,
                              const char *confirm,
                              GAsyncReadyCallback callback,
                              gpointer user_data)
{
  const BesedaQuestion question = {
    .heading = heading,
    .body = body,
    .cancel = cancel,
    .confirm = confirm,
    .destructive = TRUE,
  };

  beseda_dialogs_ask_async (parent, &question, callback, user_data);
}

gboolean
beseda_dialogs_confirm_finish (GAsyncResult *result, GError **error)
{
  return g_task_propagate_boolean (G_TASK (result), error);
}

static void
on_password_response (GtkWidget *dialog, const char *response)
{
  GTask *task = g_object_get_data (G_OBJECT (dialog), "task");
  GtkRoot *root = gtk_widget_get_root (dialog);

  if (g_strcmp0 (response, "confirm") == 0)
    g_task_set_task_data (task, g_strdup (gtk_editable_get_text (g_object_get_data (G_OBJECT (dialog), "entry"))),
                          g_free);

  /* GTK 4.8's password entry loses the focus when it is half gone, and complains. */
  if (root != NULL)
    gtk_root_set_focus (root, NULL);
}

/* The dialog is gone; see answer(). */
static void
answer_text (gpointer data)
{
  g_autoptr (GTask) task = data;

  g_task_return_pointer (task, g_strdup (g_task_get_task_data (task)), g_free);
}

static void
on_text_changed (GtkWidget *dialog, GtkEditable *entry)
{
  beseda_toolkit_alert_set_response_enabled (dialog, "confirm", *gtk_editable_get_text (entry) != '\0');
}

void
beseda_dialogs_ask_password_async (GtkWindow *parent,
                                   const char *body,
                                   GAsyncReadyCallback callback,
                                   gpointer user_data)
{
  g_autoptr (GTask) task = g_task_new (parent, NULL, callback, user_data);
  GtkWidget *entry = gtk_password_entry_new ();
  GtkWidget *dialog = beseda_toolkit_alert_new (_ ("Password of the Room"), body, entry);

  g_task_set_source_tag (task, beseda_dialogs_ask_password_async);
  g_object_set (entry, "show-peek-icon", TRUE, "activates-default", TRUE, "placeholder-text", _ ("Password"), NULL);
  gtk_accessible_update_property (GTK_ACCESSIBLE (entry), GTK_ACCESSIBLE_PROPERTY_LABEL, _ ("Password"), -1);
  g_object_set_data (G_OBJECT (dialog), "entry", entry);
  beseda_toolkit_alert_add_response (dialog, "cancel", _ ("_Cancel"), ADW_RESPONSE_DEFAULT);
  beseda_toolkit_alert_add_response (dialog, "confirm", _ ("_Join"), ADW_RESPONSE_SUGGESTED);
  beseda_toolkit_alert_set_response_enabled (dialog, "confirm", FALSE);
  g_object_set (dialog, "default-response", "confirm", "close-response", "cancel", NULL);
  g_object_set_data_full (G_OBJECT (dialog), "task", g_steal_pointer (&task), answer_text);
  g_signal_connect (dialog, "response", G_CALLBACK (on_password_response), NULL);
  g_signal_connect_object (entry, "changed", G_CALLBACK (on_text_changed), dialog, G_CONNECT_SWAPPED);
  beseda_toolkit_present (dialog, parent);
  gtk_widget_grab_focus (entry);
}

char *
beseda_dialogs_ask_password_finish (GAsyncResult *result)
{
  return g_task_propagate_pointer (G_TASK (result), NULL);
}

static void
on_text_response (GtkWidget *dialog, const char *response)
{
  GTask *task = g_object_get_data (G_OBJECT (dialog), "task");
  GtkCheckButton *check = g_object_get_data (G_OBJECT (dialog), "check");

  if (g_strcmp0 (response, "confirm") != 0)
    return;

  g_task_set_task_data (task, g_strdup (gtk_editable_get_text (g_object_get_data (G_OBJECT (dialog), "entry"))),
                        g_free);
  g_object_set_data (G_OBJECT (task), "checked",
                     GINT_TO_POINTER (check != NULL && gtk_check_button_get_active (check)));
}

void
beseda_dialogs_ask_text_async (GtkWindow *parent,
                               const BesedaTextQuestion *question,
                               GAsyncReadyCallback callback,
                               gpointer user_data)
{
  g_autoptr (GTask) task = g_task_new (parent, NULL, callback, user_data);
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 12);
  GtkWidget *dialog = beseda_toolkit_alert_new (question->heading, question->body, box);
  GtkWidget *entry = gtk_entry_new ();

  g_task_set_source_tag (task, beseda_dialogs_ask_text_async);
  g_object_set (entry, "activates-default", TRUE, "placeholder-text", question->label, "max-length",
                BESEDA_LIMIT_REASON_CHARS, "text", question->text != NULL ? question->text : "", NULL);
  gtk_accessible_update_property (GTK_ACCESSIBLE (entry), GTK_ACCESSIBLE_PROPERTY_LABEL, question->label, -1);
  gtk_box_append (GTK_BOX (box), entry);
  g_object_set_data (G_OBJECT (dialog), "entry", entry);
  if (question->check != NULL)
    {
      GtkWidget *check = gtk_check_button_new ();
      GtkWidget *label = gtk_label_new (question->check);

      gtk_label_set_wrap (GTK_LABEL (label), TRUE);
      gtk_label_set_xalign (GTK_LABEL (label), 0);
      gtk_check_button_set_child (GTK_CHECK_BUTTON (check), label);
      gtk_box_append (GTK_BOX (box), check);
      g_object_set_data (G_OBJECT (dialog), "check", check);
    }
  beseda_toolkit_alert_add_response (dialog, "cancel", _ ("_Cancel"), ADW_RESPONSE_DEFAULT);
  beseda_toolkit_alert_add_response (dialog, "confirm", question->confirm,
                                     question->destructive ? ADW_RESPONSE_DESTRUCTIVE : ADW_RESPONSE_SUGGESTED);
  g_object_set (dialog, "default-response", "confirm", "close-response", "cancel", NULL);
  g_object_set_data_full (G_OBJECT (dialog), "task", g_steal_pointer (&task), answer_text);
  g_signal_connect (dialog, "response", G_CALLBACK (on_text_response), NULL);
  if (!question->may_be_empty)
    {
      g_signal_connect_object (entry, "changed", G_CALLBACK (on_text_changed), dialog, G_CONNECT_SWAPPED);
      on_text_changed (dialog, GTK_EDITABLE (entry));
    }
  beseda_toolkit_present (dialog, parent);
  gtk_widget_grab_focus (entry);
}

char *
beseda_dialogs_ask_text_finish (GAsyncResult *result, gboolean *checked)
{
  if (checked != NULL)
    *checked = GPOINTER_TO_INT (g_object_get_data (G_OBJECT (result), "checked"));

  return g_task_propagate_pointer (G_TASK (result), NULL);
}
