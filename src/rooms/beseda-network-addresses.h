/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* The addresses, as text, by which other computers may reach this one, the likeliest first: those of a home or office
 * network before public ones, IPv4 before IPv6; those of containers, and IPv4's link-local ones, only where there is
 * nothing else. No loopback, no link-local IPv6; IPv6 at all only where `ipv6` is set. Empty without a network. Asks
 * the kernel, quickly; nothing goes out. (transfer full) */
GPtrArray *beseda_network_addresses_dup (gboolean ipv6);

G_END_DECLS
