# SPDX-License-Identifier: GPL-3.0-or-later
"""The server is killed at any moment while people talk; what anybody was told is there when it is back, once and in order.
BESEDA_TEST_ROUNDS is how often, BESEDA_TEST_SEED repeats a run."""

import os
import random
import sys
import tempfile
import threading
import time

sys.path.insert(0, os.path.join(os.environ["BESEDA_TEST_SRCDIR"], "support"))
from daemon import Daemon
from guest import Guest, check_room, read_room
import tap

ROUNDS = int(os.environ.get("BESEDA_TEST_ROUNDS", 20))
SEED = int(os.environ.get("BESEDA_TEST_SEED", random.randrange(10**6)))
PEOPLE = 6


class Talker(threading.Thread):
    def __init__(self, guest):
        super().__init__(daemon=True)
        self.guest = guest
        self.error = None

    def run(self):
        n = 0
        try:
            while not self.guest.stopping.is_set():
                n += 1
                self.guest.say(f"{self.guest.name} says {n}")
        except Exception as error:  # noqa: BLE001: told to the test
            self.error = error


def test_nothing_that_was_told_is_lost():
    chance = random.Random(SEED)
    print(f"# BESEDA_TEST_SEED={SEED}", flush=True)
    with tempfile.TemporaryDirectory() as folder:
        server = Daemon("--room", "Tea", data=folder)
        port = server.port
        guests = [Guest(f"guest {i}", lambda: port) for i in range(PEOPLE)]
        talkers = [Talker(guest) for guest in guests]
        for talker in talkers:
            talker.start()
        try:
            for _ in range(ROUNDS):
                before = sum(len(g.said) for g in guests)
                tap.wait_until(lambda: sum(len(g.said) for g in guests) > before, lambda: "nobody talks")
                time.sleep(chance.random() * 0.05)  # any moment: it is what is tried
                server.kill()
                for talker in talkers:
                    assert talker.error is None, talker.error
                server = Daemon("--room", "Tea", port=port, data=folder)
        finally:
            for guest in guests:
                guest.stopping.set()
            for talker in talkers:
                talker.join(60)
        for talker in talkers:
            assert talker.error is None, talker.error
        reader = Guest("reader", lambda: port)
        events = read_room(port, reader)
        check_room(events, guests)
        newest = events[-1]["seq"]
        for guest in guests:
            guest.catch_up(newest)
            guest.close()
        reader.close()
        assert server.stop()[0] == 0
        told = sum(len(g.events) for g in guests)
        print(f"# {ROUNDS} rounds: {len(events)} events kept, {told} told, {sum(len(g.said) for g in guests)} acknowledged")


tap.main(sys.modules[__name__])
