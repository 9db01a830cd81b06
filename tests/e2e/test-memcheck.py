#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""beseda-server under valgrind, while guests come, talk, misbehave and go: no wrong access, nothing leaked."""

import os
import shutil
import sys
import tempfile

sys.path.insert(0, os.path.join(os.environ["BESEDA_TEST_SRCDIR"], "support"))
from daemon import daemon
from peer import BINARY, TEXT, Peer, Refused, frame
import tap

# A GLib that hands out blocks of its own would hide what is done to them. 99 is valgrind's word for "I found something".
os.environ["G_SLICE"] = "always-malloc"
VALGRIND = [
    "valgrind",
    "--quiet",
    "--error-exitcode=99",
    "--leak-check=full",
    "--errors-for-leak-kinds=definite",
    "--show-leak-kinds=definite",
    "--suppressions=/usr/share/glib-2.0/valgrind/glib.supp",
]


def come_talk_and_go(server, client_id, name):
    ann = Peer(server.port, 1)
    ann.login("ann")
    bob = Peer(server.port, client_id, protocols="beseda.1")
    bob.send(type="login", clientId=client_id, login=name)
    bob.until(type="welcome")
    ann.send(message="hello")
    ann.until(message="hello")
    bob.until(message="hello")
    bob.send(type="history", after=0, id="h")
    bob.until(type="history", id="h")

    eve = Peer(server.port, 3)
    eve.raw(frame(BINARY, b"\0"))
    assert eve.closed().code == 1003
    mallory = Peer(server.port, 4, protocols="beseda.1")
    mallory.raw(frame(TEXT, b"[" * 100))
    mallory.until(code="bad-frame")
    mallory.close()
    try:
        Peer(server.port, 5, path="/nothing")
        assert False, "there is something at /nothing"
    except Refused as refused:
        assert refused.status == 404
    bob.close()


def test_nothing_is_lost_or_touched_wrongly():
    if shutil.which("valgrind") is None:
        raise tap.Skip("valgrind is not installed")
    with tempfile.TemporaryDirectory() as data:
        for client_id, name in ((8, "bob"), (9, "ben")):  # the second time there is something to remember
            with daemon(data=data, under=VALGRIND) as server:
                come_talk_and_go(server, client_id, name)
                status, rest = server.stop()
                assert (status, rest) == (0, ""), f"valgrind's findings are above; exit status {status}"


tap.main(sys.modules[__name__])
