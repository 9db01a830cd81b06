/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "beseda-trust-dialog.h"

#include <glib/gi18n.h>

#include "beseda-dialogs.h"
#include "beseda-fingerprint-label.h"

typedef struct
{
  BesedaKnownCertificates *known;
  BesedaAddress *address;
  char *fingerprint;
} Decision;

static void
decision_free (gpointer data)
{
  Decision *decision = data;

  g_object_unref (decision->known);
  beseda_address_unref (decision->address);
  g_free (decision->fingerprint);
  g_free (decision);
}

static void
on_answer (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  const Decision *decision = g_task_get_task_data (task);
  g_autoptr (GError) problem = NULL;
  GError *error = NULL;

  if (!beseda_dialogs_confirm_finish (result, &error))
    {
      g_task_return_error (task, error);
      return;
    }

  if (!beseda_known_certificates_trust (decision->known, decision->address, decision->fingerprint, &problem))
    beseda_dialogs_tell (GTK_WINDOW (source), _ ("The Certificate Can’t Be Remembered"), problem->message);
  g_task_return_boolean (task, TRUE);
}

/* The fingerprint, to be compared. */
static GtkWidget *
create_details (const char *fingerprint)
{
  GtkWidget *label = gtk_label_new (NULL);

  beseda_fingerprint_label_show (GTK_LABEL (label), fingerprint);

  return label;
}

void
beseda_trust_dialog_ask_async (
    GtkWidget *widget, BesedaProfile *profile, BesedaSession *session, GAsyncReadyCallback callback, gpointer user_data)
{
  BesedaAddress *address = beseda_session_get_address (session);
  const char *fingerprint = beseda_session_get_fingerprint (session);
  const gboolean changed = beseda_session_get_trust (session) == BESEDA_TRUST_CHANGED;
  const gboolean pinned = beseda_address_get_fingerprint (address) != NULL;
  GTask *task = g_task_new (widget, NULL, callback, user_data);
  g_autofree char *label = beseda_address_to_label (address);
  g_autofree char *body = NULL;
  Decision *decision = g_new0 (Decision, 1);
  BesedaQuestion question = { .loud = changed };

  g_return_if_fail (fingerprint != NULL);

  g_task_set_source_tag (task, beseda_trust_dialog_ask_async);
  decision->known = g_object_ref (beseda_profile_get_known_certificates (profile));
  decision->address = beseda_address_ref (address);
  decision->fingerprint = g_strdup (fingerprint);
  g_task_set_task_data (task, decision, decision_free);

  if (pinned)
    {
      question.heading = _ ("This Is Not the Room of Your Link");
      /* Translators: %s is a host and a port. */
      body = g_strdup_printf (
          _ ("What answers at %s is another room, or somebody who wants to read along. You were not "
             "let in, and nothing was sent. Ask the host for a new link."),
          label);
      question.cancel = _ ("_Close");
    }
  else if (changed)
    {
      question.heading = _ ("This May Be Somebody Else");
      /* Translators: %s is a host and a port. */
      body = g_strdup_printf (
          _ ("%s shows another certificate than the one that you trusted: somebody may want to read "
             "along, or the host has made a new one. Join only if the host tells you this "
             "fingerprint, which is behind the lock above their room:"),
          label);
      question.cancel = _ ("_Don’t Join");
      question.confirm = _ ("_Trust the New One");
    }
  else
    {
      question.heading = _ ("Is This the Right Room?");
      /* Translators: %s is a host and a port. */
      body = g_strdup_printf (_ ("The connection to %s is encrypted, but nobody vouches for who is at its end. Ask the "
                                 "host for the fingerprint behind the lock above their room, and join if it is this "
                                 "one. You are asked only once."),
                              label);
      question.cancel = _ ("_Cancel");
      question.confirm = _ ("_Trust and Join");
    }

  question.body = body;
  question.details = pinned ? NULL : create_details (fingerprint);
  beseda_dialogs_ask_async (GTK_WINDOW (gtk_widget_get_root (widget)), &question, on_answer, task);
}

gboolean
beseda_trust_dialog_ask_finish (GtkWidget *widget, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, widget), FALSE);

  return g_task_propagate_boolean (G_TASK (result), error);
}
