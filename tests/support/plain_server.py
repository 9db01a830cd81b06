# SPDX-License-Identifier: GPL-3.0-or-later
"""A server that speaks nothing but the plain dialect, as the system did that this project comes from: it negotiates no
subprotocol, keeps nothing, checks nothing, and tells everybody everything."""

import base64
import hashlib
import json
import socket
import struct
import threading
import time

from peer import CLOSE, PING, PONG, TEXT, frame


class _Guest(threading.Thread):
    def __init__(self, server, connection):
        super().__init__(daemon=True)
        self.server = server
        self.socket = connection
        self.stream = connection.makefile("rb")
        self.login = None

    def run(self):
        try:
            self._shake_hands()
            while True:
                self._hear(json.loads(self._read()))
        except (EOFError, OSError):
            self.server.leave(self)

    def _shake_hands(self):
        request, *lines = iter(lambda: self.stream.readline().decode().strip(), "")
        fields = {k.lower(): v.strip() for k, v in (line.split(":", 1) for line in lines)}
        self.client_id = int(request.split()[1].removeprefix("/ws/"))
        key = fields["sec-websocket-key"] + "258EAFA5-E914-47DA-95CA-C5AB0DC85B11"
        proof = base64.b64encode(hashlib.sha1(key.encode()).digest()).decode()
        self.socket.sendall(
            "HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
            f"Sec-WebSocket-Accept: {proof}\r\n\r\n".encode()
        )
        self.server.guests.append(self)

    def _take(self, n):
        data = self.stream.read(n)
        if len(data) < n:
            raise EOFError
        return data

    def _read(self):
        while True:
            first, second = self._take(2)
            length = second & 0x7F
            if length == 126:
                (length,) = struct.unpack(">H", self._take(2))
            mask = self._take(4)
            payload = bytes(b ^ mask[i % 4] for i, b in enumerate(self._take(length)))
            if first == 0x80 | TEXT:
                return payload
            if first == 0x80 | PING:
                self.socket.sendall(frame(PONG, payload, mask=False))
            elif first == 0x80 | CLOSE:
                self.socket.sendall(frame(CLOSE, payload, mask=False))
                raise EOFError

    def _hear(self, fields):
        self.server.heard.append(fields)
        if "login" in fields:
            self.login = fields["login"]
            self.server.tell_all(self, "Online")
        else:
            self.server.tell_all(self, fields["message"])


class PlainServer:
    """Listens on a free port of its own until it is stopped; `heard` is what guests sent, in order."""

    def __init__(self):
        self.listener = socket.create_server(("127.0.0.1", 0))
        self.port = self.listener.getsockname()[1]
        self.guests = []
        self.heard = []
        self.lock = threading.Lock()
        threading.Thread(target=self._accept, daemon=True).start()

    def _accept(self):
        while True:
            try:
                connection, _ = self.listener.accept()
            except OSError:
                return
            _Guest(self, connection).start()

    def tell_all(self, speaker, message):
        fields = {
            "time": time.strftime("%H:%M"),
            "clientId": speaker.client_id,
            "message": message,
            "login": speaker.login,
        }
        with self.lock:
            for guest in list(self.guests):
                try:
                    guest.socket.sendall(frame(TEXT, json.dumps(fields).encode(), mask=False))
                except OSError:
                    pass  # its own thread sees that too

    def leave(self, guest):
        if guest in self.guests:
            self.guests.remove(guest)
            if guest.login:
                self.tell_all(guest, "Offline")
        guest.socket.close()

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.listener.close()
        for guest in list(self.guests):
            guest.socket.shutdown(socket.SHUT_RDWR)
