#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""run.py TARGET NAME: lets libFuzzer look for BESEDA_FUZZ_SECONDS, from the committed seeds, the vectors, and what it
found interesting before; with BESEDA_FUZZ_SEED in the same order each time. An input that breaks a promise is kept in the build folder's `findings`.
"""

import json
import os
import pathlib
import subprocess
import sys

HERE = pathlib.Path(__file__).resolve().parent
BUILD = pathlib.Path(os.environ["BESEDA_TEST_BUILDDIR"])
LARGEST = {"store": 16384, "frame-reader": 8192, "address": 2500}


def frame_of(vector):
    parts = vector["frame"] if isinstance(vector["frame"], list) else [vector["frame"]]
    return "".join(part if isinstance(part, str) else part["repeat"] * part["times"] for part in parts)


def write_vectors(side, folder):
    """The frames that the tests read are good seeds as well, but for the very long ones."""
    folder.mkdir(parents=True, exist_ok=True)
    for path in (HERE.parent / "vectors").glob("*.json"):
        for number, vector in enumerate(json.loads(path.read_text())):
            frame = frame_of(vector).encode("utf-8", "surrogatepass")
            if vector["from"] == side and len(frame) < 2000:
                (folder / f"{path.stem}-{number}").write_bytes(frame)


def main():
    target, name = sys.argv[1:]
    seconds = os.environ.get("BESEDA_FUZZ_SECONDS", "30")
    seed = os.environ.get("BESEDA_FUZZ_SEED")
    findings = BUILD / "findings"
    grown = BUILD / "corpus" / name
    findings.mkdir(exist_ok=True)
    grown.mkdir(parents=True, exist_ok=True)
    folders = [grown, HERE / "corpus" / name]
    if name in ("requests", "replies"):
        folders.append(BUILD / "vectors" / name)
        write_vectors("client" if name == "requests" else "server", folders[-1])

    dictionary = HERE / "dictionaries" / f"{name}.dict"
    command = [
        target,
        f"-max_total_time={seconds}",
        f"-max_len={LARGEST.get(name, 4096)}",
        f"-artifact_prefix={findings}/{name}-",
        "-timeout=10",
        "-rss_limit_mb=1024",
        "-print_final_stats=1",
        *([f"-seed={seed}"] if seed else []),
        *([f"-dict={dictionary}"] if dictionary.exists() else []),
        *folders,
    ]
    environment = {
        **os.environ,
        # GLib's own allocator would hide a step beyond the end of a block.
        "G_SLICE": "always-malloc",
        "ASAN_OPTIONS": "detect_leaks=1:detect_stack_use_after_return=1:allocator_may_return_null=1",
        "UBSAN_OPTIONS": "halt_on_error=1:print_stacktrace=1",
    }
    return 0 if subprocess.run(command, env=environment).returncode == 0 else 1  # its 77 would be "skipped"


sys.exit(main())
