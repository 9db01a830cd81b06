# SPDX-License-Identifier: GPL-3.0-or-later
"""The keyboard of a person who has no mouse: real keys on the screen that the program is on, without a window manager."""

import re
import shutil
import subprocess

from desktop import Atspi, name_of, role_of, walk
from tap import Skip, wait_until


class Keyboard:
    def __init__(self, app):
        if shutil.which("xdotool") is None:
            raise Skip("xdotool is not installed")
        self.app = app

    def _run(self, *arguments):
        return subprocess.run(["xdotool", *arguments], check=True, capture_output=True, text=True).stdout.split()

    def take(self, title):
        """Gives the keyboard to the window of this title, as a window manager does with a new one."""
        self._focus(lambda: self._search("--name", f"^{re.escape(title)}$"))

    def take_dialog(self):
        """Gives it to the dialog that has just opened, which has no title; within a window it has it already."""
        if role_of(self.app.find_dialog().get_parent()) == "application":
            self._focus(lambda: sorted(map(int, self._search()))[1:])

    def _search(self, *what):
        command = ["xdotool", "search", "--all", "--onlyvisible", "--pid", str(self.app.process.pid), *what]
        return subprocess.run(command, capture_output=True, text=True).stdout.split()

    def _focus(self, search):
        self._run("windowfocus", "--sync", str(wait_until(search, "a window")[-1]))

    def press(self, *keys):
        # By its code, which is the same on all keyboards: with newer keymaps xdotool presses Alt with a function key.
        self._run("key", "--clearmodifiers", *(key.replace("F6", "72") for key in keys))

    def type(self, text):
        self._run("type", "--clearmodifiers", "--delay", "2", text)

    def holds(self, role, name):
        """Waits until what has this role and name has the focus."""
        match = name if callable(name) else (lambda told: told.replace("_", "") in (name, f"{name} {name}"))

        def focused():
            for node in walk(self.app.root):
                if role_of(node) == role and match(name_of(node)):
                    if node.get_state_set().contains(Atspi.StateType.FOCUSED):
                        return node
            return None

        return wait_until(focused, lambda: f"the focus on {role} {name}, on this screen:\n{self.app.dump()}\n")
