#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Whether clang-format 14 would change nothing in src and tests. Other versions lay out otherwise, so they are not asked."""

import pathlib
import shutil
import subprocess
import sys

root = pathlib.Path(sys.argv[1])
formatter = shutil.which("clang-format-14")

print("1..2")
for number, folder in enumerate(("src", "tests"), 1):
    if formatter is None:
        print(f"ok {number} {folder} # SKIP clang-format-14 is not installed")
        continue
    others = [
        path.relative_to(root)
        for path in sorted((root / folder).rglob("*.[ch]"))
        if subprocess.run([formatter, "--style=file", path], check=True, capture_output=True).stdout != path.read_bytes()
    ]
    for path in others:
        print(f"# run: clang-format-14 -i {path}")
    print(f"{'not ok' if others else 'ok'} {number} {folder} is laid out by clang-format")
