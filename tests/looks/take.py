#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""take.py FOLDER VARIANT SCENE: leads the real program into a scene, and takes its pictures into a folder.

Scenes press what a person presses, by its English name; in another language by what that is called there.
"""

import contextlib
import gettext
import os
import pathlib
import socket
import subprocess
import sys
import tempfile
import types

TESTS = pathlib.Path(os.environ["BESEDA_TEST_SRCDIR"])
BUILD = pathlib.Path(os.environ["BESEDA_TEST_BUILDDIR"])
sys.path.insert(0, str(TESTS / "support"))
from daemon import ctl, daemon  # noqa: E402
from desktop import App  # noqa: E402
from invited import Invited  # noqa: E402
from peer import Peer  # noqa: E402
from person import host_from_menu, join_from_lobby, on_loopback, say  # noqa: E402
from picture import Screen  # noqa: E402
from tap import wait_until  # noqa: E402

SETTINGS = "[Settings]\ngtk-font-name=Cantarell 11\ngtk-enable-animations=false\n"
# environment, X resources, the window's size
VARIANTS = {
    "light": ({}, "", None),
    "store": ({}, "", (820, 600)),
    "store-dark": ({"ADW_DEBUG_COLOR_SCHEME": "prefer-dark"}, "", (820, 600)),
    "store-phone": ({}, "", (360, 600)),
    "dark": ({"ADW_DEBUG_COLOR_SCHEME": "prefer-dark"}, "", None),
    "contrast": ({"ADW_DEBUG_HIGH_CONTRAST": "1"}, "", None),
    "large": ({}, "Xft.dpi: 144\n", None),  # half as large again
    "narrow": ({}, "", (360, 640)),
    "smallest": ({}, "", (360, 294)),
    "rtl": ({"LC_ALL": "he_IL.UTF-8"}, "", None),
    "rtl-narrow": ({"LC_ALL": "he_IL.UTF-8"}, "", (360, 640)),
    "de": ({"LANGUAGE": "de"}, "", None),
    "de-narrow": ({"LANGUAGE": "de"}, "", (360, 640)),
    "ru": ({"LANGUAGE": "ru"}, "", None),
    "ru-narrow": ({"LANGUAGE": "ru"}, "", (360, 640)),
}

WORKSHOP = [
    ("Nadia", "Good morning! The projector is set up, and there is tea by the window."),
    ("Tom", "Great, thank you! I am on the train, fifteen minutes or so 🚆"),
    ("Tom", "Did the handouts arrive?"),
    ("Nadia", "They did: forty copies on the front desk."),
    ("Ioana", "I can take the second group, if you like. https://slides.example.org/workshop"),
    ("Tom", "Lovely. I would only swap the two examples, @Nadia"),
    ("Nadia", "Done. See you soon ☕"),
]


class Stage:
    def __init__(self, screen, folder, variant):
        self.screen, self.folder, self.variant = screen, folder, variant
        environment, resources, self.size = VARIANTS[variant]
        screen.tell(resources)
        os.environ.update(environment)
        catalogue = BUILD / "po" / environment.get("LANGUAGE", "en") / "LC_MESSAGES" / "beseda.mo"
        self.words = gettext.NullTranslations()
        if catalogue.exists():
            with open(catalogue, "rb") as file:
                self.words = gettext.GNUTranslations(file)

    def translate(self, text):
        for form in (text, *(text[:i] + "_" + text[i:] for i in range(len(text)))):
            told = self.words.gettext(form)
            told = self.words.ngettext(form, form, 1) if told == form else told
            if told != form:
                return told.replace("_", "")
        return text

    @contextlib.contextmanager
    def app(self, *arguments, home=None):
        """The program with this variant's looks; `home` is a folder to keep between two starts."""
        with contextlib.ExitStack() as stack:
            home = home or stack.enter_context(tempfile.TemporaryDirectory(prefix="beseda-looks-"))
            config = pathlib.Path(home) / "config"
            (config / "gtk-4.0").mkdir(parents=True, exist_ok=True)
            (config / "gtk-4.0" / "settings.ini").write_text(SETTINGS)
            keys = config / "glib-2.0" / "settings" / "keyfile"
            if self.size and not keys.exists():
                keys.parent.mkdir(parents=True)
                keys.write_text("[chat/beseda/Beseda]\nwindow-width={}\nwindow-height={}\n".format(*self.size))
            app = stack.enter_context(contextlib.closing(Actor(self, *arguments, home=types.SimpleNamespace(name=home))))
            self.screen.place(app.process.pid)
            yield app

    def take(self, app, name):
        name = self.variant.replace("store", name) if self.variant.startswith("store") else f"{name}-{self.variant}"
        path = self.folder / f"{name}.png"
        self.screen.take(app.process.pid, path)
        print(path, flush=True)


class Actor(App):
    """A person who reads the program's language."""

    def __init__(self, stage, *arguments, home):
        self.stage = stage
        super().__init__(*arguments, home=home)

    def all(self, role=None, name=None, where=None):
        return super().all(role, self.stage.translate(name) if isinstance(name, str) else name, where)

    def sees(self, text, seconds=15):
        return super().sees(self.stage.translate(text), seconds)


def busy(host):
    """A room with people who talk: the guests, to be closed."""
    link = on_loopback(host_from_menu(host, "Nadia", "Workshop")[0])
    guests = {}
    for name in ("Tom", "Ioana", "Željko"):
        guests[name] = Invited(link)
        guests[name].login(name)
    for who, text in WORKSHOP:
        if who == "Nadia":
            say(host, text)
        else:
            guests[who].send(type="message", message=text)
        App.sees(host, text)
    return link, guests


def is_covered(window):
    """By a dialog: another window, or with a newer toolkit a part of that one."""
    return len(window.all("frame") + window.all("dialog")) > 1


def ask_to_close(window):
    """As long as a dialog is on its way out, newer toolkits close that instead, seen or not."""
    for _ in range(5):
        window.act(window.find("frame"), "window.close")
        with contextlib.suppress(AssertionError):
            wait_until(lambda: window.all(name="Close Room"), "the question", 2)
            return
    window.find(name="Close Room")


def scene_lobby(stage):
    with tempfile.TemporaryDirectory(prefix="beseda-looks-") as home:
        with stage.app("--login", "Nadia", home=home) as nadia:
            stage.take(nadia, "lobby-first")
            with socket.create_server(("127.0.0.1", 0)) as silent:
                join_from_lobby(nadia, "127.0.0.1:%d" % silent.getsockname()[1], "Nadia")
                nadia.find(name="Cancel")
                stage.take(nadia, "lobby-joining")
                nadia.press("Cancel")
        with stage.app(home=home) as nadia:
            busy(nadia)
            nadia.act(nadia.find("frame"), "window.close")
            nadia.press("Close Room")
            nadia.process.wait(10)
        with daemon("--room", "Chess Club") as server, stage.app(f"127.0.0.1:{server.port}", home=home) as nadia:
            nadia.find("frame", "Chess Club")
        with stage.app(home=home) as nadia:
            nadia.find(name="Resume")
            stage.take(nadia, "lobby")


def scene_room(stage):
    with stage.app() as nadia:
        link, guests = busy(nadia)
        stage.take(nadia, "room-busy")
        nadia.press("Invite")
        stage.take(nadia, "invite")
        nadia.press("Reset Link…")
        stage.take(nadia, "reset-link")
        nadia.press("Cancel")
        for name in ("Ioana", "Željko"):
            guests[name].send(type="presence", away=True)
        nadia.press("People")
        stage.take(nadia, "people")
        nadia.press("Keep Order")
        stage.take(nadia, "keep-order")
        nadia.press("Ban…")
        stage.take(nadia, "ban")
        nadia.press("Cancel")
        ask_to_close(nadia)
        stage.take(nadia, "close-room")


def scene_guest(stage):
    with daemon("--room", "Chess Club") as server, stage.app("--login", "Nadia", f"127.0.0.1:{server.port}") as nadia:
        nadia.find("frame", "Chess Club")
        stage.take(nadia, "room-empty")
        server.kill()
        nadia.find("label", "Reconnecting…")
        say(nadia, "Does anybody have a spare board?")
        stage.take(nadia, "room-away")
    with daemon("--room", "Chess Club") as server, stage.app("--login", "Nadia", f"127.0.0.1:{server.port}") as nadia:
        nadia.find("frame", "Chess Club")
        server.stop()
        nadia.sees("The host has closed the room; you are back in it when it is opened again.")
        stage.take(nadia, "room-closed")


def scene_host(stage):
    with stage.app("--login", "Nadia") as nadia:
        nadia.press("Main Menu")
        nadia.find(name="Host a Room…")
        stage.take(nadia, "menu")
        nadia.press("Host a Room…")
        nadia.find("text", "Name of the Room")
        stage.take(nadia, "host")


def scene_trust(stage):
    with tempfile.TemporaryDirectory(prefix="beseda-looks-") as home:
        with daemon("--tls", "--room", "Chess Club") as server, stage.app("--login", "Nadia", home=home) as nadia:
            port = server.port
            join_from_lobby(nadia, f"wss://127.0.0.1:{port}", "Nadia")
            nadia.find(name="Trust and Join")
            stage.take(nadia, "trust")
            nadia.press("Trust and Join")
            nadia.find("frame", "Chess Club")
        with daemon("--tls", "--room", "Chess Club", port=port), stage.app(f"wss://127.0.0.1:{port}", home=home) as nadia:
            nadia.find(name="Don’t Join")
            stage.take(nadia, "somebody-else")


def scene_password(stage):
    with tempfile.NamedTemporaryFile("w") as password:
        password.write("knights\n")
        password.flush()
        arguments = ["--door", "password", "--password-file", password.name, "--room", "Chess Club"]
        with daemon(*arguments) as server, stage.app("--login", "Nadia", f"127.0.0.1:{server.port}") as nadia:
            password = nadia.find("password text", "Password")
            stage.take(nadia, "password")
            nadia.write(password, "bishops")
            nadia.press("Join")
            nadia.sees("This is not the password of the room.")
            stage.take(nadia, "password-wrong")


def scene_about(stage):
    with stage.app("--login", "Nadia") as nadia:
        for entry, name in (("Keyboard Shortcuts", "shortcuts"), ("Help", "help"), ("About Beseda", "about")):
            nadia.press("Main Menu")
            nadia.press(entry)
            wait_until(lambda: is_covered(nadia), name)
            stage.take(nadia, name)
            subprocess.run(["xdotool", "key", "Escape"], check=True)
            wait_until(lambda: not is_covered(nadia), f"{name} to be gone")


def scene_preferences(stage):
    with stage.app("--login", "Nadia") as nadia:
        nadia.press("Main Menu")
        nadia.press("Preferences")
        for page in ("General", "Notifications", "Hosting"):
            nadia.press(page)
            stage.take(nadia, f"preferences-{page.lower()}")
            if page == "General":
                stage.screen.scroll_down(nadia.process.pid)
                stage.take(nadia, "preferences-privacy")


def scene_talk(stage):
    with stage.app() as nadia:
        busy(nadia)
        stage.take(nadia, "talk")


def scene_typing(stage):
    with stage.app() as nadia:
        _, guests = busy(nadia)
        for name in ("Tom", "Ioana"):
            guests[name].send(type="typing")
        nadia.find("label", lambda text: "Tom" in text and "Ioana" in text and text.endswith("…"))
        stage.take(nadia, "typing")


def scene_message(stage):
    with stage.app() as nadia:
        busy(nadia)
        text = nadia.find("label", "Lovely. I would only swap the two examples, @Nadia")
        nadia.act(text, "menu.popup")
        stage.take(nadia, "message-menu")


def scene_errors(stage):
    """What one reads who cannot come in."""
    with daemon("--room", "Chess Club") as server, stage.app() as nadia:
        taken = Peer(server.port, 1, protocols="beseda.1")
        taken.login("Nadia")
        for address, name in (
            ("https://example.org/", "wrong-link"),
            ("127.0.0.1:1", "unreachable"),
            (f"127.0.0.1:{server.port}", "name-taken"),
        ):
            join_from_lobby(nadia, address, "Nadia")
            stage.take(nadia, name)


def scene_invite(stage):
    with stage.app() as nadia:
        busy(nadia)
        nadia.press("Invite")
        nadia.find(name="Reset Link…")
        stage.take(nadia, "invite")


def scene_order(stage):
    with stage.app() as nadia:
        busy(nadia)
        nadia.press("People")
        nadia.press("Keep Order")
        stage.take(nadia, "order")


def scene_door(stage):
    topic = "Which tea for the workshop, and who brings the biscuits? Please no more than three kinds of either this time"
    with tempfile.TemporaryDirectory(prefix="beseda-looks-") as data, daemon("--room", "Tea", "--door", "approve", data=data) as server:
        with stage.app("--login", "Nadia", ctl(data, "owner-link").replace("localhost", "127.0.0.1")) as nadia:
            nadia.find("frame", "Tea")
            ctl(data, "topic", topic)
            waiting = [Peer(server.port, number, protocols="beseda.1") for number in (1, 2)]
            for guest, name in zip(waiting, ("Tom", "Bartholomew the Younger of Ely")):
                guest.send(type="login", login=name)
                guest.until(type="waiting")
            nadia.sees(name)
            stage.take(nadia, "knocks")
    with tempfile.TemporaryDirectory(prefix="beseda-looks-") as data, daemon("--room", "Tea", data=data) as server:
        with stage.app("--login", "Nadia", f"127.0.0.1:{server.port}") as nadia:
            nadia.find("frame", "Tea")
            ctl(data, "topic", topic)
            ctl(data, "mute", "Nadia", "10m")
            nadia.find(name="Nothing Said Yet")
            stage.take(nadia, "muted")


SCENES = {name[len("scene_") :]: function for name, function in list(globals().items()) if name.startswith("scene_")}


def main():
    folder, variant, scene = sys.argv[1:]
    folder = pathlib.Path(folder)
    folder.mkdir(parents=True, exist_ok=True)
    with contextlib.closing(Screen()) as screen:
        SCENES[scene](Stage(screen, folder, variant))


if __name__ == "__main__":
    main()
