#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Plays the conversation that README.md shows, line by line, with the real beseda-server."""

import os
import pathlib
import re
import sys
from xml.etree import ElementTree

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


def test_the_manual_is_the_one_in_the_program():
    readme = (SRCDIR.parent / "README.md").read_text()
    section = readme.split("## Manual\n", 1)[1].split("\n## ", 1)[0]
    told = [" ".join(topic.split()) for topic in re.split(r"^- ", section, flags=re.MULTILINE)[1:]]
    labels = [label.text for label in ElementTree.parse(SRCDIR.parent / "src/ui/beseda-help.ui").iterfind(".//property[@name='label']")]
    topics = [f"**{title}.** {text}" for title, text in zip(labels[::2], labels[1::2])]
    assert topics and told == topics, f"{told} is not {topics}"


tap.main(sys.modules[__name__])
