# SPDX-License-Identifier: GPL-3.0-or-later
"""The real beseda, as a person uses it: found by role and name over AT-SPI, driven by actions, text and keys.

Each App has a home and a session bus of its own, so that two of them are two computers' worth of program; they share the
accessibility bus, where this looks at them. To be run below with-display.py.
"""

import contextlib
import functools
import json
import os
import re
import subprocess
import sys
import tempfile
import threading

import gi

gi.require_version("Atspi", "2.0")
from gi.repository import Atspi, Gio, GLib  # noqa: E402

from tap import wait_until  # noqa: E402

BUILD = os.environ["BESEDA_TEST_BUILDDIR"]
BINARY = os.path.join(BUILD, "src", "app", "beseda")

# GTK 4.8 says this when somebody asks for a widget that has just gone.
FOREIGN_COMPLAINT = "g_variant_is_object_path: assertion 'string != NULL' failed"


def _accessibility_bus():
    bus = Gio.bus_get_sync(Gio.BusType.SESSION)
    answer = bus.call_sync("org.a11y.Bus", "/org/a11y/bus", "org.a11y.Bus", "GetAddress", None, None, 0, -1)
    return answer.unpack()[0]


def children(node):
    with contextlib.suppress(GLib.Error):
        for i in range(node.get_child_count()):
            child = node.get_child_at_index(i)
            if child is not None:
                yield child


def walk(node):
    yield node
    for child in children(node):
        yield from walk(child)


def showing(node):
    # GTK 4.8 says "showing" of windows alone; what is not mapped has no place in the tree at all.
    with contextlib.suppress(GLib.Error):
        return node.get_state_set().contains(Atspi.StateType.VISIBLE)
    return False


def role_of(node):
    with contextlib.suppress(GLib.Error):
        return node.get_role_name()
    return ""


def name_of(node):
    with contextlib.suppress(GLib.Error):
        return node.get_name() or ""
    return ""


def text_of(node):
    with contextlib.suppress(GLib.Error):
        text = node.get_text_iface()
        if text is not None:
            return Atspi.Text.get_text(text, 0, Atspi.Text.get_character_count(text))
    return ""


def actions_of(node):
    with contextlib.suppress(GLib.Error):
        actions = node.get_action_iface()
        if actions is not None:
            return [Atspi.Action.get_action_name(actions, i) for i in range(Atspi.Action.get_n_actions(actions))]
    return []


class Mock:
    """portal.py on the bus of a program; `calls` is what it was asked, each a method with its arguments."""

    def __init__(self, env, grants):
        self.calls = []
        self.process = subprocess.Popen(
            [sys.executable, os.path.join(os.path.dirname(__file__), "portal.py"), grants],
            env=env,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )
        assert json.loads(self.process.stdout.readline()) == ["ready"]
        self.reader = threading.Thread(target=self._read)
        self.reader.start()

    def _read(self):
        for line in self.process.stdout:
            self.calls.append(json.loads(line))

    def until(self, method, accept=lambda *arguments: True):
        """Waits for such a call; what came before it is forgotten."""

        def called():
            for i, (name, *arguments) in enumerate(self.calls):
                if name == method and accept(*arguments):
                    del self.calls[: i + 1]
                    return [arguments]
            return None

        return wait_until(called, lambda: f"{method} in {self.calls}")[0]

    def happens(self, word):
        """To the computer: "battery" or "mains", "locked" or "unlocked", or the session is "ending"; "answer": the portal does."""
        self.process.stdin.write(f"{word}\n")
        self.process.stdin.flush()

    def close(self):
        self.process.stdin.close()
        self.process.wait(10)
        self.reader.join()
        self.process.stdout.close()


class App:
    command = [BINARY]

    def __init__(self, *arguments, home=None, grants=None, modules=os.path.join(BUILD, "src", "rooms")):
        """`grants`: whether a Background portal lets it run without a window, "grant", "refuse" or "late", which grants when
        it is told to answer; None: there is no portal. `modules`: where the program looks for what it loads.
        """
        self.modules = modules
        self.home = home or tempfile.TemporaryDirectory(prefix="beseda-app-")
        folder = self.home.name
        self.bus = subprocess.Popen(
            ["dbus-daemon", f"--config-file={os.environ['BESEDA_TEST_BUS_CONFIG']}", "--nofork", "--print-address=1"],
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            text=True,
        )
        self.env = self._environment(folder)
        self.mock = None
        if grants is not None:
            self.env["DBUS_SYSTEM_BUS_ADDRESS"] = self.env["DBUS_SESSION_BUS_ADDRESS"]
            self.mock_again(grants)
        self.complaints = open(os.path.join(folder, "stderr"), "w+", encoding="utf-8")
        self.process = subprocess.Popen([*self.command, *arguments], env=self.env, stderr=self.complaints)
        if "--resume" not in arguments:  # which shows nothing: a newer GTK is not on the bus before it has a window
            self.root

    def mock_again(self, grants):
        """The portal ends, where there is one, and begins."""
        if self.mock is not None:
            self.mock.close()
        self.mock = Mock(self.env, grants)

    @functools.cached_property
    def root(self):
        return wait_until(self._find_root, "the app on the accessibility bus", 20)

    def _environment(self, folder):
        env = dict(
            os.environ,
            DBUS_SESSION_BUS_ADDRESS=self.bus.stdout.readline().strip(),
            AT_SPI_BUS_ADDRESS=_accessibility_bus(),
            HOME=folder,
            XDG_DATA_HOME=os.path.join(folder, "data"),
            XDG_STATE_HOME=os.path.join(folder, "state"),
            XDG_CACHE_HOME=os.path.join(folder, "cache"),
            XDG_CONFIG_HOME=os.path.join(folder, "config"),
            GSETTINGS_BACKEND="keyfile",
            GSETTINGS_SCHEMA_DIR=os.path.join(BUILD, "data"),
            BESEDA_MODULE_DIR=self.modules,
            GTK_A11Y="atspi",
        )
        env.pop("G_DEBUG", None)  # complaints are read instead, below
        return env

    def _is_mine(self, child):
        return child.get_process_id() == self.process.pid

    def _find_root(self):
        assert self.process.poll() is None, f"beseda ended with {self.process.returncode}"
        desktop = Atspi.get_desktop(0)
        for i in range(desktop.get_child_count()):
            with contextlib.suppress(GLib.Error):
                child = desktop.get_child_at_index(i)
                if child is not None and self._is_mine(child):
                    # Nobody runs the main loop that would keep a cache up to date.
                    child.set_cache_mask(Atspi.Cache.NONE)
                    return child
        return None

    def all(self, role=None, name=None, where=None):
        """What is on the screen with this role (as Atspi names it, "button") and name (or part of it, as a callable)."""
        # GTK 4.8 names a button with a mnemonic twice, once with the underscore.
        match = name if callable(name) else (lambda text: text.replace("_", "") in (name, f"{name} {name}"))
        # Windows lie right below the root, so that waiting for one does not ask for widgets that are about to go.
        nodes = children(self.root) if role == "frame" else walk(where or self.root)
        return [
            node
            for node in nodes
            if (role is None or role_of(node) == role) and (name is None or match(name_of(node))) and showing(node)
        ]

    def has_window(self):
        """Asks the screen, as the person sees it: what a screen reader is told may be older."""
        assert self.process.poll() is None, f"beseda ended with {self.process.returncode}"
        search = ["xdotool", "search", "--onlyvisible", "--pid", str(self.process.pid)]
        return bool(subprocess.run(search, capture_output=True, text=True, timeout=10).stdout.strip())

    def find(self, role=None, name=None, where=None, index=0):
        """The first of them, or the one at `index`: of two tabs' widgets GTK 4.8 exposes both."""
        what = f"{role or 'anything'} {name if isinstance(name, str) else ''}"
        return wait_until(lambda: self.all(role, name, where), lambda: f"{what} on this screen:\n{self.dump()}\n")[index]

    def find_dialog(self):
        """The one that is open: a window of its own, or with a newer toolkit a part of the window that it belongs to."""

        def dialogs():
            windows = list(children(self.root))
            inner = [node for window in windows if role_of(window) == "frame" for node in walk(window)]
            return [node for node in windows + inner if role_of(node) in ("alert", "dialog") and showing(node)]

        return wait_until(dialogs, lambda: f"a dialog on this screen:\n{self.dump()}\n")[-1]

    def sees(self, text, seconds=15):
        """Waits for a text anywhere on the screen, as a name or in an entry or text view."""
        return wait_until(lambda: self.showing_text(text), lambda: f"the text “{text}” on this screen:\n{self.dump()}\n", seconds)

    def sees_no_more(self, text):
        """Waits for a text to be gone: newer dialogs go slowly, and what is pressed in them meanwhile does nothing."""
        wait_until(lambda: not self.showing_text(text), lambda: f"“{text}” still on this screen:\n{self.dump()}\n")

    def showing_text(self, text):
        return [n for n in walk(self.root) if (text in name_of(n) or text in text_of(n)) and showing(n)]

    def press(self, name, role=None, where=None, index=0):
        """Clicks what has that name and can be clicked: some are wrapped in a namesake that cannot."""

        def clickable():
            return [node for node in self.all(role, name, where) if "click" in actions_of(node)]

        self.act(wait_until(clickable, lambda: f"a button {name} on this screen:\n{self.dump()}\n")[index], "click")

    def act(self, node, action):
        Atspi.Action.do_action(node.get_action_iface(), actions_of(node).index(action))

    def write(self, node, text):
        Atspi.EditableText.set_text_contents(node.get_editable_text_iface(), text)

    def start_again(self, *arguments):
        """A second start with the same bus and home: (exit status, stderr)."""
        done = subprocess.run([BINARY, *arguments], env=self.env, capture_output=True, text=True, timeout=30)
        return done.returncode, done.stderr

    def activate_action(self, name):
        """As the desktop does from its list of what runs without a window."""
        subprocess.run(["gapplication", "action", "chat.beseda.Beseda", name], env=self.env, check=True, timeout=10)

    def search(self, method, signature, arguments):
        """What the desktop's search would be answered."""
        bus = Gio.DBusConnection.new_for_address_sync(
            self.env["DBUS_SESSION_BUS_ADDRESS"],
            Gio.DBusConnectionFlags.AUTHENTICATION_CLIENT | Gio.DBusConnectionFlags.MESSAGE_BUS_CONNECTION,
        )
        interface, path = "org.gnome.Shell.SearchProvider2", "/chat/beseda/Beseda/SearchProvider"
        answer = bus.call_sync(
            "chat.beseda.Beseda", path, interface, method, GLib.Variant(signature, arguments), None, 0, -1
        )
        bus.close_sync()
        return answer.unpack()

    def dump(self):
        """The screen in words, for a failure's log."""
        if self.process.poll() is not None:
            return f"nothing: beseda has ended with {self.process.returncode}\n{self.said()}"
        lines = []
        for node in walk(self.root):
            if showing(node) and (name_of(node) or text_of(node)):
                lines.append(f"{role_of(node)}: {name_of(node)!r} {text_of(node)!r}")
        return "\n".join(lines)

    def close(self):
        if self.process.poll() is None:
            self.process.terminate()
            self.process.wait(10)
        if self.mock is not None:
            self.mock.close()
            self.mock = None
        self.bus.terminate()
        self.bus.wait(10)

    def said(self):
        self.complaints.seek(0)
        return self.complaints.read()

    def assert_content(self):
        """That the program had nothing to complain of."""
        serious = [line for line in self.said().splitlines(True) if re.search("CRITICAL|ERROR|Sanitizer", line)]
        assert all(FOREIGN_COMPLAINT in line for line in serious), "".join(serious)


@contextlib.contextmanager
def app(*arguments, **keywords):
    running = App(*arguments, **keywords)
    try:
        yield running
        running.close()
        running.assert_content()
    finally:
        running.close()
