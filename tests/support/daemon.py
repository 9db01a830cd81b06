# SPDX-License-Identifier: GPL-3.0-or-later
"""The real beseda-server, as an operator runs it."""

import contextlib
import os
import re
import subprocess

BINARY = os.path.join(os.environ["BESEDA_TEST_BUILDDIR"], "src", "daemon", "beseda-server")


class Daemon:
    """Keeps nothing, unless `data` names a folder. `under` is the command that runs it, where it does not run by itself."""

    def __init__(self, *arguments, port=0, address="127.0.0.1", data=None, under=()):
        where = ["--data", data] if data else ["--ephemeral"]
        self.process = subprocess.Popen(
            [*under, BINARY, "--port", str(port), "--address", address, *where, *arguments],
            stdout=subprocess.PIPE,
            text=True,
        )
        self.line = self.process.stdout.readline()
        listening = re.fullmatch(r"Listening on https?://(\S+):(\d+)/\n", self.line)
        assert listening, f"said {self.line!r}"
        self.port = int(listening[2])

    def stop(self):
        """SIGTERM; returns the exit status and what else was on stdout."""
        self.process.terminate()
        rest = self.process.communicate(timeout=10)[0]
        return self.process.returncode, rest

    def kill(self):
        self.process.kill()
        self.process.communicate()


@contextlib.contextmanager
def daemon(*arguments, **keywords):
    running = Daemon(*arguments, **keywords)
    try:
        yield running
    finally:
        if running.process.poll() is None:
            running.kill()


def run(*arguments, stdout=subprocess.PIPE):
    """For what ends by itself: (exit status, stdout unless that goes elsewhere, stderr)."""
    done = subprocess.run([BINARY, *arguments], stdout=stdout, stderr=subprocess.PIPE, text=True, timeout=20)
    return done.returncode, done.stdout, done.stderr


def ctl(folder, *words, status=0, input=None):
    """Says something to the server that has the room “Tea” in `folder`; what it answers."""
    done = subprocess.run(
        [BINARY, "ctl", "--room", "Tea", "--data", folder, *words], capture_output=True, text=True, input=input, timeout=20
    )
    assert done.returncode == status, done
    return (done.stdout if status == 0 else done.stderr).strip()
