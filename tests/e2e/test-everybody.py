#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""beseda for those who do not see it, and for those who have no mouse: host, join, read, send, open a link, leave."""

import contextlib
import os
import pathlib
import re
import sys
import tempfile
import types

sys.path.insert(0, os.path.join(os.environ["BESEDA_TEST_SRCDIR"], "support"))
from daemon import daemon
from desktop import app, name_of, role_of, showing, text_of, walk
from invited import Invited
from keyboard import Keyboard
from person import host_from_menu, join_from_lobby, on_loopback, say, shows
import tap

LINK = "https://example.org/tea?for=two"
CONTROLS = {"button", "check box", "combo box", "entry", "link", "push button", "switch", "text", "toggle button"}
UNNAMED = re.compile(r"|(Adw|Beseda|Gtk)\w+")  # GTK 4.8 tells the type of what nobody has named


@contextlib.contextmanager
def person(*arguments):
    """The program, and the file where its desktop's browser writes which link it was to open."""
    with tempfile.TemporaryDirectory(prefix="beseda-everybody-") as home:
        opened = pathlib.Path(home) / "opened"
        applications = pathlib.Path(home) / "data" / "applications"
        applications.mkdir(parents=True)
        (applications / "browser.desktop").write_text(
            f"[Desktop Entry]\nType=Application\nName=Browser\nExec=sh -c 'echo \"$0\" > {opened}' %u\n"
            "MimeType=x-scheme-handler/https;\n"
        )
        (pathlib.Path(home) / "config").mkdir()
        (pathlib.Path(home) / "config" / "mimeapps.list").write_text(
            "[Default Applications]\nx-scheme-handler/https=browser.desktop\n"
        )
        with app(*arguments, home=types.SimpleNamespace(name=home)) as running:
            yield running, opened


def all_have_names(window):
    """What can be pressed or filled in, told by a name."""
    nameless = [
        f"{role_of(node)} {name_of(node)!r}, in {name_of(node.get_parent())!r}"
        for node in walk(window.root)
        if role_of(node) in CONTROLS and showing(node) and UNNAMED.fullmatch(name_of(node))
        and role_of(node.get_parent()) != "label"  # a link of GTK 4.24, which is read with the label's text
    ]
    assert not nameless, nameless


def talk(guest):
    """Ten messages, the last with a link."""
    said = [f"line {number}" for number in range(1, 10)] + [f"look at {LINK}"]
    for text in said:
        guest.send(type="message", message=text)
    return [f"tom: {text}" for text in said]


def was_opened(opened):
    tap.wait_until(lambda: opened.exists() and opened.read_text() == f"{LINK}\n", "a browser with the link")


def test_by_what_a_screen_reader_is_told():
    with daemon("--room", "Chess Club") as server, person() as (ann, opened):
        all_have_names(ann)
        link = on_loopback(host_from_menu(ann, "ann", "Tea")[0])
        tom = Invited(link)
        tom.login("tom")
        shows(ann, *talk(tom))
        say(ann, "I read it")
        tom.until(login="ann", message="I read it")

        ann.act(ann.all("list item", lambda name: LINK in name)[-1], "message.open-link")
        ann.sees("Open example.org?")
        ann.press("Open", where=ann.find_dialog())
        was_opened(opened)

        ann.press("People")
        ann.sees("2 people here")
        all_have_names(ann)
        ann.press("People")

        ann.press("New Tab")
        join_from_lobby(ann, f"127.0.0.1:{server.port}", "ann")
        ann.find("frame", "Chess Club")
        all_have_names(ann)
        ann.press("Close Tab", index=1)
        ann.act(ann.find("frame", "Tea"), "window.close")
        ann.press("Close Room")
        assert ann.process.wait(10) == 0
        tom.close()


def test_by_the_keyboard_alone():
    with daemon("--room", "Chess Club") as server, person("--login", "ann") as (ann, opened):
        keys = Keyboard(ann)
        keys.take("Beseda")
        keys.press("ctrl+shift+h")
        keys.take("Host a Room")
        keys.press("ctrl+a")
        keys.type("Tea")
        tap.wait_until(lambda: text_of(ann.find("text", "Name of the Room")) == "Tea", "a name that was typed")
        keys.press("Return")
        keys.take("Tea")
        keys.holds("text", "Message")
        keys.press("shift+F6", "F6")
        keys.holds("text", "Message")

        # The link is in the popover behind the banner's button, which is before the timeline.
        keys.press("shift+F6", "shift+Tab", "Return")
        ann.find("label", lambda name: name.startswith("beseda:"))
        link = on_loopback(name_of(ann.find("label", lambda name: name.startswith("beseda:"))))
        keys.press("Escape")
        tom = Invited(link)
        tom.login("tom")
        said = talk(tom)
        shows(ann, *said)

        keys.press("F6")
        keys.holds("log", "Messages")
        for text in reversed(said):
            keys.press("Up")
            keys.holds("list item", lambda name, text=text: name.endswith(text[len("tom") :]))
        keys.press(*["Down"] * (len(said) - 1))
        keys.holds("list item", lambda name: LINK in name)
        keys.press("Return")
        keys.take_dialog()
        keys.press("Return")
        was_opened(opened)

        keys.take("Tea")
        keys.press("F6")
        keys.holds("text", "Message")
        keys.type("I read it")
        keys.press("Return")
        tom.until(login="ann", message="I read it")

        keys.press("ctrl+l")
        ann.find("text", "Room Link or Address")
        keys.type(f"127.0.0.1:{server.port}")
        keys.press("Return")
        keys.take("Chess Club")
        keys.holds("text", "Message")
        keys.press("ctrl+w")
        keys.take("Tea")
        keys.press("ctrl+w")
        keys.take_dialog()
        keys.press("alt+c")
        assert ann.process.wait(10) == 0
        tom.close()


if __name__ == "__main__":
    tap.main(sys.modules[__name__])
