# SPDX-License-Identifier: GPL-3.0-or-later
"""The program of somebody who writes is killed at any moment, the room comes and goes: what was written down before arrives,
once and in order. BESEDA_TEST_ROUNDS is how often, BESEDA_TEST_SEED repeats a run."""

import os
import queue
import random
import subprocess
import sys
import tempfile
import threading
import time

sys.path.insert(0, os.path.join(os.environ["BESEDA_TEST_SRCDIR"], "support"))
from daemon import Daemon
from guest import Guest, read_room
import tap

TALKER = os.path.join(os.environ["BESEDA_TEST_BUILDDIR"], "tests", "e2e", "talker")
ROUNDS = int(os.environ.get("BESEDA_TEST_ROUNDS", 20))
SEED = int(os.environ.get("BESEDA_TEST_SEED", random.randrange(10**6)))


class Talker:
    def __init__(self, port, folder):
        self.process = subprocess.Popen(
            [TALKER, f"127.0.0.1:{port}", "ann", folder], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
        )
        self.heard = queue.Queue()
        threading.Thread(target=self._listen, daemon=True).start()

    def _listen(self):
        for line in self.process.stdout:
            self.heard.put(line.strip())
        self.heard.put(None)

    def say(self, text):
        self.process.stdin.write(f"{text}\n")
        self.process.stdin.flush()

    def kill(self):
        """What it has told before."""
        self.process.kill()
        self.process.wait()
        told = []
        while (line := self.heard.get(timeout=10)) is not None:
            told.append(line)
        return told


def test_what_was_written_down_arrives_once():
    chance = random.Random(SEED)
    print(f"# BESEDA_TEST_SEED={SEED}", flush=True)
    with tempfile.TemporaryDirectory() as folder:
        server = Daemon("--room", "Tea", data=os.path.join(folder, "server"))
        port = server.port
        kept, said = set(), 0
        for number in range(ROUNDS):
            talker = Talker(port, os.path.join(folder, "ann"))
            for _ in range(chance.randrange(1, 8)):
                said += 1
                talker.say(said)
            if number == 0:  # later it opens with its copy, the room there or not
                tap.wait_until(lambda: "settled" in list(talker.heard.queue), "in the room")
            time.sleep(chance.random() * 0.15)  # any moment: it is what is tried
            kept |= {int(line.split()[1]) for line in talker.kill() if line.startswith("kept ")}
            if server and chance.random() < 0.4:
                server.kill()
                server = None
            elif not server:
                server = Daemon("--room", "Tea", port=port, data=os.path.join(folder, "server"))
        server = server or Daemon("--room", "Tea", port=port, data=os.path.join(folder, "server"))
        talker = Talker(port, os.path.join(folder, "ann"))
        said += 1
        kept.add(said)
        talker.say(said)

        reader = Guest("reader", lambda: port)

        def arrived():
            texts = [e["message"] for e in read_room(port, reader) if e["type"] == "message"]
            return texts if str(said) in texts else None

        texts = [int(text) for text in tap.wait_until(arrived, "the last message")]
        talker.kill()
        reader.close()
        assert server.stop()[0] == 0
        assert texts == sorted(set(texts)), f"twice or out of order: {texts}"
        assert kept <= set(texts), f"lost: {sorted(kept - set(texts))}"
        print(f"# {ROUNDS} lives: {said} messages written, {len(kept)} known to be kept, {len(texts)} arrived, once each")


tap.main(sys.modules[__name__])
