/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "beseda-network-addresses.h"

#include <gio/gio.h>
#include <ifaddrs.h>
#include <net/if.h>
#include <netinet/in.h>
#include <sys/socket.h>

typedef struct
{
  char *text;
  guint rank; /* the smaller, the likelier */
} Candidate;

/* From here on: offered only where there is nothing better. */
#define RANK_UNLIKELY 8

/* Bridges that only containers and virtual machines of this computer are on. */
static const char *const inner_interfaces[] = { "docker", "br-", "virbr", "veth", "lxc", "podman", "cni" };

static void
candidate_free (gpointer data)
{
  Candidate *candidate = data;

  g_free (candidate->text);
  g_free (candidate);
}

static guint
rank (GInetAddress *address, const char *interface)
{
  guint rank = 0;

  for (gsize i = 0; i < G_N_ELEMENTS (inner_interfaces); i++)
    if (g_str_has_prefix (interface, inner_interfaces[i]))
      rank += RANK_UNLIKELY;
  if (g_inet_address_get_family (address) == G_SOCKET_FAMILY_IPV6)
    rank += 2;
  if (!g_inet_address_get_is_site_local (address))
    rank += 1;
  if (g_inet_address_get_is_link_local (address))
    rank += RANK_UNLIKELY; /* two computers on one cable, where nothing gives out addresses */

  return rank;
}

static GInetAddress *
read_address (const struct sockaddr *native)
{
  const gsize length = native->sa_family == AF_INET ? sizeof (struct sockaddr_in) : sizeof (struct sockaddr_in6);
  g_autoptr (GSocketAddress) address = g_socket_address_new_from_native ((gpointer) native, length);

  return g_object_ref (g_inet_socket_address_get_address (G_INET_SOCKET_ADDRESS (address)));
}

/* Stable where the sort is: the kernel's order within a rank. */
static int
compare (gconstpointer a, gconstpointer b)
{
  const Candidate *left = *(Candidate *const *) a;
  const Candidate *right = *(Candidate *const *) b;

  return (int) left->rank - (int) right->rank;
}

GPtrArray *
beseda_network_addresses_dup (gboolean ipv6)
{
  GPtrArray *addresses = g_ptr_array_new_with_free_func (g_free);
  g_autoptr (GPtrArray) candidates = g_ptr_array_new_with_free_func (candidate_free);
  struct ifaddrs *interfaces = NULL;

  if (getifaddrs (&interfaces) != 0)
    return addresses;

  for (const struct ifaddrs *at = interfaces; at != NULL; at = at->ifa_next)
    {
      g_autoptr (GInetAddress) address = NULL;
      Candidate *candidate;

      if (at->ifa_addr == NULL || !(at->ifa_flags & IFF_UP) ||
          (at->ifa_addr->sa_family != AF_INET && (at->ifa_addr->sa_family != AF_INET6 || !ipv6)))
        continue;

      address = read_address (at->ifa_addr);
      /* One of IPv6's kind would lead nowhere without the other side's name for the network. */
      if (g_inet_address_get_is_loopback (address) ||
          (g_inet_address_get_is_link_local (address) && at->ifa_addr->sa_family == AF_INET6))
        continue;

      candidate = g_new0 (Candidate, 1);
      candidate->text = g_inet_address_to_string (address);
      candidate->rank = rank (address, at->ifa_name);
      g_ptr_array_add (candidates, candidate);
    }
  freeifaddrs (interfaces);

  g_ptr_array_sort (candidates, compare);
  for (guint i = 0; i < candidates->len; i++)
    {
      Candidate *candidate = candidates->pdata[i];

      if (candidate->rank >= RANK_UNLIKELY && ((Candidate *) candidates->pdata[0])->rank < RANK_UNLIKELY)
        break;
      g_ptr_array_add (addresses, g_steal_pointer (&candidate->text));
    }

  return addresses;
}
