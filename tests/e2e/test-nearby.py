#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Rooms on this network are in the lobby, with a real Avahi between. To be run below own-avahi.sh and with-display.py."""

import os
import sys
import tempfile

sys.path.insert(0, os.path.join(os.environ["BESEDA_TEST_SRCDIR"], "support"))
from daemon import ctl, daemon
from desktop import app
from keyboard import Keyboard
from person import say, shows
import tap


def rows(window, room):
    """Those of the lobby's lists."""
    return window.all("list item", room)


def test_a_room_on_this_network_is_a_click_away():
    with tempfile.TemporaryDirectory(prefix="beseda-nearby-") as folder, app("--login", "bob") as bob:
        assert not bob.showing_text("On This Network")
        with daemon("--room", "Tea", address="0.0.0.0", data=folder) as server:
            bob.sees("On This Network")
            ctl(folder, "door", "password", "biscuits")
            bob.sees(f":{server.port}, with a password")
            ctl(folder, "door", "link")
            bob.sees_no_more("On This Network")
            ctl(folder, "door", "approve")
            bob.sees(f":{server.port}, where somebody lets you in")
            ctl(folder, "door", "open")
            bob.sees_no_more(", where somebody lets you in")

            # Another of that name takes nothing from it.
            with daemon("--room", "Tea", address="0.0.0.0"):
                tap.wait_until(lambda: len(rows(bob, "Tea")) == 2, "two rooms called Tea")
            tap.wait_until(lambda: len(rows(bob, "Tea")) == 1, "one room called Tea")

            keys = Keyboard(bob)
            keys.take("Beseda")
            keys.press("ctrl+l", "Tab", "Tab", "Tab")
            keys.holds("list item", "Tea")
            keys.press("Return")
            bob.find("frame", "Tea")
            say(bob, "here I am")
            shows(bob, "bob: here I am")


def test_a_room_is_not_told_of_against_its_will():
    with app("--login", "bob") as bob, daemon("--room", "Tea", address="0.0.0.0"):
        with daemon("--room", "Den", "--no-announce", address="0.0.0.0"), daemon("--room", "Attic"):
            bob.sees("On This Network")
            tap.wait_until(lambda: rows(bob, "Tea"), "a room called Tea")
            assert not rows(bob, "Den") and not rows(bob, "Attic")


tap.main(sys.modules[__name__])
