#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""What a delivery costs the server, side by side with a loop that only copies bytes to the same number of sockets, or over
TLS side by side with plain.

    fanout.py FOLDER bare|tls GUESTS TALKERS [RATIO]

The two take turns, round by round, so that a machine that slows down slows both; the medians are compared. With RATIO, the
exit status says whether the first one's CPU for a delivery is at most so many times the second one's.
"""

import pathlib
import statistics
import subprocess
import sys

ROUNDS = 5
MSECONDS = 1500


class Side:
    """A server in a process of its own, and its guests in another."""

    def __init__(self, folder, program, speech, guests, talkers):
        pipes = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE, "text": True}
        self.server = subprocess.Popen([folder / program], **pipes)
        port = self.server.stdout.readline().strip()
        self.load = subprocess.Popen([folder / "bench-load", speech, port, str(guests), str(talkers)], **pipes)
        self.rounds = []

    def cpu_seconds(self):
        """All threads', to the nanosecond."""
        tasks = pathlib.Path(f"/proc/{self.server.pid}/task").iterdir()
        return sum(int((task / "schedstat").read_text().split()[0]) for task in tasks) / 1e9

    def _tell(self, word):
        line = self.load.stdout.readline().split()
        if not line or line[0] != word:
            sys.exit(f"fanout: the guests said {line} instead of {word}")
        return [float(number) for number in line[1:]]

    def run(self, mseconds=MSECONDS):
        print(f"go {mseconds}", file=self.load.stdin, flush=True)
        self._tell("begin")
        before = self.cpu_seconds()
        print("talk", file=self.load.stdin, flush=True)
        deliveries, seconds, p50, p99 = self._tell("end")
        cpu = self.cpu_seconds() - before
        return {"rate": deliveries / seconds, "cpu": cpu / deliveries * 1e6, "p50": p50, "p99": p99}

    def median(self, figure):
        return statistics.median(r[figure] for r in self.rounds)

    def end(self):
        for process in (self.load, self.server):
            process.stdin.close()
            try:
                process.wait(10)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()


def main():
    folder, kind, guests, talkers = pathlib.Path(sys.argv[1]), sys.argv[2], int(sys.argv[3]), int(sys.argv[4])
    limit = float(sys.argv[5]) if len(sys.argv) > 5 else None
    names = ("beseda", "bare copy") if kind == "bare" else ("over TLS", "plain")
    server = Side(folder, "bench-server", "ws" if kind == "bare" else "wss", guests, talkers)
    other = Side(folder, *(("bench-bare", "bare") if kind == "bare" else ("bench-server", "ws")), guests, talkers)
    try:
        for side in (server, other):
            side.run(300)  # everybody is in, caches are warm
        for _ in range(ROUNDS):
            for side in (server, other):
                side.rounds.append(side.run())
    finally:
        server.end()
        other.end()

    print(f"{guests} guests, {talkers} of them talking in closed loop; medians of {ROUNDS} rounds of {MSECONDS} ms each")
    print("every guest heard every message once, in the same order")
    print(f"{'':16}{'deliveries/s':>14}{'CPU µs/delivery':>17}{'p50 ms':>9}{'p99 ms':>9}")
    for name, side in zip(names, (server, other)):
        print(
            f"{name:16}{side.median('rate'):14,.0f}{side.median('cpu'):17.3f}"
            f"{side.median('p50') / 1000:9.2f}{side.median('p99') / 1000:9.2f}"
        )
    rate = statistics.median(a["rate"] / b["rate"] for a, b in zip(server.rounds, other.rounds))
    ratio = statistics.median(a["cpu"] / b["cpu"] for a, b in zip(server.rounds, other.rounds))
    print(f"{'ratio, by round':16}{rate:14.2f}{ratio:17.2f}")
    if limit is not None and ratio > limit:
        sys.exit(f"fanout: “{names[0]}” takes {ratio:.2f} times the CPU of “{names[1]}” for a delivery; at most {limit} is wanted")


main()
