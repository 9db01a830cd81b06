#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Plays the conversation that README.md shows, line by line, with the real beseda-server."""

import os
import pathlib
import re
import sys

SRCDIR = pathlib.Path(os.environ["BESEDA_TEST_SRCDIR"])
sys.path.insert(0, str(SRCDIR / "support"))

import daemon  # noqa: E402
import peer  # noqa: E402
import tap  # noqa: E402


def test_the_conversation_in_the_readme():
    readme = (SRCDIR.parent / "README.md").read_text()
    client_id = int(re.search(r"ws://localhost:8765/ws/(\d+)", readme)[1])
    lines = re.findall(r"^    ([<>]) (\{.*\})$", readme, re.MULTILINE)
    assert len(lines) >= 4, "the README shows no conversation"
    with daemon.daemon() as server:
        guest = peer.Peer(server.port, client_id)
        for direction, line in lines:
            if direction == ">":
                guest.raw(peer.frame(peer.TEXT, line.encode()))
            else:
                said = re.sub(r'"time":"\d\d:\d\d"', '"time":"14:05"', guest.read())
                assert said == line, f"{said} is not {line}"
        guest.close()


tap.main(sys.modules[__name__])
