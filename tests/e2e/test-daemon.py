#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""beseda-server from outside: what an operator sees of it, and what each kind of peer gets."""

import json
import os
import re
import tempfile
import signal
import socket
import struct
import sys
import time
import urllib.request

sys.path.insert(0, os.path.join(os.environ["BESEDA_TEST_SRCDIR"], "support"))
from daemon import daemon, run
from peer import BINARY, CLOSE, PING, TEXT, Closed, Peer, Refused, frame
import tap


def test_says_where_it_listens_and_stops_cleanly():
    with daemon() as server:
        ann = Peer(server.port, 1)
        ann.login("ann")
        began = time.monotonic()
        status, rest = server.stop()
        assert time.monotonic() - began < 2.0
        assert (status, rest) == (0, "")
        assert ann.closed().code == 1001


def test_interrupt_stops_it_too():
    with daemon() as server:
        server.process.send_signal(signal.SIGINT)
        assert server.process.wait(5) == 0


def test_a_guest_that_does_not_read_does_not_hold_up_the_stop():
    with daemon() as server:
        mute = Peer(server.port, 1)
        half = socket.create_connection(("127.0.0.1", server.port))
        half.sendall(b"GET /ws/")
        began = time.monotonic()
        status, _ = server.stop()
        assert status == 0 and time.monotonic() - began < 2.5
        mute.close()


def test_comes_back_on_its_port_after_a_kill():
    with daemon() as server:
        ann = Peer(server.port, 1)
        ann.login("ann")
        server.kill()
        assert ann.closed().code == 0
        with daemon(port=server.port) as again:
            assert again.port == server.port
            Peer(again.port, 1).login("ann")


def test_help_and_version():
    status, out, err = run("--help")
    assert status == 0 and "--max-people" in out and err == ""
    status, out, err = run("--version")
    assert status == 0 and re.fullmatch(r"beseda-server \d+\.\d+\.\d+\n", out) and err == ""


def test_a_taken_port_is_one_sentence():
    with daemon() as server:
        status, out, err = run("--address", "127.0.0.1", "--port", str(server.port))
        assert status == 1 and out == ""
        assert err.count("\n") == 1 and str(server.port) in err, err


def test_an_address_that_is_not_ours_is_one_sentence():
    status, out, err = run("--address", "192.0.2.1", "--port", "0")
    assert status == 1 and out == ""
    assert err.count("\n") == 1 and "192.0.2.1" in err, err


def test_bad_arguments_are_one_sentence_each():
    for arguments in (
        ["--address", "nowhere.example", "--port", "0"],
        ["--port", "65536"],
        ["--port", "-1"],
        ["--port", "tea"],
        ["--max-people", "0"],
        ["--max-people", "1000000"],
        ["--room", ""],
        ["--room", "x" * 65],
        ["--keep", "long"],
        ["--keep", "0d"],
        ["--ephemeral", "--keep", "1d"],
        ["--ephemeral", "--data", "/tmp"],
        ["--data", ""],
        ["--nonsense"],
        ["leftover"],
    ):
        status, out, err = run(*arguments)
        assert status != 0 and out == "", (arguments, status, out)
        assert err.count("\n") == 1 and len(err) > 10, (arguments, err)


def test_health():
    with daemon("--room", "Tea") as server:
        ann = Peer(server.port, 1)
        ann.login("ann")
        with urllib.request.urlopen(f"http://127.0.0.1:{server.port}/health", timeout=10) as answer:
            assert answer.headers["Content-Type"].startswith("application/json")
            health = json.load(answer)
        assert health["status"] == "ok" and health["people"] == 1, health


def test_plain_dialect_to_the_letter():
    with daemon() as server:
        ann, bob = Peer(server.port, 7), Peer(server.port, 8)
        assert ann.protocol is None
        ann.login("ann")
        bob.send(clientId=8, login="bob")
        for peer in (ann, bob):
            text = peer.read()
            fields = json.loads(text)
            assert list(fields) == ["time", "clientId", "message", "login"], text
            assert re.fullmatch(r"([01]\d|2[0-3]):[0-5]\d", fields["time"])
            assert (fields["clientId"], fields["message"], fields["login"]) == (8, "Online", "bob")
        ann.send(message="hello, Bob — привет")
        for peer in (ann, bob):
            message = peer.next()
            assert list(message) == ["time", "clientId", "message", "login"]
            assert (message["clientId"], message["message"], message["login"]) == (7, "hello, Bob — привет", "ann")
        ann.send(message="")
        assert bob.next()["message"] == "" and ann.next()["message"] == ""
        bob.raw(frame(CLOSE, struct.pack(">H", 1000)))
        assert bob.closed().code == 1000
        message = ann.next()
        assert (message["clientId"], message["message"], message["login"]) == (8, "Offline", "bob")


def test_beseda_dialect():
    with daemon("--room", "Tea") as server:
        plain = Peer(server.port, 1)
        plain.login("ann")
        peer = Peer(server.port, 2, protocols="unknown.9, beseda.1")
        assert peer.protocol == "beseda.1"
        peer.send(type="login", login="bob", clientId=2)
        welcome = peer.next()
        assert welcome["type"] == "welcome" and welcome["room"] == "Tea"
        assert [p["login"] for p in welcome["people"]] == ["ann", "bob"]
        past = peer.next()
        assert past["type"] == "history" and [e["login"] for e in past["events"]] == ["ann"]
        online = peer.next()
        assert online["type"] == "online" and online["seq"] == welcome["lastSeq"] == 2
        plain.send(message="Offline")
        message = peer.until(type="message")
        assert message["message"] == "Offline" and message["seq"] == online["seq"] + 1
        assert re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z", message["at"])
        peer.send(type="message", message="mine", id="a1")
        assert peer.until(type="message")["id"] == "a1"
        peer.send(type="message", message="mine", id="a1")
        again = peer.until(type="message")
        assert again["id"] == "a1" and again["seq"] == message["seq"] + 1
        peer.send(type="nonsense", id="a2")
        error = peer.until(type="error")
        assert (error["code"], error["id"]) == ("bad-frame", "a2")


def log_in(peer, name, **fields):
    """Logs in in the Beseda dialect: (the welcome, what was said before)."""
    peer.send(type="login", login=name, clientId=peer.client_id, **fields)
    welcome = peer.until(type="welcome")
    past = []
    while not past or past[-1]["seq"] < welcome["lastSeq"]:
        frame = peer.next()
        past += frame["events"] if frame["type"] == "history" else [frame]
    return welcome, past


def test_a_room_remembers():
    with tempfile.TemporaryDirectory() as folder:
        with daemon("--room", "Tea", data=folder) as server:
            ann = Peer(server.port, 1, protocols="beseda.1")
            welcome, past = log_in(ann, "ann")
            assert "keepSeconds" not in welcome and [e["type"] for e in past] == ["online"]
            for i in range(250):
                ann.send(type="message", message=f"message {i}", id=f"m{i}")
                if i % 100 == 99:
                    ann.until(id=f"m{i}")
            ann.until(id="m249")
            server.kill()  # as a power cut would
        with daemon("--room", "Tea", data=folder) as server:
            # Nobody else gets the name, and its owner misses nothing.
            thief = Peer(server.port, 2, protocols="beseda.1")
            thief.send(type="login", login="Ann")
            refusal = thief.until(type="error")
            assert refusal["code"] == "login-taken" and refusal["suggestions"][0] == "Ann2"
            back = Peer(server.port, 3, protocols="beseda.1")
            again, past = log_in(back, "ann", token=welcome["token"], since=41, roomId=welcome["roomId"])
            assert again["roomId"] == welcome["roomId"]
            assert [e["seq"] for e in past] == list(range(42, again["lastSeq"] + 1))
            # What is said again is not said twice.
            back.send(type="message", message="message 7", id="m7")
            assert back.until(id="m7")["seq"] == 9
            back.send(type="history", id="h", after=3, limit=2)
            page = back.until(type="history")
            assert [e["message"] for e in page["events"]] == ["message 2", "message 3"], page
            assert (page["fromSeq"], page["toSeq"]) == (4, 5)
            back.send(type="history", id="h", before=3)
            page = back.until(type="history")
            assert (page["fromSeq"], page["toSeq"]) == (1, 2) and len(page["events"]) == 2
            # A newcomer gets the end of it.
            ben = Peer(server.port, 4, protocols="beseda.1")
            welcome, past = log_in(ben, "ben")
            assert len(past) == 100 and past[-1]["login"] == "ben"


def test_a_room_forgets():
    with tempfile.TemporaryDirectory() as folder:
        with daemon("--keep", "nothing", data=folder) as server:
            ann = Peer(server.port, 1, protocols="beseda.1")
            welcome, _ = log_in(ann, "ann")
            assert welcome["keepSeconds"] == 0
            ann.send(type="message", message="a secret word", id="m")
            ann.until(id="m")
            ben = Peer(server.port, 2, protocols="beseda.1")
            _, past = log_in(ben, "ben", since=0, roomId=welcome["roomId"])
            assert [e["login"] for e in past] == ["ben"]
            server.kill()
        kept = b"".join(open(os.path.join(folder, name), "rb").read() for name in os.listdir(folder) if ".db" in name)
        assert b"ann" in kept and b"secret" not in kept


def test_a_file_that_cannot_be_used_is_one_sentence():
    with tempfile.TemporaryDirectory() as folder:
        path = os.path.join(folder, "tea.db")
        arguments = ["--port", "0", "--room", "Tea", "--data", folder]
        with daemon("--room", "Tea", data=folder) as server:
            status, out, err = run(*arguments)
            assert status == 1 and out == "" and err.count("\n") == 1 and path in err and "in use" in err, err
            server.stop()
        with open(path, "wb") as file:
            file.write(os.urandom(8192))
        damaged = open(path, "rb").read()
        status, out, err = run(*arguments)
        assert status == 1 and out == "" and err.count("\n") == 1 and path in err and "damaged" in err, err
        assert open(path, "rb").read() == damaged


def test_a_room_is_exported():
    with tempfile.TemporaryDirectory() as folder:
        room = ["--room", "Tea & cake", "--data", folder]
        lines, page = os.path.join(folder, "tea.jsonl"), os.path.join(folder, "tea.html")
        texts = [f"<{i}>" + 4000 * "x" for i in range(150)]  # more than a page of the log
        with daemon(*room[:2], data=folder) as server:
            ann = Peer(server.port, 1, protocols="beseda.1")
            log_in(ann, "ann")
            for text in texts:
                ann.send(type="message", message=text)
            ann.until(message=texts[-1])
            status, out, err = run(*room, "--export", lines)
            assert status == 1 and out == "" and err.count("\n") == 1 and "in use" in err, err
            assert not os.path.exists(lines)
            server.stop()

        assert run(*room, "--export", lines) == (0, "", "")
        header, *events = [json.loads(line) for line in open(lines, encoding="utf-8")]
        assert header["type"] == "room" and header["version"] == 1 and header["room"] == "Tea & cake", header
        assert [e["seq"] for e in events] == list(range(1, 152))
        assert events[0]["type"] == "online" and "message" not in events[0]
        assert [e["message"] for e in events[1:]] == texts

        # A file that is there stays, unless it is told otherwise; nothing else is left in the folder.
        status, out, err = run(*room, "--export", lines, "--format", "html")
        assert status == 1 and out == "" and err.count("\n") == 1 and lines in err and "--force" in err, err
        assert json.loads(open(lines, encoding="utf-8").readline()) == header
        assert run(*room, "--export", lines, "--format", "html", "--force") == (0, "", "")
        assert run(*room, "--export", page) == (0, "", "")
        for path in (lines, page):
            html = open(path, encoding="utf-8").read()
            assert html.startswith("<!DOCTYPE html>") and html.endswith("</html>\n") and "150 messages" in html
            assert all(f">&lt;{i}&gt;xxxx" in html for i in range(150))
        assert {n for n in os.listdir(folder) if ".db" not in n} == {"tea.jsonl", "tea.html"}

        status, out, err = run(*room, "--export", "-", "--format=jsonl")
        assert status == 0 and err == "" and [json.loads(line) for line in out.splitlines()][1:] == events


def test_an_export_that_cannot_be_is_one_sentence():
    with tempfile.TemporaryDirectory() as folder:
        with daemon(data=folder) as server:
            server.stop()
        there = ["--data", folder, "--export"]
        for status, arguments, words in [
            (2, [*there, "-"], "--format"),
            (2, [*there, "tea.txt"], ".html"),
            (2, [*there, "tea.html", "--format", "pdf"], "jsonl"),
            (2, ["--data", folder, "--force"], "--export"),
            (2, ["--ephemeral", "--export", "tea.html"], "--ephemeral"),
            (1, ["--room", "Nowhere", *there, os.path.join(folder, "a.html")], "nowhere.db"),
            (1, [*there, os.path.join(folder, "no", "a.html")], "No such file"),
            (1, [*there, folder, "--format", "html", "--force"], "Is a directory"),
        ]:
            was, out, err = run(*arguments)
            assert was == status and out == "" and err.count("\n") == 1 and words in err, (arguments, was, err)
        with open("/dev/full", "w", encoding="ascii") as full:
            status, _, err = run(*there, "-", "--format", "html", stdout=full)
        assert status == 1 and "No space left" in err and err.count("\n") == 1, err
        assert all(".db" in name for name in os.listdir(folder))


def test_only_unknown_subprotocols_get_plain():
    with daemon() as server:
        peer = Peer(server.port, 1, protocols="soap, mqtt")
        assert peer.protocol is None
        peer.login("ann")


def misbehave(code, act, login="mallory", words=None):
    """Lets a peer misbehave among two good ones: it is closed with `code` and the good ones notice nothing."""
    with daemon() as server:
        ann, bob = Peer(server.port, 1), Peer(server.port, 2)
        ann.login("ann")
        bob.login("bob")
        bad = Peer(server.port, 3)
        if login:
            bad.login(login)
        act(server, bad)
        end = bad.closed()
        assert end.code == code, f"closed with {end}"
        if code:
            assert end.reason, "closed without a reason"
        if words:
            assert words in end.reason, end.reason
        ann.send(message="still here")
        assert bob.until(message="still here")["login"] == "ann"
        if login:
            assert ann.until(message="Offline")["login"] == login


def test_no_mask():
    misbehave(1002, lambda server, bad: bad.raw(frame(TEXT, b'{"message": "hi"}', mask=False)))


def test_reserved_bits_and_opcodes():
    misbehave(1002, lambda server, bad: bad.raw(frame(TEXT, b'{"message": "hi"}', rsv=0x40)))
    misbehave(1002, lambda server, bad: bad.raw(frame(3, b"x")))


def test_lengths_of_64_bits():
    misbehave(1002, lambda server, bad: bad.raw(b"\x81\xff" + b"\xff" * 8))
    misbehave(1009, lambda server, bad: bad.raw(b"\x81\xff" + struct.pack(">Q", 1 << 40)))
    misbehave(1002, lambda server, bad: bad.raw(frame(TEXT, b'{"message": "hi"}', length="64")))


def test_not_utf8():
    misbehave(1007, lambda server, bad: bad.raw(frame(TEXT, b'{"message": "\xff"}')))


def test_binary():
    misbehave(1003, lambda server, bad: bad.raw(frame(BINARY, b"\0\1\2")))


def test_bad_json():
    misbehave(1008, lambda server, bad: bad.raw(frame(TEXT, b'{"message": ')))
    misbehave(1008, lambda server, bad: bad.raw(frame(TEXT, b'{"message": ' + b"[" * 5000 + b"]" * 5000 + b"}")))


def test_wrong_order():
    misbehave(1008, lambda server, bad: bad.send(message="hi"), login=None)
    misbehave(1008, lambda server, bad: bad.send(clientId=3, login="other"))


def test_taken_login():
    misbehave(4001, lambda server, bad: bad.send(clientId=3, login="Ann"), login=None)


def test_somebody_elses_client_id():
    misbehave(4003, lambda server, bad: bad.send(clientId=1, login="mallory"), login=None)


def test_taken_client_id():
    with daemon() as server:
        ann = Peer(server.port, 1)
        ann.login("ann")
        end = Peer(server.port, 1).closed()
        assert end.code == 4003 and end.reason
        ann.send(message="mine")
        assert ann.until(message="mine")["clientId"] == 1


def test_a_client_id_that_is_no_integer():
    with daemon() as server:
        for bad in ("tea", "1.5", "", "99999999999999999999"):
            try:
                Peer(server.port, 0, path=f"/ws/{bad}")
                raise AssertionError(f"{bad!r} was let in")
            except Refused as refused:
                assert refused.status in (400, 404) and refused.body, refused


def test_too_long_a_message():
    def act(server, bad):
        bad.send(message="x" * 8001)

    misbehave(1009, act)


def test_a_flood():
    def act(server, bad):
        try:
            bad.raw(frame(TEXT, b'{"message": "buy"}') * 2000)
        except ConnectionError:
            pass

    misbehave(1008, act, words="too much")


def test_split_in_every_way():
    with daemon() as server:
        ann = Peer(server.port, 1)
        ann.login("ann")
        text = json.dumps({"message": "привет"}, ensure_ascii=False).encode()
        for n in range(1, len(text)):
            ann.raw(frame(TEXT, text[:n], fin=False) + frame(PING, b"?") + frame(0, text[n:]))
            assert ann.until(login="ann")["message"] == "привет"


def test_ten_thousand_fragments():
    with daemon() as server:
        ann = Peer(server.port, 1)
        ann.login("ann")
        text = b'{"message": "hello"}' + b" " * 9980
        ann.raw(frame(TEXT, text[:1], fin=False))
        ann.raw(b"".join(frame(0, text[i : i + 1], fin=i == len(text) - 1) for i in range(1, len(text))))
        assert ann.next()["message"] == "hello"


def test_half_a_frame_and_silence_cost_nobody_anything():
    with daemon() as server:
        ann, half, silent = Peer(server.port, 1), Peer(server.port, 2), Peer(server.port, 3)
        ann.login("ann")
        half.login("half")
        half.raw(frame(TEXT, b'{"message": "never whole"}')[:9])
        socket.create_connection(("127.0.0.1", server.port)).sendall(b"GET /ws/9 HTTP/1.1\r\nHost:")
        ann.send(message="I can talk")
        assert ann.until(message="I can talk")
        half.socket.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        half.close()
        assert ann.until(message="Offline")["login"] == "half"
        silent.close()


def test_what_comes_behind_the_handshake_is_heard():
    with daemon() as server:
        behind = frame(TEXT, b'{"clientId": 5, "login": "eager"}') + frame(TEXT, b'{"message": "first!"}')
        eager = Peer(server.port, 5, behind=behind)
        assert [eager.next()["message"] for _ in range(2)] == ["Online", "first!"]


def test_a_full_room():
    with daemon("--max-people", "1") as server:
        ann, late = Peer(server.port, 1), Peer(server.port, 2)
        ann.login("ann")
        late.send(clientId=2, login="late")
        end = late.closed()
        assert end.code == 1013 and end.reason


def test_version_6():
    if not socket.has_ipv6:
        return
    with daemon(address="::1") as server:
        assert "[::1]" in server.line
        Peer(server.port, 1, host="::1").login("ann")


tap.main(sys.modules[__name__])
