#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# own-network.sh COMMAND...: runs it with a loopback interface of its own, and with the congestion control that Debian has. A
# machine may be set to BBR, which on loopback paces what 100 guests are sent, and makes the server late by itself. Where
# nobody may have a network of their own, it runs on the one that there is.
PATH=$PATH:/usr/sbin
unshare --net --map-root-user ip link set lo up 2> /dev/null || exec "$@"
exec unshare --net --map-root-user -- sh -e -c '
  ip link set lo up
  control=/proc/sys/net/ipv4/tcp_congestion_control
  echo cubic > $control 2> /dev/null || echo reno > $control
  exec "$@"' sh "$@"
