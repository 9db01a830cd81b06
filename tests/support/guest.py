# SPDX-License-Identifier: GPL-3.0-or-later
"""A well-behaved guest of the Beseda dialect, over as many connections as it takes: it proves its name, asks for what it
missed, says again what was not echoed, and holds the room to its promises."""

import secrets
import socket
import threading
import time

import peer
from peer import Closed, Peer, Refused

PATIENCE = 30  # seconds, for one message to be echoed whatever happens


class Guest:
    def __init__(self, name, port):
        """`port` is a function: the room may move."""
        self.name = name
        self.port = port
        self.token = secrets.token_hex(16)
        self.room_id = None
        self.events = {}  # seq -> the event
        self.last = 0  # the newest of them
        self.said = []  # (id, text), in order, each echoed
        self.presence = []  # who came and went while it was there
        self.peer = None
        self.stopping = threading.Event()
        self.joins = 0

    def connect(self):
        """Comes in, and reads what it missed. Raises whatever a bad connection raises."""
        self.close()
        self.peer = Peer(self.port(), secrets.randbelow(2**31) + 1, protocols="beseda.1")
        login = {"type": "login", "login": self.name, "token": self.token}
        if self.last is not None and self.room_id:
            login |= {"since": self.last, "roomId": self.room_id}
        self.peer.send(**login)
        welcome = self.peer.next()
        assert welcome["type"] == "welcome", welcome
        assert self.room_id in (None, welcome["roomId"])
        self.joins += 1
        if self.room_id is None:
            self.room_id = welcome["roomId"]
            self.last = None
        return welcome

    def note(self, event):
        """An event in its turn: gapless, and never another one under the same number."""
        seq = event["seq"]
        known = self.events.setdefault(seq, event)
        assert {k: v for k, v in known.items() if k != "time"} == {k: v for k, v in event.items() if k != "time"}, (known, event)
        if self.last is None:
            self.last = seq - 1
        if seq <= self.last:
            return  # the echo of a repetition
        if event["type"] == "message" and "id" in event and seq > self.last + 1:
            del self.events[seq]  # the same, before its turn
            return
        assert seq == self.last + 1, f"{self.name} has {self.last}, and gets {seq}"
        self.last = seq

    def take(self):
        """Reads one frame; returns it."""
        frame = self.peer.next()
        if frame["type"] == "history":
            for event in frame["events"]:
                self.note(event)
        elif frame["type"] in ("message", "online", "offline"):
            self.note(frame)
        return frame

    def say(self, text, id=None):
        """Until it is echoed, over whatever happens."""
        id = id or secrets.token_hex(8)
        end = time.monotonic() + PATIENCE
        sent = False
        while True:
            assert time.monotonic() < end, f"{self.name}: “{text}” is not echoed"
            try:
                if self.peer is None:
                    self.connect()
                    sent = False
                if not sent:
                    self.peer.send(type="message", message=text, id=id)
                    sent = time.monotonic()
                elif time.monotonic() > sent + peer.PATIENCE:
                    raise Closed(0, "others are heard, but the room does not hear me")
                frame = self.take()
                if frame["type"] == "error" and frame.get("id") == id:
                    assert frame["code"] in ("unavailable", "rate-limited"), frame
                    sent = False
                elif any(e.get("id") == id and e["login"] == self.name for e in frame.get("events", [frame])):
                    self.said.append((id, text))
                    return
            except (OSError, Closed, Refused):
                self.drop()
                if self.stopping.is_set():
                    return

    def drop(self):
        self.close()
        self.stopping.wait(0.01)  # a port that nobody listens on answers at once: no busy loop

    def catch_up(self, seq):
        """Reads on to that event."""
        end = time.monotonic() + PATIENCE
        while self.last is None or self.last < seq:
            assert time.monotonic() < end, f"{self.name} has {self.last} of {seq}"
            try:
                if self.peer is None:
                    self.connect()
                self.take()
            except (OSError, Closed, Refused):
                self.drop()

    def leave(self):
        """Says good-bye."""
        self.peer.raw(b"\x88\x82\0\0\0\0\x03\xe8")
        self.peer.closed()
        self.close()

    def close(self):
        if self.peer is not None:
            try:
                self.peer.socket.shutdown(socket.SHUT_RDWR)
            except OSError:
                pass
            self.peer.close()
            self.peer = None


def read_room(port, guest):
    """All events of a room, page by page, as `guest` is told them now."""
    guest.connect()
    events, after = [], 0
    while True:
        guest.peer.send(type="history", id=f"h{after}", after=after, limit=500)
        page = guest.peer.until(type="history", id=f"h{after}")
        assert page["fromSeq"] == after + 1
        if not page["events"]:
            return events
        events += page["events"]
        after = page["toSeq"]


def check_room(events, guests):
    """Everything that anybody saw is there, as it was seen; gapless; nothing twice; each one's words in their order."""
    assert [e["seq"] for e in events] == list(range(1, len(events) + 1)), "the numbers have gaps"
    by_seq = {e["seq"]: e for e in events}
    messages = [e for e in events if e["type"] == "message"]
    ids = [(e["login"], e["id"]) for e in messages]
    assert len(set(ids)) == len(ids), "a message is there twice"
    for guest in guests:
        for seq, seen in guest.events.items():
            kept = by_seq.get(seq)
            assert kept and all(kept[k] == v for k, v in seen.items() if k != "time"), (guest.name, seq, seen, kept)
        own = [e["id"] for e in messages if e["login"] == guest.name]
        said = [id for id, _ in guest.said]
        assert [id for id in own if id in set(said)] == said, f"{guest.name}'s words are lost or out of order"
    present = {}
    for event in events:
        if event["type"] != "message":
            coming = event["type"] == "online"
            assert present.get(event["login"], False) != coming, ("comings and goings do not alternate", event)
            present[event["login"]] = coming
