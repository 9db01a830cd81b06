/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "beseda-network-addresses.h"

#include "beseda-system.h"

typedef struct
{
  char *text;
  guint rank; /* the smaller, the likelier */
} Candidate;

typedef struct
{
  GPtrArray *candidates;
  gboolean ipv6;
} Search;

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

/* Stable where the sort is: the kernel's order within a rank. */
static int
compare (gconstpointer a, gconstpointer b)
{
  const Candidate *left = *(Candidate *const *) a;
  const Candidate *right = *(Candidate *const *) b;

  return (int) left->rank - (int) right->rank;
}

static gboolean
consider (const char *name, GInetAddress *address, const guint8 *mask, gpointer user_data)
{
  Search *search = user_data;
  const gboolean ipv6 = g_inet_address_get_family (address) == G_SOCKET_FAMILY_IPV6;
  Candidate *candidate;

  /* One of IPv6's kind that is local to its link would lead nowhere without the other side's name for the network. */
  if ((ipv6 && !search->ipv6) || g_inet_address_get_is_loopback (address) ||
      (ipv6 && g_inet_address_get_is_link_local (address)))
    return FALSE;

  candidate = g_new0 (Candidate, 1);
  candidate->text = g_inet_address_to_string (address);
  candidate->rank = rank (address, name);
  g_ptr_array_add (search->candidates, candidate);

  return FALSE;
}

GPtrArray *
beseda_network_addresses_dup (gboolean ipv6)
{
  GPtrArray *addresses = g_ptr_array_new_with_free_func (g_free);
  g_autoptr (GPtrArray) candidates = g_ptr_array_new_with_free_func (candidate_free);
  Search search = { candidates, ipv6 };

  beseda_system_find_network (consider, &search);
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
