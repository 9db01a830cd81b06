#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Holds the tree against the map in src/README.md: what each layer may include, how long a file may be, whose it is.

The compiler refuses most wrong includes already, since a layer's include path holds only the layers that it may see; this
test refuses the rest: system headers, and a library that comes along with another one.
"""

import pathlib
import re
import sys
import tempfile

LONGEST = 600

# layer: (layers whose headers it may include, system headers that it must not)
SOCKETS = r"(sys|netinet|arpa|net)/(socket|un|epoll|in|tcp|inet|if)\.h|netdb\.h|ifaddrs\.h|poll\.h|libsoup/.*"
WINDOW = r"gtk/.*|gdk/.*|gsk/.*|adwaita\.h|pango/.*|cairo.*"
# What the window does without until somebody hosts or joins.
HEAVY = r"sqlite3\.h|libsoup/.*|gnutls/.*|sodium\.h|libsecret/.*"
LAYERS = {
    "core": (set(), rf"{SOCKETS}|{WINDOW}|sqlite3\.h|gio/.*|glib/gstdio\.h|time\.h|sys/time\.h|unistd\.h|fcntl\.h|stdio\.h"),
    "system": (set(), rf"{WINDOW}|sqlite3\.h|json-glib/.*|libsoup/.*"),
    "store": ({"core"}, rf"{SOCKETS}|{WINDOW}"),
    "server": ({"core", "system", "store"}, rf"{WINDOW}|sqlite3\.h"),
    "client": ({"core", "system"}, rf"{WINDOW}|{HEAVY}"),
    "backend": ({"core", "client"}, rf"{WINDOW}|sqlite3\.h"),
    "rooms": ({"core", "system", "store", "server", "client", "backend"}, rf"{WINDOW}|sqlite3\.h|json-glib/.*|libsoup/.*"),
    "ui": ({"core", "client"}, rf"{SOCKETS}|{HEAVY}|json-glib/.*"),
    "app": ({"core", "system", "client", "ui"}, rf"{HEAVY}|json-glib/.*"),
    "daemon": ({"core", "system", "server"}, rf"{WINDOW}|sqlite3\.h|libsoup/.*"),
}

# The header by which a layer is known to all of the program that assembles it.
FRONT = {"beseda-rooms.h": "app"}

# What a window may know of core: its values and rules, never the wire.
NOT_FOR_UI = {"beseda-codec.h", "beseda-room.h", "beseda-effect.h", "beseda-frame-reader.h", "beseda-frame-writer.h"}

INCLUDE = re.compile(r'^\s*#\s*include\s+([<"])([^>"]+)[>"]', re.M)


def sources(layer):
    return sorted(p for p in layer.iterdir() if p.suffix in (".c", ".h"))


def problems(src):
    """Yields (layer, sentence) for each thing that is wrong below the folder `src`."""
    home = {p.name: name for name in LAYERS for p in sources(src / name)}

    for name, (seen, forbidden) in LAYERS.items():
        for path in sources(src / name):
            text = path.read_text(encoding="utf-8")
            lines = text.count("\n")
            if lines > LONGEST:
                yield name, f"{path.name}: {lines} lines; past {LONGEST} a file holds two ideas"
            if not text.startswith("/* SPDX-License-Identifier: GPL-3.0-or-later */\n"):
                yield name, f"{path.name}: the first line is no SPDX header"
            for kind, header in INCLUDE.findall(text):
                if kind == "<" and re.fullmatch(forbidden, header):
                    yield name, f"{path.name}: <{header}> has no place in {name}"
                if kind == '"' and header in home and home[header] not in seen | {name} and FRONT.get(header) != name:
                    yield name, f"{path.name}: {name} must not see {home[header]} (\"{header}\")"
                if name == "ui" and header in NOT_FOR_UI:
                    yield name, f"{path.name}: a window must not know the wire (\"{header}\")"


def planted(line, layer, suffix=".c"):
    """Whether a tree with `line` planted in a file of `layer` is refused for just that."""
    with tempfile.TemporaryDirectory() as folder:
        src = pathlib.Path(folder)
        for name in LAYERS:
            (src / name).mkdir()
            (src / name / f"beseda-{name}-own.h").write_text("/* SPDX-License-Identifier: GPL-3.0-or-later */\n")
        (src / layer / f"planted{suffix}").write_text(f"/* SPDX-License-Identifier: GPL-3.0-or-later */\n{line}\n")
        return len(list(problems(src))) == 1


def main():
    src = pathlib.Path(sys.argv[1])
    found = list(problems(src))
    checks = [(not [p for l, p in found if l == name], f"{name} keeps to its layer") for name in LAYERS]
    checks += [
        (planted('#include "beseda-server-own.h"', "ui"), "a window that sees a server is refused"),
        (planted('#include "beseda-ui-own.h"', "client"), "a client that sees a window is refused"),
        (planted("#include <gio/gio.h>", "core"), "input and output in core are refused"),
        (planted("#include <gtk/gtk.h>", "client"), "GTK in the client is refused"),
        (planted("#include <libsoup/soup.h>", "ui"), "the network in a window is refused"),
        (planted('#include "beseda-server-own.h"', "app"), "a program that is linked with a server is refused"),
        (planted("#include <gnutls/gnutls.h>", "client"), "a library that the lobby has no use for is refused"),
        (planted("#include <sqlite3.h>", "server"), "SQLite outside the store is refused"),
        (planted("\n" * LONGEST, "app"), "a file that is too long is refused"),
    ]
    for _, problem in found:
        print(f"# {problem}")
    print(f"1..{len(checks)}")
    for number, (ok, what) in enumerate(checks, 1):
        print(f"{'ok' if ok else 'not ok'} {number} {what}")
    return 0


sys.exit(main())
