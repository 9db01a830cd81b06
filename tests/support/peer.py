# SPDX-License-Identifier: GPL-3.0-or-later
"""A peer of the wire in nothing but sockets (RFC 6455), that can also misbehave in any way it likes."""

import base64
import hashlib
import json
import os
import socket
import struct

TEXT, BINARY, CLOSE, PING, PONG = 1, 2, 8, 9, 10
PATIENCE = 10  # seconds


def frame(opcode, payload=b"", fin=True, mask=True, length=None, rsv=0):
    """One frame's bytes. `length` forces a form: "16" or "64" bits."""
    head = bytes([(0x80 if fin else 0) | rsv | opcode])
    bit = 0x80 if mask else 0
    n = len(payload)
    if length == "64" or (length is None and n > 65535):
        head += bytes([bit | 127]) + struct.pack(">Q", n)
    elif length == "16" or (length is None and n > 125):
        head += bytes([bit | 126]) + struct.pack(">H", n)
    else:
        head += bytes([bit | n])
    if not mask:
        return head + payload
    key = os.urandom(4)
    return head + key + bytes(b ^ key[i % 4] for i, b in enumerate(payload))


class Refused(Exception):
    """The server answered the handshake with something else than 101."""

    def __init__(self, status, body):
        super().__init__(f"{status}: {body}")
        self.status = status
        self.body = body


class Closed(Exception):
    """The server closed: its code (0 where there was no Close frame) and reason."""

    def __init__(self, code, reason=""):
        super().__init__(f"{code} {reason}")
        self.code = code
        self.reason = reason


class Peer:
    def __init__(self, port, client_id, path=None, protocols=None, host="127.0.0.1", behind=b"", tls=None):
        """Shakes hands, first those of the ssl.SSLContext `tls`; `behind` is sent in the same segment as the request."""
        self.client_id = client_id
        self.buffer = b""
        self.pings = 0
        self.socket = socket.create_connection((host, port), PATIENCE)
        self.socket.settimeout(PATIENCE)
        if tls:
            self.socket = tls.wrap_socket(self.socket, server_hostname=host)
        key = base64.b64encode(os.urandom(16)).decode()
        lines = [
            f"GET {path or f'/ws/{client_id}'} HTTP/1.1",
            f"Host: [{host}]:{port}" if ":" in host else f"Host: {host}:{port}",
            "Upgrade: websocket",
            "Connection: Upgrade",
            f"Sec-WebSocket-Key: {key}",
            "Sec-WebSocket-Version: 13",
        ]
        if protocols:
            lines.append(f"Sec-WebSocket-Protocol: {protocols}")
        self.socket.sendall("\r\n".join(lines + ["", ""]).encode() + behind)
        while b"\r\n\r\n" not in self.buffer:
            self._more()
        head, self.buffer = self.buffer.split(b"\r\n\r\n", 1)
        status, *fields = head.decode().split("\r\n")
        self.headers = {k.strip().lower(): v.strip() for k, v in (f.split(":", 1) for f in fields)}
        code = int(status.split()[1])
        if code != 101:
            try:
                while True:
                    self._more()
            except Closed:
                raise Refused(code, self.buffer.decode()) from None
        proof = hashlib.sha1((key + "258EAFA5-E914-47DA-95CA-C5AB0DC85B11").encode()).digest()
        assert self.headers["sec-websocket-accept"] == base64.b64encode(proof).decode()
        self.protocol = self.headers.get("sec-websocket-protocol")

    def _more(self):
        try:
            data = self.socket.recv(65536)
        except ConnectionError:
            data = b""
        if not data:
            raise Closed(0)
        self.buffer += data

    def _take(self, n):
        while len(self.buffer) < n:
            self._more()
        data, self.buffer = self.buffer[:n], self.buffer[n:]
        return data

    def raw(self, data):
        self.socket.sendall(data)

    def send(self, **fields):
        self.raw(frame(TEXT, json.dumps(fields).encode()))

    def read(self):
        """The text of the next message. Pings are answered on the way; a Close, or the end, raises Closed."""
        while True:
            first, second = self._take(2)
            opcode = first & 0x0F
            assert first & 0x80, "a server of ours never fragments"
            assert not first & 0x70 and not second & 0x80
            length = second & 0x7F
            if length == 126:
                (length,) = struct.unpack(">H", self._take(2))
            elif length == 127:
                (length,) = struct.unpack(">Q", self._take(8))
            payload = self._take(length)
            if opcode == PING:
                self.pings += 1
                self.raw(frame(PONG, payload))
            elif opcode == CLOSE:
                code = struct.unpack(">H", payload[:2])[0] if payload else 1005
                raise Closed(code, payload[2:].decode())
            elif opcode == TEXT:
                return payload.decode()

    def next(self):
        return json.loads(self.read())

    def until(self, **wanted):
        """Reads on to the first message that has all these fields."""
        while True:
            message = self.next()
            if all(message.get(k) == v for k, v in wanted.items()):
                return message

    def login(self, name):
        self.send(clientId=self.client_id, login=name)
        return self.until(login=name, message="Online")

    def closed(self):
        """Reads to the end, and returns the Closed that ended it."""
        try:
            while True:
                self.read()
        except Closed as end:
            return end

    def close(self):
        self.socket.close()
