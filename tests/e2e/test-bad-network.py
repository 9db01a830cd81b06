# SPDX-License-Identifier: GPL-3.0-or-later
"""People talk over a network that cuts, delays and half-opens their connections: nothing is lost, doubled or reordered, and
nobody is said to have left who came back. BESEDA_TEST_SEED repeats a run."""

import itertools
import os
import random
import sys
import tempfile
import threading

sys.path.insert(0, os.path.join(os.environ["BESEDA_TEST_SRCDIR"], "support"))
from daemon import daemon
from guest import Guest, check_room, read_room
from peer import PATIENCE, Peer
from proxy import Proxy
import peer
import tap

SEED = int(os.environ.get("BESEDA_TEST_SEED", random.randrange(10**6)))
PEOPLE = 5
MESSAGES = 1000
CUTS = 50


def cuts(happened):
    return sum(n for kind, n in happened.items() if kind != "delay")


def test_a_thousand_messages_over_fifty_cuts():
    print(f"# BESEDA_TEST_SEED={SEED}", flush=True)
    peer.PATIENCE = 0.5  # a connection that says nothing for so long is given up
    errors = []
    with tempfile.TemporaryDirectory() as folder, daemon("--room", "Tea", data=folder) as server:
        network = Proxy(lambda: server.port, SEED, trouble=12000)
        guests = [Guest(f"guest {i}", lambda: network.port) for i in range(PEOPLE)]

        said = []

        def talk(guest):
            try:
                # A thousand, and more where the network was kind.
                for n in itertools.count():
                    if n >= MESSAGES // PEOPLE and cuts(dict(network.happened)) >= CUTS:
                        break
                    guest.say(f"{guest.name} says {n}")
                    said.append(n)
            except Exception as error:  # noqa: BLE001: told to the test
                errors.append(error)

        talkers = [threading.Thread(target=talk, args=(guest,), daemon=True) for guest in guests]
        for talker in talkers:
            talker.start()
        for talker in talkers:
            talker.join(100)
            assert not talker.is_alive(), network.happened
        assert not errors, errors
        happened = dict(network.happened)
        network.trouble, network.budget = 0, None
        peer.PATIENCE = PATIENCE

        reader = Guest("reader", lambda: server.port)
        events = read_room(server.port, reader)
        check_room(events, guests)
        assert len(said) >= MESSAGES and sum(e["type"] == "message" for e in events) == len(said)
        for guest in guests:
            guest.catch_up(events[-1]["seq"])
        # Whoever is back in time has never been away.
        for guest in guests:
            comings = [e for e in events if e["login"] == guest.name and e["type"] == "online"]
            assert len(comings) == 1, (guest.name, comings)
        assert not [e for e in events if e["type"] == "offline"]
        joins = sum(g.joins for g in guests)
        for guest in guests + [reader]:
            guest.close()
        network.stop()
        print(f"# {len(said)} messages, {joins} connections; {happened}")


def test_a_half_open_connection_locks_nobody_out():
    with tempfile.TemporaryDirectory() as folder, daemon(data=folder) as server:
        network = Proxy(lambda: server.port, SEED)
        ann = Guest("ann", lambda: network.port)
        ben = Guest("ben", lambda: server.port)
        ann.say("hello")
        ben.say("hello, ann")
        network.mute_all()
        stale, ann.peer = ann.peer, None  # she knows; the room does not
        ann.port = lambda: server.port
        ann.say("I am back")
        ben.catch_up(ann.last)
        told = [(e["type"], e["login"]) for e in ben.events.values()]
        assert ("offline", "ann") not in told and told.count(("online", "ann")) <= 1, told
        # Without the token the name is nobody's way in.
        thief = Peer(server.port, 9, protocols="beseda.1")
        thief.send(type="login", login="ann", token="0" * 32)
        assert thief.until(type="error")["code"] == "login-taken"
        stale.close()
        for guest in (ann, ben):
            guest.close()
        network.stop()


tap.main(sys.modules[__name__])
