#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""How long one waits for the lobby, and what it keeps in memory, side by side with an empty window of libadwaita.

    start.py BESEDA EMPTY TIMES MEMORY

The exit status says whether the first frame comes within so many times the empty window's time, and the idle program
takes at most so many times its memory: the medians of the rounds' ratios. To be run below with-display.py.
"""

import os
import pathlib
import statistics
import subprocess
import sys
import tempfile
import time

from Xlib import X, display

ROUNDS = 25
IDLE = 1.0  # seconds without a change of the memory
PAUSE = 0.0005  # seconds between looks: looking all the time takes a processor, and the X server, from who is looked at
PLACE = (450, 300)  # inside either window, where neither is black


class Program:
    def __init__(self, binary, home):
        env = dict(os.environ, HOME=home, GSETTINGS_BACKEND="memory")
        for name in ("DATA", "STATE", "CACHE", "CONFIG"):
            env[f"XDG_{name}_HOME"] = os.path.join(home, name.lower())
        self.began = time.monotonic()
        self.process = subprocess.Popen([binary], env=env, stdin=subprocess.DEVNULL, stderr=subprocess.DEVNULL)

    def seconds_to_first_frame(self, screen):
        while bytes(screen.get_image(*PLACE, 1, 1, X.ZPixmap, 0xFFFFFF).data[:3]) == b"\0\0\0":
            if self.process.poll() is not None or time.monotonic() > self.began + 30:
                sys.exit(f"start: {self.process.args[0]} shows nothing")
            time.sleep(PAUSE)
        return time.monotonic() - self.began

    def memory(self):
        """Resident bytes, when it has come to rest."""
        seen, since = 0, time.monotonic()
        while time.monotonic() < since + IDLE:
            text = pathlib.Path(f"/proc/{self.process.pid}/smaps_rollup").read_text()
            now = next(int(line.split()[1]) for line in text.splitlines() if line.startswith("Rss:")) * 1024
            if now != seen:
                seen, since = now, time.monotonic()
            time.sleep(0.05)
        return seen

    def end(self, screen):
        self.process.terminate()
        self.process.wait(10)
        while bytes(screen.get_image(*PLACE, 1, 1, X.ZPixmap, 0xFFFFFF).data[:3]) != b"\0\0\0":
            pass


def measure(binary, screen):
    with tempfile.TemporaryDirectory(prefix="beseda-bench-", ignore_cleanup_errors=True) as home:
        program = Program(binary, home)
        try:
            return program.seconds_to_first_frame(screen), program.memory()
        finally:
            program.end(screen)


def main():
    beseda, empty, most_time, most_memory = sys.argv[1], sys.argv[2], float(sys.argv[3]), float(sys.argv[4])
    screen = display.Display().screen().root
    programs = {"beseda": beseda, "empty window": empty}
    for binary in programs.values():
        measure(binary, screen)  # into the page cache
    rounds = [{name: measure(binary, screen) for name, binary in programs.items()} for _ in range(ROUNDS)]
    ratios = [statistics.median(r["beseda"][i] / r["empty window"][i] for r in rounds) for i in (0, 1)]

    print(f"{'':14}{'first frame, ms':>16}{'memory, MB':>12}")
    for name in programs:
        times, sizes = zip(*(r[name] for r in rounds))
        print(f"{name:14}{1000 * statistics.median(times):16.0f}{statistics.median(sizes) / 1e6:12.1f}")
    print(f"{'ratio':14}{ratios[0]:16.2f}{ratios[1]:12.2f}    (at most {most_time} and {most_memory})")
    sys.exit(ratios[0] > most_time or ratios[1] > most_memory)


main()
