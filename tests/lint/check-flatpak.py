#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Whether flatpak/'s manifest has a reason above each permission, and a module, with a checksum, for each library that
meson.build asks pkg-config for and the runtime lacks.
"""

import pathlib
import re
import sys

# What of it org.gnome.Platform has, by pkg-config's names.
RUNTIME = set(
    "gio-2.0 gio-unix-2.0 glib-2.0 gmodule-export-2.0 gnutls gobject-2.0 gtk4 json-glib-1.0 libadwaita-1 libportal libsecret-1 libsoup-3.0 sqlite3".split()
)
# All that the app may have: what is more wants to be thought about here.
PERMISSIONS = set(
    "--share=network --share=ipc --socket=wayland --socket=fallback-x11 --device=dri "
    "--system-talk-name=org.freedesktop.Avahi --system-talk-name=org.freedesktop.UPower".split()
)

DEPENDENCY = re.compile(r"\bdependency\(\s*'([^']+)'")
ARGUMENT = re.compile(r"^  - (--\S+)$")


def libraries(root):
    files = [root / "meson.build", *(root / "src").rglob("meson.build")]
    return {name for path in files for name in DEPENDENCY.findall(path.read_text(encoding="utf-8"))}


def problems(manifest, needed):
    lines = manifest.splitlines()
    for above, line in zip(lines, lines[1:]):
        argument = ARGUMENT.match(line)
        if argument and not above.startswith("  # "):
            yield f"{argument[1]} has no comment that says why"
        if argument and argument[1] not in PERMISSIONS:
            yield f"{argument[1]} is a permission that the app does not need"
    modules = re.findall(r"^  - name: (\S+)$", manifest, re.M)
    for name in sorted(needed - RUNTIME - set(modules)):
        yield f"{name} is not in the runtime, and has no module"
    for name in modules:
        if name != "beseda" and name not in needed:
            yield f"nothing needs the module {name}"
    urls, sums = re.findall(r"^ +url: (.*)$", manifest, re.M), re.findall(r"^ +sha256: [0-9a-f]{64}$", manifest, re.M)
    if len(urls) != len(sums) or any(not url.startswith("https://") for url in urls):
        yield "a source is not fetched over https and checked by its SHA-256"


def main():
    root = pathlib.Path(sys.argv[1])
    manifest = (root / "flatpak/chat.beseda.Beseda.yml").read_text(encoding="utf-8")
    needed = libraries(root)
    found = list(problems(manifest, needed))
    for sentence in found:
        print(f"# {sentence}")
    reason = re.search(r"^  # .*\n(?=  - --share=network)", manifest, re.M)[0]
    checks = [
        (len(needed) >= 11, "the libraries are read"),
        (not found, "each permission has its reason, and each library is there"),
        (list(problems(manifest.replace(reason, ""), needed)), "a permission without a reason is found"),
        (list(problems(manifest.replace("=dri", "=all"), needed)), "a permission too many is found"),
        (list(problems(manifest, needed | {"other"})), "a library without a module is found"),
        (list(problems(re.sub(r"\n +sha256:.*", "", manifest), needed)), "a source without a checksum is found"),
    ]
    print(f"1..{len(checks)}")
    for number, (good, what) in enumerate(checks, 1):
        print("ok" if good else "not ok", number, what)


main()
