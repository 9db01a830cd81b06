/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "beseda-networks.h"

#include <ifaddrs.h>
#include <net/if.h>
#include <netinet/in.h>
#include <string.h>

/* The address's bytes, or NULL for another kind of address. */
static const guint8 *
get_bytes (const struct sockaddr *address, GSocketFamily family)
{
  if (address == NULL || address->sa_family != family)
    return NULL;
  if (family == G_SOCKET_FAMILY_IPV4)
    return (const guint8 *) &((const struct sockaddr_in *) address)->sin_addr;

  return (const guint8 *) &((const struct sockaddr_in6 *) address)->sin6_addr;
}

static gboolean
is_on (GInetAddress *address, const struct ifaddrs *interface)
{
  const GSocketFamily family = g_inet_address_get_family (address);
  const gsize size = g_inet_address_get_native_size (address);
  const guint8 *bytes = g_inet_address_to_bytes (address);
  const guint8 *own = get_bytes (interface->ifa_addr, family);
  const guint8 *mask = get_bytes (interface->ifa_netmask, family);

  if (own == NULL || mask == NULL || !(interface->ifa_flags & IFF_UP))
    return FALSE;

  for (gsize i = 0; i < size; i++)
    if ((bytes[i] ^ own[i]) & mask[i])
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
  struct ifaddrs *interfaces;
  gboolean found;

  if (g_inet_address_get_is_loopback (real) || g_inet_address_get_is_link_local (real))
    return TRUE;
  if (getifaddrs (&interfaces) != 0)
    return FALSE;

  found = FALSE;
  for (const struct ifaddrs *interface = interfaces; interface != NULL && !found; interface = interface->ifa_next)
    found = is_on (real, interface);
  freeifaddrs (interfaces);

  return found;
}
