#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""beseda-server with as little as its systemd unit leaves it, and with too much."""

import os
import subprocess
import sys
import tempfile

sys.path.insert(0, os.path.join(os.environ["BESEDA_TEST_SRCDIR"], "support"))
import confinement
from daemon import BINARY, daemon
from peer import Peer
import tap

# LeakSanitizer looks at a process by ptrace, which the unit forbids.
os.environ["ASAN_OPTIONS"] = os.environ.get("ASAN_OPTIONS", "") + ":detect_leaks=0"

UNIT = os.path.join(os.environ["BESEDA_TEST_BUILDDIR"], "data", "beseda-server.service")


def status_of(process, field):
    with open(f"/proc/{process.pid}/status") as status:
        return next(line.split()[1:] for line in status if line.startswith(field + ":"))


def folder_of_nobody():
    folder = tempfile.TemporaryDirectory(prefix="beseda-confined-")
    os.chown(folder.name, confinement.NOBODY, confinement.NOBODY)
    return folder


def test_keeps_a_room_as_the_unit_lets_it():
    reason = confinement.why_not()
    if reason is not None:
        raise tap.Skip(reason)
    with folder_of_nobody() as folder:
        under = confinement.under(UNIT, folder)
        with daemon("--tls", data=folder, under=under) as server:
            assert status_of(server.process, "Uid") == [str(confinement.NOBODY)] * 4
            assert [int(field, 16) for field in status_of(server.process, "CapEff")] == [0]
            assert status_of(server.process, "Seccomp") == ["2"] and status_of(server.process, "NoNewPrivs") == ["1"]
            ann = Peer(server.port, 1)
            ann.login("ann")
            ann.send(message="what is kept")
            ann.until(message="what is kept")
            assert server.stop()[0] == 0
        assert os.path.exists(os.path.join(folder, "beseda.pem"))
        with daemon("--tls", data=folder, under=under) as again:
            assert again.stop()[0] == 0
        export = subprocess.run([BINARY, "--data", folder, "--export", "-", "--format", "jsonl"], capture_output=True, text=True)
        assert "what is kept" in export.stdout, export


def test_says_so_where_it_runs_as_root():
    server = subprocess.Popen(
        [BINARY, "--ephemeral", "--port", "0", "--address", "127.0.0.1"],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    assert server.stdout.readline().startswith("Listening on ")
    server.terminate()
    err = server.communicate(timeout=10)[1]
    assert server.returncode == 0
    assert ("runs as root" in err and "systemctl" in err) == (os.geteuid() == 0), err


tap.main(sys.modules[__name__])
