#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""The installed Flatpak from outside: one hosts in the sandbox, one joins who is not in it. To be run by tests/flatpak/run."""

import contextlib
import os
import subprocess
import sys

sys.path.insert(0, os.path.join(os.environ["BESEDA_TEST_SRCDIR"], "support"))
from desktop import App, app
from invited import Invited
from person import host_from_lobby, join_from_lobby, on_loopback, say, shows
import tap

ID = "chat.beseda.Beseda"


class Sandboxed(App):
    command = ["flatpak", "--user", "run", ID]

    def _environment(self, folder):
        env = super()._environment(folder)
        # Flatpak itself asks the session bus for the accessibility bus: it has to be the one where we look.
        env["DBUS_SESSION_BUS_ADDRESS"] = os.environ["DBUS_SESSION_BUS_ADDRESS"]
        del env["GSETTINGS_SCHEMA_DIR"], env["BESEDA_MODULE_DIR"]  # what is installed
        return env

    def has_window(self):
        # Within the sandbox the program has another number.
        return self._find_root() is not None and bool(self.all("frame"))

    def _is_mine(self, child):
        # On the bus it is Flatpak's proxy that speaks. It starts before any other.
        return child.get_name() in ("beseda", "Beseda", ID)


@contextlib.contextmanager
def sandboxed(**keywords):
    running = Sandboxed(**keywords)
    try:
        yield running
        running.close()
        running.assert_content()
    finally:
        subprocess.run(["flatpak", "kill", ID], stderr=subprocess.DEVNULL, check=False)
        running.close()


def test_one_hosts_in_the_sandbox_and_others_join_from_outside():
    with sandboxed() as ann, app() as bob:
        link = on_loopback(host_from_lobby(ann, "ann", "Tea")[0])
        ann.sees("Hosting — 0 guests")
        join_from_lobby(bob, link, "bob")
        bob.find("frame", "Tea")
        bob.find(name="Encrypted, checked against the link")
        ann.sees("Hosting — 1 guest")
        carol = Invited(link)
        carol.login("carol")
        say(ann, "welcome")
        shows(bob, "ann: welcome")
        carol.until(login="ann", message="welcome")
        say(bob, "thank you — спасибо 👋")
        shows(ann, "ann: welcome", "bob: thank you — спасибо 👋")
        carol.close()
        ann.act(ann.find("frame", "Tea"), "window.close")
        ann.press("Close Room")
        assert ann.process.wait(10) == 0
        bob.sees("Reconnecting…")


def test_the_portal_is_asked_whether_a_room_may_stay_open():
    with sandboxed(grants="grant") as ann:
        link = on_loopback(host_from_lobby(ann, "ann", "Tea")[0])
        ann.act(ann.find("frame", "Tea"), "window.close")
        ann.press("Keep Running")
        assert ann.mock.until("RequestBackground")[1]["reason"] == "Your room stays open for its guests."
        assert ann.mock.until("SetStatus") == [{"message": "0 guests — Tea"}]
        assert not ann.has_window()
        carol = Invited(link)
        carol.login("carol")
        assert ann.mock.until("SetStatus") == [{"message": "1 guest — Tea"}]
        carol.close()
        assert ann.mock.until("SetStatus") == [{"message": "0 guests — Tea"}]
        ann.activate_action("quit")
        assert ann.process.wait(10) == 0


def test_the_sandbox_shows_no_files_of_the_home():
    with open(os.path.join(os.environ["HOME"], "mine"), "w", encoding="utf-8") as file:
        file.write("private")
    looked = subprocess.run(
        ["flatpak", "--user", "run", "--command=cat", ID, file.name], capture_output=True, text=True, check=False
    )
    assert looked.returncode != 0 and "private" not in looked.stdout, looked


tap.main(sys.modules[__name__])
