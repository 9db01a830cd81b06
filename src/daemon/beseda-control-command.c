/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "beseda-control-command.h"

#include <glib/gi18n.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "beseda-control.h"
#include "beseda-limits.h"

/* A line of the standard input, without its end. (transfer full), NULL for none */
static char *
read_password (void)
{
  char line[BESEDA_LIMIT_PASSWORD + 2];

  if (fgets (line, sizeof line, stdin) == NULL)
    return NULL;

  line[strcspn (line, "\r\n")] = '\0';

  return g_strdup (line);
}

int
beseda_control_command_run (const char *path, const char *const *words)
{
  g_auto (GStrv) said = g_strdupv ((char **) words);
  g_autofree char *text = NULL;
  g_autoptr (GError) error = NULL;
  gboolean done;

  if (g_strv_length (said) == 3 && g_str_equal (said[0], "door") && g_str_equal (said[2], "-"))
    {
      g_free (said[2]);
      said[2] = read_password ();
      if (said[2] == NULL)
        {
          g_printerr ("%s\n", _ ("There is no password on the standard input."));
          return EXIT_FAILURE;
        }
    }

  if (!beseda_control_ask (path, (const char *const *) said, &done, &text, &error))
    {
      g_printerr ("%s\n", error->message);
      return EXIT_FAILURE;
    }

  if (done)
    g_print ("%s\n", text);
  else
    g_printerr ("%s\n", text);

  return done ? EXIT_SUCCESS : EXIT_FAILURE;
}
