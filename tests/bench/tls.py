#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""What an encrypted guest costs the server, side by side with a plain one: memory while it is silent, CPU when it comes.

    tls.py FOLDER GUESTS BYTES MICROSECONDS

The exit status says whether a silent guest takes at most so many bytes, and a handshake at most so much CPU.
"""

import pathlib
import re
import socket
import ssl
import subprocess
import sys

REQUESTS = 1000
ROUNDS = 5
PIPES = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE, "text": True}


class Server:
    def __init__(self, folder):
        self.process = subprocess.Popen([folder / "bench-server"], **PIPES)
        self.port = int(self.process.stdout.readline())
        self.proc = pathlib.Path(f"/proc/{self.process.pid}")

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.process.stdin.close()
        self.process.wait(10)

    def memory(self):
        return int(re.search(r"RssAnon:\s+(\d+) kB", (self.proc / "status").read_text())[1]) * 1024

    def cpu_seconds(self):
        return sum(int((task / "schedstat").read_text().split()[0]) for task in (self.proc / "task").iterdir()) / 1e9


def ask(port, tls):
    with socket.create_connection(("127.0.0.1", port), 10) as connection:
        if tls:
            connection = tls.wrap_socket(connection)
        connection.sendall(b"GET /health HTTP/1.1\r\nHost: x\r\n\r\n")
        answer = b""
        while data := connection.recv(4096):
            answer += data
        connection.close()
    if b" 200 OK" not in answer:
        sys.exit(f"tls: the server said {answer}")


def bytes_a_guest(folder, speech, guests):
    with Server(folder) as server:
        ask(server.port, None)
        before = server.memory()
        load = subprocess.Popen([folder / "bench-load", speech, str(server.port), str(guests), "0"], **PIPES)
        # Everybody is in when they hear the first mark.
        print("go 0", file=load.stdin, flush=True)
        if load.stdout.readline() != "begin\n":
            sys.exit("tls: the guests did not come in")
        after = server.memory()
        load.kill()
        load.communicate()
    return (after - before) / guests


def useconds_a_request(server, tls):
    before = server.cpu_seconds()
    for _ in range(REQUESTS // ROUNDS):
        ask(server.port, tls)
    return (server.cpu_seconds() - before) / (REQUESTS // ROUNDS) * 1e6


def main():
    folder, guests = pathlib.Path(sys.argv[1]), int(sys.argv[2])
    most_bytes, most_useconds = float(sys.argv[3]), float(sys.argv[4])
    tls = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    tls.check_hostname = False
    tls.verify_mode = ssl.CERT_NONE

    memory = {speech: bytes_a_guest(folder, speech, guests) for speech in ("ws", "wss")}
    with Server(folder) as server:
        rounds = [(useconds_a_request(server, None), useconds_a_request(server, tls)) for _ in range(ROUNDS)]
    plain, encrypted = (sorted(column)[ROUNDS // 2] for column in zip(*rounds))

    print(f"{guests} silent guests; {REQUESTS} requests of each kind, medians of {ROUNDS} rounds")
    print(f"{'':12}{'bytes/guest':>14}{'CPU µs/request':>17}")
    print(f"{'plain':12}{memory['ws']:14,.0f}{plain:17.0f}")
    print(f"{'over TLS':12}{memory['wss']:14,.0f}{encrypted:17.0f}")
    print(f"{'difference':12}{memory['wss'] - memory['ws']:14,.0f}{encrypted - plain:17.0f}")
    if memory["wss"] > most_bytes:
        sys.exit(f"tls: a guest takes {memory['wss']:.0f} bytes; at most {most_bytes:.0f} are wanted")
    if encrypted - plain > most_useconds:
        sys.exit(f"tls: a handshake takes {encrypted - plain:.0f} µs of CPU; at most {most_useconds:.0f} are wanted")


main()
