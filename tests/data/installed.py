#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Whether what `meson install` lays down holds all that the desktop, the D-Bus service and the flatpak manifest name."""

import configparser
import os
import pathlib
import re
import subprocess
import sys
import tempfile

APP_ID = "chat.beseda.Beseda"
BUILD, PREFIX, MESON, MODULE = sys.argv[1:5]
SRCDIR = pathlib.Path(os.environ["BESEDA_TEST_SRCDIR"]).parent


def section(path, name):
    parser = configparser.RawConfigParser()
    parser.optionxform = str
    parser.read(path, encoding="utf-8")
    return dict(parser.items(name))


def main():
    with tempfile.TemporaryDirectory(prefix="beseda-installed-") as destination:
        subprocess.run(
            [MESON, "install", "-C", BUILD, "--no-rebuild", "--quiet", "--destdir", destination],
            check=True,
            stdout=sys.stderr,
        )
        root = pathlib.Path(destination + PREFIX)
        share = root / "share"
        entry = section(share / "applications" / f"{APP_ID}.desktop", "Desktop Entry")
        service = section(share / "dbus-1" / "services" / f"{APP_ID}.service", "D-BUS Service")
        manifest = (SRCDIR / "flatpak" / f"{APP_ID}.yml").read_text()
        command = re.search(r"^command: (\S+)$", manifest, re.MULTILINE)[1]
        search = section(
            share / "gnome-shell" / "search-providers" / f"{APP_ID}.search-provider.ini", "Shell Search Provider"
        )
        units = list(root.glob("lib/systemd/system/beseda-server.service"))
        icons = share / "icons" / "hicolor"
        metainfo = (share / "metainfo" / f"{APP_ID}.metainfo.xml").read_text()
        linguas = [l for l in (SRCDIR / "po" / "LINGUAS").read_text().split("\n") if l and not l.startswith("#")]
        checks = [
            ("the desktop entry starts a program that is there", os.access(root / "bin" / entry["Exec"].split()[0], os.X_OK)),
            ("so does the D-Bus service", os.access(destination + service["Exec"].split()[0], os.X_OK)),
            ("and the flatpak", os.access(root / "bin" / command, os.X_OK)),
            ("and whoever serves without a window", os.access(root / "bin" / "beseda-server", os.X_OK)),
            ("and what that loads to host and to join", not MODULE or os.path.isfile(destination + MODULE)),
            ("the service answers to the entry's name", service["Name"] == APP_ID and entry["DBusActivatable"] == "true"),
            ("the flatpak is of that name", f"id: {APP_ID}\n" in manifest),
            ("the entry's icon is there", (icons / "scalable" / "apps" / f"{entry['Icon']}.svg").is_file()),
            ("its symbolic form too", (icons / "symbolic" / "apps" / f"{APP_ID}-symbolic.svg").is_file()),
            ("the desktop's search leads to the entry", search["DesktopId"] == f"{APP_ID}.desktop"),
            ("and to the service", search["BusName"] == service["Name"]),
            ("the metainfo leads to the entry", f">{APP_ID}.desktop</launchable>" in metainfo),
            ("the schema is there", (share / "glib-2.0" / "schemas" / f"{APP_ID}.gschema.xml").is_file()),
            ("both man pages are", all(list(share.glob(f"man/man1/{name}.1*")) for name in ("beseda", "beseda-server"))),
        ]
        for unit in units:
            start = re.search(r"^ExecStart=(\S+)", unit.read_text(), re.MULTILINE)[1]
            checks.append(("systemd starts a program that is there", os.access(destination + start, os.X_OK)))
        for language in linguas:
            catalogue = share / "locale" / language / "LC_MESSAGES" / "beseda.mo"
            checks.append((f"the program speaks {language}", catalogue.is_file()))
            checks.append((f"the desktop entry speaks {language}", f"Comment[{language}]" in entry))
            checks.append((f"the metainfo speaks {language}", f'xml:lang="{language}"' in metainfo))
    print(f"1..{len(checks)}")
    for number, (what, ok) in enumerate(checks, 1):
        print(f"{'ok' if ok else 'not ok'} {number} {what}")


sys.exit(main())
