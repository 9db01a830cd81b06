# SPDX-License-Identifier: GPL-3.0-or-later
"""Runs the functions named test_* of a file and tells their outcome in TAP, one line each."""

import inspect
import sys
import time
import traceback


class Skip(Exception):
    """What a test raises that cannot run here, with the reason."""


def wait_until(condition, what, seconds=15):
    """Returns the first true value of condition(), or fails after that long with a sentence, given or made by a function."""
    end = time.monotonic() + seconds
    while True:
        value = condition()
        if value:
            return value
        assert time.monotonic() < end, f"{what() if callable(what) else what}: not within {seconds} s"
        time.sleep(0.05)


def main(module):
    tests = [f for name, f in inspect.getmembers(module, inspect.isfunction) if name.startswith("test_")]
    tests.sort(key=lambda f: f.__code__.co_firstlineno)
    only = sys.argv[1:]
    tests = [f for f in tests if not only or f.__name__ in only]
    print(f"1..{len(tests)}", flush=True)
    for number, test in enumerate(tests, 1):
        outcome, reason = "ok", ""
        try:
            test()
        except Skip as skip:
            reason = f" # SKIP {skip}"
        except Exception:  # an assertion, or whatever else the program under test made happen
            outcome = "not ok"
            for line in traceback.format_exc().splitlines():
                print(f"# {line}")
        print(f"{outcome} {number} {test.__name__[5:].replace('_', ' ')}{reason}", flush=True)
