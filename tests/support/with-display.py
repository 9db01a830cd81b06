#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Runs a command with a screen, a session bus and a home of its own, and passes its exit status on.

Any number of these run side by side: the X server chooses its own number and tells it (-displayfd), nothing is shared.
"""

import os
import pathlib
import signal
import subprocess
import sys
import tempfile

SETTINGS = "[Settings]\ngtk-font-name=Cantarell 11\ngtk-enable-animations=false\n"


def main():
    with tempfile.TemporaryDirectory(prefix="beseda-test-") as folder:
        home = pathlib.Path(folder)
        (home / "run").mkdir(mode=0o700)
        (home / "config" / "gtk-4.0").mkdir(parents=True)
        (home / "config" / "gtk-4.0" / "settings.ini").write_text(SETTINGS)
        env = dict(os.environ)
        for name in ("WAYLAND_DISPLAY", "DBUS_SESSION_BUS_ADDRESS", "AT_SPI_BUS_ADDRESS", "DESKTOP_SESSION"):
            env.pop(name, None)
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

        ready, tell = os.pipe()
        screen = subprocess.Popen(
            ["Xvfb", "-displayfd", str(tell), "-screen", "0", "1280x800x24", "-nolisten", "tcp", "-noreset"],
            pass_fds=[tell],
            stderr=subprocess.DEVNULL,
        )
        os.close(tell)
        try:
            number = os.fdopen(ready).readline().strip()
            if not number:
                sys.exit("with-display: Xvfb did not start; is the package xvfb installed?")
            env["DISPLAY"] = f":{number}"
            command = subprocess.Popen(["dbus-run-session", "--", *sys.argv[1:]], env=env, stdin=subprocess.DEVNULL)
            signal.signal(signal.SIGTERM, lambda *_: command.terminate())
            return command.wait()
        finally:
            screen.terminate()
            screen.wait()


sys.exit(main())
