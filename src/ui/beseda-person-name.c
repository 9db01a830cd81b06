/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "beseda-person-name.h"

char *
beseda_person_name_dup (GSettings *settings)
{
  g_autofree char *login = g_settings_get_string (settings, "login");
  const char *real = g_get_real_name ();

  if (*login)
    return g_steal_pointer (&login);
  /* "Unknown" is GLib's word for an account without a full name; "root" is a role, not a name. */
  if (real == NULL || *real == '\0' || g_str_equal (real, "Unknown") || g_ascii_strcasecmp (real, "root") == 0)
    real = g_get_user_name ();
  return g_filename_display_name (real);
}
