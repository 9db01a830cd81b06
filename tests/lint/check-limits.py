#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Whether each limit in core/beseda-limits.h is named by the product, which holds it, and by a test in C, which tries it at
its border and one past it. Where no test can, it says here why, and which one does its part.
"""

import pathlib
import re
import sys

# limit: (why no test names it, which one comes near)
ELSEWHERE = {
    "PASSWORD_MEMORY": ("the hash asks for it, and the password is checked or not", "server/test-credentials.c"),
    "AWAY_MSECONDS": ("the scenarios tell it as a time of day, 15999 and 16000", "core/test-room.c"),
    "PRUNE_MSECONDS": ("between two looks; what is forgotten is the log's affair", "server/test-backlog.c"),
    "HANDSHAKE_SECONDS": ("a value of the deadlines, which the test sets shorter", "server/test-deadlines.c"),
    "PRESENCE_MSECONDS": ("a delay that nobody outside can tell from a slow computer", "server/test-crowd.c"),
    "SPARE_DESCRIPTORS": ("kept free beyond what a guest gets", "server/test-descriptors.c"),
    "LISTEN": ("the kernel's queue, which may be shorter", "e2e/test-abuse.py"),
    "ACCEPTS_PER_TURN": ("fairness: shown by how late others hear each other", "e2e/test-abuse.py"),
    "READ_PER_TURN": ("fairness: shown by how late others hear each other", "e2e/test-abuse.py"),
    "HTTP_BEHIND": ("what is more waits in the socket, and nothing is lost", "server/test-http.c"),
    "SHOWN_MARKS": ("seen in what is shown of ten thousand", "ui/test-strangers.c"),
    "MEMORY": ("the sum of others, each with a test; the whole is measured", "e2e/test-abuse.py"),
}

DEFINED = re.compile(r"^#define BESEDA_LIMIT_(\w+)", re.M)
NAMED = re.compile(r"\bBESEDA_LIMIT_(\w+)")


def named(folder):
    """The limits that C there names, besides defining them."""
    texts = (path.read_text(encoding="utf-8") for path in folder.rglob("*.[ch]"))
    return {name for text in texts for name in NAMED.findall(DEFINED.sub("", text))}


def problems(limits, used, tested, elsewhere):
    for name in limits:
        if name not in tested and name not in elsewhere:
            yield f"BESEDA_LIMIT_{name} is named by no test"
        if name in tested and name in elsewhere:
            yield f"BESEDA_LIMIT_{name} is named by a test, and needs no reason why not"
        if name not in used and name != "MEMORY":
            yield f"BESEDA_LIMIT_{name} bounds nothing"
    for name in elsewhere:
        if name not in limits:
            yield f"there is no BESEDA_LIMIT_{name} any more"


def main():
    root = pathlib.Path(sys.argv[1])
    limits = DEFINED.findall((root / "src/core/beseda-limits.h").read_text(encoding="utf-8"))
    found = list(problems(limits, named(root / "src"), named(root / "tests"), ELSEWHERE))
    found += [f"there is no tests/{path} any more" for _, path in ELSEWHERE.values() if not (root / "tests" / path).exists()]
    for sentence in found:
        print(f"# {sentence}")
    checks = [
        (len(limits) > 70, "the limits are read"),
        (not found, "each limit is held by the product and by a test"),
        (list(problems(["A"], {"A"}, set(), {})), "a limit without a test is found"),
        (list(problems(["A"], set(), {"A"}, {})), "one that bounds nothing is"),
        (list(problems(["A"], {"A"}, {"A"}, {"A": ""})), "and a reason that is none any more"),
        (list(problems([], set(), set(), {"A": ""})), "or of a limit that is gone"),
        (not list(problems(["A", "B"], {"A", "B"}, {"A"}, {"B": ""})), "the rest is in order"),
    ]
    print(f"1..{len(checks)}")
    for number, (ok, what) in enumerate(checks, 1):
        print(f"{'ok' if ok else 'not ok'} {number} {what}")


main()
