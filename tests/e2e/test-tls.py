#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""beseda-server with encryption, met by OpenSSL, which is somebody else's idea of TLS."""

import hashlib
import os
import re
import shutil
import signal
import socket
import ssl
import stat
import sys
import tempfile
import time

sys.path.insert(0, os.path.join(os.environ["BESEDA_TEST_SRCDIR"], "support"))
from daemon import daemon, run
from peer import Peer, Refused
import tap

PATIENCE = 10  # seconds


def anybody():
    """A client that takes whatever certificate comes."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    context.check_hostname = False
    context.verify_mode = ssl.CERT_NONE
    return context


def fingerprint(port, context=None):
    with socket.create_connection(("127.0.0.1", port), PATIENCE) as plain:
        with (context or anybody()).wrap_socket(plain) as encrypted:
            return hashlib.sha256(encrypted.getpeercert(binary_form=True)).hexdigest()


def link_of(server):
    return re.fullmatch(r"Invite with (beseda://127\.0\.0\.1:\d+/#fp=([0-9a-f]{64}))\n", server.process.stdout.readline())


def make_pem(folder, name):
    """A key and its certificate, of a room called `name`."""
    with daemon("--tls", "--room", name, data=folder):
        return os.path.join(folder, f"{name}.pem")


def test_encrypted_beside_plain():
    with tempfile.TemporaryDirectory() as folder:
        with daemon("--tls", data=folder) as server:
            assert server.line.startswith("Listening on https://"), server.line
            first = link_of(server)[2]
            assert fingerprint(server.port) == first
            ann, bob = Peer(server.port, 1, tls=anybody()), Peer(server.port, 2)
            ann.login("ann")
            bob.login("bob")
            assert ann.next()["login"] == "bob"
            for speaker, hearer, text in ((ann, bob, "тайно"), (bob, ann, "явно"), (ann, bob, "x" * 8000)):
                speaker.send(message=text)
                assert speaker.next()["message"] == hearer.next()["message"] == text
            assert server.stop() == (0, "")
            assert ann.closed().code == bob.closed().code == 1001
        pem = os.path.join(folder, "beseda.pem")
        assert stat.S_IMODE(os.stat(pem).st_mode) == 0o600
        with daemon("--tls", data=folder) as server:
            assert link_of(server)[2] == first == fingerprint(server.port)


def test_every_version_that_is_safe():
    with daemon("--tls") as server:
        for version in (ssl.TLSVersion.TLSv1_2, ssl.TLSVersion.TLSv1_3):
            context = anybody()
            context.minimum_version = context.maximum_version = version
            Peer(server.port, 1, tls=context).close()


def test_no_plain():
    with daemon("--tls", "--no-plain") as server:
        try:
            Peer(server.port, 1)
            assert False, "came in without encryption"
        except Refused as refused:
            assert refused.status == 426 and "wss://" in refused.body, refused
        Peer(server.port, 1, tls=anybody()).login("ann")


def test_known_authority_and_renewal():
    with tempfile.TemporaryDirectory() as folder:
        old, new = make_pem(folder, "old"), make_pem(folder, "new")
        used = os.path.join(folder, "used.pem")
        shutil.copy(old, used)
        trusting = ssl.create_default_context(cafile=old)
        trusting.check_hostname = False
        with daemon("--tls-cert", used, "--tls-key", used) as server:
            before = fingerprint(server.port, trusting)
            ann = Peer(server.port, 1, tls=trusting)
            ann.login("ann")
            os.replace(new, used)
            server.process.send_signal(signal.SIGHUP)
            end = time.monotonic() + PATIENCE
            while fingerprint(server.port) == before:
                assert time.monotonic() < end, "the certificate is not read again"
            renewed = fingerprint(server.port)
            with open(used, "w") as file:
                file.write("nothing of use")
            server.process.send_signal(signal.SIGHUP)
            Peer(server.port, 2, tls=anybody()).close()
            assert fingerprint(server.port) == renewed
            ann.send(message="still here")
            assert ann.next()["message"] == "still here"


def test_tls_to_a_server_without():
    with daemon() as server:
        server.process.send_signal(signal.SIGHUP)
        try:
            Peer(server.port, 1, tls=anybody())
            assert False, "it speaks TLS"
        except (ssl.SSLError, ConnectionError):
            pass
        Peer(server.port, 1).login("ann")


def test_mistakes_are_one_sentence_each():
    with tempfile.TemporaryDirectory() as folder:
        pem, damaged = make_pem(folder, "good"), os.path.join(folder, "beseda.pem")
        other = make_pem(folder, "other")
        with open(damaged, "w") as file:
            file.write("damaged")
        for status, words, arguments in (
            (2, "--tls-key", ("--tls-cert", pem)),
            (2, "--tls-cert", ("--tls", "--tls-cert", pem, "--tls-key", pem)),
            (2, "--tls", ("--no-plain",)),
            (1, other, ("--tls-cert", pem, "--tls-key", other)),
            (1, damaged, ("--tls-cert", damaged, "--tls-key", pem)),
            (1, "/nowhere", ("--tls-cert", "/nowhere", "--tls-key", pem)),
            (1, damaged, ("--tls", "--data", folder)),
        ):
            got, out, err = run("--address", "127.0.0.1", "--port", "0", *arguments)
            assert (got, out) == (status, ""), (arguments, got, out, err)
            assert err.count("\n") == 1 and words in err, err
        with open(damaged) as file:
            assert file.read() == "damaged"


tap.main(sys.modules[__name__])
