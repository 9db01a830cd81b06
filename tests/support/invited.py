# SPDX-License-Identifier: GPL-3.0-or-later
"""A peer that was given a room's link: it knows the room by the certificate, and has the key to its door."""

import hashlib
import secrets
import ssl
import struct
import urllib.parse

from peer import CLOSE, Peer, frame


class Invited(Peer):
    def __init__(self, link, host="127.0.0.1"):
        parts = urllib.parse.urlsplit(link)
        self.secrets = dict(urllib.parse.parse_qsl(parts.fragment))
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
        context.check_hostname = False
        context.verify_mode = ssl.CERT_NONE  # what counts is compared below
        super().__init__(parts.port, secrets.randbelow(2**31) + 1, protocols="beseda.1", host=host, tls=context)
        assert hashlib.sha256(self.socket.getpeercert(True)).hexdigest() == self.secrets["fp"]

    def login(self, name):
        self.send(type="login", login=name, key=self.secrets["k"])
        return self.until(type="welcome")

    def close(self):
        """Says good-bye, so that nobody waits for it to come back."""
        self.raw(frame(CLOSE, struct.pack(">H", 1000)))
        super().close()
