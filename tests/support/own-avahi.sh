#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# own-avahi.sh COMMAND...: runs a test with a loopback interface of its own, and an Avahi that tells there, on a bus that is
# the system's for it. Where that cannot be had, the test is skipped.
skip() { echo "1..0 # SKIP $1"; exit 0; }

PATH=$PATH:/usr/sbin
command -v avahi-daemon > /dev/null && command -v dbus-daemon > /dev/null || skip "Avahi is not installed"
unshare --net --mount true 2> /dev/null || skip "Avahi has to be started by root"

exec unshare --net --mount -- sh -e -c '
  ip link set lo up multicast on
  mount -t tmpfs tmpfs /run
  cat > /run/bus.conf <<CONF
<busconfig>
  <type>session</type>
  <listen>unix:path=/run/bus</listen>
  <auth>EXTERNAL</auth>
  <policy context="default"><allow send_destination="*" eavesdrop="true"/><allow eavesdrop="true"/><allow own="*"/></policy>
</busconfig>
CONF
  cat > /run/avahi.conf <<CONF
[server]
use-ipv4=yes
use-ipv6=no
allow-interfaces=lo
[publish]
publish-hinfo=no
publish-workstation=no
CONF
  export DBUS_SYSTEM_BUS_ADDRESS=unix:path=/run/bus
  dbus-daemon --config-file=/run/bus.conf --nofork 2> /dev/null &  # it has no say over its limits here
  bus=$!
  trap "exit 1" TERM INT
  trap "kill $bus" EXIT
  while [ ! -e /run/bus ]; do kill -0 $bus; sleep 0.01; done
  avahi-daemon --file=/run/avahi.conf --no-drop-root --no-chroot --no-rlimits --no-proc-title > /run/avahi.log 2>&1 &
  avahi=$!
  trap "kill $avahi; kill $bus" EXIT
  "$@"' sh "$@"
