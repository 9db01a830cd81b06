#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""What the program loads when somebody hosts or joins: not before, and what is said where it cannot."""

import os
import pathlib
import sys
import tempfile
import types

sys.path.insert(0, os.path.join(os.environ["BESEDA_TEST_SRCDIR"], "support"))
from daemon import daemon
from desktop import BUILD, app
from person import host_from_menu, join_from_lobby, on_loopback, say, shows
from tap import wait_until
import tap

MISSING = "A part of Beseda cannot be loaded ({}/beseda-rooms.so); start Beseda again, or install it again."
UPDATED = "Beseda was updated while it was open; close it and open it again."


# Three of the libraries come with it alone; a newer desktop may have brought the others.
MODULE = {"beseda-rooms", "libsoup", "libsecret", "libsodium"}


def loaded(window):
    maps = pathlib.Path(f"/proc/{window.process.pid}/maps").read_text(encoding="utf-8")
    return {name for name in MODULE if name in maps}


def test_nothing_is_loaded_to_look_at_the_lobby():
    with app() as ann, app() as bob:
        for window in (ann, bob):
            window.find(name="Join a Room")
            assert loaded(window) == set(), loaded(window)

        link = on_loopback(host_from_menu(ann, "ann", "Tea")[0])
        assert loaded(ann) == MODULE, loaded(ann)
        join_from_lobby(bob, link, "bob")
        bob.find("frame", "Tea")
        assert loaded(bob) == MODULE, loaded(bob)
        say(bob, "here I am")
        shows(ann, "bob: here I am")


def test_about_tells_the_versions_of_what_is_not_loaded_yet():
    with app() as ann:
        ann.press("Main Menu")
        ann.press("About Beseda")
        wait_until(lambda: len(ann.all("frame") + ann.all("dialog")) > 1, "About Beseda")
        assert loaded(ann) == MODULE, loaded(ann)


def test_a_room_that_is_there_is_shown():
    with tempfile.TemporaryDirectory(prefix="beseda-app-") as folder:
        home = types.SimpleNamespace(name=folder)
        with app(home=home) as ann:
            host_from_menu(ann, "ann", "Tea")
            ann.act(ann.find("frame", "Tea"), "window.close")
            ann.press("Close Room")
            assert ann.process.wait(10) == 0
        with app(home=home) as ann:
            ann.find(name="Resume Tea")
        with app(home=home, modules="/nonexistent") as ann:
            ann.sees(MISSING.format("/nonexistent"))


def test_what_is_kept_of_a_room_is_forgotten_without_it():
    with tempfile.TemporaryDirectory(prefix="beseda-app-") as folder, daemon("--room", "Tea") as server:
        home = types.SimpleNamespace(name=folder)
        copies = pathlib.Path(folder, "data", "beseda", "copies")
        with app("--login", "ann", f"127.0.0.1:{server.port}", home=home) as ann:
            ann.find("frame", "Tea")
        assert list(copies.iterdir())
        with app(home=home, modules="/nonexistent") as ann:
            ann.press("Forget Tea")
            wait_until(lambda: not list(copies.iterdir()), "no copy")


def assert_refused(modules, sentence):
    """By joining and by hosting; the program goes on, and says it again."""
    with app(modules=modules) as ann:
        for _ in range(2):
            join_from_lobby(ann, "http://127.0.0.1:9", "ann")
            ann.sees(sentence)
            ann.find(name="Join a Room")
        ann.press("Host a Room")
        ann.write(ann.find("text", "Name of the Room"), "Tea")
        ann.press("Host")
        wait_until(lambda: len(ann.all(name=sentence)) == 2, "the same in the dialog")


def test_a_part_that_is_missing():
    assert_refused("/nonexistent", MISSING.format("/nonexistent"))


def test_a_part_of_another_version():
    assert_refused(os.path.join(BUILD, "tests", "e2e"), UPDATED)


tap.main(sys.modules[__name__])
