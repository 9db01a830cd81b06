# SPDX-License-Identifier: GPL-3.0-or-later
"""Who comes in, and who has to go: the door of a real server, and what whoever runs it says to it over its socket."""

import os
import re
import secrets
import stat
import sys
import tempfile

sys.path.insert(0, os.path.join(os.environ["BESEDA_TEST_SRCDIR"], "support"))
from daemon import ctl, daemon
from peer import Peer
import tap


class Guest(Peer):
    def __init__(self, port):
        super().__init__(port, secrets.randbelow(2**31) + 1, protocols="beseda.1")

    def enter(self, name, **credentials):
        """Asks to come in; returns the first answer."""
        self.send(type="login", login=name, **credentials)
        return self.next()

    def comes_in(self, name, **credentials):
        answer = self.enter(name, **credentials)
        assert answer["type"] == "welcome", answer
        return answer

    def is_refused(self, code, name, **credentials):
        answer = self.enter(name, **credentials)
        assert (answer["type"], answer.get("code")) == ("error", code), answer
        return answer


def token():
    return secrets.token_hex(16)


def key_of(link):
    return re.search(r"[#&]k=([\w-]{22})", link)[1]


def test_a_link_opens_the_door_until_it_is_reset():
    with tempfile.TemporaryDirectory() as folder:
        with daemon("--room", "Tea", "--door", "link", data=folder) as server:
            key = key_of(server.process.stdout.readline())
            assert key == key_of(ctl(folder, "link"))
            ann, mine = Guest(server.port), token()
            ann.is_refused("not-allowed", "ann")
            ann.is_refused("not-allowed", "ann", key="x" * 22)
            ann.comes_in("ann", key=key, token=mine)

            plain = Peer(server.port, 7)
            plain.send(clientId=7, login="bob")
            assert plain.closed().code == 4003

            new = key_of(ctl(folder, "reset-link"))
            assert new != key
            assert ann.until(type="act")["message"] == "new-link"
            eve = Guest(server.port)
            eve.is_refused("not-allowed", "eve", key=key)
            eve.comes_in("eve", key=new)
            # Who was here before needs neither.
            ann.close()
            Guest(server.port).comes_in("ann", token=mine)

            ctl(folder, "plain", "yes")
            plain = Peer(server.port, 7)
            plain.login("bob")

        # It is so when the room is opened again, without asking for it.
        with daemon("--room", "Tea", data=folder) as server:
            kim = Guest(server.port)
            kim.is_refused("not-allowed", "kim", key=key)
            kim.comes_in("kim", key=new)


def test_a_password_is_asked_for_and_not_guessed():
    with tempfile.TemporaryDirectory() as folder:
        file = os.path.join(folder, "password")
        with open(file, "w", encoding="utf-8") as stream:
            stream.write("open, sesame\n")
        with daemon("--room", "Tea", "--door", "password", "--password-file", file, data=folder) as server:
            ann = Guest(server.port)
            ann.is_refused("wrong-password", "ann")
            ann.comes_in("ann", password="open, sesame")
            eve = Guest(server.port)
            for guess in range(5):
                eve.is_refused("wrong-password", "eve", password=str(guess))
            eve.is_refused("rate-limited", "eve", password="open, sesame")

            ctl(folder, "door", "password", "-", input="xyzzy plugh\n")
            ctl(folder, "door", "nonsense", status=1)
        kept = b""
        for name in os.listdir(folder):
            if ".db" in name:
                with open(os.path.join(folder, name), "rb") as stream:
                    kept += stream.read()
        assert b"$argon2id$" in kept
        assert b"sesame" not in kept and b"plugh" not in kept


def test_whoever_runs_the_server_keeps_order():
    with tempfile.TemporaryDirectory() as folder:
        with daemon("--room", "Tea", data=folder) as server:
            socket = next(os.path.join(folder, name) for name in os.listdir(folder) if name.endswith(".ctl"))
            assert stat.S_IMODE(os.stat(socket).st_mode) == 0o600
            ann, eve, hers = Guest(server.port), Guest(server.port), token()
            ann.comes_in("ann", token=token())
            eve.comes_in("eve", token=hers)
            eve.send(type="message", id="m1", message="a bad word")
            seq = ann.until(id="m1")["seq"]
            ann.send(type="presence", away=True)
            assert eve.until(type="presence") == {"type": "presence", "login": "ann", "away": True}
            assert ctl(folder, "people") == "ann (away)\neve"
            ann.send(type="presence", away=False)
            assert not eve.until(type="presence")["away"]
            assert ctl(folder, "people") == "ann\neve"

            ctl(folder, "remove", str(seq), "Language.")
            act = ann.until(type="act")
            assert (act["act"], act["targetSeq"], act["message"], act["login"]) == ("remove", seq, "Language.", "")
            ctl(folder, "mute", "Eve", "10m")
            assert ann.until(type="act")["seconds"] == 600
            eve.send(type="message", id="m2", message="I can't")
            assert eve.until(type="error", id="m2")["code"] == "not-allowed"
            assert ctl(folder, "people") == "ann\neve (muted)"

            ctl(folder, "ban", "eve", "Enough.")
            assert eve.until(type="error")["code"] == "banned"
            assert eve.closed().code == 4003
            for name in ("eve", "evelyn"):
                assert Guest(server.port).enter(name, token=hers)["code"] == "banned"
            ctl(folder, "promote", "ann")
            assert ctl(folder, "people") == "ann (moderator)"
            ctl(folder, "ban", "nobody", status=1)
            ctl(folder, "applaud", status=1)

            # A moderator does the same from within.
            ann.send(type="act", id="a1", act="unban", target="eve")
            ann.until(type="act", id="a1")
            again = Guest(server.port)
            again.comes_in("eve", token=hers)
            history = again.until(type="history")
            said = next(event for event in history["events"] if event["seq"] == seq)
            assert said["removed"] and said["message"] == ""
            for guest in (ann, again):
                guest.close()
            assert server.stop()[0] == 0

        assert not os.path.exists(socket)
        assert "No server listens" in ctl(folder, "people", status=1)


def test_the_owner_and_whom_it_lets_in():
    with tempfile.TemporaryDirectory() as folder:
        with daemon("--room", "Tea", "--door", "approve", data=folder) as server:
            owner = re.search(r"owner=([0-9a-f]{32})", ctl(folder, "owner-link"))[1]
            host = Guest(server.port)
            host.comes_in("host", token=token(), owner=owner)
            host.until(type="act", act="own", target="host")

            eve, bob = Guest(server.port), Guest(server.port)
            assert eve.enter("eve")["type"] == "waiting"
            assert host.until(type="knock")["login"] == "eve"
            assert bob.enter("bob")["type"] == "waiting"
            host.until(type="knock", login="bob")
            host.send(type="answer", login="eve", admit=True)
            assert eve.next()["type"] == "welcome"
            host.send(type="answer", login="bob", admit=False)
            assert bob.next()["code"] == "not-allowed"
            assert bob.closed().code == 4003


def test_bad_talk_at_the_control_socket_hurts_nobody():
    import socket as sockets

    with tempfile.TemporaryDirectory() as folder:
        with daemon("--room", "Tea", data=folder) as server:
            path = next(os.path.join(folder, name) for name in os.listdir(folder) if name.endswith(".ctl"))
            for said in (b"", b"\0", b"\xff\xfe\0\0", b"people", b"x" * 200000, b"ban\0eve\0--address\0\0" * 3):
                with sockets.socket(sockets.AF_UNIX) as talk:
                    talk.connect(path)
                    try:
                        talk.sendall(said)
                        talk.shutdown(sockets.SHUT_WR)
                        while talk.recv(4096):
                            pass
                    except OSError:
                        pass
            assert ctl(folder, "people") == ""
            guest = Guest(server.port)
            guest.comes_in("ann")


tap.main(sys.modules[__name__])
