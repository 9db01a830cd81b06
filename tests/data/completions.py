#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Whether the shells complete what the programs take: every option, every command of ctl, and nothing else."""

import os
import pathlib
import re
import subprocess
import sys

FOLDER = pathlib.Path(os.environ["BESEDA_TEST_SRCDIR"]).parent / "data" / "completions"
SOURCES = FOLDER.parent.parent / "src"
# Those of GTK's and GLib's own are not ours to complete.
OPTION = re.compile(r"^\s+(?:-\w, )?--([\w-]+)", re.M)


def options(program):
    text = subprocess.run([program, "--help"], check=True, capture_output=True, text=True).stdout
    return {option for option in OPTION.findall(text) if not option.startswith(("help-", "gapplication"))} - {"help", "display"}


def completed(name, *words):
    """What bash offers for the last of `words`."""
    script = 'source "$1"; shift; COMP_WORDS=("$@"); COMP_CWORD=$(($# - 1)); compopt() { :; }; _%s; echo "${COMPREPLY[@]}"'
    done = subprocess.run(
        ["bash", "-c", script % name.replace("-", "_"), "bash", FOLDER / f"{name}.bash", name, *words],
        check=True,
        capture_output=True,
        text=True,
    )
    assert not done.stderr, done.stderr
    return set(done.stdout.split())


def main():
    commands = set(re.findall(r'^  \{ "([\w-]+)", "', (SOURCES / "server" / "beseda-commands.c").read_text(), re.M)) | {"help"}
    checks = []
    for program in sys.argv[1:]:
        name = os.path.basename(program)
        taken = {f"--{option}" for option in options(program)}
        fish = (FOLDER / f"{name}.fish").read_text()
        zsh = (FOLDER / f"_{name}").read_text()
        checks += [
            (f"bash knows the options of {name}", completed(name, "--"), taken | {"--help"}),
            (f"fish knows the options of {name}", set(re.findall(r"-l ([\w-]+)", fish)) - {"ctl", "serve", "commands"}, {o[2:] for o in taken} | {"help"}),
            (f"zsh knows the options of {name}", set(re.findall(r"(--[\w-]+)(?:[\[}])", zsh)) , taken | {"--help"}),
        ]  # fmt: skip
    checks += [
        ("bash knows what ctl is told", completed("beseda-server", "ctl", "") - {"--room", "--data", "--control"}, commands),
        ("and behind options", completed("beseda-server", "ctl", "--room", "Tea", "reset"), {"reset-link"}),
        ("bash knows the doors", completed("beseda-server", "ctl", "door", "a"), {"approve"}),
        ("and as an option", completed("beseda-server", "--door", "net"), {"network"}),
        ("a name is not completed", completed("beseda", "--login", ""), set()),
    ]
    for name, pattern in (("beseda-server.fish", r"set -l commands ([\w\s\\-]+?)\n\n"), ("_beseda-server", r"commands=\(([\w\s-]+)\)")):
        found = re.search(pattern, (FOLDER / name).read_text())[1].replace("\\", " ").split()
        checks.append((f"{name} knows what ctl is told", set(found), commands))
    print(f"1..{len(checks)}")
    for number, (what, found, wanted) in enumerate(checks, 1):
        print(f"{'ok' if found == wanted else 'not ok'} {number} {what}")
        if found != wanted:
            print(f"# missing: {sorted(wanted - found)}, too much: {sorted(found - wanted)}")


main()
