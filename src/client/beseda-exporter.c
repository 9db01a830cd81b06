/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "beseda-exporter.h"

#include <glib/gi18n-lib.h>

#include "beseda-limits.h"

struct _BesedaExporter
{
  GObject parent_instance;

  BesedaHistory *history;
  GFile *target;
  BesedaExport *export;
  double progress;

  GFile *part; /* what is written until it is whole; NULL: it is not there */
  GOutputStream *stream;
  GString *text; /* on its way to it */
  guint64 seq;
  guint64 last_seq;
};

enum
{
  PROP_PROGRESS = 1,
  N_PROPS
};

static GParamSpec *properties[N_PROPS];

G_DEFINE_FINAL_TYPE (BesedaExporter, beseda_exporter, G_TYPE_OBJECT)

/* The steps, one after the other; each takes over the task. */
static void read_page (GTask *task);
static void fail (GTask *task, GError *error);

static void
on_removed (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  GError *error = g_task_get_task_data (task);

  g_file_delete_finish (G_FILE (source), result, NULL);
  g_task_return_error (task, g_error_copy (error));
}

static void
on_abandoned (GObject *source, GAsyncResult *result, gpointer user_data)
{
  BesedaExporter *self = g_task_get_source_object (user_data);
  g_autoptr (GFile) part = g_steal_pointer (&self->part);

  g_output_stream_close_finish (G_OUTPUT_STREAM (source), result, NULL);
  g_file_delete_async (part, G_PRIORITY_DEFAULT, NULL, on_removed, user_data);
}

/* One sentence about what went wrong with the file. */
static GError *
describe (BesedaExporter *self, GError *error)
{
  g_autofree char *name = g_file_get_parse_name (self->target);

  if (error->code == G_IO_ERROR_CANCELLED)
    return g_error_copy (error);
  if (error->code == G_IO_ERROR_NO_SPACE)
    return g_error_new (G_IO_ERROR, error->code,
                        _ ("There is no space left for “%s”; make some, or choose another place."), name);

  return g_error_new (G_IO_ERROR, error->code, _ ("“%s” could not be written: %s"), name, error->message);
}

/* Takes the error, and removes what was written so far. */
static void
fail (GTask *task, GError *error)
{
  BesedaExporter *self = g_task_get_source_object (task);

  if (self->part == NULL)
    {
      g_task_return_error (task, error);
      g_object_unref (task);
      return;
    }

  g_task_set_task_data (task, error, (GDestroyNotify) g_error_free);
  if (self->stream != NULL)
    g_output_stream_close_async (self->stream, G_PRIORITY_DEFAULT, NULL, on_abandoned, task);
  else
    {
      g_autoptr (GFile) part = g_steal_pointer (&self->part);

      g_file_delete_async (part, G_PRIORITY_DEFAULT, NULL, on_removed, task);
    }
}

static void
on_named (GObject *source, GAsyncResult *result, gpointer user_data)
{
  BesedaExporter *self = g_task_get_source_object (user_data);
  g_autoptr (GError) error = NULL;

  if (!g_file_move_finish (G_FILE (source), result, &error))
    {
      fail (user_data, describe (self, error));
      return;
    }

  g_clear_object (&self->part);
  g_task_return_boolean (user_data, TRUE);
  g_object_unref (user_data);
}

static void
on_closed (GObject *source, GAsyncResult *result, gpointer user_data)
{
  GTask *task = user_data;
  BesedaExporter *self = g_task_get_source_object (task);
  g_autoptr (GError) error = NULL;

  g_clear_object (&self->stream);
  if (!g_output_stream_close_finish (G_OUTPUT_STREAM (source), result, &error))
    fail (task, describe (self, error));
  else
    g_file_move_async (self->part, self->target, G_FILE_COPY_OVERWRITE, G_PRIORITY_DEFAULT,
                       g_task_get_cancellable (task), NULL, NULL, on_named, task);
}

static void
on_written (GObject *source, GAsyncResult *result, gpointer user_data)
{
  GTask *task = user_data;
  BesedaExporter *self = g_task_get_source_object (task);
  g_autoptr (GError) error = NULL;

  if (!g_output_stream_write_all_finish (G_OUTPUT_STREAM (source), result, NULL, &error))
    {
      fail (task, describe (self, error));
      return;
    }

  self->progress = self->last_seq > 0 ? (double) self->seq / (double) self->last_seq : 1;
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_PROGRESS]);
  if (self->seq < self->last_seq)
    read_page (task);
  else
    g_output_stream_close_async (self->stream, G_PRIORITY_DEFAULT, g_task_get_cancellable (task), on_closed, task);
}

static void
write_text (GTask *task)
{
  BesedaExporter *self = g_task_get_source_object (task);

  if (self->seq >= self->last_seq)
    beseda_export_end (self->export, self->text);
  g_output_stream_write_all_async (self->stream, self->text->str, self->text->len, G_PRIORITY_DEFAULT,
                                   g_task_get_cancellable (task), on_written, task);
}

static void
on_page (GObject *source, GAsyncResult *result, gpointer user_data)
{
  GTask *task = user_data;
  BesedaExporter *self = g_task_get_source_object (task);
  GError *error = NULL;
  g_autoptr (BesedaPage) page = beseda_history_read_finish (BESEDA_HISTORY (source), result, &error);

  if (page == NULL)
    {
      fail (task, error);
      return;
    }
  if (page->from_seq > page->to_seq || page->to_seq <= self->seq)
    {
      fail (task, g_error_new_literal (G_IO_ERROR, G_IO_ERROR_NOT_CONNECTED,
                                       _ ("Not all that was said is kept on this computer; "
                                          "export it when you are connected to the room.")));
      return;
    }

  g_string_truncate (self->text, 0);
  for (guint i = 0; i < page->events->len; i++)
    {
      BesedaEvent *event = page->events->pdata[i];

      if (beseda_event_get_seq (event) <= self->last_seq)
        beseda_export_event (self->export, event, self->text);
    }
  self->seq = MIN (page->to_seq, self->last_seq);
  write_text (task);
}

static void
read_page (GTask *task)
{
  BesedaExporter *self = g_task_get_source_object (task);

  beseda_history_read_async (self->history, BESEDA_AFTER, self->seq, BESEDA_LIMIT_PAGE, g_task_get_cancellable (task),
                             on_page, task);
}

static void
on_created (GObject *source, GAsyncResult *result, gpointer user_data)
{
  GTask *task = user_data;
  BesedaExporter *self = g_task_get_source_object (task);
  g_autoptr (GError) error = NULL;

  self->stream = G_OUTPUT_STREAM (g_file_create_finish (G_FILE (source), result, &error));
  if (self->stream == NULL)
    {
      fail (task, describe (self, error));
      return;
    }

  self->part = g_object_ref (G_FILE (source));
  beseda_export_begin (self->export, self->text);
  write_text (task);
}

static void
beseda_exporter_get_property (GObject *object, guint id, GValue *value, GParamSpec *pspec)
{
  switch (id)
    {
    case PROP_PROGRESS:
      g_value_set_double (value, BESEDA_EXPORTER (object)->progress);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
    }
}

static void
beseda_exporter_finalize (GObject *object)
{
  BesedaExporter *self = BESEDA_EXPORTER (object);

  g_clear_object (&self->history);
  g_clear_object (&self->target);
  g_clear_object (&self->part);
  g_clear_object (&self->stream);
  g_clear_pointer (&self->export, beseda_export_free);
  g_string_free (self->text, TRUE);

  G_OBJECT_CLASS (beseda_exporter_parent_class)->finalize (object);
}

static void
beseda_exporter_class_init (BesedaExporterClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->get_property = beseda_exporter_get_property;
  object_class->finalize = beseda_exporter_finalize;

  properties[PROP_PROGRESS] = g_param_spec_double ("progress", NULL, NULL, 0, 1, 0,
                                                   G_PARAM_READABLE | G_PARAM_STATIC_STRINGS);
  g_object_class_install_properties (object_class, N_PROPS, properties);
}

static void
beseda_exporter_init (BesedaExporter *self)
{
  self->text = g_string_new (NULL);
}

BesedaExporter *
beseda_exporter_new (BesedaHistory *history, const char *room, GFile *target, BesedaExportFormat format)
{
  g_autoptr (GTimeZone) zone = g_time_zone_new_local ();
  BesedaExporter *self;

  g_return_val_if_fail (BESEDA_IS_HISTORY (history) && G_IS_FILE (target), NULL);

  self = g_object_new (BESEDA_TYPE_EXPORTER, NULL);
  self->history = g_object_ref (history);
  self->target = g_object_ref (target);
  self->export = beseda_export_new (format, room, zone, g_get_real_time () / 1000);

  return self;
}

GFile *
beseda_exporter_get_target (BesedaExporter *self)
{
  g_return_val_if_fail (BESEDA_IS_EXPORTER (self), NULL);

  return self->target;
}

double
beseda_exporter_get_progress (BesedaExporter *self)
{
  g_return_val_if_fail (BESEDA_IS_EXPORTER (self), 0);

  return self->progress;
}

void
beseda_exporter_run_async (BesedaExporter *self,
                           GCancellable *cancellable,
                           GAsyncReadyCallback callback,
                           gpointer user_data)
{
  GTask *task = g_task_new (self, cancellable, callback, user_data);
  g_autoptr (GFile) folder = g_file_get_parent (self->target);
  g_autofree char *name = g_file_get_basename (self->target);
  g_autofree char *hidden = g_strdup_printf (".%s.%08x", name, g_random_int ());
  g_autoptr (GFile) part = NULL;

  g_return_if_fail (folder != NULL);

  g_task_set_source_tag (task, beseda_exporter_run_async);
  g_task_set_check_cancellable (task, FALSE); /* when the file has its name, it is too late */
  self->last_seq = beseda_history_get_last_seq (self->history);
  part = g_file_get_child (folder, hidden);
  g_file_create_async (part, G_FILE_CREATE_NONE, G_PRIORITY_DEFAULT, cancellable, on_created, task);
}

gboolean
beseda_exporter_run_finish (BesedaExporter *self, GAsyncResult *result, guint64 *n_messages, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), FALSE);

  if (n_messages != NULL)
    *n_messages = beseda_export_get_n_messages (self->export);

  return g_task_propagate_boolean (G_TASK (result), error);
}
