#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Who comes in, as a host and a guest see it, each in a real window."""

import os
import sys
import tempfile
import time

sys.path.insert(0, os.path.join(os.environ["BESEDA_TEST_SRCDIR"], "support"))
from daemon import ctl, daemon
from desktop import app, name_of
from invited import Invited
from person import host_from_menu, join_from_lobby, on_loopback, say, shows
import tap


def owner_link(folder, server):
    return ctl(folder, "owner-link").replace("localhost", "127.0.0.1")


def test_the_host_lets_in_whom_it_wants():
    with tempfile.TemporaryDirectory() as folder:
        with (
            daemon("--room", "Tea", "--door", "approve", data=folder) as server,
            app("--login", "ann", owner_link(folder, server)) as ann,
            app() as bob,
        ):
            ann.find("frame", "Tea")
            join_from_lobby(bob, f"127.0.0.1:{server.port}", "eve")
            ann.sees("eve wants to join")
            bob.sees("The host is asked whether you may come in.")
            ann.press("Don’t Let eve In")
            bob.sees("The host did not let you in.")

            join_from_lobby(bob, f"127.0.0.1:{server.port}", "bob")
            ann.press("Let bob In")
            bob.find("frame", "Tea")
            say(bob, "thank you")
            shows(ann, "bob: thank you")


def test_a_password_is_asked_for_until_it_is_right():
    with tempfile.TemporaryDirectory() as folder:
        file = os.path.join(folder, "password")
        with open(file, "w", encoding="utf-8") as stream:
            stream.write("open, sesame\n")
        with (
            daemon("--room", "Tea", "--door", "password", "--password-file", file, data=folder) as server,
            app() as bob,
        ):
            join_from_lobby(bob, f"127.0.0.1:{server.port}", "bob")
            bob.sees("This room has a password.")
            bob.write(bob.find("password text", "Password"), "close, sesame")
            bob.press("Join")
            bob.sees("This is not the password of the room.")
            bob.write(bob.find("password text", "Password"), "open, sesame")
            bob.press("Join")
            bob.find("frame", "Tea")


def test_a_link_that_was_reset_leads_nowhere():
    with app() as ann:
        old = on_loopback(host_from_menu(ann, "ann", "Tea")[0])
        bob = Invited(old)
        bob.login("bob")
        ann.press("Invite")
        ann.press("Reset Link…")
        ann.press("Reset Link")
        bob.until(type="act", act="door")
        # From here on, and not only soon.
        began = time.monotonic()
        eve = Invited(old)
        eve.send(type="login", login="eve", key=eve.secrets["k"])
        assert eve.until(type="error")["code"] == "not-allowed"
        assert time.monotonic() - began < 1
        ann.press("Invite")
        links = tap.wait_until(
            lambda: [
                link
                for link in (name_of(node)[len("Copy ") :] for node in ann.all(name=lambda name: name.startswith("Copy beseda:")))
                if on_loopback(link) != old
            ],
            "a new link",
        )
        Invited(on_loopback(links[0])).login("eve")
        bob.send(message="still here")
        shows(ann, "bob: still here")
        ann.act(ann.find("frame", "Tea"), "window.close")
        ann.press("Close Room")


tap.main(sys.modules[__name__])
