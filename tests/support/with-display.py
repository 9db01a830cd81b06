#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Runs a command with a screen, a session bus and a home of its own, and passes its exit status on.

Any number of these run side by side: the X server chooses its own number and tells it (-displayfd), nothing is shared.
"""

import os
import pathlib
import shutil
import signal
import subprocess
import sys
import tempfile

A11Y = "org.a11y.Bus.service"
BUS = """<busconfig>
  <type>session</type>
  <listen>unix:dir={folder}/run</listen>
  <servicedir>{folder}/services</servicedir>
  <policy context="default">
    <allow send_destination="*" eavesdrop="true"/>
    <allow eavesdrop="true"/>
    <allow own="*"/>
  </policy>
</busconfig>
"""
SETTINGS = "[Settings]\ngtk-font-name=Cantarell 11\ngtk-enable-animations=false\n"


def start(*command, env=None):
    """A server that tells one line on the descriptor whose number replaces its %d: (process, that line)."""
    ready, tell = os.pipe()
    process = subprocess.Popen(
        [argument.replace("%d", str(tell)) for argument in command],
        env=env,
        pass_fds=[tell],
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    os.close(tell)
    with os.fdopen(ready) as told:
        return process, told.readline().strip()


def main():
    missing = [program for program in ("Xvfb", "dbus-daemon") if not shutil.which(program)]
    if missing:
        sys.exit(f"with-display: {' and '.join(missing)} is not installed")

    with tempfile.TemporaryDirectory(prefix="beseda-test-") as folder:
        home = pathlib.Path(folder)
        (home / "run").mkdir(mode=0o700)
        (home / "config" / "gtk-4.0").mkdir(parents=True)
        (home / "config" / "gtk-4.0" / "settings.ini").write_text(SETTINGS)
        env = dict(os.environ)
        for name in ("WAYLAND_DISPLAY", "DBUS_SESSION_BUS_ADDRESS", "AT_SPI_BUS_ADDRESS", "DESKTOP_SESSION"):
            env.pop(name, None)
        env.setdefault("DBUS_SYSTEM_BUS_ADDRESS", "unix:path=/nonexistent")
        env.update(
            HOME=folder,
            XDG_RUNTIME_DIR=str(home / "run"),
            XDG_CONFIG_HOME=str(home / "config"),
            XDG_DATA_HOME=str(home / "data"),
            XDG_STATE_HOME=str(home / "state"),
            XDG_CACHE_HOME=str(home / "cache"),
            GSK_RENDERER="cairo",
            GDK_BACKEND="x11",
            GDK_DEBUG="gl-disable",
        )

        # Only the accessibility bus is started when somebody asks for it: no desktop's password store with its questions.
        (home / "services").mkdir()
        for services in (pathlib.Path("/usr/share/dbus-1/services"), pathlib.Path("/usr/local/share/dbus-1/services")):
            if (services / A11Y).exists():
                shutil.copy(services / A11Y, home / "services")
        (home / "bus.conf").write_text(BUS.format(folder=folder))
        env["BESEDA_TEST_BUS_CONFIG"] = str(home / "bus.conf")

        # What the bus starts must not speak on a test's stdout.
        screen, number = start("Xvfb", "-displayfd", "%d", "-screen", "0", "1280x800x24", "-nolisten", "tcp", "-noreset")
        bus, address = start("dbus-daemon", f"--config-file={home / 'bus.conf'}", "--nofork", "--print-address=%d", env=env)
        try:
            if not number or not address:
                sys.exit(f"with-display: {'dbus-daemon' if number else 'Xvfb'} did not start")
            env.update(DISPLAY=f":{number}", DBUS_SESSION_BUS_ADDRESS=address)
            command = subprocess.Popen(sys.argv[1:], env=env, stdin=subprocess.DEVNULL)
            signal.signal(signal.SIGTERM, lambda *_: command.terminate())
            return command.wait()
        finally:
            for process in (bus, screen):
                process.terminate()
                process.wait()


sys.exit(main())
