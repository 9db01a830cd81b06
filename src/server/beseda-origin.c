/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "beseda-origin.h"

#include <string.h>

/* Without the port that goes without saying. */
static gsize
measure (const char *authority, const char *usual_port)
{
  return g_str_has_suffix (authority, usual_port) ? strlen (authority) - strlen (usual_port) : strlen (authority);
}

gboolean
beseda_origin_is_own (const char *origin, const char *host, gboolean secure)
{
  const gboolean https = g_ascii_strncasecmp (origin, "https://", 8) == 0;
  const char *usual_port = https ? ":443" : ":80";
  const char *authority = origin + (https ? 8 : 7);
  gsize length;

  /* Without TLS here a proxy before us may have taken it off. */
  if (!https && (secure || g_ascii_strncasecmp (origin, "http://", 7) != 0))
    return FALSE;
  if (host == NULL)
    return FALSE;

  length = measure (host, usual_port);

  return length > 0 && length == measure (authority, usual_port) && g_ascii_strncasecmp (authority, host, length) == 0;
}
