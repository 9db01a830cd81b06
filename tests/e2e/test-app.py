#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""beseda from outside: people who host, join, talk and lose their connection, in real windows."""

import os
import signal
import sys
import tempfile
import types

sys.path.insert(0, os.path.join(os.environ["BESEDA_TEST_SRCDIR"], "support"))
from daemon import daemon
from desktop import app
from invited import Invited
from peer import Peer
from person import host_from_menu, join_from_lobby, on_loopback, say, shows
from plain_server import PlainServer
import tap


def test_one_hosts_another_joins_by_link_and_a_third_with_a_program():
    with app() as ann, app() as bob:
        link = on_loopback(host_from_menu(ann, "ann", "Tea & Cake")[0])
        ann.sees("Hosting — 0 guests")

        join_from_lobby(bob, f" {link} ", "Ann")
        bob.sees("Somebody here is called “Ann” already; choose another name.")
        join_from_lobby(bob, f" {link} ", "bob")
        bob.find("frame", "Tea & Cake")
        for window in (ann, bob):
            window.find(name="Encrypted, checked against the link")
        ann.sees("bob joined")
        ann.sees("Hosting — 1 guest")

        carol = Invited(link)
        carol.login("carol")
        ann.sees("bob and carol joined")
        bob.sees("carol joined")
        bob.sees("3 people")

        say(ann, "welcome")
        carol.until(login="ann", message="welcome")
        shows(bob, "ann: welcome")
        say(bob, "thank you — спасибо 👋")
        carol.until(login="bob", message="thank you — спасибо 👋")
        carol.send(message="hi all")
        for window in (ann, bob):
            shows(window, "ann: welcome", "bob: thank you — спасибо 👋", "carol: hi all")
        carol.close()
        for window in (ann, bob):
            window.sees("carol left")

        # Closing asks, and keeps the room open where that was not meant.
        ann.act(ann.find("frame", "Tea & Cake"), "window.close")
        ann.sees("Close Your Room?")
        ann.sees("1 guest is in “Tea & Cake” and has to leave.")
        ann.press("Cancel")
        say(bob, "still here?")
        shows(ann, "ann: welcome", "bob: thank you — спасибо 👋", "carol: hi all", "bob: still here?")
        ann.act(ann.find("frame", "Tea & Cake"), "window.close")
        ann.press("Close Room")
        assert ann.process.wait(10) == 0
        bob.sees("Reconnecting…")


def test_the_host_keeps_order():
    with app() as ann:
        link = on_loopback(host_from_menu(ann, "ann", "Tea")[0])
        eve = Invited(link)
        eve.login("eve")
        eve.send(message="a bad word")
        shows(ann, "eve: a bad word")
        ann.press("People")
        ann.sees("Host")
        ann.press("Keep Order")
        ann.press("Mute for 10 Minutes")
        act = eve.until(type="act", act="mute")
        assert (act["login"], act["target"], act["seconds"]) == ("ann", "eve", 600), act
        ann.sees("Muted")
        ann.press("Keep Order")
        ann.press("Ban…")
        ann.write(ann.find("text", "Reason"), "Enough.")
        ann.press("Ban")
        assert eve.until(type="error")["code"] == "banned"
        assert eve.closed().code == 4003
        ann.sees("banned")
        ann.sees("eve left")
        ann.act(ann.find("frame", "Tea"), "window.close")
        ann.press("Close Room")
        assert ann.process.wait(10) == 0


def test_a_room_that_was_closed_is_resumed_where_it_was():
    with tempfile.TemporaryDirectory(prefix="beseda-app-") as folder:
        home = types.SimpleNamespace(name=folder)
        with app(home=home) as ann:
            link = on_loopback(host_from_menu(ann, "ann", "Tea")[0])
            bob = Invited(link)
            bob.login("bob")
            say(ann, "before")
            bob.until(login="ann", message="before")
            bob.send(message="I heard")
            shows(ann, "ann: before", "bob: I heard")
            ann.act(ann.find("frame", "Tea"), "window.close")
            ann.sees("You can resume it from a new tab, with all that was said.")
            ann.press("Close Room")
            assert ann.process.wait(10) == 0

        with app(home=home) as ann:
            ann.press("Resume Tea")
            ann.find("frame", "Tea")
            shows(ann, "ann: before", "bob: I heard")
            bob = Invited(link)  # which is the same
            bob.login("rob")
            say(ann, "after")
            bob.until(login="ann", message="after")
            shows(ann, "ann: before", "bob: I heard", "ann: after")


def test_joins_by_link_and_talks():
    with daemon("--room", "Tea") as server:
        bob = Peer(server.port, 7)
        bob.login("bob")
        with app("--login", "ann", f"http://127.0.0.1:{server.port}/") as ann:
            bob.until(login="ann", message="Online")
            ann.sees("Tea")
            say(ann, "hello, Bob — привет 👋")
            bob.until(login="ann", message="hello, Bob — привет 👋")
            bob.send(message="hello, Ann")
            shows(ann, "ann: hello, Bob — привет 👋", "bob: hello, Ann")
            carol = Peer(server.port, 8)
            carol.login("carol")
            ann.sees("carol joined")
            carol.send(message="bye")
            shows(ann, "ann: hello, Bob — привет 👋", "bob: hello, Ann", "carol: bye")
            carol.close()
            ann.sees("carol left")
        bob.until(login="ann", message="Offline")


def test_what_was_typed_while_the_server_was_away_arrives_once_in_order():
    typed = [f"line {i}" for i in range(5)]
    with daemon() as server, app("--login", "ann", f"127.0.0.1:{server.port}") as ann:
        bob = Peer(server.port, 7)
        bob.login("bob")
        say(ann, "before")
        bob.until(login="ann", message="before")
        shows(ann, "ann: before")
        server.kill()
        for text in typed:
            say(ann, text)
        shows(ann, "ann: before", *(f"ann: {text} (sending)" for text in typed))

        # Bob has to be back first, or he would hear nothing of it: ann's laptop sleeps that long.
        ann.process.send_signal(signal.SIGSTOP)
        with daemon(port=server.port):
            bob = Peer(server.port, 7)
            bob.login("bob")
            ann.process.send_signal(signal.SIGCONT)
            bob.until(login="ann", message="Online")
            assert [bob.next()["message"] for _ in typed] == typed
            # This server keeps nothing: it is another room, in which nothing was said before.
            shows(ann, *(f"ann: {text}" for text in typed))
            say(ann, "after")
            assert bob.next()["message"] == "after"


def test_who_has_no_link_compares_the_fingerprint_once():
    with tempfile.TemporaryDirectory(prefix="beseda-app-") as folder:
        home = types.SimpleNamespace(name=folder)
        with daemon("--tls", "--room", "Tea") as server, app("--login", "bob", home=home) as bob:
            port = server.port
            join_from_lobby(bob, f"wss://127.0.0.1:{port}", "bob")
            bob.sees("Is This the Right Room?")
            bob.press("Trust and Join")
            bob.find("frame", "Tea")
            bob.find(name="Encrypted, trusted by you")

        # The person is known to somebody else now, or the room was made anew: nothing is sent before they decide.
        with daemon("--tls", "--room", "Tea", port=port), app(f"wss://127.0.0.1:{port}", home=home) as bob:
            bob.sees("This May Be Somebody Else")
            bob.press("Don’t Join")
            bob.sees(f"The certificate of 127.0.0.1:{port} is not the one that you trusted; ask the host before you join.")
            bob.sees_no_more("This May Be Somebody Else")
            bob.press("Join Again")
            bob.press("Trust the New One")
            bob.find(name="Encrypted, trusted by you")
            say(bob, "it is you")


def test_a_link_of_another_room_leads_nowhere():
    with daemon("--tls", "--room", "Tea") as server, app("--login", "bob") as bob:
        status, said = bob.start_again(f"beseda://127.0.0.1:{server.port}/#fp={'0' * 64}")
        assert status == 0, said
        bob.sees("This Is Not the Room of Your Link")
        assert not bob.all(name="Trust and Join")
        bob.press("Close", index=-1)  # not the window’s
        bob.sees("ask the host for a new link")


def test_second_start_opens_the_link_in_the_running_one():
    with (
        daemon("--room", "One") as one,
        daemon("--room", "Two") as two,
        app("--login", "ann", f"127.0.0.1:{one.port}") as ann,
    ):
        ann.find("frame", "One")
        first, second = Peer(one.port, 7), Peer(two.port, 7)
        first.login("bob")
        second.login("carol")
        assert ann.start_again("--login", "ann", f"127.0.0.1:{two.port}")[0] == 0
        second.until(login="ann", message="Online")
        ann.find("frame", "Two")
        say(ann, "in the second room")
        second.until(login="ann", message="in the second room")
        first.send(message="still here?")
        first.until(message="still here?")
        assert ann.process.poll() is None


def test_the_desktops_search_leads_into_a_room():
    with tempfile.TemporaryDirectory() as folder, daemon("--room", "Tea House") as server:
        home = types.SimpleNamespace(name=folder)
        with app("--login", "ann", f"127.0.0.1:{server.port}", home=home) as ann:
            ann.find("frame", "Tea House")
        with app(home=home) as ann:
            (found,) = ann.search("GetInitialResultSet", "(as)", (["tea"],))
            assert len(found) == 1, found
            ann.search("ActivateResult", "(sasu)", (found[0], ["tea"], 0))
            ann.find("frame", "Tea House")
            say(ann, "found again")


def test_a_server_of_the_plain_dialect_alone():
    with PlainServer() as server:
        bob = Peer(server.port, 7)
        bob.login("bob")
        with app("--login", "ann", f"127.0.0.1:{server.port}") as ann:
            bob.until(login="ann", message="Online")
            ann.sees("no history")
            say(ann, "hello")
            bob.until(login="ann", message="hello")
            bob.send(message="hello, Ann")
            shows(ann, "ann: hello", "bob: hello, Ann")
            carol = Peer(server.port, 8)
            carol.login("carol")
            ann.sees("carol joined")
            carol.send(message="bye")
            shows(ann, "ann: hello", "bob: hello, Ann", "carol: bye")
            carol.close()
            ann.sees("carol left")
        bob.until(login="ann", message="Offline")
        assert [fields for fields in server.heard if "ann" in fields.values()] and all(
            set(fields) in ({"clientId", "login"}, {"message"}) for fields in server.heard
        ), server.heard


tap.main(sys.modules[__name__])
