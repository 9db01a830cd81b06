# SPDX-License-Identifier: GPL-3.0-or-later
"""A network that misbehaves: a TCP proxy on loopback that delays, cuts and half-opens what goes through it."""

import random
import selectors
import socket
import struct
import threading

CHUNK = 4096


class Link:
    """One connection through the proxy."""

    def __init__(self, guest, server):
        self.sides = {guest: server, server: guest}
        self.guest = guest
        self.server = server
        self.muted = set()  # what these say is lost: a half-open connection
        self.late = []  # (socket to write to, bytes), held back


class Proxy:
    """Forwards 127.0.0.1:port to the port that `target` (a function) returns. What happens to a connection is decided by
    the bytes that it has carried, drawn from `seed`; with `trouble` 0 nothing does until somebody asks for it."""

    KINDS = ("reset", "close", "mute the server", "mute the guest", "delay")

    def __init__(self, target, seed, trouble=0):
        self.target = target
        self.chance = random.Random(seed)
        self.trouble = trouble  # bytes between two misfortunes, about
        self.happened = {kind: 0 for kind in self.KINDS}
        self.links = {}  # socket -> Link
        self.budget = self._draw()
        self.selector = selectors.DefaultSelector()
        self.listener = socket.create_server(("127.0.0.1", 0))
        self.port = self.listener.getsockname()[1]
        self.wake, self.woken = socket.socketpair()
        self.selector.register(self.listener, selectors.EVENT_READ)
        self.selector.register(self.woken, selectors.EVENT_READ)
        self.lock = threading.Lock()
        self.running = True
        self.thread = threading.Thread(target=self._run, daemon=True)
        self.thread.start()

    def _draw(self):
        return self.chance.randrange(1, 2 * self.trouble) if self.trouble else None

    def cuts(self):
        return sum(n for kind, n in self.happened.items() if kind != "delay")

    def _accept(self):
        guest, _ = self.listener.accept()
        try:
            server = socket.create_connection(("127.0.0.1", self.target()), 5)
        except OSError:
            guest.close()
            return
        link = Link(guest, server)
        for side in (guest, server):
            self.links[side] = link
            self.selector.register(side, selectors.EVENT_READ)

    def _drop(self, link, reset):
        for side in (link.guest, link.server):
            if side in self.links:
                del self.links[side]
                self.selector.unregister(side)
            if reset:
                side.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
            side.close()

    def _strike(self, link, data, source):
        """Something happens in the middle of `data`."""
        kind = self.chance.choice(self.KINDS)
        self.happened[kind] += 1
        part = data[: self.chance.randrange(len(data) + 1)]
        silenced = {"mute the server": link.server, "mute the guest": link.guest}.get(kind)
        if silenced is not None and silenced is not source:
            part = data  # of the other side all is heard
        if kind == "delay":  # what came first goes on when more comes
            link.late.append((link.sides[source], data))
            return
        try:
            link.sides[source].sendall(part)
        except OSError:
            pass
        if silenced is not None:
            link.muted.add(silenced)
        else:
            self._drop(link, kind == "reset")

    def _forward(self, source):
        link = self.links[source]
        try:
            data = source.recv(CHUNK)
        except OSError:
            data = b""
        if not data:
            self._drop(link, False)
            return
        if source in link.muted:
            return
        late, link.late = link.late, []
        try:
            for sink, held in late:
                sink.sendall(held)
            if self.budget is not None:
                self.budget -= len(data)
                if self.budget <= 0:
                    self.budget = self._draw()
                    self._strike(link, data, source)
                    return
            link.sides[source].sendall(data)
        except OSError:
            if source in self.links:
                self._drop(link, False)

    def _run(self):
        while self.running:
            for key, _ in self.selector.select(0.02):
                with self.lock:
                    if key.fileobj is self.listener:
                        self._accept()
                    elif key.fileobj is self.woken:
                        self.woken.recv(1)
                    elif key.fileobj in self.links:
                        self._forward(key.fileobj)
            with self.lock:  # nothing is held back for ever
                for link in set(self.links.values()):
                    late, link.late = link.late, []
                    for sink, held in late:
                        try:
                            sink.sendall(held)
                        except OSError:
                            pass

    def mute_all(self):
        """Half-opens every connection: nobody hears anything any more, and nobody is told."""
        with self.lock:
            for link in set(self.links.values()):
                link.muted |= {link.guest, link.server}

    def stop(self):
        self.running = False
        self.wake.send(b"x")
        self.thread.join(10)
        for link in set(self.links.values()):
            self._drop(link, True)
        self.listener.close()
        self.selector.close()
