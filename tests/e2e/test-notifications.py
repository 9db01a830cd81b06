#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""What a person learns from the desktop of a room that they don't look at."""

import contextlib
import os
import sys
import tempfile
import types
from unittest import mock

sys.path.insert(0, os.path.join(os.environ["BESEDA_TEST_SRCDIR"], "support"))
from daemon import daemon
from desktop import app
from notifications import Notifications
from person import host_from_menu, join_from_lobby, on_loopback, say, shows
import tap
from tap import wait_until


@contextlib.contextmanager
def desktop_of(program, way="gtk"):
    desktop = Notifications(program.env["DBUS_SESSION_BUS_ADDRESS"], way)
    try:
        yield desktop
    finally:
        desktop.close()


def shown(desktop, *wanted):
    wait_until(
        lambda: [notification[:2] for notification in desktop.shown.values()] == list(wanted),
        lambda: f"{wanted} on the desktop, but {desktop.shown}",
    )


def test_each_way_to_the_desktop():
    with daemon("--room", "Tea House") as server, app("--login", "ann", f"127.0.0.1:{server.port}") as ann:
        address = f"127.0.0.1:{server.port}"
        ann.find("frame", "Tea House")
        for login, way in (("bob", "gtk"), ("carol", "portal"), ("dora", "freedesktop")):
            by_portal = "1" if way == "portal" else "0"
            backend = {"GNOTIFICATION_BACKEND": way, "GTK_USE_PORTAL": by_portal, "GIO_USE_PORTALS": by_portal}
            with (
                mock.patch.dict(os.environ, backend),
                app("--login", login, address) as bob,
                desktop_of(bob, way) as desktop,
            ):
                bob.find("frame", "Tea House")
                bob.sees("2 people")
                bob.press("New Tab")
                bob.find("frame", "Beseda")
                say(ann, f"hello by {way}")
                shown(desktop, ("Tea House", f"ann: hello by {way}"))
                say(ann, "tea?")
                shown(desktop, ("Tea House", "2 new messages\nann: tea?"))
                desktop.activate()
                shown(desktop)
                bob.find("frame", "Tea House")
            ann.sees("1 person")


def test_never_for_what_was_missed():
    with (
        tempfile.TemporaryDirectory() as folder,
        daemon("--room", "Tea House") as server,
        app("--login", "ann", f"127.0.0.1:{server.port}") as ann,
    ):
        home = types.SimpleNamespace(name=folder)
        ann.find("frame", "Tea House")
        with app("--login", "bob", f"127.0.0.1:{server.port}", home=home) as bob:
            bob.find("frame", "Tea House")
        say(ann, "bob, are you there?")
        with app("--login", "bob", f"127.0.0.1:{server.port}", home=home) as bob, desktop_of(bob) as desktop:
            shows(bob, "ann: bob, are you there?")
            bob.sees("2 people")
            bob.press("New Tab")
            bob.find("frame", "Beseda")
            say(ann, "ah, there you are")
            shown(desktop, ("Tea House", "ann: ah, there you are"))
            assert len(desktop.told) == 1, desktop.told
            bob.process.terminate()
            bob.process.wait(10)
            shown(desktop)


def test_of_a_room_that_has_no_window():
    with app() as ann, desktop_of(ann) as desktop, app() as bob:
        join_from_lobby(bob, on_loopback(host_from_menu(ann, "ann", "Tea")[0]), "bob")
        bob.sees("2 people")
        ann.act(ann.find("frame", "Tea"), "window.close")
        ann.press("Keep Running")
        wait_until(lambda: not ann.has_window(), "a window that is gone")
        say(bob, "more tea?")
        shown(desktop, ("Tea", "bob: more tea?"))
        desktop.activate()
        shown(desktop)
        ann.find("frame", "Tea")
        shows(ann, "bob: more tea?")


tap.main(sys.modules[__name__])
