#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""What strangers may do to a room: each attack against a server where 100 guests talk, who must lose nothing, and where
one more must still get in; what memory the server takes is bounded. How much slower the guests hear each other is printed,
next to the same run before the attack. BESEDA_TEST_ROUNDS is how often each guest talks meanwhile; it does twice a second.
As a benchmark, BESEDA_BENCH_RATIO is how many times the p99 before the attack the one under it may be.
"""

import contextlib
import itertools
import multiprocessing
import os
import pathlib
import random
import re
import resource
import socket
import ssl
import subprocess
import sys
import time

SRCDIR = pathlib.Path(os.environ["BESEDA_TEST_SRCDIR"])
sys.path.insert(0, str(SRCDIR / "support"))
from daemon import daemon
from peer import TEXT, Peer, frame
import tap

STEADY = pathlib.Path(os.environ["BESEDA_TEST_BUILDDIR"]) / "tests" / "e2e" / "steady-guests"
GUESTS = 100
PERIOD = 500  # milliseconds
RATIO = float(os.environ.get("BESEDA_BENCH_RATIO", "inf"))
ROUNDS = int(os.environ.get("BESEDA_TEST_ROUNDS", "4"))
MIB = 1024 * 1024
EVIL = "127.0.0.66"  # where all of the attack comes from: one address, that of nobody else
LONGEST = "\U0001f600" * 8000  # a message of as many bytes as one may have

LIMITS = {
    name: eval(re.sub(r"/\*.*", "", value))  # numbers and their products
    for name, value in re.findall(
        r"^#define BESEDA_LIMIT_(\w+) (\(?[\d* ]+\)?)", (SRCDIR.parent / "src/core/beseda-limits.h").read_text(), re.M
    )
}


class Crowd:
    """The guests who behave."""

    def __init__(self, port):
        self.process = subprocess.Popen(
            [STEADY, str(port), str(GUESTS), str(PERIOD)], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
        )
        self._expect("in")

    def _expect(self, word):
        line = self.process.stdout.readline().split()
        assert line and line[0] == word, "a guest has lost something: the sentence is on stderr"
        return [int(number) for number in line[1:]]

    def talk(self):
        """Everybody talks, and hears everything; how late the slowest in a hundred came, in microseconds."""
        print(f"go {ROUNDS}", file=self.process.stdin, flush=True)
        n, _, p99, _ = self._expect("end")
        assert n == ROUNDS * GUESTS * GUESTS
        return p99

    def end(self):
        self.process.stdin.close()
        self.process.wait(10)


def connect(port):
    """A stranger's socket; the server may be tired of them."""
    while True:
        stranger = socket.socket()
        stranger.settimeout(5)
        try:
            stranger.bind((EVIL, 0))
            stranger.connect(("127.0.0.1", port))
            return stranger
        except OSError:
            stranger.close()
            time.sleep(0.01)


def request(client_id, protocol=""):
    return (
        f"GET /ws/{client_id} HTTP/1.1\r\nHost: localhost\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
        f"Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nSec-WebSocket-Version: 13\r\n{protocol}\r\n"
    ).encode()


BESEDA = "Sec-WebSocket-Protocol: beseda.1\r\n"
names = itertools.count()


def log_in(port, protocol=""):
    """A stranger who is in the room, whatever the server answers."""
    client_id = random.getrandbits(60)
    stranger = connect(port)
    send(stranger, request(client_id, protocol))
    if read(stranger).startswith(b"HTTP/1.1 101"):
        send(stranger, frame(TEXT, b'{"clientId":%d,"login":"evil %x %d"}' % (client_id, client_id, next(names))))
    return stranger


def send(stranger, data):
    """FALSE: the server is there no more, for this one."""
    try:
        stranger.sendall(data)
        return True
    except OSError:
        return False


def read(stranger):
    try:
        return stranger.recv(65536)
    except OSError:
        return b""


def again_and_again(port, attack, begun):
    """One attack after another, each with a socket of its own."""
    begun.set()
    while True:
        with contextlib.closing(connect(port)) as stranger:
            attack(stranger)


# The attacks. Each runs in a process of its own until it is killed, and tells when it has begun.


def never_log_in(port, begun):
    """5,000 connections: some say nothing, some half a request, some upgrade and say no more."""
    strangers = []
    for number in range(5000):
        stranger = connect(port)
        send(stranger, [b"", b"GET /ws/", request(number)][number % 3])
        strangers.append(stranger)
    begun.set()
    time.sleep(3600)


def anybody():
    """Takes whatever certificate comes."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    context.check_hostname = False
    context.verify_mode = ssl.CERT_NONE
    return context


def client_hello():
    outgoing = ssl.MemoryBIO()
    tls = anybody().wrap_bio(ssl.MemoryBIO(), outgoing)
    with contextlib.suppress(ssl.SSLWantReadError):
        tls.do_handshake()
    return outgoing.read()


def stop_half_way_in_tls(port, begun):
    """100 that begin to shake hands, and are not seen again: some after a byte, some after half a hello, some after a
    whole one, which the server has answered."""
    hello = client_hello()
    strangers = [connect(port) for _ in range(100)]
    for number, stranger in enumerate(strangers):
        send(stranger, [hello[:1], hello[: len(hello) // 2], hello][number % 3])
    begun.set()
    time.sleep(3600)


def flood_with_tls_handshakes(port, begun):
    """Each makes the server sign something."""

    def attack(stranger):
        send(stranger, client_hello())
        read(stranger)

    again_and_again(port, attack, begun)


def send_a_byte_a_second(port, begun):
    """500, half of them before the upgrade, half of them in the room."""
    strangers = []
    for number in range(500):
        strangers.append(log_in(port) if number % 2 else connect(port))
    begun.set()
    for at in itertools.count():
        for number, stranger in enumerate(strangers):
            slow = frame(TEXT, b'{"message":"' + b"x" * 1000 + b'"}') if number % 2 else request(number)
            send(stranger, slow[at % len(slow) :][:1])
        time.sleep(1)


def never_read(port, begun):
    """100 in the room, to whom everybody talks in vain; whoever is sent away is soon back."""

    def come():
        stranger = log_in(port)
        stranger.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
        return stranger

    strangers = [come() for _ in range(100)]
    begun.set()
    while True:
        for number, stranger in enumerate(strangers):
            if not send(stranger, frame(TEXT, b'{"message":"%s"}' % (b"x" * 8000))):
                stranger.close()
                strangers[number] = come()
        time.sleep(0.5)


def flood(data, protocols=("", BESEDA)):
    """Ten who are in the room and say that as fast as the server takes it."""

    def attack(port, begun):
        strangers = [log_in(port, protocols[number % len(protocols)]) for number in range(10)]
        for stranger in strangers:
            stranger.setblocking(False)
        begun.set()
        left = [data] * len(strangers)
        while True:
            for number, stranger in enumerate(strangers):
                try:
                    left[number] = left[number][stranger.send(left[number]) :] or data
                    stranger.recv(1 << 20)
                except BlockingIOError:
                    pass
                except OSError:
                    stranger.close()
                    strangers[number] = log_in(port, protocols[number % len(protocols)])
                    strangers[number].setblocking(False)
                    left[number] = data

    return attack


def flood_with_logins(port, begun):
    """Names, each another, as many in one connection as it takes, then over another one."""

    def attack(stranger):
        send(stranger, request(random.getrandbits(60), BESEDA))
        for _ in range(50):
            login = b'{"type":"login","login":"evil %d"}' % next(names)
            if not send(stranger, frame(TEXT, login) * 20) or not read(stranger):
                return

    again_and_again(port, attack, begun)


def flood_with_bad_frames(port, begun):
    def attack(stranger):
        bad = [frame(TEXT, b"{"), frame(3), frame(TEXT, b"\xff"), frame(TEXT, b"[" * 100000), frame(TEXT, b"", mask=False)]
        send(stranger, request(random.getrandbits(60), BESEDA) + frame(TEXT, b"{}") * 30 + random.choice(bad))
        while read(stranger):
            pass

    again_and_again(port, attack, begun)


def send_header_bombs(port, begun):
    """One header without end, headers without end, and a request line without end."""
    kinds = [b"X: " + b"x" * MIB, b"X: x\r\n" * (MIB // 6), None]

    def attack(stranger):
        kind = random.choice(kinds)
        send(stranger, b"GET /" + b"x" * MIB if kind is None else b"GET / HTTP/1.1\r\n")
        while kind is not None and send(stranger, kind):
            pass

    again_and_again(port, attack, begun)


def reconnect_in_a_loop(port, begun):
    """Comes, and goes, and everybody is told."""

    def attack(stranger):
        client_id = random.getrandbits(60)
        send(stranger, request(client_id) + frame(TEXT, b'{"clientId":%d,"login":"evil"}' % client_id))
        read(stranger)

    again_and_again(port, attack, begun)


@contextlib.contextmanager
def under(attack, port):
    """While the attack goes on. Attackers have computers of their own: theirs is not to be the server's or the guests'
    time."""

    def evil(begun):
        os.sched_setscheduler(0, os.SCHED_IDLE, os.sched_param(0))
        attack(port, begun)

    context = multiprocessing.get_context("fork")
    begun = context.Event()
    process = context.Process(target=evil, args=(begun,), daemon=True)
    process.start()
    try:
        assert begun.wait(60), "the attack has not begun"
        yield
        assert process.is_alive(), "the attack has ended by itself"
    finally:
        process.kill()
        process.join()


def newcomer_gets_in(port, client_id):
    """Over TLS; how long that took, in seconds."""
    began = time.monotonic()
    with contextlib.closing(Peer(port, client_id, tls=anybody())) as newcomer:
        newcomer.login(f"newcomer {client_id}")
    return time.monotonic() - began


def most_memory(server):
    """In bytes, at any time until now."""
    status = pathlib.Path(f"/proc/{server.process.pid}/status").read_text()
    return int(re.search(r"VmHWM:\s+(\d+) kB", status)[1]) * 1024


def abuse(attack, limits=0):
    """`limits` is how many bytes such strangers may make the server keep for them."""
    with daemon("--tls") as server:
        crowd = Crowd(server.port)
        quiet = crowd.talk()
        with under(attack, server.port):
            waited = newcomer_gets_in(server.port, 900001)
            loud = crowd.talk()
            waited = max(waited, newcomer_gets_in(server.port, 900002))
        crowd.end()
        memory = most_memory(server)
        status, _ = server.stop()
    print(
        f"# p99 {loud / 1000:.1f} ms, {loud / quiet:.1f} times the {quiet / 1000:.1f} ms before; "
        f"at most {memory / MIB:.0f} MiB; a newcomer was in after {waited * 1000:.0f} ms"
    )
    assert status == 0
    assert crowd.process.returncode == 0
    assert memory < 64 * MIB + limits, f"{memory / MIB:.0f} MiB"
    assert waited < 5
    assert loud <= RATIO * quiet


def test_5000_connections_that_never_log_in():
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    if hard < 6000:
        raise tap.Skip(f"only {hard} files may be open")
    resource.setrlimit(resource.RLIMIT_NOFILE, (hard, hard))
    abuse(never_log_in)


def test_100_half_open_tls_handshakes():
    abuse(stop_half_way_in_tls)


def test_a_flood_of_tls_handshakes():
    abuse(flood_with_tls_handshakes)


def test_500_that_send_a_byte_a_second():
    abuse(send_a_byte_a_second)


def test_100_that_never_read():
    abuse(never_read, limits=100 * LIMITS["QUEUE"])


def test_a_flood_of_the_longest_messages():
    abuse(flood(frame(TEXT, f'{{"message":"{LONGEST}"}}'.encode())), limits=LIMITS["PENDING"])


def test_a_flood_of_short_messages():
    abuse(flood(frame(TEXT, b'{"message":"buy"}') * 500), limits=LIMITS["PENDING"])


def test_a_flood_of_requests_for_history():
    request = frame(TEXT, b'{"type":"history","after":0,"limit":500}')
    abuse(flood(request * 100, [BESEDA]), limits=10 * LIMITS["QUEUE"])


def test_a_flood_of_logins():
    abuse(flood_with_logins)


def test_a_flood_of_bad_frames():
    abuse(flood_with_bad_frames)


def test_header_bombs():
    abuse(send_header_bombs)


def test_a_guest_that_reconnects_in_a_loop():
    abuse(reconnect_in_a_loop)


tap.main(sys.modules[__name__])
