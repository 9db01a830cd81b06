/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "beseda-networks.h"

#include <string.h>

#include "beseda-system.h"

static gboolean
is_on (const char *name, GInetAddress *own, const guint8 *mask, gpointer user_data)
{
  GInetAddress *address = user_data;
  const guint8 *bytes = g_inet_address_to_bytes (address);
  const guint8 *own_bytes = g_inet_address_to_bytes (own);

  if (g_inet_address_get_family (own) != g_inet_address_get_family (address))
    return FALSE;

  for (gsize i = 0; i < g_inet_address_get_native_size (address); i++)
    if ((bytes[i] ^ own_bytes[i]) & mask[i])
      return FALSE;

  return TRUE;
}

/* ::ffff:192.0.2.1 is how a socket for both families shows an IPv4 address; RFC 4291, section 2.5.5.2. (transfer full)
 */
static GInetAddress *
unwrap (GInetAddress *address)
{
  static const guint8 prefix[] = { 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xff, 0xff };
  const guint8 *bytes = g_inet_address_to_bytes (address);

  if (g_inet_address_get_family (address) == G_SOCKET_FAMILY_IPV6 && memcmp (bytes, prefix, sizeof prefix) == 0)
    return g_inet_address_new_from_bytes (bytes + sizeof prefix, G_SOCKET_FAMILY_IPV4);

  return g_object_ref (address);
}

gboolean
beseda_networks_has (GInetAddress *address)
{
  g_autoptr (GInetAddress) real = unwrap (address);

  return g_inet_address_get_is_loopback (real) || g_inet_address_get_is_link_local (real) ||
         beseda_system_find_network (is_on, real);
}

gboolean
beseda_networks_are_all (const char *address)
{
  g_autoptr (GInetAddress) inet = g_inet_address_new_from_string (address);

  return inet != NULL && g_inet_address_get_is_any (inet);
}
