#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""A room goes on when its host's window is closed, is closed when the host quits, and comes back when it is resumed."""

import contextlib
import os
import subprocess
import sys
import tempfile
import types

sys.path.insert(0, os.path.join(os.environ["BESEDA_TEST_SRCDIR"], "support"))
from gi.repository import GLib
from desktop import app
from person import host_from_menu, join_from_lobby, on_loopback, say, shows
import tap


def test_a_room_outlives_its_window_and_its_host():
    with tempfile.TemporaryDirectory(prefix="beseda-app-") as folder, app() as bob:
        home = types.SimpleNamespace(name=folder)
        with app(home=home) as ann:
            link = on_loopback(host_from_menu(ann, "ann", "Tea")[0])
            join_from_lobby(bob, link, "bob")
            say(ann, "I am off")
            shows(bob, "ann: I am off")

            ann.act(ann.find("frame", "Tea"), "window.close")
            ann.sees("1 guest is in “Tea” and has to leave.")
            ann.sees("Remember this choice")
            ann.press("Keep Running")
            tap.wait_until(lambda: not ann.has_window(), "a window that is gone")
            say(bob, "still here")
            shows(bob, "ann: I am off", "bob: still here")

            assert ann.start_again()[0] == 0
            ann.find("frame", "Tea")
            shows(ann, "ann: I am off", "bob: still here")

            # It comes back to ask when it is told to end.
            ann.act(ann.find("frame", "Tea"), "window.close")
            ann.press("Keep Running")
            tap.wait_until(lambda: not ann.has_window(), "a window that is gone")
            ann.activate_action("quit")
            ann.sees("Quit and Close Your Room?")
            ann.sees("1 guest is in “Tea” and has to leave.")
            ann.activate_action("quit")
            ann.press("Cancel")
            ann.sees_no_more("Quit and Close Your Room?")
            say(bob, "not yet")
            shows(ann, "ann: I am off", "bob: still here", "bob: not yet")
            ann.activate_action("quit")
            ann.press("Quit")
            assert ann.process.wait(10) == 0

        bob.sees("The host has closed the room")
        shows(bob, "ann: I am off", "bob: still here", "bob: not yet")

        with app(home=home) as ann:
            ann.press("Resume Tea")
            bob.sees("2 people")
            say(ann, "here again")
            shows(bob, "ann: I am off", "bob: still here", "bob: not yet", "ann: here again")
            ann.activate_action("quit")
            ann.press("Quit")
            assert ann.process.wait(10) == 0

        # At log-in: no window, and the room is there.
        with app("--resume", home=home) as ann:
            bob.sees("2 people")
            assert not ann.has_window()
            assert ann.start_again()[0] == 0
            shows(ann, "ann: I am off", "bob: still here", "bob: not yet", "ann: here again")


def test_a_reader_asks_for_a_window_that_has_gone():
    with app() as ann:
        host_from_menu(ann, "ann", "Tea")
        root = ann.root
        ann.act(ann.find("frame", "Tea"), "window.close")
        ann.press("Keep Running")
        tap.wait_until(lambda: not ann.has_window(), "a window that is gone")
        assert root.get_child_count() == 0
        with contextlib.suppress(GLib.Error):
            root.get_child_at_index(0)
        assert ann.process.poll() is None
        assert ann.start_again()[0] == 0
        ann.find("frame", "Tea")


def prefer(window, key, value):
    """Live, by its settings: GTK 4.8's switches cannot be pressed over AT-SPI."""
    subprocess.run(["gsettings", "set", "chat.beseda.Beseda", key, value], env=window.env, check=True, timeout=10)


def test_the_desktop_is_asked_and_told():
    with app(grants="grant") as ann, app() as bob:
        link = on_loopback(host_from_menu(ann, "ann", "Tea")[0])
        join_from_lobby(bob, link, "bob")
        _, what, how = ann.mock.until("Inhibit")
        assert (what, how["reason"]) == (4, "Guests are in your room."), (what, how)
        ann.mock.happens("battery")
        ann.mock.until("Close")
        ann.mock.happens("mains")
        ann.mock.until("Inhibit")
        prefer(ann, "inhibit-suspend", "false")
        ann.mock.until("Close")
        prefer(ann, "inhibit-suspend", "true")
        ann.mock.until("Inhibit")

        ann.act(ann.find("frame", "Tea"), "window.close")
        ann.press("Keep Running")
        asked = ann.mock.until("RequestBackground")
        assert asked[1]["reason"] == "Your room stays open for its guests.", asked
        assert ann.mock.until("SetStatus") == [{"message": "1 guest — Tea"}]
        assert not ann.has_window()
        bob.close()
        ann.mock.until("Close")
        assert ann.mock.until("SetStatus") == [{"message": "0 guests — Tea"}]


def test_others_see_who_is_away_while_the_screen_is_locked():
    with app(grants="grant") as ann, app() as bob:
        link = on_loopback(host_from_menu(ann, "ann", "Tea")[0])
        ann.mock.until("CreateMonitor")
        join_from_lobby(bob, link, "bob")
        bob.press("People")
        bob.sees("2 people here")
        assert not bob.showing_text("Away")
        ann.mock.happens("locked")
        bob.sees("Away")
        prefer(ann, "share-presence", "false")
        bob.sees_no_more("Away")
        prefer(ann, "share-presence", "true")
        bob.sees("Away")
        ann.mock.happens("unlocked")
        bob.sees_no_more("Away")

        # A portal that ends can't tell that the person is back.
        ann.mock.happens("locked")
        bob.sees("Away")
        ann.mock_again("grant")
        bob.sees_no_more("Away")
        ann.mock.until("CreateMonitor")
        ann.mock.happens("locked")
        bob.sees("Away")

        # The desktop need not wait for it when the session ends.
        ann.mock.happens("ending")
        ann.mock.until("QueryEndResponse")


def test_a_desktop_that_refuses_has_the_window_minimized():
    with app(grants="refuse") as ann:
        host_from_menu(ann, "ann", "Tea")
        ann.act(ann.find("frame", "Tea"), "window.close")
        ann.press("Keep Running")
        ann.sees("The system does not let Beseda run without a window")
        assert ann.has_window()
        window_less = ann.mock.until("RequestBackground")[1]
        assert not window_less["autostart"], window_less

        ann.press("Close", where=ann.find_dialog())
        prefer(ann, "start-at-login", "true")
        at_login = ann.mock.until("RequestBackground")[1]
        assert (at_login["autostart"], at_login["commandline"]) == (True, ["beseda", "--resume"]), at_login
        ann.sees("The system does not let Beseda start by itself")


def test_a_late_answer_is_about_what_is_still_hosted():
    with app(grants="late") as ann:
        link = on_loopback(host_from_menu(ann, "ann", "Tea")[0])
        ann.press("New Tab")
        ann.find("frame", "Beseda")
        assert ann.start_again(link)[0] == 0  # which shows its tab
        ann.act(ann.find("frame", "Tea"), "window.close")
        ann.press("Keep Running")
        ann.mock.until("RequestBackground")

        # Nobody answers; so it is closed again, and then only its room.
        ann.act(ann.find("frame", "Tea"), "window.close")
        ann.press("Keep Running")
        ann.mock.until("RequestBackground")
        ann.act(ann.find("frame", "Tea"), "win.close-tab")
        ann.press("Close Room")
        ann.find("frame", "Beseda")
        ann.mock.happens("answer")
        ann.mock.until("answered")
        ann.search("GetInitialResultSet", "(as)", (["tea"],))  # behind the answer
        assert ann.has_window()


def test_log_in_is_asked_for_and_taken_back():
    with app(grants="grant") as ann:
        for wanted in (True, False):
            prefer(ann, "start-at-login", str(wanted).lower())
            asked = ann.mock.until("RequestBackground")[1]
            assert (asked["autostart"], asked["commandline"]) == (wanted, ["beseda", "--resume"]), asked


tap.main(sys.modules[__name__])
