#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""500 guests who come, talk and go, in both dialects, politely or not, for BESEDA_TEST_SECONDS: what the server has in
memory in the last minute is what it had in the first.
"""

import heapq
import itertools
import os
import pathlib
import random
import re
import selectors
import statistics
import sys
import tempfile
import time

sys.path.insert(0, os.path.join(os.environ["BESEDA_TEST_SRCDIR"], "support"))
from daemon import daemon
from peer import CLOSE, TEXT, Peer, frame
import tap

GUESTS = 500
SECONDS = float(os.environ.get("BESEDA_TEST_SECONDS", "600"))
STAY = 60  # seconds that a guest is there, about
SILENCE = 20  # seconds between two things that a guest says, about
KIB = 1024
TAIL = 1024  # BESEDA_LIMIT_TAIL

client_ids = itertools.count(1)


class Guest:
    def __init__(self, number):
        self.name = f"guest {number}"
        self.beseda = number % 2 == 0
        self.token = None
        self.socket = None
        self.leaves = 0

    def come(self, port):
        peer = Peer(port, next(client_ids), protocols="beseda.1" if self.beseda else None)
        if self.beseda:
            peer.send(type="login", login=self.name, **({"token": self.token} if self.token else {}))
            self.token = peer.until(type="welcome")["token"]
        else:
            peer.login(self.name)
        self.socket = peer.socket
        self.socket.setblocking(False)
        self.leaves = time.monotonic() + random.uniform(0.5, 1.5) * STAY

    def say(self):
        text = b'{"type":"message","message":"%s"}' if self.beseda else b'{"message":"%s"}'
        self.socket.setblocking(True)
        self.socket.sendall(frame(TEXT, text % (b"x" * random.randint(1, 2000))))
        self.socket.setblocking(False)

    def go(self):
        """With a word, or just so."""
        if random.random() < 0.5:
            self.socket.send(frame(CLOSE, b"\x03\xe8"))
        self.socket.close()
        self.socket = None


def memory(server):
    status = pathlib.Path(f"/proc/{server.process.pid}/status").read_text()
    return int(re.search(r"VmRSS:\s+(\d+) kB", status)[1]) * KIB


class Soak:
    def __init__(self, server):
        self.server = server
        self.selector = selectors.DefaultSelector()
        self.places = itertools.count()  # so that two who are due at one moment need not be compared
        self.due = []
        self.n_came = self.n_said = self.n_read = 0
        self.samples = []  # (when, bytes)

    def later(self, seconds, action, guest=None):
        heapq.heappush(self.due, (time.monotonic() + seconds, next(self.places), action, guest))

    def come(self, guest):
        guest.come(self.server.port)
        self.n_came += 1
        self.selector.register(guest.socket, selectors.EVENT_READ)
        self.later(random.uniform(0, 2 * SILENCE), self.talk, guest)

    def talk(self, guest):
        if time.monotonic() < guest.leaves:
            guest.say()
            self.n_said += 1
            self.later(random.uniform(0, 2 * SILENCE), self.talk, guest)
        else:
            self.selector.unregister(guest.socket)
            guest.go()
            # A plain guest's name is free at once, but the server has to hear of it first.
            self.later(random.uniform(1, 5), self.come, guest)

    def sample(self, _):
        self.samples.append((time.monotonic(), memory(self.server)))
        self.later(2, self.sample)

    def run_until(self, reached):
        while not reached():
            while self.due and self.due[0][0] <= time.monotonic():
                _, _, action, guest = heapq.heappop(self.due)
                action(guest)
            for key, _ in self.selector.select(min(max(self.due[0][0] - time.monotonic(), 0), 1)):
                data = key.fileobj.recv(1 << 20)
                assert data, "the server let a guest go"
                self.n_read += len(data)

    def median(self, since, until):
        return statistics.median(size for at, size in self.samples if since <= at < until)


def test_memory_is_flat():
    with tempfile.TemporaryDirectory() as data, daemon(data=data) as server:
        soak = Soak(server)
        for number in range(GUESTS):
            soak.later(number * 0.02, soak.come, Guest(number))
        # What the server keeps at hand of what was said, and SQLite of its pages, is full before we look.
        soak.run_until(lambda: soak.n_came >= GUESTS and soak.n_came + soak.n_said > 3 * TAIL)

        began, minute = time.monotonic(), min(60, SECONDS / 5)
        soak.sample(None)
        soak.run_until(lambda: time.monotonic() >= began + SECONDS)
        first = soak.median(began, began + minute)
        last = soak.median(began + SECONDS - minute, began + SECONDS)
        by_minute = [soak.median(at, at + minute) for at in (began + n * minute for n in range(int(SECONDS / minute)))]
        status, _ = server.stop()

    print("# KiB by the minute:", *(round(size / KIB) for size in by_minute))
    print(
        f"# {SECONDS:.0f} s: {soak.n_came} came, {soak.n_said} messages, {soak.n_read / KIB / KIB:.0f} MiB heard; "
        f"memory {first / KIB:.0f} KiB in the first minute, {last / KIB:.0f} KiB in the last ({100 * last / first - 100:+.1f} %), "
        f"{max(size for _, size in soak.samples) / KIB:.0f} KiB at most"
    )
    assert status == 0
    assert last <= first * 1.05


tap.main(sys.modules[__name__])
