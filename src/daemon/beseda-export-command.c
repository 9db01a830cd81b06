/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "beseda-export-command.h"

#include <glib/gi18n.h>
#include <stdlib.h>

#include "beseda-room-export.h"
#include "beseda-system.h"

#define EXIT_USAGE 2

static gboolean
parse_format (const char *target, const char *format, BesedaExportFormat *value)
{
  g_autofree char *name = g_strconcat (".", format, NULL);

  return beseda_export_format_from_name (format != NULL ? name : target, value);
}

static void
show_progress (guint64 seq, guint64 last_seq, gpointer user_data)
{
  const int percent = last_seq > 0 ? (int) (100 * seq / last_seq) : 100;
  int *shown = user_data;

  if (percent != *shown)
    g_printerr ("\r%3d %%", percent);
  *shown = percent;
}

static gboolean
interrupted (gpointer user_data)
{
  g_cancellable_cancel (user_data);

  return G_SOURCE_CONTINUE;
}

int
beseda_export_command_run (const char *file, const char *target, const char *format, gboolean force)
{
  BesedaRoomExportOptions options = { .file = file, .replace = force };
  const gboolean watched = beseda_system_is_watched ();
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  g_autoptr (GError) error = NULL;
  int percent = -1;
  gint64 n_messages;

  if (!parse_format (target, format, &options.format))
    {
      g_printerr ("%s\n", _ ("Give --export a name that ends in .html or .jsonl, or add --format=html or "
                             "--format=jsonl."));
      return EXIT_USAGE;
    }

  /* What is written so far shall not stay. */
  beseda_system_on_end (interrupted, cancellable);

  options.target = g_str_equal (target, "-") ? NULL : target;
  n_messages = beseda_room_export_run (&options, watched ? show_progress : NULL, &percent, cancellable, &error);
  if (percent >= 0)
    g_printerr ("\r     \r");
  if (n_messages < 0)
    {
      if (!g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
        g_printerr ("%s\n", error->message);
      return EXIT_FAILURE;
    }
  if (watched)
    {
      const guint n = (guint) MIN (n_messages, G_MAXUINT);

      g_printerr (ngettext ("%u message exported.\n", "%u messages exported.\n", n), n);
    }

  return EXIT_SUCCESS;
}
