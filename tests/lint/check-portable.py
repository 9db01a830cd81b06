#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""check-portable.py SRC: refuses the headers of POSIX outside system/beseda-system.c, which has for each thing of one system
what the others have in its place. GLib has the rest: glib/gstdio.h for files, with fcntl.h, which all have, and
gio/gnetworking.h for sockets; gio/gunixsocketaddress.h is everywhere from GLib 2.72 on.

A file for one system alone, which meson leaves out elsewhere, is listed here; what is listed and not needed any more is refused
as well.
"""

import pathlib
import re
import sys
import tempfile

AT_HOME = "system/beseda-system.c"

POSIX = re.compile(
    r"(sys|netinet|arpa|net)/.*|unistd\.h|signal\.h|ifaddrs\.h|netdb\.h|poll\.h|pthread\.h|pwd\.h|grp\.h|dirent\.h"
    r"|termios\.h|spawn\.h|dlfcn\.h|sched\.h|semaphore\.h|glib-unix\.h|gio/gunix(?!socketaddress).*"
)

# What is compiled on one system alone.
OF_ONE_SYSTEM = {
    "server/beseda-poller-epoll.c": {"sys/epoll.h", "unistd.h"},
}

INCLUDE = re.compile(r"^\s*#\s*include\s+<([^>]+)>", re.M)


def includes(src):
    """file: the headers of POSIX that it includes."""
    found = {}
    for path in sorted(src.rglob("*.[ch]")):
        headers = {header for header in INCLUDE.findall(path.read_text(encoding="utf-8")) if POSIX.fullmatch(header)}
        name = path.relative_to(src).as_posix()
        if headers and name != AT_HOME:
            found[name] = headers
    return found


def problems(src, listed_ones):
    found = includes(src)
    for name in sorted(found.keys() | listed_ones.keys()):
        here, listed = found.get(name, set()), listed_ones.get(name, set())
        yield from (f"{name}: <{header}> is not portable; {AT_HOME} is the place for it" for header in sorted(here - listed))
        yield from (f"{name}: <{header}> is gone; take it from the list" for header in sorted(listed - here))


def planted(line, listed_ones=None, name="planted.c"):
    """How many problems a tree has with just this line in it."""
    with tempfile.TemporaryDirectory() as folder:
        path = pathlib.Path(folder) / name
        path.parent.mkdir(exist_ok=True)
        path.write_text(f"{line}\n")
        return len(list(problems(pathlib.Path(folder), listed_ones or {})))


def main():
    found = list(problems(pathlib.Path(sys.argv[1]), OF_ONE_SYSTEM))
    for problem in found:
        print(f"# {problem}")
    checks = [
        (not found, "POSIX is where it belongs"),
        (planted("#include <unistd.h>") == 1, "a header of POSIX is refused"),
        (planted("#include <glib-unix.h>") == 1, "GLib's for Unix is refused"),
        (planted("#include <gio/gnetworking.h>") == 0, "GLib's for all systems is not"),
        (planted("#include <poll.h>", name=AT_HOME) == 0, "nor POSIX at home"),
        (planted("", {"planted.c": {"unistd.h"}}) == 1, "the list only becomes shorter"),
    ]
    print(f"1..{len(checks)}")
    for number, (good, name) in enumerate(checks, 1):
        print(f"{'ok' if good else 'not ok'} {number} {name}")


main()
