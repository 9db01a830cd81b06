# SPDX-License-Identifier: GPL-3.0-or-later
"""The room's disk is full: who speaks is told so, nothing that was acknowledged is lost, and it goes on when there is space.
The disk is a small one in memory, in a mount namespace of this test's own, so that it goes when the test does."""

import contextlib
import os
import subprocess
import sys
import tempfile

sys.path.insert(0, os.path.join(os.environ["BESEDA_TEST_SRCDIR"], "support"))
from daemon import daemon
from guest import Guest, check_room, read_room
import tap

SIZE = 1024 * 1024
BALLAST = SIZE // 2
NAMESPACES = (["unshare", "--mount"], ["unshare", "--mount", "--map-root-user"])


def enter_namespace():
    """Begins this program again where it may mount; returns where that cannot be."""
    if "BESEDA_TEST_MAY_MOUNT" in os.environ:
        return
    for way in NAMESPACES:
        with contextlib.suppress(OSError):
            tried = subprocess.run([*way, "mount", "-t", "tmpfs", "tmpfs", "/mnt"], capture_output=True)
            if tried.returncode == 0:
                os.environ["BESEDA_TEST_MAY_MOUNT"] = "1"
                os.execvp(way[0], [*way, sys.executable, *sys.argv])


@contextlib.contextmanager
def small_disk():
    with tempfile.TemporaryDirectory() as folder:
        subprocess.run(["mount", "-t", "tmpfs", "-o", f"size={SIZE}", "tmpfs", folder], check=True)
        try:
            yield folder
        finally:
            subprocess.run(["umount", folder], check=True)


def answer(guest, text, id):
    """Says it once: None where it is echoed, else the error."""
    guest.peer.send(type="message", message=text, id=id)
    while True:
        frame = guest.take()
        if frame.get("id") == id:
            if frame["type"] == "error":
                return frame
            guest.said.append((id, text))
            return None


def test_a_full_disk_refuses_loses_nothing_and_recovers():
    if "BESEDA_TEST_MAY_MOUNT" not in os.environ:
        raise tap.Skip("this user may not mount a file system")
    with small_disk() as folder:
        ballast = os.path.join(folder, "ballast")
        with open(ballast, "wb") as file:
            file.write(bytes(BALLAST))
        with daemon("--room", "Tea", data=folder) as server:
            ann, ben, eve = (Guest(name, lambda: server.port) for name in ("ann", "ben", "eve"))
            for guest in (ann, ben):
                guest.connect()
            refused, n = None, 0
            while refused is None:
                n += 1
                assert n < SIZE // 6000, "the disk does not become full"
                refused = answer(ann, f"{n}".ljust(6000, "."), f"ann-{n}")
            assert refused["code"] == "unavailable", refused
            again = answer(ben, "ben's".ljust(8000, "."), "ben-1")
            assert again and again["code"] == "unavailable", again

            # Who comes now may read all that was acknowledged.
            kept = read_room(server.port, eve)
            assert [e["id"] for e in kept if e["type"] == "message"] == [id for id, _ in ann.said]
            assert server.process.poll() is None

            os.unlink(ballast)
            ann.say(f"{n}".ljust(6000, "."), f"ann-{n}")  # the same as was refused
            ben.say("ben's".ljust(8000, "."), "ben-1")
            full = len(ann.said) - 1
            events = read_room(server.port, eve)
            check_room(events, [ann, ben])
            for guest in (ann, ben, eve):
                guest.close()
            assert server.stop()[0] == 0

        with daemon("--room", "Tea", data=folder) as server:
            eve.port = lambda: server.port
            ann.say("the disk has space, also after a restart")
            check_room(read_room(server.port, eve), [ann, ben])
            for guest in (ann, eve):
                guest.close()
            print(f"# full after {full} messages; {len(events)} events kept")


enter_namespace()
tap.main(sys.modules[__name__])
