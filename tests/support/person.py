# SPDX-License-Identifier: GPL-3.0-or-later
"""What a person does in a window, and what they see there."""

import re
import urllib.parse

from desktop import name_of, text_of
from tap import wait_until

MESSAGE = re.compile(r"(?P<login>[^,]+), [^,]*?\d\d[^,]*?(?P<state>, sending|, not sent)?: (?P<text>.*)", re.S)

LINK = re.compile(r"beseda:\S+")


def messages(window, tab=-1):
    """What the timeline shows, in its order: "login: text", and "login: text (sending)" for what is on its way."""
    shown = []
    for row in window.all("list item", where=window.find("log", "Messages", index=tab)):
        told = MESSAGE.fullmatch(name_of(row))
        if told:
            shown.append(f"{told['login']}: {told['text']}" + (f" ({told['state'][2:]})" if told["state"] else ""))
    return shown


def shows(window, *wanted, tab=-1):
    """Waits until the timeline's messages are these."""
    wait_until(
        lambda: messages(window, tab) == list(wanted),
        lambda: f"{wanted}, but {messages(window, tab)} on this screen:\n{window.dump()}\n",
    )


def say(window, text, tab=-1):
    composer = window.find("text", "Message", index=tab)
    window.write(composer, text)
    window.press("Send", index=tab)
    wait_until(lambda: text_of(composer) == "", f"an empty composer after {text!r}")


def join_from_lobby(window, address, login):
    window.write(window.find("text", "Your Name"), login)
    window.write(window.find("text", "Room Link or Address"), address)
    window.press("Join a Room")


def _host(window, login, room):
    window.write(window.find("text", "Name of the Room"), room)
    window.write(window.find("text", "Your Name", index=-1), login)
    window.press("Host")
    window.find("frame", room)
    window.press("Invite")
    window.find("label", LINK.fullmatch)
    links = [name_of(node) for node in window.all("label", LINK.fullmatch)]
    window.press("Invite")
    # A button that is pressed again while its popover goes away opens nothing.
    wait_until(lambda: not window.all("label", LINK.fullmatch), "the popover to be gone")
    return links


def host_from_menu(window, login, room):
    """Returns the links that the room shows for others."""
    window.press("Main Menu")
    window.press("Host a Room…")
    return _host(window, login, room)


def host_from_lobby(window, login, room):
    """The same, by the first page's button."""
    window.press("Host a Room")
    return _host(window, login, room)


def on_loopback(link):
    """The same room, which listens on every network, from this computer."""
    parts = urllib.parse.urlsplit(link)
    return parts._replace(netloc=f"127.0.0.1:{parts.port}").geturl()
