/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "beseda-export-flow.h"

#include <glib/gi18n.h>

#include "beseda-dialogs.h"
#include "beseda-exporter.h"
#include "beseda-toolkit.h"

#define NAME_CHARS 40 /* of the room's name in the file's: that has to fit into 255 bytes */

struct _BesedaExportFlow
{
  GObject parent_instance;

  BesedaSession *session;
  AdwToastOverlay *toasts;   /* NULL: closed */
  GCancellable *chooser;     /* NULL: none is open */
  BesedaExportFormat format; /* that it was opened for */

  BesedaExporter *exporter; /* NULL: nothing is being written */
  GCancellable *cancellable;
  AdwToast *progress;
};

static const struct
{
  const char *ending;
  const char *name;
} formats[] = {
  [BESEDA_EXPORT_HTML] = { ".html", N_ ("Web page") },
  [BESEDA_EXPORT_JSON_LINES] = { ".jsonl", N_ ("JSON Lines") },
};

G_DEFINE_FINAL_TYPE (BesedaExportFlow, beseda_export_flow, G_TYPE_OBJECT)

static GtkWindow *
get_window (BesedaExportFlow *self)
{
  return GTK_WINDOW (gtk_widget_get_root (GTK_WIDGET (self->toasts)));
}

/* A name that any file system takes: "Tea 2026-11-23.html". */
static char *
suggest_name (BesedaExportFlow *self)
{
  g_autoptr (GDateTime) now = g_date_time_new_now_local ();
  g_autofree char *day = g_date_time_format (now, "%Y-%m-%d");
  g_autofree char *room = g_utf8_substring (beseda_session_get_room_name (self->session), 0, NAME_CHARS);

  g_strdelimit (room, "/\\:*?\"<>|\n\t", '-');
  if (*room == '.')
    *room = '-';

  return g_strdup_printf ("%s %s%s", room, day, formats[self->format].ending);
}

static void
open_file (AdwToast *toast, GFile *file)
{
  BesedaExportFlow *self = g_object_get_data (G_OBJECT (toast), "flow");
  g_autofree char *uri = g_file_get_uri (file);

  if (self->toasts != NULL)
    beseda_toolkit_open_uri (get_window (self), uri);
}

static void
show_done (BesedaExportFlow *self, GFile *file, guint n)
{
  g_autofree char *title = g_strdup_printf (ngettext ("%u message exported", "%u messages exported", n), n);
  AdwToast *toast = adw_toast_new (title);

  adw_toast_set_button_label (toast, _ ("Open"));
  g_object_set_data_full (G_OBJECT (toast), "flow", g_object_ref (self), g_object_unref);
  g_signal_connect_object (toast, "button-clicked", G_CALLBACK (open_file), file, 0);
  g_object_set_data_full (G_OBJECT (toast), "file", g_object_ref (file), g_object_unref);
  adw_toast_overlay_add_toast (self->toasts, toast);
}

static void
on_progress (BesedaExportFlow *self)
{
  g_autofree char *title = g_strdup_printf (_ ("Exporting… (%d%%)"),
                                            (int) (100 * beseda_exporter_get_progress (self->exporter)));

  if (self->progress != NULL)
    adw_toast_set_title (self->progress, title);
}

static void
end_progress (BesedaExportFlow *self)
{
  g_autoptr (AdwToast) toast = g_steal_pointer (&self->progress);

  if (toast != NULL)
    adw_toast_dismiss (toast);
}

/* Where the room is in no window, it waits there until the person is back. */
static void
show_failure (BesedaExportFlow *self, const char *problem)
{
  g_autofree char *title = NULL;
  AdwToast *toast;

  if (get_window (self) != NULL)
    {
      beseda_dialogs_tell (get_window (self), _ ("The Room Was Not Exported"), problem);
      return;
    }

  title = g_markup_escape_text (problem, -1);
  toast = adw_toast_new (title);
  adw_toast_set_timeout (toast, 0);
  adw_toast_overlay_add_toast (self->toasts, toast);
}

static void
on_exported (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (BesedaExportFlow) self = user_data;
  g_autoptr (GFile) file = g_object_ref (beseda_exporter_get_target (BESEDA_EXPORTER (source)));
  g_autoptr (GError) error = NULL;
  guint64 n = 0;
  const gboolean done = beseda_exporter_run_finish (BESEDA_EXPORTER (source), result, &n, &error);

  g_clear_object (&self->exporter);
  g_clear_object (&self->cancellable);
  end_progress (self);
  if (self->toasts == NULL)
    return;

  if (done)
    show_done (self, file, (guint) MIN (n, G_MAXUINT));
  else if (!g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    show_failure (self, error->message);
}

static void
on_chosen (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (BesedaExportFlow) self = user_data;
  g_autoptr (GFile) file = beseda_toolkit_choose_file_finish (result);
  g_autofree char *name = file != NULL ? g_file_get_basename (file) : NULL;
  BesedaExportFormat format = self->format;

  g_clear_object (&self->chooser);
  if (self->toasts == NULL || name == NULL)
    return;

  if (!beseda_export_format_from_name (name, &format))
    format = self->format;
  beseda_export_flow_write (self, file, format);
}

static void
beseda_export_flow_dispose (GObject *object)
{
  beseda_export_flow_close (BESEDA_EXPORT_FLOW (object));

  g_clear_object (&BESEDA_EXPORT_FLOW (object)->session);

  G_OBJECT_CLASS (beseda_export_flow_parent_class)->dispose (object);
}

static void
beseda_export_flow_class_init (BesedaExportFlowClass *class)
{
  G_OBJECT_CLASS (class)->dispose = beseda_export_flow_dispose;
}

static void
beseda_export_flow_init (BesedaExportFlow *self)
{
}

BesedaExportFlow *
beseda_export_flow_new (BesedaSession *session, AdwToastOverlay *toasts)
{
  BesedaExportFlow *self = g_object_new (BESEDA_TYPE_EXPORT_FLOW, NULL);

  self->session = g_object_ref (session);
  self->toasts = toasts;

  return self;
}

void
beseda_export_flow_choose (BesedaExportFlow *self, BesedaExportFormat format)
{
  g_autoptr (GtkFileFilter) filter = gtk_file_filter_new ();
  g_autoptr (GFile) folder = NULL;
  g_autofree char *name = NULL;
  g_autofree char *pattern = NULL;
  const char *documents = g_get_user_special_dir (G_USER_DIRECTORY_DOCUMENTS);

  g_return_if_fail (BESEDA_IS_EXPORT_FLOW (self) && self->toasts != NULL);

  if (self->chooser != NULL || self->exporter != NULL)
    return;
  if (beseda_session_get_plain (self->session))
    {
      beseda_dialogs_tell (get_window (self), _ ("The Room Was Not Exported"),
                           _ ("This server keeps no history, so that there is nothing to export."));
      return;
    }

  self->format = format;
  name = suggest_name (self);
  folder = documents != NULL ? g_file_new_for_path (documents) : NULL;
  pattern = g_strconcat ("*", formats[format].ending, NULL);
  gtk_file_filter_set_name (filter, _ (formats[format].name));
  gtk_file_filter_add_pattern (filter, pattern);
  self->chooser = g_cancellable_new ();
  beseda_toolkit_choose_file_async (get_window (self),
                                    &(BesedaFileQuestion){
                                        .title = _ ("Export Room"),
                                        .accept = _ ("_Export"),
                                        .name = name,
                                        .folder = folder,
                                        .filter = filter,
                                    },
                                    self->chooser, on_chosen, g_object_ref (self));
}

void
beseda_export_flow_write (BesedaExportFlow *self, GFile *file, BesedaExportFormat format)
{
  g_return_if_fail (BESEDA_IS_EXPORT_FLOW (self) && self->toasts != NULL && self->exporter == NULL);

  self->cancellable = g_cancellable_new ();
  self->exporter = beseda_exporter_new (beseda_session_get_history (self->session),
                                        beseda_session_get_room_name (self->session), file, format);
  self->progress = adw_toast_new (_ ("Exporting…"));
  adw_toast_set_timeout (self->progress, 0);
  adw_toast_set_priority (self->progress, ADW_TOAST_PRIORITY_HIGH);
  adw_toast_set_button_label (self->progress, _ ("Cancel"));
  g_signal_connect_object (self->progress, "button-clicked", G_CALLBACK (g_cancellable_cancel), self->cancellable,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (self->exporter, "notify::progress", G_CALLBACK (on_progress), self, G_CONNECT_SWAPPED);
  adw_toast_overlay_add_toast (self->toasts, g_object_ref (self->progress));
  beseda_exporter_run_async (self->exporter, self->cancellable, on_exported, g_object_ref (self));
}

void
beseda_export_flow_close (BesedaExportFlow *self)
{
  self->toasts = NULL;
  if (self->cancellable != NULL)
    g_cancellable_cancel (self->cancellable);
  g_clear_object (&self->progress);
  if (self->chooser != NULL)
    g_cancellable_cancel (self->chooser);
}
